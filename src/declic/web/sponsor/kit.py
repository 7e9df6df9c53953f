"""« Faire connaître »: what a town hall prints, copies and sends, with its name, its logo and a code."""

from collections.abc import Iterable
from datetime import time

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declic.dispatch.queries.hours import slots
from declic.dispatch.rules.agreed import agreed_slots
from declic.ground.elision import elided
from declic.ground.errors import Refusal
from declic.ground.ids import spaced
from declic.ground.paris import paris_day
from declic.ground.text_message import size_of
from declic.sponsors import clean
from declic.sponsors.actions import present_sponsor
from declic.sponsors.models import ActivationCode, Officer, Sponsor
from declic.sponsors.queries import access_code, begins_on, levels_covered, open_agreement, replacing, shared_codes
from declic.sponsors.rules import SponsorKind
from declic.sponsors.rules.agreements import Terms
from declic.sponsors.rules.officers import Right
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.codes import named_code, standing
from declic.web.sponsor.papers.handout import Handout, Hours, first_day, told_hours, told_sms
from declic.web.sponsor.papers.kit import PAPERS
from declic.web.sponsor.papers.levels import told_levels
from declic.web.sponsor.papers.words import LANGUAGES

MAGAZINES = {
    SponsorKind.COMMUNE: "Pour le magazine de la ville",
    SponsorKind.WORKS_COUNCIL: "Pour la lettre aux salariés",
}


