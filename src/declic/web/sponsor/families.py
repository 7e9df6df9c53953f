"""Families without e-mail, registered at the desk in two minutes, cards printed on the spot."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.ground.elision import elided
from declic.ground.errors import NotYours, Refusal
from declic.ground.ids import spaced
from declic.ground.paris import paris_day
from declic.keeping.actions import go_on as say_so
from declic.keeping.queries import desk_families_ending, notice_for
from declic.keeping.rules import has_come
from declic.letters.queries import invitations_unsent
from declic.people.rules.consents import CONSENTS
from declic.sponsors.actions import Child, add_at_desk, give_address_at_desk, register_at_desk, renew_card_at_desk
from declic.sponsors.models import DeskFamily, Officer
from declic.sponsors.queries import (
    access_desk_child,
    access_desk_family,
    begins_on,
    children_at_desk,
    open_to_families,
    shared_codes,
)
from declic.sponsors.rules.officers import Right
from declic.web.account import limits
from declic.web.account.card import lost_card
from declic.web.account.children import child_form, refused
from declic.web.account.forms import ChildForm
from declic.web.account.once import made_once
from declic.web.guardian.cards import printed
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.codes import named_code

ROWS = 4
"""Children on the first page; others are added on the family's."""


FULL = "Toutes les places de ce code sont prises : choisissez-en un autre, ou faites-en un dans « Codes »."
"""Here whoever reads it gives the codes."""


