"""Contact details are caught however they are spelt; mathematics never is."""

import json
import time
import timeit
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from declic.ground.contacts import Contact, check_no_contact, contact_in, explained
from declic.ground.errors import Refusal

CORPUS = json.loads(Path(__file__).with_name("contacts.json").read_text())
CAUGHT = [(kind, text) for kind, texts in CORPUS["caught"].items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), CAUGHT, ids=[text for _, text in CAUGHT])
def test_what_is_a_contact_is_caught(kind: str, text: str) -> None:
    found = contact_in(text)
    assert found is not None
    assert found.value == kind


@pytest.mark.parametrize("text", CORPUS["left"])
def test_what_is_schoolwork_is_left_alone(text: str) -> None:
    assert contact_in(text) is None


SPELT = {
    0: "zéro", 1: "un", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept", 8: "huit", 9: "neuf",
    10: "dix", 11: "onze", 12: "douze", 13: "treize", 14: "quatorze", 15: "quinze", 16: "seize", 20: "vingt",
    30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante",
}  # fmt: skip


def spelt(number: int) -> str:
    """As a French person says it, 0 to 99."""
    if number in SPELT:
        return SPELT[number]
    if number < 20:
        return f"dix-{SPELT[number - 10]}"
    if number < 70:
        return f"{SPELT[number - number % 10]}{' et ' if number % 10 == 1 else '-'}{SPELT[number % 10]}"
    if number < 80:
        return "soixante et onze" if number == 71 else f"soixante-{spelt(number - 60)}"
    return "quatre-vingts" if number == 80 else f"quatre-vingt-{spelt(number - 80)}"


pairs = st.lists(st.integers(10, 99), min_size=4, max_size=4)


@given(first=st.integers(1, 9), rest=pairs, mark=st.sampled_from(["", " ", ".", "-", "/", "  ", " - ", "_", ", "]))
def test_a_number_by_twos_is_caught_whatever_stands_between(first: int, rest: list[int], mark: str) -> None:
    assert contact_in("tiens " + mark.join([f"0{first}", *map(str, rest)])) is Contact.PHONE


@given(first=st.integers(1, 9), rest=pairs)
@example(first=7, rest=[14, 21, 28, 36])
def test_a_number_in_words_is_caught(first: int, rest: list[int]) -> None:
    text = " ".join(["zéro", spelt(first), *map(spelt, rest)])
    is_a_table = len({after - before for before, after in pairwise([0, first, *rest])}) == 1
    assert (contact_in(text) is Contact.PHONE) is not is_a_table


LETTERS = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"}


@given(first=st.integers(1, 9), rest=pairs, which=st.sets(st.integers(0, 9)))
def test_letters_for_figures_hide_no_number(first: int, rest: list[int], which: set[int]) -> None:
    """The first of each two may be any letter that looks like it, the second one that is no unit."""
    digits = f"0{first}" + "".join(map(str, rest))
    hidden = [
        LETTERS.get(digit, digit) if at in which and (at % 2 == 0 or digit in "01") else digit
        for at, digit in enumerate(digits)
    ]
    twos = ["".join(hidden[at : at + 2]) for at in range(0, 10, 2)]
    twos = [two if any(map(str.isdigit, two)) else digits[2 * at : 2 * at + 2] for at, two in enumerate(twos)]
    assert contact_in(" ".join(twos)) is Contact.PHONE


@given(
    first=st.integers(1, 9),
    rest=st.lists(st.integers(10, 99), min_size=2, max_size=4),
    begun=st.sampled_from(["mon num c’est le ", "Mon numéro : ", "mon tel c’est ", "ton portable, c’est le "]),
    in_words=st.booleans(),
)
def test_ones_own_number_without_its_zero_is_caught(*, first: int, rest: list[int], begun: str, in_words: bool) -> None:
    assert contact_in(begun + " ".join(map(spelt if in_words else str, [first, *rest]))) is Contact.PHONE


