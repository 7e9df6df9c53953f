"""Codes: given to families, with their use; taken back, made again."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declic.ground.errors import Refusal
from declic.ground.ids import spaced
from declic.ground.paris import paris_day
from declic.reports.rules import in_fives
from declic.sponsors.actions import issue_code, reissue_code, revoke_code
from declic.sponsors.models import ActivationCode, Agreement, Officer, Sponsor
from declic.sponsors.queries import access_code, open_agreement, running_agreement, shared_codes
from declic.sponsors.rules.officers import Right
from declic.web.account.once import made_once
from declic.web.sponsor import words
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.forms import CodeForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer(Right.CODES)
def codes(request: HttpRequest, officer: Officer) -> HttpResponse:
    sponsor, now = officer.sponsor, timezone.now()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, officer.account, lambda: _made(request, officer, form)))
        except Refusal as refusal:
            form.add_error("label" if refusal.code == "bad_label" else "ceiling", refusal.message)
    listed = list(shared_codes(sponsor).order_by("revoked_at", "-created_at"))
    return page(
        request,
        officer,
        "codes",
        {
            "form": form,
            **standing(sponsor, paris_day(now)),
            "live": [_line(code) for code in listed if code.revoked_at is None],
            "revoked": [_line(code) for code in listed if code.revoked_at is not None],
        },
        status=422 if form.errors else 200,
    )


def _made(request: HttpRequest, officer: Officer, form: CodeForm) -> str:
    code = issue_code(sponsor=officer.sponsor, now=timezone.now(), by=officer.account, **form.cleaned_data)
    messages.success(request, f"Le code {spaced(code.code)} est prêt : donnez-le aux familles.")
    return reverse("sponsor:codes")


def standing(sponsor: Sponsor, today: date) -> dict[str, Agreement | None]:
    """What opens the codes today, or will: for `sponsor/codes_open.html`, which says so where nothing does yet."""
    running = running_agreement(sponsor, today)
    return {"agreement": running, "coming": open_agreement(sponsor, today) if running is None else None}


def named_code(code: ActivationCode) -> str:
    """Among others to choose from: « CKRT-7H4A, École Jules-Ferry »."""
    label = f", {code.label}" if code.label else ""
    return f"{spaced(code.code)}{label}{' (toutes ses places sont prises)' if code.is_full else ''}"


@dataclass(frozen=True)
class Line:
    code: ActivationCode
    shown: str
    used: str
    """« au moins 15 », « moins de 5 »: as `words.used`."""
    bar: int
    """As many, for what is drawn."""


def _line(code: ActivationCode) -> Line:
    return Line(code, spaced(code.code), words.used(code), in_fives(code.uses) or 0)


@require_POST
@for_officer(Right.CODES)
def revoke(request: HttpRequest, officer: Officer, code_id: int) -> HttpResponse:
    code = access_code(officer, code_id)
    revoke_code(code=code, now=timezone.now(), by=officer.account)
    messages.success(request, f"Le code {spaced(code.code)} ne sert plus. Les familles déjà inscrites le restent.")
    return redirect("sponsor:codes")


@require_POST
@for_officer(Right.CODES)
def reissue(request: HttpRequest, officer: Officer, code_id: int) -> HttpResponse:
    """A code that went where it should not: another, for the places left."""
    code = access_code(officer, code_id)
    try:
        fresh = reissue_code(code=code, now=timezone.now(), by=officer.account)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{spaced(fresh.code)} remplace {spaced(code.code)}, qui ne sert plus.")
    return redirect("sponsor:codes")
