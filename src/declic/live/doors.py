"""Every door of the live server, put together."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from declic.live.bus import Bus
from declic.live.desk_door import DeskDoor
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.rota_door import RotaDoor
from declic.live.server import LiveServer
from declic.live.staff_door import StaffDoor
from declic.live.waiting_door import WaitingDoor

if TYPE_CHECKING:
    from declic.live.door import Door


def live_server(bus: Bus, *, origins: Collection[str] = ()) -> LiveServer:
    """Rooms, desks, waiting pages, operators' boards and rotas on one server. `bus` is started already."""
    talks: list[Door] = [DeskDoor(bus), WaitingDoor(bus), StaffDoor(bus), RotaDoor(bus)]
    doors: list[Door] = [RoomDoor(bus=bus, recorder=Recorder()), *talks]
    return LiveServer(doors=doors, bus=bus, origins=origins)
