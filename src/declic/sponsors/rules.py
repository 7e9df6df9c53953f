"""Sponsors: the kinds of payer. The kind changes legal data, codes and invoices, never what the pupil gets."""

from enum import Enum


class SponsorKind(Enum):
    COMMUNE = "commune"
    WORKS_COUNCIL = "works_council"

    @property
    def label(self) -> str:
        return {"commune": "commune", "works_council": "comité social et économique (CSE)"}[self.value]


class LedgerKind(Enum):
    LESSON = "lesson"
