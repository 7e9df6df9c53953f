"""What the database of the environment holds of an evening, as JSON: what became of each request, and every figure.

python -m tests.evening.counted
"""

import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup()

from bench.ask.world import count  # noqa: E402  (Django must be ready before its models)
from declic.dispatch.models import HelpRequest, WrittenQuestion  # noqa: E402
from declic.ground.paris import paris_day  # noqa: E402
from declic.journal.models import Fact  # noqa: E402
from declic.lessons.models import Lesson  # noqa: E402
from declic.reports.queries.board import board_of  # noqa: E402
from declic.reports.queries.figures import figures_of  # noqa: E402
from declic.sponsors.models import LedgerEntry, Sponsor  # noqa: E402

ENDINGS = {
    "LessonEnded": "lesson",
    "HelpCallBack": "call_back",
    "HelpWritten": "written",
    "HelpCancelled": "cancelled",
    "HelpUnmet": "unmet",
    "LessonAbandoned": "abandoned",
}
STATES = {"helped": "lesson", "scheduled": "call_back", "written": "written", "cancelled": "cancelled"}


def main() -> None:
    now = datetime.now(UTC)
    ends: dict[str, list[str]] = {str(account): [] for account in _asked().values_list("pupil__account_id", flat=True)}
    for name, data in Fact.objects.filter(name__in=ENDINGS).order_by("pk").values_list("name", "data"):
        ends[str(data["pupil_account_id"])].append(ENDINGS[name])
    board = board_of(now)
    today, once_over = paris_day(now), now + timedelta(days=7)
    week = figures_of(Sponsor.objects.get(), first_day=today, last_day=today, now=once_over)
    told = {
        "ends": ends,
        "states": {
            str(account): STATES.get(state, state)
            for account, state in _asked().values_list("pupil__account_id", "state")
        },
        "facts": Counter(Fact.objects.values_list("name", flat=True)),
        "doubled": {name: count()[name] for name in ("more_than_one_lesson", "lessons_at_the_same_time")},
        "figures": {
            "officer_lessons": week.lessons,
            "ledger": LedgerEntry.objects.count(),
            "lessons": Lesson.objects.filter(state="ended").count(),
            "questions": WrittenQuestion.objects.count(),
            "board_written": board.written.number,
            "board_later": board.today.scheduled,
            "board_unmet": board.today.unmet,
            "board_waiting": len(board.waiting),
        },
    }
    json.dump(told, sys.stdout)


def _asked():
    return HelpRequest.objects.exclude(asked_at=None)


if __name__ == "__main__":
    main()
