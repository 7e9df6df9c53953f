"""When the service is open for a pupil: French clock, holidays of the zone of whoever pays, hours they agreed to."""

from dataclasses import dataclass
from datetime import datetime

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import opening
from declic.dispatch.queries.agreed import Lack, PaidHours, kept_hours, paid_hours
from declic.dispatch.rules import HelpState
from declic.ground.moments import full_day, opens
from declic.ground.paris import paris_day
from declic.people.models import Pupil
from declic.web.layout.typography import french
from declic.web.pupil.words import aloud, dial, until, until_it_opens

COUNTED = 8
"""From so many nights on, nobody of six counts them."""


@dataclass(frozen=True)
class Hours:
    is_open: bool
    closes: str
    """« 20 h »; empty when closed, or when it never closes."""
    opens: str
    """« lundi, 17 h », « lundi » at midnight, after « jusqu’à »; empty when open, or when it is not known."""
    opens_when: str = ""
    """« lundi à 17 h », after « On ouvre »; empty with `opens`."""
    nights: int = 0
    """Nights until it opens, as small children count days."""
    dial: tuple[int, int] | None = None
    """Where the hands of a clock stand at the opening, degrees: (hour, minute)."""
    why: str = ""
    """The team's words, when it closes by an exceptional closing, or (`of_subject`) the subject for the evening."""
    of_subject: bool = False
    """The service is open, or opens before the evening is over; the subject does not."""
    lack: str = ""
    """« Pas encore ouvert pour toi. », when nobody pays today, whatever the hour: there is nothing to prepare."""
    lack_why: str = ""

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
    return _told(paid_hours(pupil, now, subject), now)


def hours_while_waiting(request: HelpRequest, now: datetime) -> Hours:
    """Until when somebody may come; of one that is kept, when it may leave."""
    if request.state == HelpState.SCHEDULED.value:
        return _told(kept_hours(request, now), now)
    return _told(PaidHours(request.pupil, request.sponsor, opening(now, request.sponsor.zone)), now)


def _told(paid: PaidHours, now: datetime) -> Hours:
    found = paid.opening
    opens_at = None if found.is_open else found.opens_at
    lack, lack_why = _lacking(paid)
    return Hours(
        is_open=found.is_open,
        closes=until(found.closes_at, now) if found.is_open and found.closes_at else "",
        opens=until_it_opens(opens_at, now) if opens_at else "",
        opens_when=opens(opens_at, now) if opens_at else "",
        nights=(paris_day(opens_at) - paris_day(now)).days if opens_at else 0,
        dial=dial(opens_at) if opens_at else None,
        why=french(found.why),
        of_subject=paid.of_subject,
        lack=lack,
        lack_why=french(lack_why),
    )


def _lacking(paid: PaidHours) -> tuple[str, str]:
    """What is said, and why."""
    who = paid.sponsor.name if paid.sponsor else ""
    if paid.lack is Lack.TO_COME and paid.begins_on:
        return "Pas encore ouvert pour toi.", f"Déclic commence le {full_day(paid.begins_on)}."
    if paid.lack is Lack.OVER:
        return "Fermé pour toi.", f"{who} ne propose plus Déclic en ce moment. Parles-en à tes parents."
    if paid.lack is Lack.LEVEL:
        return "Fermé pour toi.", f"{who} ne propose pas Déclic pour ta classe. Parles-en à tes parents."
    if paid.lack is Lack.NOBODY:
        return "Fermé pour toi.", "Déclic n’est pas ouvert pour toi en ce moment. Parles-en à tes parents."
    return "", ""
