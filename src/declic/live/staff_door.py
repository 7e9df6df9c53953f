"""The door of `/staff`: the evening's board."""

from typing import Any, Final

import msgspec

from declic.live.bus import Bus
from declic.live.protocol.staff import decode
from declic.live.staff_board import StaffBoard
from declic.live.talk import Threads, utc_now
from declic.live.watch_door import WatchDoor
from declic.reports.queries.board import board_of

ABOUT: Final = frozenset({"help_request", "offer", "lesson", "account", "evening", "hours"})
"""Kinds of subject (`<kind>:<id>`) whose facts change the board."""


class StaffDoor(WatchDoor):
    """Those who watch are told what has changed; whoever enters, the whole board."""

    prefix = "/staff"
    kind = "staff"

    def __init__(self, bus: Bus) -> None:
        super().__init__(bus, Threads("staff"), decode)
        self._board = StaffBoard()

    def concerned(self, said: dict[str, Any]) -> bool:
        return said["subject"].partition(":")[0] in ABOUT

    async def look(self) -> tuple[msgspec.Struct | None, msgspec.Struct | None]:
        board = self._board
        news = board.read(await self.threads.run(board_of, utc_now()))
        # Everybody left meanwhile: whoever has entered since waits for the next reading.
        return (news, board.told) if board is self._board else (None, None)

    def unwatched(self) -> None:
        self._board = StaffBoard()
