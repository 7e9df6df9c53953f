"""When the service is open for those a sponsor pays for: inside the days and hours of its agreements."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache, partial
from typing import Protocol

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.evening import closed_subjects
from declic.dispatch.queries.hours import exceptional, openings_at, slots
from declic.dispatch.rules.agreed import Agreed, agreed_opening, agreed_slots, holds_at
from declic.dispatch.rules.hours import Opening, opening_at, takes_requests
from declic.dispatch.rules.policy import POLICY
from declic.ground.errors import Refusal
from declic.ground.paris import in_paris, paris_day
from declic.ground.school_calendar import is_holiday
from declic.people.models import Pupil
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.queries import agreements_ahead, agreements_over, payers_of
from declic.sponsors.rules.agreements import covers_level, covers_moment

Hours = Callable[[datetime], Opening]
Then = tuple[int, str, datetime]
"""The key of a sponsor, its holiday zone, and a moment."""
LOOKED_AHEAD_DAYS = 366
"""An opening is looked for so far ahead, past the last day of the last agreement."""
CLOSED = Opening(is_open=False, closes_at=None, opens_at=None)


class Lack(Enum):
    """Why nobody pays for a pupil today, whatever the hour."""

    NOBODY = "nobody"
    """They are no sponsor's."""
    TO_COME = "to_come"
    """The agreement has not begun."""
    OVER = "over"
    LEVEL = "level"
    """Theirs is not among those agreed."""


@dataclass(frozen=True)
class PaidHours:
    """The service for one pupil."""

    pupil: Pupil | None
    sponsor: Sponsor | None
    """Whose they are, whether or not its agreement runs."""
    opening: Opening
    lack: Lack | None = None
    """With it the service is closed; it opens for an agreement `TO_COME`."""
    begins_on: date | None = None
    """Its first day, `TO_COME`."""
    of_subject: bool = False
    """The service is open, or opens before the evening is over; the subject does not."""


