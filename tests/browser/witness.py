"""What the windows and the service were at when a test failed, for its report: a slow machine is told from a hang."""

import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request

CONSOLE_LINES = 20
LOG_LINES = 40
LOG_BYTES = 16_000
ADDRESS_CHARACTERS = 200
SHOWN_CHARACTERS = 600
ANSWER_MS = 3_000
"""For a page to say how far it has loaded: one that does not answer is at work, or between two addresses."""


class Witness:
    """Of one person's window, pages it opened included."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.lines: deque[str] = deque(maxlen=CONSOLE_LINES)
        self._since: dict[Request, float] = {}
        context.on("request", self._asked)
        context.on("requestfinished", self._answered)
        context.on("requestfailed", self._answered)
        context.on("console", self._heard)
        context.on("weberror", lambda fault: self.lines.append(f"thrown: {fault.error}"))

    def _asked(self, request: Request) -> None:
        self._since[request] = time.monotonic()

    def _answered(self, request: Request) -> None:
        self._since.pop(request, None)

    def _heard(self, message: ConsoleMessage) -> None:
        line = f"{message.type}: {message.text}"
        if line not in self.lines:
            self.lines.append(line)

    def tell(self) -> str:
        now = time.monotonic()
        told = [f"{page.url}  {ready_state(page)}" for page in self.context.pages] or ["(closed)"]
        told += [f"  shown: {shown}" for page in self.context.pages if (shown := shown_by(page))]
        for request, since in self._since.items():
            told.append(f"  under way for {now - since:.1f} s: {request.method} {request.url[:ADDRESS_CHARACTERS]}")
        return "\n".join(told + [f"  console {line}" for line in self.lines])


def ready_state(page: Page) -> str:
    with suppress(Error):
        return str(page.wait_for_function("document.readyState", timeout=ANSWER_MS).json_value())
    return "does not answer"


def shown_by(page: Page) -> str:
    """The beginning of its text, as it is read: what a person would have met there."""
    with suppress(Error):
        shown = page.wait_for_function("document.body.innerText", timeout=ANSWER_MS).json_value()
        return " | ".join(str(shown).split("\n"))[:SHOWN_CHARACTERS]
    return ""


def end_of(log: Path) -> str:
    """Its last lines, while it is there: the last service of a run goes away with its folder."""
    if not log.exists():
        return "(put away)"
    with log.open("rb") as opened:
        opened.seek(max(0, log.stat().st_size - LOG_BYTES))
        return "\n".join(opened.read().decode(errors="replace").splitlines()[-LOG_LINES:])
