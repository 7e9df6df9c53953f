"""The life of a campaign and of each of its letters, whom it is for, and by which way it comes."""

from enum import Enum

from declic.ground.lifecycle import Lifecycle


class Audience(Enum):
    """Families of one sponsor, by what they have done so far; nobody chooses them by name."""

    NOT_ENROLLED = "not_enrolled"
    NEVER_CAME = "never_came"
    CAME_ONCE = "came_once"

    @property
    def label(self) -> str:
        return {
            "not_enrolled": "Compte ouvert, aucun enfant inscrit",
            "never_came": "Inscrites, jamais venues",
            "came_once": "Venues une fois, pas depuis",
        }[self.value]

    @property
    def meaning(self) -> str:
        return {
            "not_enrolled": "Elles ont un compte avec votre code, et plus ou pas encore d’enfant inscrit.",
            "never_came": "Un enfant est inscrit depuis une semaine au moins, et n’a jamais demandé d’aide.",
            "came_once": "Une seule demande, il y a deux semaines au moins.",
        }[self.value]


class Channel(Enum):
    EMAIL = "email"
    SMS = "sms"

    @property
    def label(self) -> str:
        return {"email": "E-mail", "sms": "SMS"}[self.value]


class CampaignState(Enum):
    DRAFT = "draft"
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            "draft": "brouillon",
            "planned": "prévu",
            "sending": "en cours d’envoi",
            "sent": "envoyé",
            "cancelled": "arrêté",
        }[self.value]


CAMPAIGN_LIFE = Lifecycle(
    "Campaign",
    CampaignState.DRAFT,
    {
        CampaignState.DRAFT: frozenset({CampaignState.PLANNED, CampaignState.CANCELLED}),
        CampaignState.PLANNED: frozenset({CampaignState.DRAFT, CampaignState.SENDING}),
        CampaignState.SENDING: frozenset({CampaignState.SENT, CampaignState.CANCELLED}),
        CampaignState.SENT: frozenset({CampaignState.CANCELLED}),  # while some wait with who carries them
        CampaignState.CANCELLED: frozenset(),
    },
)


class LetterState(Enum):
    """`handed`: with who carries it, which tries again. `failed`: the address, or the number, refuses. `unsent`: nobody
    took it in time. `unsure`: it may have left, and none leaves twice. `dropped`: it is not for that family any more.
    `stopped`: its campaign was, before it left; one that was under way that very moment says what became of it.
    """

    HELD_OUT = "held_out"
    WAITING = "waiting"
    HANDED = "handed"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNSENT = "unsent"
    UNSURE = "unsure"
    DROPPED = "dropped"
    STOPPED = "stopped"


LETTER_LIFE = Lifecycle(
    "CampaignLetter",
    LetterState.WAITING,
    {
        LetterState.HELD_OUT: frozenset(),
        LetterState.WAITING: frozenset({LetterState.HANDED, LetterState.DROPPED, LetterState.STOPPED}),
        LetterState.HANDED: frozenset(
            {
                LetterState.DELIVERED,
                LetterState.FAILED,
                LetterState.UNSENT,
                LetterState.UNSURE,
                LetterState.DROPPED,
                LetterState.STOPPED,
            }
        ),
        LetterState.DELIVERED: frozenset(),
        LetterState.FAILED: frozenset(),
        LetterState.UNSENT: frozenset(),
        LetterState.UNSURE: frozenset(),
        LetterState.DROPPED: frozenset(),
        LetterState.STOPPED: frozenset({LetterState.DELIVERED, LetterState.FAILED, LetterState.UNSURE}),
    },
)
SHOWN_TO_PUPILS = (LetterState.HANDED, LetterState.DELIVERED, LetterState.FAILED, LetterState.UNSURE)
"""Of the letters of a family whose children read the word for them: an address that refuses keeps nothing from them."""
REACHED = (LetterState.HANDED, LetterState.DELIVERED, LetterState.UNSURE)
"""Counted against what a family may get in a month."""
