"""What the team closes and says for an evening: whom it concerns, and what may be written to children."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.curriculum.rules import LEVELS, band
from declic.dispatch.rules.evening import (
    ClosedSubject,
    Evening,
    Scope,
    checked_scope,
    clean_reason,
    clean_words,
    level_choices,
)
from declic.ground.errors import Refusal
from tests.world import NOW


def refused(text: str, most: int = 120) -> str:
    with pytest.raises(Refusal) as refusal:
        clean_words(text, most)
    return refusal.value.code


@given(st.sampled_from(sorted(LEVELS)), st.sampled_from(sorted(LEVELS)))
def test_a_scope_covers_its_subject_at_its_levels(asked: str, named: str) -> None:
    assert Scope("MAT").covers("MAT", asked)
    assert Scope("", "").covers("ANG", asked)
    assert not Scope("MAT").covers("ANG", asked)
    assert Scope("MAT", named).covers("MAT", asked) == (asked == named)
    assert Scope("", band(named)).covers("MAT", asked) == (band(asked) == band(named))


def test_every_choice_of_levels_is_accepted_and_nothing_else() -> None:
    for levels, _ in level_choices():
        assert checked_scope("MAT", levels) == Scope("MAT", levels)
    for subject, levels in (("ZZZ", ""), ("", ""), ("MAT", "9E"), ("MAT", "tous")):
        with pytest.raises(Refusal):
            checked_scope(subject, levels)
    assert checked_scope("", "3E", any_subject=True) == Scope("", "3E")


def test_a_scope_is_said_in_french() -> None:
    assert Scope("MAT").label == "Maths"
    assert Scope("MAT", "collège").label == "Maths, au collège"
    assert Scope("", "4E").label == "Toutes les matières, en 4e"


@pytest.mark.parametrize(
    "text",
    [
        "Écrivez à aide@declic.fr",
        "Voir https://exemple.test/a",
        "allez sur www.exemple",
        "Regarde exemple.com",
        "Appelle le 06 12 34 56 78",
        "06.12.34.56.78",
        "0612345678",
        "+33 6 12 34 56 78",
        "06 12 2026 45",
        "06.12.2026.45",
        "33 6 12 2026",
        "6 12 20264",
        "32.12.2026",
        "24.13.2026",
        "24.12-2026",
        "Le 24.12.2026, ou le 06 12 34 56 78",
    ],
)
def test_no_address_and_no_number_reach_children(text: str) -> None:
    assert refused(text) == "contact"


@pytest.mark.parametrize(
    "text",
    [
        "Fermé le 24.12.2026 pour Noël.",
        "Fermé du 24 12 2026 au 4 1 2027",
        "Fermé le 24-12-2026 17 h 30",
        "Retour le 2027-01-04, à 17 h",
        "24.12.2026 - 04.01.2027",
    ],
)
def test_a_date_is_no_number_to_call(text: str) -> None:
    assert clean_words(text, 120) == text


def test_words_are_kept_on_one_line_within_the_limit() -> None:
    assert clean_words("  Les profs\narrivent\x00 à 18 h 15. ", 120) == "Les profs arrivent à 18 h 15."
    assert clean_words("L'équipe n'oublie personne", 120) == "L’équipe n’oublie personne"
    assert clean_words("Retour le 27/11/2026 à 17 h 30, salle 12.", 120).startswith("Retour")
    assert refused(" \n\u200b ") == "no_words"
    assert refused("a" * 121) == "too_long"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Deux profs sont malades", "Deux profs sont malades."),
        ("Deux profs sont malades. ", "Deux profs sont malades."),
        ("Bonne année !", "Bonne année !"),
        ("Formation (« Numérique »)", "Formation (« Numérique »)."),
        ("On l’a dit : « Vive les vacances ! »", "On l’a dit : « Vive les vacances ! »"),
        ("a" * 120, "a" * 120),
    ],
)
def test_a_reason_is_a_sentence_another_may_follow(typed: str, kept: str) -> None:
    assert clean_reason(typed) == kept


def test_an_evening_says_why_a_subject_is_closed_and_what_was_said() -> None:
    evening = Evening(
        (ClosedSubject(Scope("PHI"), "Le professeur est malade.", NOW),),
        ((Scope(), "À tous."), (Scope("MAT", "lycée"), "Aux lycéens.")),
    )
    assert evening.why_closed("PHI", "TG") == "Le professeur est malade."
    assert evening.why_closed("MAT", "TG") == ""
    assert evening.said_to("MAT", "TG") == ("À tous.", "Aux lycéens.")
    assert evening.said_to("MAT", "4E") == ("À tous.",)
