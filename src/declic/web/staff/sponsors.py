"""Partners: found, created, agreed with, given codes and officers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.billing.actions import move_sponsor
from declic.billing.queries import details_of, regime_now
from declic.ground.errors import Refusal
from declic.ground.ids import spaced
from declic.ground.paris import paris_day
from declic.letters.queries import invitations_unsent, officer_invitations_unsent
from declic.people.models import Account
from declic.sponsors import actions
from declic.sponsors.actions.joining import decline_join
from declic.sponsors.models import ActivationCode, Authority, Commune, Officer, OfficerInvitation, Sponsor
from declic.sponsors.queries import (
    data_contracts_to_sign,
    ended_alone,
    find_authorities,
    find_communes,
    find_sponsors,
    invitation_opens,
    invitations_of,
    managers_of,
    shared_codes,
    to_renew,
    use_of_each,
)
from declic.sponsors.rules import SponsorKind, zone_of
from declic.sponsors.rules.agreements import NOTICE, AgreementState
from declic.web.account.invitations import count_invitation, say_again, say_invited_again, say_taken_back
from declic.web.account.once import made_once
from declic.web.layout.agreements import to_tell, told
from declic.web.sponsor.forms import CodeForm
from declic.web.staff.access import for_staff, looked_for
from declic.web.staff.forms import BySiretForm, MovedForm, NumberForm, OfficerForm

A_PAGE = 50
SHOWN_UNSIGNED = 8


@never_cache
@require_safe
@for_staff
def sponsors(request: HttpRequest, operator: Account) -> HttpResponse:
    del operator
    today = paris_day(timezone.now())
    asked = looked_for(request)
    found = find_communes(asked, 8) if asked else []
    authorities = find_authorities(asked) if asked else []
    listed = (
        find_sponsors(asked, found, authorities)
        .annotate(
            enrolled=Count("enrolments", filter=Q(enrolments__until=None), distinct=True),
            agreed_until=Max(
                "agreements__ends_on",
                filter=Q(agreements__starts_on__lte=today, agreements__state=AgreementState.SIGNED.value),
            ),
        )
        .order_by("name", "pk")
    )
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    unsigned = data_contracts_to_sign(today)
    return render(
        request,
        "staff/sponsors.html",
        {
            "sponsors": page.object_list,
            "page": page,
            "total": page.paginator.count,
            "to_renew": to_renew(today, NOTICE.days).count(),
            "ended_alone": ended_alone(today, NOTICE.days).count(),
            "unsigned": list(unsigned[:SHOWN_UNSIGNED]),
            "unsigned_total": unsigned.count(),
            "asked": asked,
            "today": today,
            "found": found,
            "has_communes": bool(found) or Commune.objects.exists(),
            "authorities": authorities,
            "held": set(Sponsor.objects.filter(authority__isnull=False).values_list("authority_id", flat=True)),
            "taken": set(Sponsor.objects.filter(commune__isnull=False).values_list("commune_id", flat=True)),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_commune(request: HttpRequest, operator: Account, insee: str) -> HttpResponse:
    """What the official list knows, shown before anything is created."""
    commune = get_object_or_404(Commune, pk=insee)
    return _new(
        request,
        "staff/new_commune.html",
        {
            "commune": commune,
            "zone": zone_of(commune.academie),
            "held": Sponsor.objects.filter(commune=commune).first(),
        },
        lambda: actions.create_sponsor_commune(insee=insee, now=timezone.now(), by=operator),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_authority(request: HttpRequest, operator: Account, code: str) -> HttpResponse:
    """Likewise for an intercommunalité, a département or another body of the list."""
    listed = get_object_or_404(Authority, pk=code)
    return _new(
        request,
        "staff/new_authority.html",
        {"listed": listed, "zone": zone_of(listed.academie), "held": Sponsor.objects.filter(authority=listed).first()},
        lambda: actions.create_sponsor_authority(code=code, now=timezone.now(), by=operator),
    )


def _new(request: HttpRequest, template: str, said: dict[str, object], create: Callable[[], Sponsor]) -> HttpResponse:
    """Somebody of a list: shown, then created."""
    refused = ""
    if request.method == "POST":
        try:
            return _created(request, create())
        except Refusal as refusal:
            refused = refusal.message
    return render(request, template, {**said, "refused": refused}, status=409 if refused else 200)


def _created(request: HttpRequest, sponsor: Sponsor) -> HttpResponse:
    messages.success(request, f"{sponsor.name} est partenaire. Il reste à préparer la convention.")
    return redirect("staff:sponsor", sponsor.pk)


ITS_FIELD = {"bad_siret": "siret", "already_sponsor": "siret", "siren_is_partner": "another"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_by_siret(request: HttpRequest, operator: Account) -> HttpResponse:
    form = BySiretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sponsor = actions.create_sponsor_by_siret(now=timezone.now(), by=operator, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(ITS_FIELD.get(refusal.code), refusal.message)
        else:
            return _created(request, sponsor)
    return render(request, "staff/new_by_siret.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def sponsor(request: HttpRequest, operator: Account, sponsor_id: int) -> HttpResponse:
    """One page for the partner; each of its forms says which it is by `do`."""
    held = get_object_or_404(Sponsor.objects.select_related("commune", "authority"), pk=sponsor_id)
    done = request.POST.get("do", "")
    code = CodeForm(request.POST if done == "code" else None)
    officer = OfficerForm(request.POST if done == "officer" else None)
    details = None if held.siren else details_of(held)
    billed = {"number": details.siret if details else ""}
    number = NumberForm(request.POST if done == "number" else None, initial=billed)
    moved = MovedForm(request.POST if done == "moved" else None)
    now = timezone.now()
    if done == "decline":
        return _declined(request, operator, held)
    acts: dict[str, tuple[forms.Form, Callable[..., object], str]] = {
        "code": (code, _issuing(request, operator), "Le code est prêt."),
        "number": (number, actions.identify_sponsor, "Le numéro est noté : ProConnect reconnaît ses agents."),
        "moved": (moved, move_sponsor, "Le SIRET est noté : ses agents entrent comme avant."),
        "officer": (officer, _inviting(request), "L’invitation part par e-mail. Elle attend une réponse."),
    }
    if done in acts:
        form, act, said = acts[done]
        if form.is_valid() and _acted(form, act, sponsor=held, now=now, by=operator):
            messages.success(request, said)
            return redirect("staff:sponsor", held.pk)
    agreements = list(to_tell(held.agreements.order_by("-starts_on", "-pk")))
    officers = list(held.officers.select_related("account").order_by("account__name"))
    regime = regime_now()
    unsent = invitations_unsent((one.account_id for one in officers), now)
    invited = invitations_of(held)
    waiting = officer_invitations_unsent((one.pk for one in invited), now)
    return render(
        request,
        "staff/sponsor.html",
        {
            "sponsor": held,
            "today": paris_day(now),
            "agreements": [
                told(row, paris_day(now), used, regime=regime)
                for row, used in zip(agreements, use_of_each(agreements, now), strict=True)
            ],
            "codes": [(row, spaced(row.code)) for row in shared_codes(held).order_by("revoked_at", "-created_at")],
            "officers": [(one, unsent.get(one.account_id)) for one in officers],
            "invitations": [(one, waiting.get(one.pk), invitation_opens(one, now)) for one in invited],
            "asking": held.join_requests.order_by("asked_at"),
            "has_managers": bool(managers_of(held.pk)),
            "enrolled": held.enrolments.filter(until=None).count(),
            "code_form": code,
            "number_form": number if SponsorKind(held.kind).is_listed else None,
            "moved_form": moved if held.siret else None,
            "officer_form": officer,
        },
        status=422 if done else 200,
    )


def _declined(request: HttpRequest, operator: Account, held: Sponsor) -> HttpResponse:
    said = request.POST.get("asked", "")
    asked = held.join_requests.filter(pk=int(said)).first() if said.isdecimal() else None
    if asked is not None:
        decline_join(asked=asked, by=operator, now=timezone.now())
        messages.success(request, f"La demande de {asked.name} est refusée.")
    return redirect("staff:sponsor", held.pk)


def _issuing(request: HttpRequest, operator: Account) -> Callable[..., object]:
    """Two presses of the button make one code."""

    def issue(*, sponsor: Sponsor, **typed: Any) -> str:
        def made() -> str:
            actions.issue_code(sponsor=sponsor, **typed)
            return reverse("staff:sponsor", args=[sponsor.pk])

        return made_once(request, operator, made)

    return issue


def _inviting(request: HttpRequest) -> Callable[..., object]:
    """As many letters as a manager's page may send, and no more."""

    def invite(*, sponsor: Sponsor, email: str, **typed: Any) -> OfficerInvitation:
        count_invitation(request, sponsor, email)
        return actions.invite_officer(sponsor=sponsor, email=email, **typed)

    return invite


