"""What is done to campaigns, to their letters, and to what a family wants to hear."""

from declic.campaigns.actions.choices import agree_to_sms, allow_messages, put_word_away, refuse_messages, withdraw_sms
from declic.campaigns.actions.reading import read_effects
from declic.campaigns.actions.sending import draw_due, hand_over_letters, note_outcome
from declic.campaigns.actions.writing import (
    change_campaign,
    drop_campaign,
    plan_campaign,
    stop_campaign,
    unplan_campaign,
    write_campaign,
)

__all__ = [
    "agree_to_sms",
    "allow_messages",
    "change_campaign",
    "draw_due",
    "drop_campaign",
    "hand_over_letters",
    "note_outcome",
    "plan_campaign",
    "put_word_away",
    "read_effects",
    "refuse_messages",
    "stop_campaign",
    "unplan_campaign",
    "withdraw_sms",
    "write_campaign",
]
