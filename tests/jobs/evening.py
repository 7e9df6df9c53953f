"""An evening on the database of the environment, in a process of its own: a pupil asks every quarter of a second.

    python -m tests.jobs.evening 40

A line of JSON for each ring, as it comes: how long it was waited for, in seconds and in turns of this process, and who
leads. A turn writes and reads the same tables as the clocks do: a busy machine makes turns as slow as it makes rings,
and has as many of them in a wait. The last line counts what is doubled. Whoever is on duty or
waits stays there; nobody answers.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup()

from django.db.models import Count  # noqa: E402  (Django must be ready before its models)

from declic.dispatch.actions import ask, note_desk_seen, note_pupil_seen  # noqa: E402
from declic.dispatch.models import Offer  # noqa: E402
from declic.dispatch.queries import read_lease  # noqa: E402
from tests.world import make_draft, make_free_teacher, make_pupil, make_sponsor  # noqa: E402

EACH_S = 0.25
PATIENCE_S = 30


def main(number: int) -> None:
    begun = datetime.now(UTC)
    sponsor = make_sponsor(now=begun)
    desks = [make_free_teacher(now=begun).account_id for _ in range(2 * number)]
    drafts = [make_draft(make_pupil(sponsor=sponsor, now=begun), now=begun) for _ in range(number)]
    asked: dict[object, tuple[float, int]] = {}
    turn = 0
    rung: set[object] = set()
    start = time.monotonic()
    while len(rung) < number and time.monotonic() - start < EACH_S * number + PATIENCE_S:
        now, turn = datetime.now(UTC), turn + 1
        note_desk_seen(teacher_account_ids=desks, now=now)
        note_pupil_seen(pupil_account_ids=[draft.pupil.account_id for draft in drafts], now=now)
        if len(asked) < number and time.monotonic() - start >= EACH_S * len(asked):
            draft = drafts[len(asked)]
            asked[draft.pk] = (time.monotonic(), turn)
            ask(help_request=draft, now=now)
        for request_id in set(Offer.objects.values_list("help_request_id", flat=True)) - rung:
            rung.add(request_id)
            asked_s, asked_in = asked[request_id]
            waited_s = round(time.monotonic() - asked_s, 2)
            say({"waited_s": waited_s, "waited_turns": turn - asked_in, "leader": leader()})
        time.sleep(0.02)
    rings = Offer.objects.filter(state="ringing")
    say({
        "never_rung": number - len(rung),
        "desks_rung_twice": rings.values("teacher").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "requests_rung_twice": rings.values("help_request", "slot").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "not_ringing": Offer.objects.exclude(state="ringing").count(),
    })  # fmt: skip


def leader() -> str:
    row = read_lease("clock")
    return row.holder if row else ""


def say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
