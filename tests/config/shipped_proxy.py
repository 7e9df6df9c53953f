"""Debian's nginx on loopback, called localhost, with the configuration that is shipped; and who asks through it."""

import json
import os
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.servers import free_port, speaks_ipv6, wait_for_port

DEPLOY = Path(__file__).parents[2] / "deploy"
SHIPPED = DEPLOY / "nginx" / "nginx.conf"
PATIENCE_S = 60
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
"""Folders nginx makes before it serves, whatever it is told."""


def has_nginx() -> bool:
    return shutil.which("nginx") is not None


@dataclass(frozen=True)
class Proxy:
    tls: int
    plain: int
    certificate: Path
    log: Path
    """What it writes of each answer."""

    def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> HTTPResponse:
        """As a browser does, by the name of the site; `headers` with `_` for `-`."""
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        asking = HTTPSConnection("localhost", self.tls, timeout=PATIENCE_S, context=trusted)
        asking.request(method, path, body, {"Host": "localhost", **_written(headers)})
        return asking.getresponse()

    def ask_in_clear(self, path: str, **headers: str) -> HTTPResponse:
        asking = HTTPConnection("127.0.0.1", self.plain, timeout=PATIENCE_S)
        asking.request("GET", path, headers={"Host": "localhost", **_written(headers)})
        return asking.getresponse()


def _written(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def shipped_nginx(folder: Path, certificate: Path, *, web: list[int], live: list[int]) -> Iterator[Proxy]:
    """Before the processes on these ports. `folder` takes all that it writes."""
    proxy = Proxy(free_port(), free_port(), certificate, folder / "log")
    written = folder / "nginx.conf"
    written.write_text(_for_a_test(folder, proxy, web=web, live=live), encoding="utf-8")
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(["nginx", "-c", written, "-g", "daemon off;"], stdout=said, stderr=said)
    try:
        wait_for_port(proxy.tls, process)
        yield proxy
    finally:
        process.terminate()
        process.wait(timeout=20)


def _for_a_test(folder: Path, proxy: Proxy, *, web: list[int], live: list[int]) -> str:
    """The shipped lines; only ports, names and folders are others."""
    said = SHIPPED.read_text(encoding="utf-8")
    kept = "".join(f"    {name}_temp_path {folder / name};\n" for name in TEMPORARY)
    own = {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "pid /run/nginx.pid;": f"pid {folder / 'pid'};",
        "/var/log/nginx/error.log": str(folder / "error"),
        "/var/log/nginx/declic.log": str(proxy.log),
        "http {\n": f"http {{\n{kept}",
        "server_name declic.example.fr;": "server_name localhost;",
        "/etc/letsencrypt/live/declic.example.fr/fullchain.pem": str(proxy.certificate),
        "/etc/letsencrypt/live/declic.example.fr/privkey.pem": str(proxy.certificate.with_name("key.pem")),
        "/etc/nginx/declic;": f"{DEPLOY / 'nginx' / 'declic'};",
        "server 127.0.0.1:8001;": " ".join(f"server 127.0.0.1:{port};" for port in web),
        "server 127.0.0.1:9001;": " ".join(f"server 127.0.0.1:{port};" for port in live),
    }
    for theirs, ours in own.items():
        if theirs not in said:
            raise ValueError(theirs)
        said = said.replace(theirs, ours)
    for port, other in ((443, proxy.tls), (80, proxy.plain)):
        said = said.replace(f"listen {port}", f"listen 127.0.0.1:{other}")
        there = f"listen [::1]:{other}" if speaks_ipv6() else "# listen"
        said = said.replace(f"listen [::]:{port}", there)
    return re.sub(r"worker_processes auto;", "worker_processes 1;", said)


@contextmanager
def who_answers(name: str) -> Iterator[int]:
    """The port of somebody who answers whatever is asked with their name, and what they were asked."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = {"by": name, "path": self.path, "headers": dict(self.headers.items())}
            said = json.dumps(asked).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name it has there)
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
