"""« Devoir commencé »."""

import pytest

from declic.dispatch.rules.attempt import clean_tried, has_begun


@pytest.mark.parametrize("tried", ["", "   \n ", "aide", "aide moi", "??? !!! ...", "\u200b" * 40, "a b c"])
def test_without_a_photo_a_few_signs_are_no_attempt(tried: str) -> None:
    assert not has_begun(tried, pages=0)
    assert has_begun(tried, pages=1)


@pytest.mark.parametrize(
    "tried", ["J’ai fait 3 + 4 = 8", "Je ne comprends pas la question 2.", "calcul 12/5 ça fait 2,4"]
)
def test_a_sentence_is_one(tried: str) -> None:
    assert has_begun(tried, pages=0)


def test_control_signs_are_dropped_and_line_breaks_kept() -> None:
    assert clean_tried(" a\x00b\r\nc\x1b ") == "ab\nc"
