"""A town where three children come a week: its weeks are told together, on the page, in the files, on paper."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from declic.reports.queries.figures import figures_of
from declic.reports.queries.page import Figures
from declic.reports.rules import stands
from declic.sponsors.models import Officer
from declic.web.sponsor import weeks
from tests.reports.test_figures import helped
from tests.web.sponsor.towns import READ, a_town, lines, page, plain, report, signed_in
from tests.world import NOW, make_officer, make_pupil, make_sponsor, make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_monday")]
WEEKS = 8


def a_small_town(*, in_turn: bool = True) -> Officer:
    """Twelve children, three a week; not `in_turn`, four come once and nobody else."""
    officer, teacher = make_officer(make_sponsor()), make_teacher()
    pupils = [make_pupil("4E" if number % 2 else "3E", officer.sponsor) for number in range(12)]
    for week in range(WEEKS):
        came = [pupils[(3 * week + number) % 12] for number in range(3)] if in_turn else pupils[: 3 if not week else 0]
        for number, pupil in enumerate(came):
            helped(pupil, teacher, NOW - timedelta(weeks=week, minutes=number + 1))
    return officer


def told(officer: Officer) -> Figures:
    first = READ.date() - timedelta(weeks=20)
    return figures_of(officer.sponsor, first_day=first, last_day=READ.date(), now=READ)


def test_weeks_of_three_children_are_told_two_by_two() -> None:
    figures = told(a_small_town())
    assert all(week.value in {None, 0} for week in figures.weeks)
    known = [one for one in figures.weeks_together if one.lessons]
    assert sum(one.lessons for one in known) == figures.lessons == 3 * WEEKS
    assert [one.lessons for one in known] == [6] * (WEEKS // 2)
    assert figures.weeks_together[0].first_day == figures.first_day
    assert figures.weeks_together[-1].last_day == figures.last_day
    assert sum(one.seconds for one in figures.weeks_together) == figures.seconds


def test_the_page_the_files_and_the_report_tell_the_same_stretches() -> None:
    officer = a_small_town()
    names = [row.label.replace("\u00a0", " ") for row in weeks.together(told(officer))]
    assert all(name.endswith("(2 semaines)") for name in names[1:])
    text, paper = plain(page(officer, "sponsor:home")), plain(report(officer))
    in_file = {row[1].replace("\u00a0", " "): row[2] for row in lines(officer) if row[0] == "Semaines réunies"}
    book = load_workbook(
        io.BytesIO(signed_in(officer).get(reverse("sponsor:table", args=["xlsx"])).content), read_only=True
    )
    assert "Semaines réunies" in book.sheetnames
    for name in names:
        assert name in text
        assert name in paper
        assert in_file[name] == "6"
    assert "Les semaines sont réunies" in text
    assert "Les semaines sont réunies" in paper


def test_weeks_told_one_by_one_are_not_told_together_too() -> None:
    officer = a_town()
    assert not weeks.together(told(officer))
    assert "semaines réunies" not in page(officer, "sponsor:home") + report(officer)
    assert "Semaines réunies" not in {row[0] for row in lines(officer)}


def test_where_nothing_but_the_whole_may_be_told_no_stretch_is() -> None:
    figures = told(a_small_town(in_turn=False))
    assert figures.lessons is None
    assert figures.weeks_together == ()
    assert not stands({1, 2, 3})
