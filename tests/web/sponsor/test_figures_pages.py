"""The pages, files and report of figures: the same masked numbers everywhere, no name, nobody else's, few periods."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from html import unescape
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pypdfium2
import pytest
import time_machine
from django.test import Client, RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from declic.dispatch.models import HelpRequest
from declic.people.models import Pupil
from declic.reports.actions import count_what_is_over
from declic.reports.models import Standing
from declic.reports.queries.figures import figures_of
from declic.reports.rules import Delay, SchoolYear, Wait
from declic.safeguarding.actions import erase_child
from declic.sponsors.actions import issue_code
from declic.sponsors.models import Enrolment, Officer, Sponsor
from declic.sponsors.rules.officers import OfficerRole
from declic.web.layout.charts import Row
from declic.web.sponsor.looked import looked_at
from declic.web.sponsor.papers.council import council_report
from declic.web.sponsor.period import chosen, periods_of, years_of
from declic.web.sponsor.reported import reported
from declic.web.sponsor.usage import alike, least
from tests.reports.test_answers import put_in_writing
from tests.reports.test_figures import helped, unanswered
from tests.world import NOW, make_officer, make_pupil, make_sponsor, make_teacher

if TYPE_CHECKING:
    from declic.reports.queries.lines import Line

pytestmark = pytest.mark.django_db
READ = NOW + timedelta(days=7)
"""The Monday after: officers read weeks that are over."""
PAGES = ("sponsor:home", "sponsor:usage", "sponsor:equality", "sponsor:moments")
NASTY = "=HYPERLINK(<b>)"


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with time_machine.travel(READ, tick=False):
        yield


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.account)
    return client


def page(officer: Officer, name: str, **asked: str) -> str:
    answer = signed_in(officer).get(reverse(name), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def a_town(*, pupils: int = 14, weeks: int = 7) -> Officer:
    """Two quartiers, 4e and 3e, three of La Gare who never come; one quartier's name is a formula."""
    officer, teacher = make_officer(make_sponsor("Ville d’essai")), make_teacher(name="Madame Invisible")
    codes = [
        issue_code(sponsor=officer.sponsor, ceiling=99, label=label, scope="quarter", now=NOW)
        for label in ("La Gare", NASTY)
    ]
    for number in range(pupils):
        pupil = make_pupil("4E" if number % 2 else "3E", officer.sponsor, first_name=f"Prénom{number}")
        Enrolment.objects.filter(pupil=pupil).update(code=codes[number % 3 == 0], since=NOW - timedelta(weeks=12))
        for week in range(weeks):
            at = NOW - timedelta(weeks=week, hours=1, minutes=number)
            lesson = helped(
                pupil,
                teacher,
                at,
                wait_s=20 + 13 * ((7 * number + 5 * week) % 24),
                answer="yes" if number % 2 else "almost",
            )
            lesson.help_request.device = "phone" if number % 4 else "computer"
            lesson.help_request.save()
    for _ in range(6):
        stays_away = make_pupil("5E", officer.sponsor)
        Enrolment.objects.filter(pupil=stays_away).update(code=codes[0], since=NOW - timedelta(weeks=12))
    return officer


def lines(officer: Officer, **asked: str) -> list[list[str]]:
    answer = signed_in(officer).get(reverse("sponsor:table", args=["csv"]), asked)
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeffTableau;Ligne;Leçons;")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def report(officer: Officer, **asked: str) -> str:
    answer = signed_in(officer).get(reverse("sponsor:report"), asked)
    assert answer["Content-Type"] == "application/pdf"
    assert re.fullmatch(r'inline; filename="rapport-declic-\d{4}-\d{4}\.pdf"', answer["Content-Disposition"])
    return "\n".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(answer.content))


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
    text = page(a_town(pupils=24), "sponsor:equality")
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
    figures = figures_of(officer.sponsor, first_day=date(2026, 11, 1), last_day=READ.date(), now=READ, settled=True)
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


def test_one_button_is_filled_on_each_page() -> None:
    for officer in (a_town(), nobody_came(8), nobody_came(0)):
        for name in PAGES:
            assert page(officer, name).count('class="btn go"') <= 1


def nobody_came(enrolled: int) -> Officer:
    officer = make_officer(make_sponsor())
    for _ in range(enrolled):
        pupil = make_pupil("4E", officer.sponsor)
        Enrolment.objects.filter(pupil=pupil).update(since=NOW - timedelta(weeks=6))
    return officer


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


