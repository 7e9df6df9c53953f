"""Eight believable weeks: help requests, offers, lessons, reports, drawn from a seeded chance and written in bulk."""

import math
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from declic.dispatch.models import HelpRequest, Offer
from declic.dispatch.rules import HelpKind, HelpState, OfferState
from declic.dispatch.rules.devices import Device
from declic.dispatch.rules.estimate import LESSON_MEAN_MIN, Line, estimate
from declic.ground.paris import at_paris, paris_day
from declic.ground.school_calendar import is_holiday
from declic.lessons.models import Lesson, Report, SelfAssessment
from declic.lessons.rules import Confidence, LessonState
from declic.people.models import Pupil, Teacher
from declic.sponsors.models import LedgerEntry, Sponsor
from declic.sponsors.rules import LedgerKind
from declic.web.demo.past_reports import TRIED, report_of

WEEKS = 8

ASKED = {
    "école": (("MAT", 55), ("FRA", 35), ("ANG", 6), ("QLM", 2), ("HG", 2)),
    "collège": (("MAT", 60), ("FRA", 12), ("ANG", 10), ("PC", 8), ("HG", 4), ("SVT", 3), ("ESP", 3)),
    "lycée": (("MAT", 58), ("PC", 16), ("FRA", 8), ("ANG", 7), ("PHI", 5), ("SVT", 4), ("SES", 2)),
}
"""Out of 100 requests; comparable services see 60 % of mathematics."""
DEVICES: dict[str, tuple[tuple[Device, int], ...]] = {
    "école": ((Device.TABLET, 46), (Device.PHONE, 34), (Device.COMPUTER, 20)),
    "collège": ((Device.PHONE, 58), (Device.COMPUTER, 28), (Device.TABLET, 14)),
    "lycée": ((Device.COMPUTER, 52), (Device.PHONE, 44), (Device.TABLET, 4)),
}
"""Out of 100 requests."""
HOURS = (8, 24, 38, 30)
"""Weight of each hour from 16."""
QUICK_MIN = 1.6
"""Under it, a teacher was free."""


@dataclass
class Past:
    """Rows to write, in the order they must be written."""

    requests: list[HelpRequest] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    answers: list[SelfAssessment] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)

    def write(self) -> None:
        HelpRequest.objects.bulk_create(self.requests)
        Offer.objects.bulk_create(self.offers)
        Lesson.objects.bulk_create(self.lessons)
        Report.objects.bulk_create(self.reports)
        SelfAssessment.objects.bulk_create(self.answers)
        LedgerEntry.objects.bulk_create(self.ledger)


@dataclass(frozen=True)
class Asker:
    pupil: Pupil
    sponsor: Sponsor
    school: str
    eagerness: float
    """Requests a week, on average."""


def imagine(
    askers: Sequence[Asker], skilled: dict[tuple[str, str], list[Teacher]], now: datetime, chance: Random
) -> Past:
    """The past of these pupils, up to yesterday."""
    past = Past()
    held = Random(len(askers))  # their own chance: the rest stays as it was
    for asker in askers:
        for asked_at in _evenings(asker, now, chance):
            _one_request(past, asker, skilled, asked_at, chance)
            (device,) = held.choices(*zip(*DEVICES[asker.school], strict=True))
            past.requests[-1].device = device.value
    return past


