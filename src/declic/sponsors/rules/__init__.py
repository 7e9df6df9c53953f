"""The decisions of sponsors, by subject: payers, names, agreements, codes, officers. Pure."""

from enum import Enum

from declic.sponsors.rules.agreements import check_dates, check_last_day
from declic.sponsors.rules.codes import (
    CEILING_MAX,
    CODE_LENGTH,
    already_redeemed,
    check_ceiling,
    child_code_needed,
    code_of_this_child,
    code_refused,
    exhausted_code,
    no_agreement,
    other_payer,
    revoked_code,
    unknown_code,
)
from declic.sponsors.rules.names import NameIndex, fold_name, same_sponsor, slips
from declic.sponsors.rules.payers import DATA, SponsorKind, clean_siren, clean_siret, zone_of, zones


class LedgerKind(Enum):
    LESSON = "lesson"
    WRITTEN = "written"


__all__ = [
    "CEILING_MAX",
    "CODE_LENGTH",
    "DATA",
    "LedgerKind",
    "NameIndex",
    "SponsorKind",
    "already_redeemed",
    "check_ceiling",
    "check_dates",
    "check_last_day",
    "child_code_needed",
    "clean_siren",
    "clean_siret",
    "code_of_this_child",
    "code_refused",
    "exhausted_code",
    "fold_name",
    "no_agreement",
    "other_payer",
    "revoked_code",
    "same_sponsor",
    "slips",
    "unknown_code",
    "zone_of",
    "zones",
]
