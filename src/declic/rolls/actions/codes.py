"""Personal codes: one for each pupil of a list."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from declic.ground.ids import readable_code
from declic.sponsors.models import ActivationCode
from declic.sponsors.rules.codes import FAMILIES_PER_PUPIL, PERSONAL_LENGTH, CodeScope

AT_ONCE: Final = 500
"""Rows a statement."""


def fresh_codes(*, number: int) -> list[str]:
    """So many codes that nobody has."""
    drawn: set[str] = set()
    while len(drawn) < number:
        more = list({readable_code(PERSONAL_LENGTH, secrets.choice) for _ in range(number - len(drawn))})
        for start in range(0, len(more), AT_ONCE):
            part = more[start : start + AT_ONCE]
            drawn |= set(part) - set(ActivationCode.objects.filter(code__in=part).values_list("code", flat=True))
    return list(drawn)


def code_row(*, sponsor_id: int, text: str, now: datetime) -> dict[str, Any]:
    """Its columns. Without the pupil's name: where a family uses it, it outlives the list."""
    return {
        "sponsor_id": sponsor_id,
        "code": text,
        "label": "",
        "scope": CodeScope.PERSONAL.value,
        "ceiling": FAMILIES_PER_PUPIL,
        "uses": 0,
        "created_at": now,
    }


def personal_code(*, sponsor_id: int, text: str, now: datetime) -> ActivationCode:
    """The same, not saved."""
    return ActivationCode(**code_row(sponsor_id=sponsor_id, text=text, now=now))


def forget_codes(*, codes: Sequence[int], now: datetime) -> None:
    """Codes of no pupil any more: unused, they are erased; used, they only open nothing new. Whoever types one is
    answered the same.
    """
    held = ActivationCode.objects.filter(pk__in=codes)
    held.filter(families=None, uses=0).delete()
    held.filter(revoked_at=None).update(revoked_at=now)
