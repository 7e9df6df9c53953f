"""Leaflet, letter and poster: every paper in every language, whole on its page."""

from datetime import date, time

import pypdfium2
import pytest

from declic.curriculum.rules import LEVELS
from declic.web.sponsor.papers.handout import (
    Hours,
    first_day,
    told_steps,
)
from declic.web.sponsor.papers.kit import PAPERS
from declic.web.sponsor.papers.words import LANGUAGES
from tests.web.sponsor.papers.handouts import NOW, a_handout, inked, text_of

PAGES = {"depliant": (2, 420, 595), "lettre": (1, 595, 842), "affiche": (1, 842, 1191)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_has_its_pages_its_code_and_its_address(name: str, language: str) -> None:
    pdf = PAPERS[name][1](a_handout(), language=language, now=NOW)
    document = pypdfium2.PdfDocument(pdf)
    count, width, height = PAGES[name]
    assert len(document) == count
    assert [round(side) for side in document[0].get_size()] == [width, height]
    text = text_of(pdf)
    for words in ("ACDE-FHJK", "declic.example/inscription", "01 02 03 04 05"):
        assert words in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_leaves_the_page_with_long_names_nor_without_anything(name: str, language: str) -> None:
    long = {
        "who": "Comité social et économique de la Société des Établissements Métallurgiques du Haut-Rhin",
        "code": "ACDE-FHJK",
        "label": "École élémentaire Saint-Exupéry – Les Champs-Dolents, site de la Gare",
        "contact": "Direction de l’éducation et de la jeunesse, 12 bis, rue du Général-de-Gaulle, 01 02 03 04 05",
        "typed_at": "soutien-scolaire.communaute-agglomeration.example.fr/inscription",
        "levels": frozenset(LEVELS) - {"CE2", "TG"},
    }
    later = {**long, "begins_on": date(2027, 9, 22)}
    bare = {"logo": b"", "label": "", "contact": "", "hours": ()}
    for given in (long, later, bare):
        document = pypdfium2.PdfDocument(PAPERS[name][1](a_handout(**given), language=language, now=NOW))
        assert len(document) == PAGES[name][0]
        for page in document:
            wide, tall = page.get_size()
            for thing in page.get_objects(filter=[1]):  # texts
                left, bottom, right, top = thing.get_bounds()
                assert left >= 0
                assert bottom >= 0
                assert right <= wide + 0.5
                assert top <= tall + 0.5


WEEK = tuple(Hours((day,), time(8 + day), time(20, 30)) for day in range(7))
LONG_NAME = "Comité social et économique de la Société des Établissements Métallurgiques du Haut-Rhin"
SCATTERED = frozenset(sorted(LEVELS)[::2])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_the_hours_of_each_day_end_above_the_edge_a_printer_leaves_blank(name: str, language: str) -> None:
    contact = (
        "Mairie, service Éducation, 2 place de l’Hôtel-de-Ville, 01 02 03 04 05, du lundi au vendredi de 9 h à 12 h"
    )
    told: tuple[dict[str, object], ...] = (
        {},
        {"begins_on": date(2027, 9, 1)},
        {"begins_on": date(2027, 9, 1), "levels": SCATTERED},
    )
    for lines in (3, 4, 7):
        for more in told:
            handout = a_handout(hours=WEEK[:lines], contact=contact, **more)
            document = pypdfium2.PdfDocument(PAPERS[name][1](handout, language=language, now=NOW))
            page = document[len(document) - 1]
            text = page.get_textpage()
            lowest = min(text.get_rect(at)[1] for at in range(text.count_rects()))
            assert lowest >= 5 / 25.4 * 72
            assert "01 02 03 04 05" in text.get_text_bounded().replace("\u00a0", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_with_the_most_to_say_is_set_smaller_as_a_whole(language: str) -> None:
    handout = a_handout(
        who=LONG_NAME,
        payer=LONG_NAME,
        name=LONG_NAME,
        hours=tuple(Hours((day,), time(9 + day, 15), time(19, 30 + day)) for day in range(7)),
        contact="Mairie, service Éducation, 2 place de l’Hôtel-de-Ville, 01 02 03 04 05, du lundi au samedi, 9 h–12 h",
        levels=frozenset(LEVELS) - {"CE2", "TG"},
        begins_on=date(2027, 9, 22),
    )
    (page,) = pypdfium2.PdfDocument(PAPERS["lettre"][1](handout, language=language, now=NOW))
    text = page.get_textpage()
    rects = [text.get_rect(at) for at in range(text.count_rects())]
    assert min(bottom for _, bottom, _, _ in rects) >= 5 / 25.4 * 72
    at = text.search("02 03 04 05").get_next()
    assert at
    _, bottom, _, top = text.get_charbox(at[0], loose=True)
    assert top - bottom > 8, "larger than what is least on the other papers"


FIRST_DAYS = {
    "fr": "À partir du 1er septembre 2027",
    "en": "From 1 September 2027",
    "ar": "ابتداءً من 1 سبتمبر 2027",
    "pt": "A partir de 1 de setembro de 2027",
    "tr": "1 Eylül 2027 tarihinden itibaren",
    "uk": "Починаючи з 1 вересня 2027 року",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_of_an_agreement_to_come_each_paper_says_the_first_day_and_calls_nobody_tonight(
    name: str, language: str
) -> None:
    begins, words = date(2027, 9, 1), LANGUAGES[language]
    assert first_day(begins, words).replace("\u00a0", " ") == FIRST_DAYS[language]
    for hours in (a_handout().hours, ()):
        pdf = PAPERS[name][1](a_handout(begins_on=begins, hours=hours), language=language, now=NOW)
        text = text_of(pdf).replace("\u00a0", " ").replace("\r\n", " ")
        assert "2027" in text if language == "ar" else FIRST_DAYS[language] in text, "shaped letters in any order"
        assert words.steps[2][0] not in text
    assert [rest for _, rest in told_steps(a_handout(begins_on=begins), words)] == [rest for _, rest in words.steps]
    assert "2027" not in text_of(PAPERS[name][1](a_handout(), language=language, now=NOW))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "title_at"), [("depliant", 36), ("lettre", 44), ("affiche", 66)])
def test_the_longest_name_stays_above_the_title_beside_the_logo(name: str, title_at: int, language: str) -> None:
    """`title_at`: in millimetres from the top."""
    who = " ".join(f"Intercommunalité{n}" for n in range(1, 8))
    page = pypdfium2.PdfDocument(PAPERS[name][1](a_handout(who=who), language=language, now=NOW))[0]
    limit = page.get_size()[1] - title_at * 72 / 25.4
    text = page.get_textpage()
    assert "Intercommunalité7" in text.get_text_bounded(bottom=limit)
    assert "Intercommunalité" not in text.get_text_bounded(top=limit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_leaflet_a_first_day_leaves_room_for_the_other_languages(language: str) -> None:
    long = {
        "contact": "Direction de l’éducation et de la jeunesse, 12 bis, rue du Général-de-Gaulle, 01 02 03 04 05",
        "levels": frozenset(LEVELS) - {"CE2", "TG"},
        "begins_on": date(2027, 9, 22),
    }
    page = pypdfium2.PdfDocument(PAPERS["depliant"][1](a_handout(**long), language=language, now=NOW))[1]
    names = (210 - 194) * 72 / 25.4  # of the languages, from the foot
    tops = [thing.get_bounds()[3] for thing in page.get_objects(filter=[1])]
    bottoms = [thing.get_bounds()[1] for thing in page.get_objects(filter=[1]) if thing.get_bounds()[3] > names + 2]
    assert min(bottoms) > names, "nothing on their line"
    assert any(top <= names + 2 for top in tops)


def test_arabic_is_joined_and_not_left_as_single_letters() -> None:
    """A shaped line is narrower than its letters side by side."""
    pdf = PAPERS["depliant"][1](a_handout(), language="ar", now=NOW)
    page = pypdfium2.PdfDocument(pdf)[1]
    right_edges = [thing.get_bounds()[2] for thing in page.get_objects(filter=[1])]
    assert max(right_edges) > page.get_size()[0] - 12 / 25.4 * 72 - 4  # it begins at the right margin


def test_black_and_white_keeps_the_words_readable() -> None:
    """The yellow of the leaflet, printed in grey, leaves ink a contrast of 7 at least."""
    image = pypdfium2.PdfDocument(PAPERS["depliant"][1](a_handout(), language="fr", now=NOW))[0].render().to_pil()
    grey = image.convert("L").getpixel((5, image.height // 2))
    assert grey > 170


@pytest.mark.parametrize("name", PAPERS)
def test_where_one_reads_from_the_right_the_mark_stands_at_the_right_margin(name: str) -> None:
    pdf, margin = PAPERS[name][1](a_handout(logo=b""), language="ar", now=NOW), 12 if name == "depliant" else 22
    wide = pypdfium2.PdfDocument(pdf)[0].get_width() * 25.4 / 72
    found = inked(pdf, (wide / 2, 0, wide, margin + 10)).getbbox()
    assert found
    assert wide / 2 + found[2] / 4 == pytest.approx(wide - margin, abs=1)
