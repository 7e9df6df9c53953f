"""Reads of the room: its lesson, who is in it, what was said and what was put there. Its board: `boards`."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast

from declic.classroom.facts import DevicesPutOut, GuestCame
from declic.classroom.models import ChatMessage, ChatReaction, RoomGuest
from declic.classroom.rules import GuestKind
from declic.dispatch.queries.hours import openings_at
from declic.dispatch.rules.hours import Opening
from declic.ground.errors import NotYours
from declic.journal.models import Fact
from declic.lessons.models import Lesson
from declic.lessons.rules import LIVE_STATES
from declic.people.models import Account
from declic.people.rules.teachers import TeacherState
from declic.statements import Prepared, PreparedFor
from declic.uploads.models import Upload

_FIXED = (
    "board_id", "opened_at", "sponsor__zone", "pupil__account_id", "pupil__first_name", "teacher__account_id",
    "teacher__account__name", Cast("pupil_muted", IntegerField()), Cast("teacher_muted", IntegerField()),
)  # fmt: skip
_CHANGING = ("state", "started_at", "ticket_generation", "end_reason")

NOBODY: frozenset[int] = frozenset()

LINES_MOST = 200
_CARDS = PreparedFor(
    UUID,
    build=lambda lessons: Lesson.objects.filter(pk__in=lessons).values_list("pk", *_FIXED, *_CHANGING),
    together=True,
)
_CARD_AGAIN = Prepared(UUID, build=lambda lesson: Lesson.objects.filter(pk=lesson).values_list(*_CHANGING))
_LINES = Prepared(UUID, build=lambda board: ChatMessage.objects.filter(board_id=board).order_by("-pk")[:LINES_MOST])

_LINES_OF = PreparedFor(
    UUID, build=lambda boards: ChatMessage.objects.filter(board_id__in=boards).order_by("pk"), together=True
)
_REACTIONS_OF = PreparedFor(
    UUID, build=lambda boards: ChatReaction.objects.filter(message__board_id__in=boards).order_by("pk"), together=True
)


@dataclass(frozen=True)
class RoomCard:
    """What the live server must know of a lesson to open its room."""

    lesson_id: UUID
    board_id: UUID
    state: str
    opened_at: datetime
    started_at: datetime | None
    generation: int
    closes_at: datetime | None
    """When the service closes, counted from when the lesson opened; None: it does not."""
    zone: str = ""
    """Holiday zone of who pays, whose hours these are."""
    end_reason: str = ""
    """Why it is over; empty while it is not."""
    names: tuple[tuple[int, str], ...] = ()
    """Account → the name the others read, of the pupil and the teacher."""
    muted: frozenset[int] = field(default=NOBODY, compare=False)
    """Accounts of those who had muted their microphone when this was read."""


def room_card(lesson_id: UUID) -> RoomCard | None:
    return room_cards([lesson_id]).get(lesson_id)


def room_cards(lesson_ids: Collection[UUID]) -> dict[UUID, RoomCard]:
    """Those that are lessons, by id, in one query: after a restart all rooms are entered at once."""
    rows = _CARDS.rows(lesson_ids)
    openings = openings_at({(opened_at, zone) for _, _, opened_at, zone, *_ in rows})
    cards = {}
    for lesson, board, opened_at, zone, pupil, first_name, teacher, name, *rest in rows:
        pupil_muted, teacher_muted, state, started_at, generation, why = rest
        names = ((pupil, first_name), (teacher, name))
        closes_at = _closes_at(openings[opened_at, zone], opened_at)
        muted = _muted((pupil, pupil_muted), (teacher, teacher_muted)) if pupil_muted or teacher_muted else NOBODY
        whose = (zone, why, names, muted)
        cards[lesson] = RoomCard(lesson, board, state, opened_at, started_at, generation, closes_at, *whose)
    return cards


def closing_hours(cards: Collection[RoomCard]) -> dict[UUID, datetime | None]:
    """`closes_at` of each as the hours and the exceptional closings are now."""
    openings = openings_at({(card.opened_at, card.zone) for card in cards})
    return {card.lesson_id: _closes_at(openings[card.opened_at, card.zone], card.opened_at) for card in cards}


def _closes_at(found: Opening, opened_at: datetime) -> datetime | None:
    """A closing decided since then, from before then on, has closed already."""
    return opened_at if not found.is_open and found.why else found.closes_at


def _muted(*people: tuple[int, int]) -> frozenset[int]:
    return frozenset(account for account, is_muted in people if is_muted)


def room_card_again(card: RoomCard) -> RoomCard | None:
    """The card with what may have changed of it; None when the lesson is gone."""
    for state, started_at, generation, why in _CARD_AGAIN.rows(card.lesson_id):
        return replace(card, state=state, started_at=started_at, generation=generation, end_reason=why)
    return None


def name_in_room(card: RoomCard, account_id: int) -> str:
    """What the others read beside their cursor and their words."""
    known = dict(card.names)
    if account_id in known:
        return known[account_id]
    return Account.objects.filter(pk=account_id).values_list("name", flat=True).first() or "Quelqu’un"


def guest_of(lesson_id: UUID) -> RoomGuest | None:
    return (
        RoomGuest.objects.select_related(
            "account", "lesson__pupil__account", "lesson__teacher__account", "lesson__help_request"
        )
        .filter(lesson=lesson_id)
        .first()
    )


def is_put_out(lesson_id: UUID, account_id: int, since: float) -> bool:
    """Whether the devices that a code brought at that moment (of the Unix epoch) as this person were put out later."""
    later = Fact.objects.filter(
        name=DevicesPutOut.__name__, subject=f"lesson:{lesson_id}", at__gte=datetime.fromtimestamp(since, UTC)
    )
    return any(fact.data["account_id"] == account_id for fact in later)


def was_guest(lesson_id: UUID, account_id: int) -> bool:
    """Whether this person was invited to the lesson's room and came, though they may have left."""
    came = Fact.objects.filter(name=GuestCame.__name__, subject=f"lesson:{lesson_id}")
    return any(fact.data["account_id"] == account_id for fact in came)


