"""The decisions of dispatch, by subject: states, policy, matcher, estimate, hours, attempt. Pure."""

from declic.dispatch.rules.states import (
    DUTY_LIFE,
    HELP_LIFE,
    OFFER_LIFE,
    OPEN_STATES,
    DutyState,
    HelpKind,
    HelpState,
    OfferState,
)

__all__ = [
    "DUTY_LIFE",
    "HELP_LIFE",
    "OFFER_LIFE",
    "OPEN_STATES",
    "DutyState",
    "HelpKind",
    "HelpState",
    "OfferState",
]
