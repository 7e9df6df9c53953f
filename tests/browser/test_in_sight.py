"""The thing to do is in sight as the page opens, whatever the screen: nobody scrolls to be called, or to answer."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.at_the_desk import ask, come_on_duty
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, PHONE_LANDSCAPE, Windows

SHORT = {**PHONE, "viewport": {"width": 360, "height": 640}}
SCREENS = [PHONE, SHORT, PHONE_LANDSCAPE, DESKTOP]
NAMES = ["phone", "short", "landscape", "desktop"]


def _in_sight(one: Locator) -> None:
    """Whole: nothing of it below the fold or under what is stuck there."""
    expect(one).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("screen", SCREENS, ids=NAMES)
def test_asking(open_window: Windows, server: Server, screen: dict[str, object]) -> None:
    page = open_window(screen)
    sign_in(page, server, "ines", "/eleve/demande/MAT/")
    _in_sight(page.locator("#send"))


@pytest.mark.parametrize("screen", [PHONE, PHONE_LANDSCAPE], ids=["phone", "landscape"])
def test_being_called_and_answering(open_window: Windows, server: Server, screen: dict[str, object]) -> None:
    teacher, pupil = open_window(screen), open_window(screen)
    sign_in(teacher, server, "mme-lefevre")
    come_on_duty(teacher, server)
    sign_in(pupil, server, "ines")
    ask(pupil, server)
    _in_sight(pupil.locator("[data-slot=wait]"))
    accept = teacher.locator(".ring[role=alertdialog] [data-act=accept]")
    _in_sight(accept)
    accept.click()
    _in_sight(pupil.locator("#ringing [data-slot=pick-up]"))


@pytest.mark.parametrize("screen", SCREENS, ids=NAMES)
def test_at_seven_the_photo_is_taken_and_sent(open_window: Windows, server: Server, screen: dict[str, object]) -> None:
    """Sami had lessons in maths: the choice of the same teacher takes its room above the camera."""
    page = open_window(screen)
    sign_in(page, server, "sami", "/eleve/demande/MAT/")
    _without_the_demonstration(page)
    take = page.get_by_role("button", name="Prendre la photo")
    _in_sight(take)
    take.click()
    _in_sight(page.locator("[data-aim][data-state=taken] [data-act=send]"))


def _without_the_demonstration(page: Page) -> None:
    """Its band is no page's own."""
    page.evaluate("document.querySelector('.demo-band').hidden = true")
