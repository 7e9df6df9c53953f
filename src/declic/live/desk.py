"""The teachers' desks that are open: who is there, and what each must be told. No socket, no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from declic.curriculum.rules import LEVELS, SUBJECTS
from declic.dispatch.rules import DutyState, HelpKind
from declic.lessons.queries.at_desks import DeskDuty, RingCard
from declic.live.protocol.desk import Card, DeskWelcome, Duty, DutyIs, Page, Preferred, Ring, RingOver
from declic.live.protocol.room import Message
from declic.people.models import Teacher

S = TypeVar("S")
Saying = tuple[S, Message]
"""What to say, and to which socket."""

ROOM = "/salle/{}/"
REPORT = "/prof/lecons/{}/compte-rendu/"
FILE = "/fichiers/{}/"

WHY_OVER = {
    "taken": "Un collègue vient de prendre cet élève. Merci d’avoir été là.",
    "cancelled": "L’élève n’a plus besoin d’aide. Merci d’avoir été là.",
    "for_wanted": "L’élève a choisi d’attendre un professeur qu’il connaît. Merci d’avoir été là.",
    "written": "L’élève a choisi une réponse écrite. Merci d’avoir été là.",
    "call_back": "L’élève a choisi d’être rappelé plus tard. Merci d’avoir été là.",
    "declined": "Vous passez votre tour. Cela ne compte jamais contre vous.",
    "missed": "Le temps est passé : l’élève est proposé à un collègue.",
    "sent_back": "C’est dit : l’élève montre son essai et garde sa place.",
    "accepted": "Vous avez répondu sur une autre page : la leçon s’y ouvre.",
    "pupil_away": "L’élève a quitté sa page. Un autre appel viendra.",
    "teacher_gone": "Cette page était fermée : l’élève est proposé à un collègue.",
    "taken_back": "L’équipe Déclic a mis fin à votre service : l’élève est proposé à un collègue.",
    "not_theirs": "Vos matières ou vos dates viennent de changer : l’élève est proposé à un collègue.",
    "reassigned": "La régie appelle un collègue pour cet élève. Merci d’avoir été là.",
    "closed": "Le service ferme : l’élève passera en premier à l’ouverture.",
}
OTHERWISE = "Cet appel est terminé. Merci d’avoir été là."


@dataclass
class Desks(Generic[S]):
    """The desks open in this process, by teacher account. No I/O: what comes out is what to say to whom."""

    _at: dict[int, list[S]] = field(default_factory=dict)
    _taking: dict[S, UUID] = field(default_factory=dict)
    _over: set[UUID] = field(default_factory=set)
    _ringing: dict[int, UUID] = field(default_factory=dict)
    """What a teacher's pages were told of last, until they are told that it is over."""

    def enter(self, socket: S, account: int) -> None:
        self._at.setdefault(account, []).append(socket)

    def leave(self, socket: S, account: int) -> bool:
        """Whether it was the last desk this teacher had open here."""
        self._taking.pop(socket, None)
        here = self._at.get(account, [])
        if socket in here:
            here.remove(socket)
        if here:
            return False
        self._ringing.pop(account, None)
        return self._at.pop(account, None) is not None

    @property
    def accounts(self) -> list[int]:
        return list(self._at)

    @property
    def sockets(self) -> list[S]:
        return [socket for here in self._at.values() for socket in here]

    def has(self, account: int) -> bool:
        return account in self._at

    def welcome(  # noqa: PLR0913  (all that is true now)
        self, socket: S, account: int, duty: DeskDuty | None, cards: Iterable[RingCard], *, hours: str, now: datetime
    ) -> list[Saying[S]]:
        """`hours`: their digest."""
        rings = [
            card_of(card) for card in cards if card.teacher_account_id == account and card.offer_id not in self._over
        ]
        if rings:
            self._ringing[account] = UUID(rings[-1].offer_id)
        said = DeskWelcome(duty=duty_said(duty, now), rings=rings, hours=hours, at=now.isoformat())
        return [(socket, said)] if socket in self._at.get(account, []) else []

    def ring(self, card: RingCard) -> list[Saying[S]]:
        """To every page of the teacher; nothing when its end was heard while it was being read."""
        if card.offer_id in self._over:
            return []
        self._ringing[card.teacher_account_id] = card.offer_id
        said = Ring(**_fields(card_of(card)))
        return [(socket, said) for socket in self._at.get(card.teacher_account_id, [])]

    def duty(self, account: int, duty: DeskDuty | None, now: datetime) -> list[Saying[S]]:
        said = DutyIs(**_fields(duty_said(duty, now)))
        return [(socket, said) for socket in self._at.get(account, [])]

    def preferred(self, account: int, teacher: Teacher, entered: S | None = None) -> list[Saying[S]]:
        """To every page of the teacher; to the one that entered alone, as the others know it already."""
        said = Preferred(teacher.is_armed, teacher.takes_neighbours, teacher.rings_to_end)
        return [(socket, said) for socket in self._at.get(account, []) if entered in {None, socket}]

    def taking(self, socket: S, offer_id: UUID) -> None:
        """This page accepts: it will be told of the lesson, not of the end of the ring."""
        self._taking[socket] = offer_id

    def not_taking(self, socket: S) -> None:
        """Its acceptance was refused."""
        self._taking.pop(socket, None)

    def ring_over(self, account: int, offer_id: UUID, why: str) -> list[Saying[S]]:
        self._over.add(offer_id)
        if self._ringing.get(account) == offer_id:
            del self._ringing[account]
        said = RingOver(offer_id=str(offer_id), why=why, message=WHY_OVER.get(why, OTHERWISE))
        mine = why == "accepted"
        return [
            (socket, said)
            for socket in self._at.get(account, [])
            if not (mine and self._taking.get(socket) == offer_id)
        ]

    def shut(self, account: int) -> list[Saying[S]]:
        """The team suspends them: what rings is said to be over before the pages are closed, even if that is heard of
        only later.
        """
        ringing = self._ringing.get(account)
        return [] if ringing is None else self.ring_over(account, ringing, "taken_back")

    def forget_over(self) -> None:
        """A reading begins: it will see by itself what is over by now."""
        self._over.clear()


