"""« Vous pouvez m’appeler hors permanence »: by a text message, on a browser, or both; and no more."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from declic.journal.actions import record
from declic.people import facts, queries
from declic.people.models import PushDevice, Teacher
from declic.people.rules.addresses import clean_phone
from declic.people.rules.push_devices import PUSH_DEVICES_MAX, bad_push_device, clean_push_keys, is_push_service


@transaction.atomic
def agree_to_calls(*, teacher: Teacher, phone: str, now: datetime) -> None:
    """By text message, to this number. Refusal `bad_phone`."""
    kept = clean_phone(phone)
    Teacher.objects.filter(pk=teacher.pk).update(phone=kept, calls_agreed_at=now)
    teacher.phone, teacher.calls_agreed_at = kept, now
    record(facts.CallsAgreed(teacher_account_id=teacher.account_id), now=now, actor_id=teacher.account_id)


@transaction.atomic
def refuse_calls(*, teacher: Teacher, now: datetime) -> None:
    """No more: the number and the browsers are erased. Saying it twice changes nothing."""
    browsers, _ = PushDevice.objects.filter(teacher=teacher).delete()
    said_yes = Teacher.objects.filter(pk=teacher.pk).exclude(phone="", calls_agreed_at=None)
    if said_yes.update(phone="", calls_agreed_at=None) or browsers:
        record(facts.CallsRefused(teacher_account_id=teacher.account_id), now=now, actor_id=teacher.account_id)
    teacher.phone, teacher.calls_agreed_at = "", None


@transaction.atomic
def add_push_device(*, teacher: Teacher, endpoint: str, p256dh: str, auth: str, now: datetime) -> None:
    """On this browser too; one that was somebody else's is theirs from now on. Refusal `bad_push_device`."""
    if not is_push_service(endpoint, settings.PUSH_SERVICES):
        raise bad_push_device()
    point, secret = clean_push_keys(p256dh, auth)
    said = {"teacher": teacher, "p256dh": point, "auth": secret, "added_at": now}
    _, is_new = PushDevice.objects.update_or_create(endpoint=endpoint, defaults=said)
    Teacher.objects.filter(pk=teacher.pk).update(calls_agreed_at=now)
    teacher.calls_agreed_at = now
    newest = PushDevice.objects.filter(teacher=teacher).order_by("-added_at", "-pk").values_list("pk", flat=True)
    PushDevice.objects.filter(pk__in=list(newest[PUSH_DEVICES_MAX:])).delete()
    if is_new:
        record(facts.PushDeviceAdded(teacher_account_id=teacher.account_id), now=now, actor_id=teacher.account_id)


@transaction.atomic
def remove_push_device(*, teacher: Teacher, endpoint: str, now: datetime) -> None:
    """Not on this browser any more. One that is not theirs is left alone."""
    gone, _ = PushDevice.objects.filter(teacher=teacher, endpoint=endpoint).delete()
    if gone:
        fact = facts.PushDeviceRemoved(teacher_account_id=teacher.account_id, why="asked")
        record(fact, now=now, actor_id=teacher.account_id)
        _take_back_yes(teacher.pk)


@transaction.atomic
def lose_push_device(*, device: PushDevice, now: datetime) -> None:
    """Its push service knows it no more. One that said yes again meanwhile, with other keys, stays."""
    same = PushDevice.objects.filter(pk=device.pk, p256dh=device.p256dh, auth=device.auth)
    gone, _ = same.delete()
    if gone:
        record(facts.PushDeviceRemoved(teacher_account_id=device.teacher.account_id, why="gone"), now=now)
        _take_back_yes(device.teacher_id)


def _take_back_yes(teacher_id: int) -> None:
    """A yes without any way left to call is no yes."""
    Teacher.objects.filter(pk=teacher_id).exclude(queries.left_a_way()).update(calls_agreed_at=None)
