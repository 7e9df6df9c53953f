"""The files and the report of figures: what the pages tell, all of it, masked alike."""

import ctypes
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pypdfium2
import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from declic.people.models import Pupil
from declic.reports.models import Standing
from declic.reports.queries.figures import figures_of
from declic.reports.rules import SchoolYear
from declic.sponsors.models import ActivationCode, Enrolment, Sponsor
from declic.web.layout.charts import Row
from declic.web.sponsor.compared import Beside
from declic.web.sponsor.looked import looked_at
from declic.web.sponsor.papers.council import council_report
from declic.web.sponsor.period import chosen, periods_of
from declic.web.sponsor.reported import reported
from tests.reports.test_answers import put_in_writing
from tests.reports.test_figures import unanswered
from tests.web.sponsor.towns import NASTY, PAGES, READ, a_town, lines, nobody_came, page, plain, report, signed_in
from tests.world import NOW, make_officer, make_pupil, make_sponsor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_monday")]


@pytest.mark.parametrize("periode", ["septembre", "mois", "2026-10"])
def test_a_file_tells_what_the_page_tells(periode: str) -> None:
    officer = a_town()
    period = chosen(periode, periods_of(READ.date(), READ.date()))
    first, last = period.first_day, period.last_day
    figures = figures_of(officer.sponsor, first_day=first, last_day=last, now=READ)
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
                for column, shown in zip(heads[1:], values, strict=True):
                    value = shown.removesuffix(" au moins")
                    assert (value == shown) or row["Au moins"] != "–", (title, label, column)
                    if title.startswith("Sans réponse"):
                        assert row["Sans réponse"] == value
                    elif column != "Durée" and not (title == "Matières" and column.startswith("Inscrits")):
                        assert row[COLUMNS.get(column, column)] == value, (title, label, column)
    assert seen == {*IN_FILES.values(), *PLACES.values()}
    weeks = [row[2] for row in rows if row[0] == "Semaines"]
    assert all(
        re.fullmatch("semaine du [0-9]+(er)? [a-zûé]+ 20[0-9]{2}", label)
        for title, label in told
        if title == "Semaines"
    )
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


def test_a_name_with_a_sign_nobody_sees_breaks_no_file() -> None:
    officer = a_town()
    asked = {"label": "École Vic\x02tor Hugo", "scope": "school", "ceiling": "30", "do": "issue"}
    signed_in(officer).post(reverse("sponsor:codes"), asked)
    code = ActivationCode.objects.latest("pk")
    assert code.label == "École Victor Hugo"
    Enrolment.objects.filter(sponsor=officer.sponsor).update(code=code)
    ActivationCode.objects.update(label="École Vic\x02tor Hugo")  # as one kept before it was cleaned
    for ending in ("csv", "xlsx"):
        assert signed_in(officer).get(reverse("sponsor:table", args=[ending])).status_code == 200
    assert any(row[1] == "École Victor Hugo" for row in lines(officer))


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
    figures = figures_of(officer.sponsor, first_day=date(2026, 8, 31), last_day=READ.date(), now=READ)
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


def test_a_town_of_many_subjects_loses_none_on_paper() -> None:
    """The council adds the bars up: those of the smallest, and of those told together, are part of the whole."""
    officer = a_town()
    with time_machine.travel(READ, tick=False):
        looked = looked_at(RequestFactory().get("/"), officer.sponsor, years_only=True)
    first = looked.figures.subject_lines[0]
    names = [f"Matière numéro {number:02d}" for number in range(12)]
    many = replace(looked.figures, subject_lines=tuple(replace(first, label=name) for name in names))
    pages = printed_pages(council_report(reported(replace(looked, figures=many)), now=READ))
    text = "\n".join(words for _, _, words in pages)
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("enrolled", [0, 8])
def test_what_there_is_none_of_is_not_said_to_be_masked(enrolled: int) -> None:
    """Masked is what one to four children stand on: the council would think that somebody is hidden."""
    officer = nobody_came(enrolled)
    printed, rows = report(officer), lines(officer)
    assert "masqué" not in printed.split("Comment lire")[0]
    assert "masqué" not in str(rows)
    assert "Tous sont-ils servis pareil" not in printed
    assert "Quand viennent-ils" not in printed
    assert ("Qui vient" in printed) == bool(enrolled)


def test_weeks_all_masked_are_one_sentence_and_not_an_empty_axis() -> None:
    with time_machine.travel(READ, tick=False):
        said = reported(looked_at(RequestFactory().get("/"), a_town().sponsor, years_only=True))
    sentence = "Trop peu de leçons pour les dire semaine par semaine"
    assert any(row.value for row in said.weeks)
    for weeks, is_sentence in (
        (said.weeks, False),
        ([Row("7 sept.", None), Row("14 sept.", 0), Row("21 sept.", None)], True),
        ([], False),
    ):
        text = "".join(words for _, _, words in printed_pages(council_report(replace(said, weeks=weeks), now=READ)))
        assert (sentence in text) == is_sentence
        assert ("Leçons par semaine" in text) == bool(weeks)
        assert ("7 sept." in text) == ("7 sept." in {row.label for row in weeks} and not is_sentence)


def test_the_key_explains_elsewhere_only_where_something_is_compared() -> None:
    with time_machine.travel(READ, tick=False):
        said = reported(looked_at(RequestFactory().get("/"), a_town().sponsor, years_only=True))
    assert not said.beside
    compared = replace(said, beside=[Beside("Inscrits qui sont venus", "40 %", "35 %", 80, 70)], others="communes")
    for one, is_explained in ((said, False), (compared, True)):
        text = "".join(words for _, _, words in printed_pages(council_report(one, now=READ)))
        assert ("milieu d’au moins cinq partenaires" in text) == is_explained


def test_a_long_name_is_read_on_paper() -> None:
    """Small letters of 7.5 points and more, on two lines; what is longer still ends with « … »."""
    officer = a_town()
    long = ("École élémentaire publique Jean-Jacques-Rousseau", "W" * 80)
    codes = ActivationCode.objects.filter(sponsor=officer.sponsor).order_by("pk")
    for code, label in zip(codes, long, strict=True):
        ActivationCode.objects.filter(pk=code.pk).update(label=label)
    Sponsor.objects.filter(pk=officer.sponsor_id).update(name="Communauté de communes du pays " + "très lointain " * 6)
    printed = plain(report(officer))
    assert printed.count("Jean-Jacques-Rousseau") == 2
    assert "W…" in printed
    pdf = pypdfium2.PdfDocument(signed_in(officer).get(reverse("sponsor:report")).content)
    texts = [one for at in range(len(pdf)) for one in pdf[at].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
    sizes = []
    for one in texts:
        size = ctypes.c_float()
        assert pypdfium2.raw.FPDFTextObj_GetFontSize(one, size)
        sizes.append(size.value)
    assert min(sizes) >= 7.4
