"""Contact details in the words of a board, wherever a program puts them in an update."""

import json
import random
from collections.abc import Callable
from typing import Any

import pycrdt
import pytest

from declic.classroom.rules.documents import document_of
from declic.classroom.rules.varints import written
from declic.classroom.rules.written import MASK, without_contacts
from declic.ground.contacts import Contact

PHONE = "appelle-moi au 06 12 34 56 78"


def updates(*acts: Callable[[Any], None]) -> list[bytes]:
    """One for each act on the items of a board."""
    doc: pycrdt.Doc = pycrdt.Doc()
    items = doc.get("items", type=pycrdt.Map)
    made: list[bytes] = []
    watch = doc.observe(lambda event: made.append(event.update))
    for act in acts:
        with doc.transaction():
            act(items)
    doc.unobserve(watch)
    return made


def text(words: str, kind: str = "text") -> Any:
    head = {"k": kind, "a": "12", "t": 1.5e12, "c": "#2B4C9B", "w": 24.0}
    return pycrdt.Map({"h": head, "x": words, "m": [1.0, 2.0]})


def words_of(*made: bytes) -> dict[str, str]:
    document, waiting = document_of(made)
    assert waiting == []
    items = document.get("items", type=pycrdt.Map)
    return {key: item["x"] for key, item in items.items() if "x" in item}


def put(key: str, words: str) -> Callable[[Any], None]:
    return lambda items: items.__setitem__(key, text(words))


def rewrite(key: str, words: str) -> Callable[[Any], None]:
    return lambda items: items[key].__setitem__("x", words)


def masked(made: list[bytes]) -> tuple[list[bytes], set[Contact]]:
    both = [without_contacts(update) for update in made]
    return [update for update, _ in both], {one for _, found in both for one in found}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (PHONE, Contact.PHONE),
        ("écris à lea@exemple.fr\navant demain", Contact.MAIL),
        ("mon snap : lea_75", Contact.NETWORK),
        (r"\text{au\,06\,12\,34\,56\,78}", Contact.PHONE),
        ("x" * 40 + " " + PHONE + " é" * 300, Contact.PHONE),
    ],
)
def test_a_text_with_contact_details_is_masked_when_it_is_made_and_when_it_is_changed(
    words: str, found: Contact
) -> None:
    made = updates(put("a", "un"), put("b", words), rewrite("a", words), put("c", "trois"))
    clean, kinds = masked(made)
    assert kinds == {found}
    assert words_of(*clean) == {"a": MASK, "b": MASK, "c": "trois"}
    assert words.encode() not in b"".join(clean)
    assert masked(clean) == (clean, set()), "and nothing more the second time"


def test_what_follows_a_masked_text_still_follows_it() -> None:
    made = updates(put("a", PHONE), rewrite("a", "douze"), put("b", "deux"), lambda items: items.pop("b"))
    clean, _ = masked(made)
    assert words_of(*clean) == {"a": "douze"}
    mixed = [clean[0], *made[1:]]
    assert words_of(*mixed) == {"a": "douze"}, "as when a page drew it before it was masked"


@pytest.mark.parametrize(
    "words", ["x² − 5x + 6", "0,1 ; 0,2 ; 0,3", "1 234 567 890", r"\frac{-b\pm\sqrt{b^2-4ac}}{2a}", "12 + 30 = 42", ""]
)
def test_what_is_worked_on_is_left_alone_to_the_byte(words: str) -> None:
    made = updates(put("a", words), rewrite("a", words + " !"))
    assert masked(made) == (made, set())


def test_a_whole_board_is_masked_as_its_updates_are() -> None:
    made = updates(put("a", PHONE), put("b", "deux"), put("c", "voir lea@exemple.fr"), rewrite("b", PHONE))
    document, _ = document_of(made)
    clean, found = without_contacts(bytes(document.get_update()))
    assert found == {Contact.PHONE, Contact.MAIL}
    assert words_of(clean) == {"a": MASK, "b": MASK, "c": MASK}


# -- as a program of one's own may write it ----------------------------------------------------------------------------
def by_hand(content: bytes, key: bytes = b"x") -> bytes:
    """An update of one value under `key` of a map of this name, with this content."""
    name = b"items"
    place = written(1) + written(len(name)) + name + written(len(key)) + key
    return b"\x01\x01\x07\x00" + bytes([content[0] | 0x20]) + place + content[1:] + b"\x00"


def string(words: str) -> bytes:
    return written(len(words.encode())) + words.encode()


@pytest.mark.parametrize(
    "content",
    [
        b"\x08\x01\x77" + string(PHONE),
        b"\x08\x02\x77" + string("un") + b"\x77" + string(PHONE),
        b"\x08\x02\x76\x01" + string("k") + b"\x75\x02\x7d\xc1\x01\x7e\x77" + string(PHONE),
        b"\x02\x01" + string(json.dumps(PHONE)),
        b"\x02\x02" + string("{}") + string(json.dumps(PHONE)),
    ],
    ids=["value", "last of two", "after an object", "as JSON", "as JSON, last of two"],
)
def test_no_way_of_writing_it_goes_unseen(content: bytes) -> None:
    clean, found = without_contacts(by_hand(content))
    assert found == {Contact.PHONE}
    assert b"06 12 34" not in clean
    assert MASK.encode() in clean or json.dumps(MASK).encode() in clean


def test_a_value_as_deep_as_it_likes_does_not_hide_the_next() -> None:
    deep = b"\x75\x01" * 20_000 + b"\x7e"
    clean, found = without_contacts(by_hand(b"\x08\x02" + deep + b"\x77" + string(PHONE)))
    assert found == {Contact.PHONE}
    assert PHONE.encode() not in clean


def test_what_is_not_an_update_is_left_as_it_is() -> None:
    dice = random.Random(4)
    whole = updates(put("a", "un"), put("b", PHONE))
    for _ in range(3000):
        data = dice.randbytes(dice.randrange(60))
        assert without_contacts(data) is not None
        cut = bytearray(whole[dice.randrange(2)])
        cut[dice.randrange(len(cut))] = dice.randrange(256)
        without_contacts(bytes(cut[: dice.randrange(len(cut)) + 1]))
    assert without_contacts(b"") == (b"", frozenset())