class PresentForm(forms.Form):
    contact = forms.CharField(
        label="Où les familles demandent de l’aide",
        help_text="Un lieu et un numéro : « À l’accueil, 01 00 00 00 00 ». C’est imprimé sur tout le kit.",
        max_length=120,
        required=False,
    )
    logo = forms.FileField(
        label="Votre logo",
        help_text="PNG, JPEG ou WebP, 3 Mo au plus.",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer(Right.CODES)
def kit(request: HttpRequest, officer: Officer) -> HttpResponse:
    """`?code=` says which code the papers carry, `?langue=` in which language."""
    sponsor = officer.sponsor
    form = PresentForm(request.POST or None, request.FILES or None, initial={"contact": sponsor.contact})
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.cleaned_data["logo"]
            logo = clean.logo(sent.read(clean.LOGO_BYTES + 1)) if sent else None
            contact = form.cleaned_data["contact"]
            present_sponsor(sponsor=sponsor, contact=contact, logo=logo, now=timezone.now(), by=officer.account)
        except Refusal as refusal:
            form.add_error("logo", refusal.message)
        else:
            messages.success(request, "C’est sur tous vos papiers.")
            return redirect("sponsor:kit")
    codes = list(shared_codes(sponsor).filter(revoked_at=None).order_by("-created_at"))
    asked = request.GET.get("code", "")
    chosen = next((code for code in codes if str(code.pk) == asked), None)
    old = None
    if chosen is None:
        old = next((code for code in shared_codes(sponsor).exclude(revoked_at=None) if str(code.pk) == asked), None)
        with_room = next((code for code in codes if not code.is_full), None)
        chosen = (replacing(old) if old else None) or with_room or (codes[0] if codes else None)
    today = paris_day(timezone.now())
    language = request.GET.get("langue", "fr")
    language = language if language in LANGUAGES else "fr"
    said = {
        "form": form,
        "codes": [(code, named_code(code)) for code in codes],
        "chosen": chosen,
        "chosen_shown": spaced(chosen.code) if chosen else "",
        "old": spaced(old.code) if old else "",
        **standing(sponsor, today),
        "magazine_title": MAGAZINES.get(SponsorKind(sponsor.kind), "Pour votre magazine"),
        "language": language,
        "languages": [(code, words.name) for code, words in LANGUAGES.items()],
        "papers": [(name, title) for name, (title, _) in PAPERS.items()],
        "is_rtl": language == "ar",
        **(_texts(chosen, language) if chosen else {}),
    }
    return page(request, officer, "kit", said, status=422 if form.errors else 200)


@never_cache
@require_safe
@for_officer(Right.CODES)
def paper(request: HttpRequest, officer: Officer, code_id: int, name: str, language: str) -> HttpResponse:
    """One paper as a PDF. Refusal `code_revoked`: what it would carry opens nothing."""
    del request
    code = access_code(officer, code_id)
    if name not in PAPERS or language not in LANGUAGES:
        raise Http404
    if code.revoked_at is not None:
        fresh = replacing(code)
        instead = f" : imprimez les papiers de {spaced(fresh.code)}, qui le remplace." if fresh else "."
        raise Refusal("code_revoked", f"Le code {spaced(code.code)} ne sert plus{instead}")
    _, draw = PAPERS[name]
    answer = HttpResponse(draw(handout(code), language=language, now=timezone.now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="declic-{name}-{language}-{code.code}.pdf"'
    return answer


@never_cache
@require_safe
@for_officer(Right.CODES)
def logo(request: HttpRequest, officer: Officer) -> HttpResponse:
    del request
    if not officer.sponsor.logo:
        raise Http404
    return HttpResponse(bytes(officer.sponsor.logo), content_type="image/png")


def handout(code: ActivationCode) -> Handout:
    sponsor, today = code.sponsor, paris_day(timezone.now())
    heading, payer = named(sponsor)
    enrol = settings.SITE_URL + reverse("account:enrol")
    return Handout(
        who=heading,
        payer=payer,
        name=sponsor.name,
        logo=bytes(sponsor.logo),
        code=spaced(code.code),
        label=code.label,
        url=f"{enrol}?code={code.code}",
        typed_at=enrol.split("://", 1)[1].rstrip("/"),
        hours=hours_of(sponsor),
        contact=sponsor.contact,
        levels=levels_covered(sponsor, today),
        begins_on=begins_on(sponsor, today),
    )


def named(sponsor: Sponsor, name: str = "") -> tuple[str, str]:
    """« Commune d’Asnières-sur-Oise » to head a paper, « La commune d’Asnières-sur-Oise » to begin a sentence.

    By `name`, where it was called otherwise.
    """
    name = name or sponsor.name
    if sponsor.kind == SponsorKind.COMMUNE.value:
        of = elided("de", name)
        return f"Commune {of}", f"La commune {of}"
    return name, name


def hours_of(sponsor: Sponsor) -> tuple[Hours, ...]:
    """Those of the service inside those of the agreement that runs or of the next one; days with the same times
    together.
    """
    agreement = open_agreement(sponsor, paris_day(timezone.now()))
    agreed = agreed_slots(slots(), agreement.terms if agreement else Terms())
    return _together((slot.weekday, slot.opens, slot.closes) for slot in agreed)


def _together(slots: Iterable[tuple[int, time, time]]) -> tuple[Hours, ...]:
    days: dict[tuple[time, time], list[int]] = {}
    for day, opens, closes in slots:
        days.setdefault((opens, closes), []).append(day)
    return tuple(
        Hours(tuple(sorted(set(found)))) if opens == closes else Hours(tuple(sorted(set(found))), opens, closes)
        for (opens, closes), found in days.items()
    )


def _texts(code: ActivationCode, language: str) -> dict[str, object]:
    """To copy: for the town's magazine, in French; for an SMS, in the language chosen."""
    made = handout(code)
    french = LANGUAGES["fr"]
    first = f" {_small(first_day(made.begins_on, french))}" if made.begins_on else ""
    opens = "; ".join(told_hours(made.hours, french))
    said = {
        "levels": told_levels(made.levels, "fr") or "du CP à la Terminale",
        "who": made.payer,
        "evening": "V" if made.never_closes else "Le soir, v",
        "url": made.typed_at,
        "code": made.code,
        "hours": f"Ouvert{first}{' : ' * bool(opens)}{opens}.\n" if opens or first else "",
        "contact": f"Besoin d’aide : {made.contact}." if made.contact else "",
    }
    sms = told_sms(made, language)
    return {"magazine": french.magazine.format(**said).strip(), "sms": sms, "sms_size": size_of(sms)}


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
