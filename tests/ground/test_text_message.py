"""How many text messages a text is."""

import pytest

from declic.ground.text_message import plainer, size_of


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", (0, 1, "")),
        ("a" * 160, (160, 1, "")),
        ("a" * 161, (161, 2, "")),
        ("é" * 307, (307, 3, "")),
        ("€" * 80, (160, 1, "")),
        ("â" + "a" * 69, (70, 1, "â")),
        ("l’âge, l’été " + "a" * 60, (73, 2, "’â")),
        ("😀" * 35, (70, 1, "😀")),
        ("ї" * 135, (135, 3, "ї")),
    ],
)
def test_one_letter_that_is_not_plain_makes_a_message_hold_seventy(text: str, size: tuple[int, int, str]) -> None:
    assert size_of(text) == size


def test_typographic_signs_give_way_to_plain_ones() -> None:
    text = "L’élève dit\u00a0: «\u00a0à bientôt…\u00a0»"
    assert plainer(text) == 'L\'élève dit : "à bientôt..."'
    assert size_of(plainer("L’été, c’est l’œuvre…")).special == ""