def guest_name(lesson_id: UUID, account_id: int) -> str:
    """« M. Costa, collègue », while they are invited; empty once they are not."""
    guest = guest_of(lesson_id)
    if guest is None or guest.account_id != account_id:
        return ""
    return f"{guest.account.name}, {GuestKind(guest.kind).label}"


def last_lines(board_id: UUID, most: int = LINES_MOST) -> list[ChatMessage]:
    """The last lines of the chat, oldest first, each with its `kept_reactions`."""
    return _with_reactions([board_id], list(reversed(_LINES.rows(board_id)[:most])))


def last_lines_of(board_ids: Collection[UUID], most: int = LINES_MOST) -> dict[UUID, list[ChatMessage]]:
    """The same for several boards, in one query."""
    found: dict[UUID, list[ChatMessage]] = {board_id: [] for board_id in board_ids}
    for line in _with_reactions(board_ids, _LINES_OF.rows(board_ids)):
        found[line.board_id].append(line)
    return {board_id: lines[-most:] for board_id, lines in found.items()}


def _with_reactions(board_ids: Collection[UUID], lines: list[ChatMessage]) -> list[ChatMessage]:
    """Lines are read before their reactions: one given in between is there."""
    given: dict[int, list[ChatReaction]] = {}
    for reaction in _REACTIONS_OF.rows(board_ids) if lines else ():
        given.setdefault(reaction.message_id, []).append(reaction)
    for line in lines:
        line.kept_reactions = given.get(line.pk, [])
    return lines


def access_file(account: Account, upload_id: UUID) -> Upload:
    """What was put on a board, for the pupil of its lessons, the pupil's guardian and its teachers who are not
    suspended; NotYours for anybody else.
    """
    seen_by = Q(pupil__account=account) | Q(pupil__guardian__account=account) | _taught_by(account)
    lessons = Lesson.objects.filter(seen_by, board_id=OuterRef("room_file__lesson__board_id"))
    found = Upload.objects.filter(Exists(lessons), pk=upload_id).first()
    if found is None:
        raise NotYours
    return found


def file_of_guest(account: Account, upload_id: UUID) -> Upload:
    """What lies on the board of the live lesson this person is invited to; NotYours otherwise."""
    live = [state.value for state in LIVE_STATES]
    for guest in RoomGuest.objects.select_related("lesson").filter(account=account, lesson__state__in=live):
        if found := _in_room(guest.lesson, upload_id):
            return found
    raise NotYours


def file_in_room(lesson: Lesson, upload_id: UUID) -> Upload:
    """What lies on the board of this lesson, for whoever is in its room; NotYours when it is elsewhere."""
    found = _in_room(lesson, upload_id)
    if found is None:
        raise NotYours
    return found


def _in_room(lesson: Lesson, upload_id: UUID) -> Upload | None:
    laid = Q(room_file__lesson__board_id=lesson.board_id) | Q(attempt_page__help_request=lesson.help_request_id)
    return Upload.objects.filter(laid, pk=upload_id).first()


def _taught_by(account: Account) -> Q:
    return Q(teacher__account=account) & ~Q(teacher__state=TeacherState.SUSPENDED.value)
