"""Teachers: added, checked, approved, suspended, and what they prefer."""

from collections.abc import Iterable
from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from declic.curriculum.rules import teaches
from declic.ground.errors import NotYours, Refusal
from declic.ground.one_line import one_line
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people import facts, queries
from declic.people.actions.adults import invite_adult
from declic.people.actions.sign_ins import end_sign_ins
from declic.people.models import Account, PushDevice, RefusedAddress, Skill, Teacher
from declic.people.rules.teachers import FORGOTTEN_NAME, TeacherState, check_record_dates


@transaction.atomic
def add_teacher(*, account: Account, position: str, skills: Iterable[tuple[str, str]]) -> Teacher:
    """A candidate with (subject, level) pairs. Refusal `not_taught` for a pair that no programme holds."""
    teacher = Teacher.objects.create(account=account, position=position)
    set_skills(teacher=teacher, skills=skills)
    return teacher


@transaction.atomic
def invite_teacher(*, email: str, name: str, position: str, now: datetime, by: Account | None = None) -> Teacher:
    """A candidate, invited by letter. Refusals of `invite_adult`, and `already_teacher`."""
    account = invite_adult(email=email, name=name, role="teacher", now=now, by=by)
    taken = Refusal("already_teacher", "Un professeur a déjà cette adresse.")
    if Teacher.objects.filter(account=account).exists():
        raise taken
    try:
        return add_teacher(account=account, position=one_line(position)[:120], skills=())
    except IntegrityError:  # somebody else invited them at this moment
        raise taken from None


@transaction.atomic
def note_checks(  # noqa: PLR0913  (the three dates are one thing)
    *,
    teacher: Teacher,
    position: str,
    record_asked_on: date | None,
    record_answered_on: date | None,
    authorised_until: date | None,
    now: datetime,
    by: Account | None = None,
) -> None:
    """Dates prove the checks, the documents are never kept. Refusal `dates_reversed`, `future_date`."""
    check_record_dates(record_asked_on, record_answered_on, paris_day(now))
    Teacher.objects.filter(pk=teacher.pk).update(
        position=one_line(position)[:120],
        record_asked_on=record_asked_on,
        record_answered_on=record_answered_on,
        authorised_until=authorised_until,
    )
    teacher.refresh_from_db()
    record(facts.ChecksNoted(teacher_account_id=teacher.account_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def change_skills(
    *, teacher: Teacher, skills: Iterable[tuple[str, str]], now: datetime, by: Account | None = None
) -> None:
    """Exactly these pairs, decided by the operator. Refusal `not_taught`."""
    set_skills(teacher=teacher, skills=skills)
    record(facts.SkillsSet(teacher_account_id=teacher.account_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def set_skills(*, teacher: Teacher, skills: Iterable[tuple[str, str]]) -> None:
    """Exactly these pairs. Refusal `not_taught`."""
    wanted = set(skills)
    for subject, level in sorted(wanted):
        if not teaches(level, subject):
            raise Refusal("not_taught", f"{subject} n’est pas au programme de {level}.")
    held = queries.skills_of(teacher)
    for subject, level in held - wanted:
        teacher.skills.filter(subject=subject, level=level).delete()
    Skill.objects.bulk_create(
        Skill(teacher=teacher, subject=subject, level=level) for subject, level in sorted(wanted - held)
    )


@transaction.atomic
def approve_teacher(*, teacher: Teacher, by: Account | None, now: datetime) -> None:
    """Refusal `record_missing` until the bulletin n° 2 was asked for and answered; `has_left`."""
    if teacher.left_at is not None:
        raise Refusal("has_left", "Ce compte est fermé : invitez cette personne de nouveau.")
    if teacher.record_asked_on is None or teacher.record_answered_on is None:
        raise Refusal("record_missing", "Le bulletin n° 2 n’est pas encore vérifié : notez les deux dates d’abord.")
    teacher.state, teacher.approved_at, teacher.approved_by = TeacherState.APPROVED.value, now, by
    teacher.save(update_fields=["state", "approved_at", "approved_by"])
    record(facts.TeacherApproved(teacher_account_id=teacher.account_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def suspend_teacher(*, teacher: Teacher, by: Account | None, now: datetime) -> None:
    """The state alone: `safeguarding.actions.suspend_teacher` takes them out of what they are doing. Once."""
    suspended = TeacherState.SUSPENDED.value
    if not Teacher.objects.filter(pk=teacher.pk).exclude(state=suspended).update(state=suspended):
        return
    teacher.state = suspended
    record(facts.TeacherSuspended(teacher_account_id=teacher.account_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def close_teacher(*, teacher: Teacher, keeps_account: bool, by: Account, now: datetime) -> None:
    """What served their coming and their calls goes: address, password, second factor, number, skills. Once.

    `keeps_account`: they are somebody else here besides, and enter as that.
    """
    gone: dict[str, object] = {"left_at": now, "state": TeacherState.SUSPENDED.value, "phone": ""}
    if not Teacher.objects.filter(pk=teacher.pk, left_at=None).update(calls_agreed_at=None, **gone):
        return
    teacher.refresh_from_db()
    PushDevice.objects.filter(teacher=teacher).delete()
    teacher.skills.all().delete()
    if not keeps_account:
        account = teacher.account
        account.email, account.is_active = None, False
        account.set_unusable_password()
        account.save(update_fields=["email", "is_active", "password"])
        EmailAddress.objects.filter(user=account).delete()
        Authenticator.objects.filter(user=account).delete()
        RefusedAddress.objects.filter(account=account).delete()
        end_sign_ins(account=account, why="team", now=now, by=by)
    record(facts.TeacherLeft(teacher_account_id=teacher.account_id), now=now, actor_id=by.pk)


@transaction.atomic
def forget_teacher(*, teacher: Teacher, keeps_account: bool, now: datetime) -> None:
    """The name too, when nothing refers to it any more."""
    fact = facts.TeacherForgotten(teacher_account_id=teacher.account_id)
    if keeps_account:
        Teacher.objects.get(pk=teacher.pk).delete()
    else:
        Account.objects.get(pk=teacher.account_id).delete()
    record(fact, now=now)


@transaction.atomic
def forget_name(*, teacher: Teacher, now: datetime) -> None:
    """The name, the position and the dates of the checks; the number stays, for what was counted under it."""
    Account.objects.filter(pk=teacher.account_id).update(name=FORGOTTEN_NAME)
    Teacher.objects.filter(pk=teacher.pk).update(
        position="", record_asked_on=None, record_answered_on=None, authorised_until=None
    )
    record(facts.TeacherForgotten(teacher_account_id=teacher.account_id), now=now)


@transaction.atomic
def prefer(
    *,
    teacher_account_id: int,
    now: datetime,
    is_armed: bool | None = None,
    takes_neighbours: bool | None = None,
    rings_to_end: bool | None = None,
) -> None:
    """How this teacher wants to be rung, from the next ring on; None: as it is. NotYours for who is no teacher.

    One at a time, since two pages of one teacher would otherwise undo each other's.
    """
    teacher = Teacher.objects.select_for_update().filter(account_id=teacher_account_id).first()
    if teacher is None:
        raise NotYours
    said = {"is_armed": is_armed, "takes_neighbours": takes_neighbours, "rings_to_end": rings_to_end}
    for name, chosen in said.items():
        if chosen is not None:
            setattr(teacher, name, chosen)
    teacher.save(update_fields=list(said))
    fact = facts.TeacherPreferred(teacher_account_id, teacher.is_armed, teacher.takes_neighbours, teacher.rings_to_end)
    record(fact, now=now, actor_id=teacher_account_id)
