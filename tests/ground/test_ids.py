"""Codes people read aloud and type, as they come back from their hands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.ground.ids import ALPHABET, clean_code, spaced

CODES = st.text(ALPHABET, min_size=4, max_size=16)


@pytest.mark.parametrize(
    "typed",
    [
        "asni-7k4p",
        " ASNI 7K4P. ",
        "ＡＳＮＩ－７Ｋ４Ｐ",
        "https://declic.example/inscription/?code=ASNI-7K4P",
        "declic.example/inscription/?langue=en&code=asni7k4p#suite",
    ],
)
def test_a_code_is_read_however_it_is_typed_or_pasted(typed: str) -> None:
    assert clean_code(typed) == "ASNI7K4P"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("\u0430\u0441\u0435\u043d-\u043a\u043c\u0440\u04427", "ACEHKMPT7"),  # Ukrainian
        ("\u0423\u0425 \u0663\u0664\u0667\u0669", "YX3479"),  # Arabic figures
        ("\u06f3\u06f4\u06f7\u06f9-ac", "3479AC"),  # Persian ones
        ("\u03c7\u03c5\u03b1", "XYA"),  # Greek
    ],
)
def test_a_code_typed_on_the_keyboard_of_another_language_is_the_one_that_is_printed(typed: str, code: str) -> None:
    assert clean_code(typed) == code


@given(CODES)
def test_a_code_is_itself_as_it_is_printed_and_in_its_address(code: str) -> None:
    assert clean_code(spaced(code)) == code
    assert clean_code(f"http://localhost/inscription/?code={spaced(code)}") == code
    assert clean_code(clean_code(code)) == code
