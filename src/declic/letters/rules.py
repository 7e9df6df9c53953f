"""How long a letter is worth sending, what a mail server's answer means, when it is tried again. Pure.

What each number is for, and why the piece is ours: docs/decisions/0032-letters-that-leave.md.
"""

import smtplib
from collections.abc import Iterable
from datetime import timedelta
from enum import Enum
from typing import Final

from declic.ground.text_message import NumberRefusedError

PATIENCE_S: Final = 20
"""Each answer of a mail server is waited for so long; before a page, for half of it (`EMAIL_TIMEOUT`)."""
HELD: Final = timedelta(minutes=5)
"""Whoever tries a letter has it to themselves for so long: longer than all the answers to one letter take. A process
that dies meanwhile leaves it to another after that."""
DELAYS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
"""After the first answer « not now », the second…; then each hour."""
PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60))
"""While the server is away it is knocked at with one letter, after so long; then each minute."""
GONE: Final = 421
BATCH: Final = 20
"""Letters of one connection: some servers hang up after a hundred."""
REMEMBERED: Final = timedelta(days=30)
"""That a letter was given up; of the letter itself nothing is left."""
TOLD: Final = timedelta(minutes=10)
"""Letters that wait so long are said to the operator."""
SOON: Final = timedelta(seconds=10)
"""An invitation that waits so long is said to who invited."""


class Kind(Enum):
    """What a letter is about: all that is known of it once it has left or was given up."""

    INVITATION = "invitation"
    ACCESS = "access"
    JOIN = "join"
    CONCERN = "concern"
    CONCERN_HEARD = "concern_heard"
    CALL_BACK = "call_back"
    ANSWER = "answer"
    QUESTION = "question"
    WAIT = "wait"
    SHIFT = "shift"
    ABSENCE = "absence"
    RUSH = "rush"
    FACTOR = "factor"
    SUSPENSION = "suspension"
    INVOICE = "invoice"
    CEILING = "ceiling"
    CAMPAIGN = "campaign"
    TEXT = "text"
    END_NOTICE = "end_notice"
    END_REMINDER = "end_reminder"
    CODE = "code"
    LINK = "link"
    CONFIRMATION = "confirmation"
    ACCOUNT = "account"
    EQUALITY = "equality"
    UNWRITTEN = "unwritten"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def life(self) -> timedelta:
        """At most: what expires sooner, the letter says itself."""
        return _LIVES.get(self, DAYS)

    @property
    def is_for_daytime(self) -> bool:
        """It leaves between 8:00 and 20:00, and never on a Sunday."""
        return self.is_of_campaign or self in {Kind.END_NOTICE, Kind.END_REMINDER}

    @property
    def is_of_campaign(self) -> bool:
        """Where it may have left, nobody tries again (decision 26): it is never doubled."""
        return self in {Kind.CAMPAIGN, Kind.TEXT}

    @property
    def is_asked_for(self) -> bool:
        """By somebody who waits for it before a page, is told there, and asks again: nobody else is told."""
        return self in {Kind.CODE, Kind.LINK, Kind.CONFIRMATION}


DAYS: Final = timedelta(days=3)
_LIVES: Final = {
    Kind.INVITATION: timedelta(days=2),  # its link holds three (an officer's, seven): a day is left to the last one
    Kind.WAIT: timedelta(minutes=30),  # the next letter on the subject leaves after that
    Kind.ABSENCE: timedelta(hours=1),
    Kind.RUSH: timedelta(days=1),
    Kind.CAMPAIGN: timedelta(days=2),  # over a Sunday
    Kind.TEXT: timedelta(days=2),
    Kind.END_NOTICE: timedelta(minutes=45),  # after an hour without news `keeping` hands it over again
    Kind.CODE: timedelta(minutes=2),  # it is good for three
    Kind.LINK: timedelta(minutes=50),  # ProConnect's is good for an hour; a password's is asked for again
    Kind.CONFIRMATION: timedelta(days=1),
}
_LABELS: Final = {
    Kind.INVITATION: "invitation",
    Kind.ACCESS: "nouvel accès d’un agent",
    Kind.JOIN: "demande d’accès, au partenaire",
    Kind.CONCERN: "alerte, à l’équipe",
    Kind.CONCERN_HEARD: "alerte, accusé de réception",
    Kind.CALL_BACK: "rappel, à la famille",
    Kind.ANSWER: "réponse écrite, à la famille",
    Kind.QUESTION: "question écrite sans réponse",
    Kind.WAIT: "longue attente, à l’équipe",
    Kind.SHIFT: "créneau, au professeur",
    Kind.ABSENCE: "absence, à l’équipe",
    Kind.RUSH: "code très utilisé, au partenaire",
    Kind.FACTOR: "second contrôle retiré",
    Kind.SUSPENSION: "suspension, au professeur",
    Kind.INVOICE: "facture, au partenaire",
    Kind.CEILING: "plafond, au partenaire",
    Kind.CAMPAIGN: "campagne, à la famille",
    Kind.TEXT: "SMS de campagne, à la famille",
    Kind.END_NOTICE: "fin de compte, à la famille",
    Kind.END_REMINDER: "fin de compte, second message",
    Kind.CODE: "code de connexion",
    Kind.LINK: "lien de connexion ou de mot de passe",
    Kind.CONFIRMATION: "adresse à confirmer",
    Kind.ACCOUNT: "changement d’un compte",
    Kind.EQUALITY: "égalité de la semaine, à l’équipe",
    Kind.UNWRITTEN: "lettre qui n’a pas pu être écrite",
}


