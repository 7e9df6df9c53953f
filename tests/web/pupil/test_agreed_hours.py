"""What a pupil reads of the days and hours their sponsor agreed to, and of an agreement that does not run for them."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from declic.dispatch.models import HelpRequest
from declic.people.models import Pupil
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import Terms
from tests.web.clients import signed_in
from tests.world import NOW, make_draft, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db
FRIDAY = NOW + timedelta(days=4, hours=4, minutes=7)
"""22:07 in Paris."""
MONDAYS = Terms(weekdays=frozenset({0, 1}), opens_at=time(17), closes_at=time(19))
SENT = {"kind": "exercise", "tried": "J’ai posé 12 fois 8 et je trouve 86."}


@pytest.fixture(params=["4E", "CE1"])
def pupil(request: pytest.FixtureRequest) -> Iterator[Pupil]:
    """Of a town that agreed to Monday and Tuesday, 17 to 19 h, whatever the service does; on a Friday night."""
    sponsor = make_sponsor("Asnières")
    sponsor.agreements.update(**Agreement.columns(MONDAYS))
    with time_machine.travel(FRIDAY, tick=False):
        yield make_pupil(request.param, sponsor)


def page(pupil: Pupil, name: str, *args: str) -> str:
    text = signed_in(pupil.account).get(reverse(name, args=args)).content.decode().replace("\u00a0", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def begin_on(pupil: Pupil, day: date) -> None:
    Agreement.objects.filter(sponsor__enrolments__pupil=pupil).update(starts_on=day)


def test_at_another_hour_each_page_says_that_it_is_closed_and_until_when(pupil: Pupil) -> None:
    for name, *args in (("pupil:home",), ("pupil:ask", "MAT"), ("pupil:help",)):
        text = page(pupil, name, *args)
        if name == "pupil:help" and pupil.level == "CE1":
            continue  # it says no hours
        assert "ermé jusqu’à lundi, 17 h" in text, name
        assert "C’est ouvert" not in text
        assert "Appeler un prof" not in text


def test_days_agreed_whole_are_told_without_an_hour(pupil: Pupil) -> None:
    """The service never closes, the agreement says Mondays and no hours: it opens with the day."""
    Agreement.objects.update(**Agreement.columns(Terms(weekdays=frozenset({0}))))
    for name, *args in (("pupil:home",), ("pupil:ask", "MAT")):
        text = page(pupil, name, *args)
        assert re.search(r"ermé jusqu’à lundi(?!,)", text), name
        assert " 0 h" not in text
    client = signed_in(pupil.account)
    client.post(reverse("pupil:ask", args=["MAT"]), SENT, headers={"Accept": "application/json"})
    waiting = page(pupil, "pupil:waiting")
    assert re.search(r"On ouvre lundi(?! à)", waiting)
    assert " 0 h" not in waiting


def test_sent_then_it_is_kept_for_the_hours_agreed_and_the_waiting_page_says_when(pupil: Pupil) -> None:
    client = signed_in(pupil.account)
    sent = client.post(reverse("pupil:ask", args=["MAT"]), SENT, headers={"Accept": "application/json"})
    assert sent.status_code == 200
    assert HelpRequest.objects.get().state == "scheduled"
    assert "On ouvre lundi à 17 h" in page(pupil, "pupil:waiting")


def test_at_an_hour_agreed_it_is_open_until_its_end(pupil: Pupil) -> None:
    with time_machine.travel(NOW, tick=False):
        assert "fermé" not in page(pupil, "pupil:home").lower()
        assert "fermé" not in page(pupil, "pupil:ask", "MAT").lower()
        if pupil.level == "4E":
            assert "C’est ouvert jusqu’à 19 h." in page(pupil, "pupil:home")
            assert "Appeler un prof" in page(pupil, "pupil:ask", "MAT")


def test_who_waits_reads_the_end_of_the_service_which_is_theirs(pupil: Pupil) -> None:
    set_hours((0, "17:00", "20:00"))
    with time_machine.travel(NOW, tick=False):
        signed_in(pupil.account).post(reverse("pupil:ask", args=["MAT"]), SENT)
        waits = signed_in(pupil.account).get(reverse("pupil:waiting")).content.decode().replace("\u00a0", " ")
    assert "jusqu’à 20 h" in waits


def test_before_the_agreement_begins_the_day_is_said_and_nothing_is_prepared_in_vain(pupil: Pupil) -> None:
    begin_on(pupil, date(2027, 9, 1))
    for name, *args in (("pupil:home",), ("pupil:ask", "MAT")):
        text = page(pupil, name, *args)
        assert "Pas encore ouvert pour toi." in text
        assert "Déclic commence le 1er septembre 2027." in text
        assert "C’est ouvert" not in text
        assert "qui te bloque" not in text
        assert "partira à l’ouverture" not in text
    client = signed_in(pupil.account)
    assert 'type="file"' not in client.get(reverse("pupil:ask", args=["MAT"])).content.decode()
    assert reverse("pupil:ask", args=["MAT"]) not in client.get(reverse("pupil:home")).content.decode()


@pytest.mark.parametrize("why", ["over", "level"])
def test_what_was_prepared_is_kept_when_nobody_pays_any_more(pupil: Pupil, why: str) -> None:
    draft = make_draft(pupil, now=NOW)
    agreements = Agreement.objects.all()
    agreements.update(**({"ends_on": FRIDAY.date() - timedelta(days=1)} if why == "over" else {"levels": "3E"}))
    text = page(pupil, "pupil:ask", "MAT")
    reason = "ne propose plus Déclic en ce moment" if why == "over" else "ne propose pas Déclic pour ta classe"
    assert f"Asnières {reason}." in text
    assert "Ce que tu as préparé est gardé." in text
    assert reason in page(pupil, "pupil:home")
    refused = signed_in(pupil.account).post(reverse("pupil:ask", args=["MAT"]), SENT)
    assert refused.status_code == 409
    draft.refresh_from_db()
    assert draft.state == "draft"
    if pupil.level == "4E":
        assert SENT["tried"] in refused.content.decode(), "what was typed since comes back"


def test_an_agreement_that_ends_tonight_closes_at_midnight() -> None:
    pupil = make_pupil()
    Agreement.objects.update(ends_on=NOW.date())
    for moment, said in ((NOW, "jusqu’à demain, 0 h"), (NOW + timedelta(days=1), "Fermé pour toi.")):
        with time_machine.travel(moment, tick=False):
            assert said in page(pupil, "pupil:home")
