"""What is typed finds the name, however either is written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.ground.spelling import spelled


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("helene", "Hélène Petit"),
        ("HÉLÈNE", "helene petit"),
        ("noel", "Noe\u0308l Durand"),
        ("jean paul", "Jean-Paul Ba"),
        ("n'diaye", "Awa N’Diaye"),
        ("oeuvrard", "Léa Œuvrard"),
        ("Œuvrard", "Lea Oeuvrard"),
        ("nguyen", "Anh Nguyễn"),
        ("francois", "François"),
        ("olena", "Olena Шевченко"),
        ("шевч", "Olena Шевченко"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed: str, name: str) -> None:
    assert re.search(spelled(typed), name, re.IGNORECASE)


@pytest.mark.parametrize(("typed", "name"), [("helena", "Hélène"), ("jeanpaul", "Jean-Paul"), (".*", "Hélène")])
def test_another_name_is_not_found(typed: str, name: str) -> None:
    found = spelled(typed)
    assert not found or not re.search(found, name, re.IGNORECASE)


@given(st.text())
def test_whatever_is_typed_is_a_pattern(typed: str) -> None:
    re.compile(spelled(typed))


@given(st.text(alphabet="aàâéèêëîïôöùûüÿçñŒœÆæ bcdBCD'’-.()[]*+?\\|^$", min_size=1))
def test_a_name_is_found_by_itself(name: str) -> None:
    assert re.search(spelled(name), name, re.IGNORECASE)
