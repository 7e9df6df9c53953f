"""Tables of sponsors, by subject: who pays, and how families come."""

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
from declic.sponsors.models.payers import (
    Agreement,
    Amendment,
    Authority,
    Commune,
    JoinRequest,
    LedgerEntry,
    Officer,
    OfficerInvitation,
    Sponsor,
)

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
