"""The configuration of nginx that is shipped for production, run by nginx itself."""

import base64
import hashlib
import json
import re
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import RemoteDisconnected
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from declic.config.asgi import BODY_BYTES
from declic.live.desk_door import DeskDoor
from declic.live.rooms.door import RoomDoor
from declic.live.rota_door import RotaDoor
from declic.live.staff_door import StaffDoor
from declic.live.waiting_door import WaitingDoor
from tests.certificates import self_signed
from tests.config.shipped_proxy import DEPLOY, PATIENCE_S, SHIPPED, Proxy, has_nginx, shipped_nginx, who_answers
from tests.config.test_commands import declic
from tests.live.clients import environment, prepare
from tests.live.talking import Talker
from tests.servers import free_port

pytestmark = [pytest.mark.services, pytest.mark.skipif(not has_nginx(), reason="nginx: apt-get install nginx")]

LESSONS = [str(UUID(int=number)) for number in range(40)]
OUR_PAGES = sorted((DEPLOY / "nginx" / "declic").glob("*.html"))
Asked = dict[str, Any]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Iterator[Proxy]:
    """Before two processes of each kind."""
    with ExitStack() as running:
        web, live = (
            [running.enter_context(who_answers(f"{kind} {number}")) for number in (1, 2)] for kind in ("web", "live")
        )
        folder = tmp_path_factory.mktemp("nginx")
        yield running.enter_context(shipped_nginx(folder, certificate, web=web, live=live))


def asked(proxy: Proxy, path: str, **headers: str) -> Asked:
    answer = proxy.ask(path, **headers)
    assert answer.status == 200
    read: Asked = json.loads(answer.read())
    return read


# -- who is asked ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("door", [DeskDoor, RoomDoor, RotaDoor, StaffDoor, WaitingDoor])
def test_each_socket_goes_to_a_live_process(proxy: Proxy, door: Any) -> None:
    path = f"{door.prefix}{LESSONS[0]}" if door.prefix.endswith("/") else door.prefix
    said = asked(proxy, f"{path}?ticket=x", Upgrade="websocket", Connection="Upgrade")
    assert said["by"].startswith("live")
    assert (said["headers"]["Upgrade"], said["headers"]["Connection"]) == ("websocket", "upgrade")
    assert said["path"] == f"{path}?ticket=x"


@pytest.mark.parametrize("path", ["/", "/salle/x/", "/desks", "/desk/", "/rotation", "/eleve/room/x", "/static/a.js"])
def test_all_else_goes_to_the_pages(proxy: Proxy, path: str) -> None:
    assert asked(proxy, path)["by"].startswith("web")


def test_both_ends_of_a_room_come_to_one_process_and_rooms_are_shared_out(proxy: Proxy) -> None:
    homes = {lesson: {asked(proxy, f"/room/{lesson}?ticket={n}")["by"] for n in range(2)} for lesson in LESSONS}
    assert all(len(home) == 1 for home in homes.values())
    assert set.union(*homes.values()) == {"live 1", "live 2"}


def test_rooms_of_a_process_that_is_away_open_in_the_other(tmp_path: Path, certificate: Path) -> None:
    with ExitStack() as running:
        web, live = (running.enter_context(who_answers(name)) for name in ("web", "live"))
        proxy = running.enter_context(shipped_nginx(tmp_path, certificate, web=[web], live=[live, free_port()]))
        assert {asked(proxy, f"/room/{lesson}")["by"] for lesson in LESSONS} == {"live"}


# -- who is said to ask ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/desk"])
def test_what_a_visitor_claims_to_be_is_not_handed_on(proxy: Proxy, path: str) -> None:
    headers = asked(proxy, path, X_Forwarded_For="10.9.8.7", X_Forwarded_Proto="http")["headers"]
    assert headers["X-Forwarded-For"] in {"127.0.0.1", "::1"}
    assert (headers["X-Forwarded-Proto"], headers["Host"]) == ("https", "localhost")


def test_in_clear_it_only_says_where_to_go(proxy: Proxy) -> None:
    answer = proxy.ask_in_clear("/carte/?a=b")
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/carte/?a=b")


