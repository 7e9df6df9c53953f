"""The pages of figures: the same masked numbers everywhere, no name, nobody else’s."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from django.urls import reverse

from declic.dispatch.models import HelpRequest
from declic.lessons.models import SelfAssessment
from declic.people.models import Pupil
from declic.reports.models import Standing
from declic.reports.queries.figures import figures_of
from declic.reports.rules import Delay, SchoolYear, Wait
from declic.sponsors.actions import issue_code
from declic.sponsors.models import Enrolment, Officer, Sponsor
from declic.sponsors.rules.officers import OfficerRole
from declic.web.layout.charts import Row
from declic.web.sponsor.usage import alike, least
from tests.reports.test_figures import helped, unanswered
from tests.web.sponsor.towns import PAGES, READ, a_town, lines, nobody_came, page, plain, report, signed_in
from tests.world import NOW, make_officer, make_pupil, make_sponsor, make_teacher

if TYPE_CHECKING:
    from declic.reports.queries.lines import Line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_monday")]


# -- who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", [*PAGES, "sponsor:report", "sponsor:table"])
def test_who_hands_out_codes_alone_sees_no_figure(name: str) -> None:
    enroller = make_officer(make_sponsor(), OfficerRole.ENROLLER)
    url = reverse(name, args=["csv"] if name == "sponsor:table" else [])
    assert signed_in(enroller).get(url).status_code == (302 if name == "sponsor:home" else 404)


def test_nobody_is_named_and_no_other_sponsor_is_told() -> None:
    officer, other = a_town(), a_town(pupils=9)
    Sponsor.objects.filter(pk=other.sponsor_id).update(name="Autre ville")
    for name in PAGES:
        text = page(officer, name)
        assert not re.search("Prénom|Invisible|Autre ville", text)
        assert "<b>)" not in text
    assert not re.search("Prénom|Invisible|Autre ville", report(officer) + str(lines(officer)))


# -- pages ------------------------------------------------------------------------------------------------------------
def test_who_does_not_come_is_shown_by_level_and_quartier() -> None:
    text = page(a_town(), "sponsor:usage")
    assert "5 sur\u00a05" in text, "seven of 4e, told in fives"
    assert "0 sur\u00a05" in text, "of the six of 5e nobody came"
    assert "Le moins présent" in text
    assert "La Gare" in text


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("La Gare", 20, 85), ("Le Bourg", 40, 90)], "La Gare, au moins 20 sur environ 85 inscrits."),
        (
            [("La Gare", 0, 5), ("Le Bourg", 5, 5), ("L’Île", None, 10)],
            "La Gare, personne encore sur environ 5 inscrits.",
        ),
        ([("5e", 5, 10), ("3e", 5, 15)], ""),
        ([("3e", 20, 40), ("4e", 25, 40)], ""),
        ([("3e", 5, 40), ("4e", 30, 40), ("6e", None, 14)], ""),
        ([("3e", 5, 40), ("4e", 30, 40), ("6e", None, None)], "3e, au moins 5 sur environ 40 inscrits."),
        ([("3e", 5, 40)], ""),
    ],
)
def test_nobody_is_called_the_least_present_where_another_may_be(
    rows: list[tuple[str, int | None, int | None]], said: str
) -> None:
    assert least([Row(*row) for row in rows]).replace("\u00a0", " ") == said


@pytest.mark.parametrize(("last", "where"), [(Wait.UNDER_2, "partout :"), (None, "partout où elle peut se dire :")])
def test_alike_is_said_of_the_rows_that_tell_a_wait(last: Wait | None, where: str) -> None:
    lines = [
        SimpleNamespace(lessons=20, rows=(name,), code=name, label=name, median=wait and Delay(wait, wait))
        for name, wait in (("Bateliers", Wait.UNDER_2), ("Gare", Wait.UNDER_2), ("Île", last))
    ]
    said = alike("place", cast("Sequence[Line]", lines)).replace("\u00a0", " ")
    assert said == f"L’attente médiane est la même {where} 1 à 2 min."


def test_whether_all_are_served_alike_is_said_before_it_is_tabled() -> None:
    text = page(a_town(pupils=60), "sponsor:equality")
    assert "Par école ou quartier" in text
    assert re.search(r"L’attente médiane est la même partout|De [^<]+ \(", text)


@pytest.mark.parametrize(("name", "columns"), [("sponsor:home", 8), ("sponsor:equality", 6)])
def test_each_number_of_a_table_has_its_name_where_a_phone_stacks_them(name: str, columns: int) -> None:
    tables = re.findall(r'<table class="table stacked">(.*?)</table>', page(a_town(), name), re.DOTALL)
    assert len(tables) == 3
    for table in tables:
        heads = re.findall(r'<th scope="col">([^<]*)</th>', table)
        assert len(heads) == columns
        rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", table, re.DOTALL)
        assert rows
        for row in rows:
            assert re.findall(r'<td><span class="cell-head">([^<]*)</span>', row) == heads[1:]
            assert row.count("<td>") == columns - 1


def test_one_row_is_not_too_few_lessons() -> None:
    officer, teacher = make_officer(make_sponsor()), make_teacher()
    for number in range(12):
        pupil = make_pupil("4E", officer.sponsor)
        for week in range(4):
            helped(pupil, teacher, NOW - timedelta(weeks=week, minutes=number + 1))
    for text in (plain(page(officer, "sponsor:equality")), plain(report(officer))):
        assert "Trop peu de leçons pour comparer" not in text
        assert "d’un même niveau" in text
        assert "Aucun code ne nomme d’école ou de quartier" in text
        assert "L’appareil n’a été noté d’aucune leçon" in text
    code = issue_code(sponsor=officer.sponsor, ceiling=99, label="La Gare", scope="quarter", now=NOW)
    Enrolment.objects.update(code=code)
    HelpRequest.objects.update(device="phone")
    text = plain(page(officer, "sponsor:equality"))
    assert "d’un même lieu" in text
    assert "sur un même appareil" in text


def test_rows_told_together_are_not_one_row() -> None:
    officer, teacher = make_officer(make_sponsor()), make_teacher()
    for number in range(8):
        pupil = make_pupil("4E" if number % 2 else "3E", officer.sponsor)
        helped(pupil, teacher, NOW - timedelta(days=1, minutes=number))
    text = plain(page(officer, "sponsor:equality")).partition("Par niveau")[2].partition("Par appareil")[0]
    assert "même niveau" not in text
    assert "Trop peu de leçons pour comparer" in text


def test_the_report_promises_nothing_of_requests_it_does_not_show() -> None:
    officer = a_town()
    for words in (plain(page(officer, "sponsor:home")), plain(report(officer))):
        assert "promesse : 95 %" in words
        assert "des demandes montrées" not in words
    for pupil in Pupil.objects.filter(enrolments__sponsor=officer.sponsor)[:3]:
        unanswered(pupil, NOW - timedelta(days=9))
    for words in (plain(page(officer, "sponsor:home")), plain(report(officer))):
        assert "des demandes montrées" in words
        assert "promesse : 95 %" not in words
    printed = plain(report(officer))
    assert "sans réponse comprises" not in printed
    assert "Les demandes masquées n’y comptent pas" in printed


def test_a_small_town_is_told_why_it_sees_nothing() -> None:
    officer = a_town(pupils=2)
    for name in ("sponsor:equality", "sponsor:moments", "sponsor:usage"):
        assert "Trop peu d’élèves pour montrer ce détail" in page(officer, name)
    empty = make_officer(make_sponsor())
    for name in PAGES:
        page(empty, name)


def test_unmet_requests_say_what_became_of_them() -> None:
    officer = a_town()
    for pupil in Pupil.objects.filter(enrolments__sponsor=officer.sponsor)[:6]:
        unanswered(pupil, NOW - timedelta(days=9))
    text = page(officer, "sponsor:home")
    assert "ce qu’ils sont devenus" in text
    assert "Aidés dans les sept jours" in text


def test_a_month_is_compared_with_the_one_before_in_words() -> None:
    officer = a_town()
    text = page(officer, "sponsor:home", periode="mois")
    figures = figures_of(officer.sponsor, first_day=date(2026, 11, 1), last_day=READ.date(), now=READ)
    assert figures.before is not None
    assert figures.lessons is not None
    assert figures.before.lessons is not None
    assert "Les flèches comparent avec la période d’avant" in text
    assert f"{abs(figures.lessons - figures.before.lessons)} de " in text or "autant" in text


def test_the_page_stands_beside_five_others_and_never_beside_four() -> None:
    officer = a_town()
    year = SchoolYear.holding(NOW.date()).starts_on
    for number in range(4):
        Standing.objects.create(sponsor=make_sponsor(), year=year, helped=40 + number, kept=91, at=NOW)
    assert "Moins de cinq CSE" in page(officer, "sponsor:home")
    Standing.objects.create(sponsor=make_sponsor(), year=year, helped=44, kept=91, at=NOW)
    text = page(officer, "sponsor:home")
    assert "Le milieu des CSE" in text
    assert "40\u00a0%" in text.partition("Et ailleurs")[2]


def test_beside_the_lessons_no_number_tells_that_one_child_gave_no_answer() -> None:
    """98 lessons and 97 answers are one child who was asked whether they could do it alone, and said nothing."""
    officer = a_town()
    SelfAssessment.objects.latest("pk").delete()
    said = plain(page(officer, "sponsor:home"))
    assert "Leçons 98" in said
    assert "au moins 95 réponses" in said
    assert "97 réponses" not in said
    printed = plain(report(officer))
    assert ("au moins 95 réponses" in printed, "97 réponses" in printed) == (True, False)


def test_one_button_is_filled_on_each_page() -> None:
    for officer in (a_town(), nobody_came(8), nobody_came(0)):
        for name in PAGES:
            assert page(officer, name).count('class="btn go"') <= 1


def asked_alone() -> Officer:
    """Requests left unmet, and no lesson."""
    officer = nobody_came(8)
    for pupil in Pupil.objects.filter(enrolments__sponsor=officer.sponsor):
        unanswered(pupil, NOW - timedelta(days=9))
    return officer


@pytest.mark.parametrize(
    "make", [partial(nobody_came, 3), partial(nobody_came, 8), partial(a_town, pupils=3), asked_alone, a_town]
)
def test_the_report_and_the_files_are_led_to_as_soon_as_anybody_is_enrolled(make: Callable[[], Officer]) -> None:
    officer = make()
    text = page(officer, "sponsor:home")
    for url in (reverse("sponsor:report"), *(reverse("sponsor:table", args=[ending]) for ending in ("csv", "xlsx"))):
        assert f'href="{url}?periode=septembre"' in text
        assert signed_in(officer).get(url).status_code == 200


def test_of_nobody_there_is_nothing_to_take_away() -> None:
    assert reverse("sponsor:report") not in page(nobody_came(0), "sponsor:home")