# -- files ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("periode", ["septembre", "mois", "2026-10"])
def test_a_file_tells_what_the_page_tells(periode: str) -> None:
    officer = a_town()
    period = chosen(periode, periods_of(READ.date(), READ.date()))
    first, last = period.first_day, period.last_day
    figures = figures_of(officer.sponsor, first_day=first, last_day=last, now=READ, settled=True)
    rows = lines(officer, periode=periode)
    told = {(row[0], row[1]): row[2] for row in rows}
    assert told["Ensemble", next(row[1] for row in rows if row[0] == "Ensemble")] == str(figures.lessons)
    for title, of in (("Niveaux", figures.level_lines), ("Matières", figures.subject_lines)):
        for line in of:
            assert told[title, line.label] == ("masqué" if line.lessons is None else str(line.lessons))
    book = load_workbook(
        io.BytesIO(signed_in(officer).get(reverse("sponsor:table", args=["xlsx"]), {"periode": periode}).content)
    )
    cells = [
        [sheet.title, *("" if cell is None else str(cell) for cell in row)]
        for sheet in book
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert cells == rows[1:]


IN_FILES = {
    "Leçons par semaine": "Semaines",
    "Semaine par semaine": "Semaines",
    "Attente avant le professeur": "Attentes (demandes)",
    "Réponses écrites : en combien de temps": "Réponses écrites (questions)",
    "Sans réponse : ce qu’ils sont devenus": "Sans réponse (devenus)",
    "Ici et ailleurs": "Ailleurs",
    "Leçons par matière": "Matières",
    "Matière par matière": "Matières",
    "Leçons par niveau": "Niveaux",
    "Niveau par niveau": "Niveaux",
    "Par niveau": "Niveaux",
    "Enfants inscrits par niveau, en 2026–2027": "Inscrits et aidés (niveaux)",
    "Enfants aidés sur enfants inscrits, par niveau": "Inscrits et aidés (niveaux)",
    "Leçons par soir": "Jours",
    "Leçons par heure": "Heures",
    "Sur quel appareil": "Appareils",
    "Par appareil": "Appareils",
}
"""Of each table of the pages, that of the files. « Par école ou quartier » is one on two pages."""
PLACES = {"sponsor:usage": "Inscrits et aidés (lieux)", "sponsor:equality": "Lieux"}
COLUMNS = {
    "Inscrits": "Inscrits, au moins",
    "Inscrits à la fin, au moins": "Inscrits, au moins",
    "Aidés, au moins": "Enfants aidés, au moins",
    "Demandes": "Leçons",
    "Questions": "Leçons",
}


def tables_of(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Caption; heads, then rows."""
    for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
        rows = re.findall(r"<tr.*?</tr>", re.sub(r'<span class="cell-head">.*?</span>', "", table), re.DOTALL)
        cells = [[unescape(plain(cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]
        yield plain("".join(re.findall(r"<caption.*?</caption>", table))), cells


def test_every_table_of_the_pages_is_in_the_files() -> None:
    officer = a_town()
    codes = Enrolment.objects.filter(pupil__level="5E").values_list("code", flat=True)
    assert len(set(codes)) == 1
    for pupil in Pupil.objects.filter(enrolments__sponsor=officer.sponsor)[:12]:
        unanswered(pupil, NOW - timedelta(days=9))
        put_in_writing(pupil, NOW - timedelta(days=1), 0.5)
    year = SchoolYear.holding(NOW.date()).starts_on
    for number in range(5):
        Standing.objects.create(sponsor=make_sponsor(), year=year, helped=40 + number, kept=91, at=NOW)
    head, *rows = lines(officer)
    rows = [[cell.replace("\u00a0", " ") for cell in row] for row in rows]
    told = {(row[0], row[1]): dict(zip(head[2:], row[2:], strict=True)) for row in rows}
    seen: set[str] = set()
    for name in PAGES:
        for caption, (heads, *cells) in tables_of(page(officer, name)):
            title = PLACES[name] if caption == "Par école ou quartier" else IN_FILES[caption]
            seen.add(title)
            assert cells
            for label, *values in cells:
                if title == "Semaines":
                    continue  # held below: the files have the weeks before the first as well, under another name
                row = told[title, f"'{label}" if label.startswith("=") else label]
                for column, value in zip(heads[1:], values, strict=True):
                    if title.startswith("Sans réponse"):
                        assert row["Sans réponse"] == value
                    elif column != "Durée" and not (title == "Matières" and column.startswith("Inscrits")):
                        assert row[COLUMNS.get(column, column)] == value, (title, label, column)
    assert seen == {*IN_FILES.values(), *PLACES.values()}
    weeks = [row[2] for row in rows if row[0] == "Semaines"]
    drawn = next(
        cells for caption, cells in tables_of(page(officer, "sponsor:home")) if caption == "Semaine par semaine"
    )
    assert weeks[-len(drawn) + 1 :] == [row[1] for row in drawn[1:]]


def test_the_files_say_who_does_not_come_masked_as_the_page_does() -> None:
    told = {(row[0], row[1]): (row[4], row[9]) for row in lines(a_town())}
    assert told["Inscrits et aidés (niveaux)", "5e"] == ("0", "5"), "six, of whom nobody came"
    assert ("Inscrits et aidés (lieux)", "La Gare") in told
    few = [row[0] for row in lines(a_town(pupils=3))]
    assert "Inscrits et aidés (lieux)" not in few, "nor on the page"
    assert {row[4] for row in lines(a_town(pupils=3)) if row[0] == "Inscrits et aidés (niveaux)"} == {"masqué"}
    month = {row[0] for row in lines(a_town(), periode="mois")}
    assert not [title for title in month if title.startswith("Inscrits et aidés") or title == "Ailleurs"]


def test_written_answers_are_told_alike_on_the_page_in_the_files_and_in_the_report() -> None:
    officer = make_officer(make_sponsor())
    assert "Réponses écrites :" not in page(officer, "sponsor:home")
    for number in range(12):
        put_in_writing(make_pupil("4E", officer.sponsor), NOW - timedelta(days=1), 0.5 if number < 6 else None)
    home = page(officer, "sponsor:home")
    assert "Réponses écrites : en combien de temps" in home.replace("\u00a0", " ")
    said = "Médiane : moins de 1 h. 95 % : attendent encore. En attente : 6."
    assert said in home.replace("\u00a0", " ").replace("\u202f", " ")
    assert said in " ".join(report(officer).replace("\u00a0", " ").replace("\u202f", " ").split())
    told = {row[1]: row[2:7] for row in lines(officer) if row[0] == "Réponses écrites (questions)"}
    assert told["Ensemble"] == ["12", "–", "–", "moins de 1 h", "attendent encore"]
    assert (told["moins de 1 h"][0], told["attendent encore"][0], told["1 à 4 h"][0]) == ("6", "6", "0")


def test_a_cell_that_would_compute_does_not() -> None:
    rows = lines(a_town(pupils=20))
    assert [row[1] for row in rows if "HYPERLINK" in row[1]] == [f"'{NASTY}"] * 2, "its lessons, and who came"


def test_a_works_council_reports_to_its_committee() -> None:
    officer = a_town()
    assert "Rapport au comité" in page(officer, "sponsor:home")
    assert "Rapport au comité" in report(officer)


def test_no_other_form_is_made() -> None:
    assert signed_in(a_town()).get(reverse("sponsor:table", args=["json"])).status_code == 404


def test_the_report_says_who_what_and_how_it_was_counted() -> None:
    officer = a_town()
    Sponsor.objects.filter(pk=officer.sponsor_id).update(kind="commune")
    text = report(officer)
    for words in ("Rapport au conseil", "Ville d’essai", "2026–2027", "Qui vient", "servis pareil", "Comment lire"):
        assert words in text
    figures = figures_of(officer.sponsor, first_day=date(2026, 8, 31), last_day=READ.date(), now=READ, settled=True)
    assert f"\n{figures.lessons}" in text or str(figures.lessons) in text


def test_the_report_of_a_town_without_anybody_is_made_too() -> None:
    assert "Aucun enfant" in report(make_officer(make_sponsor()))
    assert "masqué" in report(a_town(pupils=3))


def printed_pages(pdf: bytes) -> list[tuple[float, float, str]]:
    """Of each page how far down the lowest line over the foot stands, and how far the right one, in hundredths."""
    found = []
    for page_ in pypdfium2.PdfDocument(pdf):
        width, height = page_.get_size()
        text = page_.get_textpage()
        boxes = [text.get_rect(at) for at in range(text.count_rects())]
        assert min(bottom for _, bottom, _, _ in boxes) > 15, "drawn under the paper"
        lowest = min(bottom for _, bottom, _, _ in boxes if bottom > 45)
        right = max(right for _, _, right, _ in boxes)
        found.append((100 * (1 - lowest / height), 100 * right / width, text.get_text_range()))
    return found


def test_no_page_of_the_report_is_left_half_empty() -> None:
    officer = a_town(pupils=24)
    pages = printed_pages(signed_in(officer).get(reverse("sponsor:report")).content)
    assert 3 <= len(pages) <= 4
    assert all(down > 60 for down, _, _ in pages[:-1])
    assert "Comment lire" in pages[-1][2]


def test_a_town_of_many_schools_loses_none_on_paper() -> None:
    officer = a_town()
    with time_machine.travel(READ, tick=False):
        request = RequestFactory().get("/")
        said = reported(looked_at(request, officer.sponsor, years_only=True))
    names = [f"École numéro {number}" for number in range(90)]
    rows = [(name, "33", "1 à 2 min", "3 à 5 min", "60 % au moins") for name in names]
    many = replace(said, places=[Row(name, 5, 10) for name in names], alike=[replace(said.alike[0], rows=rows)])
    pages = printed_pages(council_report(many, now=READ))
    text = "\n".join(words for _, _, words in pages)
    assert all(text.count(f"{name}\r") + text.count(f"{name}\n") + text.count(f"{name} ") >= 2 for name in names)
    assert all(down < 96 and right < 96 for down, right, _ in pages)


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


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ")).strip()


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
