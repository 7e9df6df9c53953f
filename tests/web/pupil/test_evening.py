"""What families read of a subject closed for the evening, of the team's words, and of an exceptional closing."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from declic.dispatch.actions import (
    announce,
    call_back,
    close_exceptionally,
    close_subject,
    expire,
    note_pupil_seen,
    run_wave,
    send_back,
)
from declic.dispatch.models import HelpRequest
from declic.people.actions import accept
from declic.people.models import Account, Pupil
from declic.people.rules.consents import CONSENTS
from declic.sponsors.actions import issue_code
from declic.sponsors.models import GuardianCode
from declic.sponsors.queries import sponsor_of
from tests.web.clients import signed_in
from tests.world import (
    NOW,
    make_free_teacher,
    make_help_request,
    make_operator,
    make_pupil,
    make_ring,
    set_hours,
)

pytestmark = pytest.mark.django_db
WHY = "Deux professeurs sont absents."


@pytest.fixture(autouse=True)
def evening() -> object:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by() -> Account:
    return make_operator()


def page(pupil: Pupil, name: str, *args: str) -> str:
    return signed_in(pupil.account).get(reverse(name, args=args)).content.decode().replace("\u00a0", " ")


def close(by: Account, now: datetime = NOW) -> None:
    close_subject(subject="MAT", levels="", reason=WHY, by=by, now=now)


def test_who_asks_reads_why_and_chooses_a_call_back_tomorrow_or_an_answer_in_writing(by: Account) -> None:
    close(by)
    pupil = make_pupil("4E")
    text = page(pupil, "pupil:ask", "MAT")
    assert "Maths : fermé jusqu’à demain, 17 h." in text
    assert WHY in text
    assert "fermé" not in page(pupil, "pupil:ask", "FRA")
    client = signed_in(pupil.account)
    sent = {"kind": "exercise", "tried": "J’ai posé 12 fois 8 et je trouve 86."}
    assert client.post(reverse("pupil:ask", args=["MAT"]), sent).status_code == 302
    text = page(pupil, "pupil:waiting")
    assert "Maths : fermé ce soir, Inès." in text
    assert WHY in text
    assert "demain à 17 h" in text
    assert "Recevoir une réponse écrite" in text
    assert "19 h" not in text, "no time of this evening"


def test_the_lists_of_subjects_say_it(by: Account) -> None:
    close(by)
    for level in ("4E", "CE1"):
        pupil = make_pupil(level)
        assert "fermé ce soir" in page(pupil, "pupil:home") or level == "CE1"
        listed = page(pupil, "pupil:subjects") + page(pupil, "pupil:home")
        assert "fermé ce soir" in listed
    assert "C’est fermé" in page(make_pupil("CE1"), "pupil:ask", "MAT")


def test_who_waits_reads_it_keeps_the_place_and_may_choose(by: Account) -> None:
    make_free_teacher()
    request = make_help_request()
    assert 'data-slot="choose" hidden' in page(request.pupil, "pupil:waiting")
    close(by)
    text = page(request.pupil, "pupil:waiting")
    assert "fermé aux nouvelles demandes" in text
    assert 'data-slot="choose" hidden' not in text
    assert HelpRequest.objects.get().state == "waiting"


@pytest.mark.parametrize("level", ["4E", "CE1"])
def test_the_teams_words_are_on_the_waiting_page_of_those_they_are_for(level: str, by: Account) -> None:
    announce(text="Deux profs arrivent !", subject="MAT", levels="", by=by, now=NOW)
    request = make_help_request(make_pupil(level))
    assert "Deux profs arrivent !" in page(request.pupil, "pupil:waiting")
    other = make_help_request(make_pupil(level), "FRA")
    assert "Deux profs arrivent" not in page(other.pupil, "pupil:waiting")


def test_who_was_sent_back_reads_them_too(by: Account) -> None:
    ring = make_ring()
    send_back(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=NOW)
    announce(text="Deux profs arrivent.", subject="", levels="", by=by, now=NOW)
    assert run_wave(now=NOW) == []
    assert "Deux profs arrivent." in page(ring.help_request.pupil, "pupil:waiting")


def test_words_that_are_markup_stay_text(by: Account) -> None:
    announce(text="<b>Deux</b> profs", subject="", levels="", by=by, now=NOW)
    close_subject(subject="FRA", levels="", reason="<i>Absents</i>", by=by, now=NOW)
    text = page(make_help_request().pupil, "pupil:waiting") + page(make_pupil(), "pupil:ask", "FRA")
    assert "<b>Deux" not in text
    assert "<i>Absents" not in text


def test_an_exceptional_closing_is_told_to_pupils_and_guardians(by: Account) -> None:
    hour = timedelta(hours=1)
    close_exceptionally(starts_at=NOW, ends_at=NOW + 6 * hour, reason="Panne générale.", by=by, now=NOW)
    pupil = make_pupil("4E")
    text = page(pupil, "pupil:home")
    assert "Fermé jusqu’à demain, 17 h." in text
    assert "Panne générale." in text
    assert "Panne générale." in page(pupil, "pupil:ask", "MAT")
    assert "Panne générale." in page(make_pupil("CE1"), "pupil:home")
    accept(guardian=pupil.guardian, kinds=[kind.kind for kind in CONSENTS], now=NOW)
    code = issue_code(sponsor=sponsor_of(pupil, on=NOW.date()), ceiling=9, now=NOW)  # type: ignore[arg-type]
    GuardianCode.objects.create(guardian=pupil.guardian, code=code, at=NOW)
    close_exceptionally(starts_at=NOW + 30 * hour, ends_at=NOW + 54 * hour, reason="Formation.", by=by, now=NOW)
    family = _family(pupil)
    assert "Panne générale." in family
    assert "Formation." in family


@pytest.mark.parametrize("level", ["4E", "CE1"])
def test_a_call_back_put_off_is_told_with_its_new_hour_and_why_never_with_the_one_that_has_passed(
    level: str, by: Account
) -> None:
    pupil = make_pupil(level)
    request, minute = make_help_request(pupil), timedelta(minutes=1)
    call_back(help_request=request, at=NOW + 90 * minute, now=NOW)
    close_exceptionally(
        starts_at=NOW + 60 * minute, ends_at=NOW + 300 * minute, reason="Panne générale.", by=by, now=NOW
    )
    expire(now=NOW + minute)
    for now, said in ((NOW + 2 * minute, "demain à 17 h"), (NOW + 23 * 60 * minute - minute, "à 17 h")):
        with time_machine.travel(now, tick=False):
            text = page(pupil, "pupil:waiting")
            assert f"On te rappelle {said}" in text
            assert "Panne générale." in text
            assert "19 h 30" not in page(pupil, "pupil:home") + text.split("<select")[0]
            if level == "4E":
                assert f"on te rappelle {said}." in page(pupil, "pupil:home")


@pytest.mark.parametrize("level", ["4E", "CE1"])
def test_a_call_back_nobody_served_before_the_closing_is_promised_for_the_opening(level: str) -> None:
    pupil = make_pupil(level)
    request, minute = make_help_request(pupil), timedelta(minutes=1)
    call_back(help_request=request, at=NOW + 90 * minute, now=NOW)
    for at in (90, 120):
        note_pupil_seen(pupil_account_ids=[pupil.account_id], now=NOW + at * minute)
        expire(now=NOW + at * minute)
    with time_machine.travel(NOW + 125 * minute, tick=False):
        text = page(pupil, "pupil:waiting")
        assert "On te rappelle demain à 17 h" in text
        assert "On a fermé avant de pouvoir te rappeler." in text
        assert "19 h 30" not in page(pupil, "pupil:home") + text


@pytest.mark.parametrize("level", ["4E", "CE1"])
def test_a_call_back_that_new_hours_leave_out_is_not_told_as_a_closing(level: str) -> None:
    pupil, minute = make_pupil(level), timedelta(minutes=1)
    call_back(help_request=make_help_request(pupil), at=NOW + 90 * minute, now=NOW)
    set_hours(*((day, "17:00", "19:00") for day in range(5)))
    expire(now=NOW + 90 * minute)
    with time_machine.travel(NOW + 91 * minute, tick=False):
        text = page(pupil, "pupil:waiting")
        assert "On te rappelle demain à 17 h" in text
        assert "Nos heures ont changé." in text
        assert "On a fermé" not in text


def test_an_hour_that_has_passed_is_never_said_as_one_to_come(by: Account) -> None:
    """Whatever kept the clock from ticking."""
    pupil = make_pupil("4E")
    call_back(help_request=make_help_request(pupil), at=NOW + timedelta(minutes=30), now=NOW)
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        for text in (page(pupil, "pupil:waiting"), page(pupil, "pupil:home"), _family(pupil)):
            assert "18 h 30" not in text.split("<select")[0]


def _family(pupil: Pupil) -> str:
    client = signed_in(pupil.guardian.account)
    return client.get(reverse("guardian:home")).content.decode()
