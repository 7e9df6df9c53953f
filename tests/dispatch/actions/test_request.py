"""The pupil's moves."""

import pytest

from declic.dispatch.actions import (
    add_detail,
    ask,
    ask_again,
    cancel,
    complete,
    note_pupil_seen,
    pupil_left,
    save_draft,
    send_back,
)
from declic.dispatch.models import AttemptPage, HelpRequest
from declic.dispatch.rules.attempt import TRIED_MAX
from declic.lessons.actions import sweep
from declic.people.models import Pupil
from tests.dispatch.asking import facts, make_lesson_of, refused, with_page
from tests.world import (
    NOW,
    TRIED,
    later,
    make_draft,
    make_help_request,
    make_lesson,
    make_pupil,
    make_ring,
    make_sponsor,
    set_hours,
)

pytestmark = pytest.mark.django_db


# -- draft ------------------------------------------------------------------------------------------------------------
def test_a_draft_is_one_a_subject_and_is_written_over() -> None:
    pupil = make_pupil()
    first = make_draft(pupil, tried="Un début.")
    again = save_draft(pupil=pupil, subject="MAT", kind="lesson", tried=f" {TRIED} ", now=later(5))
    other = save_draft(pupil=pupil, subject="FRA", kind="test", tried="", now=later(6))
    assert (again.pk, again.kind, again.tried) == (first.pk, "lesson", TRIED)
    assert other.pk != first.pk


def test_a_subject_the_level_does_not_teach_is_refused() -> None:
    with refused("wrong_subject"):
        make_draft(make_pupil(level="CE1"), "PHI")
    with refused("wrong_subject"):
        make_draft(make_pupil(level="CE1"), "<script>")


def test_the_level_is_checked_again_when_asking() -> None:
    draft = make_draft(make_pupil(level="TG"), "PHI")
    Pupil.objects.filter(pk=draft.pupil_id).update(level="6E")
    with refused("wrong_subject"):
        ask(help_request=draft, now=NOW)


def test_too_many_words_and_an_unknown_kind_are_refused() -> None:
    with refused("too_long"):
        make_draft(tried="a" * (TRIED_MAX + 1))
    with refused("wrong_kind"):
        save_draft(pupil=make_pupil(), subject="MAT", kind="gossip", tried="", now=NOW)


def test_asking_waits_from_now() -> None:
    asked = make_help_request()
    assert (asked.state, asked.asked_at, asked.wait_from) == ("waiting", NOW, NOW)
    assert facts() == ["HelpAsked"]


@pytest.mark.parametrize("tried", ["", "  ", "aide"])
def test_an_empty_attempt_is_refused_with_a_kind_word(tried: str) -> None:
    draft = make_draft(tried=tried)
    with refused("empty_attempt"):
        ask(help_request=draft, now=NOW)
    with_page(draft)
    assert ask(help_request=draft, now=NOW).state == "waiting"


def test_nobody_asks_without_a_running_agreement() -> None:
    sponsor = make_sponsor()
    pupil = make_pupil(sponsor=sponsor)
    draft = make_draft(pupil)
    sponsor.agreements.update(ends_on="2026-11-22")
    with refused("no_agreement"):
        ask(help_request=draft, now=NOW)
    with refused("no_agreement"):
        make_draft(make_pupil(sponsor=make_sponsor(agreement=False)))


def test_the_last_day_of_the_agreement_is_paid_until_midnight_in_paris() -> None:
    sponsor = make_sponsor()
    draft = make_draft(make_pupil(sponsor=sponsor))
    sponsor.agreements.update(ends_on="2026-11-23")
    assert ask(help_request=draft, now=NOW.replace(hour=22, minute=59)).state == "waiting"


def test_one_open_request_a_pupil() -> None:
    pupil = make_pupil()
    make_help_request(pupil)
    with refused("already_open"):
        make_help_request(pupil, "FRA")


def test_asking_twice_is_asking_once() -> None:
    asked = make_help_request()
    again = ask(help_request=asked, now=later(30))
    assert (again.pk, again.asked_at) == (asked.pk, NOW)
    assert facts() == ["HelpAsked"]


def test_what_is_over_is_not_asked_again_as_it_is() -> None:
    asked = make_help_request()
    cancel(help_request=asked, now=later(1))
    with refused("over"):
        ask(help_request=asked, now=later(2))


