"""« de » and « que » before a name: one rule for the server and the page."""

import json
from pathlib import Path

import pytest

from declic.ground.elision import elided

CASES = json.loads((Path(__file__).parent / "elisions.json").read_text())


@pytest.mark.parametrize(("word", "name", "said"), CASES)
def test_a_name_takes_its_elision(word: str, name: str, said: str) -> None:
    assert elided(word, name) == said
