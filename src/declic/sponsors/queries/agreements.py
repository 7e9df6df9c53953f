"""The agreement in force, what it covers, and those to renew or to quote."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from declic.ground.errors import Refusal
from declic.ground.paris import in_paris, paris_day
from declic.people.models import Pupil
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules.agreements import AgreementState, Terms, covers_level, covers_moment
from declic.statements import Prepared

_RUNNING = Prepared(
    int,
    date,
    build=lambda sponsor, on: Agreement.objects.filter(
        sponsor=sponsor, state=AgreementState.SIGNED.value, starts_on__lte=on, ends_on__gte=on
    ).order_by("-ends_on"),
)


def running_agreement(sponsor: Sponsor, on: date) -> Agreement | None:
    """The agreement that pays for that day."""
    return _RUNNING.first(sponsor.pk, on)


def open_to_families(sponsor: Sponsor, on: date) -> bool:
    """Families may register: an agreement runs, or one is to come."""
    return _open_agreements(sponsor, on).exists()


def open_agreement(sponsor: Sponsor, on: date) -> Agreement | None:
    """The agreement that runs, or the next one."""
    return _open_agreements(sponsor, on).first()


def _open_agreements(sponsor: Sponsor, on: date) -> QuerySet[Agreement]:
    return sponsor.agreements.filter(state=AgreementState.SIGNED.value, ends_on__gte=on).order_by("starts_on")


def to_renew(today: date, days: int) -> QuerySet[Agreement]:
    """Agreements that end within so many days and are followed by none, drafts counted; the first to end first."""
    after = Agreement.objects.filter(sponsor=OuterRef("sponsor"), starts_on__gt=OuterRef("ends_on"))
    followed = Exists(after.exclude(state=AgreementState.DROPPED.value))
    ending = Agreement.objects.filter(
        state=AgreementState.SIGNED.value, ends_on__gte=today, ends_on__lte=today + timedelta(days=days)
    )
    return ending.exclude(followed).select_related("sponsor").order_by("ends_on", "sponsor__name", "pk")


def quotes_to_send() -> QuerySet[Agreement]:
    """Of renewals: drafts whose quote was not sent yet."""
    drafts = Agreement.objects.filter(state=AgreementState.DRAFT.value, renews__isnull=False)
    return drafts.select_related("sponsor").order_by("starts_on", "sponsor__name", "pk")


def terms_signed(agreement: Agreement) -> Terms:
    """Those of the quote: before any amendment."""
    first = agreement.amendments.exclude(signed_on=None).first()
    return agreement.terms if first is None else first.terms_before


def check_level(sponsor: Sponsor, level: str, on: date) -> None:
    """Of the agreement that runs, or of the next one. Refusal `level_not_covered`."""
    agreement = open_agreement(sponsor, on)
    if agreement is not None and not covers_level(agreement.terms.levels, level):
        raise Refusal("level_not_covered", f"Ce niveau n’est pas compris dans ce qu’offre {sponsor.name}.")


def levels_covered(sponsor: Sponsor, on: date) -> frozenset[str]:
    """Of the agreement that runs, or of the next one; empty is every level."""
    agreement = open_agreement(sponsor, on)
    return frozenset() if agreement is None else agreement.terms.levels


def check_covered(pupil: Pupil, sponsor: Sponsor, on: date) -> None:
    """The pupil's level is among those agreed. Refusal `level_not_covered`."""
    agreement = running_agreement(sponsor, on)
    if agreement is not None and not covers_level(agreement.terms.levels, pupil.level):
        raise Refusal("level_not_covered", f"{sponsor.name} ne propose pas Déclic pour ta classe cette année.")


def check_hour(sponsor: Sponsor, now: datetime) -> None:
    """Refusal `hour_not_covered`, when the agreement has hours of its own."""
    agreement = running_agreement(sponsor, paris_day(now))
    if agreement is not None and not covers_moment(agreement.terms, in_paris(now)):
        raise Refusal(
            "hour_not_covered", f"{sponsor.name} ne propose pas Déclic à cette heure-ci. Reviens un peu plus tard."
        )
