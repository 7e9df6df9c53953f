"""When the service is open for a pupil: French clock, holidays of the zone of whoever pays."""

from dataclasses import dataclass
from datetime import datetime

from declic.dispatch.queries import opening
from declic.dispatch.queries.hours import opening_of
from declic.ground.moments import when
from declic.ground.paris import paris_day
from declic.people.models import Pupil
from declic.sponsors.queries import sponsor_of
from declic.web.layout.typography import french
from declic.web.pupil.words import aloud, dial, until

COUNTED = 8
"""From so many nights on, nobody of six counts them."""


@dataclass(frozen=True)
class Hours:
    is_open: bool
    closes: str
    """« 20 h »; empty when closed, or when it never closes."""
    opens: str
    """« lundi, 17 h », after « jusqu’à »; empty when open, or when it is not known."""
    opens_when: str = ""
    """« lundi à 17 h », after « On ouvre »; empty with `opens`."""
    nights: int = 0
    """Nights until it opens, as small children count days."""
    dial: tuple[int, int] | None = None
    """Where the hands of a clock stand at the opening, degrees: (hour, minute)."""
    why: str = ""
    """The team's words, when it closes by an exceptional closing, or (`of_subject`) the subject for the evening."""
    of_subject: bool = False
    """The service is open, the subject is not."""

    @property
    def nights_drawn(self) -> range:
        return range(self.nights if self.nights < COUNTED else 0)

    @property
    def opens_aloud(self) -> str:
        return aloud(self.opens)

    @property
    def closes_aloud(self) -> str:
        return aloud(self.closes).removeprefix("à ")


def hours_for(pupil: Pupil, now: datetime, subject: str = "") -> Hours:
    """Of the service, or of one subject."""
    sponsor = sponsor_of(pupil, on=paris_day(now))
    zone = sponsor.zone if sponsor else ""
    found = opening(now, zone)
    shut = opening_of(subject, pupil.level, zone, now) if subject and found.is_open else found
    of_subject = found.is_open and not shut.is_open
    if of_subject:
        found = shut
    opens_at = None if found.is_open else found.opens_at
    return Hours(
        is_open=found.is_open,
        closes=until(found.closes_at, now) if found.is_open and found.closes_at else "",
        opens=until(opens_at, now) if opens_at else "",
        opens_when=when(opens_at, now) if opens_at else "",
        nights=(paris_day(opens_at) - paris_day(now)).days if opens_at else 0,
        dial=dial(opens_at) if opens_at else None,
        why=french(found.why),
        of_subject=of_subject,
    )
