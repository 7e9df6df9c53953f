"""Which process runs what. `serve` is web, live and the clock in one process on one loop; apart, the same pieces."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import uvicorn
import uvloop
from django.conf import settings
from django.core.management import call_command

from declic.config.addresses import seen_through_proxies
from declic.config.asgi import application
from declic.config.asgi import pages as web_pages
from declic.dispatch.queries.kept import readings_kept
from declic.jobs import clock
from declic.journal.actions import subscribe
from declic.live.bus import Bus, open_bus
from declic.live.doors import live_server
from declic.live.front_door import sockets_of
from declic.live.server import LiveServer

COLLECT_AFTER = 20_000
"""New objects before the interpreter looks for rings among the young ones. Its 700 is a look for each page shown."""
SWITCH_S = 0.001
"""How long a thread may keep the interpreter from the loop, and from whoever holds the database's turn to write."""


def say(sentence: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def run(process: str, *, host: str, port: int | None, prepare: bool) -> int:
    """Run `process` until it is told to stop; the exit code."""
    started = time.monotonic()
    if prepare:
        make_ready()
    if process != "serve" and not settings.REDIS_URL:
        say("REDIS_URL manque : web, live et jobs se parlent par Redis. `declic serve` fait tout en un seul processus.")
        return 2
    try:
        uvloop.run(_serve(process, host=host, port=settings.PORT if port is None else port, started=started))
    except OSError as error:
        say(f"Le service ne peut pas démarrer ({error.strerror or error}). Le port est-il pris ? PORT=8001 make run")
        return 1
    return 0


def settle_interpreter() -> None:
    """Once everything is loaded: it stays, and is never looked through again for what could be freed."""
    sys.setswitchinterval(SWITCH_S)
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)


def make_ready() -> None:
    """Bring the databases up to date; in demo mode, build the demo world."""
    for alias in ["default"] if settings.DATABASE_URL else ["default", "rooms"]:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    if settings.DEMO:
        from declic.web.demo import world  # noqa: PLC0415  (only in demo mode)

        world.build(now=datetime.now(UTC))


async def _serve(process: str, *, host: str, port: int, started: float) -> None:
    settle_interpreter()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        # Entered in this order, left in the other: the doors close first, the bus last.
        stack.enter_context(readings_kept())
        bus = await stack.enter_async_context(_bus())
        if process in {"serve", "jobs"}:
            await stack.enter_async_context(_clock(bus))
        live = await stack.enter_async_context(_live(bus)) if process in {"serve", "live"} else None
        if process != "jobs":
            await stack.enter_async_context(_pages(live, host=host, port=port, pages=process != "live"))
        _greet(process, port, time.monotonic() - started)
        await stop.wait()
        say("\nOn ferme : les pages ouvertes se reconnecteront toutes seules.")


@contextlib.asynccontextmanager
async def _bus() -> AsyncIterator[Bus]:
    async with open_bus(settings.REDIS_URL) as bus:
        unsubscribe = subscribe(bus.announce)
        try:
            yield bus
        finally:
            unsubscribe()


@contextlib.asynccontextmanager
async def _clock(bus: Bus) -> AsyncIterator[None]:
    stop, wake = asyncio.Event(), asyncio.Event()
    bus.hear(lambda said: wake.set() if clock.wakes(said) else None)
    task = asyncio.create_task(clock.run_clock(stop, wake))
    try:
        yield
    finally:
        stop.set()
        await task


@contextlib.asynccontextmanager
async def _live(bus: Bus) -> AsyncIterator[LiveServer]:
    server = live_server(bus, origins=settings.ALLOWED_ORIGINS)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@contextlib.asynccontextmanager
async def _pages(live: LiveServer | None, *, host: str, port: int, pages: bool) -> AsyncIterator[None]:
    """One port: uvicorn answers pages and hands socket upgrades over to `live`."""
    server = web_server(application if pages else _no_pages, live)
    listening = listen(host, port)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task
        await web_pages.close()


def web_server(pages: Any, live: LiveServer | None) -> uvicorn.Server:
    config = uvicorn.Config(
        seen_through_proxies(pages, settings.FORWARDED_ALLOW_IPS),
        ws=sockets_of(live) if live else "none",
        proxy_headers=False,  # ours, above: uvicorn's own takes a proxy beside us for a stranger
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,  # twice what those who wait for a page may have to: see `pages.WAITING_MOST`
        backlog=4096,
    )
    return _QuietServer(config)


class _QuietServer(uvicorn.Server):
    """Signals are ours: the whole process stops in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """Every address by default, IPv4 and IPv6 on one socket."""
    if host:
        return socket.create_server((host, port), backlog=4096)
    if socket.has_dualstack_ipv6():
        return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=4096)
    return socket.create_server(("", port), backlog=4096)


async def _no_pages(scope: Any, receive: Any, send: Any) -> None:
    """`declic live` has sockets only; this answers health checks."""
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"declic live\n"})


def _greet(process: str, port: int, seconds: float) -> None:
    if process != "serve":
        say(f"declic {process} : prêt ({os.getpid()}).")
        return
    url = f"http://localhost:{port}"
    say(f"\nDéclic est prêt en {seconds:.1f} s : {url}\n")
    if settings.DEMO:
        from declic.web.demo.people import demo_people  # noqa: PLC0415  (only in demo mode)

        say("Entrer en un clic, comme :")
        for person in demo_people():
            say(f"  {person.name + ', ' + person.role:<46} {url}/demo/entrer/{person.slug}/")
        say("")
    say("Ctrl-C pour arrêter.")
