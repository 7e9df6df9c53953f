"""What teachers offer, as the rules of the rota take it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from declic.people.models import Skill as SkillRow
from declic.people.models import Teacher
from declic.people.rules.teachers import TeacherState
from declic.planning.models import Availability
from declic.planning.rules.covers import Group, groups_known
from declic.planning.rules.shifts import Stretch, Volunteer


def usual_of(teacher: Teacher) -> Availability | None:
    """What they offer every week."""
    return Availability.objects.filter(teacher=teacher, week=None).first()


def availability_of(teacher: Teacher, week: date) -> Availability | None:
    """What they offer that week: its own, else that of every week. `week`: its Monday."""
    own = Availability.objects.filter(teacher=teacher, week=week).first()
    return own or usual_of(teacher)


def volunteers_in(week: date) -> dict[int, Volunteer]:
    """Teacher → what they offer that week, of those who may teach then. Two queries."""
    return _volunteers(week, Q())


def not_authorised_in(week: date) -> int:
    """How many offered time, and may not teach any more that week."""
    offered = Availability.objects.filter(
        Q(week=week) | Q(week=None), teacher__authorised_until__lt=week, teacher__state=TeacherState.APPROVED.value
    )
    return offered.values("teacher").distinct().count()


def volunteer_of(teacher_id: int, week: date) -> Volunteer | None:
    """None: they offered nothing, or may not teach then."""
    return _volunteers(week, Q(teacher_id=teacher_id)).get(teacher_id)


def _volunteers(week: date, which: Q) -> dict[int, Volunteer]:
    rows = Availability.objects.filter(
        which,
        Q(week=week) | Q(week=None),
        Q(teacher__authorised_until=None) | Q(teacher__authorised_until__gte=week),
        teacher__state=TeacherState.APPROVED.value,
    ).values_list(
        "teacher_id", "week", "stretches", "least", "most", "in_one_go", "runs_over", "teacher__authorised_until"
    )
    offered: dict[int, tuple[date | None, Volunteer]] = {}
    groups = groups_of(which)
    for teacher, its_week, stretches, least, most, in_one_go, runs_over, until in rows:
        if its_week is None and teacher in offered:
            continue
        free = tuple(Stretch(*one) for one in stretches if until is None or week + timedelta(days=one[0]) <= until)
        known = groups.get(teacher, frozenset())
        one = Volunteer(str(teacher), known, free, least, most, in_one_go, runs_over=runs_over)
        offered[teacher] = its_week, one
    return {teacher: one for teacher, (_, one) in offered.items()}


def groups_of(which: Q) -> dict[int, frozenset[Group]]:
    """Teacher → groups they count for. `which`: a filter on rows that have a teacher. One query."""
    held: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for teacher, subject, level in SkillRow.objects.filter(which).values_list("teacher_id", "subject", "level"):
        held[teacher].append((subject, level))
    alike: dict[frozenset[tuple[str, str]], frozenset[Group]] = {}
    found = {}
    for teacher, skills in held.items():
        key = frozenset(skills)
        if key not in alike:
            alike[key] = groups_known(key)
        found[teacher] = alike[key]
    return found


def run_over_in(week: date, teachers: Iterable[int]) -> set[int]:
    """Those of these teachers who agree, that week, to be rung at the end of a shift and after it."""
    rows = Availability.objects.filter(Q(week=week) | Q(week=None), teacher__in=list(teachers)).values_list(
        "teacher_id", "week", "runs_over"
    )
    agreed: dict[int, tuple[bool, bool]] = {}
    for teacher, its_week, runs_over in rows:
        agreed[teacher] = max(agreed.get(teacher, (False, False)), (its_week is not None, runs_over))
    return {teacher for teacher, (_, runs_over) in agreed.items() if runs_over}
