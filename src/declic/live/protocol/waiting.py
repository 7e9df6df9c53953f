"""What is said on `/wait?ticket=…`: a pupil's waiting page."""

import msgspec

from declic.live.protocol.room import Error, Message, Ping, Pong


class Estimate(msgspec.Struct, frozen=True):
    """Whole minutes."""

    low_min: int
    high_min: int


class Place(msgspec.Struct, frozen=True):
    place: int
    """1 is next. 0 when it does not wait (kept for the opening, sent back)."""
    estimate: Estimate | None
    """None when nobody on duty may take it."""
    free: int
    """Teachers free who may take it."""
    ringing: bool
    """A teacher's page rings for it now."""
    step: str
    """`asked`, `ringing`, `long` (past the promise), `for_wanted` (it waits for the wanted teacher alone, a minute at
    most), `held` (kept for the opening) or `sent_back`."""
    wanted: str
    """Name of the wanted teacher it waits for (`for_wanted`), or may choose to wait for; else empty."""
    choices: list[str]
    """What the pupil may prefer to waiting, by the page's form: `wait`, `call_back`, `written`.
    Empty while the wait is short.
    """
    closed: str
    """Why its subject is closed this evening to who asks from now on; empty when it is not."""
    said: list[str]
    """What the team says to those who wait, oldest first."""


class Waited(msgspec.Struct, frozen=True):
    """The help request as its pupil knows it."""

    id: str
    subject: str
    subject_label: str
    kind: str
    asked_at: str
    state: str
    opens_at: str | None
    """When `held`: the next opening, or the time the pupil chose to be called back at."""


# -- from the server --------------------------------------------------------------------------------------------------
class WaitWelcome(Place, Message, tag="welcome", frozen=True):
    """First message, and again after each reconnection: all that is true now."""

    request: Waited
    at: str


class PlaceIs(Place, Message, tag="place", frozen=True):
    """The queue moved: said at most once a second, and only when something changed for this pupil."""


class Coming(Message, tag="coming", frozen=True):
    """A teacher accepted: the room is open. Go there."""

    teacher: str
    url: str


class SentBack(Message, tag="sent_back", frozen=True):
    """A teacher asks to see the attempt; the place is kept."""

    message: str


class Closing(Message, tag="closing", frozen=True):
    """The service closes, or the pupil chose to be called back: kept until `opens_at`, first in line then."""

    message: str
    opens_at: str | None


class WaitOver(Message, tag="over", frozen=True):
    """It waits no more; the socket closes with 4410."""

    why: str
    """`cancelled`, `written` (the pupil chose an answer in writing), `unmet`, `nothing` (no request waits) or the
    reason of the unmet request.
    """
    url: str


# -- from the client --------------------------------------------------------------------------------------------------
class Cancel(Message, tag="cancel", frozen=True):
    """« Je n’ai plus besoin d’aide. »"""


Incoming = Cancel | Ping
"""From the client."""
Outgoing = WaitWelcome | PlaceIs | Coming | SentBack | Closing | WaitOver | Pong | Error
"""From the server."""

decode = msgspec.json.Decoder(Incoming).decode
