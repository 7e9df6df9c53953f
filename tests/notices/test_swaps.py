"""Letters about a swap: who waits for news of it has them."""

import pytest
from django.core import mail

from declic.ground.errors import Refusal
from declic.planning.actions import accept_swap, ask_swap, change_shift, decline_swap, give_up, remove_shift
from declic.planning.rules.shifts import Shift as Times
from tests.notices.outbox import address, letters
from tests.planning.people import make_shift, make_volunteer
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "Vous gardez votre créneau, mardi 24 novembre de 17 h à 19 h."


def test_a_swap_is_told_to_whoever_waits_for_news_of_it() -> None:
    mine, theirs = make_shift(make_volunteer("Claire")), make_shift(make_volunteer("Paul"), Times(3, 68, 76))
    letters()
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    decline_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    accept_swap(swap=ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW), teacher=theirs.teacher, now=NOW)
    assert letters() == [
        (address(theirs), "Claire vous propose un échange"),
        (address(mine), "Votre échange ne se fera pas"),
        (address(theirs), "Claire vous propose un échange"),
        (address(mine), "Votre échange est fait"),
    ]


def bodies() -> dict[str, str]:
    """Whom a swap that ended was told, and what."""
    told = {one.to[0]: one.body for one in mail.outbox if one.subject == "Votre échange ne se fera pas"}
    mail.outbox.clear()
    return {to: body.replace("\u00a0", " ") for to, body in told.items()}


def test_two_who_asked_each_other_are_not_told_to_keep_what_they_swapped() -> None:
    mine, theirs = make_shift(make_volunteer("Anne")), make_shift(make_volunteer("Bob"), Times(2, 68, 76))
    other = make_shift(make_volunteer("Carl"), Times(3, 68, 76))
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    ask_swap(mine=theirs, theirs_id=mine.pk, now=NOW)
    ask_swap(mine=mine, theirs_id=other.pk, now=NOW)
    letters()
    accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    assert letters() == [(address(mine), "Votre échange est fait")]


def test_whoever_asked_for_a_shift_that_went_to_somebody_else_is_told_that_they_keep_theirs() -> None:
    mine, theirs = make_shift(make_volunteer("Anne")), make_shift(make_volunteer("Bob"), Times(2, 68, 76))
    other = make_shift(make_volunteer("Carl"), Times(3, 68, 76))
    ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    swap = ask_swap(mine=other, theirs_id=theirs.pk, now=NOW)
    mail.outbox.clear()
    accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    told = bodies()
    assert list(told) == address(mine)
    assert f"n’est plus celui de Bob : l’échange n’est plus possible. {KEPT}" in told[address(mine)[0]]


def test_who_gives_up_a_shift_or_loses_it_is_not_told_that_they_keep_it() -> None:
    mine, theirs = make_shift(make_volunteer("Anne")), make_shift(make_volunteer("Bob"), Times(2, 68, 76))
    ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    mail.outbox.clear()
    give_up(shift=mine, now=NOW)
    assert bodies() == {}
    ask_swap(mine=theirs, theirs_id=make_shift(make_volunteer("Carl")).pk, now=NOW)
    mail.outbox.clear()
    remove_shift(shift=theirs, by=make_operator(), now=NOW)
    assert bodies() == {}


def test_whoever_asked_for_a_shift_that_is_removed_is_told() -> None:
    mine, theirs = make_shift(make_volunteer("Anne")), make_shift(make_volunteer("Bob"), Times(2, 68, 76))
    ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    mail.outbox.clear()
    remove_shift(shift=theirs, by=make_operator(), now=NOW)
    told = bodies()
    assert list(told) == address(mine)
    assert KEPT in told[address(mine)[0]]


def test_a_swap_whose_hours_the_team_changed_is_off_and_whoever_asked_is_told() -> None:
    mine, theirs = make_shift(make_volunteer("Anne")), make_shift(make_volunteer("Bob"), Times(3, 68, 76))
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    mail.outbox.clear()
    change_shift(shift=theirs, times=Times(3, 74, 82), by=make_operator(), now=NOW)
    told = bodies()
    assert list(told) == address(mine)
    changed = "L’équipe a changé les heures d’un des deux créneaux de votre échange avec Bob"
    assert f"{changed} : l’échange n’est plus possible. {KEPT}" in told[address(mine)[0]]
    with pytest.raises(Refusal) as refused:
        accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    assert refused.value.code == "cannot_swap"
