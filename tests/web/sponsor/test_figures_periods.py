"""Figures by period: few periods, past ones over whole, and what is read twice tells no child."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine

from declic.people.models import Pupil
from declic.reports.actions import count_what_is_over
from declic.reports.rules import SchoolYear
from declic.safeguarding.actions import erase_child
from declic.sponsors.models import Enrolment, Officer, Sponsor
from declic.web.sponsor.period import periods_of, years_of
from tests.reports.test_figures import helped
from tests.web.sponsor.towns import PAGES, READ, a_town, lines, page, plain, report
from tests.world import NOW, make_officer, make_pupil, make_sponsor, make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_monday")]


# -- periods ----------------------------------------------------------------------------------------------------------
def test_past_periods_are_over_whole_and_do_not_overlap() -> None:
    today = date(2027, 4, 14)
    named = {period.name: period for period in periods_of(today, date(2024, 10, 1))}
    year = SchoolYear.holding(today)
    months = [named[name] for name in sorted(named) if re.fullmatch(r"\d{4}-\d\d", name)]
    assert months[0].name == "2026-09"
    assert months[-1].name == "2027-03"
    for before, month in pairwise(months):
        assert year.week(before.last_day) + 1 == year.week(month.first_day)
    assert all(period.last_day < today for name, period in named.items() if name not in {"mois", "septembre"})
    assert [name for name in named if name.startswith("annee")] == ["annee-2025", "annee-2024"]
    assert {name for name in named if name.startswith("trim")} == {"trimestre-1", "trimestre-2"}
    assert all(period.is_year for period in years_of(today, today))


def test_a_year_is_compared_with_the_same_weeks_of_the_one_before() -> None:
    officer = a_town()
    Sponsor.objects.filter(pk=officer.sponsor_id).update(created_at=NOW - timedelta(days=500))
    teacher = make_teacher()
    for pupil in Pupil.objects.filter(enrolments__sponsor=officer.sponsor)[:8]:
        helped(pupil, teacher, datetime(2025, 10, 7, 17, 0, tzinfo=NOW.tzinfo))
        helped(pupil, teacher, datetime(2026, 3, 10, 17, 0, tzinfo=NOW.tzinfo))
    text = page(officer, "sponsor:home")
    assert "Les flèches comparent avec l’an dernier à la même date" in text
    assert "90 de plus" in text, "98 lessons, and 8 by the end of November last year"
    printed = plain(report(officer))
    assert "avec un professeur en hausse : 90 de plus, 30 h de plus" in printed
    assert "pour en servir 95 % en hausse : plus longue" in printed


@pytest.mark.parametrize("name", ["sponsor:home", "sponsor:usage", "sponsor:equality", "sponsor:moments"])
def test_the_navigation_says_service_on_each_page_of_figures(name: str) -> None:
    seen = page(make_officer(make_sponsor()), name)
    current = re.findall(r'<a href="[^"]*" aria-current="page">(?:<svg.*?</svg>)?([^<]*)</a>', seen)
    assert current[0] == "Service"


def test_it_says_something_else_elsewhere() -> None:
    seen = page(make_officer(make_sponsor()), "sponsor:codes")
    assert re.findall(r'aria-current="page">(?:<svg.*?</svg>)?([^<]*)</a>', seen)[0] == "Codes"


# -- of the past ------------------------------------------------------------------------------------------------------
def a_town_a_year_ago() -> Officer:
    """40 enrolled and 30 helped in 2025–26; in August the accounts of all but 6 ended."""
    officer, teacher = make_officer(make_sponsor("Ville d’hier")), make_teacher()
    Sponsor.objects.update(created_at=datetime(2025, 9, 1, 9, 0, tzinfo=UTC))
    for number in range(40):
        pupil = make_pupil("4E" if number % 2 else "3E", officer.sponsor)
        Enrolment.objects.filter(pupil=pupil).update(since=datetime(2025, 9, 8, 9, 0, tzinfo=UTC))
        if number < 30:
            at = datetime(2026, 5 + number % 2, 12, 15, number % 60, tzinfo=UTC)
            helped(pupil, teacher, at, answer="yes" if number % 3 else "almost")
    count_what_is_over(now=datetime(2026, 7, 1, 9, 0, tzinfo=UTC), most=99)
    with time_machine.travel(datetime(2026, 8, 5, 1, 0, tzinfo=UTC), tick=False):
        for pupil in list(Pupil.objects.order_by("pk"))[6:]:
            erase_child(pupil=pupil, now=datetime(2026, 8, 5, 1, 0, tzinfo=UTC))
    Pupil.objects.filter(level="4E").update(level="3E")
    return officer


@pytest.mark.django_db(databases=["default", "rooms"])
@pytest.mark.parametrize(
    ("at", "asked", "said"),
    [
        (
            datetime(2026, 8, 10, 9, 0, tzinfo=UTC),
            "septembre",
            "Environ 40 enfants inscrits cette année. Trois sur quatre ont déjà été aidés.",
        ),
        (NOW, "annee-2025", "Environ 40 enfants étaient inscrits. Trois sur quatre ont été aidés."),
    ],
)
def test_the_report_of_a_year_is_out_of_those_enrolled_in_it(at: datetime, asked: str, said: str) -> None:
    officer = a_town_a_year_ago()
    with time_machine.travel(at, tick=False):
        home = plain(page(officer, "sponsor:home", periode=asked))
        assert said in home
        assert "au moins 30 sur environ 40 inscrits" in home
        assert plain(page(officer, "sponsor:usage", periode=asked)).count("15 sur 20") == 2, "of each of both levels"
        printed = plain(report(officer, periode=asked))
        assert said in printed
        assert "sur environ 40 inscrits" in printed
        assert printed.count("15 sur 20") == 2
        rows = lines(officer, periode=asked)
        assert (rows[1][4], rows[1][9]) == ("30", "40")
        assert [row[9] for row in rows if row[0] == "Niveaux"] == ["20", "20"]
        if at == NOW:
            assert not re.search(r"déjà|pas encore|encore là|aujourd’hui|Année en cours", home.split("Service")[-1])
            assert not re.search(r"déjà été|pas encore là|Année en cours", printed)


@pytest.mark.django_db(databases=["default", "rooms"])
def test_a_past_month_is_out_of_those_enrolled_in_it() -> None:
    officer = a_town_a_year_ago()
    with time_machine.travel(datetime(2026, 8, 10, 9, 0, tzinfo=UTC), tick=False):
        home = plain(page(officer, "sponsor:home", periode="2026-05"))
        assert "Environ 40 enfants étaient inscrits. " in home
        assert "ont été aidés sur cette période." in home or "a été aidé sur cette période." in home
        assert "au moins 15 sur environ 40 inscrits" in home
        rows = lines(officer, periode="2026-05")
        assert rows[1][9] == "40"
        assert {row[9] for row in rows if row[0] == "Niveaux"} == {"–"}


# -- read twice -------------------------------------------------------------------------------------------------------
def all_that_is_told(officer: Officer) -> str:
    pages = "".join(plain(page(officer, name)) for name in PAGES)
    return pages + str(lines(officer)) + report(officer)


def test_one_lesson_moves_no_figure_until_five_children_have_come_and_the_week_is_over() -> None:
    officer, teacher = a_town(), make_teacher()
    children = list(Pupil.objects.filter(enrolments__sponsor=officer.sponsor).order_by("pk")[:6])
    with time_machine.travel(READ + timedelta(days=2), tick=False):
        before = all_that_is_told(officer)
        assert "Chiffres arrêtés au dimanche 29 novembre 2026." in before.replace("\u00a0", " ")
        helped(children[0], teacher, READ + timedelta(days=1))
        assert all_that_is_told(officer) == before, "the week is not over"
    with time_machine.travel(READ + timedelta(days=7), tick=False):
        count_what_is_over(now=READ + timedelta(days=7), most=99)
        assert lines(officer)[1][2] == "98", "one child came"
        assert "Chiffres arrêtés au dimanche 29 novembre 2026." in page(officer, "sponsor:home").replace("\u00a0", " ")
        for child in children[1:]:
            helped(child, teacher, READ + timedelta(days=8))
    with time_machine.travel(READ + timedelta(days=14), tick=False):
        count_what_is_over(now=READ + timedelta(days=14), most=99)
        assert "Chiffres arrêtés au dimanche 13 décembre 2026." in page(officer, "sponsor:home").replace("\u00a0", " ")
        assert lines(officer)[1][2] == "104", "98 before, one, five"
