"""A SIP message, as it is read."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Packet:
    start: str
    headers: list[tuple[str, str]]
    body: str

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def get(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    @property
    def status(self) -> int:
        """0 for a request."""
        return int(self.start.split(" ")[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        return self.get("cseq").rpartition(" ")[2]


_SHORT: Final = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}


def read(data: bytes) -> Packet | None:
    """None: not SIP."""
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    start, *lines = head.replace("\r\n ", " ").split("\r\n")
    if "SIP/2.0" not in start:
        return None
    headers = []
    for line in lines:
        name, _, value = line.partition(":")
        low = name.strip().lower()
        headers.append((_SHORT.get(low, low), value.strip()))
    return Packet(start, headers, body)
