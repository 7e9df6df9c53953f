"""What is done to people. Being called while off duty is in `calls`."""

from declic.people.actions.adults import (
    give_address,
    hold_address,
    invite_adult,
    invite_again,
    release_address,
    take_address_back,
)
from declic.people.actions.cards import (
    hand_over,
    issue_card,
    renew_card,
    revoke_card,
    sign_in_by_code,
    sign_in_by_pictures,
    sign_in_by_secret,
)
from declic.people.actions.families import (
    MAX_CHILDREN,
    accept,
    add_child,
    change_child,
    erase_child,
    erase_guardian,
    register_guardian,
)
from declic.people.actions.sign_ins import end_sign_ins
from declic.people.actions.teachers import (
    add_teacher,
    approve_teacher,
    change_skills,
    invite_teacher,
    note_checks,
    prefer,
    set_skills,
    suspend_teacher,
)

__all__ = [
    "MAX_CHILDREN",
    "accept",
    "add_child",
    "add_teacher",
    "approve_teacher",
    "change_child",
    "change_skills",
    "end_sign_ins",
    "erase_child",
    "erase_guardian",
    "give_address",
    "hand_over",
    "hold_address",
    "invite_adult",
    "invite_again",
    "invite_teacher",
    "issue_card",
    "note_checks",
    "prefer",
    "register_guardian",
    "release_address",
    "renew_card",
    "revoke_card",
    "set_skills",
    "sign_in_by_code",
    "sign_in_by_pictures",
    "sign_in_by_secret",
    "suspend_teacher",
    "take_address_back",
]
