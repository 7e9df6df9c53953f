"""Real Chromium windows, on the devices people have.

Windows share one browser but not their cookies: `open_window(PHONE)` is another person on another device.
"""

import contextlib
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.drawn import AT_WORK
from tests.browser.patience import SHOWN_MS
from tests.browser.witness import Witness

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
PHONE_LANDSCAPE = {**PHONE, "viewport": {"width": 844, "height": 390}}
NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
NO_OMNIBOX = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup")
"""Pages under the address bar: made with each window, shown to nobody, more than half of what a window costs."""
LEFT_OUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
"""What Playwright leaves out, said again: Chromium reads its last `--disable-features` only."""
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    f"--disable-features={','.join((*LEFT_OUT, *NO_OMNIBOX))}",
]

DATABASE_TOO_LATE = """addEventListener("pagehide", () => {
    IDBObjectStore.prototype.put = () => { throw new DOMException("late", "InvalidStateError"); };
}, true)"""
"""A page that goes away before its IndexedDB has written what it was told: one in four does, on a busy machine."""
EMPTYING_TRIES = 3
"""A page that moves by itself interrupts what it is told: it is told again."""
MICROPHONE_AS_IT_IS = """{
  const devices = navigator.mediaDevices;
  const open = devices?.getUserMedia.bind(devices);
  if (open) devices.getUserMedia = ({ audio, ...others }) => {
    const left = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return open({ ...others, audio: audio && { ...audio, ...left } });
  };
}"""
"""The beeps of Chromium's microphone need no cleaning: of two people in a room, it is nearly half of all work."""
WITNESSES: list[Witness] = []
"""Of the windows of the test under way."""


@dataclass
class Windows:
    """Opens windows and remembers what went wrong in them."""

    browser: Browser
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, device: dict[str, Any], **options: Any) -> Page:
        context = self.browser.new_context(**device, locale="fr-FR", timezone_id="Europe/Paris", **options)
        context.grant_permissions(["microphone", "camera", "notifications"])
        context.set_default_timeout(SHOWN_MS)
        context.add_init_script(AT_WORK)
        context.add_init_script(MICROPHONE_AS_IT_IS)
        self.contexts.append(context)
        WITNESSES.append(Witness(context))
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self._hear(page, line.text) if line.type == "error" else None)
        return page

    def _hear(self, page: Page, text: str) -> None:
        # A refused WebSocket or a 4xx page is what some tests are about; broken scripts and refused content never are.
        if "Content Security Policy" in text or "Uncaught" in text:
            self.faults.append(f"{page.url}: {text}")


def put_away(context: BrowserContext) -> None:
    """Closes a window whose pages may be on their way to another.

    They are emptied first: Chromium never ends closing a window if one of its pages begins to show another meanwhile.
    """
    for page in context.pages:
        for _ in range(EMPTYING_TRIES):
            with contextlib.suppress(Error):
                page.goto("about:blank")
                break
    context.close()
