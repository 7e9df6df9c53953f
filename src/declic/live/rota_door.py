"""The door of `/rota`: searches under way and absences."""

from typing import Any, Final

import msgspec

from declic.ground.moments import clock, end_clock
from declic.live.bus import Bus
from declic.live.protocol.rota import AbsentSeen, RotasAre, RotaSeen, decode
from declic.live.talk import Threads, utc_now
from declic.live.watch_door import WatchDoor
from declic.planning.queries.operator import planning_now

ABOUT: Final = frozenset({"rota", "shift"})
"""Kinds of subject (`<kind>:<id>`) whose facts change what is told; and `COMES`, when somebody late is on duty."""
COMES: Final = frozenset({"asked"})


class RotaDoor(WatchDoor):
    """Little is said: the whole, each time something in it has changed."""

    prefix = "/rota"
    kind = "rota"

    def __init__(self, bus: Bus) -> None:
        super().__init__(bus, Threads("rota", 1), decode)
        self._told: RotasAre | None = None

    def concerned(self, said: dict[str, Any]) -> bool:
        came = said["name"] == "DutyChanged" and said["data"]["why"] in COMES
        return came or said["subject"].partition(":")[0] in ABOUT

    async def look(self) -> tuple[msgspec.Struct | None, msgspec.Struct | None]:
        rotas, absent = await self.threads.run(planning_now, utc_now())
        seen = RotasAre(
            rotas=[RotaSeen(one.week.isoformat(), one.state, one.step, round(one.share, 3)) for one in rotas],
            absent=[
                AbsentSeen(one.shift_id, one.name, f"{clock(one.starts_at)} – {end_clock(one.ends_at)}", one.late)
                for one in absent
            ],
        )
        news = None if seen == self._told else seen
        self._told = seen
        return news, seen
