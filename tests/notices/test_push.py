"""A teacher off duty is called on their browsers, through a push service; by text message when none took it."""

import json
from collections.abc import Iterator

import pytest

from declic.dispatch.actions.calls import call_off_duty
from declic.journal.models import Fact
from declic.notices import push
from declic.people.actions.calls import add_push_device, agree_to_calls, refuse_calls
from declic.people.models import PushDevice, Teacher
from tests.dispatch.actions.test_calls import Carrier
from tests.notices.push_service import Browser, PushService, push_service, signer_of
from tests.world import NOW, make_help_request, make_teacher

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    monkeypatch.setattr(push, "WAITS_S", (0.0, 0.0))
    Carrier.sent, Carrier.is_away = [], False
    with push_service() as running:
        settings.PUSH_SERVICES = [running.url]  # type: ignore[attr-defined]
        settings.SMS_PROVIDER = f"{Carrier.__module__}.Carrier"  # type: ignore[attr-defined]
        yield running


def said_yes(service: PushService, browser: Browser, *, teacher: Teacher | None = None, path: str = "/one") -> Teacher:
    teacher = teacher or make_teacher()
    add_push_device(teacher=teacher, endpoint=service.url + path, now=NOW, **browser.keys)
    return teacher


def call() -> int:
    return call_off_duty(help_request=make_help_request(), now=NOW)


def test_the_browser_reads_what_waits_and_no_name_and_the_push_service_knows_who_signed(
    service: PushService, settings: object
) -> None:
    browser = Browser()
    said_yes(service, browser)
    assert call() == 1
    ((path, headers, body),) = service.taken
    said = json.loads(browser.opened(body))
    assert said["title"] == "Un élève attend"
    assert said["body"].startswith("Maths, 4e.")
    assert said["path"] == "/prof/"
    assert "Inès" not in str(said)
    assert (path, headers["urgency"], headers["ttl"]) == ("/one", "high", "300")
    assert signer_of(headers["authorization"], service.url) == settings.PUSH_PUBLIC_KEY  # type: ignore[attr-defined]


def test_a_text_message_leaves_only_when_no_browser_took_it(service: PushService) -> None:
    teacher = said_yes(service, Browser())
    agree_to_calls(teacher=teacher, phone="06 12 34 56 78", now=NOW)
    assert call() == 1
    assert (len(service.taken), Carrier.sent) == (1, [])
    service.answers = [500, 500, 500]
    other = said_yes(service, Browser(), path="/other")
    agree_to_calls(teacher=other, phone="06 87 65 43 21", now=NOW)
    assert call() == 1
    assert [to for to, _ in Carrier.sent] == ["+33687654321"]
    assert service.knocks == 1 + 3, "three tries, then it is given up"


def test_a_push_service_that_is_busy_is_tried_again(service: PushService) -> None:
    service.answers = [429, 503]
    said_yes(service, Browser())
    call()
    assert (len(service.taken), service.knocks) == (1, 3)


def test_one_that_is_not_there_undoes_nothing(service: PushService, settings: object) -> None:
    settings.PUSH_SERVICES = ["http://127.0.0.1:1"]  # type: ignore[attr-defined]
    teacher = make_teacher()
    add_push_device(teacher=teacher, endpoint="http://127.0.0.1:1/x", now=NOW, **Browser().keys)
    agree_to_calls(teacher=teacher, phone="06 12 34 56 78", now=NOW)
    assert call() == 1
    assert len(Carrier.sent) == 1
    assert PushDevice.objects.count() == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_its_push_service_knows_no_more_is_forgotten_and_not_called_again(
    service: PushService, status: int
) -> None:
    service.answers = [status]
    teacher = said_yes(service, Browser())
    assert call() == 1
    assert not PushDevice.objects.exists()
    assert Fact.objects.get(name="PushDeviceRemoved").data["why"] == "gone"
    teacher.refresh_from_db()
    assert teacher.calls_agreed_at is None, "nothing is left to call them by"
    assert call() == 0


def test_one_browser_gone_does_not_keep_the_other_from_being_reached(service: PushService) -> None:
    service.answers = [410]
    browser = Browser()
    teacher = said_yes(service, browser)
    said_yes(service, Browser(), teacher=teacher, path="/newer")  # is tried first
    assert call() == 1
    ((path, _, body),) = service.taken
    assert (path, bool(browser.opened(body))) == ("/one", True)
    assert [one.endpoint for one in PushDevice.objects.all()] == [service.url + "/one"]


def test_keys_that_cannot_be_written_to_are_forgotten_without_a_knock(service: PushService) -> None:
    browser = Browser()
    said_yes(service, browser)
    PushDevice.objects.update(p256dh="BAEB" + "AQEB" * 20 + "AQE")
    call()
    assert (service.knocks, PushDevice.objects.count()) == (0, 0)


def test_a_redirection_is_not_followed(service: PushService) -> None:
    with push_service() as elsewhere:
        service.answers, service.headers = [307], {"Location": f"{elsewhere.url}/inside"}
        said_yes(service, Browser())
        call()
        assert (service.knocks, elsewhere.knocks) == (1, 0)


def test_nothing_leaves_for_a_push_service_that_is_not_allowed_any_more(service: PushService, settings: object) -> None:
    said_yes(service, Browser())
    settings.PUSH_SERVICES = ["https://fcm.googleapis.com"]  # type: ignore[attr-defined]
    call()
    assert service.knocks == 0


def test_who_said_no_more_is_written_to_on_no_browser(service: PushService) -> None:
    teacher = said_yes(service, Browser())
    refuse_calls(teacher=teacher, now=NOW)
    assert call() == 0
    assert (service.knocks, PushDevice.objects.count()) == (0, 0)