@pytest.mark.parametrize("clock", ["09:00", "19:55", "21:00"])
def test_outside_opening_hours_the_request_is_kept_for_the_opening(clock: str) -> None:
    set_hours((0, "17:00", "20:00"), (1, "17:00", "20:00"))
    hour, minute = map(int, clock.split(":"))
    now = NOW.replace(hour=hour - 1, minute=minute)
    asked = make_help_request(now=now)
    assert (asked.state, asked.asked_at, asked.wait_from) == ("scheduled", now, None)
    assert facts() == ["HelpScheduled"]


def test_school_holidays_are_those_of_the_sponsors_zone() -> None:
    set_hours((1, "17:00", "20:00"))
    holiday_in_a = NOW.replace(year=2027, month=2, day=23)  # zones A and B are off, C is back
    states = {
        zone: make_help_request(make_pupil(sponsor=make_sponsor(zone=zone, now=holiday_in_a)), now=holiday_in_a).state
        for zone in ("A", "B", "C", "")
    }
    assert states == {"A": "scheduled", "B": "scheduled", "C": "waiting", "": "waiting"}


# -- while waiting ----------------------------------------------------------------------------------------------------
def test_words_and_photos_may_be_added_while_waiting() -> None:
    asked = make_help_request()
    add_detail(help_request=asked, text="C’est l’exercice 4.", now=later(5))
    with_page(asked)
    asked.refresh_from_db()
    assert asked.tried == f"{TRIED}\nC’est l’exercice 4."
    assert facts() == ["HelpAsked", "HelpCompleted"]


def test_nothing_is_added_once_a_teacher_has_it() -> None:
    lesson = make_lesson()
    with refused("not_growing"):
        add_detail(help_request=lesson.help_request, text="Trop tard.", now=later(5))


def test_cancelling_silences_the_desk_and_frees_the_teacher() -> None:
    ring = make_ring()
    cancel(help_request=ring.help_request, now=later(3))
    cancel(help_request=ring.help_request, now=later(4))
    ring.refresh_from_db()
    assert (ring.state, ring.why) == ("withdrawn", "cancelled")
    assert ring.teacher.duties.get().state == "free"
    assert facts().count("HelpCancelled") == 1


def test_a_lesson_is_not_cancelled_from_the_waiting_page() -> None:
    lesson = make_lesson(state="opened")
    with refused("in_lesson"):
        cancel(help_request=lesson.help_request, now=later(3))


def test_sent_back_completed_and_waiting_at_the_same_place() -> None:
    ring = make_ring()
    send_back(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(5))
    asked = HelpRequest.objects.get(pk=ring.help_request_id)
    assert asked.state == "sent_back"
    with_page(asked)
    complete(help_request=asked, now=later(40))
    complete(help_request=asked, now=later(41))
    asked.refresh_from_db()
    assert (asked.state, asked.asked_at, asked.wanted_teacher_id) == ("waiting", NOW, ring.teacher_id)
    assert facts().count("HelpCompleted") == 1


def test_only_what_was_sent_back_is_completed() -> None:
    with refused("not_sent_back"):
        complete(help_request=make_draft(), now=NOW)


def test_the_page_speaks_and_leaves() -> None:
    asked = make_help_request()
    note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=later(5))
    pupil_left(pupil_account_id=asked.pupil.account_id, now=later(7))
    asked.refresh_from_db()
    assert asked.pupil_seen_at == later(7)


# -- again ------------------------------------------------------------------------------------------------------------
def test_after_a_no_show_one_tap_asks_again_with_the_same_work_and_the_same_place() -> None:
    ring = make_ring()
    upload = with_page(ring.help_request)
    lesson = make_lesson_of(ring)
    sweep(now=later(30))
    old = HelpRequest.objects.get(pk=lesson)
    assert (old.state, old.close_reason) == ("cancelled", "no_show")

    again = ask_again(help_request=old, now=later(90))
    assert (again.state, again.asked_at, again.tried) == ("waiting", NOW, TRIED)
    assert again.pk != old.pk
    assert list(AttemptPage.objects.values_list("upload_id", "help_request_id")) == [(upload.pk, again.pk)]


def test_asking_again_later_waits_from_then() -> None:
    asked = make_help_request()
    cancel(help_request=asked, now=later(3))
    again = ask_again(help_request=asked, now=later(60))
    assert again.asked_at == later(60)
    with refused("not_over"):
        ask_again(help_request=again, now=later(61))
    with refused("already_open"):
        ask_again(help_request=asked, now=later(62))
