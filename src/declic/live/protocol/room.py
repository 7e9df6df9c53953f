"""What is said on `/room/<lesson>?ticket=…`, in text frames. The board itself goes in binary frames: see `frames`.

A message that `may_be_lost` may be dropped under load or across a reconnection; any other is sent, or the socket is
closed.
"""

from typing import Any, ClassVar, Literal

import msgspec

Role = str
Ability = str
Shows = Literal["face", "notebook", "screen"]
"""What the picture is of."""
Bars = Literal[0, 1, 2, 3]
LegState = Literal["", "given", "calling", "answered", "busy", "no_answer", "failed", "hung_up"]
"""Of one person's telephone: its number not given, given, rung, picked up; or how its call ended."""
Mark = Literal["", "understood", "thanks", "bravo", "lost"]
"""« Compris », « Merci », « Bravo », « Je ne comprends pas »; empty: taken back."""


class Message(msgspec.Struct, tag_field="type", frozen=True):
    may_be_lost: ClassVar[bool] = False


class Person(msgspec.Struct, frozen=True):
    id: str
    name: str
    role: str
    colour: str
    talks: bool = True
    """Their voice may be heard; of a guest who only listens nothing is played."""


class LessonState(msgspec.Struct, frozen=True):
    id: str
    state: str
    opened_at: str | None
    started_at: str | None
    closes_at: str | None


class FilePage(msgspec.Struct, frozen=True):
    """A photo, or a page of a PDF (`alone`), that goes with a line."""

    id: str
    url: str
    width: int
    height: int
    alone: bool


class Reaction(msgspec.Struct, frozen=True):
    by: str
    what: str


class ChatLine(msgspec.Struct, frozen=True):
    id: str
    """Grows with time within a room."""
    cid: str
    """Chosen by the author: a line sent again with the same `cid` is not doubled."""
    author: str
    name: str
    text: str
    at: str
    pages: list[FilePage] = []
    reactions: list[Reaction] = []
    """One a person."""


class IceServer(msgspec.Struct, frozen=True, omit_defaults=True):
    urls: list[str]
    username: str | msgspec.UnsetType = msgspec.UNSET
    credential: str | msgspec.UnsetType = msgspec.UNSET


# -- from the server --------------------------------------------------------------------------------------------------
class Welcome(Message, tag="welcome", frozen=True):
    """First message: who is here, what you may do, what was said."""

    you: Person
    people: list[Person]
    """The others."""
    abilities: list[str]
    lesson: LessonState
    chat: list[ChatLine]
    """The last 200 lines, oldest first."""
    ice_servers: list[IceServer]
    limits: dict[str, int]
    at: str
    """Server's clock, ISO 8601, UTC."""
    muted: bool = False
    """You muted your microphone in this room, on this device or another, and have not opened it since."""


class Joined(Message, tag="joined", frozen=True):
    """Somebody came in. Said again if they come back from another device."""

    person: Person


class Left(Message, tag="left", frozen=True):
    """Somebody's socket closed."""

    id: str


class Kept(Message, tag="kept", frozen=True):
    """The first `n` durable binary frames of this connection (updates, and step 2 with content) are on disk."""

    n: int


class Took(Message, tag="took", frozen=True):
    """So many bytes of pieces have come on this connection, all together: what follows may be sent. The server says it
    of each piece; a client, at the end of a frame and every `taken_bytes` of it.
    """

    n: int


class ChatSaid(Message, tag="chat", frozen=True):
    """A line, kept. The author gets it too: that is the acknowledgement."""

    id: str
    cid: str
    author: str
    name: str
    text: str
    at: str
    pages: list[FilePage] = []
    reactions: list[Reaction] = []


class Reacted(Message, tag="reacted", frozen=True):
    """A reaction to a line, kept. Whoever gave it gets it too: that is the acknowledgement."""

    line: str
    sender: str = msgspec.field(name="from")
    what: Mark


class SignalFrom(Message, tag="signal", frozen=True):
    """Call signalling, passed on unread; `to`: whom it is for, everybody when it is empty."""

    sender: str = msgspec.field(name="from")
    data: Any
    to: str = ""


class MediaFrom(Message, tag="media", frozen=True):
    """Of oneself, without `mic`: muted on another device, whose word came late. This one mutes too."""

    sender: str = msgspec.field(name="from")
    mic: bool
    camera: bool
    shows: Shows = "face"
    held: bool = False


class TypingFrom(Message, tag="typing", frozen=True):
    """What stands in their field now, the whole of it; empty once it is sent or taken back."""

    may_be_lost: ClassVar[bool] = True
    sender: str = msgspec.field(name="from")
    text: str = ""


class HandFrom(Message, tag="hand", frozen=True):
    sender: str = msgspec.field(name="from")
    up: bool


class NetworkFrom(Message, tag="network", frozen=True):
    may_be_lost: ClassVar[bool] = True
    sender: str = msgspec.field(name="from")
    level: Bars


class State(Message, tag="state", frozen=True):
    """The lesson's life moved on."""

    lesson: LessonState


class Over(Message, tag="over", frozen=True):
    """The lesson is over; the socket closes with 4410. `why` is `finished`; `line_lost`, `not_joined`, `given_up`: the
    teacher is gone and the pupil first in line again; `taken_back`: the same, by the team's decision, and the teacher's
    socket closes with 4411; `handed_over`: the same, by the teacher's, who leaves the pupil to a colleague; `no_show`,
    `pupil_left`: the pupil did not come; `pupil_gone`, `both_left`, `too_long`, `inactive`: nobody ended it.
    """

    by: str
    """Who ended it; empty when nobody did."""
    why: str
    next_url: str


