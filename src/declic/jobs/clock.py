"""The clock: a wave as soon as something happened and at least each second; what is due, each second.

One tick at a time, in a thread of its own. Several processes may run a clock at once: every change is compare and set.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import close_old_connections, connections

from declic.dispatch.actions import expire, run_wave
from declic.lessons.actions import sweep

log = logging.getLogger("declic.jobs")

PERIOD = timedelta(seconds=1)
REST_AT_MOST = timedelta(milliseconds=120)
GAP = timedelta(milliseconds=40)
"""Between two waves: what happens meanwhile is answered by one."""
REST = 2.0
"""And at least so many times what the last wave took: the busier the evening, the more each wave answers."""
ASKING = frozenset({"HelpAsked", "HelpCompleted", "HelpReturned", "PupilBack"})
"""Facts after which a request may ring somebody at once."""
PASSING_ON = frozenset({"declined", "teacher_gone", "missed", "taken_back"})
"""Ends of a ring after which its request rings somebody else."""


def wakes(said: Mapping[str, Any]) -> bool:
    """Whether this fact (as a journal listener gets it) may let somebody be rung before the next second."""
    name, data = said["name"], said["data"]
    if name == "OfferEnded":
        return bool(data["why"] in PASSING_ON)
    if name == "DutyChanged":
        return bool(data["state"] == "free")
    return name in ASKING


async def run_clock(
    stop: asyncio.Event, wake: asyncio.Event, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> None:
    """Ticks until `stop`; `wake` asks for a wave at once. A tick that fails is logged, and the next one goes on."""
    loop = asyncio.get_running_loop()
    up_since = now()
    swept_at = up_since - PERIOD
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="clock") as worker:
        try:
            while not stop.is_set():
                wake.clear()
                moment = now()
                is_full = moment - swept_at >= PERIOD
                if is_full:
                    swept_at = moment
                began = loop.time()
                await loop.run_in_executor(worker, tick, moment, up_since, is_full)
                rest = min(REST * (loop.time() - began), REST_AT_MOST.total_seconds())
                await _next(stop, seconds=max(GAP.total_seconds(), rest))
                await _next(stop, wake, seconds=(swept_at + PERIOD - now()).total_seconds())
        finally:
            await loop.run_in_executor(worker, connections.close_all)


def tick(now: datetime, up_since: datetime, is_full: bool) -> None:  # noqa: FBT001  (given by position to a thread)
    """A wave; a full tick first does what is due. Whatever fails is logged: the rest still runs."""
    close_old_connections()
    if is_full:
        _try("expire", lambda: expire(now=now, up_since=up_since))
        _try("sweep", lambda: sweep(now=now, up_since=up_since))
    _try("wave", lambda: run_wave(now=now))
    close_old_connections()


def _try(name: str, act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:
        log.exception("the clock's %s failed; it is tried again at the next tick", name)


async def _next(*calls: asyncio.Event, seconds: float) -> None:
    """Until one of `calls` is set, or `seconds` later."""
    waits = [asyncio.ensure_future(call.wait()) for call in calls]
    try:
        await asyncio.wait(waits, timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await wait
