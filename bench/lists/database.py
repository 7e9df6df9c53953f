"""What `measure` asks of one database: the list, twice, as a line of JSON. Settings are read once a process."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup(set_prefix=False)

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402  (Django must be ready first)
from django.core.management import call_command  # noqa: E402
from django.db.transaction import Atomic  # noqa: E402

from bench.lists.measure import PUPILS, timed  # noqa: E402
from declic.jobs.lister import work  # noqa: E402
from declic.rolls import actions, documents  # noqa: E402
from declic.rolls.queries import remembered, work_to_do  # noqa: E402
from declic.rolls.rules.columns import proposed  # noqa: E402
from tests.rolls.files import many, onde, xlsx  # noqa: E402
from tests.world import make_officer, make_sponsor  # noqa: E402


def play() -> dict[str, float]:
    """On the database of the environment."""
    call_command("migrate", verbosity=0)
    children = many(PUPILS)
    header = ["Nom", "Prénom", "Né le", "INE", "Niveau", "Adresse", "Commune"]
    rows = [[*child, "3 rue de l'Église", "Clichy"] for child in children]
    figures: dict[str, float] = {}
    for kind, data in (("onde", onde(children)), ("xlsx", xlsx([header, *rows]))):
        officer = make_officer(make_sponsor(now=datetime.now(UTC)))
        first = _list(officer, data)
        again = _list(officer, data)
        changed = again.pop("new") + again.pop("changed")
        assert first.pop("new") == PUPILS
        assert first.pop("changed") == 0
        figures |= {f"{kind} {name}": value for name, value in first.items()}
        figures |= {f"{kind} again whole s": again["whole s"], f"{kind} changed by the same again": changed}
    return figures


def _list(officer: Any, data: bytes) -> dict[str, float]:
    def at_work() -> None:
        waiting = work_to_do(now + timedelta(seconds=1))
        assert waiting is not None
        work(waiting, now + timedelta(seconds=1))

    now = datetime.now(UTC)
    told: list[Any] = []
    file = SimpleUploadedFile("liste", data)
    figures = {
        "look s": timed(lambda: told.append(actions.send_file(officer=officer, file=file, informed=True, now=now)))
    }
    sent = told[0]
    columns = proposed(documents.look_of(sent.pk).headers, remembered(officer.sponsor))
    actions.ask_trial(file=sent, columns=columns, school="École A", now=now)
    figures["trial s"] = timed(at_work)
    sent.refresh_from_db()
    actions.ask_application(file=sent, removes=False, now=now)
    with _longest_hold() as held:
        figures["application s"] = timed(at_work)
    sent.refresh_from_db()
    assert sent.state == "applied", sent.refusal
    return figures | {
        "whole s": sum(figures.values()),
        "longest hold s": max(held),
        "new": sent.counts["new"],
        "changed": sent.counts["changed"],
    }


@contextmanager
def _longest_hold() -> Iterator[list[float]]:
    """How long the database was held: from the first statement of a transaction to its end."""
    held, begun = [0.0], list[float]()
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def entered(self: Any) -> None:
        enter(self)
        begun.append(time.perf_counter())

    def left(self: Any, *error: Any) -> None:
        leave(self, *error)
        held.append(time.perf_counter() - begun.pop())

    Atomic.__enter__, Atomic.__exit__ = entered, left  # type: ignore[method-assign]
    try:
        yield held
    finally:
        Atomic.__enter__, Atomic.__exit__ = enter, leave  # type: ignore[method-assign]


if __name__ == "__main__":
    print(json.dumps(play()))
