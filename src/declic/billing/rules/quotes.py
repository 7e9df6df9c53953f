"""A quote as it was handed over: what may change afterwards and must not change on it."""

from dataclasses import dataclass
from datetime import date

from declic.billing.rules.amounts import VatRegime


@dataclass(frozen=True)
class Printed:
    """Terms are not in it: a quote that is changed is a draft again, and an amendment keeps those before it."""

    starts_on: date
    ends_on: date
    seller: str
    seller_siret: str
    """Empty, as what follows, while no seller is named."""
    seller_place: str
    regime: VatRegime | None
    buyer: str
    siret: str
    siren: str
    population: int | None
    telephone: bool = False
    """Whether lessons may go on by telephone: the data contract names who carries calls."""
    push: tuple[str, ...] = ()
    """Whose services carry notifications to teachers, « Google »; it names them too."""
