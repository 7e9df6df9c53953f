"""Weeks that were told and change since: read twice, they tell nothing of fewer than five children."""

from datetime import datetime, timedelta
from itertools import product
from random import Random

import pytest
from django.db.models import QuerySet

from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.rules import HelpState
from declic.journal.actions import record
from declic.lessons.actions import answer
from declic.lessons.facts import PupilAnswered, who
from declic.people.models import Pupil
from declic.reports.actions import count_what_is_over, keep_up
from declic.reports.models import CountedWeek
from declic.reports.queries.counted import weeks_that_differ
from declic.reports.queries.packed import unpacked
from declic.reports.queries.page import Figures
from declic.reports.queries.retold import changed
from declic.reports.queries.visits import Visit
from declic.reports.rules import monday_of, stands
from declic.sponsors.models import Sponsor
from tests.reports.test_answers import put_in_writing
from tests.reports.test_counted import YEAR, goes_on, told
from tests.reports.test_figures import helped, unanswered
from tests.world import NOW, make_pupil, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db
CHANGES = ("a late answer", "another answer", "came back", "gave up", "answered in writing", "taken up again", "late")
LATER_ON = ("came back", "gave up", "answered in writing")
"""What becomes of a request is told a week after it."""
LAST_WEEK = NOW - timedelta(days=4)


class TownOfLastWeek:
    """Twelve children, each with two lessons, a request left unmet, one that waits and a question put in writing."""

    def __init__(self) -> None:
        self.sponsor, self.teacher = make_sponsor(), make_teacher()
        self.children = [make_pupil("4E" if at % 2 else "3E", self.sponsor) for at in range(12)]
        self.lessons = [
            (
                helped(child, self.teacher, LAST_WEEK - timedelta(hours=2), answer="yes" if at % 2 else "almost"),
                helped(child, self.teacher, LAST_WEEK - timedelta(hours=1), subject="FRA"),
            )
            for at, child in enumerate(self.children)
        ]
        for child in self.children:
            unanswered(child, LAST_WEEK, state=HelpState.CANCELLED)
        self.questions = [put_in_writing(child, LAST_WEEK, None) for child in self.children]
        for child in self.children[:6]:
            self.requests(child).filter(state=HelpState.CANCELLED.value).update(
                state=HelpState.WAITING.value, closed_at=None
            )

    def requests(self, child: Pupil) -> QuerySet[HelpRequest]:
        return HelpRequest.objects.filter(pupil=child)

    def change(self, what: str, at: int, now: datetime) -> None:
        """Something told of that child last week is otherwise from `now` on."""
        child, (first, second) = self.children[at], self.lessons[at]
        match what:
            case "a late answer":
                answer(lesson=second, confidence="not_yet", now=now)
            case "another answer":
                answer(lesson=first, confidence="not_yet", now=now)
            case "came back":
                lesson = helped(child, self.teacher, now - timedelta(minutes=40))
                record(PupilAnswered(*who(lesson)), now=now)
            case "gave up":
                self.requests(child).filter(asked_at=LAST_WEEK).exclude(state=HelpState.WRITTEN.value).update(
                    state=HelpState.UNMET.value, closed_at=now
                )
                record(PupilAnswered(*who(first)), now=now)
            case "answered in writing":
                question = self.questions[at]
                WrittenQuestion.objects.filter(pk=question.pk).update(answered_at=now)
                self.requests(child).filter(question=question).update(state=HelpState.ANSWERED.value)
                record(PupilAnswered(*who(first)), now=now)
            case "taken up again":
                goes_on(first, 4)
                record(PupilAnswered(*who(first)), now=now)
            case "late":
                record(PupilAnswered(*who(helped(child, self.teacher, LAST_WEEK))), now=now)

    def read(self, now: datetime) -> Figures:
        """As an officer, once the clock has counted what there was."""
        while keep_up(now=now + timedelta(minutes=2)):
            pass
        page = told(self.sponsor, now)
        assert page == told(self.sponsor, now, recount=True)
        assert list(weeks_that_differ(YEAR, now)) == []
        return page


@pytest.mark.parametrize("what", CHANGES)
def test_what_fewer_than_five_children_change_in_a_week_that_was_told_moves_no_figure(what: str) -> None:
    town = TownOfLastWeek()
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    before = town.read(NOW)
    for at in range(4):
        town.change(what, at, NOW)
        assert town.read(NOW + timedelta(hours=1)) == before, f"{at + 1} children"
    for at in range(4, 12):
        town.change(what, at, NOW)
    then = NOW + timedelta(hours=1)
    assert (town.read(then) != before) == (what not in LATER_ON), "six of each level, of each answer"
    then = NOW + timedelta(days=8)
    count_what_is_over(now=then)
    after = town.read(then)
    CountedWeek.objects.all().delete()
    assert told(town.sponsor, then) == after, "all that the tables say"
    assert after != before


@pytest.mark.parametrize("seed", range(6))
def test_whatever_changes_two_readings_are_of_nobody_or_of_five_children(seed: int) -> None:
    """Of each kind of visits, in each thing that is told of them; and always equal to a recount."""
    dice, town = Random(seed), TownOfLastWeek()
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    town.read(NOW)
    before, moved = told_of(town.sponsor), 0
    changes = list(product(CHANGES, range(dice.randint(3, 9))))
    dice.shuffle(changes)
    for reading in range(6):
        for what, at in [changes.pop() for _ in range(dice.randint(0, len(changes) // 2))]:
            town.change(what, at, NOW + timedelta(minutes=reading))
        town.read(NOW + timedelta(hours=1, minutes=reading))
        after = told_of(town.sponsor)
        for old, new in zip(kinds(before), kinds(after), strict=True):
            for part in ("", "answer"):
                assert all(stands(movers) for movers in changed(old, new, part).values())
        moved += before != after
        before = after
    assert moved or seed not in {0, 1}, "some do move"


def told_of(sponsor: Sponsor) -> tuple[list[Visit], list[Visit]]:
    """What is told of last week."""
    row = CountedWeek.objects.get(sponsor=sponsor, monday=monday_of(LAST_WEEK.date()))
    return unpacked(bytes(row.visits if row.told is None else row.told), 0)


def kinds(both: tuple[list[Visit], list[Visit]]) -> list[list[Visit]]:
    of: dict[str, list[Visit]] = {"unmet": [], "written": []}
    for visit in both[1]:
        of[visit.rows["wait"]].append(visit)
    return [both[0], *of.values()]


def test_a_week_counted_before_anybody_came_is_told_on_as_well() -> None:
    """Requests left unmet are told where no lesson is."""
    sponsor = make_sponsor()
    pupils = [make_pupil("4E", sponsor) for _ in range(12)]
    for pupil in pupils:
        unanswered(pupil, LAST_WEEK, state=HelpState.CANCELLED, waited_s=900)
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    before = told(sponsor)
    assert before.unmet == 12
    lesson = helped(pupils[0], make_teacher(), NOW - timedelta(minutes=40))
    record(PupilAnswered(*who(lesson)), now=NOW)
    keep_up(now=NOW + timedelta(minutes=2))
    assert told(sponsor) == told(sponsor, recount=True) == before
