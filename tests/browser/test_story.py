"""The lesson's board seen again: what was erased and moved during the lesson is there at its time."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.in_the_room import all_kept, pupil, room, teacher
from tests.browser.open_room import holds, time_passes
from tests.browser.service import Server
from tests.browser.test_board_tools import drag, take
from tests.browser.test_kept_board import inked

__all__ = ["pupil", "room", "teacher"]


def test_what_was_erased_and_moved_is_seen_again_at_its_time(
    server: Server, room: str, teacher: Page, pupil: Page
) -> None:
    drag(teacher, (300, 300), (600, 300))
    all_kept(teacher)
    time_passes(server, room)
    teacher.locator("[data-do=undo]").click()
    holds(teacher, 1)
    all_kept(teacher)
    time_passes(server, room)
    take(teacher, "pen")
    drag(teacher, (300, 500), (700, 560))
    all_kept(teacher)
    holds(pupil, 2)
    teacher.locator("[data-do=end]").click()
    with teacher.expect_navigation():
        teacher.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    pupil.goto(f"{server.url}{room.replace('/salle/', '/eleve/lecons/')}")
    slider = pupil.locator("#replay")
    expect(slider).to_have_attribute("aria-valuetext", "à la fin")
    left = inked(pupil)
    slider.fill("0")
    expect(slider).to_have_attribute("aria-valuetext", "au début")
    begun = inked(pupil)
    seen = {0: begun}
    most = int(slider.get_attribute("max") or "0")
    for step in range(1, most + 1):
        slider.fill(str(step))
        seen[step] = inked(pupil)
    assert seen[most] == left
    assert seen[1] > begun, "the stroke that was taken back is there while it was"
    assert begun in [seen[step] for step in range(2, most)], "and then it is not"
    slider.fill("1")
    assert inked(pupil) == seen[1], "going back too"
    expect(slider).to_have_attribute("aria-valuetext", "à 0 s")
    assert accessibility_faults(pupil) == []
