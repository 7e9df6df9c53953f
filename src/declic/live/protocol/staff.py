"""What is said on `/staff?ticket=…`, the operator's board."""

import msgspec

from declic.live.protocol.room import Error, Message, Ping, Pong


class RingSeen(msgspec.Struct, frozen=True):
    teacher: str
    state: str
    """`ringing`, `accepted`, `declined`, `missed`, `withdrawn`, `sent_back` or `handed_over` (they taught, and left the
    pupil to a colleague)."""
    reason: str
    """Why this teacher, French."""
    at: str
    hedge: bool
    """The second of two."""


class WaitingSeen(msgspec.Struct, frozen=True):
    """A pupil who waits, without a name."""

    id: str
    subject: str
    subject_label: str
    level: str
    level_label: str
    kind_label: str
    state: str
    """`waiting` or `sent_back`."""
    wait_from: str
    """The age of the wait runs from here."""
    seen_at: str | None
    """Last sign of life of the pupil's page."""
    escalation: str
    """What its age has brought: `none`, `widened`, `calling` (teachers off duty), `operator`, `offered` (the pupil may
    choose a call-back)."""
    free: int
    """Teachers free who may take it."""
    called: int
    """Teachers off duty called for it."""
    rings: list[RingSeen]
    """Latest first."""


class TeacherSeen(msgspec.Struct, frozen=True):
    id: int
    name: str
    state: str
    """`free`, `ringing`, `teaching`, `wrapping_up`, `paused`, or `away`: free, but for a page that is closed."""
    since: str
    last_one: bool
    about: str
    """« Maths, 4e » of the lesson or the ring."""


class TodaySeen(msgspec.Struct, frozen=True):
    decided: int
    """Accepted, left without answer, or waiting longer than the promise."""
    kept: int
    """Of them, accepted within the promise."""
    unmet: int
    scheduled: int
    """Kept for the opening, or for a call-back."""
    written: int
    """Questions that wait for a written answer, whatever the day."""
    written_since: str | None
    """When the oldest of them was asked."""
    written_late: int
    """Of them, those that nobody answered in four hours of opening: the team was written to."""


class InForce(msgspec.Struct, frozen=True):
    """What the team decided for this evening."""

    kind: str
    """`subject` (closed), `announcement`, or `hours` (an exceptional closing)."""
    label: str
    """« Maths, au collège »."""
    subject: str
    text: str
    starts_at: str
    ends_at: str


# -- from the server --------------------------------------------------------------------------------------------------
class StaffBoardIs(Message, tag="board", frozen=True):
    """At most once a second, and only when something changed. `waiting` is always whole, longest wait first."""

    at: str
    whole: bool
    """`teachers` is everybody on duty: forget those known. Otherwise, those who came or changed."""
    waiting: list[WaitingSeen]
    teachers: list[TeacherSeen]
    gone: list[int]
    """Teachers no longer on duty."""
    today: TodaySeen
    promise_s: int
    in_force: list[InForce]
    """Always whole."""


Incoming = Ping
"""From the client."""
Outgoing = StaffBoardIs | Pong | Error
"""From the server."""

decode = msgspec.json.Decoder(Incoming).decode
