"""Letters about an exceptional closing, to the teachers whose shifts it takes or gives back, and of shifts to take that
it kept from everybody.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from declic.dispatch.queries.hours import exceptional
from declic.dispatch.rules.hours import Exceptional
from declic.ground.moments import clock, is_midnight
from declic.letters.rules import Kind
from declic.notices.post import hand_over
from declic.notices.shifts import letters_to, letters_to_take, said_day, said_shift
from declic.planning.models import Shift
from declic.planning.queries.rotas import EXPECTED
from declic.planning.rules.closed import closed_of, is_closed
from declic.planning.rules.states import RotaState, ShiftState

if TYPE_CHECKING:
    from declic.people.models import Account

DECIDED: Final = "Déclic sera fermé {span}. {reason}\n\nVos créneaux pendant cette fermeture\u00a0:\n{lines}"
CUT_SHORT: Final = "La fermeture annoncée {span} prend fin plus tôt, à {now}.\n\nVos créneaux\u00a0:\n{lines}"
LIFTED: Final = "La fermeture annoncée {span} n’aura pas lieu.\n\nVos créneaux à ce moment-là\u00a0:\n{lines}"


def closing_changed(said: Mapping[str, Any]) -> None:
    """Hears `ClosingDecided` and `ClosingLifted`: each teacher expected then has one letter, with their shifts.

    Of a shift given up that it took whole, whoever could take it is told once it is lifted.
    """
    data, now = said["data"], datetime.fromisoformat(said["at"])
    starts_at, ends_at = (datetime.fromisoformat(data[name]) for name in ("starts_at", "ends_at"))
    theirs: dict[Account, list[str]] = {}
    decided = exceptional(now)
    shifts = Shift.objects.select_related("teacher__account").filter(
        state__in=EXPECTED, starts_at__lt=ends_at, ends_at__gt=max(starts_at, now)
    )
    for shift in shifts.order_by("starts_at", "pk"):
        closed = closed_of(shift.starts_at, shift.ends_at, decided)
        then = closed.then if closed is not None else _expected(shift, now)
        theirs.setdefault(shift.teacher.account, []).append(f"- {said_shift(shift)}\u00a0: {then}")
    is_lifted = said["name"] == "ClosingLifted"
    text = (CUT_SHORT if starts_at < now else LIFTED) if is_lifted else DECIDED
    span = _span(starts_at, ends_at)
    title = f"Fermeture levée\u00a0: {span}" if is_lifted else f"Déclic sera fermé {span}"
    letters = [
        letter
        for account, lines in theirs.items()
        for letter in letters_to(
            account,
            title,
            text.format(span=span, reason=data["reason"], now=clock(now), lines="\n".join(lines)),
            "Tous vos créneaux",
        )
    ]
    if is_lifted:
        letters += letters_to_take(_open_again(Exceptional(starts_at, ends_at, data["reason"]), now), now)[0]
    hand_over(said, Kind.SHIFT, letters, until=ends_at)


def _expected(shift: Shift, now: datetime) -> str:
    return "vous êtes attendu(e) dès maintenant" if shift.starts_at <= now else "vous êtes attendu(e)"


def _open_again(lifted: Exceptional, now: datetime) -> list[Shift]:
    """Given up, not over, and taken whole until now."""
    offered = Shift.objects.select_related("rota", "teacher").filter(
        state=ShiftState.OFFERED.value,
        rota__state=RotaState.PUBLISHED.value,
        starts_at__lt=lifted.ends_at,
        ends_at__gt=max(lifted.starts_at, now),
    )
    return [
        shift
        for shift in offered.order_by("starts_at", "pk")
        if is_closed(shift.starts_at, shift.ends_at, (*exceptional(shift.starts_at), lifted))
    ]


def _span(starts_at: datetime, ends_at: datetime) -> str:
    """« mardi 24 novembre », « mardi 24 novembre de 16 h à 20 h », « du mardi 24 novembre à 16 h au jeudi 26 novembre à
    8 h »: a day that ends at midnight is the last one.
    """
    first, last = said_day(starts_at), said_day(ends_at - timedelta(seconds=1))
    begins = "" if is_midnight(starts_at) else clock(starts_at)
    goes = "" if is_midnight(ends_at) else clock(ends_at)
    if first != last:
        return f"du {first}{begins and f' à {begins}'} au {last}{goes and f' à {goes}'}"
    if begins and goes:
        return f"{first} de {begins} à {goes}"
    return first + (f" à partir de {begins}" if begins else "") + (f" jusqu’à {goes}" if goes else "")