def _acted(form: forms.Form, act: Callable[..., object], **given: object) -> bool:
    try:
        act(**given, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


@require_POST
@for_staff
def revoke_code(request: HttpRequest, operator: Account, sponsor_id: int, code_id: int) -> HttpResponse:
    code = get_object_or_404(ActivationCode, pk=code_id, sponsor_id=sponsor_id)
    actions.revoke_code(code=code, now=timezone.now(), by=operator)
    messages.success(request, f"Le code {spaced(code.code)} ne sert plus.")
    return redirect("staff:sponsor", sponsor_id)


@require_POST
@for_staff
def invite_again(request: HttpRequest, operator: Account, sponsor_id: int, invitation_id: int) -> HttpResponse:
    held = get_object_or_404(OfficerInvitation, pk=invitation_id, sponsor_id=sponsor_id)
    say_invited_again(request, held, operator)
    return redirect("staff:sponsor", sponsor_id)


@require_POST
@for_staff
def take_back(request: HttpRequest, operator: Account, sponsor_id: int, invitation_id: int) -> HttpResponse:
    held = get_object_or_404(OfficerInvitation, pk=invitation_id, sponsor_id=sponsor_id)
    say_taken_back(request, held, operator)
    return redirect("staff:sponsor", sponsor_id)


@require_POST
@for_staff
def write_again(request: HttpRequest, operator: Account, sponsor_id: int, officer_id: int) -> HttpResponse:
    """To an officer whose invitation did not arrive."""
    officer = get_object_or_404(Officer.objects.select_related("account"), pk=officer_id, sponsor_id=sponsor_id)
    say_again(request, officer.account, lambda now: actions.write_again(officer=officer, now=now, by=operator))
    return redirect("staff:sponsor", sponsor_id)


@require_POST
@for_staff
def dismiss_officer(request: HttpRequest, operator: Account, sponsor_id: int, officer_id: int) -> HttpResponse:
    officer = get_object_or_404(Officer.objects.select_related("account"), pk=officer_id, sponsor_id=sponsor_id)
    actions.dismiss_officer(officer=officer, now=timezone.now(), by=operator, forced=True)
    messages.success(request, f"{officer.account.name} n’a plus d’accès.")
    return redirect("staff:sponsor", sponsor_id)
