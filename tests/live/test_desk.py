"""A teacher's desk: it rings at once, and ends kindly."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from declic.dispatch.actions import add_detail, cancel, close_exceptionally, expire, lift_closing, run_wave
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.rules.policy import Policy
from declic.lessons.models import Lesson
from declic.live.desk_door import DeskDoor
from declic.people.models import Teacher
from tests.live.at_the_desk import on_duty, rung
from tests.live.talking import Talker, Talks, now, talks, until
from tests.world import make_help_request, make_lesson, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])

HEDGE_AT_ONCE = Policy(hedge_after=timedelta(0))


@pytest.fixture
def live() -> Iterator[Talks]:
    with talks(DeskDoor) as running:
        yield running


def state_of(teacher: Teacher) -> str:
    return Duty.objects.get(teacher=teacher, ended_at=None).state


def test_a_desk_learns_first_where_it_stands(live: Talks) -> None:
    with live.desk(make_teacher()) as desk:
        welcome = desk.next("welcome")
    assert welcome["duty"]["state"] == "ended"
    assert welcome["rings"] == []


def preferred(desk: Talker) -> tuple[bool, bool, bool]:
    said = desk.next("preferred")
    return said["is_armed"], said["takes_neighbours"], said["rings_to_end"]


def test_two_pages_of_one_teacher_do_not_undo_each_other_s_settings(live: Talks) -> None:
    """Armed, a lesson opens by itself: no page may say otherwise."""
    teacher = make_teacher()
    with live.desk(teacher) as one, live.desk(teacher) as other:
        assert preferred(one) == preferred(other) == (False, False, False)
        one.say({"type": "prefer", "is_armed": True})
        assert preferred(one) == preferred(other) == (True, False, False)
        other.say({"type": "prefer", "is_armed": None, "rings_to_end": True})
        assert preferred(one) == preferred(other) == (True, False, True)
        one.say({"type": "prefer", "is_armed": False})
        assert preferred(one) == preferred(other) == (False, False, True)
    with live.desk(teacher) as back:
        assert preferred(back) == (False, False, True)


def test_a_second_page_says_nothing_to_the_first(live: Talks) -> None:
    teacher = make_teacher()
    with live.desk(teacher) as one:
        preferred(one)
        with live.desk(teacher) as other:
            preferred(other)
            one.answers()
    assert [said["type"] for said in one.heard] == ["welcome", "preferred", "pong"]


def test_it_rings_with_all_the_card_needs(live: Talks) -> None:
    teacher = make_teacher()
    with on_duty(live, teacher) as desk:
        request = make_help_request(now=now())
        run_wave(now=now())
        ring = desk.next("ring")
    assert ring["level_label"] == "4e"
    assert ring["subject_label"] == "Maths"
    assert ring["kind"] == "exercise"
    assert ring["tried"] == request.tried
    assert (ring["hedge"], ring["met_before"], ring["handed_over_by"], ring["pages"]) == (False, 0, "", [])
    assert ring["deadline_at"] > ring["offered_at"] >= ring["asked_at"]


def test_the_card_says_how_often_they_met_and_not_who_it_is(live: Talks) -> None:
    teacher, pupil = make_teacher(), make_pupil(first_name="Zélie")
    with on_duty(live, teacher) as desk:
        make_lesson(teacher, pupil, state="ended", now=now() - timedelta(hours=1))
        Duty.objects.filter(teacher=teacher).update(state="free", idle_since=now(), seen_at=now())
        asked = make_help_request(pupil, now=now())
        run_wave(now=now())
        ring = desk.next("ring")
        while ring["request_id"] != str(asked.pk):
            ring = desk.next("ring")
    assert ring["met_before"] == 1
    assert "Zélie" not in str(ring)


def test_accepting_opens_the_lesson_and_names_its_address(live: Talks) -> None:
    with on_duty(live, make_teacher()) as desk:
        make_help_request(now=now())
        run_wave(now=now())
        offer_id = rung(desk)
        desk.say({"type": "accept", "offer_id": offer_id})
        lesson = desk.next("lesson", "error")
    assert lesson == {"type": "lesson", "offer_id": offer_id, "url": f"/salle/{Lesson.objects.get().pk}/"}


def test_of_two_teachers_one_has_the_pupil_and_the_other_is_told_why(live: Talks) -> None:
    one, other = make_teacher(), make_teacher()
    with on_duty(live, one) as first, on_duty(live, other) as second:
        make_help_request(now=now())
        run_wave(now=now())
        run_wave(now=now(), policy=HEDGE_AT_ONCE)
        offers = {rung(first): first, rung(second): second}
        chosen, desk = next(iter(offers.items()))
        desk.say({"type": "accept", "offer_id": chosen})
        assert desk.next("lesson")["offer_id"] == chosen
        late, loser = list(offers.items())[1]
        over = loser.next("ring_over")
        assert (over["offer_id"], over["why"]) == (late, "taken")
        assert "collègue" in over["message"]
        loser.say({"type": "accept", "offer_id": late})
        assert loser.next("error")["code"] == "already_taken"
    assert Lesson.objects.count() == 1


def test_two_pages_of_one_teacher_both_ring_and_one_answer_ends_both(live: Talks) -> None:
    teacher = make_teacher()
    with on_duty(live, teacher) as page, live.desk(teacher) as other_page:
        other_page.next("welcome")
        make_help_request(now=now())
        run_wave(now=now())
        offer_id = rung(page)
        assert rung(other_page) == offer_id
        page.say({"type": "accept", "offer_id": offer_id})
        page.next("lesson")
        over = other_page.next("ring_over")
        page.answers()
    assert (over["offer_id"], over["why"]) == (offer_id, "accepted")
    assert not [message for message in page.heard if message["type"] == "ring_over"]


def test_a_page_that_opens_while_it_rings_rings_too(live: Talks) -> None:
    teacher = make_teacher()
    with on_duty(live, teacher) as page:
        make_help_request(now=now())
        run_wave(now=now())
        offer_id = rung(page)
        with live.desk(teacher) as late:
            assert [ring["offer_id"] for ring in late.next("welcome")["rings"]] == [offer_id]


def test_a_browser_killed_while_ringing_gives_the_pupil_to_the_next_teacher(live: Talks) -> None:
    one, other = make_teacher(), make_teacher()
    with on_duty(live, one) as first:
        make_help_request(now=now())
        run_wave(now=now())
        rung(first)
        with on_duty(live, other) as second:
            first.vanish()
            until(lambda: Duty.objects.filter(teacher=one).exclude(desk_left_at=None).exists())
            later = now() + Policy().desk_reload + timedelta(seconds=1)
            Duty.objects.filter(teacher=other).update(seen_at=later)
            HelpRequest.objects.update(pupil_seen_at=later)
            expire(now=later)
            run_wave(now=later)
            assert second.next("ring")["hedge"] is False
    assert Offer.objects.get(teacher=one).why == "teacher_gone"


def test_a_page_that_reloads_keeps_its_ring(live: Talks) -> None:
    teacher = make_teacher()
    desk = on_duty(live, teacher)
    make_help_request(now=now())
    run_wave(now=now())
    offer_id = rung(desk)
    desk.leave()
    with live.desk(teacher) as back:
        assert [ring["offer_id"] for ring in back.next("welcome")["rings"]] == [offer_id]
        until(lambda: Duty.objects.filter(teacher=teacher, desk_left_at=None).exists())
        expire(now=now())
        back.say({"type": "accept", "offer_id": offer_id})
        assert back.next("lesson")


def test_a_pupil_who_needs_no_help_any_more_ends_the_ring(live: Talks) -> None:
    with on_duty(live, make_teacher()) as desk:
        request = make_help_request(now=now())
        run_wave(now=now())
        rung(desk)
        cancel(help_request=request, now=now())
        over = desk.next("ring_over")
    assert over["why"] == "cancelled"
    assert "n’a plus besoin" in over["message"]


def test_what_the_pupil_adds_is_seen_on_the_card_that_rings(live: Talks) -> None:
    with on_duty(live, make_teacher()) as desk:
        request = make_help_request(now=now())
        run_wave(now=now())
        offer_id = rung(desk)
        add_detail(help_request=request, text="C’est l’exercice 12.", now=now())
        again = desk.next("ring")
    assert again["offer_id"] == offer_id
    assert again["tried"].endswith("C’est l’exercice 12.")


def test_a_missed_ring_pauses_and_says_so(live: Talks) -> None:
    teacher = make_teacher()
    with on_duty(live, teacher) as desk:
        make_help_request(now=now())
        run_wave(now=now())
        rung(desk)
        late = now() + timedelta(seconds=40)
        Duty.objects.update(seen_at=late)
        HelpRequest.objects.update(pupil_seen_at=late)
        expire(now=late)
        assert desk.next("ring_over")["why"] == "missed"
        paused = duty_until(desk, "paused")
    assert paused["why"] == "missed"
    with live.desk(teacher) as back:
        assert back.next("welcome")["duty"]["why"] == "missed"
        back.say({"type": "want", "state": "free"})
        assert duty_until(back, "free")["why"] == ""


def test_declines_in_a_row_are_told_to_the_page(live: Talks) -> None:
    with on_duty(live, make_teacher()) as desk:
        for turn in (1, 2):
            make_help_request(now=now())
            run_wave(now=now())
            desk.say({"type": "decline", "offer_id": rung(desk)})
            over = desk.next("ring_over")
            assert over["why"] == "declined"
            assert "jamais contre vous" in over["message"]
            assert duty_until(desk, "free")["declines"] == turn


def test_a_closing_decided_or_lifted_is_told_to_every_desk_that_is_open(live: Talks) -> None:
    desks = [live.desk(make_teacher()), live.desk(make_teacher())]
    for desk in desks:
        desk.next("welcome")
    by, start = make_operator(), now()
    closing = close_exceptionally(
        starts_at=start, ends_at=start + timedelta(hours=1), reason="Panne de courant.", by=by, now=start
    )
    for desk in desks:
        desk.next("closings")
    lift_closing(closing=closing, by=by, now=now())
    for desk in desks:
        desk.next("closings")


def test_a_desk_that_comes_back_is_told_whether_the_hours_are_still_those_it_knows(live: Talks) -> None:
    def hours() -> str:
        desk = live.desk(teacher)
        said = str(desk.next("welcome")["hours"])
        desk.leave()
        return said

    teacher, by, start = make_teacher(), make_operator(), now()
    usual = hours()
    assert hours() == usual
    closing = close_exceptionally(
        starts_at=start, ends_at=start + timedelta(hours=1), reason="Panne de courant.", by=by, now=start
    )
    closed = hours()
    assert closed != usual
    lift_closing(closing=closing, by=by, now=now())
    assert hours() not in {closed, ""}


def test_sending_back_ends_the_ring_kindly(live: Talks) -> None:
    with on_duty(live, make_teacher()) as desk:
        request = make_help_request(now=now())
        run_wave(now=now())
        desk.say({"type": "send_back", "offer_id": rung(desk)})
        assert desk.next("ring_over")["why"] == "sent_back"
    request.refresh_from_db()
    assert request.state == "sent_back"


def duty_until(desk: Talker, state: str) -> dict[str, object]:
    while True:
        duty = desk.next("duty")
        if duty["state"] == state:
            return duty
