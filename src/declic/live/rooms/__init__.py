"""The rooms of this process, by subject: the door, an open room, its log, its lesson, its other processes."""

from declic.live.rooms.door import RoomDoor

__all__ = ["RoomDoor"]
