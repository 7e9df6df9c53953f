"""What the operators' pages must be told of a board as it was read. No I/O."""

from dataclasses import dataclass, field
from datetime import datetime

from declic.curriculum.rules import LEVELS, SUBJECTS
from declic.dispatch.rules import HelpKind
from declic.live.protocol.staff import InForce as InForceSeen
from declic.live.protocol.staff import RingSeen, StaffBoardIs, TeacherSeen, TodaySeen, WaitingSeen
from declic.reports.queries.board import Board, InForce, OnDuty, Ring, Waiting
from declic.reports.rules import PROMISE_S

SHORT = {
    "2GT": "2de",
    "2PRO": "2de pro",
    "1G": "1re",
    "1T": "1re techno",
    "1PRO": "1re pro",
    "TG": "Tle",
    "TT": "Tle techno",
    "TPRO": "Tle pro",
}
"""Levels in a column where many stand side by side."""


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
        said = board.today
        today = TodaySeen(
            said.decided,
            said.kept,
            said.unmet,
            said.scheduled,
            board.written.number,
            _iso(board.written.oldest),
            board.written.late,
        )
        in_force = [_in_force(one) for one in board.in_force]
        before, self._known = self.told, seen
        self.told = StaffBoardIs(
            at=board.at.isoformat(),
            whole=True,
            waiting=waiting,
            teachers=list(seen.values()),
            gone=[],
            today=today,
            promise_s=PROMISE_S,
            in_force=in_force,
        )
        same = before is not None and (before.waiting, before.today, before.in_force) == (waiting, today, in_force)
        if same and not news and not gone:
            return None
        return StaffBoardIs(
            at=self.told.at,
            whole=False,
            waiting=waiting,
            teachers=news,
            gone=gone,
            today=today,
            promise_s=PROMISE_S,
            in_force=in_force,
        )


def _waiting(request: Waiting, free: int) -> WaitingSeen:
    subject = SUBJECTS.get(request.subject)
    return WaitingSeen(
        id=str(request.id),
        subject=request.subject,
        subject_label=subject.short if subject else request.subject,
        level=request.level,
        level_label=_level(request.level),
        kind_label=HelpKind(request.kind).label,
        state=request.state,
        wait_from=request.wait_from.isoformat(),
        seen_at=_iso(request.seen_at),
        escalation=request.escalation,
        free=free,
        called=request.called,
        rings=[_ring(ring) for ring in request.rings],
    )


def _in_force(one: InForce) -> InForceSeen:
    return InForceSeen(
        one.kind, one.scope.label, one.scope.subject, one.text, one.starts_at.isoformat(), one.ends_at.isoformat()
    )


def _ring(ring: Ring) -> RingSeen:
    return RingSeen(ring.teacher, ring.state, ring.reason, ring.at.isoformat(), ring.hedge)


def _teacher(teacher: OnDuty) -> TeacherSeen:
    about = ""
    if teacher.about is not None:
        subject = SUBJECTS.get(teacher.about[0])
        about = f"{subject.short if subject else teacher.about[0]}, {_level(teacher.about[1])}"
    return TeacherSeen(
        teacher.account_id, teacher.name, teacher.state, teacher.since.isoformat(), teacher.last_one, about
    )


def _level(code: str) -> str:
    return SHORT.get(code) or (LEVELS[code].label if code in LEVELS else code)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
