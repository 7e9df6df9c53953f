"""On what a pupil asks, coarsely: what a browser says of itself is not kept, and nobody is told apart by it. Pure."""

import re
from enum import Enum


class Device(Enum):
    PHONE = "phone"
    TABLET = "tablet"
    COMPUTER = "computer"

    @property
    def label(self) -> str:
        return {"phone": "Téléphone", "tablet": "Tablette", "computer": "Ordinateur"}[self.value]


_TABLET = re.compile(r"iPad|Tablet|Silk|Kindle|Android(?!.*Mobile)", re.IGNORECASE)
_PHONE = re.compile(r"iPhone|iPod|Mobi|Android", re.IGNORECASE)


def device_of(user_agent: str) -> Device:
    """An iPad that asks for pages of computers says it is one: it is counted as such."""
    if _TABLET.search(user_agent):
        return Device.TABLET
    return Device.PHONE if _PHONE.search(user_agent) else Device.COMPUTER
