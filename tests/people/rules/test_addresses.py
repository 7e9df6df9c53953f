"""Where people are reached."""

import pytest

from declic.ground.errors import Refusal
from declic.people.rules.addresses import clean_phone, spaced_phone


@pytest.mark.parametrize(
    "typed", ["06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "0033612345678", "06.12.34.56.78"]
)
def test_a_mobile_is_kept_in_one_form_and_shown_in_one(typed: str) -> None:
    assert clean_phone(typed) == "+33612345678"
    assert spaced_phone("+33612345678") == "06 12 34 56 78"


@pytest.mark.parametrize(
    "typed", ["", "01 23 45 67 89", "06 12 34 56", "06 12 34 56 78 9", "+44 7 12 34 56 78", "٠٦١٢٣٤٥٦٧٨"]
)
def test_what_is_no_french_mobile_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_phone(typed)
    assert refused.value.code == "bad_phone"
