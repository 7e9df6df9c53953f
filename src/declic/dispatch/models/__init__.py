"""Tables of dispatch, by subject: when it is open, what is asked, what is put in writing, who is rung."""

from declic.dispatch.models.hours import Announcement, ExceptionalClosing, OpeningHours, SubjectClosing
from declic.dispatch.models.requests import AttemptPage, HelpRequest
from declic.dispatch.models.rings import Duty, Lease, OffDutyCall, Offer
from declic.dispatch.models.written import AnswerDrawing, AnswerPage, WrittenQuestion

__all__ = [
    "Announcement",
    "AnswerDrawing",
    "AnswerPage",
    "AttemptPage",
    "Duty",
    "ExceptionalClosing",
    "HelpRequest",
    "Lease",
    "OffDutyCall",
    "Offer",
    "OpeningHours",
    "SubjectClosing",
    "WrittenQuestion",
]
