"""Families at the end of a school year."""

from datetime import date, datetime, time, timedelta

from django.db import connections

from declic.ground.paris import at_paris
from declic.keeping.actions import announce, hand_over
from declic.keeping.models import EndNotice
from declic.people.models import Account, Guardian, Pupil
from declic.sponsors.actions import issue_code, redeem
from declic.sponsors.models import DeskFamily, Enrolment, Officer, Sponsor
from tests.world import make_agreement, make_guardian, make_officer, make_pupil, make_sponsor

SEPTEMBER = at_paris(date(2026, 9, 10), time(18))
JUNE = at_paris(date(2027, 6, 16), time(10))
"""A Wednesday: the first day after all are told of the end."""
AUGUST = at_paris(date(2027, 8, 5), time(2))
OCTOBER = at_paris(date(2027, 10, 1), time(2))


def a_sponsor(name: str = "") -> Sponsor:
    """Its agreement runs two years."""
    sponsor = make_sponsor(name, agreement=False)
    make_agreement(sponsor, SEPTEMBER, days=700)
    return sponsor


def a_family(
    *names: str, sponsor: Sponsor | None = None, email: str | None = "parent@example.org", since: datetime = SEPTEMBER
) -> Guardian:
    """Enrolled in September, and whose time is over in June."""
    sponsor = sponsor or a_sponsor()
    guardian = make_guardian("Karima Benali")
    Account.objects.filter(pk=guardian.account_id).update(
        email=f"{guardian.pk}-{email}" if email else None, created_at=since
    )
    redeem(typed=issue_code(sponsor=sponsor, ceiling=99, now=since).code, guardian=guardian, now=since)
    for name in names or ("Inès",):
        pupil = make_pupil(sponsor=sponsor, guardian=guardian, first_name=name)
        Pupil.objects.filter(pk=pupil.pk).update(created_at=since)
        Enrolment.objects.filter(pupil=pupil).update(since=since)
    return Guardian.objects.select_related("account").get(pk=guardian.pk)


def a_desk_family(officer: Officer | None = None) -> DeskFamily:
    """Registered at the town hall, without an address."""
    officer = officer or make_officer(a_sponsor())
    guardian = a_family("Sami", sponsor=officer.sponsor, email=None)
    return DeskFamily.objects.create(
        guardian=guardian,
        sponsor=officer.sponsor,
        reference=f"CKRT7H4A{guardian.pk:02}",
        at=SEPTEMBER,
        by=officer.account,
    )


def tell_all(now: datetime = JUNE) -> None:
    """As the clock does, until nothing is left to send."""
    while announce(now=now):
        pass
    while hand_over(now=now):
        pass


def the_notice(guardian: Guardian) -> EndNotice:
    return EndNotice.objects.get(guardian=guardian)


def later(moment: datetime, **more: float) -> datetime:
    return moment + timedelta(**more)


def closing(act: object) -> None:
    """In a thread of its own: its connections are let go."""
    try:
        act()  # type: ignore[operator]
    finally:
        connections.close_all()
