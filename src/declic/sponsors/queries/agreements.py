"""The agreement in force, what it covers, and those to renew or to quote."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from declic.ground.errors import Refusal
from declic.people.models import Pupil
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules.agreements import AgreementState, Terms, covers_level
from declic.sponsors.rules.amendments import carried
from declic.statements import Prepared

_RUNNING = Prepared(
    int,
    date,
    build=lambda sponsor, on: Agreement.objects.filter(
        sponsor=sponsor, state=AgreementState.SIGNED.value, starts_on__lte=on, ends_on__gte=on
    ).order_by("-ends_on"),
)


_AHEAD = Prepared(
    int,
    date,
    build=lambda sponsor, on: Agreement.objects.filter(
        sponsor=sponsor, state=AgreementState.SIGNED.value, ends_on__gte=on
    ).order_by("starts_on"),
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


def agreements_ahead(sponsors: Collection[int], on: date) -> dict[int, list[Agreement]]:
    """By sponsor, those signed that are not over, the first to begin first. One query."""
    if len(sponsors) == 1:
        (sponsor,) = sponsors
        return {sponsor: _AHEAD.rows(sponsor, on)}
    found: dict[int, list[Agreement]] = {sponsor: [] for sponsor in sponsors}
    rows = Agreement.objects.filter(sponsor__in=sponsors, state=AgreementState.SIGNED.value, ends_on__gte=on)
    for one in rows.order_by("starts_on") if sponsors else ():
        found[one.sponsor_id].append(one)
    return found


def agreements_over(sponsors: Collection[int], on: date) -> dict[int, Agreement]:
    """By sponsor, the one signed that ended last before that day. One query, none without sponsors."""
    rows = Agreement.objects.filter(sponsor__in=sponsors, state=AgreementState.SIGNED.value, ends_on__lt=on)
    return {one.sponsor_id: one for one in rows.order_by("ends_on")} if sponsors else {}


def begins_on(sponsor: Sponsor, on: date) -> date | None:
    """The first day of the agreement to come; None when one runs, or none is to come."""
    ahead = agreements_ahead({sponsor.pk}, on)[sponsor.pk]
    return ahead[0].starts_on if ahead and ahead[0].starts_on > on else None


def _open_agreements(sponsor: Sponsor, on: date) -> QuerySet[Agreement]:
    return sponsor.agreements.filter(state=AgreementState.SIGNED.value, ends_on__gte=on).order_by("starts_on")


def to_renew(today: date, days: int) -> QuerySet[Agreement]:
    """Agreements that end within so many days and are followed by none, drafts counted; the first to end first."""
    return _unfollowed(today, today + timedelta(days=days)).order_by("ends_on", "sponsor__name", "pk")


def ended_alone(today: date, days: int) -> QuerySet[Agreement]:
    """Those that ended in so many days before, likewise followed by none: nobody helps their pupils any more. The last
    to end first.
    """
    ended = _unfollowed(today - timedelta(days=days), today - timedelta(days=1))
    return ended.order_by("-ends_on", "sponsor__name", "pk")


def _unfollowed(first: date, last: date) -> QuerySet[Agreement]:
    """Signed, whose last day is among these."""
    after = Agreement.objects.filter(sponsor=OuterRef("sponsor"), starts_on__gt=OuterRef("ends_on"))
    followed = Exists(after.exclude(state=AgreementState.DROPPED.value))
    ending = Agreement.objects.filter(state=AgreementState.SIGNED.value, ends_on__gte=first, ends_on__lte=last)
    return ending.exclude(followed).select_related("sponsor")


def data_contracts_to_sign(today: date) -> QuerySet[Agreement]:
    """Of signed agreements, running or to come, those whose data contract is not (RGPD, art. 28, 3), as they begin."""
    signed = Agreement.objects.filter(state=AgreementState.SIGNED.value, ends_on__gte=today, data_signed_on=None)
    return signed.select_related("sponsor").order_by("starts_on", "sponsor__name", "pk")


def quotes_to_send() -> QuerySet[Agreement]:
    """Of renewals: drafts whose quote was not sent yet."""
    drafts = Agreement.objects.filter(state=AgreementState.DRAFT.value, renews__isnull=False)
    return drafts.select_related("sponsor").order_by("starts_on", "sponsor__name", "pk")


def terms_signed(agreement: Agreement) -> Terms:
    """Those of the quote: before any amendment."""
    first = agreement.amendments.exclude(signed_on=None).first()
    return agreement.terms if first is None else first.terms_before


def not_carried(renewal: Agreement) -> Terms | None:
    """What it would say with the signed amendments of the agreement it renews, those left aside apart; None where it
    says it already.
    """
    if renewal.renews is None or renewal.state == AgreementState.DROPPED.value:
        return None
    signed = list(renewal.renews.amendments.exclude(signed_on=None))
    left = [(one.terms_before, one.terms_after) for one in signed if one.number <= renewal.left_aside]
    after = [(one.terms_before, one.terms_after) for one in signed if one.number > renewal.left_aside]
    terms = carried(renewal.terms, after, left=left)
    return None if terms == renewal.terms else terms


def renewals_behind(today: date) -> list[Agreement]:
    """Those that do not say what an amendment changed meanwhile, the first to begin first."""
    amended = Agreement.objects.filter(renews__amendments__signed_on__isnull=False, ends_on__gte=today).distinct()
    found = amended.select_related("sponsor", "renews").order_by("starts_on", "pk")
    return [one for one in found if not_carried(one) is not None]


def check_level(sponsor: Sponsor, level: str, on: date) -> None:
    """Of the agreement that runs, or of the next one. Refusal `level_not_covered`."""
    agreement = open_agreement(sponsor, on)
    if agreement is not None and not covers_level(agreement.terms.levels, level):
        raise Refusal("level_not_covered", f"Ce niveau n’est pas compris dans ce qu’offre {sponsor.name}.")


def takes(sponsor: Sponsor, level: str, on: date) -> bool:
    """A child of that level may be enrolled by it: an agreement runs or is to come, and covers them."""
    agreement = open_agreement(sponsor, on)
    return agreement is not None and covers_level(agreement.terms.levels, level)


def levels_covered(sponsor: Sponsor, on: date) -> frozenset[str]:
    """Of the agreement that runs, or of the next one; empty is every level."""
    agreement = open_agreement(sponsor, on)
    return frozenset() if agreement is None else agreement.terms.levels


def check_covered(pupil: Pupil, sponsor: Sponsor, on: date) -> None:
    """The pupil's level is among those agreed. Refusal `level_not_covered`."""
    agreement = running_agreement(sponsor, on)
    if agreement is not None and not covers_level(agreement.terms.levels, pupil.level):
        raise Refusal("level_not_covered", f"{sponsor.name} ne propose pas Déclic pour ta classe cette année.")
