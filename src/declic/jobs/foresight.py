"""What dispatch expects of the minutes to come: learned once a day, looked up each minute, never waited for.

Only skills that few on duty hold are told: nobody else needs sparing, and a wave would read the teachers of all the
others. In the simulator this gains as much as telling all (`departement`, eight evenings: 53 → 49 s of mean wait).
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Final, Self

from django.conf import settings
from django.db import close_old_connections, connections

from declic.dispatch.rules.matcher import Skill
from declic.dispatch.rules.policy import POLICY, Policy
from declic.ground.paris import in_paris, paris_day
from declic.planning.queries import day_of, fitted, on_duty_by_skill
from declic.planning.queries.weights import weights_for
from declic.planning.rules.forecast import NOTE, soon
from declic.planning.rules.moments import quarter_of

log = logging.getLogger("declic.jobs")

AHEAD_MIN: Final = 10.0
OF_NOTE: Final = 0.05
"""Requests in these minutes; a skill expected less often is left out."""
FEW: Final = 8
"""Teachers on duty who hold a skill, for it to be spared."""
RETRY: Final = timedelta(hours=1)


@dataclass(frozen=True)
class _Today:
    """`soon`: for each quarter-hour of `day`, what is expected in the minutes after it begins."""

    day: date
    soon: Mapping[int, Mapping[Skill, float]]
    policy: Policy = POLICY
    """With the weights learned last night, where they count."""


class Foresight:
    """`policy` never waits: what it lacks is read in a thread of its own. Leaving the context waits for that thread."""

    def __init__(self) -> None:
        self._today: _Today | None = None
        self._tried_at: datetime | None = None
        self._minute = -1
        self._policy = POLICY
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="foresight")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.shutdown(cancel_futures=True)

    def policy(self, now: datetime) -> Policy:
        """That of this minute, or of the one before; that of every day while nothing is foreseen."""
        clock, today = in_paris(now), self._today
        if today is None or today.day != clock.date():
            if self._tried_at is None or now - self._tried_at >= RETRY:
                self._tried_at = now
                self._thread.submit(self._read, partial(self._learn, now))
            return POLICY
        expected = today.soon.get(quarter_of(clock.time()))
        if not expected:
            return today.policy
        if clock.minute != self._minute:
            self._minute = clock.minute
            self._thread.submit(self._read, partial(self._spare, expected))
        return self._policy

    def _read(self, act: Callable[[], None]) -> None:
        close_old_connections()
        try:
            act()
        except Exception:
            log.exception("what is expected of the minutes to come could not be read; it is tried again")
        finally:
            connections.close_all()

    def _learn(self, now: datetime) -> None:
        self._today = _learned(now)

    def _spare(self, expected: Mapping[Skill, float]) -> None:
        holders = on_duty_by_skill()
        rare = {skill: number for skill, number in expected.items() if 0 < holders.get(skill, 0) <= FEW}
        usual = self._today.policy if self._today is not None else POLICY
        self._policy = replace(usual, forecast=rare) if rare else usual


def _learned(now: datetime) -> _Today:
    """From the days before; nothing for a service with little history."""
    day = paris_day(now)
    model, number = fitted(now)
    table = model.expected(day_of(day)) if number >= NOTE else {}
    quarters = {quarter for quarter, _ in table}
    weights = weights_for(day) if settings.DISPATCH_WEIGHTS else {}
    return _Today(
        day,
        {quarter: soon(table, quarter, AHEAD_MIN, OF_NOTE) for quarter in quarters},
        replace(POLICY, weights=weights) if weights else POLICY,
    )
