"""« Liste d’élèves »: who is entitled, by school and level; their papers; never who of them came, nor how many."""

from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.curriculum.rules import LEVELS
from declic.ground.errors import Refusal
from declic.ground.ids import spaced
from declic.rolls.actions import erase_roll, remove_entry, renew_code, send_file
from declic.rolls.models import RollEntry, RollFile
from declic.rolls.queries import (
    access_entry,
    entries_of,
    file_of_colleague,
    file_under_way,
    groups_of,
    last_notice,
    roll_digest,
)
from declic.rolls.rules import limits
from declic.rolls.rules.notice import WORDS
from declic.rolls.rules.rows import squeezed
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import Right
from declic.web.layout.typography import count
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.kit import named
from declic.web.sponsor.papers.pupil_cards import PupilCard, draw

SHOWN = 100
"""Pupils a page."""
PRINTED = 400
"""Cards a document; a larger school is printed level by level."""


class SendForm(forms.Form):
    file = forms.FileField(
        label="Le fichier",
        help_text="CSV ou XLSX (ONDE, Pronote, tableur), zip ou XML de SIECLE, OneRoster : 20 Mo, 50 000 élèves.",
        widget=forms.FileInput(
            attrs={"accept": ".csv,.txt,.xlsx,.xml,.zip", "data-most": limits.MAX_BYTES, "class": "field"}
        ),
    )
    informed = forms.BooleanField(label=WORDS, required=False)
    instead = forms.BooleanField(required=False)
    """Ticked with the file of a colleague that is dropped for this one."""

    def asks_instead(self, theirs: RollFile) -> None:
        """Never ticked already: it may be another than the one they knew of."""
        name = theirs.by.name if theirs.by else "un collègue"
        said = f"Celle-ci prend la place de celle que {name} a envoyée et qui attend : elle est perdue."
        # Both: a form that was looked at has made its bound fields, and they keep the label of then.
        self.fields["instead"].label = self["instead"].label = said
        self.fields["instead"].widget.attrs["value"] = str(theirs.pk)
        if self.is_bound:
            self.data = {name: said for name, said in self.data.items() if name != "instead"}


_FIELDS = {"notice_missing": "informed", "colleague_s": "instead"}