def duty_said(duty: DeskDuty | None, now: datetime) -> Duty:
    if duty is None:
        ended = DutyState.ENDED.value
        return Duty(state=ended, last_one=False, since=now.isoformat(), why="", declines=0, lesson_url=None)
    url = None
    if duty.state is DutyState.TEACHING and duty.live_lesson:
        url = ROOM.format(duty.live_lesson)
    elif duty.state is DutyState.WRAPPING_UP and duty.to_report:
        url = REPORT.format(duty.to_report)
    return Duty(
        state=duty.state.value,
        last_one=duty.last_one,
        since=duty.since.isoformat(),
        why=duty.why,
        declines=duty.declines,
        lesson_url=url,
    )


def card_of(card: RingCard) -> Card:
    level, subject = LEVELS[card.level], SUBJECTS[card.subject]
    return Card(
        offer_id=str(card.offer_id),
        request_id=str(card.help_request_id),
        level=level.code,
        level_label=level.label,
        subject=subject.code,
        subject_label=subject.short,
        subject_picture=subject.picture,
        kind=card.kind,
        kind_label=HelpKind(card.kind).label,
        tried=card.tried,
        pages=[Page(FILE.format(page.upload_id), page.width, page.height) for page in card.pages],
        asked_at=card.asked_at.isoformat(),
        waited_s=max(0, int((card.offered_at - card.asked_at).total_seconds())),
        offered_at=card.offered_at.isoformat(),
        deadline_at=card.deadline_at.isoformat(),
        hedge=card.hedge,
        met_before=card.met_before,
        handed_over_by=card.handed_over_by,
        opens_at=card.opens_at.isoformat() if card.opens_at else None,
        puts_off_report=card.puts_off_report,
    )


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
