"""Who waits when the service closes keeps their place; a family whose page was silent then is written to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from declic.dispatch.actions import ask_in_writing, call_back, expire, note_pupil_seen
from declic.dispatch.models import HelpRequest
from declic.journal.models import Fact
from declic.lessons.actions import note_presence, sweep
from tests.world import NOW, make_help_request, make_lesson, set_hours

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)
TICK = 2 * SECOND
EIGHT = NOW + timedelta(hours=2)
ASKED = EIGHT - timedelta(minutes=8)
TOMORROW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""17 h."""


@pytest.fixture(autouse=True)
def evenings() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))
    mail.outbox.clear()


def from_to(request: HelpRequest, begin: datetime, end: datetime, *, heard_until: datetime) -> HelpRequest:
    """The clock ticks each other second; the page is heard as often until then."""
    at = begin
    while at <= end:
        if at <= heard_until:
            note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=at)
        expire(now=at)
        at += TICK
    request.refresh_from_db()
    return request


def letters(request: HelpRequest) -> list[str]:
    """To the guardian."""
    return [one.subject for one in mail.outbox if one.to == [request.pupil.guardian.account.email]]


@pytest.mark.parametrize("before", [3, 42])
def test_a_line_broken_before_closing_keeps_the_place_and_the_guardian_is_told_once(before: int) -> None:
    request = make_help_request(now=ASKED)
    broken = EIGHT - before * SECOND
    from_to(request, EIGHT - 60 * SECOND, EIGHT + 14 * SECOND, heard_until=broken)
    assert (request.state, request.kept_over_at, request.asked_at) == ("scheduled", EIGHT, ASKED)
    assert letters(request) == []
    from_to(request, EIGHT + 15 * SECOND, EIGHT + 40 * SECOND, heard_until=broken)
    assert letters(request) == ["La place d’Inès est gardée"]
    words = " ".join(mail.outbox[-1].body.replace("\u00a0", " ").split())
    assert "Inès passe en premier demain à 17 h, et sa place est gardée une demi-heure." in words
    assert "choisir d’être rappelé(e) à une autre heure, ou une réponse écrite" in words
    expire(now=TOMORROW)
    request.refresh_from_db()
    assert (request.state, request.away_since) == ("waiting", TOMORROW)
    assert Fact.objects.filter(name="PlaceKept").count() == 1


def test_who_is_there_when_it_closes_reads_it_and_nobody_is_written_to() -> None:
    request = make_help_request(now=ASKED)
    from_to(request, EIGHT - 60 * SECOND, EIGHT + 60 * SECOND, heard_until=EIGHT + 2 * SECOND)
    assert (request.state, letters(request)) == ("scheduled", [])


@pytest.mark.parametrize("choice", ["call back", "in writing"])
def test_back_soon_after_closing_they_choose_and_are_not_told_of_a_place(choice: str) -> None:
    request = make_help_request(now=ASKED)
    from_to(request, EIGHT - 60 * SECOND, EIGHT + 10 * SECOND, heard_until=EIGHT - 42 * SECOND)
    now = EIGHT + 12 * SECOND
    if choice == "call back":
        call_back(help_request=request, at=TOMORROW + timedelta(minutes=30), now=now)
    else:
        ask_in_writing(help_request=request, now=now)
    mail.outbox.clear()
    from_to(request, now, EIGHT + 40 * SECOND, heard_until=EIGHT - 42 * SECOND)
    assert (request.state, letters(request)) == ("scheduled" if choice == "call back" else "written", [])


def test_a_lesson_whose_teacher_is_lost_as_it_closes_ends_the_same_way() -> None:
    lesson = make_lesson(now=ASKED)
    request, broken = lesson.help_request, EIGHT - 45 * SECOND
    at = EIGHT - 60 * SECOND
    while at <= EIGHT + 30 * SECOND:
        there = [request.pupil.account_id, lesson.teacher.account_id] if at <= broken else [request.pupil.account_id]
        for account_id in there:
            note_presence(lesson_id=lesson.pk, account_id=account_id, present=True, now=at)
        expire(now=at)
        sweep(now=at)
        at += TICK
    request.refresh_from_db()
    assert request.state == "scheduled"
    assert letters(request) == ["La place d’Inès est gardée"]


def ticked_from_opening(request: HelpRequest, *, heard: datetime | None) -> HelpRequest:
    """The clock ticks each minute of the hour after; the page is heard once more, or never."""
    for minute in range(61):
        now = TOMORROW + minute * 60 * SECOND
        if now == heard:
            note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=now)
        expire(now=now)
    request.refresh_from_db()
    return request


def opened_in_vain(request: HelpRequest, *, heard: datetime | None = None) -> HelpRequest:
    """Kept, then opened; the page is heard once, or never; the clock ticks each minute for an hour."""
    from_to(request, EIGHT - 60 * SECOND, EIGHT + 20 * SECOND, heard_until=EIGHT - 42 * SECOND)
    mail.outbox.clear()
    return ticked_from_opening(request, heard=heard)


@pytest.mark.parametrize("heard", [None, TOMORROW + timedelta(minutes=4)], ids=["never back", "back and gone again"])
def test_a_kept_place_nobody_came_back_to_ends_with_a_word_to_the_guardian_once(heard: datetime | None) -> None:
    request = opened_in_vain(make_help_request(now=ASKED), heard=heard)
    assert (request.state, request.close_reason) == ("unmet", "closing")
    assert letters(request) == ["La place d’Inès n’est plus gardée"]
    words = " ".join(mail.outbox[-1].body.replace("\u00a0", " ").split())
    assert "la place d’Inès (Mathématiques) était gardée, et sa page ne répondait pas" in words
    assert "Sa question et ses photos sont gardées : Inès peut redemander dès que Déclic est ouvert." in words


def test_what_the_pupil_reads_of_it_does_not_say_that_no_teacher_could_come() -> None:
    request = opened_in_vain(make_help_request(now=ASKED))
    client = Client()
    client.force_login(request.pupil.account)
    page = client.get(reverse("pupil:waiting")).content.decode()
    assert "Ta place était gardée, ta page était fermée." in page
    assert "Aucun prof n’a pu venir" not in page


def asked_while_closed(*, heard: datetime | None) -> HelpRequest:
    return ticked_from_opening(make_help_request(now=EIGHT + timedelta(minutes=30)), heard=heard)


def test_asked_while_closed_and_never_come_back_to_it_ends_with_a_word_to_the_guardian_once() -> None:
    request = asked_while_closed(heard=None)
    assert (request.state, request.close_reason) == ("unmet", "closing")
    assert letters(request) == ["La place d’Inès n’est plus gardée"]
    words = " ".join(mail.outbox[-1].body.replace("\u00a0", " ").split())
    assert "Déclic a rouvert, la place d’Inès (Mathématiques) était gardée, et sa page ne répondait pas" in words
    assert "sa demande s’est refermée sans professeur" in words


def test_asked_while_closed_come_back_to_and_left_again_is_the_pupils_own_leaving() -> None:
    request = asked_while_closed(heard=TOMORROW + timedelta(minutes=4))
    assert (request.state, request.close_reason, letters(request)) == ("cancelled", "pupil_left", [])
