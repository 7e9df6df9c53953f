"""Finding a commune by what a person types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.sponsors.rules import NameIndex, fold_name, same_sponsor, slips

INDEX = NameIndex.of(
    [
        ("95026", "Asnières-sur-Oise", 3127),
        ("92004", "Asnières-sur-Seine", 86799),
        ("92024", "Clichy", 64410),
        ("93014", "Clichy-sous-Bois", 29000),
        ("95313", "L'Isle-Adam", 12000),
        ("42218", "Saint-Étienne", 174000),
        ("76575", "Saint-Étienne-du-Rouvray", 28000),
        ("13055", "Marseille", 870000),
        ("60387", "Marseille-en-Beauvaisis", 1300),
    ]
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("asniere oise", "95026"),
        ("Asnières-sur-Oise", "95026"),
        ("oise asnieres", "95026"),
        ("ANSIERES OISE", "95026"),
        ("asnieres", "92004"),
        ("clichi", "92024"),
        ("clichy bois", "93014"),
        ("l’isle adam", "95313"),
        ("isle-adan", "95313"),
        ("st etienne", "42218"),
        ("st etiene du rouvrai", "76575"),
        ("marseile", "13055"),
    ],
)
def test_accents_dashes_and_a_slip_are_forgiven(typed: str, first: str) -> None:
    assert INDEX.find(typed, 5)[0] == first


def test_what_resembles_nothing_finds_nothing() -> None:
    assert INDEX.find("xyzzy", 5) == []
    assert INDEX.find("  -- ", 5) == []
    assert INDEX.find("asnieres marseille", 5) == []


@given(st.text("abcd", max_size=7), st.text("abcd", max_size=7), st.integers(0, 3))
def test_slips_are_symmetric_and_bounded(one: str, other: str, most: int) -> None:
    found = slips(one, other, most)
    assert found == slips(other, one, most)
    assert (found == 0) is (one == other)
    assert found <= most + 1


def test_a_swap_is_one_slip() -> None:
    assert slips("clihcy", "clichy", 2) == 1
    assert fold_name("Œuf-en-Ternois") == ("oeuf", "en", "ternois")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mairie de Clichy", "Clichy"),
        ("asnieres", "Asnières-sur-Oise"),
        ("ST OUEN", "Saint-Ouen-sur-Seine"),
        ("Horizon", "CSE Horizon"),
        ("cse", "CSE"),
    ],
)
def test_a_family_names_who_pays_in_its_own_words(typed: str, name: str) -> None:
    assert same_sponsor(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", "Clichy"),
        ("mairie", "Clichy"),
        ("cse", "CSE Horizon"),
        ("sur", "Asnières-sur-Oise"),
        ("Paris", "Clichy"),
        ("Clichy Paris Lyon", "Clichy"),
        ("saint", "Saint-Ouen"),
    ],
)
def test_words_that_name_nobody_do_not_count(typed: str, name: str) -> None:
    assert not same_sponsor(typed, name)
