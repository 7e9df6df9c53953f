"""Numbers of distinct children, told in fives.

Distinct children do not add up: whoever comes in two weeks is one child. So the masking of sums cannot answer for them:
eleven children until last week and twelve until this one say that one child is new. Told as « ten at least », the two
differ by nothing or by five, and so does a level from the whole, or this evening's page from yesterday's. Rounded down,
they are never more than the children enrolled or the lessons given.
"""

from collections.abc import Collection

from declic.reports.rules.masking import FLOOR, stands


def in_fives(children: int) -> int | None:
    """The multiple of five that `children` reaches; None for one to four."""
    return children // FLOOR * FLOOR if stands(range(children)) else None


HOURS_TOLD = 10


def in_tens_of_hours(seconds: int) -> int:
    """Seconds of the whole tens of hours in `seconds`."""
    ten = 3600 * HOURS_TOLD
    return seconds // ten * ten


Answers = tuple[int, Collection[int]]
"""How many, and the children who gave them, or five of those."""


def in_tens(yes: Answers, others: Answers) -> int | None:
    """How many in a hundred said yes, in tens, rounded down.

    Told when five children said yes and five did not: all of them saying one thing would be what each of them said.
    """
    if min(len(set(yes[1])), len(set(others[1]))) < FLOOR:
        return None
    return 100 * yes[0] // (yes[0] + others[0]) // 10 * 10