class Moved(Message, tag="moved", frozen=True):
    """You came in from another device; this socket closes with 4409."""


class Pong(Message, tag="pong", frozen=True):
    may_be_lost: ClassVar[bool] = True
    n: int
    at: str
    row: int | msgspec.UnsetType = msgspec.UNSET
    """All that is in the log of this room up to this row has been sent to you. Not said of a room on several processes.
    """


class Resumed(Message, tag="resumed", frozen=True):
    """Answer to `since`, instead of step 2 and step 1: you have been sent all you missed. Send what was not
    acknowledged.
    """


class Error(Message, tag="error", frozen=True):
    """A message of yours was turned down; `message` is French, for the person."""

    code: str
    message: str


class Unsaid(Message, tag="unsaid", frozen=True):
    """Your line `cid` holds contact details: it was neither kept nor passed on. `message` says why, to the person."""

    cid: str
    code: str
    """`contact_details`."""
    message: str


class Ice(Message, tag="ice", frozen=True):
    ice_servers: list[IceServer]


class Telephone(Message, tag="telephone", frozen=True):
    """The lesson's call by telephone; said again to whoever comes in. Nobody is told the other's number."""

    number: str
    """The platform's, which both telephones show."""
    teacher: LegState
    pupil: LegState


class Notice(Message, tag="notice", frozen=True):
    """Something to tell the person: `five_minutes`, also to whoever comes in later; `hours`: the service does not close
    then after all; `still`: no sign of anybody for ten minutes, the lesson is ended in five more unless one comes;
    `there`: one came.
    """

    code: str
    message: str


# -- from the client --------------------------------------------------------------------------------------------------
class Chat(Message, tag="chat", frozen=True):
    cid: str
    text: str
    file: str = ""
    """What `/salle/<lesson>/fichiers/` answered as `file`: the text may then be empty."""


class React(Message, tag="react", frozen=True):
    """To the line of this id. Said again, it is the same; another takes its place."""

    line: str
    what: Mark


class Signal(Message, tag="signal", frozen=True):
    """`to`: the person it is for. Three people make three calls, one for each two."""

    data: Any
    to: str = ""


class Media(Message, tag="media", frozen=True):
    """What is sent in the call. `held`: the picture waits, the network is too weak for more than the voice. `muted`:
    by choice, on whatever device this person goes on; the welcome says it back.
    """

    mic: bool
    camera: bool
    shows: Shows = "face"
    held: bool = False
    muted: bool = False


class Typing(Message, tag="typing", frozen=True):
    """Letter by letter, for whoever reads rather than hears. What is, or may become, a
    contact detail reaches the others as « … »."""

    may_be_lost: ClassVar[bool] = True
    text: str = ""


class Hand(Message, tag="hand", frozen=True):
    """Calls for attention without a word; said again to whoever comes in. Down from who had none up: yours was seen."""

    up: bool


class Network(Message, tag="network", frozen=True):
    """What the sender's gauge shows: 0 cut, 1 weak, 2 middling, 3 good."""

    may_be_lost: ClassVar[bool] = True
    level: Bars


class Stir(Message, tag="stir", frozen=True):
    """This person speaks, or touches the page: the room is not forgotten. Said every 20 s at most."""

    may_be_lost: ClassVar[bool] = True


class CallMe(Message, tag="call_me", frozen=True):
    """Asks to go on by telephone, at this French number. Once both have given theirs, both are called, as soon as the
    teacher is in the room. It is kept nowhere, and forgotten once the call is over, or once the room is left empty.
    Error `bad_number`, `not_agreed`, `too_many_calls`, `no_telephone`.
    """

    number: str
    agreed: bool = False
    """The pupil's only: a grown-up of theirs said yes to a call on this number."""


class HangUp(Message, tag="hang_up", frozen=True):
    """Ends the call by telephone, or takes the asking back, for both."""


class End(Message, tag="end", frozen=True):
    """Ends the lesson for everybody (ability `end`)."""


class AskIce(Message, tag="ice", frozen=True):
    """Asks for fresh TURN credentials."""


class Ping(Message, tag="ping", frozen=True):
    may_be_lost: ClassVar[bool] = True
    n: int


class Since(Message, tag="since", frozen=True):
    """Before a sync step 1: this same document was sent all of the log up to this row, which the last pong said. The
    server may then answer with the rest of it and `resumed`, or as if nothing had been said.
    """

    row: int


Incoming = (
    Chat
    | React
    | Signal
    | Media
    | Typing
    | Hand
    | Network
    | Stir
    | CallMe
    | HangUp
    | End
    | AskIce
    | Ping
    | Took
    | Since
)
"""From the client."""
Outgoing = (
    Welcome
    | Joined
    | Left
    | Kept
    | Took
    | ChatSaid
    | Reacted
    | SignalFrom
    | MediaFrom
    | TypingFrom
    | HandFrom
    | NetworkFrom
    | State
    | Over
    | Moved
    | Pong
    | Resumed
    | Error
    | Unsaid
    | Ice
    | Telephone
    | Notice
)
"""From the server."""

decode = msgspec.json.Decoder(Incoming).decode
encode = msgspec.json.Encoder().encode
