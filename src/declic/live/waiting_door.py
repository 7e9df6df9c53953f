"""The door of `/wait`: facts in, what each pupil must know out; the database in other threads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from declic.dispatch import actions as dispatch
from declic.dispatch.queries import Standing, access_help_request, standings
from declic.dispatch.queries.agreed import kept_openings
from declic.dispatch.queries.evening import announced
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.evening import Evening
from declic.lessons.queries.waits import Wait, waits_of
from declic.live.bus import Bus
from declic.live.door import DoorSocket, Entry, RefusedSocket
from declic.live.protocol.codes import Close
from declic.live.protocol.waiting import Cancel, Incoming, Place, WaitOver, decode
from declic.live.talk import TalkSocket, Threads, utc_now
from declic.live.turns import Turns
from declic.live.waiting import AFTER, Saying, Waits, place_said
from declic.people.models import Account

READ_EVERY_S: Final = 0.03
"""Between two readings of what concerns one pupil: whatever happens to others meanwhile is read with it."""
PLACES_EVERY_S: Final = 1.0
"""Places are read again at most so often, for all the pupils at once."""

MOVE_THE_QUEUE = {
    "AnnouncementSent",
    "AnnouncementWithdrawn",
    "CallBackMoved",
    "HelpAsked",
    "HelpCallBack",
    "HelpCancelled",
    "HelpCompleted",
    "HelpEscalated",
    "HelpForWanted",
    "HelpReturned",
    "HelpScheduled",
    "HelpSentBack",
    "HelpUnmet",
    "HelpWritten",
    "PupilAway",
    "PupilBack",
    "SubjectClosed",
    "SubjectReopened",
    "OfferMade",
    "OfferEnded",
    "DutyChanged",
    "LessonOpened",
}
CONCERN_ONE = {"LessonOpened", "HelpSentBack", "HelpScheduled", "HelpCallBack", "CallBackMoved", "HelpReturned"}
"""Told to that pupil at once."""
END_IT = {"HelpCancelled", "HelpUnmet", "HelpWritten"}


@dataclass
class _News:
    entered: list[TalkSocket] = field(default_factory=list)
    concerned: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Seen:
    """One reading of the database."""

    waits: dict[int, Wait]
    standings: dict[UUID, Standing]
    opens: dict[int, datetime | None]
    """Account → next opening, of the requests kept for it."""
    tonight: Evening
    """What the team says to those who wait."""

    def place(self, wait: Wait) -> Place:
        said = self.tonight.said_to(wait.subject, wait.level)
        return place_said(self.standings.get(wait.help_request_id), wait.state, said)


class WaitingDoor:
    """What concerns one pupil is read at once; places, for everybody, at most once a second."""

    prefix = "/wait"
    kind = "wait"

    def __init__(self, bus: Bus) -> None:
        self.waits: Waits[TalkSocket] = Waits()
        self.threads = Threads("wait")
        self._news = _News()
        self._telling = Turns(self._tell, apart_s=READ_EVERY_S)
        self._placing = Turns(self._place, apart_s=PLACES_EVERY_S)
        bus.hear(self.fact)
        bus.when_back(self.back)

    async def start(self) -> None: ...

    def open(self, entry: Entry) -> DoorSocket:
        if entry.ticket.r != "pupil":
            return RefusedSocket(Close.WRONG_SUBJECT, typed=entry.typed)
        return WaitingSocket(self, entry.ticket.p, typed=entry.typed)

    def sweep(self, now: float) -> None:
        """The pages that are open are there, and a long wait shows as such: both for all at once."""
        del now
        if accounts := self.waits.accounts:
            self.threads.start(self._seen(accounts))
            self._placing.call()

    async def stop(self) -> None:
        await self._telling.close()
        await self._placing.close()
        await self.threads.stop()

    # -- sockets --------------------------------------------------------------------------------------------------
    def entered(self, socket: TalkSocket) -> None:
        self.waits.enter(socket, socket.account)
        self._news.entered.append(socket)
        self._telling.call()

    async def hear(self, socket: TalkSocket, message: Incoming) -> None:
        if isinstance(message, Cancel):
            await self.threads.run(_cancel, socket.account, utc_now())

    def left(self, socket: TalkSocket) -> None:
        """A server that stops is no pupil that leaves: the pages come back."""
        if self.waits.leave(socket, socket.account) and socket.closed_with is not Close.SHUTTING_DOWN:
            self.threads.start(self._left(socket.account))

    async def _left(self, account: int) -> None:
        await self.threads.run(dispatch.pupil_left, pupil_account_id=account, now=utc_now())

    async def _seen(self, accounts: list[int]) -> None:
        await self.threads.run(dispatch.note_pupil_seen, pupil_account_ids=accounts, now=utc_now())

    # -- facts ----------------------------------------------------------------------------------------------------
    def fact(self, said: dict[str, Any]) -> None:
        """Something happened somewhere in the service. Called on the loop; returns at once."""
        name, data = said["name"], said["data"]
        if name not in MOVE_THE_QUEUE or not self.waits.accounts:
            return
        account = data.get("pupil_account_id", 0)
        if name in END_IT:
            self._end(account, data.get("why", "written" if name == "HelpWritten" else "cancelled"))
        elif name in CONCERN_ONE and self.waits.has(account):
            self._news.concerned.add(account)
            self._telling.call()
        self._placing.call()

    def back(self) -> None:
        """Facts may have been missed: every page is welcomed again, and so told everything."""
        self._news.entered += self.waits.sockets
        self._telling.call()

    def _end(self, account: int, why: str) -> None:
        sockets = self.waits.at(account)
        self._say(self.waits.over(account, why))
        for socket in sockets:
            socket.close(Close.OVER)

    async def _tell(self) -> None:
        news, self._news = self._news, _News()
        arrived = {socket.account for socket in news.entered}
        seen = await self.threads.run(_read, arrived | news.concerned, arrived, utc_now())
        for socket in news.entered:
            wait = seen.waits.get(socket.account)
            if wait is None:
                socket.say(WaitOver(why="nothing", url=AFTER))
                socket.close(Close.OVER)
                continue
            opens_at = seen.opens.get(socket.account)
            self._say(self.waits.welcome(socket, wait, seen.place(wait), opens_at, utc_now()))
        for account, wait in seen.waits.items():
            self._say(self.waits.news(account, wait, seen.opens.get(account)))

    async def _place(self) -> None:
        accounts = self.waits.accounts
        if not accounts:
            return
        seen = await self.threads.run(_read, set(accounts), set(accounts), utc_now())
        places = {
            account: seen.place(wait)
            for account, wait in seen.waits.items()
            if wait.state in (HelpState.WAITING, HelpState.SENT_BACK)
        }
        # One that was sent back has no place: it is told what the team says, and nothing else.
        sent_back = {account for account, wait in seen.waits.items() if wait.state is HelpState.SENT_BACK}
        quiet = {account for account in sent_back if self.waits.has_heard(account, places[account].said)}
        self._say(self.waits.places({account: place for account, place in places.items() if account not in quiet}))

    def _say(self, sayings: Iterable[Saying[TalkSocket]]) -> None:
        for socket, message in sayings:
            socket.say(message)


class WaitingSocket(TalkSocket):
    def __init__(self, door: WaitingDoor, account: int, *, typed: bool) -> None:
        super().__init__(account, decode, door.hear, door.threads, typed=typed)
        self._door = door

    def connected(self) -> None:
        self._door.entered(self)

    def gone(self) -> None:
        self._door.left(self)


def _read(accounts: set[int], in_line: set[int], now: datetime) -> _Seen:
    """`in_line`: those whose place is wanted too."""
    waits = waits_of(accounts)
    wanted = any(account in in_line and wait.state is HelpState.WAITING for account, wait in waits.items())
    kept = {account: wait for account, wait in waits.items() if wait.state is HelpState.SCHEDULED}
    return _Seen(
        waits=waits,
        standings=standings(now) if wanted else {},
        opens={account: found.opens_at for account, found in kept_openings(kept, now).items()} if kept else {},
        tonight=announced(now),
    )


def _cancel(account_id: int, now: datetime) -> None:
    wait = waits_of([account_id]).get(account_id)
    if wait is not None:
        account = Account.objects.get(pk=account_id)
        dispatch.cancel(help_request=access_help_request(account, wait.help_request_id), now=now)