class Fate(Enum):
    """What became of one try."""

    LEFT = "left"
    AWAY = "away"
    """Nobody to take it: so it is with all the others."""
    LATER = "later"
    """Not this one, not now."""
    UNSURE = "unsure"
    """It hung up in the middle: the letter may have left."""
    NEVER = "never"


class Why(Enum):
    """Why a letter was given up."""

    REFUSED = "refused"
    LATE = "late"
    UNKNOWN = "unknown"
    BROKEN = "broken"

    @property
    def label(self) -> str:
        return {
            "refused": "l’adresse la refuse",
            "late": "la messagerie ne l’a pas prise à temps",
            "unknown": "peut-être partie\u00a0: l’envoi a été coupé",
            "broken": "une erreur du service",
        }[self.value]


def fate_of(failure: Exception, *, was_greeted: bool) -> Fate:  # noqa: PLR0911  (a line for each answer)
    """RFC 5321, 4.2.1: 4yz is for now, 5yz for good; 421 is the server going away. RFC 3463: what x.7.z refuses is
    how we are set up (no relay, no sign-in), not the letter: it is mended, and the letter leaves then.

    `was_greeted`: the server had let us in, and the letter was under way.
    """
    match failure:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            return _worst(_fate_of_answer(code, said) for code, said in recipients.values())
        case smtplib.SMTPDataError(smtp_code=code, smtp_error=said):
            return _fate_of_answer(code, said)
        case _ if not was_greeted:
            return Fate.AWAY
        case smtplib.SMTPResponseException(smtp_code=code):  # what it says of our own address, most often
            return Fate.AWAY if code == GONE else Fate.LATER
        case smtplib.SMTPNotSupportedError():  # an address it has no letters for
            return Fate.NEVER
        case ConnectionRefusedError():
            return Fate.AWAY
        case OSError():
            return Fate.UNSURE
    return Fate.NEVER


def _fate_of_answer(code: int, said: bytes | str) -> Fate:
    words = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    if code == GONE:
        return Fate.AWAY
    if 400 <= code < 500 or words.startswith("5.7."):
        return Fate.LATER
    return Fate.NEVER


def _worst(fates: Iterable[Fate]) -> Fate:
    found = set(fates)
    return next((fate for fate in (Fate.AWAY, Fate.LATER) if fate in found), Fate.NEVER)


def is_address_dead(failure: Exception) -> bool:
    """5yz to the recipient: no letter can be brought there. What is said of the letter itself is not the address's."""
    is_of_recipient = isinstance(failure, smtplib.SMTPRecipientsRefused)
    return is_of_recipient and fate_of(failure, was_greeted=True) is Fate.NEVER


def fate_of_text(failure: Exception) -> Fate:
    """Of a text message: a carrier that was never reached, or said so, is tried again; one that fell silent is not."""
    reason = getattr(failure, "reason", failure)  # urllib wraps what happened
    silent = TimeoutError, ConnectionResetError, ConnectionAbortedError, BrokenPipeError
    if isinstance(failure, NumberRefusedError):
        return Fate.NEVER
    return Fate.AWAY if isinstance(failure, OSError) and not isinstance(reason, silent) else Fate.UNSURE


def next_try(fate: Fate, tries: int) -> timedelta:
    """After `tries` of them."""
    steps = PAUSES if fate is Fate.AWAY else DELAYS
    return steps[min(tries, len(steps)) - 1]


def rest_after(failures: int) -> timedelta:
    """Of the one who carries them, after it found nobody so many times."""
    return PAUSES[min(failures, len(PAUSES)) - 1]
