"""When the service is open for a pupil: French clock, holidays of the zone of whoever pays."""

from dataclasses import dataclass
from datetime import datetime

from declic.dispatch.queries import opening
from declic.ground.paris import paris_day
from declic.people.models import Pupil
from declic.sponsors.queries import sponsor_of
from declic.web.pupil.words import until


@dataclass(frozen=True)
class Hours:
    is_open: bool
    closes: str
    """« 20 h »; empty when closed, or when it never closes."""
    opens: str
    """« lundi, 17 h »; empty when open, or when it is not known."""


def hours_for(pupil: Pupil, now: datetime) -> Hours:
    sponsor = sponsor_of(pupil, on=paris_day(now))
    found = opening(now, sponsor.zone if sponsor else "")
    return Hours(
        is_open=found.is_open,
        closes=until(found.closes_at, now) if found.is_open and found.closes_at else "",
        opens=until(found.opens_at, now) if not found.is_open and found.opens_at else "",
    )
