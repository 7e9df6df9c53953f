"""What a handout says in each language: true of what was agreed, of the day it begins, of its hours."""

import re
from datetime import date, time

import pypdfium2
import pytest

from declic.curriculum.rules import LEVELS
from declic.ground.text_message import size_of
from declic.web.sponsor.papers.handout import (
    Hours,
    first_day,
    promised,
    told_hours,
    told_letter,
    told_sms,
)
from declic.web.sponsor.papers.kit import PAPERS
from declic.web.sponsor.papers.words import LANGUAGES
from tests.web.sponsor.papers.handouts import NOW, a_handout, text_of

NAMES = {
    "fr": ("jamais des noms", "combien d’enfants appellent, jamais lesquels ni pourquoi"),
    "en": ("never names", "how many children call, never which ones or why"),
    "ar": ("أي اسم", "من هم ولا لماذا"),
    "pt": ("nunca nomes", "quantas crianças pedem ajuda, nunca quais nem porquê"),
    "tr": ("isimleri", "hangi çocuğun neden aradığını asla görmez"),
    "uk": ("імен", "хто саме і чому"),
}
"""A partner that gives a list of pupils, or registers families at its desk, does see names: never who calls."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("levels", [frozenset[str](), frozenset({"CE2", "4E"})])
def test_no_paper_says_that_names_are_never_seen_but_that_those_who_call_are_not_known(
    levels: frozenset[str], language: str
) -> None:
    untrue, true = NAMES[language]
    told = "\n".join([*told_letter(a_handout(levels=levels), language), LANGUAGES[language].magazine])
    assert untrue not in told
    assert told.count(true) == (2 if language == "fr" else 1)


EVENINGS = {
    "fr": "soir",
    "en": "evening",
    "ar": "مساء",
    "pt": "noite",
    "tr": "akşamları",
    "uk": "вечері",
}
OPEN_DAY = (Hours(tuple(range(7))),)
CLOSED_SUNDAY = (Hours(tuple(range(6))), Hours((6,), time(9), time(20)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("levels", [frozenset[str](), frozenset({"CE2", "4E"}), frozenset(list(LEVELS)[::2])])
def test_no_paper_says_in_the_evening_of_a_service_that_never_closes(levels: frozenset[str], language: str) -> None:
    def said(hours: tuple[Hours, ...]) -> list[str]:
        handout = a_handout(levels=levels, hours=hours)
        letter = pypdfium2.PdfDocument(PAPERS["lettre"][1](handout, language=language, now=NOW))
        told = (promised(handout, language), letter.get_metadata_value("Title"), told_sms(handout, language))
        return [words.lower().replace("aksamlari", "akşamları") for words in told]

    for words in said(OPEN_DAY):
        assert EVENINGS[language] not in words
        assert "{" not in words
        assert "  " not in words
    for hours in (a_handout().hours, CLOSED_SUNDAY, ()):
        assert all(EVENINGS[language] in words for words in said(hours))


SMS_DAYS = {
    "fr": "Ouvert à partir du 22/02/2027.",
    "en": "Open from 22 February 2027.",
    "ar": "ابتداءً من 22 فبراير 2027.",
    "pt": "A partir de 22/02/2027.",
    "tr": "22/02/2027 tarihinden itibaren.",
    "uk": "Починаючи з 22 лютого 2027 року.",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("levels", [frozenset[str](), frozenset({"CE2", "4E"})])
def test_of_an_agreement_to_come_the_text_message_says_the_first_day_in_its_own_alphabet(
    levels: frozenset[str], language: str
) -> None:
    begins = date(2027, 2, 22)
    now, then = (told_sms(a_handout(levels=levels, begins_on=day), language) for day in (None, begins))
    assert f" {SMS_DAYS[language]} declic.example" in then
    assert then.replace(f" {SMS_DAYS[language]}", "") == now
    assert size_of(then).special == size_of(now).special or language in {"ar", "uk"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_of_a_first_day_has_its_name(language: str, month: int) -> None:
    told = first_day(date(2027, month, 15), LANGUAGES[language])
    assert len({first_day(date(2027, other, 15), LANGUAGES[language]) for other in range(1, 13)}) == 12
    assert told.count("15") == told.count("2027") == 1


ALL_LEVELS = {
    "fr": "Terminale",
    "en": "18",
    "ar": "آخر",
    "pt": "secundário",
    "tr": "lise",
    "uk": "останнього",
}
"""What is said of all of them, in each language."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_paper_promises_a_class_that_was_not_agreed(language: str) -> None:
    college = a_handout(levels=frozenset({"6E", "5E", "4E", "3E"}))
    told = "e la 6e à la 3e" if language == "fr" else "6e–3e"
    for name, (_, draw) in PAPERS.items():
        text = text_of(draw(college, language=language, now=NOW))
        assert told in text.replace("\u00a0", " ") or language == "ar", f"{name}; shaped letters are read in any order"
        assert ALL_LEVELS[language] not in text, name
    words = LANGUAGES[language]
    assert ALL_LEVELS[language] in promised(a_handout(), language)
    assert ALL_LEVELS[language] not in f"{promised(college, language)} {told_letter(college, language)}"
    sms = told_sms(college, language)
    assert told.replace("–", "-") in sms
    assert size_of(sms).messages <= size_of(told_sms(a_handout(), language)).messages
    assert {"{levels}", "{when}"} == set(re.findall(r"{\w+}", words.some_promise))


def test_hours_are_told_by_days_that_go_together() -> None:
    assert told_hours((Hours((0, 1), time(17), time(20)), Hours((2,), time(14), time(19, 30))), LANGUAGES["fr"]) == [
        "lundi, mardi : 17\u00a0h\u00a0–\u00a020\u00a0h",
        "mercredi : 14\u00a0h\u00a0–\u00a019\u00a0h\u00a030",
    ]
    assert told_hours((Hours(tuple(range(7))),), LANGUAGES["fr"]) == ["tous les jours, à toute heure"]
