"""Amounts as their reader pays them: « HT », and with the tax, where the seller's regime bears one."""

from dataclasses import dataclass

from declic.billing.rules.amounts import VatRegime, with_tax
from declic.ground.units import Cents
from declic.web.layout.typography import NBSP, euros


@dataclass(frozen=True)
class Taxes:
    regime: VatRegime | None
    """None while no seller is named."""

    @property
    def untaxed(self) -> str:
        """What follows an amount without tax: « HT », or nothing."""
        return f"{NBSP}HT" if self.regime and self.regime.is_taxed else ""

    def net(self, cents: int) -> str:
        """« 8 000 € HT »; « 8 000 € » where there is no tax."""
        return euros(cents) + self.untaxed

    def due(self, cents: int) -> str:
        """« 8 000 € HT, soit 9 600 € TTC »."""
        if not (self.regime and self.regime.is_taxed and cents):
            return self.net(cents)
        return f"{self.net(cents)}, soit {euros(with_tax(Cents(cents), self.regime))}{NBSP}TTC"


NO_TAXES = Taxes(None)
"""On papers that keep the words they were signed with."""
