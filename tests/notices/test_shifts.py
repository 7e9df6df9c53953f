"""Letters about the rota: who is written to, and what they read."""

from datetime import timedelta

import pytest
from django.core import mail

from declic.dispatch.actions import close_exceptionally, lift_closing, want
from declic.dispatch.models import ExceptionalClosing
from declic.journal.models import Fact
from declic.planning.actions import (
    accept_swap,
    add_shift,
    ask_swap,
    change_shift,
    decline_swap,
    give_up,
    keep_up,
    let_go_of_shifts,
    remove_shift,
    take_shift,
)
from declic.planning.models import Shift
from declic.planning.queries import missing_now, offered_to
from declic.planning.queries.takers import takers_of
from declic.planning.rules.shifts import Shift as Times
from declic.safeguarding.actions import suspend_teacher
from tests.planning.people import get_shift, make_rota, make_shift, make_volunteer
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db(transaction=True)


def letters() -> list[tuple[list[str], str]]:
    """(to whom, title) of those sent since it was last asked."""
    sent = [(letter.to, letter.subject.replace("\u00a0", " ")) for letter in mail.outbox]
    mail.outbox.clear()
    return sent


def address(shift: Shift) -> list[str]:
    return [shift.teacher.account.email or ""]


def test_each_teacher_is_written_to_once_when_a_rota_is_published() -> None:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    make_rota({claire: [Times(1, 68, 76), Times(3, 68, 76)], paul: [Times(1, 68, 76)]})
    body = mail.outbox[0].body.replace("\u00a0", " ")
    assert "- mardi 24 novembre de 17 h à 19 h\n- jeudi 26 novembre de 17 h à 19 h\n" in body
    assert "/prof/creneaux/" in body
    assert [to for to, _ in letters()] == [[claire.account.email], [paul.account.email]]


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


KEPT = "Vous gardez votre créneau, mardi 24 novembre de 17 h à 19 h."


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


def test_reminders_come_the_day_before_and_shortly_before() -> None:
    shift = make_shift()
    letters()
    keep_up(now=shift.starts_at - timedelta(hours=23))
    keep_up(now=shift.starts_at - timedelta(minutes=30))
    assert letters() == [
        (address(shift), "Rappel : mardi 24 novembre de 17 h à 19 h"),
        (address(shift), "Tout à l’heure : mardi 24 novembre de 17 h à 19 h"),
    ]


def told_the_team() -> list[str]:
    """What the letters about absences sent since it was last asked say of who is missing."""
    said = [one.body.replace("\u00a0", " ") for one in mail.outbox if one.to == ["bonjour@declic.example"]]
    mail.outbox.clear()
    return ["\n".join(line for line in body.splitlines() if line.startswith("- ")) for body in said]


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
    assert [to for to, _ in letters()] == [[paul.account.email]], "and Claire of nothing"
    assert "Ce jour-là, venez de 19 h à 20 h seulement. Grève." in reminded

    lift_closing(closing=closing, by=make_operator(), now=at - timedelta(hours=19))
    body = mail.outbox[0].body.replace("\u00a0", " ")
    title = "Fermeture levée : mardi 24 novembre de 16 h à 19 h"
    assert letters() == [([one.account.email], title) for one in (claire, paul)]
    assert "- mardi 24 novembre de 17 h à 19 h : vous êtes attendu(e)" in body


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


def test_the_team_is_told_at_once_of_all_who_are_missing_and_not_again_for_ten_minutes() -> None:
    shifts = [make_shift(make_volunteer(name)) for name in ("Claire", "Paul")]
    letters()
    keep_up(now=shifts[0].starts_at + timedelta(minutes=10))
    (letter,) = [one for one in mail.outbox if one.to == ["bonjour@declic.example"]]
    lines = "- Claire, 17 h – 19 h, attendu(e) depuis 10 min\n- Paul, 17 h – 19 h, attendu(e) depuis 10 min\n"
    assert lines.replace(" h", "\u00a0h").replace(" min", "\u00a0min") in letter.body
    assert "/regie/creneaux/" in letter.body
    keep_up(now=shifts[0].starts_at + timedelta(minutes=11))
    keep_up(now=shifts[0].starts_at + timedelta(minutes=30))
    assert told_the_team() == ["\n".join(lines.splitlines())]


def test_who_goes_while_the_team_has_just_been_told_of_another_is_told_of_ten_minutes_later() -> None:
    claire, paul = (make_shift(make_volunteer(name)) for name in ("Claire", "Paul"))
    letters()
    want(teacher_account_id=paul.teacher.account_id, state="free", now=paul.starts_at)
    want(teacher_account_id=paul.teacher.account_id, state="off", now=paul.starts_at + timedelta(minutes=4))
    for minutes, told in (
        (10, ["- Claire, 17 h – 19 h, attendu(e) depuis 10 min"]),
        (14, []),
        (19, []),
        (20, ["- Claire, 17 h – 19 h, attendu(e) depuis 20 min\n- Paul, 17 h – 19 h, parti(e) depuis 16 min"]),
        (30, []),
    ):
        keep_up(now=claire.starts_at + timedelta(minutes=minutes))
        assert told_the_team() == told


def test_who_comes_and_leaves_again_is_told_of_once_more_and_not_a_third_time() -> None:
    shift = make_shift(make_volunteer("Claire"))
    letters()
    keep_up(now=shift.starts_at + timedelta(minutes=10))
    assert told_the_team() == ["- Claire, 17 h – 19 h, attendu(e) depuis 10 min"]
    for left, told in ((30, ["- Claire, 17 h – 19 h, parti(e) depuis 10 min"]), (60, [])):
        at = shift.starts_at + timedelta(minutes=left)
        want(teacher_account_id=shift.teacher.account_id, state="free", now=at - timedelta(minutes=5))
        want(teacher_account_id=shift.teacher.account_id, state="off", now=at)
        keep_up(now=at + timedelta(minutes=9))
        assert told_the_team() == []
        keep_up(now=at + timedelta(minutes=10))
        keep_up(now=at + timedelta(minutes=20))
        assert told_the_team() == told
