"""How long the account of a child is kept, and when its family is told. Pure.

Personal data are kept no longer than what they are for needs (RGPD, art. 5, 1, e). A child's account is for a school
year: it is kept until the end of that year and a month, unless the family says that they go on.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Final

from declic.ground.lifecycle import Lifecycle
from declic.ground.paris import at_paris, in_paris, paris_day

SAID_FROM: Final = (6, 15)
"""Month and day. From here on, a family told of the end, or one that enrols, speaks of the year that comes."""
ASKED_FROM: Final = (7, 6)
"""From here on the school year is over: whoever asks for help works for the next."""
ENDS: Final = (8, 5)
"""The end of the school year, and a month."""
ENDS_UNREACHED: Final = (9, 30)
"""For a family without an address: nobody can write to it, and it comes by the town hall in September."""
NOTICE: Final = timedelta(days=30)
"""At least so long between the letter and the end."""
REMINDED: Final = timedelta(days=14)
"""Before the end: once more, to who has not answered."""
TRIES: Final = 3
TRY_AGAIN: Final = timedelta(days=1)
"""After a letter that the mail server refused."""
LOST: Final = timedelta(hours=1)
"""A letter handed over so long ago, of which nobody knows what became, leaves again: once too often is better than an
account that ends without a word."""
ANSWERED_WITHIN: Final = timedelta(days=60)
"""A request of longer ago that nobody answered holds no account: nobody will."""
LETTERS: Final = 20
"""In one go of the clock."""
FAMILIES: Final = 200
"""Announced in one transaction."""
UNCONFIRMED: Final = timedelta(days=7)
"""A registration whose address nobody confirmed: its link holds three days, a sign-in sends another."""
NIGHT: Final = (time(1), time(6))
"""When accounts end: nobody is waiting for a teacher."""

HOURS_PROVED: Final = 5
"""Years in which pay may be claimed, and its hours have to be proved (code du travail, L. 3245-1)."""


def hours_kept_since(today: date) -> date:
    """The first day whose hours are still kept: a whole month more than the law says."""
    return date(today.year - HOURS_PROVED, today.month, 1)


@dataclass(frozen=True)
class Season:
    """The end of a school year, from the day families are told of it to the day before the next is told."""

    year: int
    """2027: of the school year that ends in July 2027."""

    @classmethod
    def holding(cls, day: date) -> "Season":
        return cls(day.year if (day.month, day.day) >= SAID_FROM else day.year - 1)

    @property
    def said_from(self) -> datetime:
        return at_paris(date(self.year, *SAID_FROM), time())

    @property
    def asked_from(self) -> datetime:
        return at_paris(date(self.year, *ASKED_FROM), time())

    @property
    def label(self) -> str:
        return f"{self.year - 1}–{self.year}"

    def ends_on(self, told: date, *, has_address: bool) -> date:
        """The day accounts end that are announced on `told`."""
        return max(date(self.year, *(ENDS if has_address else ENDS_UNREACHED)), told + NOTICE)


@dataclass(frozen=True)
class Signs:
    """The last time each was seen; None: never."""

    added: datetime
    """The child, by the family."""
    enrolled: datetime | None = None
    """By any sponsor: another one that pays from now on is a sign as well."""
    went_on: datetime | None = None
    """« Nous continuons »."""
    asked: datetime | None = None
    """For help."""


def goes_on(signs: Signs, season: Season) -> bool:
    """Whether the child is there for the year after `season`'s."""
    said = (signs.added, signs.enrolled, signs.went_on)
    return any(at is not None and at >= season.said_from for at in said) or (
        signs.asked is not None and signs.asked >= season.asked_from
    )


class Hold(Enum):
    """Why an account whose time is over is still there. Looked at again each night."""

    BUSY = "busy"
    CONCERN = "concern"
    SUSPENDED = "suspended"

    @property
    def label(self) -> str:
        return {
            "busy": "une demande ou une leçon en cours",
            "concern": "une alerte dont l’équipe n’a pas fini",
            "suspended": "un compte suspendu",
        }[self.value]


def hold_of(*, is_busy: bool, has_concern: bool, is_suspended: bool) -> Hold | None:
    """What matters most, told first."""
    if has_concern:
        return Hold.CONCERN
    if is_suspended:
        return Hold.SUSPENDED
    return Hold.BUSY if is_busy else None


def may_end(moment: datetime) -> bool:
    begins, ends = NIGHT
    return begins <= in_paris(moment).time() < ends


def has_come(ends_on: date, now: datetime) -> bool:
    """Whether the day told is there, and only what holds the account keeps it."""
    return ends_on <= paris_day(now)


def is_reminded(ends_on: date, now: datetime) -> bool:
    """Whether the second letter is due."""
    return ends_on - REMINDED <= paris_day(now) < ends_on


class NoticeState(Enum):
    """`unreached`: no address, or one that refuses; the pages say it, and the town hall."""

    WAITING = "waiting"
    HANDED = "handed"
    LEFT = "left"
    UNREACHED = "unreached"

    @property
    def label(self) -> str:
        return {
            "waiting": "à envoyer",
            "handed": "en train de partir",
            "left": "envoyée",
            "unreached": "sans adresse",
        }[self.value]


NOTICE_LIFE = Lifecycle(
    "EndNotice",
    NoticeState.WAITING,
    {
        NoticeState.WAITING: frozenset({NoticeState.HANDED}),
        NoticeState.HANDED: frozenset({NoticeState.LEFT, NoticeState.WAITING, NoticeState.UNREACHED}),
        NoticeState.LEFT: frozenset(),
        NoticeState.UNREACHED: frozenset({NoticeState.HANDED}),
    },
)
