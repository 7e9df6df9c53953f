"""The people and things tests need, each made by one call. Everything is valid and unique unless told otherwise."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from allauth.account.models import EmailAddress

from declic.dispatch.actions import ask, run_wave, save_draft, want, want_teacher
from declic.dispatch.models import HelpRequest, Offer, OpeningHours
from declic.dispatch.queries import rings_of
from declic.lessons.actions import end, note_presence, open_lesson
from declic.lessons.models import Lesson
from declic.people.models import Account, Consent, Guardian, Pupil, Skill, Teacher
from declic.people.rules.consents import CONSENTS
from declic.people.rules.teachers import TeacherState
from declic.sponsors.models import Agreement, Enrolment, Officer, Sponsor
from declic.sponsors.rules import SponsorKind
from declic.sponsors.rules.agreements import AgreementState
from declic.sponsors.rules.officers import OfficerRole
from declic.uploads.models import Upload

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
"""A Monday, 18:00 in Paris, outside school holidays."""
TRIED = "J’ai posé le calcul mais je ne comprends pas la retenue."

_numbers = count(1)


def later(seconds: float) -> datetime:
    """`seconds` after NOW."""
    return NOW + timedelta(seconds=seconds)


def make_account(name: str = "Camille Martin", *, email: str | None = None) -> Account:
    """Somebody who can sign in, with an e-mail and without a password."""
    return Account.objects.create_user(email or f"someone{next(_numbers)}@example.org", name=name)


def make_operator(name: str = "Régie") -> Account:
    account = make_account(name)
    account.is_staff = account.is_superuser = True
    account.save()
    return account


def make_sponsor(name: str = "", *, zone: str = "C", agreement: bool = True, now: datetime = NOW) -> Sponsor:
    """A works council (no list of communes needed), whose agreement runs at `now` and for long after."""
    sponsor = Sponsor.objects.create(
        kind=SponsorKind.WORKS_COUNCIL.value,
        name=name or f"CSE {next(_numbers)}",
        siret=f"{next(_numbers):014d}",
        zone=zone,
    )
    if agreement:
        make_agreement(sponsor, now)
    return sponsor


def make_agreement(sponsor: Sponsor, now: datetime = NOW, *, days: int | None = None) -> Agreement:
    """`days` before and after `now`; by default from half a year ago on, for longer than these tests will be run.

    Pages are tried with the clock of the machine: an agreement that ends with NOW's year would end them with it.
    """
    day = now.date()
    return Agreement.objects.create(
        sponsor=sponsor,
        starts_on=day - timedelta(days=days or 180),
        ends_on=day + timedelta(days=days or 36_500),
        state=AgreementState.SIGNED.value,
    )


def make_officer(sponsor: Sponsor, role: OfficerRole = OfficerRole.MANAGER) -> Officer:
    return Officer.objects.create(account=make_account("Officier"), sponsor=sponsor, role=role.value)


def make_guardian(name: str = "Parent Martin", *, accepts: bool = True) -> Guardian:
    """Who confirmed their address, and accepted what families are asked to."""
    account = make_account(name)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    guardian = Guardian.objects.create(account=account)
    if accepts:
        Consent.objects.bulk_create(
            Consent(guardian=guardian, kind=text.kind, version=text.version, given_at=NOW) for text in CONSENTS
        )
    return guardian


def make_pupil(
    level: str = "4E",
    sponsor: Sponsor | None = None,
    *,
    first_name: str = "Inès",
    guardian: Guardian | None = None,
    now: datetime = NOW,
) -> Pupil:
    """Enrolled a month ago by `sponsor` (a new one unless given)."""
    account = Account.objects.create_user(None, name=first_name)
    pupil = Pupil.objects.create(
        account=account, guardian=guardian or make_guardian(), first_name=first_name, level=level
    )
    Enrolment.objects.create(pupil=pupil, sponsor=sponsor or make_sponsor(), since=now - timedelta(days=30))
    return pupil


def make_teacher(
    skills: Iterable[tuple[str, str]] = (("MAT", "4E"),), *, name: str = "Claire Aubry", approved: bool = True
) -> Teacher:
    """Skills are (subject, level) pairs."""
    state = TeacherState.APPROVED if approved else TeacherState.CANDIDATE
    teacher = Teacher.objects.create(account=make_account(name), state=state.value)
    Skill.objects.bulk_create(Skill(teacher=teacher, subject=subject, level=level) for subject, level in skills)
    return teacher


def make_free_teacher(skills: Iterable[tuple[str, str]] = (("MAT", "4E"),), *, now: datetime = NOW) -> Teacher:
    """At their desk, free since `now`."""
    teacher = make_teacher(skills)
    want(teacher_account_id=teacher.account_id, state="free", now=now)
    return teacher


def make_upload(owner: Account, *, now: datetime = NOW) -> Upload:
    """A row without a file behind it."""
    return Upload.objects.create(
        owner=owner,
        file="uploads/none.jpg",
        media_type="image/jpeg",
        width=1200,
        height=1600,
        size=1000,
        created_at=now,
    )


def make_draft(
    pupil: Pupil | None = None, subject: str = "MAT", *, tried: str = TRIED, now: datetime = NOW
) -> HelpRequest:
    return save_draft(pupil=pupil or make_pupil(), subject=subject, kind="exercise", tried=tried, now=now)


def make_help_request(pupil: Pupil | None = None, subject: str = "MAT", *, now: datetime = NOW) -> HelpRequest:
    """It waits since `now` (or is kept for the opening, if the service is closed)."""
    return ask(help_request=make_draft(pupil, subject, now=now), now=now)


def make_ring(teacher: Teacher | None = None, pupil: Pupil | None = None, *, now: datetime = NOW) -> Offer:
    """A help request that rings on a teacher's desk."""
    teacher = teacher or make_free_teacher(now=now)
    make_help_request(pupil, now=now)
    run_wave(now=now)
    (offer,) = rings_of(teacher)
    return offer


