"""The room: what one draws, the other sees; a cut loses nothing; every tool has a key."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.drawn import TWO_FRAMES
from tests.browser.in_the_room import Line, all_kept, draw, pupil, room, teacher
from tests.browser.open_room import enter, holds
from tests.browser.patience import PATIENCE_MS, eventually
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, PHONE_LANDSCAPE, Windows

__all__ = ["pupil", "room", "teacher"]

STORED = """async () => {
  const db = await new Promise((yes) => {
    const r = indexedDB.open("declic-room", 1); r.onsuccess = () => yes(r.result);
  });
  const keys = await new Promise((yes) => {
    const r = db.transaction("unkept").objectStore("unkept").getAllKeys(); r.onsuccess = () => yes(r.result);
  });
  db.close();
  return keys.length;
}"""


def test_the_begun_work_is_on_the_board_once_whoever_comes_first(teacher: Page, pupil: Page) -> None:
    holds(teacher, 1)
    holds(pupil, 1)


def test_what_one_draws_the_other_sees_and_each_undoes_their_own(teacher: Page, pupil: Page) -> None:
    draw(teacher)
    draw(pupil)
    holds(pupil, 3)
    holds(teacher, 3)
    pupil.locator("[data-do=undo]").click()
    holds(teacher, 2)
    expect(pupil.locator("[data-do=undo]")).to_be_disabled()
    expect(teacher.locator("[data-slot=account]")).to_contain_text("1 trait à la main, en orange")
    all_kept(teacher)


def test_both_write_on_while_one_is_cut_off_then_nothing_is_lost(teacher: Page, pupil: Page) -> None:
    draw(teacher)
    holds(pupil, 2)
    pupil.context.set_offline(True)
    expect(pupil.get_by_text("Plus de lien avec Déclic.")).to_be_visible()
    expect(teacher.get_by_text("Inès a perdu le réseau.")).to_be_visible()
    draw(pupil, y=560)
    draw(teacher, y=600)
    expect(pupil.get_by_text("1 trait pas encore gardé")).to_be_visible()
    pupil.locator("[data-slot=chat-key]").click()
    pupil.get_by_label("Ton message").fill("je suis coupée")
    pupil.get_by_label("Ton message").press("Enter")
    expect(pupil.get_by_text("partira au retour du réseau")).to_be_visible()
    pupil.context.set_offline(False)
    for page in (pupil, teacher):
        holds(page, 4)
        all_kept(page)
        expect(page.locator("[data-slot=log]").get_by_text("je suis coupée")).to_have_count(1)
    expect(pupil.get_by_text("Plus de lien avec Déclic.")).to_have_count(0)


def test_what_was_not_kept_survives_a_reload(server: Server, open_window: Windows, room: str) -> None:
    page = open_window(PHONE)
    line = Line(page)
    enter(page, server, "ines", room)
    holds(page, 1)
    all_kept(page)
    line.cut()
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "offline")
    draw(page)
    eventually(page, lambda: page.evaluate(STORED) > 0, "the stroke is not stored")
    page.reload()
    line.mend()
    holds(page, 2)
    all_kept(page)


def test_a_second_device_takes_over_and_the_first_is_told(server: Server, pupil: Page, room: str) -> None:
    second = pupil.context.new_page()
    second.goto(f"{server.url}{room}")
    expect(pupil.get_by_text("La leçon continue sur un autre appareil.")).to_be_visible()
    expect(second.locator("[data-room]")).to_have_attribute("data-phase", "online")


def test_a_refused_microphone_is_not_the_end(server: Server, open_window: Windows, room: str) -> None:
    page = open_window(PHONE)
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"
    )
    enter(page, server, "ines", room)
    expect(page.get_by_text("Ton micro est coupé.")).to_be_visible()
    expect(page.get_by_role("button", name="Micro coupé")).to_be_visible()
    draw(page)
    holds(page, 2)


def test_every_tool_answers_to_the_keyboard(teacher: Page) -> None:
    holds(teacher, 1)
    board = teacher.locator("[data-board]")
    board.focus()
    for _ in range(25):
        board.press("ArrowRight")
    board.press("Enter")
    for _ in range(3):
        board.press("ArrowDown")
    board.press("Enter")
    holds(teacher, 2)
    board.press("t")
    board.press("ArrowRight")
    board.press("Enter")
    teacher.keyboard.type("AC² = 100")
    teacher.keyboard.press("Escape")
    holds(teacher, 3)
    expect(teacher.locator("[data-slot=account]")).to_contain_text("AC² = 100")
    board.press("g")
    board.press("ArrowLeft")
    board.press("Enter")
    holds(teacher, 2)
    board.press("Control+z")
    holds(teacher, 3)


def test_two_fingers_move_the_sheet_and_draw_nothing(pupil: Page) -> None:
    holds(pupil, 1)
    touch = pupil.context.new_cdp_session(pupil)

    def fingers(kind: str, *points: tuple[int, int]) -> None:
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]},
        )

    fingers("touchStart", (150, 400), (250, 500))
    for step in range(10):
        fingers("touchMove", (150 - 5 * step, 400 - 5 * step), (250 + 5 * step, 500 + 5 * step))
    fingers("touchEnd")
    fingers("touchStart", (150, 400))
    for step in range(10):
        fingers("touchMove", (150 + 8 * step, 400))
    fingers("touchEnd")
    holds(pupil, 2)


@pytest.mark.parametrize("device", [PHONE, PHONE_LANDSCAPE], ids=["phone", "landscape"])
def test_messages_leave_the_microphone_and_the_end_at_hand_and_escape_closes_them(
    server: Server, open_window: Windows, room: str, device: dict[str, object]
) -> None:
    page = open_window(device)
    enter(page, server, "ines", room)
    page.locator("[data-slot=chat-key]").click()
    field = page.get_by_label("Ton message")
    expect(field).to_be_focused()
    for key in ("[data-do=mic]", "[data-do=end]", ".flag[data-do=report]"):
        page.locator(key).click(trial=True)
    assert accessibility_faults(page) == []
    field.fill("et maint")
    field.press("Escape")
    expect(field).to_be_hidden()
    expect(page.locator("[data-slot=chat-key]")).to_be_focused()


@pytest.mark.parametrize("device", [PHONE, PHONE_LANDSCAPE], ids=["phone", "landscape"])
def test_the_other_s_picture_is_off_the_homework_and_a_key_reduces_it(
    server: Server, open_window: Windows, teacher: Page, room: str, device: dict[str, object]
) -> None:
    page = open_window(device)
    enter(page, server, "ines", room)
    holds(page, 1)
    teacher.locator("[data-do=camera]").click()
    picture = page.locator("[data-slot=remote]")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    box = picture.bounding_box()
    assert box is not None
    # The photo of begun work, twice as wide as high at most, is framed at the top left.
    assert box["y"] > 844 / 2 or box["x"] > 844 / 2
    assert accessibility_faults(page) == []
    key = picture.get_by_role("button", name="Image de Mme Lefèvre, en grand")
    key.focus()
    key.press("Enter")
    expect(key).to_have_attribute("aria-expanded", "false")
    expect(picture.locator("video")).to_be_hidden()
    small = picture.bounding_box()
    assert small is not None
    assert small["width"] <= 44
    key.click()
    expect(picture.locator("video")).to_be_visible()


@pytest.mark.parametrize("device", [PHONE, PHONE_LANDSCAPE, DESKTOP], ids=["phone", "landscape", "desktop"])
def test_axe_finds_nothing_in_the_room(
    server: Server, open_window: Windows, room: str, device: dict[str, object]
) -> None:
    page = open_window(device)
    enter(page, server, "ines", room)
    holds(page, 1)
    assert accessibility_faults(page) == []
    page.locator("[data-do=report].flag").click()
    assert accessibility_faults(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    if device is not DESKTOP:
        page.locator("[data-do=more]").click()
        assert accessibility_faults(page) == []


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_page_brought_nearer_by_two_fingers_keeps_its_board(
    server: Server, open_window: Windows, room: str, device: dict[str, object]
) -> None:
    page = open_window(device)
    enter(page, server, "mme-lefevre", room)
    root = page.locator("[data-room]")
    whole = page.evaluate("innerHeight")
    page.context.new_cdp_session(page).send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2})
    page.wait_for_function("visualViewport.scale === 2")
    # A page that is drawn again was told of its size first, and then took its height.
    page.evaluate(TWO_FRAMES)
    assert abs(root.evaluate("(root) => root.getBoundingClientRect().height") - whole) <= 2
