"""The tests' ProConnect, in a process of its own on loopback, and the way a browser goes through it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests
from django.test import Client

from tests.servers import free_port, wait_for_port

HERE = Path(__file__).parent
ROOT = Path(__file__).parents[4]
CLIENT_ID = "declic"
SECRET = "a secret of the tests, long enough"
START = "/compte/proconnect/"
RETURN = "/compte/proconnect/retour/"


@dataclass(frozen=True)
class Provider:
    issuer: str
    site: str

    def is_told(self, fault: str = "", ahead: int = 0) -> None:
        """What it does wrong from now on, and how many seconds its clock is ahead."""
        requests.get(f"{self.issuer}/told", {"fault": fault, "ahead": ahead}, timeout=10).raise_for_status()

    def identifies(self, client: Client, who: str) -> str:
        """From our button to the address ProConnect sends the browser back to; nothing is sent there yet."""
        address = client.post(START).headers["Location"]
        with requests.Session() as browser:
            for _ in range(9):
                if urlsplit(address).path == RETURN:
                    return address.removeprefix(self.site)
                answer = browser.get(address, allow_redirects=False, timeout=10)
                if answer.is_redirect:
                    address = requests.compat.urljoin(address, answer.headers["Location"])  # type: ignore[attr-defined]
                else:
                    assert "/who/" in address, f"{answer.status_code} {answer.text[:200]}"
                    address = f"{address}?is={who}"
        raise AssertionError(address)


@contextmanager
def provider(site: str) -> Iterator[Provider]:
    """Knows one service, at `site`."""
    port = free_port()
    command = ["node", str(HERE / "proconnect.mjs"), str(port), site + RETURN, f"{site}/"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            wait_for_port(port, running)
            yield Provider(f"http://localhost:{port}", site)
        finally:
            running.terminate()