def make_lesson(
    teacher: Teacher | None = None, pupil: Pupil | None = None, *, state: str = "running", now: datetime = NOW
) -> Lesson:
    """`opened`, `running` (both in the room), or `ended` (20 minutes later)."""
    offer = make_ring(teacher, pupil, now=now)
    account_id = offer.teacher.account_id
    lesson_id = open_lesson(offer_id=offer.pk, teacher_account_id=account_id, now=now)
    if state in ("running", "ended"):
        both_come_in(lesson_id, now=now)
    if state == "ended":
        end(lesson_id=lesson_id, by_account_id=account_id, now=now + timedelta(minutes=20))
    return get_lesson(lesson_id)


def make_past_lesson(pupil: Pupil, teacher: Teacher | None = None, *, now: datetime = NOW) -> Lesson:
    """Ended the day before `now`; its teacher (a new one unless given) went home."""
    day_before = now - timedelta(days=1)
    teacher = teacher or make_teacher([("MAT", pupil.level)])
    want(teacher_account_id=teacher.account_id, state="free", now=day_before)
    lesson = make_lesson(teacher, pupil, state="ended", now=day_before)
    want(teacher_account_id=teacher.account_id, state="off", now=day_before + timedelta(minutes=22))
    return lesson


def make_wish(pupil: Pupil, *, now: datetime = NOW) -> HelpRequest:
    """It waits since `now` and wants the teacher of last time, who is writing the report of another pupil's lesson."""
    teacher = make_past_lesson(pupil, now=now).teacher
    before = now - timedelta(minutes=21)
    want(teacher_account_id=teacher.account_id, state="free", now=before)
    make_lesson(teacher, make_pupil(pupil.level), state="ended", now=before)
    draft = make_draft(pupil, now=now)
    want_teacher(draft=draft, teacher_id=teacher.pk, now=now)
    return ask(help_request=draft, now=now)


def get_lesson(lesson_id: UUID) -> Lesson:
    return Lesson.objects.select_related("teacher__account", "pupil__account", "help_request__pupil").get(pk=lesson_id)


def both_come_in(lesson_id: UUID, *, now: datetime = NOW) -> None:
    lesson = get_lesson(lesson_id)
    for account_id in (lesson.teacher.account_id, lesson.pupil.account_id):
        note_presence(lesson_id=lesson_id, account_id=account_id, present=True, now=now)


def set_hours(*slots: tuple[int, str, str], in_holidays: bool = False) -> None:
    """(weekday, opens, closes), e.g. `(0, "17:00", "20:00")`. Without any, the service is always open."""
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=weekday, opens_at=opens, closes_at=closes, in_holidays=in_holidays)
        for weekday, opens, closes in slots
    )
