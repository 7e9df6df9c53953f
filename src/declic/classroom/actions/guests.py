"""The third person of a room: called in by its teacher, one at a time, told to everybody as long as it lasts."""

from datetime import datetime

from django.db import transaction

from declic.classroom import facts
from declic.classroom.models import RoomGuest
from declic.classroom.rules import GuestKind, one_guest
from declic.ground.errors import NotYours
from declic.journal.actions import record
from declic.lessons.models import Lesson
from declic.people.models import Account


@transaction.atomic
def invite(*, lesson: Lesson, account: Account, kind: GuestKind, now: datetime) -> None:
    """The same person again is the same guest. Refusal `one_guest`."""
    guest, is_new = RoomGuest.objects.get_or_create(
        lesson=lesson, defaults={"account": account, "kind": kind.value, "since": now}
    )
    if guest.account_id != account.pk:
        raise one_guest()
    if is_new:
        record(facts.GuestCame(lesson.pk, account.pk), now=now, actor_id=account.pk)


@transaction.atomic
def see_out(*, lesson: Lesson, by: Account, now: datetime) -> None:
    """By themselves or by the teacher; their socket closes. NotYours for anybody else; nothing if nobody is invited."""
    guest = RoomGuest.objects.filter(lesson=lesson).first()
    if by.pk not in {lesson.teacher.account_id, guest.account_id if guest is not None else None}:
        raise NotYours
    if guest is None:
        return
    guest.delete()
    record(facts.GuestLeft(lesson.pk, guest.account_id), now=now, actor_id=by.pk)


@transaction.atomic
def end_visits(*, account: Account, now: datetime) -> None:
    """Whoever is put out of the service is put out of the rooms they are invited to."""
    for guest in RoomGuest.objects.select_related("lesson__teacher").filter(account=account):
        see_out(lesson=guest.lesson, by=account, now=now)
