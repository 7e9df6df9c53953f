"""The configuration of coturn that is shipped for production, run by coturn itself."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from declic.live.ice import ice_servers
from declic.live.protocol.room import IceServer
from tests.certificates import self_signed
from tests.live.turn_client import RefusedError, TurnClient
from tests.servers import shipped_coturn, shipped_coturn_in_tls, speaks_ipv6

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


# -- in TLS, for networks that let nothing else out --------------------------------------------------------------------
@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def tls_port(certificate: Path) -> Iterator[int]:
    with shipped_coturn_in_tls(SECRET, certificate, certificate.with_name("key.pem")) as port:
        yield port


def through_tls(port: int, certificate: Path, now: float) -> TurnClient:
    relay = credential(now)
    return TurnClient(port, certificate, str(relay.username), str(relay.credential))


@pytest.fixture
def echo() -> Iterator[int]:
    """Somebody outside, who answers what they hear, in capitals."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        other.settimeout(10)

        def answer() -> None:
            data, sender = other.recvfrom(2048)
            other.sendto(data.upper(), sender)

        thread = threading.Thread(target=answer)
        thread.start()
        yield other.getsockname()[1]
        thread.join(11)


@pytest.mark.services
def test_a_voice_goes_through_tls_there_and_back(tls_port: int, certificate: Path, echo: int) -> None:
    with through_tls(tls_port, certificate, time.time()) as client:
        assert client.cipher in {"TLSv1.2", "TLSv1.3"}
        client.allocate()
        client.permit("127.0.0.1")
        client.send("127.0.0.1", echo, b"a voice")
        assert client.receive() == b"A VOICE"


@pytest.mark.services
def test_through_tls_too_an_expired_or_false_credential_is_refused(tls_port: int, certificate: Path) -> None:
    relay = credential(time.time())
    false = TurnClient(tls_port, certificate, str(relay.username), "false")
    for client in (through_tls(tls_port, certificate, time.time() - 660), false):
        with client, pytest.raises(RefusedError, match="401"):
            client.allocate()


@pytest.mark.services
@pytest.mark.parametrize("inside", ["10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "127.0.0.2"])
def test_through_tls_too_it_relays_to_nothing_inside(tls_port: int, certificate: Path, inside: str) -> None:
    with through_tls(tls_port, certificate, time.time()) as client:
        client.allocate()
        with pytest.raises(RefusedError, match="403"):
            client.permit(inside)


@pytest.mark.services
@pytest.mark.skipif(not speaks_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize(
    "inside",
    [
        "::", "::1", "::ffff:10.1.2.3", "::ffff:127.0.0.1", "::10.1.2.3", "64:ff9b::a01:203", "64:ff9b:1::a01:203",
        "100::1", "2001::1", "2001:db8::1", "2002:a01:203::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_nor_to_anything_inside_by_ipv6(tls_port: int, certificate: Path, inside: str) -> None:
    with through_tls(tls_port, certificate, time.time()) as client:
        client.allocate(6)
        with pytest.raises(RefusedError, match="403"):
            client.permit(inside)


@pytest.mark.services
@pytest.mark.skipif(not speaks_ipv6(), reason="this machine has no IPv6")
def test_by_ipv6_the_world_outside_is_let_in(tls_port: int, certificate: Path) -> None:
    with through_tls(tls_port, certificate, time.time()) as client:
        client.allocate(6)
        for outside in ("2001:4860::1", "2a01:e0a::1"):
            client.permit(outside)


def test_it_listens_in_tls_on_the_port_every_network_lets_out() -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    assert "tls-listening-port=443" in lines
    assert "use-auth-secret" in lines
    assert "allow-loopback-peers" not in lines
