"""An exceptional closing, as it is said to families and operators."""

from datetime import datetime, time, timedelta

from declic.dispatch.rules.hours import Exceptional
from declic.ground.elision import elided
from declic.ground.moments import clock, day
from declic.ground.paris import in_paris, paris_day


def span(closing: Exceptional, now: datetime) -> tuple[str, str]:
    """(« vendredi », « lundi 4 janvier de 18 h à 20 h », « d’aujourd’hui à samedi »; its reason)."""
    first, last = closing.starts_at, closing.ends_at - timedelta(seconds=1)
    if paris_day(first) != paris_day(last):
        begin = "" if _is_midnight(first) else f" à {clock(first)}"
        end = "" if _is_midnight(closing.ends_at) else f" à {clock(closing.ends_at)}"
        return f"{elided('de', day(first, now))}{begin} à {day(last, now)}{end}", closing.reason
    if _is_midnight(first) and _is_midnight(closing.ends_at):
        return day(first, now), closing.reason
    if _is_midnight(closing.ends_at):
        return f"{day(first, now)} à partir de {clock(first)}", closing.reason
    if _is_midnight(first):
        return f"{day(first, now)} jusqu’à {clock(closing.ends_at)}", closing.reason
    return f"{day(first, now)} de {clock(first)} à {clock(closing.ends_at)}", closing.reason


def _is_midnight(moment: datetime) -> bool:
    return in_paris(moment).time() == time()