def test_another_name_is_not_answered(proxy: Proxy) -> None:
    with pytest.raises(RemoteDisconnected):
        proxy.ask_in_clear("/", Host="evil.example")
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    with pytest.raises(ssl.SSLError), connect(f"wss://127.0.0.1:{proxy.tls}/desk", ssl=anybody, proxy=None):
        pass


def test_nobody_is_in_its_log(proxy: Proxy) -> None:
    asked(proxy, "/invitation/secret-of-somebody?email=somebody@example.fr")
    asked(proxy, "/room/a-lesson?ticket=secret-of-somebody")
    written = proxy.log.read_text()
    assert written
    for unsaid in ("secret", "somebody", "invitation", "room", "127.0.0.1", "::1"):
        assert unsaid not in written


# -- when nothing answers ----------------------------------------------------------------------------------------------
def test_a_service_that_is_away_is_said_in_french(tmp_path: Path, certificate: Path) -> None:
    with shipped_nginx(tmp_path, certificate, web=[free_port()], live=[free_port()]) as proxy:
        answer = proxy.ask("/eleve/")
        assert (answer.status, answer.headers["Cache-Control"]) == (502, "no-store")
        assert "Déclic revient dans un instant." in answer.read().decode()
        assert proxy.ask("/desk").status == 502


def test_more_than_it_takes_is_said_in_french_before_it_is_sent(proxy: Proxy) -> None:
    answer = proxy.ask("/eleve/", method="POST", Content_Length=str(200 << 20))
    assert answer.status == 413
    assert "Cet envoi est trop lourd." in answer.read().decode()


def test_declic_itself_refuses_first() -> None:
    found = re.search(r"client_max_body_size (\d+)m;", SHIPPED.read_text())
    assert found
    assert int(found[1]) << 20 > BODY_BYTES


@pytest.mark.parametrize("page", OUR_PAGES, ids=lambda page: page.stem)
def test_its_pages_are_drawn_by_the_only_style_they_may_have(page: Path) -> None:
    style = re.findall(r"<style>(.*?)</style>", page.read_text(encoding="utf-8"), re.DOTALL)
    assert len(style) == 1
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in SHIPPED.read_text()


# -- Déclic behind it --------------------------------------------------------------------------------------------------
def entered(proxy: Proxy, path: str) -> Talker:
    opening = connect(
        f"wss://localhost:{proxy.tls}{path}",
        ssl=ssl.create_default_context(cafile=str(proxy.certificate)),
        subprotocols=[Subprotocol("declic.v1")],
        origin=Origin("https://localhost"),
        proxy=None,
        ping_interval=3,
        ping_timeout=None,
    )
    return Talker(opening.__enter__())


def test_pages_forms_and_sockets_of_declic_pass(tmp_path: Path, certificate: Path, migrated: Path) -> None:
    port = free_port()
    (tmp_path / "nginx").mkdir()
    environ = environment(tmp_path, DECLIC_SITE_URL="https://localhost")
    pupil, teacher = prepare(environ, 1, migrated)
    with (
        declic(tmp_path, environ, "serve", "--port", str(port)),
        shipped_nginx(tmp_path / "nginx", certificate, web=[port], live=[port]) as proxy,
    ):
        page = proxy.ask("/compte/login/")
        (cookie,) = page.headers.get_all("Set-Cookie") or []
        assert (page.status, "Secure" in cookie) == (200, True)
        token = cookie.partition(";")[0]
        form = f"csrfmiddlewaretoken={token.partition('=')[2]}&login=nobody@example.fr&password=unknown".encode()
        kind = "application/x-www-form-urlencoded"
        sent = {"Cookie": token, "Origin": "https://localhost", "Content_Type": kind}
        assert proxy.ask("/compte/login/", method="POST", body=form, **sent).status == 200
        with entered(proxy, pupil) as there:
            there.next("welcome", patience_s=PATIENCE_S)
            with entered(proxy, teacher):
                there.next("joined", patience_s=PATIENCE_S)
