"""Letters about an exceptional closing, and what those about shifts say of it."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from declic.dispatch.actions import close_exceptionally, lift_closing
from declic.dispatch.models import ExceptionalClosing
from declic.planning.actions import add_shift, give_up, keep_up
from declic.planning.queries import missing_now
from declic.planning.rules.shifts import Shift as Times
from tests.notices.outbox import address, letters
from tests.planning.people import get_shift, make_rota, make_shift, make_volunteer
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_exceptional_closing_is_told_to_those_whose_shifts_it_takes_and_again_when_it_is_lifted() -> None:
    claire, paul, zoe = make_volunteer("Claire"), make_volunteer("Paul"), make_volunteer("Zoé")
    make_rota({claire: [Times(1, 68, 76)], paul: [Times(1, 70, 80)], zoe: [Times(2, 68, 76)]})
    letters()
    at = get_shift(claire).starts_at
    closing = close_exceptionally(
        starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=2), reason="Grève.", by=make_operator(), now=NOW
    )
    bodies = {letter.to[0]: letter.body.replace("\u00a0", " ") for letter in mail.outbox}
    title = "Déclic sera fermé mardi 24 novembre de 16 h à 19 h"
    assert letters() == [([one.account.email], title) for one in (claire, paul)]
    assert "Grève." in bodies[claire.account.email or ""]
    assert "- mardi 24 novembre de 17 h à 19 h : vous n’avez pas à venir" in bodies[claire.account.email or ""]
    assert "- mardi 24 novembre de 17 h 30 à 20 h : venez de 19 h à 20 h seulement" in bodies[paul.account.email or ""]
    keep_up(now=at - timedelta(hours=20))
    reminded = mail.outbox[-1].body.replace("\u00a0", " ")
    assert "Si vous ne pouvez pas venir, rendez ce créneau dès maintenant :" in reminded
    assert [to for to, _ in letters()] == [[paul.account.email]], "and Claire of nothing"
    assert "Ce jour-là, venez de 19 h à 20 h seulement. Grève." in reminded

    lift_closing(closing=closing, by=make_operator(), now=at - timedelta(hours=19))
    body = mail.outbox[0].body.replace("\u00a0", " ")
    title = "Fermeture levée : mardi 24 novembre de 16 h à 19 h"
    assert letters() == [([one.account.email], title) for one in (claire, paul)]
    assert "- mardi 24 novembre de 17 h à 19 h : vous êtes attendu(e)" in body
    assert "\nTous vos créneaux :\n" in body


def test_a_closing_lifted_while_it_lasts_is_told_as_it_was_and_leaves_time_to_come() -> None:
    claire, paul, operator = make_volunteer("Claire"), make_volunteer("Paul"), make_operator()
    make_rota({claire: [Times(1, 68, 76)], paul: [Times(1, 74, 82)]})
    at = get_shift(claire).starts_at
    closing = close_exceptionally(
        starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=3), reason="Panne.", by=operator, now=NOW
    )
    letters()
    lifted_at = at + timedelta(hours=1)
    lift_closing(closing=closing, by=operator, now=lifted_at)
    lift_closing(closing=closing, by=operator, now=lifted_at + timedelta(minutes=1))
    told = {letter.to[0]: letter.body.replace("\u00a0", " ") for letter in mail.outbox}
    assert [to for to, _ in letters()] == [[one.account.email] for one in (claire, paul)]
    said = told[claire.account.email or ""]
    assert "mardi 24 novembre de 16 h à 20 h prend fin plus tôt, à 18 h." in said
    assert "- mardi 24 novembre de 17 h à 19 h : vous êtes attendu(e) dès maintenant" in said
    assert "- mardi 24 novembre de 18 h 30 à 20 h 30 : vous êtes attendu(e)\n" in told[paul.account.email or ""]
    assert not missing_now(lifted_at + timedelta(seconds=30)).exists()
    assert [one.since for one in missing_now(lifted_at + timedelta(minutes=2))] == [lifted_at]


def test_a_shift_given_up_in_a_closing_is_told_once_it_is_lifted_before_it_or_under_way() -> None:
    shift, paul, operator = make_shift(make_volunteer("Claire")), make_volunteer("Paul"), make_operator()
    hour = timedelta(hours=1)

    def close() -> ExceptionalClosing:
        return close_exceptionally(
            starts_at=shift.starts_at - hour, ends_at=shift.ends_at + hour, reason="Panne.", by=operator, now=NOW
        )

    closing = close()
    letters()
    give_up(shift=shift, now=NOW)
    assert letters() == []
    lift_closing(closing=closing, by=operator, now=NOW)
    to_take = [([paul.account.email], "Un créneau à prendre : mardi 24 novembre de 17 h à 19 h")]
    assert letters() == to_take
    closing = close()
    lift_closing(closing=closing, by=operator, now=shift.starts_at - timedelta(minutes=10))
    assert letters() == to_take


def test_a_rota_published_after_a_closing_says_what_it_leaves_and_asks_nobody_to_come_for_nothing() -> None:
    claire, paul, zoe = make_volunteer("Claire"), make_volunteer("Paul"), make_volunteer("Zoé")
    fifteen = NOW.replace(day=24, hour=15, minute=0)
    close_exceptionally(
        starts_at=fifteen, ends_at=fifteen + timedelta(hours=3), reason="Grève.", by=make_operator(), now=NOW
    )
    letters()
    make_rota({claire: [Times(1, 68, 76), Times(3, 68, 76)], paul: [Times(1, 70, 80)], zoe: [Times(1, 68, 76)]})
    bodies = {letter.to[0]: letter.body.replace("\u00a0", " ") for letter in mail.outbox}
    assert bodies.keys() == {claire.account.email, paul.account.email}
    assert (
        "- mardi 24 novembre de 17 h à 19 h : vous n’avez pas à venir. Grève.\n" in bodies[claire.account.email or ""]
    )
    assert "- jeudi 26 novembre de 17 h à 19 h\n" in bodies[claire.account.email or ""]
    partly = "de 17 h 30 à 20 h : venez de 19 h à 20 h seulement. Grève.\n"
    assert partly in bodies[paul.account.email or ""]


def test_a_shift_added_or_given_up_says_what_a_closing_leaves_of_it() -> None:
    paul, lea = make_volunteer("Paul"), make_volunteer("Léa")
    rota = make_rota({})
    fifteen = NOW.replace(day=24, hour=15, minute=0)
    close_exceptionally(
        starts_at=fifteen, ends_at=fifteen + timedelta(hours=3), reason="Grève.", by=make_operator(), now=NOW
    )
    letters()
    shift = add_shift(rota=rota, teacher=paul, times=Times(1, 70, 80), by=make_operator(), now=NOW)
    give_up(shift=shift, now=NOW)
    for letter, to in zip(mail.outbox, (paul, lea), strict=True):
        assert letter.to == [to.account.email]
        said = "de 17 h 30 à 20 h. Ce jour-là, venez de 19 h à 20 h seulement. Grève."
        assert said in letter.body.replace("\u00a0", " ")


def test_a_closing_of_several_days_is_said_from_day_to_day_and_who_has_nothing_then_is_not_written_to() -> None:
    shift, _ = make_shift(), make_shift(make_volunteer("Paul"), Times(4, 68, 76))
    letters()
    close_exceptionally(
        starts_at=shift.starts_at - timedelta(hours=1),
        ends_at=shift.starts_at + timedelta(days=2),
        reason="Formation.",
        by=make_operator(),
        now=NOW,
    )
    title = "Déclic sera fermé du mardi 24 novembre à 16 h au jeudi 26 novembre à 17 h"
    assert letters() == [(address(shift), title)]


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "said"),
    [
        ("2026-11-24T00:00+01:00", "2026-11-25T00:00+01:00", "mardi 24 novembre"),
        ("2026-11-24T16:00+01:00", "2026-11-25T00:00+01:00", "mardi 24 novembre à partir de 16 h"),
        ("2026-11-24T00:00+01:00", "2026-11-24T18:00+01:00", "mardi 24 novembre jusqu’à 18 h"),
        ("2026-11-24T00:00+01:00", "2026-11-27T00:00+01:00", "du mardi 24 novembre au jeudi 26 novembre"),
        ("2026-11-24T16:00+01:00", "2026-11-26T08:00+01:00", "du mardi 24 novembre à 16 h au jeudi 26 novembre à 8 h"),
    ],
)
def test_a_closing_of_whole_days_is_said_in_days(starts_at: str, ends_at: str, said: str) -> None:
    make_rota({make_volunteer("Claire"): [Times(1, 68, 76)]})
    letters()
    begins, ends = datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)
    close_exceptionally(starts_at=begins, ends_at=ends, reason="Grève.", by=make_operator(), now=NOW)
    assert [title for _, title in letters()] == [f"Déclic sera fermé {said}"]
