"""Who was enrolled in a period: at some time in it, to the day, whatever became of them since. Pure."""

from datetime import datetime


def was_enrolled(since: datetime, until: datetime | None, begins: datetime, ends: datetime) -> bool:
    """On one day at least from `begins` (the first instant of a day) to `ends` (excluded).

    What is kept of a child erased says the day they came and the day they left, and no hour: the hour changes nothing
    here either.
    """
    return since < ends and (until is None or max(since, until) >= begins)
