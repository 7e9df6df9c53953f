"""The operator's board: `StaffBoard` knows what was told, `StaffDoor` hears facts and reads the database for it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from declic.curriculum.rules import LEVELS, SUBJECTS
from declic.dispatch.rules import HelpKind
from declic.live.protocol.room import Message
from declic.live.protocol.staff import RingSeen, StaffBoardIs, TeacherSeen, TodaySeen, WaitingSeen
from declic.live.turns import Turns
from declic.reports.queries.board import Board, OnDuty, Ring, Waiting, board_of
from declic.reports.rules import PROMISE_S

S = TypeVar("S")

AT_MOST_EVERY_S = 1.0
BEAT_S = 15.0
"""A wait that passes the promise changes today's share without any fact: the board is read again at least so often."""
ABOUT = frozenset({"help_request", "offer", "lesson", "account"})
"""Kinds of subject (`<kind>:<id>`) whose facts change the board."""


@dataclass
class StaffBoard:
    """One for all the operators of this process: they see the same board."""

    told: StaffBoardIs | None = None
    """The whole board as last read: what a newcomer is told."""
    _known: dict[int, TeacherSeen] = field(default_factory=dict)

    def read(self, board: Board) -> StaffBoardIs | None:
        """What to tell those who heard `told` before; None when nothing they see has changed."""
        waiting = [_waiting(request, board.free.get((request.subject, request.level), 0)) for request in board.waiting]
        seen = {teacher.account_id: _teacher(teacher) for teacher in board.teachers}
        news = [teacher for account, teacher in seen.items() if self._known.get(account) != teacher]
        gone = sorted(self._known.keys() - seen.keys())
        today = TodaySeen(board.today.decided, board.today.kept, board.today.unmet, board.today.scheduled)
        before, self._known = self.told, seen
        self.told = StaffBoardIs(
            at=board.at.isoformat(),
            whole=True,
            waiting=waiting,
            teachers=list(seen.values()),
            gone=[],
            today=today,
            promise_s=PROMISE_S,
        )
        if before is not None and not news and not gone and before.waiting == waiting and before.today == today:
            return None
        return StaffBoardIs(
            at=self.told.at,
            whole=False,
            waiting=waiting,
            teachers=news,
            gone=gone,
            today=today,
            promise_s=PROMISE_S,
        )


class StaffDoor(Generic[S]):
    """Facts in, boards out, one reading for all the news at once and at most one a second; no reading for nobody."""

    def __init__(
        self,
        post: Callable[[S, Message], None],
        in_thread: Callable[..., Awaitable[Any]],
        now: Callable[[], datetime],
        *,
        apart_s: float = AT_MOST_EVERY_S,
    ) -> None:
        self._post = post
        self._in_thread = in_thread
        self._now = now
        self._board = StaffBoard()
        self._watching: list[S] = []
        self._entered: list[S] = []
        self._reading = Turns(self._read, apart_s=apart_s)

    def enter(self, socket: S) -> None:
        self._entered.append(socket)
        self._reading.call()

    def leave(self, socket: S) -> None:
        for sockets in (self._watching, self._entered):
            if socket in sockets:
                sockets.remove(socket)
        if not self._watching and not self._entered:
            self._board = StaffBoard()

    def fact(self, said: dict[str, Any]) -> None:
        """What was recorded anywhere in the service; called on the loop, and returns at once."""
        if said["subject"].partition(":")[0] in ABOUT:
            self.beat()

    def beat(self) -> None:
        """Every `BEAT_S`, and on news."""
        if self._watching or self._entered:
            self._reading.call()

    async def close(self) -> None:
        await self._reading.close()

    async def _read(self) -> None:
        board = self._board
        news = board.read(await self._in_thread(board_of, self._now()))
        if board is not self._board or board.told is None:
            return
        if news is not None:
            for socket in self._watching:
                self._post(socket, news)
        for socket in self._entered:
            self._post(socket, board.told)
        self._watching += self._entered
        self._entered = []


def _waiting(request: Waiting, free: int) -> WaitingSeen:
    subject, level = SUBJECTS.get(request.subject), LEVELS.get(request.level)
    return WaitingSeen(
        id=str(request.id),
        subject=request.subject,
        subject_label=subject.short if subject else request.subject,
        level=request.level,
        level_label=level.label if level else request.level,
        kind_label=HelpKind(request.kind).label,
        state=request.state,
        wait_from=request.wait_from.isoformat(),
        seen_at=_iso(request.seen_at),
        free=free,
        rings=[_ring(ring) for ring in request.rings],
    )


def _ring(ring: Ring) -> RingSeen:
    return RingSeen(ring.teacher, ring.state, ring.reason, ring.at.isoformat(), ring.hedge)


def _teacher(teacher: OnDuty) -> TeacherSeen:
    about = ""
    if teacher.about is not None:
        subject, level = SUBJECTS.get(teacher.about[0]), LEVELS.get(teacher.about[1])
        about = ", ".join(known for known in (subject and subject.short, level and level.label) if known)
    return TeacherSeen(
        teacher.account_id, teacher.name, teacher.state, teacher.since.isoformat(), teacher.last_one, about
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
