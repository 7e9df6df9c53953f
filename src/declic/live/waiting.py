"""The waiting pages that are open: who is there, and what each must be told. No socket, no database, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from declic.curriculum.rules import SUBJECTS
from declic.dispatch.queries import Standing
from declic.dispatch.queries.line import HELD
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.escalation import Escalation, choices
from declic.lessons.queries.waits import Wait
from declic.live.protocol.room import Message
from declic.live.protocol.waiting import (
    Closing,
    Coming,
    Estimate,
    Place,
    PlaceIs,
    SentBack,
    Waited,
    WaitOver,
    WaitWelcome,
)

S = TypeVar("S")
Saying = tuple[S, Message]
"""What to say, and to which socket."""

ROOM = "/salle/{}/"
AFTER = "/eleve/attente/"
SENT_BACK = "Montre-moi ton essai, même faux. On partira de là."
KEPT = "On ferme pour aujourd’hui. Ta question est gardée\u00a0: elle passera en premier à l’ouverture."
CALLED_BACK = "C’est noté\u00a0: ta question passera en premier à l’heure choisie."
PUT_OFF = "On ferme avant de pouvoir te rappeler. Ta question passera en premier à l’ouverture."
_WAIT = (HelpState.WAITING, HelpState.SENT_BACK)
"""Those the team speaks to."""


@dataclass
class Waits(Generic[S]):
    """The waiting pages of this process, by pupil account. What comes out is what to say to whom."""

    _at: dict[int, list[S]] = field(default_factory=dict)
    _told: dict[int, Place] = field(default_factory=dict)
    _welcomed: set[S] = field(default_factory=set)
    """Who just came in is told nothing of the line before its welcome."""

    def enter(self, socket: S, account: int) -> None:
        self._at.setdefault(account, []).append(socket)

    def leave(self, socket: S, account: int) -> bool:
        """Whether it was the last page this pupil had open here."""
        here = self._at.get(account, [])
        if socket in here:
            here.remove(socket)
        self._welcomed.discard(socket)
        if here:
            return False
        self._told.pop(account, None)
        return self._at.pop(account, None) is not None

    @property
    def accounts(self) -> list[int]:
        return list(self._at)

    @property
    def sockets(self) -> list[S]:
        return [socket for here in self._at.values() for socket in here]

    def has(self, account: int) -> bool:
        return account in self._at

    def at(self, account: int) -> tuple[S, ...]:
        return tuple(self._at.get(account, ()))

    def welcome(self, socket: S, wait: Wait, place: Place, opens_at: datetime | None, now: datetime) -> list[Saying[S]]:
        account = wait.pupil_account_id
        if socket not in self._at.get(account, []):
            return []
        self._told[account] = place
        self._welcomed.add(socket)
        asked = Waited(
            id=str(wait.help_request_id),
            subject=wait.subject,
            subject_label=SUBJECTS[wait.subject].short,
            kind=wait.kind,
            asked_at=wait.asked_at.isoformat(),
            state=wait.state.value,
            opens_at=_iso(wait.call_back_at or opens_at),
        )
        return [(socket, WaitWelcome(**_fields(place), request=asked, at=now.isoformat()))]

    def news(self, account: int, wait: Wait, opens_at: datetime | None) -> list[Saying[S]]:
        """What happened to the request, for every page of this pupil; nothing while it simply waits."""
        said: Message | None = None
        if wait.lesson_id is not None:
            said = Coming(teacher=wait.teacher, url=ROOM.format(wait.lesson_id))
        elif wait.state is HelpState.SENT_BACK:
            said = SentBack(message=SENT_BACK)
        elif wait.state is HelpState.SCHEDULED:
            promised = PUT_OFF if wait.put_off else CALLED_BACK
            message = promised if wait.call_back_at else KEPT
            said = Closing(message=message, opens_at=_iso(wait.call_back_at or opens_at))
        return [] if said is None else [(socket, said) for socket in self.at(account)]

    def over(self, account: int, why: str) -> list[Saying[S]]:
        return [(socket, WaitOver(why=why, url=AFTER)) for socket in self.at(account)]

    def has_heard(self, account: int, said: list[str]) -> bool:
        """Whether these announcements are those its pages show."""
        told = self._told.get(account)
        return told is None or told.said == said

    def places(self, places: Mapping[int, Place]) -> list[Saying[S]]:
        """The places that changed since they were last told."""
        sayings: list[Saying[S]] = []
        for account, place in places.items():
            welcomed = [socket for socket in self.at(account) if socket in self._welcomed]
            if self._told.get(account) != place and welcomed:
                self._told[account] = place
                said = PlaceIs(**_fields(place))
                sayings += [(socket, said) for socket in welcomed]
        return sayings


def place_said(standing: Standing | None, state: HelpState, said: Iterable[str] = ()) -> Place:
    """`standing` is None for a request that is not in line; `said`: the announcements for it."""
    found = standing or HELD
    offered = found.choices if state is HelpState.WAITING else choices(state, Escalation.NONE, None)
    return Place(
        place=found.place,
        estimate=None if found.estimate is None else Estimate(*found.estimate),
        free=found.free,
        ringing=found.ringing,
        step=found.step,
        wanted=found.wanted,
        choices=[choice.value for choice in offered],
        closed=found.closed,
        said=list(said) if state in _WAIT else [],
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
