"""Tools of the room's dock: at hand, in the phone's drawer, or on a shelf."""

from playwright.sync_api import Locator, Page, expect


def reach(page: Page, selector: str) -> Locator:
    """The tool, in sight: its shelf is opened, through the drawer on a phone, when it is not."""
    tool = page.locator(selector)
    if not tool.is_visible():
        name = tool.evaluate("one => one.closest('.tool-shelf')?.id.slice('shelf-'.length) ?? null")
        opener = page.locator(f"[data-shelf={name}]") if name else page.locator("[data-do=more]")
        if not opener.is_visible():
            page.locator("[data-do=more]").click()
        opener.click()
    expect(tool).to_be_visible()
    return tool
