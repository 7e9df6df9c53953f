"""What is said in a room rather than drawn: typed messages, and the lines of the chat kept lately. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from declic.classroom.rules import Role
from declic.live.member import Member
from declic.live.protocol.calls import only_hearing
from declic.live.protocol.codes import Fault
from declic.live.protocol.room import (
    AskIce,
    CallMe,
    Chat,
    ChatLine,
    End,
    Hand,
    HandFrom,
    HangUp,
    Incoming,
    Media,
    MediaFrom,
    Message,
    Network,
    NetworkFrom,
    Ping,
    Pong,
    React,
    Reacted,
    Signal,
    SignalFrom,
    Since,
    Stir,
    Took,
    Typing,
)
from declic.live.step import (
    NOTHING,
    Out,
    Step,
    Whom,
    chat_step,
    fault,
    marked,
    reaction_step,
    said_again,
    typing_step,
)

RECENT_LINES: Final = 32


def heard(member: Member, message: Incoming, *, at: str, row: int) -> Step:
    """What is to be done about it; for a pong, `at`: the server's clock; `row`: of the log, 0 when none is said."""
    match message:
        case Ping(n):
            return Step(out=(Out(member, Pong(n, at, row or msgspec.UNSET)),))
        case Signal() | Media() | Network() | Hand():
            return _of_the_call(member, message)
        case Stir() | Took() | Since() | AskIce():
            return _of_the_link(message)
        case Chat() | React() | Typing():
            return _of_the_chat(member, message)
        case CallMe() | HangUp():
            # A guest's voice is their own affair.
            is_guest = member.person.role == Role.GUEST.value
            return fault(member, Fault.NOT_ALLOWED) if is_guest else Step(telephone=message)
        case End():
            return Step(end=True) if "end" in member.abilities else fault(member, Fault.NOT_ALLOWED)


def _of_the_call(member: Member, message: Signal | Media | Network | Hand) -> Step:
    sender = member.person.id
    match message:
        case Signal(data, to):
            if "talk" in member.abilities:
                return _if_able(member, "talk", SignalFrom(sender, data, to))
            return _if_able(member, "listen", SignalFrom(sender, only_hearing(data), to))
        case Media(mic, camera, shows, held, _):
            return _if_able(member, "talk", MediaFrom(sender, mic, camera, shows, held))
        case Network(level):
            return _if_able(member, "talk", NetworkFrom(sender, level))
        case Hand(up):
            return _if_able(member, "watch", HandFrom(sender, up))


def _if_able(member: Member, ability: str, message: Message) -> Step:
    if ability not in member.abilities:
        return fault(member, Fault.NOT_ALLOWED)
    return Step(out=(Out(Whom.OTHERS, message),))


def _of_the_link(message: Stir | Took | Since | AskIce) -> Step:
    match message:
        case Stir():
            return NOTHING
        case Took(n):
            return Step(took=n)
        case Since(row):
            return Step(since=row)
        case AskIce():
            return Step(ice=True)


def _of_the_chat(member: Member, message: Chat | React | Typing) -> Step:
    match message:
        case Chat():
            return chat_step(member, message)
        case React():
            return reaction_step(member, message)
        case Typing(text):
            return typing_step(member, text)


@dataclass(slots=True, eq=False)
class Lately:
    """What was kept of a chat lately, for a welcome that is being written meanwhile."""

    _lines: list[ChatLine] = field(default_factory=list)
    _marks: dict[tuple[str, str], Reacted] = field(default_factory=dict)
    """Reactions, by line and person."""

    def said(self, line: ChatLine, again_by: Member | None = None) -> Out:
        """A line that is kept now: everybody gets it. If `again_by` sent it again, it alone missed the answer."""
        if again_by is None:
            self._lines = [*self._lines[-RECENT_LINES + 1 :], line]
        return Out(again_by or Whom.ALL, said_again(line))

    def reacted(self, message: Reacted) -> Out:
        """A reaction that is kept now."""
        self._marks.pop((message.line, message.sender), None)
        self._marks[message.line, message.sender] = message
        if len(self._marks) > RECENT_LINES:
            del self._marks[next(iter(self._marks))]
        return Out(Whom.ALL, message)

    def with_those(self, read: Iterable[ChatLine]) -> list[ChatLine]:
        """Lines `read` from the disk, and those kept meanwhile, in order, each once."""
        by_id = {line.id: line for line in [*self._lines, *read]}
        for mark in self._marks.values():
            if (line := by_id.get(mark.line)) is not None:
                by_id[line.id] = marked(line, mark)
        return sorted(by_id.values(), key=lambda line: int(line.id))
