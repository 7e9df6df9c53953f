"""Each Monday: last week is looked at once, the team has a letter, the page says what the rota needs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.journal.models import Fact
from declic.people.models import Pupil
from declic.planning.actions import check_last_week, forget_old
from declic.planning.models import EqualityCheck
from declic.planning.queries.equality import asked_in
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_operator, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
NEXT = NOW + timedelta(days=7)


Committed = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committed) -> Committed:
    """Letters are written once what they tell is committed."""
    return django_capture_on_commit_callbacks


def asked(pupil: Pupil, subject: str, at: datetime, minutes: float | None, state: HelpState = HelpState.HELPED) -> None:
    """Accepted after so many minutes; None: nobody came."""
    HelpRequest.objects.create(
        pupil=pupil,
        sponsor=pupil.enrolments.get().sponsor,
        subject=subject,
        level=pupil.level,
        state=state.value,
        drafted_at=at,
        asked_at=at,
        wait_from=at,
        first_accepted_at=None if minutes is None else at + timedelta(minutes=minutes),
        closed_at=at + timedelta(minutes=minutes or 9),
    )


@pytest.fixture
def unequal() -> None:
    """Of the week of NOW: philosophy waits."""
    sponsor = make_sponsor()
    for level, subject, minutes in (("4E", "MAT", (1, 1, 2, 3)), ("TG", "PHI", (1, 8, 7, 2))):
        for number in range(8):
            pupil = make_pupil(level, sponsor)
            for at, wait in enumerate(minutes):
                asked(pupil, subject, NOW + timedelta(minutes=13 * number + at), wait)


def text() -> str:
    return " ".join(mail.outbox[-1].body.replace("\u00a0", " ").split())


def test_a_week_that_was_not_equal_is_kept_and_told_once(unequal: None, committed: Committed) -> None:
    assert check_last_week(now=NOW) is None, "the week under way is not over"
    with time_machine.travel(NEXT, tick=False), committed(execute=True):
        check = check_last_week(now=NEXT)
        assert check is not None
        assert (check.week, check.asked, check.kept) == (MONDAY, 64, 48)
        assert {(one["row"], one["code"]) for one in check.breaks} == {
            ("level", "4E"),
            ("level", "TG"),
            ("group", "PHI lycée"),
        }
        assert check_last_week(now=NEXT + timedelta(hours=1)) is None
    assert Fact.objects.filter(name="WeekChecked").count() == 1
    assert [letter.subject for letter in mail.outbox] == ["L’égalité n’a pas tenu la semaine dernière"]
    assert "75 % des demandes servies en moins de 5 minutes" in text()
    assert "Philosophie, lycée : 50 % au lieu de 85 %." in text()
    assert "h de plus par semaine : Philo" in text()


def test_an_equal_week_is_told_too_and_an_empty_one_is_not(committed: Committed) -> None:
    assert check_last_week(now=NEXT) is None
    sponsor = make_sponsor()
    for _ in range(25):
        asked(make_pupil("4E", sponsor), "MAT", NOW, 2)
    with committed(execute=True):
        check = check_last_week(now=NEXT)
    assert check is not None
    assert check.breaks == []
    assert mail.outbox[-1].subject == "L’égalité a tenu la semaine dernière"
    assert "Rien à changer." in text()


def test_a_week_of_few_requests_is_said_to_say_nothing(committed: Committed) -> None:
    asked(make_pupil("4E"), "MAT", NOW, None, HelpState.UNMET)
    with committed(execute=True):
        check_last_week(now=NEXT)
    assert mail.outbox[-1].subject == "Trop peu de demandes la semaine dernière pour juger de l’égalité"
    assert "%" not in text()
    operator = proved_twice(make_operator())
    with time_machine.travel(NEXT, tick=False):
        page = operator.get(reverse("staff:waits")).content.decode().replace("\u00a0", " ")
    assert "Du 23 au 29 novembre : trop peu de demandes pour être jugée" in page
    assert "rien à changer" not in page


def test_whose_end_is_not_known_is_not_counted() -> None:
    pupil = make_pupil("4E")
    asked(pupil, "MAT", NOW, 2)
    asked(pupil, "MAT", NOW, 6)
    asked(pupil, "MAT", NOW, None, HelpState.UNMET)
    asked(pupil, "MAT", NOW, None, HelpState.ANSWERED)
    asked(pupil, "MAT", NOW, None, HelpState.CANCELLED)
    HelpRequest.objects.filter(state="cancelled").update(closed_at=NOW + timedelta(minutes=2))
    found = asked_in(MONDAY, NEXT)
    assert sorted(one.kept for one in found) == [False, False, False, True]


def test_the_operator_reads_it_week_by_week(unequal: None) -> None:
    operator = proved_twice(make_operator())
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        page = operator.get(reverse("staff:waits")).content.decode().replace("\u00a0", " ")
        assert "Cette semaine : 75 % servies en moins de 5 min" in page
    with time_machine.travel(NEXT, tick=False):
        check_last_week(now=NEXT)
        page = operator.get(reverse("staff:waits")).content.decode().replace("\u00a0", " ")
        assert "Du 23 au 29 novembre : 75 % servies en moins de 5 min" in page
        assert "Philosophie, lycée" in page
        assert "h de plus par semaine : Philo" in page
        assert "Rien à ajouter." in page, "the level served better than the others"


def test_what_is_old_is_forgotten() -> None:
    EqualityCheck.objects.create(week=MONDAY - timedelta(weeks=60), asked=1, kept=1, at=NOW)
    forget_old(now=NOW)
    assert not EqualityCheck.objects.exists()