class Kept(Protocol):
    """A request kept for the opening."""

    @property
    def sponsor_id(self) -> int: ...
    @property
    def zone(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def level(self) -> str: ...


def paid_hours(pupil: Pupil, now: datetime, subject: str = "") -> PaidHours:
    """Of the service, or of one subject, which the team may have closed for the evening."""
    (found,) = paid_hours_of([pupil], now, subject)
    return found


def paid_hours_of(pupils: Iterable[Pupil], now: datetime, subject: str = "") -> list[PaidHours]:
    """Of each, in their order. Two queries beside the hours and closings, whatever the number."""
    children = list(pupils)
    payers = payers_of(children, paris_day(now))
    ahead = agreements_ahead({sponsor.pk for sponsor in payers.values()}, paris_day(now))
    found = []
    for pupil in children:
        sponsor = payers.get(pupil.pk)
        agreements = ahead[sponsor.pk] if sponsor else []
        found.append(_paid(pupil, sponsor, agreements, now, subject))
    return found


def sponsor_hours(sponsor: Sponsor | None, now: datetime) -> PaidHours:
    """Of a sponsor's pupils of the levels agreed, whoever they are."""
    agreements = agreements_ahead({sponsor.pk}, paris_day(now))[sponsor.pk] if sponsor else []
    return _paid(None, sponsor, agreements, now, "")


def hours_of_sponsor(sponsor: Sponsor, now: datetime) -> Hours:
    """From now on, of its pupils of the levels agreed."""
    return _hours(agreements_ahead({sponsor.pk}, paris_day(now))[sponsor.pk], sponsor.zone, now)


def _paid(
    pupil: Pupil | None, sponsor: Sponsor | None, agreements: list[Agreement], now: datetime, subject: str
) -> PaidHours:
    if sponsor is None:
        return PaidHours(pupil, None, CLOSED, Lack.NOBODY)
    if not agreements:
        return PaidHours(pupil, sponsor, CLOSED, Lack.OVER)
    covering = [one for one in agreements if pupil is None or covers_level(one.terms.levels, pupil.level)]
    if not covering:
        return PaidHours(pupil, sponsor, CLOSED, Lack.LEVEL)
    found, of_subject = _of_subject(_hours(covering, sponsor.zone, now), now, subject, pupil.level if pupil else "")
    begins_on = covering[0].starts_on
    if begins_on > paris_day(now):
        return PaidHours(pupil, sponsor, found, Lack.TO_COME, begins_on)
    return PaidHours(pupil, sponsor, found, of_subject=of_subject)


# -- a request that is kept for the opening ---------------------------------------------------------------------------
def kept_hours(request: HelpRequest, now: datetime) -> PaidHours:
    """When it may leave."""
    hours = hours_of_request(request, now)
    found, of_subject = _of_subject(hours, now, request.subject, request.level)
    return PaidHours(request.pupil, request.sponsor, _to_leave(found, hours, now), of_subject=of_subject)


def kept_openings(kept: Mapping[int, Kept], now: datetime) -> dict[int, Opening]:
    """The same of many, by their keys."""
    held = _held_to({one.sponsor_id for one in kept.values()}, now)
    found = {}
    for key, one in kept.items():
        hours = _inside(held[one.sponsor_id], one.zone, now)
        found[key] = _to_leave(_of_subject(hours, now, one.subject, one.level)[0], hours, now)
    return found


def _to_leave(found: Opening, hours: Hours, now: datetime) -> Opening:
    """Of one kept in the last minutes before closing: the opening after it."""
    if not found.is_open or found.closes_at is None or takes_requests(found, now, POLICY.last_call):
        return found
    return hours(found.closes_at)


def agreed_now(sponsors: Collection[Sponsor], now: datetime) -> set[int]:
    """The keys of those whose pupils may come into the line at this moment, as far as their agreements say."""
    held = _held_to({one.pk for one in sponsors}, now)
    return {sponsor for sponsor, found in held.items() if not found or covers_moment(found[0].terms, in_paris(now))}


def check_ever_open(sponsor: Sponsor, now: datetime) -> None:
    """Refusal `hour_not_covered` when its agreements have no hour in common with the service: a request that is kept
    for the opening would wait for ever.
    """
    week, found = slots(), agreements_ahead({sponsor.pk}, paris_day(now))[sponsor.pk]
    if week and found and not any(agreed_slots(week, one.terms) for one in found):
        raise Refusal(
            "hour_not_covered", f"{sponsor.name} n’a aucune heure en commun avec Déclic. Parles-en à un adulte."
        )


def hours_of_request(request: HelpRequest, now: datetime) -> Hours:
    """From now on, at the hours of its sponsor. Three queries, four when no agreement runs."""
    return _inside(_held_to({request.sponsor_id}, now)[request.sponsor_id], request.sponsor.zone, now)


def open_moments(moments: Collection[Then], now: datetime) -> set[Then]:
    """Those of them, none past, when a request of that sponsor finds the service open, at its hours: what
    `hours_of_request` says of each. Two queries beside the hours, three when no agreement of one runs.
    """
    held = _held_to({sponsor for sponsor, _, _ in moments}, now)
    services = openings_at({(at, zone) for _, zone, at in moments})
    return {
        (sponsor, zone, at)
        for sponsor, zone, at in moments
        if services[at, zone].is_open and holds_at(held[sponsor], at)
    }


def hours_held(of: Collection[tuple[int, str]], now: datetime) -> dict[tuple[int, str], Hours]:
    """(key of a sponsor, its zone) → what `hours_of_request` says of its requests. Two queries beside the hours, three
    when no agreement of one runs.
    """
    if not of:
        return {}
    held = _held_to({sponsor for sponsor, _ in of}, now)
    return {(sponsor, zone): cache(_inside(held[sponsor], zone, now)) for sponsor, zone in of}


def hours_to_promise(request: HelpRequest, now: datetime) -> Hours:
    """The same, of which nothing is promised past the last day of an agreement that runs."""
    agreements = agreements_ahead({request.sponsor_id}, paris_day(now))[request.sponsor_id]
    if agreements and agreements[0].starts_on <= paris_day(now):
        return _hours(agreements, request.sponsor.zone, now)
    return hours_of_request(request, now)


def _held_to(sponsors: Collection[int], now: datetime) -> dict[int, list[Agreed] | None]:
    """What a request of each is held to: what was asked while an agreement ran is answered at its hours, until the next
    one begins. None for who never had one: at the hours of the service.
    """
    today = paris_day(now)
    found = agreements_ahead(sponsors, today)
    idle = {sponsor for sponsor, held in found.items() if not held or held[0].starts_on > today}
    for sponsor, last in agreements_over(idle, today).items():
        found[sponsor] = [last, *found[sponsor]]
    return {sponsor: _going_on(agreements, today) for sponsor, agreements in found.items()}


def _going_on(agreements: list[Agreement], today: date) -> list[Agreed] | None:
    if not agreements:
        return None
    ends = [one.starts_on - timedelta(days=1) for one in agreements[1:]] + [today + timedelta(days=LOOKED_AHEAD_DAYS)]
    return [Agreed(one.starts_on, max(one.ends_on, end), one.terms) for one, end in zip(agreements, ends, strict=True)]


# -- an opening -------------------------------------------------------------------------------------------------------
def _hours(agreements: list[Agreement], zone: str, now: datetime) -> Hours:
    """Of the service inside `agreements`, from now on."""
    return _inside([Agreed(one.starts_on, one.ends_on, one.terms) for one in agreements], zone, now)


def _inside(agreed: list[Agreed] | None, zone: str, now: datetime) -> Hours:
    """Of the service alone for None."""
    week, closed, off = slots(), exceptional(now), partial(is_holiday, zone=zone)
    if agreed is None:
        return lambda at: opening_at(at, week, off, closed)
    return lambda at: agreed_opening(at, week, agreed, off, closed)


def _of_subject(hours: Hours, now: datetime, subject: str, level: str) -> tuple[Opening, bool]:
    """And whether the subject, closed for the evening, is what keeps it closed at the hours agreed (`why`: its reason).
    What opens later anyway is told without it.
    """
    found = hours(now)
    closing = closed_subjects(now).closing_of(subject, level) if subject else None
    if closing is None:
        return found, False
    if not found.is_open and (found.opens_at is None or found.opens_at >= closing.ends_at):
        return found, False
    then = hours(closing.ends_at)
    opens_at = closing.ends_at if then.is_open else then.opens_at
    return Opening(is_open=False, closes_at=None, opens_at=opens_at, why=closing.reason), True