class FamilyForm(forms.Form):
    name = forms.CharField(
        label="Nom du parent",
        max_length=80,
        help_text="Les professeurs ne le voient pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.ChoiceField(label="Code utilisé", widget=forms.Select(attrs={"class": "field"}))
    accepted = forms.MultipleChoiceField(
        label="Lu avec le parent, et accepté",
        choices=[(text.kind, f"{text.title}. {text.read_aloud}") for text in CONSENTS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Lisez ces trois phrases avec le parent, et cochez-les."},
    )

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {
            str(code.pk): code for code in shared_codes(officer.sponsor).filter(revoked_at=None).order_by("created_at")
        }
        field: Any = self.fields["code"]
        with_room_first = sorted(self.codes.items(), key=lambda one: one[1].is_full)
        field.choices = [(pk, named_code(code)) for pk, code in with_room_first]


class ReferenceForm(forms.Form):
    reference = forms.CharField(
        label="Numéro de la famille",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Tapez le numéro écrit sur le papier de la famille."},
    )


class AddressForm(forms.Form):
    """What is wrong with an address is said by `give_address_at_desk`."""

    email = forms.CharField(label="Son adresse", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    again = forms.CharField(label="Encore une fois", widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def clean(self) -> None:
        typed = [self.cleaned_data.get(name, "").lower() for name in ("email", "again")]
        if all(typed) and len(set(typed)) > 1:
            self.add_error("again", "Les deux adresses ne sont pas les mêmes : relisez-les avec le parent.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer(Right.FAMILIES)
def families(request: HttpRequest, officer: Officer) -> HttpResponse:
    form = FamilyForm(request.POST or None, officer=officer)
    rows = [_row(request.POST or None, number) for number in range(1, ROWS + 1)]
    if request.method == "POST" and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        try:
            made = made_once(request, officer.account, lambda: _registered(officer, form, rows))
        except Refusal as refusal:
            field = {"consent_missing": "accepted", "exhausted_code": "code"}.get(refusal.code)
            form.add_error(field, FULL if field == "code" else refusal.message)
        else:
            return redirect(made)
    status = 422 if request.method == "POST" else 200
    return _desk(request, officer, status=status, form=form, rows=rows, paper=ReferenceForm())


def _registered(officer: Officer, form: FamilyForm, rows: list[ChildForm]) -> str:
    family = register_at_desk(
        officer=officer,
        code=form.codes[form.cleaned_data["code"]],
        name=form.cleaned_data["name"],
        accepted=form.cleaned_data["accepted"],
        children=[Child(**row.cleaned_data) for row in rows if row.cleaned_data],
        now=timezone.now(),
    )
    return reverse("sponsor:family", args=[family.reference])


def _desk(request: HttpRequest, officer: Officer, *, status: int, **asked: object) -> HttpResponse:
    """`asked`: `form` and its `rows` of children, `paper`."""
    now = timezone.now()
    said = {
        **asked,
        "is_open": open_to_families(officer.sponsor, paris_day(now)),
        "begins_on": begins_on(officer.sponsor, paris_day(now)),
        "ending": desk_families_ending(officer.sponsor, now),
    }
    return page(request, officer, "families", said, status=status)


def _row(typed: QueryDict | None, number: int) -> ChildForm:
    """Only the first child must be written."""
    more: dict[str, Any] = {"empty_permitted": True} if number > 1 else {}
    return ChildForm(typed, prefix=f"enfant{number}", use_required_attribute=False, **more)


@never_cache
@require_POST
@for_officer(Right.FAMILIES)
def find(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Back with the paper: another child, another card. A number that is not right comes back to be read again."""
    about, paper = f"desk:{officer.pk}", ReferenceForm(request.POST)
    if paper.is_valid():
        try:
            limits.check(request, "desk_try", about, adult=True)
            family = access_desk_family(officer, paper.cleaned_data["reference"])
        except NotYours:
            limits.note_wrong(request, "desk_try", about)
            paper.add_error("reference", "Aucune famille d’ici n’a ce numéro : relisez le papier.")
        except Refusal as refusal:
            paper.add_error("reference", refusal.message)
        else:
            return redirect("sponsor:family", family.reference)
    rows = [_row(None, number) for number in range(1, ROWS + 1)]
    return _desk(request, officer, status=422, form=FamilyForm(officer=officer), rows=rows, paper=paper)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer(Right.FAMILIES)
def family(request: HttpRequest, officer: Officer, reference: str) -> HttpResponse:
    """Its cards to print, its paper, a child more."""
    held = _family(request, officer, reference)
    form = child_form(held.guardian, request.POST or None, desk=officer.sponsor)
    if request.method == "POST" and form.is_valid():
        try:
            made = made_once(request, officer.account, lambda: _added(held, officer, Child(**form.cleaned_data)))
        except Refusal as refusal:
            refused(form, refusal)
        else:
            return redirect(made)
    return _shown(request, officer, held, form, AddressForm())


def _added(held: DeskFamily, officer: Officer, child: Child) -> str:
    add_at_desk(family=held, officer=officer, child=child, now=timezone.now())
    return reverse("sponsor:family", args=[held.reference])


def _shown(
    request: HttpRequest, officer: Officer, held: DeskFamily, form: ChildForm, address: AddressForm
) -> HttpResponse:
    now = timezone.now()
    ends = notice_for(held.guardian, now)
    # One that only waits is not said: it would tell which addresses had no account yet.
    unsent = invitations_unsent([held.guardian.account_id], now).get(held.guardian.account_id)
    said = {
        "family": held,
        "shown": spaced(held.reference, 5),
        "begins_on": begins_on(officer.sponsor, paris_day(now)),
        "children": children_at_desk(held),
        "ends": ends,
        "is_refused": unsent is not None and unsent.is_refused,
        "has_come": ends is not None and has_come(ends.ends_on, now),
        "form": form,
        "address": address,
    }
    return page(request, officer, "family", said, status=422 if form.errors or address.errors else 200)


@never_cache
@require_safe
@for_officer(Right.FAMILIES)
def family_cards(request: HttpRequest, officer: Officer, reference: str) -> HttpResponse:
    return printed(children_at_desk(_family(request, officer, reference)), "Cartes")


@require_POST
@for_officer(Right.FAMILIES)
def renew(request: HttpRequest, officer: Officer, reference: str, desk_pupil_id: int) -> HttpResponse:
    held = _family(request, officer, reference)
    pupil = access_desk_child(held, desk_pupil_id)
    now, of = timezone.now(), elided("de", pupil.first_name)
    if renew_card_at_desk(family=held, officer=officer, pupil=pupil, now=now, lost=lost_card(request)):
        messages.success(request, f"L’ancienne carte {of} n’ouvre plus rien : imprimez la nouvelle.")
    else:
        messages.info(request, f"La carte {of} a déjà été refaite : imprimez-la.")
    return redirect("sponsor:family", held.reference)


@require_POST
@for_officer(Right.FAMILIES)
def go_on(request: HttpRequest, officer: Officer, reference: str) -> HttpResponse:
    """The family came with its paper, and says so aloud."""
    held, now = _family(request, officer, reference), timezone.now()
    notice = notice_for(held.guardian, now)
    if notice is not None:
        say_so(notice=notice, where="desk", now=now, by=officer.account)
        messages.success(request, "C’est noté : cette famille continue, rien ne s’efface.")
    return redirect("sponsor:family", held.reference)


@never_cache
@require_POST
@for_officer(Right.FAMILIES)
def give_address(request: HttpRequest, officer: Officer, reference: str) -> HttpResponse:
    """Typed twice: a stranger's address would open the children's pages. The page says the same whatever is done; what
    is not right comes back to be read again with the parent.
    """
    held = _family(request, officer, reference)
    address = AddressForm(request.POST)
    if address.is_valid():
        email = address.cleaned_data["email"].lower()
        try:
            give_address_at_desk(family=held, officer=officer, email=email, now=timezone.now())
        except Refusal as refusal:
            address.add_error("email", refusal.message)
        else:
            messages.success(request, "Si cette adresse peut servir, une lettre vient d’y partir.")
            return redirect("sponsor:family", held.reference)
    return _shown(request, officer, held, child_form(held.guardian, desk=officer.sponsor), address)


def _family(request: HttpRequest, officer: Officer, reference: str) -> DeskFamily:
    """Addresses are tried as slowly as the form. NotYours, Refusal `too_fast`."""
    about = f"desk:{officer.pk}"
    limits.check(request, "desk_try", about, adult=True)
    try:
        return access_desk_family(officer, reference)
    except NotYours:
        limits.note_wrong(request, "desk_try", about)
        raise
