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


@given(CODES)
def test_a_code_is_itself_as_it_is_printed_and_in_its_address(code: str) -> None:
    assert clean_code(spaced(code)) == code
    assert clean_code(f"http://localhost/inscription/?code={spaced(code)}") == code
    assert clean_code(clean_code(code)) == code