@given(
    first=st.integers(0, 99),
    others=st.lists(
        st.tuples(st.sampled_from(["plus", "moins", "fois", "divisé par", "égale", "font", "et"]), st.integers(0, 99)),
        min_size=1,
        max_size=8,
    ),
    before=st.sampled_from(["", "calcule ", "pose ", "on appelle produit ", "c’est le ", "exercice numéro 3 : "]),
)
def test_arithmetic_in_words_is_never_caught(first: int, others: list[tuple[str, int]], before: str) -> None:
    said = before + spelt(first) + "".join(f" {sign} {spelt(number)}" for sign, number in others)
    if " et " not in said.replace("vingt et", "").replace("ante et", ""):
        assert contact_in(said) is None


@given(values=st.lists(st.integers(1, 99), min_size=2, max_size=12), mark=st.sampled_from([", ", " ", " ; ", " - "]))
def test_a_list_of_numbers_that_speaks_of_no_telephone_is_never_caught(values: list[int], mark: str) -> None:
    assert contact_in("Range ces nombres : " + mark.join(map(str, values))) is None
    assert contact_in("Range ces nombres : " + mark.join(map(spelt, values))) is None


numbers = st.one_of(
    st.integers(0, 10**10).map(str), st.decimals(0, 10**4, places=2).map(lambda n: f"{n}".replace(".", ","))
)


@given(first=numbers, others=st.lists(st.tuples(st.sampled_from("+−×÷=<>≤*^"), numbers), min_size=1, max_size=8))
def test_a_calculation_of_several_short_numbers_is_never_caught(first: str, others: list[tuple[str, str]]) -> None:
    assert contact_in(f"{first} " + " ".join(f"{sign} {number}" for sign, number in others)) is None


@given(start=st.integers(0, 20), by=st.integers(1, 12), many=st.integers(4, 15))
def test_a_table_is_never_caught(start: int, by: int, many: int) -> None:
    assert contact_in(" ".join(str(start + by * step) for step in range(many))) is None


@given(st.text(max_size=300))
def test_anything_at_all_can_be_read(text: str) -> None:
    contact_in(text, before=(text,))


def test_a_number_sent_in_pieces_is_caught_at_its_end() -> None:
    assert contact_in("06 12") is None
    assert contact_in("34 56", before=("06 12",)) is None
    assert contact_in("78", before=("06 12", "34 56")) is Contact.PHONE
    assert contact_in("merci !", before=("06 12", "34 56 78")) is None
    assert contact_in("12", before=("0", "6")) is None


def test_the_refusal_says_what_it_is_and_keeps_to_tu_or_vous() -> None:
    with pytest.raises(Refusal, match="numéro de téléphone") as refused:
        check_no_contact("06 12 34 56 78", formal=False)
    assert refused.value.code == "contact_details"
    check_no_contact("3,14 × 2", formal=True)
    assert "renvoyez" in explained(Contact.LINK, formal=True)
    assert "renvoie" in explained(Contact.LINK, formal=False)


@pytest.mark.parametrize(
    "piece",
    [
        "0 ",
        "0 1 ",
        "1",
        "a",
        "a.",
        "a-",
        "a@",
        "www.",
        "tel 0 ",
        "quatre vingt ",
        "06 ",
        "06:",
        "06puis ",
        "a. ",
        "snap a ",
    ],
)
def test_a_long_line_made_to_be_slow_is_read_nearly_as_soon_as_any(piece: str) -> None:
    """Of as many letters, measured beside it: three times is what the worst takes, and a pattern that goes back over
    what it has read takes thousands."""
    assert _least_s((piece * 2000)[:2000]) < 20 * _least_s(("il y a un vase " * 200)[:2000])


def _least_s(line: str) -> float:
    """Of the processor, the least of three."""
    return min(timeit.repeat(lambda: contact_in(line), timer=time.process_time, number=1, repeat=3))
