"""The configuration of coturn that is shipped for production, run by coturn itself."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from declic.live.ice import ice_servers
from declic.live.protocol.room import IceServer
from tests.servers import shipped_coturn

SHIPPED = Path(__file__).parents[2] / "deploy" / "coturn" / "turnserver.conf"
SECRET = "shipped"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with shipped_coturn(SECRET) as port:
        yield port


def credential(now: float) -> IceServer:
    (relay,) = ice_servers(stun_urls=[], turn_urls=["turn:x"], secret=SECRET, account=1, now=now)
    return relay


def asks(port: int, relay: IceServer, peer: str) -> str:
    """What coturn's own client says of a relay towards `peer`. Towards one that never answers it goes on asking."""
    options = ["-c", "-n", "1", "-e", peer, "-p", str(port), "-u", str(relay.username), "-w", str(relay.credential)]
    command = ["stdbuf", "-oL", "turnutils_uclient", *options, "127.0.0.1"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=4).stdout
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode()


@pytest.mark.services
@pytest.mark.parametrize("inside", ["127.0.0.1", "10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254"])
def test_it_relays_to_nothing_inside(port: int, inside: str) -> None:
    assert "403 (Forbidden IP)" in asks(port, credential(time.time()), inside)


@pytest.mark.services
def test_it_lets_in_who_has_a_credential_that_still_holds(port: int) -> None:
    now = time.time()
    assert "Cannot complete Allocation" not in asks(port, credential(now), "10.1.2.3")
    assert "Cannot complete Allocation" in asks(port, credential(now - 660), "10.1.2.3")


def test_it_listens_in_tls_on_the_port_every_network_lets_out() -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    assert "tls-listening-port=443" in lines
    assert "use-auth-secret" in lines
    assert "allow-loopback-peers" not in lines
