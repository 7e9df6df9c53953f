"""The relays a browser is told of, and how long it may use them."""

import subprocess
import time

import pytest

from declic.live.ice import ice_servers
from declic.live.protocol.room import IceServer
from tests.servers import coturn

SECRET = "north"
STUN = ["stun:stun.example:3478"]
TURN = ["turn:turn.example:3478?transport=udp", "turns:turn.example:443?transport=tcp"]


def told(*, stun: list[str] = STUN, turn: list[str] = TURN, secret: str = SECRET, now: float = 0) -> list[IceServer]:
    return ice_servers(stun_urls=stun, turn_urls=turn, secret=secret, account=42, now=now)


def test_the_password_is_what_coturn_makes_of_the_same_secret() -> None:
    relay = told(stun=[], now=1_700_000_000.9)
    # printf 1700000600:42 | openssl dgst -sha1 -hmac north -binary | base64
    assert relay == [IceServer(urls=TURN, username="1700000600:42", credential="c8I0lj+p3rCkviOWydupNEuAt5Q=")]


def test_it_is_good_for_ten_minutes() -> None:
    now = time.time()
    (relay,) = told(stun=[], now=now)
    expiry, account = str(relay.username).split(":")
    assert account == "42"
    assert int(expiry) - now == pytest.approx(600, abs=1)


def test_stun_alone_needs_no_password() -> None:
    assert told(turn=[]) == [IceServer(urls=STUN)]


def test_a_relay_comes_beside_stun() -> None:
    assert [server.urls for server in told()] == [STUN, TURN]


def test_without_a_secret_no_relay_is_told_of() -> None:
    assert told(secret="") == [IceServer(urls=STUN)]
    assert told(stun=[], secret="") == []


@pytest.mark.services
def test_coturn_lets_in_the_credentials_of_now_and_no_others() -> None:
    now = time.time()
    with coturn(SECRET) as url:
        assert relays(url, told(now=now))
        assert not relays(url, told(now=now - 660))
        assert not relays(url, told(now=now, secret="south"))


def relays(url: str, servers: list[IceServer]) -> bool:
    """Whether coturn's own client is given a relay by these credentials, and hears itself through it."""
    port = url.split("?", maxsplit=1)[0].rsplit(":", 1)[1]
    relay = servers[-1]
    options = ["-y", "-c", "-n", "1", "-p", port, "-u", str(relay.username), "-w", str(relay.credential)]
    done = subprocess.run(
        ["turnutils_uclient", *options, "127.0.0.1"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0 or "Cannot complete Allocation" in done.stdout, done.stdout
    return done.returncode == 0
