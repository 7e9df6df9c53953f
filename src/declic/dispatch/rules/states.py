"""States and moves of a help request, an offer and a duty."""

from enum import Enum

from declic.ground.lifecycle import Lifecycle


class HelpKind(Enum):
    EXERCISE = "exercise"
    LESSON = "lesson"
    TEST = "test"

    @property
    def label(self) -> str:
        return {"exercise": "Exercice", "lesson": "Leçon", "test": "Contrôle"}[self.value]


class HelpState(Enum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    WAITING = "waiting"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    HELPED = "helped"
    CANCELLED = "cancelled"
    UNMET = "unmet"
    WRITTEN = "written"
    ANSWERED = "answered"


OPEN_STATES = (HelpState.SCHEDULED, HelpState.WAITING, HelpState.SENT_BACK, HelpState.ACCEPTED)

HELP_LIFE = Lifecycle(
    "HelpRequest",
    HelpState.DRAFT,
    {
        HelpState.DRAFT: frozenset({HelpState.WAITING, HelpState.SCHEDULED}),
        HelpState.SCHEDULED: frozenset(
            {HelpState.WAITING, HelpState.DRAFT, HelpState.CANCELLED, HelpState.UNMET, HelpState.WRITTEN}
        ),
        HelpState.WAITING: frozenset(
            {
                HelpState.ACCEPTED,
                HelpState.SENT_BACK,
                HelpState.CANCELLED,
                HelpState.UNMET,
                HelpState.SCHEDULED,
                HelpState.WRITTEN,
            }
        ),
        HelpState.SENT_BACK: frozenset({HelpState.WAITING, HelpState.CANCELLED, HelpState.UNMET}),
        HelpState.ACCEPTED: frozenset({HelpState.HELPED, HelpState.WAITING, HelpState.CANCELLED}),
        HelpState.HELPED: frozenset(),
        HelpState.CANCELLED: frozenset(),
        HelpState.UNMET: frozenset(),
        HelpState.WRITTEN: frozenset({HelpState.ANSWERED, HelpState.CANCELLED}),
        HelpState.ANSWERED: frozenset(),
    },
)


class OfferState(Enum):
    RINGING = "ringing"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"
    SENT_BACK = "sent_back"


OFFER_LIFE = Lifecycle(
    "Offer",
    OfferState.RINGING,
    {
        OfferState.RINGING: frozenset(
            {
                OfferState.ACCEPTED,
                OfferState.DECLINED,
                OfferState.MISSED,
                OfferState.WITHDRAWN,
                OfferState.SENT_BACK,
            }
        ),
        OfferState.ACCEPTED: frozenset({OfferState.WITHDRAWN}),
        OfferState.DECLINED: frozenset(),
        OfferState.MISSED: frozenset(),
        OfferState.WITHDRAWN: frozenset(),
        OfferState.SENT_BACK: frozenset(),
    },
)


class DutyState(Enum):
    FREE = "free"
    RINGING = "ringing"
    TEACHING = "teaching"
    WRAPPING_UP = "wrapping_up"
    PAUSED = "paused"
    ENDED = "ended"


DUTY_LIFE = Lifecycle(
    "Duty",
    DutyState.FREE,
    {
        DutyState.FREE: frozenset({DutyState.RINGING, DutyState.PAUSED, DutyState.ENDED}),
        DutyState.RINGING: frozenset(
            {DutyState.FREE, DutyState.TEACHING, DutyState.WRAPPING_UP, DutyState.PAUSED, DutyState.ENDED}
        ),
        DutyState.TEACHING: frozenset({DutyState.WRAPPING_UP, DutyState.FREE, DutyState.PAUSED, DutyState.ENDED}),
        DutyState.WRAPPING_UP: frozenset({DutyState.FREE, DutyState.RINGING, DutyState.PAUSED, DutyState.ENDED}),
        DutyState.PAUSED: frozenset({DutyState.FREE, DutyState.ENDED}),
        DutyState.ENDED: frozenset(),
    },
)