@dataclass(frozen=True)
class Part:
    """A line of the table: of a level, or of a whole school."""

    label: str
    level: str
    listed: int


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer(Right.CODES)
def roll(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What the list holds, and a file to send."""
    sponsor = officer.sponsor
    form = SendForm(request.POST, request.FILES) if request.method == "POST" else SendForm()
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            sent = send_file(
                officer=officer,
                file=said["file"],
                informed=said["informed"],
                now=timezone.now(),
                instead_of=request.POST.get("instead", ""),
            )
        except Refusal as refusal:
            form.add_error(_FIELDS.get(refusal.code, "file"), refusal.message)
        else:
            return redirect("sponsor:roll_file", sent.pk)
    theirs = file_of_colleague(officer)
    if theirs is not None:
        form.asks_instead(theirs)
    groups = groups_of(sponsor)
    schools = [
        (school, _parts([Part(group.level_label, group.level, group.listed) for group in found]))
        for school, found in groupby(groups, key=lambda group: group.school)
    ]
    return page(
        request,
        officer,
        "roll",
        {
            "form": form,
            "schools": schools,
            "listed": sum(group.listed for group in groups),
            "until": RollEntry.objects.filter(sponsor=sponsor).order_by("-keep_until").first(),
            "under_way": file_under_way(sponsor),
            "theirs": theirs,
            "notice": last_notice(sponsor),
            "seen": roll_digest(sponsor),
        },
        status=422 if form.errors else 200,
    )


def _parts(lines: list[Part]) -> list[Part]:
    return [*lines, Part("Toute l’école", "", sum(line.listed for line in lines))] if len(lines) > 1 else lines


@never_cache
@require_safe
@for_officer(Right.CODES)
def entries(request: HttpRequest, officer: Officer) -> HttpResponse:
    """`?ecole=` and `?niveau=` say which; names, codes, and nothing of what became of them."""
    school, level = squeezed(request.GET.get("ecole", "")), request.GET.get("niveau", "")
    found = entries_of(officer.sponsor, school=school, level=level if level in LEVELS else "")
    shown = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    return page(
        request,
        officer,
        "roll_entries",
        {
            "shown": shown,
            "rows": [(entry, spaced(entry.code.code, 5)) for entry in shown],
            "school": school,
            "level": level,
            "level_label": LEVELS[level].label if level in LEVELS else "",
            "prints": found.count() <= PRINTED,
        },
    )


@never_cache
@require_safe
@for_officer(Right.CODES)
def cards(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Eight to a sheet, in the order in which they are handed out. `?eleve=` is one pupil."""
    school, level = squeezed(request.GET.get("ecole", "")), request.GET.get("niveau", "")
    found = entries_of(officer.sponsor, school=school, level=level if level in LEVELS else "")
    if one := request.GET.get("eleve", ""):
        found = found.filter(pk=int(one)) if one.isdecimal() and len(one) < 18 else found.none()
    printed = list(found[: PRINTED + 1])
    if not printed:
        raise Http404
    if len(printed) > PRINTED:
        raise Refusal("too_many_cards", f"Trop de cartes en une fois : {PRINTED} au plus. Imprimez-les par niveau.")
    drawn = draw([card(entry) for entry in printed], now=timezone.now())
    answer = HttpResponse(drawn, content_type="application/pdf")
    name = slugify(f"{school} {level}")[:60] or "liste"
    answer["Content-Disposition"] = f'inline; filename="declic-codes-{name}.pdf"'
    return answer


def card(entry: RollEntry) -> PupilCard:
    enrol = settings.SITE_URL + reverse("account:enrol")
    return PupilCard(
        name=f"{entry.first_name} {entry.last_name}",
        place=f"{entry.level_label} · {entry.school}",
        who=named(entry.sponsor)[0],
        code=spaced(entry.code.code, 5),
        url=f"{enrol}?code={entry.code.code}",
        typed_at=enrol.split("://", 1)[1].rstrip("/"),
    )


@require_POST
@for_officer(Right.CODES)
def remove(request: HttpRequest, officer: Officer, entry_id: int) -> HttpResponse:
    entry = access_entry(officer, entry_id)
    remove_entry(entry=entry, officer=officer, now=timezone.now())
    messages.success(request, f"{entry} n’est plus sur la liste ; son code n’ouvre plus rien.")
    return _back(entry)


@require_POST
@for_officer(Right.CODES)
def renew(request: HttpRequest, officer: Officer, entry_id: int) -> HttpResponse:
    entry = access_entry(officer, entry_id)
    lost = request.POST.get("lost", "")
    seen = int(lost) if lost.isdecimal() and len(lost) < 18 else 0
    is_lost = entry.code_id == seen
    fresh = renew_code(entry=entry, officer=officer, now=timezone.now(), seen=seen)
    if is_lost:
        messages.success(request, f"{entry} : le nouveau code est {spaced(fresh.code, 5)}. L’ancien n’ouvre plus rien.")
    else:
        messages.info(request, f"{entry} : son code a déjà été refait, c’est {spaced(fresh.code, 5)}.")
    return _back(entry)


def _back(entry: RollEntry) -> HttpResponse:
    asked = {"ecole": entry.school, "niveau": entry.level}
    return redirect(reverse("sponsor:roll_entries", query=asked))


@require_POST
@for_officer(Right.CODES)
def erase(request: HttpRequest, officer: Officer) -> HttpResponse:
    try:
        number = erase_roll(officer=officer, now=timezone.now(), seen=request.POST.get("seen", ""))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, f"La liste est effacée ({count(number, 'élève,élèves')}). Les familles inscrites le restent."
        )
    return redirect("sponsor:roll")
