"""Which browsers a teacher may be called on, and where our server may knock for it."""

from datetime import timedelta

import pytest

from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.people.actions.calls import add_push_device, remove_push_device
from declic.people.models import PushDevice, Teacher
from declic.people.rules.push_devices import PUSH_DEVICES_MAX, clean_push_keys, is_push_service
from tests.notices.push_service import Browser, text_of
from tests.world import NOW, make_teacher

SERVICES = ["https://fcm.googleapis.com", "https://*.push.apple.com"]
FCM = "https://fcm.googleapis.com/fcm/send/"


@pytest.mark.parametrize("endpoint", [FCM + "abc:APA91b-x_y", "https://web.push.apple.com/Qa?b=c"])
def test_the_push_services_of_browsers_are_knocked_at(endpoint: str) -> None:
    assert is_push_service(endpoint, SERVICES)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example#.push.apple.com/",
        "https://evil.example?.push.apple.com/",
        "https://evil.example\\.push.apple.com/x",
        "https://push.apple.com/x",
        "https://evilpush.apple.com/x",
        "https://web.push.apple.com:443/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/x",
        "https://localhost/x",
        "file:///etc/passwd",
        FCM + "a\r\nHost: evil.example",
        FCM + "é",
        FCM + "x" * 1000,
        f"{FCM}\n",
    ],
)
def test_no_other_door_is(endpoint: str) -> None:
    assert not is_push_service(endpoint, SERVICES)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", ""),
        (text_of(b"\x04" + bytes(64)), ""),
        (text_of(b"\x02" + bytes(32)), text_of(bytes(16))),
        (text_of(b"\x04" + bytes(64)), text_of(bytes(15))),
        ("not base64!", text_of(bytes(16))),
        ("é" * 87, text_of(bytes(16))),
    ],
)
def test_what_is_no_key_is_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_push_keys(p256dh, auth)
    assert refused.value.code == "bad_push_device"


# -- in the tables ----------------------------------------------------------------------------------------------------
def add(teacher: Teacher, name: str, after_s: float = 0) -> None:
    now = NOW + timedelta(seconds=after_s)
    add_push_device(teacher=teacher, endpoint=FCM + name, now=now, **Browser().keys)


def endpoints(teacher: Teacher) -> list[str]:
    return [one.endpoint.removeprefix(FCM) for one in PushDevice.objects.filter(teacher=teacher).order_by("added_at")]


@pytest.mark.django_db
def test_a_browser_belongs_to_who_said_yes_last_on_it() -> None:
    first, second = make_teacher(), make_teacher()
    add(first, "shared")
    add(second, "shared", 60)
    assert (endpoints(first), endpoints(second)) == ([], ["shared"])
    remove_push_device(teacher=first, endpoint=FCM + "shared", now=NOW)
    assert endpoints(second) == ["shared"]


@pytest.mark.django_db
def test_with_one_more_than_there_may_be_the_first_is_let_go() -> None:
    teacher = make_teacher()
    for number in range(PUSH_DEVICES_MAX + 1):
        add(teacher, str(number), number)
    assert endpoints(teacher) == [str(number) for number in range(1, PUSH_DEVICES_MAX + 1)]


@pytest.mark.django_db
def test_the_journal_says_that_and_not_where() -> None:
    teacher = make_teacher()
    add(teacher, "secret-place")
    add(teacher, "secret-place", 1)
    remove_push_device(teacher=teacher, endpoint=FCM + "secret-place", now=NOW)
    remove_push_device(teacher=teacher, endpoint=FCM + "secret-place", now=NOW)
    assert list(Fact.objects.values_list("name", flat=True)) == ["PushDeviceAdded", "PushDeviceRemoved"]
    assert "secret" not in str(list(Fact.objects.values()))
    teacher.refresh_from_db()
    assert teacher.calls_agreed_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8000/regie/", "https://example.org/x"])
def test_an_endpoint_elsewhere_is_refused_and_not_kept(endpoint: str) -> None:
    with pytest.raises(Refusal):
        add_push_device(teacher=make_teacher(), endpoint=endpoint, now=NOW, **Browser().keys)
    assert not PushDevice.objects.exists()
