"""What was said because it was due, and closings, for the tests of reminders and absences."""

from datetime import datetime, timedelta

from declic.dispatch.actions import close_exceptionally
from declic.dispatch.models import ExceptionalClosing
from declic.journal.models import Fact
from tests.world import NOW, make_operator

MINUTE = timedelta(minutes=1)


def close(starts_at: datetime, ends_at: datetime) -> ExceptionalClosing:
    return close_exceptionally(starts_at=starts_at, ends_at=ends_at, reason="Grève.", by=make_operator(), now=NOW)


def names(prefix: str = "Shift") -> list[tuple[str, str | None]]:
    ours = Fact.objects.filter(name__in=["ShiftReminded", "ShiftMissed"], name__startswith=prefix)
    return [(fact.name, fact.data.get("when")) for fact in ours]
