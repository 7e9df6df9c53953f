"""Who waits, who is free, and where each pupil stands."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from declic.curriculum.rules import LEVELS, band
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries.evening import closed_subjects
from declic.dispatch.queries.hours import open_zones
from declic.dispatch.queries.kept import KEPT
from declic.dispatch.queries.staff import Staff
from declic.dispatch.queries.waited import wait_began
from declic.dispatch.queries.wanted import about_to_be_free, wishes_of_line
from declic.dispatch.rules import DutyState, HelpState, OfferState
from declic.dispatch.rules.escalation import Choice, Escalation, choices, has_reached
from declic.dispatch.rules.estimate import LONG_AFTER, estimate
from declic.dispatch.rules.matcher import FreeTeacher, Skill, Waiting
from declic.dispatch.rules.neighbours import neighbours
from declic.dispatch.rules.policy import POLICY, Policy
from declic.ground.paris import paris_day
from declic.people.models import Teacher
from declic.people.queries import may_teach, skills_of
from declic.statements import Prepared

_NONE: frozenset[Skill] = frozenset()
_WRAPPING_UP = DutyState.WRAPPING_UP.value


_HERE = Prepared(
    datetime,
    build=lambda seen_since: HelpRequest.objects.filter(
        state=HelpState.WAITING.value, asked_at__isnull=False, away_since=None, pupil_seen_at__gte=seen_since
    ).values_list(
        "id", "subject", "level", "asked_at", "escalation", "wanted_teacher_id", "hold_until", "sponsor__zone"
    ),
)
_LIVE_RINGS = Prepared(
    build=lambda: Offer.objects.filter(
        state=OfferState.RINGING.value, help_request__state=HelpState.WAITING.value
    ).values_list("help_request_id", "teacher_id", "slot", "offered_at")
)
_BY_THEMSELVES = ("declined", "given_up", "handed_over")
_PASSED_OVER = Prepared(
    build=lambda: Offer.objects.filter(
        help_request__state=HelpState.WAITING.value,
        why__in=[*_BY_THEMSELVES, "taken_back", "reassigned"],
        answered_at__isnull=False,
    ).values_list("help_request_id", "teacher_id", "answered_at", "why"),
)
_LINE = Prepared(
    build=lambda: (
        HelpRequest.objects.filter(state=HelpState.WAITING.value)
        .order_by("asked_at", "id")
        .annotate(began=wait_began())
        .values_list(
            "id", "subject", "level", "escalation", "began", "kept_over_at", "call_back_at", "wanted_teacher_id"
        )
    )
)


def waiting_requests(now: datetime, policy: Policy = POLICY) -> list[Waiting]:
    """The requests a teacher may be rung for: pupil there, service open. Six queries at most, whatever the number."""
    here = _HERE.rows(now - policy.pupil_silent)
    if not here:
        return []
    zones = open_zones(now, {row[-1] for row in here})
    waited_for = {wanted for *_, wanted, until, _ in here if wanted and until and until > now}
    lost = waited_for - about_to_be_free(waited_for)
    live: dict[UUID, list[tuple[int, int, datetime]]] = defaultdict(list)
    for request_id, teacher_id, slot, offered_at in _LIVE_RINGS.rows():
        live[request_id].append((teacher_id, slot, offered_at))
    excluded, declined, reassigned = _passed_over(now, policy, live)
    return [
        Waiting(
            id=id_,
            skill=(subject, level),
            asked_at=asked_at or now,
            live_rings=len(live[id_]),
            free_slot=min({0, 1} - {slot for _, slot, _ in live[id_]}, default=0),
            first_rung_at=min((offered_at for _, _, offered_at in live[id_]), default=None),
            wanted_teacher=None if wanted in lost else wanted,
            hold_until=until,
            excluded=frozenset(excluded[id_] | {teacher for teacher, _, _ in live[id_]}),
            declined=frozenset(declined[id_] | reassigned[id_]),
            reassigned=frozenset(reassigned[id_] - declined[id_]),
            is_wide=has_reached(Escalation(escalation), Escalation.WIDENED),
        )
        for id_, subject, level, asked_at, escalation, wanted, until, zone in here
        if zone in zones
    ]


def as_free_teacher(teacher: Teacher, now: datetime, *, rings: bool = False) -> FreeTeacher:
    """The teacher as `may_take` sees them: without any skill when they may not teach.

    `rings`: on their desk already. A neighbouring level stays theirs then: what they prefer holds from the next on.
    """
    skills = skills_of(teacher) if may_teach(teacher, paris_day(now)) else set()
    wide = neighbours(skills) if rings or teacher.takes_neighbours else ()
    return FreeTeacher(teacher.pk, frozenset(skills), now, wide=frozenset(wide))


def as_waiting(request: HelpRequest) -> Waiting:
    """The request as `may_take` sees it on the desk it rings on: a neighbouring level rings only when it may."""
    skill = (request.subject, request.level)
    return Waiting(request.pk, skill, request.asked_at or request.drafted_at, is_wide=True)


def duty_of(teacher_account_id: int) -> Duty | None:
    """The duty under way; None when off duty."""
    return Duty.objects.select_related("teacher").filter(teacher__account_id=teacher_account_id, ended_at=None).first()


@dataclass(frozen=True)
class Standing:
    """What the waiting page shows."""

    place: int
    """1 is next, among those who ask for the same subject in the same band of levels; 0 when not in line."""
    estimate: tuple[int, int] | None
    """(low, high) minutes; None when not known."""
    free: int
    """Teachers free who may take it."""
    ringing: bool
    step: str
    """`asked`, `ringing`, `long` (past the promise), `for_wanted` (it waits for the wanted teacher alone) or `held`
    (kept for the opening, or sent back)."""
    wanted: str = ""
    """Name of the wanted teacher it waits for, or may choose to wait for."""
    choices: tuple[Choice, ...] = ()
    """What the pupil may prefer to waiting; empty while the wait is short."""
    closed: str = ""
    """Why its subject is closed for the evening, to who asks from now on; empty when it is not."""


HELD = Standing(place=0, estimate=None, free=0, ringing=False, step="held")


def standings(now: datetime) -> dict[UUID, Standing]:
    """Where everyone who waits stands. Six queries at most, whatever the number."""
    line = _LINE.rows()
    ringing = {request_id for request_id, *_ in _LIVE_RINGS.rows()}
    wishes = wishes_of_line(now) if any(wanted for *_, wanted in line) else {}
    staff = KEPT.read(Staff, now)
    tonight = closed_subjects(now)
    in_group: dict[tuple[str, str], int] = defaultdict(int)
    ahead: dict[Skill, int] = defaultdict(int)
    found: dict[UUID, Standing] = {}
    for id_, subject, level, escalation, began, kept_over_at, call_back_at, _ in line:
        skill = (subject, level)
        closed = tonight.why_closed(subject, level)
        in_group[subject, band(level)] += 1
        wish = wishes.get(id_)
        held = wish is not None and wish.held
        expected = (0, 2) if id_ in ringing else estimate(staff.line(skill, ahead, held=held))
        found[id_] = Standing(
            place=in_group[subject, band(level)],
            estimate=expected,
            free=staff.free(skill),
            ringing=id_ in ringing,
            step="ringing" if id_ in ringing else "for_wanted" if held else _step(began, now),
            wanted=wish.name if wish is not None and (wish.held or wish.is_soon) else "",
            choices=choices(
                HelpState.WAITING,
                Escalation(escalation),
                expected,
                closed=closed != "",
                put_off=kept_over_at is not None or call_back_at is not None,
            ),
            closed=closed,
        )
        # Whoever is free now is not for a pupil who waits for somebody else.
        ahead[skill] += id_ not in ringing and not (held and staff.free(skill))
    return found


def standing_of(request: HelpRequest, now: datetime) -> Standing:
    """Where one request stands; like `HELD` when it is not waiting."""
    held = replace(HELD, choices=choices(HelpState(request.state), Escalation(request.escalation), None))
    return standings(now).get(request.pk, held) if request.state == HelpState.WAITING.value else held


def place_of(request: HelpRequest) -> int:
    """1 is next, among those who wait for the same subject in the same band of levels; 0 when not in line."""
    if request.state not in (HelpState.WAITING.value, HelpState.SCHEDULED.value) or request.asked_at is None:
        return 0
    levels = [code for code in LEVELS if band(code) == band(request.level)]
    before = Q(asked_at__lt=request.asked_at) | Q(asked_at=request.asked_at, id__lt=request.pk)
    same = HelpRequest.objects.filter(before, state=request.state, subject=request.subject, level__in=levels)
    return same.count() + 1


def estimate_for(request: HelpRequest, now: datetime) -> tuple[int, int] | None:
    """(low, high) minutes; None when nobody on duty may take it, or when it is not waiting."""
    return standing_of(request, now).estimate


def _step(began: datetime | None, now: datetime) -> str:
    return "long" if began is not None and now - began > LONG_AFTER else "asked"


def _passed_over(
    now: datetime, policy: Policy, ringing: Container[UUID]
) -> tuple[dict[UUID, set[int]], dict[UUID, set[int]], dict[UUID, set[int]]]:
    """Request → teachers who declined it, gave it up or over, or from whom it was taken, a moment ago; those who
    declined it, gave it up or over at any time; and those whose ring an operator gave to somebody else.

    The last are out of it while that one, or another, is `ringing`; afterwards asked last: they passed nothing over.
    """
    lately: dict[UUID, set[int]] = defaultdict(set)
    ever: dict[UUID, set[int]] = defaultdict(set)
    reassigned: dict[UUID, set[int]] = defaultdict(set)
    for request_id, teacher_id, answered_at, why in _PASSED_OVER.rows():
        if why == "reassigned":
            (lately if request_id in ringing else reassigned)[request_id].add(teacher_id)
            continue
        if answered_at is not None and answered_at > now - policy.decline_exclusion:
            lately[request_id].add(teacher_id)
        if why in _BY_THEMSELVES:
            ever[request_id].add(teacher_id)
    return lately, ever, reassigned
