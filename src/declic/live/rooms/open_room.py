"""A room with its sockets, and what its messages say of the lesson and the chat."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from declic.classroom.actions import NewLine, NewReaction
from declic.classroom.models import ChatMessage
from declic.classroom.queries import RoomCard
from declic.live.member import Member
from declic.live.protocol.room import ChatLine, FilePage, LessonState, Message, Reacted, Reaction
from declic.live.room import Room
from declic.live.rooms.phone import Phone
from declic.live.rooms.stillness import Stillness

if TYPE_CHECKING:
    from declic.live.rooms.room_socket import RoomSocket


@dataclass(eq=False)
class OpenRoom:
    """A room, its sockets, and what is known of its lesson."""

    room: Room
    card: RoomCard
    sockets: "dict[Member, RoomSocket]" = field(default_factory=dict)
    lines: list[tuple[NewLine, Member]] = field(default_factory=list)
    """Chat that waits for the next commit."""
    reactions: list[tuple[NewReaction, Member, Reacted]] = field(default_factory=list)
    """The same."""
    stirs_elsewhere: dict[bytes, int] = field(default_factory=dict)
    """By process, as it last said."""
    stillness: Stillness = field(default_factory=Stillness)
    is_shared: bool = False
    """Another process had this room open too since it was opened here: it writes rows of its own."""
    dirty: bool = False
    tail: int = 0
    """Rows of the log this process wrote since it last asked for the board to be compacted."""
    phone: Phone = field(default_factory=Phone)

    def __post_init__(self) -> None:
        self.name = str(self.room.lesson_id)

    def wire(self) -> None:
        """Each socket knows the others: relaying is a loop over a tuple."""
        for member, socket in self.sockets.items():
            socket.others = tuple(s for m, s in self.sockets.items() if m is not member and not s.closing)

    def tell_all(self, message: Message) -> None:
        """To the members here only: every process hears of the same fact by itself."""
        for socket in list(self.sockets.values()):
            socket.say(message)

    @property
    def signs(self) -> object:
        """Whatever changes when somebody says or does something, on this process or another."""
        return self.room.size, self.room.stirs, tuple(self.stirs_elsewhere.values())

    @property
    def is_idle(self) -> bool:
        """Nobody is in nor on the telephone, and nothing of it waits to be kept."""
        return not (
            self.room.members
            or self.phone.is_in_call
            or self.dirty
            or self.room.in_flight
            or self.lines
            or self.reactions
        )


def lesson_state(card: RoomCard) -> LessonState:
    return LessonState(
        id=str(card.lesson_id),
        state=card.state,
        opened_at=card.opened_at.isoformat(),
        started_at=card.started_at.isoformat() if card.started_at else None,
        closes_at=card.closes_at.isoformat() if card.closes_at else None,
    )


def chat_line(row: ChatMessage) -> ChatLine:
    return ChatLine(
        id=str(row.pk),
        cid=row.cid,
        author=str(row.author_id),
        name=row.name,
        text=row.text,
        at=row.at.isoformat(),
        pages=[_file_page(page) for page in row.pages],
        reactions=[Reaction(str(one.account_id), one.what) for one in row.kept_reactions],
    )


def _file_page(page: dict[str, Any]) -> FilePage:
    upload = str(page["id"])
    return FilePage(
        upload, reverse("pupil:file", args=[upload]), page["width"], page["height"], alone=page["number"] > 0
    )
