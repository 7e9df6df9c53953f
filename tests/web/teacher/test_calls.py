"""« Vous pouvez m’appeler hors permanence », said and taken back."""

from hashlib import sha256

import pytest
from django.conf import LazySettings
from django.test import Client

from declic.dispatch.queries.calls import off_duty_for
from declic.journal.models import Fact
from declic.people.actions.calls import agree_to_calls
from declic.people.models import PushDevice, Teacher
from declic.people.rules.teachers import TeacherState
from tests.notices.push_service import Browser
from tests.web.clients import signed_in, text
from tests.world import NOW, make_help_request, make_pupil, make_teacher

pytestmark = pytest.mark.django_db
PAGE = "/prof/appels/"


def test_a_teacher_agrees_with_a_number_and_takes_it_back() -> None:
    teacher = make_teacher()
    client = signed_in(teacher.account)
    assert "On ne vous appelle pas hors permanence." in client.get("/prof/").content.decode()
    page = client.post(PAGE, {"phone": "06 12 34 56 78"}, follow=True).content.decode()
    assert "Ne plus m’appeler" in page
    teacher.refresh_from_db()
    assert (teacher.phone, teacher.calls_agreed_at is not None) == ("+33612345678", True)
    assert "Vous pouvez être appelé hors permanence." in client.get("/prof/").content.decode()
    client.post(PAGE, {"no": "1"})
    client.post(PAGE, {"no": "1"})
    teacher.refresh_from_db()
    assert (teacher.phone, teacher.calls_agreed_at) == ("", None)
    assert list(Fact.objects.values_list("name", flat=True)) == ["CallsAgreed", "CallsRefused"]
    assert "12345678" not in str(list(Fact.objects.values()))


def test_a_number_that_is_none_is_said_and_kept_on_the_page() -> None:
    answer = signed_in(make_teacher().account).post(PAGE, {"phone": "01 23 45 67 89"})
    assert answer.status_code == 422
    assert "pas un numéro de mobile français" in answer.content.decode()
    assert 'value="01 23 45 67 89"' in answer.content.decode()


def test_no_number_is_asked_for_where_nobody_carries_text_messages(settings: LazySettings) -> None:
    teacher, known = make_teacher(), make_teacher()
    agree_to_calls(teacher=known, phone="06 12 34 56 78", now=NOW)
    settings.PRODUCTION, settings.SMS_PROVIDER = True, "declic.notices.sms.ConsoleSms"
    client = signed_in(teacher.account)
    assert "SMS" not in text(client.get(PAGE))
    refused = client.post(PAGE, {"phone": "06 12 34 56 78"})
    assert (refused.status_code, "Aucun SMS ne part pour l’instant" in text(refused)) == (422, True)
    teacher.refresh_from_db()
    assert teacher.phone == ""
    shown = text(signed_in(known.account).get(PAGE))
    assert "Aucun SMS ne part pour l’instant" in shown
    assert "Ne plus m’appeler" in shown


def test_nobody_is_called_by_a_number_alone_where_nobody_carries_text_messages(settings: LazySettings) -> None:
    """Neither the wave nor the team's board takes for reached whom nothing reaches; the yes stays for when it does."""
    by_number, by_both = make_teacher(), make_teacher()
    request = make_help_request(make_pupil("4E"))
    for teacher in (by_number, by_both):
        agree_to_calls(teacher=teacher, phone="06 12 34 56 78", now=NOW)
    assert signed_in(by_both.account).post(DEVICE, given()).json() == {"devices": 1}
    assert {one.id for one in off_duty_for(request, NOW)} == {by_number.pk, by_both.pk}
    carried = settings.SMS_PROVIDER
    settings.PRODUCTION, settings.SMS_PROVIDER = True, "declic.notices.sms.ConsoleSms"
    assert {one.id for one in off_duty_for(request, NOW)} == {by_both.pk}
    assert "On ne vous appelle pas hors permanence" in text(signed_in(by_number.account).get("/prof/"))
    settings.PRODUCTION, settings.SMS_PROVIDER = False, carried
    assert {one.id for one in off_duty_for(request, NOW)} == {by_number.pk, by_both.pk}


# -- on a browser -----------------------------------------------------------------------------------------------------
DEVICE = "/prof/appels/appareil/"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/one"


def given() -> dict[str, str]:
    return {"endpoint": ENDPOINT, **Browser().keys}


def test_a_teacher_says_yes_on_a_browser_and_takes_it_back() -> None:
    teacher = make_teacher()
    client = signed_in(teacher.account)
    assert client.post(DEVICE, given()).json() == {"devices": 1}
    page = client.get(PAGE).content.decode()
    assert "1\u00a0appareil vous prévient" in page
    assert sha256(ENDPOINT.encode()).hexdigest() in page
    assert ENDPOINT not in page
    assert "Vous pouvez être appelé hors permanence." in client.get("/prof/").content.decode()
    assert client.post(DEVICE, {"endpoint": ENDPOINT, "no": "1"}).json() == {"devices": 0}
    assert "Peut-on vous appeler hors permanence" in client.get(PAGE).content.decode()


def test_saying_no_more_erases_browsers_too() -> None:
    teacher = make_teacher()
    client = signed_in(teacher.account)
    client.post(DEVICE, given())
    client.post(PAGE, {"no": "1"})
    assert not PushDevice.objects.exists()
    assert list(Fact.objects.values_list("name", flat=True)) == ["PushDeviceAdded", "CallsRefused"]


def test_the_script_hears_in_french_why_a_browser_is_refused() -> None:
    client = signed_in(make_teacher().account)
    elsewhere = {**given(), "endpoint": "https://127.0.0.1/inside"}
    answer = client.post(DEVICE, elsewhere, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (409, "bad_push_device")
    assert not PushDevice.objects.exists()


def test_a_suspended_teacher_says_nothing() -> None:
    teacher = make_teacher()
    Teacher.objects.filter(pk=teacher.pk).update(state=TeacherState.SUSPENDED.value)
    answer = signed_in(teacher.account).post(DEVICE, given(), headers={"accept": "application/json"})
    assert answer.json()["code"] == "suspended"


def test_without_a_key_no_notification_is_offered(settings: object) -> None:
    settings.PUSH_PUBLIC_KEY = ""  # type: ignore[attr-defined]
    page = signed_in(make_teacher().account).get(PAGE).content.decode()
    assert 'id="device"' not in page
    assert "notification" not in page


def test_the_worker_is_served_where_it_opens_the_teachers_pages_and_is_never_stale(client: Client) -> None:
    answer = client.get("/prof/notifications.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.content.decode().startswith('importScripts("/static/')
