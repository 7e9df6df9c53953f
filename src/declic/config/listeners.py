"""Which part hears which fact, as dotted names: the one place where upward announcements are wired."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from declic.journal.actions import attend, subscribe
from declic.letters.actions import owe, set_writers

HEARS: dict[str, tuple[str, ...]] = {
    "SubjectReopened": ("declic.dispatch.queries.kept.forget_readings",),
    "SubjectClosed": ("declic.dispatch.queries.kept.forget_readings",),
    "AnnouncementWithdrawn": ("declic.dispatch.queries.kept.forget_readings",),
    "AnnouncementSent": ("declic.dispatch.queries.kept.forget_readings",),
    "ClosingDecided": ("declic.dispatch.queries.kept.forget_readings",),
    "ClosingLifted": ("declic.dispatch.queries.kept.forget_readings",),
    "TeacherCalled": ("declic.notices.calls.teacher_called",),
    "SkillsSet": ("declic.dispatch.queries.kept.forget_readings",),
}
"""Name of a fact → functions `(said) -> None` called after the commit that recorded it."""

LETTERS: dict[str, str] = {
    "CampaignLetterDue": "declic.notices.campaigns.letter_due",
    "CeilingNeared": "declic.notices.ceilings.ceiling_neared",
    "EndNoticeDue": "declic.notices.ends.end_notice_due",
    "ConcernRaised": "declic.notices.concerns.concern_raised",
    "RoomReported": "declic.notices.concerns.room_reported",
    "ContactsOnBoard": "declic.notices.concerns.contacts_on_board",
    "AddressHeld": "declic.notices.held.address_held",
    "AdultInvited": "declic.notices.invitations.adult_invited",
    "OfficerInvited": "declic.notices.invitations.officer_invited",
    "OfficerNamed": "declic.notices.invitations.officer_named",
    "ClosingDecided": "declic.notices.closings.closing_changed",
    "ClosingLifted": "declic.notices.closings.closing_changed",
    "HelpCallBack": "declic.notices.call_backs.call_back_chosen",
    "CallBackMoved": "declic.notices.call_backs.call_back_moved",
    "CallBackDropped": "declic.notices.call_backs.call_back_dropped",
    "PlaceKept": "declic.notices.call_backs.place_kept",
    "CallBackDue": "declic.notices.call_backs.call_back_due",
    "HelpUnmet": "declic.notices.call_backs.help_unmet",
    "HelpEscalated": "declic.notices.waits.wait_escalated",
    "QuestionWaits": "declic.notices.questions.question_waits",
    "HelpAnswered": "declic.notices.answers.question_answered",
    "RotaPublished": "declic.notices.shifts.rota_published",
    "ShiftAdded": "declic.notices.shifts.shift_given",
    "ShiftChanged": "declic.notices.shifts.shift_given",
    "ShiftRemoved": "declic.notices.shifts.shift_removed",
    "ShiftGivenUp": "declic.notices.shifts.shift_given_up",
    "ShiftsLetGo": "declic.notices.shifts.shifts_let_go",
    "ShiftTaken": "declic.notices.shifts.shift_taken",
    "ShiftReminded": "declic.notices.shifts.shift_reminded",
    "ShiftMissed": "declic.notices.shifts.shift_missed",
    "WeekChecked": "declic.notices.equality.week_checked",
    "CodeRush": "declic.notices.rushes.code_rush",
    "JoinAsked": "declic.notices.joining.join_asked",
    "SecondFactorReset": "declic.notices.factors.second_factor_reset",
    "SwapAsked": "declic.notices.shifts.swap_changed",
    "SwapAccepted": "declic.notices.shifts.swap_changed",
    "SwapDeclined": "declic.notices.shifts.swap_changed",
    "SwapEnded": "declic.notices.shifts.swap_ended",
    "InvoiceIssued": "declic.notices.invoices.invoice_issued",
    "PaymentReminded": "declic.notices.invoices.payment_reminded",
    "TeacherSuspended": "declic.notices.suspensions.teacher_suspended",
}
"""Name of a fact → the function `(said) -> None` that writes its letters, owed since the transaction of the fact."""

UNLESS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "HelpEscalated": lambda data: data["step"] != "operator",
    "ShiftGivenUp": lambda data: data["together"],
    "ShiftAdded": lambda data: not data["published"],
    "ShiftChanged": lambda data: not data["published"],
    "ShiftRemoved": lambda data: not data["published"],
}
"""Of these there are many, and few are told: nothing is owed for the others."""

LATER: dict[str, str] = {"CallBackMoved": "declic.notices.call_backs.told_at"}
"""Of these, the function `(said) -> datetime` that says when they are told: with what follows them until then."""

_unsubscribe: list[Callable[[], None]] = []


def connect() -> None:
    """Called once, when Django is ready."""
    if not _unsubscribe:
        set_writers(by_fact=LETTERS)
        _unsubscribe.extend([subscribe(_hear), attend(_owe)])


def _hear(said: dict[str, Any]) -> None:
    for name in HEARS.get(said["name"], ()):
        import_string(name)(said)


def _owe(several: Sequence[dict[str, Any]]) -> None:
    told = [said for said in several if said["name"] in LETTERS and not _is_untold(said)]
    due: dict[datetime, list[int]] = {}
    for said in told:
        due.setdefault(_told_at(said), []).append(said["id"])
    for due_at, fact_ids in due.items():
        owe(fact_ids=fact_ids, at=datetime.fromisoformat(told[0]["at"]), due_at=due_at)


def _told_at(said: dict[str, Any]) -> datetime:
    later = LATER.get(said["name"])
    told_at: datetime = import_string(later)(said) if later else datetime.fromisoformat(said["at"])
    return told_at


def _is_untold(said: dict[str, Any]) -> bool:
    unless = UNLESS.get(said["name"])
    return unless is not None and unless(said["data"])
