"""What two pages say to set up their call: relayed as it is, but for who may only hear. Pure."""

import re
from typing import Any, Final

_DIRECTION: Final = re.compile(r"[ \t]*a[ \t]*=[ \t]*(sendrecv|sendonly|recvonly|inactive)[ \t]*", re.IGNORECASE)
_SENDS: Final = {"sendrecv": "recvonly", "sendonly": "inactive"}


def only_hearing(data: Any) -> Any:
    """The same signal, its description of a call (SDP) sending nothing: the other's browser then takes nothing in."""
    if not isinstance(data, dict) or not isinstance(data.get("sdp"), str):
        return data
    return {**data, "sdp": _hearing(data["sdp"])}


def _hearing(sdp: str) -> str:
    """Each medium says its direction: one that says none would send."""
    session, *media = re.split(r"(?im)^(?=[ \t]*m[ \t]*=)", re.sub(r"\r\n?|\n", "\n", sdp))
    parts = [_without_directions(session)[0]]
    for medium in media:
        rest, said = _without_directions(medium)
        first, _, others = rest.partition("\n")
        parts.append(f"{first}\na={_SENDS.get(said, said)}\n{others}")
    return "".join(parts).replace("\n", "\r\n")


def _without_directions(section: str) -> tuple[str, str]:
    """And the last one said; what a medium that says none does."""
    said, kept = "sendrecv", list[str]()
    for line in section.split("\n"):
        if found := _DIRECTION.fullmatch(line):
            said = found[1].lower()
        else:
            kept.append(line)
    return "\n".join(kept), said
