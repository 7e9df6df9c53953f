"""The clock: a wave as soon as something happened and at least each second; what is due, each second.

One tick at a time, in a thread of its own. Several processes may run a clock: one of them leads (see `lead`), the
others listen and wait. Should two lead for a moment, nothing is doubled: every change is compare and set.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from math import inf
from typing import Any, Protocol

from django.db import close_old_connections, connections

from declic.dispatch.actions import expire, run_wave
from declic.jobs.biller import Biller
from declic.jobs.counter import Counter
from declic.jobs.foresight import Foresight
from declic.jobs.keeper import Keeper
from declic.jobs.lead import Lead
from declic.jobs.lister import Lister
from declic.jobs.planner import Planner
from declic.jobs.postman import Postman
from declic.jobs.reacher import Reacher
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
        return data["state"] in ("free", "wrapping_up")
    return name in ASKING


async def run_clock(stop: asyncio.Event, wake: asyncio.Event) -> None:
    """Ticks until `stop`; `wake` asks for a wave at once. A tick that fails is logged, and the next one goes on."""
    loop = asyncio.get_running_loop()
    lead = Lead()
    period = PERIOD.total_seconds()
    full_at = -inf
    with (
        ThreadPoolExecutor(max_workers=1, thread_name_prefix="clock") as worker,
        Foresight() as foresight,
        Planner() as planner,
        Biller() as biller,
        Reacher() as reacher,
        Counter() as counter,
        Lister() as lister,
        Keeper() as keeper,
        Postman() as postman,
    ):
        rounds: dict[str, Rounds] = {
            "rota": planner,
            "invoices": biller,
            "figures": counter,
            "lists": lister,
            "campaigns": reacher,
            "accounts": keeper,
            "letters": postman,
        }
        try:
            while not stop.is_set():
                wake.clear()
                began = time.monotonic()
                is_full = began - full_at >= period
                if is_full:
                    full_at = began
                await loop.run_in_executor(worker, tick, lead, foresight, is_full)
                if is_full:
                    await loop.run_in_executor(worker, plan, lead, rounds)
                rest = min(REST * (time.monotonic() - began), REST_AT_MOST.total_seconds())
                await _next(stop, seconds=max(GAP.total_seconds(), rest))
                await _next(stop, wake, seconds=full_at + period - time.monotonic())
        finally:
            await loop.run_in_executor(worker, _close, lead)


def tick(lead: Lead, foresight: Foresight, is_full: bool) -> None:  # noqa: FBT001  (given by position to a thread)
    """A wave, if this process leads; a full tick first does what is due. Whatever fails is logged: the rest still runs.

    The time is the lead's, never this machine's: whoever leads, the same second comes after the last.
    """
    close_old_connections()
    if is_full:
        _try("lead", lead.look)
        _if_leading(lead, "expire", lambda: expire(now=lead.now(), up_since=lead.since))
        _if_leading(lead, "sweep", lambda: sweep(now=lead.now(), up_since=lead.since))
    _if_leading(lead, "wave", lambda: _wave(lead.now(), foresight))
    close_old_connections()


class Rounds(Protocol):
    """What is due now and then: called each second by whoever leads, it returns at once."""

    def round(self, now: datetime) -> None: ...


def plan(lead: Lead, rounds: Mapping[str, Rounds]) -> None:
    """What is due besides, from shifts to the end of accounts, after the wave: nobody waits for it."""
    close_old_connections()
    for name, one in rounds.items():
        _if_leading(lead, name, partial(_round, one, lead))
    close_old_connections()


def _round(one: Rounds, lead: Lead) -> None:
    one.round(lead.now())


def _wave(now: datetime, foresight: Foresight) -> None:
    run_wave(now=now, policy=foresight.policy(now))


def _if_leading(lead: Lead, name: str, act: Callable[[], object]) -> None:
    """A tick may be slow: as long as it goes on, the lead is kept between two of its parts."""
    if lead.is_due():
        _try("lead", lead.look)
    if lead.holds():
        _try(name, act)


def _close(lead: Lead) -> None:
    _try("leaving", lead.leave)
    connections.close_all()


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
