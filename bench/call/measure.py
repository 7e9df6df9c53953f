"""From the click on « J’y vais » to the first voice heard, on both sides, on loopback.

    make bench-call

A pupil on a phone and a teacher at a desk, each in a Chromium context with an invented microphone; the pupil picks up
as soon as the page shows « Décrocher » (a person takes longer: what is measured is ours). Voice is heard when
`packetsReceived` of the inbound audio is above zero, looked at every 10 ms. Both pages read the same clock.

Then how long it stops when the network misbehaves: see `gaps`.

No target was asked for: three seconds is what a person waits on the telephone before saying « allô ? » again.
"""

import re
import statistics
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.call import gaps
from bench.pages.measure import service
from bench.results import Target, write
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, FLAGS, PHONE

RUNS = 10
PATIENCE_MS = 30_000
TARGETS: dict[str, Target] = {"teacher_median_ms": ("<=", 3000.0), "pupil_median_ms": ("<=", 3000.0)}

WATCH = """
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.textContent.includes("J’y vais")) sessionStorage.setItem("clickedAt", Date.now());
}, true);
const Real = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(...options) {
    super(...options);
    const look = async () => {
      if (this.connectionState === "closed" || window.heardAt) return;
      for (const report of (await this.getStats()).values())
        if (report.type === "inbound-rtp" && report.kind === "audio" && report.packetsReceived > 0)
          window.heardAt ??= Date.now();
      setTimeout(look, 10);
    };
    look();
  }
};
"""


def main() -> int:
    teacher_ms, pupil_ms = [], []
    with service() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        teacher = _window(browser, DESKTOP, server, "mme-lefevre")
        pupil = _window(browser, PHONE, server, "ines")
        for run in range(RUNS):
            clicked = _lesson(server, teacher, pupil)
            teacher_ms.append(_heard(teacher) - clicked)
            pupil_ms.append(_heard(pupil) - clicked)
            print(f"  {run + 1:>2}: teacher {teacher_ms[-1]:5.0f} ms, pupil {pupil_ms[-1]:5.0f} ms")
            _end(teacher)
        browser.close()
    figures = {
        "teacher_median_ms": statistics.median(teacher_ms),
        "teacher_worst_ms": max(teacher_ms),
        "pupil_median_ms": statistics.median(pupil_ms),
        "pupil_worst_ms": max(pupil_ms),
        "runs": float(RUNS),
    }
    return max(write("call", figures, TARGETS), gaps.measure())


def _window(browser: Browser, device: dict[str, Any], server: Server, slug: str) -> Page:
    context = browser.new_context(**device, locale="fr-FR", timezone_id="Europe/Paris")
    context.grant_permissions(["microphone", "camera"])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.add_init_script(WATCH)
    sign_in(page, server, slug)
    return page


def _lesson(server: Server, teacher: Page, pupil: Page) -> float:
    """When « J’y vais » was clicked, in milliseconds since the epoch. Both are in the room, or on their way."""
    teacher.goto(f"{server.url}/prof/")
    available = teacher.get_by_label("Disponible")
    expect(available).to_be_enabled()
    available.check(force=True)
    pupil.goto(f"{server.url}/eleve/demande/MAT/")
    pupil.locator("#ask[data-ready]").wait_for()
    pupil.locator("#tried").fill("J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14.")
    pupil.locator("#send").click()
    pupil.wait_for_url("**/eleve/attente/")
    teacher.get_by_role("alertdialog").get_by_role("button", name="J’y vais").click()
    pupil.get_by_role("link", name=re.compile("Décrocher")).click(no_wait_after=True)
    pupil.wait_for_url("**/salle/**", wait_until="commit")
    teacher.wait_for_url("**/salle/**", wait_until="commit")
    return float(teacher.evaluate("Number(sessionStorage.getItem('clickedAt'))"))


def _heard(page: Page) -> float:
    for _ in range(PATIENCE_MS // 50):
        at = page.evaluate("window.heardAt ?? null")
        if at is not None:
            return float(at)
        page.wait_for_timeout(50)
    raise TimeoutError(f"{page.url}: no voice")


def _end(teacher: Page) -> None:
    teacher.locator("[data-do=end]").click()
    teacher.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    teacher.wait_for_url("**/compte-rendu/")
    teacher.locator("[name=later]").click()
    teacher.wait_for_url("**/prof/")
