"""Letters to the team about who is missing."""

from datetime import timedelta

import pytest
from django.core import mail

from declic.dispatch.actions import want
from declic.planning.actions import keep_up
from tests.notices.outbox import letters
from tests.planning.people import make_shift, make_volunteer

pytestmark = pytest.mark.django_db(transaction=True)


def told_the_team() -> list[str]:
    """What the letters about absences sent since it was last asked say of who is missing."""
    said = [one.body.replace("\u00a0", " ") for one in mail.outbox if one.to == ["bonjour@declic.example"]]
    mail.outbox.clear()
    return ["\n".join(line for line in body.splitlines() if line.startswith("- ")) for body in said]


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
