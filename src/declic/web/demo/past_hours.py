"""The evenings of the demo's teachers, as the journal would hold them: hours are counted from these facts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from declic.dispatch.facts import DutyChanged
from declic.dispatch.rules import DutyState
from declic.ground.paris import at_paris, paris_day
from declic.journal.models import Fact
from declic.lessons.models import Lesson

OPENS, CLOSES = time(17), time(20)
WRAP_UP = timedelta(minutes=2)


def leave_evenings(lessons: Iterable[Lesson]) -> None:
    """On duty from the opening to the closing each day they taught."""
    evenings: dict[tuple[int, date], list[Lesson]] = {}
    for lesson in lessons:
        evenings.setdefault((lesson.teacher.account_id, paris_day(lesson.opened_at)), []).append(lesson)
    rows: list[Fact] = []
    for (account, day), held in sorted(evenings.items(), key=lambda one: (one[0][1], one[0][0])):
        for at, state in _moves(day, held):
            said = DutyChanged(account, state.value, "asked")
            rows.append(Fact(name="DutyChanged", at=at, subject=said.subject(), data=vars(said)))
    Fact.objects.bulk_create(rows, batch_size=500)


def _moves(day: date, lessons: Sequence[Lesson]) -> Iterator[tuple[datetime, DutyState]]:
    free_at = min(at_paris(day, OPENS), *(lesson.opened_at for lesson in lessons))
    yield free_at, DutyState.FREE
    for lesson in sorted(lessons, key=lambda one: one.opened_at):
        if lesson.ended_at is None or lesson.ended_at <= free_at:
            continue
        yield max(free_at, lesson.opened_at), DutyState.TEACHING
        yield lesson.ended_at, DutyState.WRAPPING_UP
        free_at = lesson.ended_at + WRAP_UP
        yield free_at, DutyState.FREE
    yield max(free_at, at_paris(day, CLOSES)), DutyState.ENDED
