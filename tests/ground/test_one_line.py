from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from declic.ground.one_line import one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("École Vic\x02tor Hugo", "École Victor Hugo"),
        (" Ville\tde \r\n Clichy ", "Ville de Clichy"),
        ("Mairie\x0bannexe", "Mairie annexe"),
        ("\u202eruop\u202c \u2067Clichy\u2069", "ruop Clichy"),
        ("مدرسة", "مدرسة"),
        ("👩\u200d🏫", "👩\u200d🏫"),
    ],
)
def test_what_nobody_sees_is_left_out(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@given(st.text())
def test_it_stands_on_one_line_in_a_workbook_and_in_xml(typed: str) -> None:
    kept = one_line(typed)
    assert not ILLEGAL_CHARACTERS_RE.search(kept)
    assert len(kept.splitlines()) <= 1
    assert one_line(kept) == kept
    plain = kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert (fromstring(f"<a>{plain}</a>").text or "") == kept  # noqa: S314  (our own text)
