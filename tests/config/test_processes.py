"""Whom a request comes from, through a server that listens as `declic serve` does, behind a proxy of this machine."""

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import LazySettings

from declic.config.addresses import plain
from declic.config.processes import listen, web_server


async def says_who(scope: Any, receive: Any, send: Any) -> None:
    del receive
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(scope["client"][0]).encode()})


@contextmanager
def serving() -> Iterator[int]:
    """The port of a server on every address."""
    listening = listen("", 0)
    server = web_server(says_who, None)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


def seen(port: int, through: str, said: str = "") -> str:
    asking = http.client.HTTPConnection(through, port, timeout=10)
    asking.request("GET", "/", headers={"X-Forwarded-For": said} if said else {})
    client: str = json.loads(asking.getresponse().read())
    asking.close()
    return client


def test_two_visitors_behind_a_proxy_of_this_machine_are_two() -> None:
    with serving() as port:
        for proxy in ["127.0.0.1", "::1"] if socket.has_dualstack_ipv6() else ["127.0.0.1"]:
            for visitor in ("203.0.113.7", "198.51.100.9", "2001:db8::1"):
                assert seen(port, proxy, visitor) == visitor


def test_an_ipv4_address_is_written_in_one_way() -> None:
    with serving() as port:
        assert seen(port, "127.0.0.1") == "127.0.0.1"
        assert seen(port, "127.0.0.1", "::ffff:203.0.113.7") == "203.0.113.7"
        assert seen(port, "127.0.0.1", "203.0.113.7, ::ffff:127.0.0.1") == "203.0.113.7"


def test_what_a_visitor_claims_before_the_proxy_is_not_believed() -> None:
    with serving() as port:
        assert seen(port, "127.0.0.1", "10.9.8.7, 203.0.113.7") == "203.0.113.7"


@pytest.mark.parametrize(
    ("trusted", "found"),
    [
        ([], "127.0.0.1"),
        (["192.0.2.1"], "127.0.0.1"),
        (["127.0.0.1"], "203.0.113.7"),
        (["::ffff:127.0.0.1"], "203.0.113.7"),
        (["127.0.0.0/8"], "203.0.113.7"),
        (["*"], "203.0.113.7"),
    ],
)
def test_the_proxies_named_replace_those_of_this_machine(
    settings: LazySettings, trusted: list[str], found: str
) -> None:
    settings.FORWARDED_ALLOW_IPS = trusted
    with serving() as port:
        assert seen(port, "127.0.0.1", "203.0.113.7") == found


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "::1", "unknown", ""])
def test_any_other_address_stays_as_it_is(address: str) -> None:
    assert plain(address) == address
