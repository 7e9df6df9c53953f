"""Letters about the rota: who is written to, and what they read."""

from datetime import timedelta

import pytest
from django.core import mail

from declic.journal.models import Fact
from declic.planning.actions import (
    add_shift,
    change_shift,
    give_up,
    keep_up,
    let_go_of_shifts,
    remove_shift,
    take_shift,
)
from declic.planning.queries import offered_to
from declic.planning.queries.takers import takers_of
from declic.planning.rules.shifts import Shift as Times
from declic.safeguarding.actions import suspend_teacher
from tests.notices.outbox import address, letters
from tests.planning.people import get_shift, make_rota, make_shift, make_volunteer
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_teacher_is_written_to_once_when_a_rota_is_published() -> None:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    make_rota({claire: [Times(1, 68, 76), Times(3, 68, 76)], paul: [Times(1, 68, 76)]})
    body = mail.outbox[0].body.replace("\u00a0", " ")
    assert "- mardi 24 novembre de 17 h à 19 h\n- jeudi 26 novembre de 17 h à 19 h\n" in body
    assert "/prof/creneaux/" in body
    assert [to for to, _ in letters()] == [[claire.account.email], [paul.account.email]]


def test_a_shift_that_ends_with_the_day_ends_in_its_letter_when_it_does_on_the_page() -> None:
    make_rota({make_volunteer(free=[(6, 64, 96)]): [Times(6, 88, 96)]})
    assert "- dimanche 29 novembre de 22 h à 24 h\n" in mail.outbox[0].body.replace("\u00a0", " ")


def test_a_long_shift_says_when_its_pause_is() -> None:
    make_rota({make_volunteer(free=[(1, 64, 80)]): [Times(1, 64, 80, 72)]})
    assert "- mardi 24 novembre de 16 h à 20 h, pause à 18 h\n" in mail.outbox[0].body.replace("\u00a0", " ")


def test_a_draft_is_nobodys_letter_and_a_change_of_a_published_rota_is() -> None:
    claire, operator = make_volunteer(), make_operator()
    rota = make_rota({}, published=False)
    add_shift(rota=rota, teacher=claire, times=Times(1, 68, 76), by=operator, now=NOW)
    assert letters() == []
    rota.state = "published"
    rota.save()
    shift = add_shift(rota=rota, teacher=claire, times=Times(3, 68, 76), by=operator, now=NOW)
    change_shift(shift=shift, times=Times(3, 68, 74), by=operator, now=NOW)
    remove_shift(shift=shift, by=operator, now=NOW)
    assert [title for _, title in letters()] == [
        "Jeudi 26 novembre de 17 h à 19 h : un nouveau créneau",
        "Jeudi 26 novembre de 17 h à 18 h 30 : un créneau change",
        "Jeudi 26 novembre de 17 h à 18 h 30 : créneau retiré",
    ]


def test_a_shift_given_up_is_told_to_those_who_could_take_it_and_then_to_who_gave_it_up() -> None:
    shift = make_shift()
    paul, lea = make_volunteer("Paul"), make_volunteer("Léa")
    make_volunteer("Fanny", subject="FRA")
    letters()
    give_up(shift=shift, now=NOW)
    assert [(to, title) for to, title in letters()] == [
        ([one.account.email], "Un créneau à prendre : mardi 24 novembre de 17 h à 19 h") for one in (paul, lea)
    ]
    assert [one for one in (paul, lea) if offered_to(one, NOW)] == takers_of(get_shift(shift.teacher), NOW)
    take_shift(shift_id=shift.pk, teacher=paul, now=NOW)
    assert letters() == [(address(shift), "Votre créneau est repris : mardi 24 novembre de 17 h à 19 h")]


def test_a_shift_given_up_under_way_is_told_until_it_is_over() -> None:
    shift, paul, fanny = make_shift(), make_volunteer("Paul"), make_volunteer("Fanny", subject="FRA")
    french = make_shift(fanny)
    lea = make_volunteer("Léa", subject="FRA")
    letters()
    give_up(shift=shift, now=shift.starts_at + timedelta(minutes=10))
    assert "Ce créneau a commencé : ce qu’il en reste est à prendre." in mail.outbox[0].body.replace("\u00a0", " ")
    assert [to for to, _ in letters()] == [[paul.account.email]]
    let_go_of_shifts(teacher=fanny, now=french.starts_at + timedelta(minutes=10))
    assert [to for to, _ in letters()] == [[lea.account.email]]


def test_all_that_a_suspended_teacher_had_to_come_is_one_letter_to_each_colleague() -> None:
    claire, paul, lea = make_volunteer("Claire"), make_volunteer("Paul"), make_volunteer("Léa")
    days = [Times(day, 68, 76) for day in range(1, 5)]
    make_rota({claire: days, lea: [Times(2, 68, 76)]})
    letters()
    suspend_teacher(teacher=claire, by=make_operator(), now=NOW)
    bodies = {letter.to[0]: letter.body.replace("\u00a0", " ") for letter in mail.outbox}
    to_colleagues = [(to, title) for to, title in letters() if to != [claire.account.email]]
    assert to_colleagues == [
        ([paul.account.email], "4 créneaux à prendre ; le premier : mardi 24 novembre de 17 h à 19 h"),
        ([lea.account.email], "3 créneaux à prendre ; le premier : mardi 24 novembre de 17 h à 19 h"),
    ]
    assert bodies[paul.account.email or ""].count("\n- ") == 4
    assert "mercredi 25 novembre" not in bodies[lea.account.email or ""], "she comes herself"
    assert Fact.objects.filter(name="ShiftGivenUp").count() == 4


def test_of_several_let_go_the_letter_says_which_have_begun() -> None:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    make_rota({claire: [Times(1, 68, 76), Times(3, 68, 76)]})
    letters()
    suspend_teacher(teacher=claire, by=make_operator(), now=get_shift(claire).starts_at + timedelta(minutes=10))
    (to_paul,) = [letter.body.replace("\u00a0", " ") for letter in mail.outbox if letter.to == [paul.account.email]]
    assert (
        "- mardi 24 novembre de 17 h à 19 h (commencé : ce qu’il en reste est à prendre)\n"
        "- jeudi 26 novembre de 17 h à 19 h\n"
    ) in to_paul


def test_the_one_shift_of_a_suspended_teacher_is_told_as_one_that_is_given_up() -> None:
    shift, paul = make_shift(make_volunteer("Claire")), make_volunteer("Paul")
    letters()
    suspend_teacher(teacher=shift.teacher, by=make_operator(), now=NOW)
    assert [title for to, title in letters() if to == [paul.account.email]] == [
        "Un créneau à prendre : mardi 24 novembre de 17 h à 19 h"
    ]


def test_reminders_come_the_day_before_and_shortly_before() -> None:
    shift = make_shift()
    letters()
    keep_up(now=shift.starts_at - timedelta(hours=23))
    keep_up(now=shift.starts_at - timedelta(minutes=30))
    assert letters() == [
        (address(shift), "Rappel : mardi 24 novembre de 17 h à 19 h"),
        (address(shift), "Tout à l’heure : mardi 24 novembre de 17 h à 19 h"),
    ]
