"""SIECLE, « ElevesSansAdresses.xml »: BEE_ELEVES/DONNEES/ELEVES/ELEVE. Read as it comes, no entity resolved."""

from collections.abc import Iterator
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from declic.rolls.clean.table import Row, Table, headed
from declic.rolls.rules import limits

FIELDS: Final = {
    "NOM": ("NOM_DE_FAMILLE", "NOM"),
    "NOM D’USAGE": ("NOM_USAGE",),
    "PRÉNOM": ("PRENOM",),
    "DATE NAISSANCE": ("DATE_NAISS",),
    "INE": ("INE_RNIE", "ID_NATIONAL", "INE_BEA"),
    "CODE MEF": ("CODE_MEF",),
    "UAI": (),
    "DATE SORTIE": ("DATE_SORTIE",),
}
"""The last is one that `columns.telling_who_left` knows: a day to come takes nobody off the list yet, and one that has
come is told.
"""


def read_siecle(data: bytes) -> Table:
    """Refusal `entities`, `too_deep`, `broken`, `no_pupils`, and those of `headed`."""
    expected = data.count(b"<ELEVE ") + data.count(b"<ELEVE>")
    if not expected and b"\x00" not in data[:64]:
        raise limits.no_pupils()
    return headed("SIECLE (XML)", _rows(data), expected)


def _rows(data: bytes) -> Iterator[Row]:
    """The first is the names; then a pupil a row, numbered as in the file."""
    yield 0, list(FIELDS)
    uai, number, depth = "", 0, 0
    try:
        for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > limits.MAX_DEPTH:
                raise limits.too_deep()
            if event == "start":
                continue
            if element.tag in ("UAJ", "UAI") and not uai:
                uai = (element.text or "").strip()
            elif element.tag == "ELEVE":
                number += 1
                yield number, _pupil(element, uai)
                element.clear()
    except DefusedXmlException:
        raise limits.entities() from None
    except (ParseError, ValueError, LookupError):
        raise limits.broken() from None


def _pupil(element: Element, uai: str) -> list[str]:
    return [_first(element, names) or (uai if header == "UAI" else "") for header, names in FIELDS.items()]


def _first(element: Element, names: tuple[str, ...]) -> str:
    texts = ((element.findtext(name) or "").strip() for name in names)
    return next((text for text in texts if text), "")
