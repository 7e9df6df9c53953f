"""A real service on the demo world, in a process of its own, and what a test may ask of it."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser.beside import Beside
from tests.servers import RUN_FOLDER, free_port, made_ready, wait_for_port

ROOT = Path(__file__).parents[2]
QUIET = """
BEGIN IMMEDIATE;
UPDATE dispatch_offer SET state = 'withdrawn', why = 'test' WHERE state = 'ringing';
UPDATE dispatch_duty SET state = 'ended', ended_at = since WHERE ended_at IS NULL;
UPDATE lessons_presence SET left_at = seen_at WHERE left_at IS NULL;
UPDATE lessons_lesson SET state = 'abandoned', ended_at = opened_at WHERE state IN ('opened', 'running');
DELETE FROM dispatch_attemptpage WHERE help_request_id IN (SELECT id FROM dispatch_helprequest WHERE state = 'draft');
DELETE FROM dispatch_helprequest WHERE state = 'draft';
UPDATE dispatch_helprequest SET state = 'cancelled', closed_at = since
    WHERE state NOT IN ('helped', 'cancelled', 'unmet');
DELETE FROM lessons_privatenote;
UPDATE people_teacher SET is_armed = 0, takes_neighbours = 0, rings_to_end = 0;
COMMIT;
"""

SERVERS: list["Server"] = []
"""That run, or ran during the test under way."""


@dataclass
class Server:
    """`declic serve` in a process of its own, on data of its own.

    An empty folder is given what `--prepare` makes, made once a run: with the demo world's past it takes ten seconds.
    """

    data: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    _beside: Beside | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        return self.data.parent / "server.log"

    @property
    def settings(self) -> dict[str, str]:
        """Its environment."""
        return {
            **os.environ,
            "DECLIC_MODE": "demo",
            "DECLIC_DATA": str(self.data),
            "PORT": str(self.port),
            "DATABASE_URL": "",
            **self.environment,
        }

    def run(self, code: str, *arguments: str) -> str:
        """What `code` prints, run beside the service, on its data; `arguments` are its `sys.argv[1:]`."""
        self._beside = self._beside or Beside(self.settings)
        return self._beside.run(code, *arguments)

    def start(self) -> None:
        environment = self.settings
        if RUN_FOLDER in os.environ and not any(self.data.iterdir()):  # outside a run of tests, `--prepare` does it
            made = made_ready(environment["DECLIC_MODE"], environment)
            shutil.copytree(made, self.data, dirs_exist_ok=True)
        if self not in SERVERS:
            SERVERS.append(self)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "declic", "serve", "--prepare"],
                env=environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        try:
            wait_for_port(self.port, self.process)
            urllib.request.urlopen(self.url, timeout=60).read()  # noqa: S310  (its own loopback address)
        except Exception as error:
            self.stop()
            raise RuntimeError(self.log.read_text()[-4000:]) from error

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self._beside:
            self._beside.stop()
            self._beside = None
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)

    def quiet(self) -> None:
        """Nothing is under way, drafted or on duty any more, whatever the test before left behind."""
        with contextlib.closing(sqlite3.connect(self.data / "declic.sqlite3", timeout=20)) as opened, opened:
            opened.executescript(QUIET)