def _evenings(asker: Asker, now: datetime, chance: Random) -> Iterator[datetime]:
    today = paris_day(now)
    for back in range(WEEKS * 7, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() > 4 or is_holiday(day, asker.sponsor.zone):
            continue
        grows = 0.6 + 0.8 * (1 - back / (WEEKS * 7))
        if chance.random() < asker.eagerness / 5 * grows:
            (hour,) = chance.choices((16, 17, 18, 19), weights=HOURS)
            yield at_paris(day, time(hour, chance.randrange(60), chance.randrange(60)))


def _one_request(
    past: Past, asker: Asker, skilled: dict[tuple[str, str], list[Teacher]], asked_at: datetime, chance: Random
) -> None:
    level = asker.pupil.level
    (subject,) = chance.choices(*zip(*ASKED[asker.school], strict=True))
    teachers = skilled.get((subject, level))
    if not teachers:
        subject = "MAT"
        teachers = skilled[subject, level]
    request = HelpRequest(
        id=_uuid(chance),
        pupil=asker.pupil,
        sponsor=asker.sponsor,
        subject=subject,
        level=level,
        kind=chance.choices((HelpKind.EXERCISE, HelpKind.LESSON, HelpKind.TEST), weights=(70, 18, 12))[0].value,
        tried=chance.choice(TRIED),
        drafted_at=asked_at - timedelta(seconds=chance.randint(40, 240)),
        asked_at=asked_at,
        wait_from=asked_at,
        pupil_seen_at=asked_at,
    )
    past.requests.append(request)
    fate = chance.random()
    wait = min(900.0, chance.lognormvariate(math.log(85), 0.75))
    _tell(request, wait)
    if fate < 0.018:
        _close(request, HelpState.UNMET, "closed", asked_at + timedelta(minutes=chance.randint(12, 35)))
    elif fate < 0.05:
        _close(request, HelpState.CANCELLED, "pupil", asked_at + timedelta(seconds=wait))
    else:
        _one_lesson(past, request, chance.choice(teachers), asked_at + timedelta(seconds=wait), chance)


def _tell(request: HelpRequest, wait_s: float) -> None:
    """By the rule of the service, on an evening on which waits were about what it says."""
    about = wait_s / 60 * (0.6 + Random(str(request.pk)).random())
    free = int(about < QUICK_MIN)
    told = estimate(Line(ahead=0, free=free, busy=max(1, round(LESSON_MEAN_MIN / about))))
    if told is not None:
        request.told_at, (request.told_low, request.told_high) = request.asked_at, told


def _close(request: HelpRequest, state: HelpState, why: str, at: datetime) -> None:
    request.state, request.close_reason, request.closed_at = state.value, why, at


def _one_lesson(past: Past, request: HelpRequest, teacher: Teacher, accepted_at: datetime, chance: Random) -> None:
    started_at = accepted_at + timedelta(seconds=chance.randint(4, 25))
    length = timedelta(seconds=int(min(3300.0, max(240.0, chance.lognormvariate(math.log(1080), 0.45)))))
    request.accepted_at = request.first_accepted_at = accepted_at
    _close(request, HelpState.HELPED, "helped", started_at + length)
    past.offers.append(
        Offer(
            id=_uuid(chance),
            help_request=request,
            teacher=teacher,
            state=OfferState.ACCEPTED.value,
            reason="attend depuis le plus longtemps",
            offered_at=accepted_at - timedelta(seconds=chance.randint(3, 15)),
            deadline_at=accepted_at + timedelta(seconds=8),
            answered_at=accepted_at,
        )
    )
    lesson = Lesson(
        id=_uuid(chance),
        board_id=_uuid(chance),
        help_request=request,
        pupil_id=request.pupil_id,
        teacher=teacher,
        sponsor_id=request.sponsor_id,
        subject=request.subject,
        level=request.level,
        state=LessonState.ENDED.value,
        opened_at=accepted_at,
        started_at=started_at,
        ended_at=started_at + length,
        ended_by_id=teacher.account_id,
        end_reason="finished",
    )
    past.lessons.append(lesson)
    past.ledger.append(
        LedgerEntry(
            sponsor_id=request.sponsor_id,
            kind=LedgerKind.LESSON.value,
            at=lesson.asked_at,
            about=lesson.id,
            seconds=int(length.total_seconds()),
        )
    )
    worked_on, understood, next_step = report_of(request.subject, request.level, chance)
    past.reports.append(
        Report(
            lesson=lesson,
            worked_on=worked_on,
            understood=understood,
            next_step=next_step,
            written_at=started_at + length + timedelta(seconds=chance.randint(30, 90)),
        )
    )
    if chance.random() < 0.8:
        (answer,) = chance.choices((Confidence.YES, Confidence.ALMOST, Confidence.NOT_YET), weights=(62, 30, 8))
        past.answers.append(
            SelfAssessment(lesson=lesson, answer=answer.value, at=started_at + length + timedelta(seconds=10))
        )


def _uuid(chance: Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)
