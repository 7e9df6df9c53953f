"""What can have happened between a request for help and a teacher."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class _OfHelpRequest:
    help_request_id: UUID
    pupil_account_id: int

    def subject(self) -> str:
        return f"help_request:{self.help_request_id}"


class HelpAsked(_OfHelpRequest):
    """It waits for a teacher."""


class HelpScheduled(_OfHelpRequest):
    """Asked while closed: first in line at opening."""


class HelpCompleted(_OfHelpRequest):
    """Sent back, completed by the pupil, and waiting again at its place; or details added while waiting."""


@dataclass(frozen=True)
class HelpSentBack(_OfHelpRequest):
    teacher_account_id: int


class HelpForWanted(_OfHelpRequest):
    """The pupil chose to wait for the wanted teacher, a minute at most."""


@dataclass(frozen=True)
class HelpEscalated(_OfHelpRequest):
    """Its wait reached a step of `rules.escalation`."""

    step: str
    reason: str
    """French, for the operator."""


class PlaceKept(_OfHelpRequest):
    """A closing time passed while its page was silent, and nobody has come back to it: its family is told."""


@dataclass(frozen=True)
class HelpCallBack(_OfHelpRequest):
    """The pupil leaves the line, to be first in it again `at` a time they chose."""

    at: datetime
    was: datetime | None = None
    """The hour it was promised for until they chose this one; null when it had none."""


@dataclass(frozen=True)
class CallBackMoved(_OfHelpRequest):
    """A closing cut it or covers its hour, or covers it no longer, or the hours changed: what it becomes."""

    was: datetime
    at: datetime | None
    """Null: at the next opening, which is not known."""
    why: str
    """`cut` (not served before the closing), `closed` (its hour is inside one), `lifted` (no longer), `hours` (it is
    outside the opening hours, or those agreed, which changed), `again` (they changed back) or `sooner` (an opening
    comes before the one it was put off to).
    """
    reason: str
    """The team's words, French, of an exceptional closing."""


@dataclass(frozen=True)
class CallBackDropped(_OfHelpRequest):
    """The pupil came back into line before its hour, `at`: nobody is called back then."""

    at: datetime


class CallBackDue(_OfHelpRequest):
    """It is the time the pupil chose: it waits again."""


@dataclass(frozen=True)
class TeacherCalled(_OfHelpRequest):
    """While off duty, as they agreed to."""

    teacher_account_id: int


class HelpWritten(_OfHelpRequest):
    """The pupil leaves the line for an answer in writing."""


@dataclass(frozen=True)
class QuestionWaits(_OfHelpRequest):
    """Nobody has answered it for long, and nobody is writing."""

    question_id: str
    told: str
    """`team` or `family`: who is told."""


class QuestionTakenBack(_OfHelpRequest):
    """The pupil needs no written answer any more."""


@dataclass(frozen=True)
class QuestionClaimed(_OfHelpRequest):
    """A teacher writes the answer."""

    teacher_account_id: int


@dataclass(frozen=True)
class HelpAnswered(_OfHelpRequest):
    """In writing."""

    teacher_account_id: int
    question_id: str


@dataclass(frozen=True)
class HelpReassigned(_OfHelpRequest):
    """An operator chose the teacher it rings; what rang for it was withdrawn."""

    teacher_account_id: int
    reason: str
    """French."""


class HelpReturned(_OfHelpRequest):
    """Its teacher vanished or gave it up: it waits again, with its first time of asking."""


class HelpCancelled(_OfHelpRequest):
    """The pupil needs no help any more, or never came."""


@dataclass(frozen=True)
class HelpUnmet(_OfHelpRequest):
    why: str
    """`call_back` or `closing`: what it was kept for, and nobody came back to."""


class PupilAway(_OfHelpRequest):
    """The waiting page has been silent: no offers until it is back."""


class PupilBack(_OfHelpRequest):
    """The waiting page speaks again."""


@dataclass(frozen=True)
class _OfOffer:
    offer_id: UUID
    help_request_id: UUID
    pupil_account_id: int
    teacher_account_id: int

    def subject(self) -> str:
        return f"offer:{self.offer_id}"


@dataclass(frozen=True)
class OfferMade(_OfOffer):
    reason: str
    hedge: bool


@dataclass(frozen=True)
class OfferEnded(_OfOffer):
    state: str
    """A final state of `OfferState`."""
    why: str
    """`taken`, `cancelled`, `declined`, `missed`, `teacher_gone`, `pupil_away`, `closed`, `sent_back`, `accepted`,
    `taken_back` (the team suspended the teacher), `for_wanted` (the pupil chose to wait for another one), `call_back`
    (the pupil chose to be called back later), `written` (they chose an answer in writing), `reassigned` (an operator
    chose another teacher), `not_theirs` (the team changed what the teacher may take).

    After an acceptance: `not_joined` and `line_lost` (the teacher vanished), `given_up` (ended before it began),
    `taken_back`, `handed_over`, `no_show` and `pupil_left` (the pupil did).
    """


@dataclass(frozen=True)
class DutyChanged:
    teacher_account_id: int
    state: str
    why: str
    """`asked`, `ring`, `ring_over`, `declined_twice` (ask whether a pause is wanted), `missed`, `missed_often`,
    `lesson`, `lesson_over`, `wrap_up_over`, `not_joined`, `line_lost`, `given_up`, `no_show`, `pupil_left`, `gone`,
    `taken_back`, `shift_over`.
    """

    def subject(self) -> str:
        return f"account:{self.teacher_account_id}"


@dataclass(frozen=True)
class _OfEvening:
    """An act of the team on the evening under way: the actor is the operator. Empty subject or levels: all."""

    id: int
    of_subject: str
    levels: str

    def subject(self) -> str:
        return f"evening:{self.id}"


@dataclass(frozen=True)
class SubjectClosed(_OfEvening):
    reason: str
    """French, which pupils read."""
    ends_at: datetime


class SubjectReopened(_OfEvening):
    """Before it would have ended by itself."""


@dataclass(frozen=True)
class AnnouncementSent(_OfEvening):
    text: str


class AnnouncementWithdrawn(_OfEvening):
    """It leaves the waiting pages."""


@dataclass(frozen=True)
class ClosingDecided:
    """An exceptional closing of the whole service."""

    id: int
    starts_at: datetime
    ends_at: datetime
    reason: str

    def subject(self) -> str:
        return f"hours:{self.id}"


class ClosingLifted(ClosingDecided):
    """The usual hours hold again; `ends_at`, as it had been decided."""
