"""Going on with a lesson on another device: six digits said in the room, typed on the other one."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from declic.classroom import facts
from declic.classroom.actions.guests import invite
from declic.classroom.models import DeviceCode, RoomGuest
from declic.classroom.rules import (
    DEVICE_CODE_LENGTH,
    DEVICE_CODE_LIFE,
    GuestKind,
    digits_of,
    not_invited,
    one_guest,
    over,
    wrong_device_code,
)
from declic.ground.errors import NotYours
from declic.journal.actions import record
from declic.lessons.models import Lesson
from declic.lessons.rules import LIVE_STATES
from declic.people.models import Account, Teacher
from declic.people.rules.names import same_first_name
from declic.people.rules.teachers import TeacherState

_SALT = "declic.device_code"
_LIVE = frozenset(state.value for state in LIVE_STATES)


@dataclass(frozen=True)
class Moved:
    """Who goes on, and in which lesson."""

    account: Account
    lesson: Lesson
    invited: bool = False


@transaction.atomic
def give_device_code(*, account: Account, lesson: Lesson, now: datetime, invites: bool = False) -> str:
    """Six digits that open this lesson to this person on another device, once; the last ones given are the good ones.
    `invites`: to somebody else, who comes as themselves. Refusals `over`, `one_guest`.
    """
    if lesson.state not in _LIVE:
        raise over()
    if invites and RoomGuest.objects.filter(lesson=lesson).exists():
        raise one_guest()
    mine = Q(lesson=lesson, account=account, invites=invites)
    DeviceCode.objects.filter(Q(expires_at__lte=now) | mine).delete()
    while True:
        code = f"{secrets.randbelow(10**DEVICE_CODE_LENGTH):0{DEVICE_CODE_LENGTH}d}"
        _, is_new = DeviceCode.objects.get_or_create(
            digest=_digest(code),
            defaults={"lesson": lesson, "account": account, "expires_at": now + DEVICE_CODE_LIFE, "invites": invites},
        )
        if is_new:
            return code


@transaction.atomic
def use_device_code(*, typed: str, first_name: str | None = None, here: Account | None = None, now: datetime) -> Moved:
    """`first_name`: the pupil's, when it is asked too; `here`: who is signed in on this device. Refusal
    `wrong_device_code`, the same whatever is wrong; of an invitation also `not_invited` and `one_guest`.
    """
    found = (
        DeviceCode.objects.select_related("lesson__pupil__guardian", "account")
        .filter(digest=_digest(digits_of(typed)), expires_at__gt=now)
        .first()
    )
    if found is None or found.lesson.state not in _LIVE or not found.account.is_active:
        raise wrong_device_code()
    if first_name is not None and not same_first_name(first_name, found.lesson.pupil.first_name):
        raise wrong_device_code()
    guest = _kind_of(here, found) if found.invites else None
    # Compared and set: of two devices that type it at once, one enters.
    used, _ = DeviceCode.objects.filter(pk=found.pk).delete()
    if not used:
        raise wrong_device_code()
    if guest is not None and here is not None:
        invite(lesson=found.lesson, account=here, kind=guest, now=now)
        return Moved(here, found.lesson, invited=True)
    record(facts.DeviceCodeUsed(found.lesson_id, found.account_id), now=now, actor_id=found.account_id)
    return Moved(found.account, found.lesson)


@transaction.atomic
def put_out_devices(*, lesson: Lesson, by: Account, now: datetime) -> None:
    """Those that a code brought: the pupil their own, the teacher both people's. NotYours for anybody else."""
    pupil, teacher = lesson.pupil.account_id, lesson.teacher.account_id
    if by.pk not in {pupil, teacher}:
        raise NotYours
    accounts = [pupil] if by.pk == pupil else [pupil, teacher]
    DeviceCode.objects.filter(lesson=lesson, account__in=accounts, invites=False).delete()
    for account in accounts:
        record(facts.DevicesPutOut(lesson.pk, account), now=now, actor_id=by.pk)


def _kind_of(here: Account | None, code: DeviceCode) -> GuestKind:
    """Refusal `not_invited`: nobody comes into a child's room without a name the service knows."""
    if here is None or here.pk in {code.account_id, code.lesson.pupil.account_id}:
        raise not_invited(signed_in=here is not None)
    if Teacher.objects.filter(account=here, state=TeacherState.APPROVED.value).exists():
        return GuestKind.COLLEAGUE
    if code.lesson.pupil.guardian.account_id == here.pk:
        return GuestKind.GUARDIAN
    if here.is_staff:
        return GuestKind.TEAM
    raise not_invited(signed_in=True)


def _digest(code: str) -> str:
    """A million codes are few: only with the key of the service can one be found from this."""
    return salted_hmac(_SALT, code, algorithm="sha256").hexdigest()
