"""At which weeks a row is told: what was decided stays, however the weeks change afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from declic.journal.actions import record
from declic.lessons.facts import PupilAnswered, who
from declic.people.models import Pupil
from declic.reports.actions import count_what_is_over, keep_up, rebuild
from declic.reports.models import CountedYear
from declic.reports.queries.cells import level_cells
from declic.reports.queries.plans import cuts_packed, cuts_unpacked, decided, planned
from declic.reports.queries.tallies import tallied
from declic.reports.queries.visits import Visit
from declic.reports.rules import Plan, Run
from declic.sponsors.models import Sponsor
from tests.reports.test_counted import YEAR, a_class, told
from tests.reports.test_figures import helped
from tests.world import NOW, make_pupil, make_teacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def sponsor() -> Sponsor:
    """Twelve who come each of three weeks on mathematics, six of them on English, three on French in the first."""
    found, teacher = a_class(), make_teacher()
    for at, pupil in enumerate(Pupil.objects.filter(enrolments__sponsor=found)):
        for week in range(1, 4):
            if at < 6:
                helped(pupil, teacher, NOW - timedelta(weeks=week, days=1), subject="ANG")
        if at < 3:
            helped(pupil, teacher, NOW - timedelta(weeks=3, days=1), subject="FRA")
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    return found


def subjects(sponsor: Sponsor) -> Plan:
    return cuts_unpacked(bytes(CountedYear.objects.get(sponsor=sponsor).cuts))["lessons"]["subject"]


@contextmanager
def decided_otherwise(sponsor: Sponsor) -> Iterator[int]:
    """Mathematics were not told at the end of the first of these weeks, as other children had come in it then."""
    held = CountedYear.objects.get(sponsor=sponsor)
    plans = {kind: dict(tables) for kind, tables in cuts_unpacked(bytes(held.cuts)).items()}
    gone = YEAR.week((NOW - timedelta(weeks=3)).date())
    before = plans["lessons"]["subject"]
    rows = {row: [cut for cut in cuts if cut != gone] for row, cuts in before.rows.items()}
    assert rows["MAT"] != before.rows["MAT"]
    plans["lessons"]["subject"] = Plan(before.weeks, before.total, rows)
    CountedYear.objects.filter(pk=held.pk).update(cuts=cuts_packed(plans))
    yield gone
    assert gone not in subjects(sponsor).rows["MAT"]


def test_a_row_is_told_up_to_the_week_from_which_too_few_came(sponsor: Sponsor) -> None:
    lines = {line.code: line for line in told(sponsor).subject_lines}
    assert (lines["MAT"].lessons, lines["MAT"].at_least) == (24, True), "of two weeks: the third hides French"
    assert (lines["ANG"].lessons, lines["ANG"].at_least) == (18, False)
    assert (lines[""].lessons, lines[""].rows) == (15, ("FRA",))
    assert told(sponsor).lessons == 57


def test_what_was_decided_stays_when_a_week_that_was_told_changes(sponsor: Sponsor) -> None:
    with decided_otherwise(sponsor):
        for pupil in Pupil.objects.filter(enrolments__sponsor=sponsor):
            record(PupilAnswered(*who(helped(pupil, make_teacher(), NOW - timedelta(weeks=2, days=1)))), now=NOW)
        assert keep_up(now=NOW + timedelta(minutes=2))
        assert told(sponsor) == told(sponsor, recount=True)


def test_what_was_decided_stays_when_all_is_counted_again(sponsor: Sponsor) -> None:
    with decided_otherwise(sponsor):
        rebuild(year=YEAR, now=NOW)
        assert told(sponsor) == told(sponsor, recount=True)


def test_what_was_decided_stays_when_weeks_are_added(sponsor: Sponsor) -> None:
    with decided_otherwise(sponsor) as gone:
        for pupil in Pupil.objects.filter(enrolments__sponsor=sponsor):
            helped(pupil, make_teacher(), NOW + timedelta(hours=1))
        assert subjects(sponsor).weeks == YEAR.week(NOW.date())
        later = NOW + timedelta(days=7)
        count_what_is_over(now=later)
        assert told(sponsor, later) == told(sponsor, later, recount=True)
        assert subjects(sponsor).weeks == YEAR.week(NOW.date()) + 1
        assert subjects(sponsor).told("MAT", Run(gone - 1, gone)) is None


def test_children_who_come_in_a_row_for_the_first_time_were_none_before(sponsor: Sponsor) -> None:
    for _ in range(30):
        helped(make_pupil("4E", sponsor), make_teacher(), NOW + timedelta(hours=1), subject="PHI")
    later = NOW + timedelta(days=7)
    count_what_is_over(now=later)
    (line,) = [line for line in told(sponsor, later).subject_lines if line.code == "PHI"]
    assert (line.lessons, line.at_least) == (30, False)


def test_a_level_of_a_band_told_up_to_an_earlier_week_is_not_said_to_have_had_nobody() -> None:
    """Two of the primary school in the second week: the collège is told of the first alone, before three of 6e came."""

    def visits(week: int, level: str, children: range) -> list[Visit]:
        return [Visit(week, child, {"level": level, "wait": "under_1"}, seconds=600, waited=20) for child in children]

    first = visits(0, "CP", range(5)) + visits(0, "4E", range(10, 16))
    second = visits(1, "CP", range(2)) + visits(1, "4E", range(10, 15)) + visits(1, "6E", range(20, 23))
    year = tallied(first + second, [])
    cells = level_cells(year.lessons, decided(year, 2)["lessons"], Run(0, 2))
    assert [(cell.label, cell.value, cell.rows) for cell in cells] == [
        ("CP", 5, ("CP",)),
        ("4e", 6, ("4E",)),
        ("Leçons non réparties", 10, ("6E",)),
    ]


def test_what_becomes_of_requests_is_decided_of_a_week_less_and_mixes_with_no_other_table() -> None:
    """Whichever of the kept plans comes first: that the second week was not told stays."""
    rows = {"subject": "MAT", "wait": "unmet", "after": "gave_up"}
    year = tallied([], [Visit(week, child, rows) for week in range(3) for child in range(6)])
    names = ["subject", "after"]
    known = planned(year.unmet, 2, names)
    assert (known["subject"].weeks, known["after"].weeks) == (2, 1)
    kept = {name: replace(known[name], total=[0, 1]) for name in ("after", *known)}
    assert planned(year.unmet, 3, names, kept)["subject"].total == [0, 1, 3]
