"""Which process runs what. `serve` is web, live and the clock in one process on one loop; apart, the same pieces."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

import uvicorn
import uvloop
from django.conf import settings
from django.core.management import call_command

from declic.config.addresses import seen_through_proxies
from declic.config.arbiter import Arbiter
from declic.config.interpreter import loading, settle_interpreter
from declic.config.production import no_text_messages
from declic.dispatch.queries.kept import readings_kept
from declic.journal.actions import subscribe
from declic.live.accepting import Accepting
from declic.live.bus import Bus, open_bus

if TYPE_CHECKING:
    from declic.live.server import LiveServer

PARTS = {
    "declic.config.asgi": {"serve", "web"},
    "declic.live.doors": {"serve", "live"},
    "declic.live.front_door": {"serve", "live"},
    "declic.jobs.clock": {"serve", "jobs"},
}
"""What each process loads. A live process that was killed is awaited by everyone in a room: it does not read the rules
of the rota and of invoices, nor the pages, which take longer than all the rest.
"""


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
    with loading():
        _load(process)
    try:
        listening = None if process == "jobs" else listen(host, settings.PORT if port is None else port)
    except OSError as error:
        return _cannot_start(error)

    def served() -> int:
        try:
            uvloop.run(_serve(process, listening, started=started))
        except OSError as error:
            return _cannot_start(error)
        return 0

    return Arbiter(served, listening).run() if process == "live" and listening is not None else served()


def _cannot_start(error: OSError) -> int:
    say(f"Le service ne peut pas démarrer ({error.strerror or error}). Le port est-il pris ? PORT=8001 make run")
    return 1


def _load(process: str) -> None:
    for part, processes in PARTS.items():
        if process in processes:
            import_module(part)
    settle_interpreter()


def make_ready() -> None:
    """Bring the databases up to date; in demo mode, build the demo world."""
    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DATABASE_URL:
        # Those of other packages lay nothing there, and take as long as in the database they are for.
        call_command("migrate", "classroom", database="rooms", verbosity=0, interactive=False)
    if settings.DEMO:
        from declic.web.demo import world  # noqa: PLC0415  (only in demo mode)

        world.build(now=datetime.now(UTC))


async def _serve(process: str, listening: socket.socket | None, *, started: float) -> None:
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
        port = 0
        if listening is not None:
            port = listening.getsockname()[1]
            await stack.enter_async_context(_pages(live, listening, pages=process != "live"))
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
    from declic.jobs import clock  # noqa: PLC0415  (see PARTS)

    stop, wake = asyncio.Event(), asyncio.Event()
    bus.hear(lambda said: wake.set() if clock.wakes(said) else None)
    task = asyncio.create_task(clock.run_clock(stop, wake))
    try:
        yield
    finally:
        stop.set()
        await task


@contextlib.asynccontextmanager
async def _live(bus: Bus) -> "AsyncIterator[LiveServer]":
    from declic.live.doors import live_server  # noqa: PLC0415  (see PARTS)

    server = live_server(bus, origins=settings.ALLOWED_ORIGINS)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@contextlib.asynccontextmanager
async def _pages(live: "LiveServer | None", listening: socket.socket, *, pages: bool) -> AsyncIterator[None]:
    """One port: uvicorn answers pages and hands socket upgrades over to `live`."""
    shown, close = _web() if pages else (_no_pages, _nothing)
    server = web_server(shown, live)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task
        await close()


def _web() -> tuple[Any, Callable[[], Awaitable[None]]]:
    """The pages, and what closes them."""
    from declic.config import asgi  # noqa: PLC0415  (see PARTS)

    return asgi.application, asgi.pages.close


async def _nothing() -> None: ...


def web_server(pages: Any, live: "LiveServer | None") -> uvicorn.Server:
    config = uvicorn.Config(
        seen_through_proxies(pages, settings.FORWARDED_ALLOW_IPS),
        ws=_sockets_of(live) if live else "none",
        proxy_headers=False,  # ours, above: uvicorn's own takes a proxy beside us for a stranger
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,  # twice what those who wait for a page may have to: see `pages.WAITING_MOST`
    )
    return _QuietServer(config)


def _sockets_of(live: "LiveServer") -> type[asyncio.Protocol]:
    from declic.live.front_door import sockets_of  # noqa: PLC0415  (see PARTS)

    return sockets_of(live)


class _QuietServer(uvicorn.Server):
    """Signals are ours: the whole process stops in order. So is who comes in: see `accepting`."""

    _accepting: Sequence[Accepting] = ()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=[])
        self._accepting = [Accepting(each, self._protocol) for each in sockets or []]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        del sockets
        for each in self._accepting:
            each.close()
        await super().shutdown(sockets=[])

    def _protocol(self) -> asyncio.Protocol:
        make: Any = self.config.http_protocol_class
        made: asyncio.Protocol = make(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)
        return made


def listen(host: str, port: int) -> socket.socket:
    """Every address by default, IPv4 and IPv6 on one socket."""
    if host:
        return socket.create_server((host, port))
    if socket.has_dualstack_ipv6():
        return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
    return socket.create_server(("", port))


async def _no_pages(scope: Any, receive: Any, send: Any) -> None:
    """`declic live` has sockets only; this answers health checks."""
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"declic live\n"})


def _greet(process: str, port: int, seconds: float) -> None:
    if process != "live" and (missing := no_text_messages(settings.MODE, settings.SMS_PROVIDER)):
        say(missing)
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
