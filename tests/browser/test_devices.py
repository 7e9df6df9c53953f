"""What a device lends a lesson: its light, its screen, the speaker one chose, a screen that stays lit.

Chromium's fake devices, but for what they cannot do: no fake camera has a light, so the track says that it has one,
and what is asked of it is noted.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.in_the_room import room
from tests.browser.open_room import enter
from tests.browser.patience import PATIENCE_MS
from tests.browser.service import Server
from tests.browser.test_call_acts import both, sheet
from tests.browser.windows import DESKTOP, Windows

__all__ = ["both", "room"]

A_LIGHT = """
window.lit = [];
const able = MediaStreamTrack.prototype.getCapabilities;
MediaStreamTrack.prototype.getCapabilities = function () {
  return { ...able.call(this), ...(this.kind === "video" ? { torch: true } : {}) };
};
const ask = MediaStreamTrack.prototype.applyConstraints;
MediaStreamTrack.prototype.applyConstraints = async function (wanted) {
  const torch = wanted?.advanced?.[0]?.torch;
  if (torch === undefined) return ask.call(this, wanted);
  window.lit.push(torch);
};"""
HELD = """
window.locks = [];
const request = navigator.wakeLock.request.bind(navigator.wakeLock);
navigator.wakeLock.request = async (kind) => {
  const lock = await request(kind);
  window.locks.push(lock);
  return lock;
};"""
LIT = "window.locks.map((lock) => !lock.released)"
SEES = """() => {
  const video = document.querySelector("[data-slot=remote-video]");
  return video.videoWidth * video.videoHeight > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 2;
}"""


def test_the_light_beside_the_camera_is_lit_and_put_out(server: Server, open_window: Windows, room: str) -> None:
    page = open_window({**DESKTOP, "viewport": {"width": 390, "height": 844}})
    page.add_init_script(A_LIGHT)
    enter(page, server, "ines", room)
    light = page.locator("[data-do=torch]")
    expect(light).to_be_hidden()
    sheet(page, "Filmer mon cahier")
    expect(light).to_be_visible()
    expect(light).to_have_attribute("aria-pressed", "false")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.lit") == [True]
    assert accessibility_faults(page) == []
    light.click()
    expect(light).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.lit") == [True, False]
    page.get_by_role("button", name="Arrêter").click()
    expect(light).to_be_hidden()


def test_a_camera_without_a_light_offers_none(server: Server, open_window: Windows, room: str) -> None:
    page = open_window(DESKTOP)
    enter(page, server, "ines", room)
    sheet(page, "Filmer mon cahier")
    expect(page.get_by_role("button", name="Arrêter")).to_be_visible()
    expect(page.locator("[data-do=torch]")).to_be_hidden()


def test_a_shared_screen_is_seen_large_by_the_other_until_it_stops(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    sheet(teacher, "Partager l’écran")
    shown = pupil.locator("[data-slot=remote]")
    expect(shown).to_have_attribute("data-shows", "screen", timeout=PATIENCE_MS)
    expect(shown).to_be_visible()
    pupil.wait_for_function(SEES, timeout=PATIENCE_MS)
    box = shown.bounding_box()
    assert box is not None
    assert box["width"] >= 360, "the whole width of the telephone"
    above = pupil.locator(".page-bar").bounding_box()
    assert above is not None
    assert above["y"] + above["height"] <= box["y"], "nothing lies over it"
    assert accessibility_faults(teacher) == []
    assert accessibility_faults(pupil) == []
    # As when it is stopped from the browser's own bar.
    teacher.evaluate("""() => {
      const [track] = document.querySelector("[data-slot=self-video]").srcObject.getVideoTracks();
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }""")
    expect(shown).to_be_hidden()
    expect(teacher.locator("[data-slot=self]")).to_be_hidden()


def test_a_speaker_is_chosen_and_the_other_s_voice_goes_there(both: tuple[Page, Page]) -> None:
    teacher, _ = both
    speakers = teacher.evaluate(
        "navigator.mediaDevices.enumerateDevices().then((all) => all.filter((one) => one.kind === 'audiooutput')"
        ".map((one) => [one.label, one.deviceId]))"
    )
    assert len(speakers) > 1, "Chromium has several fake ones"
    label, device = speakers[-1]
    sinks = "[...document.querySelectorAll('audio')].filter((one) => one.srcObject).map((one) => one.sinkId)"
    assert device not in teacher.evaluate(sinks)
    teacher.locator("[data-slot=net]").click()
    teacher.get_by_text("Votre micro et votre son").click()
    choice = teacher.get_by_label("Haut-parleur ou casque")
    choice.select_option(label)
    teacher.wait_for_function(f"() => {sinks}.includes({device!r})", timeout=PATIENCE_MS)
    assert accessibility_faults(teacher) == []
    teacher.reload()
    expect(teacher.locator("[data-room]")).to_have_attribute("data-call", "connected", timeout=PATIENCE_MS)
    teacher.wait_for_function(f"() => {sinks}.includes({device!r})", timeout=PATIENCE_MS)


@pytest.mark.parametrize("slug", ["ines", "mme-lefevre"])
def test_the_screen_stays_lit_as_long_as_the_lesson(server: Server, open_window: Windows, room: str, slug: str) -> None:
    page = open_window(DESKTOP)
    # Playwright's windows refuse what is not in their list; a browser asks nobody.
    page.context.grant_permissions(["microphone", "camera", "screen-wake-lock"])
    page.add_init_script(HELD)
    enter(page, server, slug, room)
    page.wait_for_function("() => window.locks.length === 1")
    assert page.evaluate(LIT) == [True]
    # The browser lets it go when the page is hidden; it is taken again when it is back.
    page.evaluate("window.locks[0].release()")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("() => window.locks.length === 2")
    assert page.evaluate(LIT) == [False, True]
