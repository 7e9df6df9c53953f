"""What is done to help requests, offers and duties, by subject."""

from declic.dispatch.actions.call_backs import call_back, come_back
from declic.dispatch.actions.chosen import ring_instead
from declic.dispatch.actions.desk import (
    decline,
    desk_left,
    leave_to_others,
    note_desk_seen,
    send_back,
    take_off_duty,
    want,
)
from declic.dispatch.actions.evening import announce, close_subject, reopen_subject, withdraw_announcement
from declic.dispatch.actions.exceptional import close_exceptionally, lift_closing
from declic.dispatch.actions.expiry import expire
from declic.dispatch.actions.lease import leave_lease, open_lease, take_lease
from declic.dispatch.actions.lesson import (
    accept,
    helped,
    no_show,
    return_to_queue,
    teaching_over,
    wrap_up_over,
)
from declic.dispatch.actions.pages import add_page, remove_page
from declic.dispatch.actions.request import (
    add_detail,
    ask,
    ask_again,
    cancel,
    complete,
    note_pupil_seen,
    pupil_left,
    save_draft,
)
from declic.dispatch.actions.wanted import wait_for_wanted, want_teacher
from declic.dispatch.actions.wave import run_wave
from declic.dispatch.actions.written import answer_in_writing, ask_in_writing, claim_question, take_back_question

__all__ = [
    "accept",
    "add_detail",
    "add_page",
    "announce",
    "answer_in_writing",
    "ask",
    "ask_again",
    "ask_in_writing",
    "call_back",
    "cancel",
    "claim_question",
    "close_exceptionally",
    "close_subject",
    "come_back",
    "complete",
    "decline",
    "desk_left",
    "expire",
    "helped",
    "leave_lease",
    "leave_to_others",
    "lift_closing",
    "no_show",
    "note_desk_seen",
    "note_pupil_seen",
    "open_lease",
    "pupil_left",
    "remove_page",
    "reopen_subject",
    "return_to_queue",
    "ring_instead",
    "run_wave",
    "save_draft",
    "send_back",
    "take_back_question",
    "take_lease",
    "take_off_duty",
    "teaching_over",
    "wait_for_wanted",
    "want",
    "want_teacher",
    "withdraw_announcement",
    "wrap_up_over",
]
