"""What is to be done about one message: relayed, kept, answered, refused. No I/O."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from msgspec.structs import asdict, replace

from declic.classroom.rules import Role
from declic.ground.contacts import contact_in, explained
from declic.live.member import Member
from declic.live.protocol import limits
from declic.live.protocol.codes import Close, Fault
from declic.live.protocol.room import (
    CallMe,
    Chat,
    ChatLine,
    ChatSaid,
    Error,
    HangUp,
    Message,
    React,
    Reacted,
    Reaction,
    TypingFrom,
    Unsaid,
)


class Whom(Enum):
    ALL = "all"
    OTHERS = "others"
    """Everybody but the member who spoke."""


@dataclass(frozen=True, slots=True)
class Out:
    """`message`: typed (text, `declic.v1` sockets only) or bytes (binary, every socket)."""

    to: Whom | Member
    message: Message | bytes


@dataclass(frozen=True, slots=True)
class Step:
    """What to do about one message."""

    relay: bool = False
    """Send the very frame that came to every other member."""
    keep: bool = False
    """It waits for the next commit."""
    out: tuple[Out, ...] = ()
    piece: bytes | None = None
    """Part of a frame, to be put with the others."""
    took: int | None = None
    """The sender has had so many bytes of pieces."""
    since: int | None = None
    """The sender has all of the log up to this row."""
    sync_from: bytes | None = None
    """Answer this state vector with what the sender misses (step 2), then ask what we miss (step 1)."""
    say: Chat | None = None
    """Keep this line of chat, then tell everybody."""
    react: React | None = None
    """The same, of a reaction."""
    muted: bool | None = None
    """The sender muted their microphone, or opened it: it is noted for the lesson."""
    telephone: CallMe | HangUp | None = None
    end: bool = False
    ice: bool = False
    close: Close | None = None


NOTHING: Final = Step()
RELAY: Final = Step(relay=True)
RELAY_AND_KEEP: Final = Step(relay=True, keep=True)
_ID: Final = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_UNFINISHED: Final = re.compile(r"\S*@\S*|(?:\d[ .\-/]*){6,}")
"""What `contact_in` only finds once its last letters are there."""


def chat_step(member: Member, line: Chat) -> Step:
    if "chat" not in member.abilities:
        return fault(member, Fault.NOT_ALLOWED)
    if not line.cid or len(line.cid) > 64 or "\x00" in line.cid:
        return fault(member, Fault.MALFORMED)
    if len(line.text) > limits.CHAT_SIGNS:
        return fault(member, Fault.TOO_LONG)
    if (not line.text.strip() and not line.file) or "\x00" in line.text:
        return fault(member, Fault.EMPTY)
    before = [text for cid, text in member.lately if cid != line.cid]
    if (found := contact_in(line.text, before)) is not None:
        why = explained(found, formal=member.person.role != Role.PUPIL.value)
        return Step(out=(Out(member, Unsaid(line.cid, "contact_details", why)),))
    member.lately.append((line.cid, line.text))
    return Step(say=line)


def reaction_step(member: Member, message: React) -> Step:
    if "chat" not in member.abilities:
        return fault(member, Fault.NOT_ALLOWED)
    if not _ID.fullmatch(message.line):
        return fault(member, Fault.MALFORMED)
    return Step(react=message)


def marked(line: ChatLine, mark: Reacted) -> ChatLine:
    """The line after this reaction."""
    others = [one for one in line.reactions if one.by != mark.sender]
    return replace(line, reactions=[*others, Reaction(mark.sender, mark.what)] if mark.what else others)


def said_again(line: ChatLine) -> ChatSaid:
    return ChatSaid(**asdict(line))


def typing_step(member: Member, text: str) -> Step:
    """Letters as they are typed go to the others, but for what may become an address or a telephone number."""
    if "chat" not in member.abilities:
        return fault(member, Fault.NOT_ALLOWED)
    if len(text) > limits.CHAT_SIGNS:
        return fault(member, Fault.TOO_LONG)
    if "\x00" in text:
        return fault(member, Fault.MALFORMED)
    found = contact_in(text, [line for _, line in member.lately])
    shown = "…" if found is not None else _UNFINISHED.sub("…", text)
    return Step(out=(Out(Whom.OTHERS, TypingFrom(member.person.id, shown)),))


def fault(member: Member, why: Fault, close: Close | None = None) -> Step:
    """Said to who sent it; the socket stays unless `close`."""
    return Step(out=(Out(member, Error(why.value, why.message)),), close=close)


def too_large(member: Member) -> Step:
    return fault(member, Fault.TOO_LARGE, Close.TOO_LARGE)


def too_fast(member: Member) -> Step:
    return fault(member, Fault.TOO_FAST, Close.TOO_FAST)
