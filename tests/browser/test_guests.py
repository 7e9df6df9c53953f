"""A third person in the room: a colleague who speaks, a parent who listens; told to all for as long as it lasts."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.in_the_room import room
from tests.browser.open_room import enter, holds
from tests.browser.patience import PATIENCE_MS
from tests.browser.service import Server
from tests.browser.test_device import digits
from tests.browser.test_journey import KEEP_PEERS
from tests.browser.windows import DESKTOP, PHONE, Windows

__all__ = ["room"]

HEARD = """async (peers) => {
  const heard = async () => {
    const made = window.peersMade.filter((each) => each.connectionState === "connected");
    const all = await Promise.all(made.map(async (each) => {
      const stats = [...(await each.getStats()).values()];
      return stats.find((one) => one.type === "inbound-rtp" && one.kind === "audio")?.packetsReceived ?? 0;
    }));
    return all;
  };
  for (let tries = 0; tries < 100; tries += 1) {
    const before = await heard();
    await new Promise((later) => setTimeout(later, 300));
    const after = await heard();
    if (after.filter((packets, at) => packets > (before[at] ?? 0)).length >= peers) return true;
  }
  return false;
}"""
"""Whether voices come in from so many others at once."""


def asks_for_digits(teacher: Page) -> str:
    teacher.locator("[data-slot=net]").click()
    teacher.get_by_role("button", name="Inviter quelqu’un").click()
    return digits(teacher)


def invites(teacher: Page) -> str:
    code = asks_for_digits(teacher)
    assert accessibility_faults(teacher) == []
    teacher.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    return code


def comes(page: Page, server: Server, slug: str, code: str) -> None:
    sign_in(page, server, slug, "/appareil/")
    page.get_by_label("Les six chiffres").fill(code)
    page.get_by_role("button", name="Entrer dans la salle").click()
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online")


def two(server: Server, open_window: Windows, room: str) -> tuple[Page, Page]:
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    for page, slug in ((teacher, "mme-lefevre"), (pupil, "ines")):
        page.add_init_script(KEEP_PEERS)
        enter(page, server, slug, room)
    for page in (teacher, pupil):
        expect(page.locator("[data-room]")).to_have_attribute("data-call", "connected", timeout=PATIENCE_MS)
    return teacher, pupil


def test_a_colleague_is_told_to_both_heard_by_both_and_leaves_cleanly(
    server: Server, open_window: Windows, room: str
) -> None:
    teacher, pupil = two(server, open_window, room)
    code = invites(teacher)
    colleague = open_window(DESKTOP)
    colleague.add_init_script(KEEP_PEERS)
    comes(colleague, server, "m-costa", code)
    for page in (teacher, pupil):
        expect(page.get_by_text("M. Costa, collègue, est là et entend.")).to_be_visible()
    holds(colleague, 1)
    for page in (teacher, pupil, colleague):
        assert page.evaluate(HEARD, 2), "each hears the two others"
        assert accessibility_faults(page) == []
    colleague.get_by_label("Message à").fill("Bonjour à tous les deux.")
    colleague.get_by_label("Message à").press("Enter")
    expect(teacher.locator("[data-slot=log]")).to_contain_text("Bonjour à tous les deux.")
    # Whoever stays behind is called by their own name.
    teacher.locator(".page-bar [data-do=page-add]").click()
    pupil.get_by_role("button", name="Mme Lefèvre est page 2").click()
    expect(teacher.locator("[data-slot=follow]")).to_have_text("M. Costa, collègue, est page 1 : y aller")

    colleague.get_by_role("button", name="Quitter").first.click()
    colleague.get_by_role("dialog").get_by_role("button", name="Quitter").click()
    colleague.wait_for_url("**/prof/")
    for page in (teacher, pupil):
        expect(page.locator("[data-slot=guests]")).to_be_hidden()
        expect(page.locator("[data-room]")).to_have_attribute("data-call", "connected")
        assert page.evaluate(HEARD, 1)


def test_a_parent_listens_in_sight_of_all_without_a_microphone_and_is_seen_out(
    server: Server, open_window: Windows, room: str
) -> None:
    teacher, pupil = two(server, open_window, room)
    code = asks_for_digits(teacher)
    parent = open_window(PHONE)
    parent.add_init_script(KEEP_PEERS)
    parent.add_init_script("navigator.mediaDevices.getUserMedia = () => { window.asked = true; throw new Error(); }")
    comes(parent, server, "karima", code)
    for page in (teacher, pupil):
        expect(page.get_by_text("Karima Benali, parent, est là et entend.")).to_be_visible()
    expect(teacher.get_by_role("dialog")).to_have_count(0)
    assert parent.evaluate(HEARD, 2)
    assert parent.evaluate("window.asked") is None
    assert accessibility_faults(parent) == []
    # There is one guest at a time: the page says so where the digits would stand.
    teacher.locator("[data-slot=net]").click()
    teacher.get_by_role("button", name="Inviter quelqu’un").click()
    expect(teacher.locator("[data-slot=device-said]")).to_contain_text("Quelqu’un est déjà invité")
    expect(teacher.locator("[data-slot=device-code]")).to_be_empty()
    teacher.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    teacher.get_by_role("button", name="Raccompagner").click()
    expect(parent.get_by_text("Votre visite est finie.")).to_be_visible()
    expect(pupil.locator("[data-slot=guests]")).to_be_hidden()
    # What was pressed is gone: the keyboard goes back to where a guest is invited, and no letter takes a tool.
    expect(teacher.locator("[data-slot=net]")).to_be_focused()
