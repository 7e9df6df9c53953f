"""What is said on `/desk?ticket=…`, a teacher's desk.

A teacher may have several open: all ring, and the first answer counts for all.
"""

import msgspec

from declic.live.protocol.room import Error, Message, Ping, Pong


class Duty(msgspec.Struct, frozen=True):
    state: str
    """`free`, `ringing`, `teaching`, `wrapping_up`, `paused`, or `ended` when not on duty."""
    last_one: bool
    """The duty ends after this lesson, or the next."""
    since: str
    """When `state` last changed, ISO 8601."""
    why: str
    """`missed` when an unanswered ring made the pause; else empty."""
    declines: int
    """Offers passed over one after the other."""
    lesson_url: str | None
    """The room while teaching, the report to write while wrapping up."""


class Page(msgspec.Struct, frozen=True):
    url: str
    width: int
    """Pixels."""
    height: int


class Card(msgspec.Struct, frozen=True):
    """A help request as a teacher sees it before accepting: no name, no school, no commune."""

    offer_id: str
    request_id: str
    level: str
    level_label: str
    subject: str
    subject_label: str
    subject_picture: str
    kind: str
    """`exercise`, `lesson` or `test`."""
    kind_label: str
    tried: str
    """In the pupil's words."""
    pages: list[Page]
    asked_at: str
    waited_s: int
    """Seconds from the asking to the ring."""
    offered_at: str
    deadline_at: str
    hedge: bool
    """Another teacher is rung too: the first to accept has the pupil."""
    met_before: int
    """Lessons this teacher has already given this pupil."""
    handed_over_by: str
    """The colleague who hands this pupil over, by name: the lesson goes on with the same board; empty: nobody does."""
    opens_at: str | None
    """The teacher is armed: the page accepts by itself at that moment, unless they decline; null: they are not."""
    puts_off_report: bool
    """It rings somebody who is writing a report, and who finds it again afterwards."""


# -- from the server --------------------------------------------------------------------------------------------------
class DeskWelcome(Message, tag="welcome", frozen=True):
    """First message, and again after each reconnection: all that is true now."""

    duty: Duty
    rings: list[Card]
    """At most one."""
    hours: str
    """Digest of the opening hours and closings: when it is not what the page was written with, they are read again."""
    at: str


class DutyIs(Duty, Message, tag="duty", frozen=True):
    """The duty changed."""


class Preferred(Message, tag="preferred", frozen=True):
    """How you are rung, after the welcome and whenever one of your pages changed it."""

    is_armed: bool
    takes_neighbours: bool
    rings_to_end: bool


class Ring(Card, Message, tag="ring", frozen=True):
    """It rings. Said again with the same `offer_id` when the pupil adds to the request."""


class RingOver(Message, tag="ring_over", frozen=True):
    """This ring is over; `message` is French, kind, for the teacher."""

    offer_id: str
    why: str
    """`taken`, `cancelled`, `declined`, `missed`, `sent_back`, `pupil_away`, `teacher_gone`, `closed`, `taken_back`:
    you were suspended, and the socket closes with 4411, `reassigned`: the team chose a colleague, `not_theirs`: the
    team changed what you may take, or `accepted`: you did, on another of your pages."""
    message: str


class Closings(Message, tag="closings", frozen=True):
    """The team decided an exceptional closing, or lifted one: what the page says of the hours is read again."""


class LessonOpen(Message, tag="lesson", frozen=True):
    """You have the pupil: go there."""

    offer_id: str
    url: str


# -- from the client --------------------------------------------------------------------------------------------------
class Want(Message, tag="want", frozen=True):
    state: str
    """`free`, `pause`, `last_one` or `off`."""


class Prefer(Message, tag="prefer", frozen=True):
    """How you want to be rung, from the next ring on; kept from one evening to the next. What is left out stays: two
    pages of one teacher do not undo each other's.
    """

    is_armed: bool | None = None
    """The page accepts by itself after a few seconds."""
    takes_neighbours: bool | None = None
    """Pupils a level beside yours, when they have waited long."""
    rings_to_end: bool | None = None
    """Also in the last minutes of your shift."""


class Accept(Message, tag="accept", frozen=True):
    offer_id: str


class Decline(Message, tag="decline", frozen=True):
    offer_id: str


class SendBack(Message, tag="send_back", frozen=True):
    """« Montre-moi ton essai » : the pupil completes the request and keeps their place."""

    offer_id: str


Incoming = Want | Prefer | Accept | Decline | SendBack | Ping
"""From the client."""
Outgoing = DeskWelcome | DutyIs | Preferred | Ring | RingOver | Closings | LessonOpen | Pong | Error
"""From the server."""

decode = msgspec.json.Decoder(Incoming).decode
