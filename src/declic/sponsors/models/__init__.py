"""Tables of sponsors, by subject: who pays, what was agreed, who works for them, and how families come."""

from declic.sponsors.models.agreements import Agreement, Amendment
from declic.sponsors.models.families import (
    ActivationCode,
    DeskFamily,
    Directory,
    DirectoryMember,
    Enrolment,
    GuardianCode,
    PastEnrolment,
    TakenPlace,
)
from declic.sponsors.models.officers import JoinRequest, Officer, OfficerInvitation
from declic.sponsors.models.payers import Authority, Commune, LedgerEntry, Sponsor

__all__ = [
    "ActivationCode",
    "Agreement",
    "Amendment",
    "Authority",
    "Commune",
    "DeskFamily",
    "Directory",
    "DirectoryMember",
    "Enrolment",
    "GuardianCode",
    "JoinRequest",
    "LedgerEntry",
    "Officer",
    "OfficerInvitation",
    "PastEnrolment",
    "Sponsor",
    "TakenPlace",
]
