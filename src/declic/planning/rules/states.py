"""States and moves of a rota, of its shifts, and of a swap."""

from datetime import timedelta
from enum import Enum
from typing import Final

from declic.ground.lifecycle import Lifecycle

SILENT: Final = timedelta(seconds=30)
"""A search that said nothing for so long died with its process: another takes it over."""


class RotaState(Enum):
    ASKED = "asked"
    RUNNING = "running"
    DRAFT = "draft"
    FAILED = "failed"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        return {
            "asked": "la recherche va commencer",
            "running": "recherche en cours",
            "draft": "à relire et à publier",
            "failed": "la recherche a échoué",
            "published": "publié",
        }[self.value]


ROTA_LIFE = Lifecycle(
    "Rota",
    RotaState.ASKED,
    {
        RotaState.ASKED: frozenset({RotaState.RUNNING}),
        RotaState.RUNNING: frozenset({RotaState.DRAFT, RotaState.FAILED}),
        RotaState.DRAFT: frozenset({RotaState.ASKED, RotaState.PUBLISHED}),
        RotaState.FAILED: frozenset({RotaState.ASKED}),
        RotaState.PUBLISHED: frozenset(),
    },
)


class ShiftState(Enum):
    PROPOSED = "proposed"
    TO_CONFIRM = "to_confirm"
    CONFIRMED = "confirmed"
    OFFERED = "offered"

    @property
    def label(self) -> str:
        return {
            "proposed": "proposé",
            "to_confirm": "à confirmer",
            "confirmed": "confirmé",
            "offered": "rendu, à reprendre",
        }[self.value]


SHIFT_LIFE = Lifecycle(
    "Shift",
    ShiftState.PROPOSED,
    {
        ShiftState.PROPOSED: frozenset({ShiftState.TO_CONFIRM}),
        ShiftState.TO_CONFIRM: frozenset({ShiftState.CONFIRMED, ShiftState.OFFERED}),
        ShiftState.CONFIRMED: frozenset({ShiftState.OFFERED, ShiftState.TO_CONFIRM}),
        ShiftState.OFFERED: frozenset({ShiftState.CONFIRMED}),
    },
)
GIVEN = (ShiftState.TO_CONFIRM, ShiftState.CONFIRMED)
"""Somebody is expected to come."""


class SwapState(Enum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


SWAP_LIFE = Lifecycle(
    "Swap",
    SwapState.ASKED,
    {
        SwapState.ASKED: frozenset({SwapState.ACCEPTED, SwapState.DECLINED, SwapState.WITHDRAWN}),
        SwapState.ACCEPTED: frozenset(),
        SwapState.DECLINED: frozenset(),
        SwapState.WITHDRAWN: frozenset(),
    },
)
