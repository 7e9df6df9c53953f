"""Every page of everybody, on a phone by day and on a desktop by night: accessible, French, and never too wide."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import accessibility_faults
from tests.browser.service import Server
from tests.browser.tours import TOURS
from tests.browser.windows import DESKTOP, PHONE, Windows

NARROW = {"width": 320, "height": 640}
ENGLISH = re.compile(
    r"\b(submit|sign (in|out|up)|log ?(in|out)|password|email|loading|required|cancel|delete|remove|change your|"
    r"your|please|account|settings|back to|not found|forbidden|error|this field|home)\b",
    re.IGNORECASE,
)
LOOK = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll("h1")].filter(seen).map((one) => one.innerText),
    // « .talk » says a sentence aloud: it is never the thing to do.
    full: [...document.querySelectorAll(".btn.go:not(.talk)")].filter(seen).map((one) => one.outerHTML.slice(0, 90)),
    words: document.body.innerText,
  };
}"""
TOO_WIDE = "(width) => Math.max(0, document.documentElement.scrollWidth - width)"
"""Than what was asked for: of a page too wide for it a telephone says that its window is wider."""
# In the demo's mailbox a letter holds an address of ours; nobody reads it as a word.
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|Google Authenticator")


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.__name__)
def test_every_page_is_accessible_french_and_fits(
    tour: Callable[[Page, Server], Iterator[str]], open_window: Windows, server: Server
) -> None:
    page = open_window({**PHONE, "device_scale_factor": 1}, reduced_motion="reduce")
    faults = {}
    for name in tour(page, server):
        if found := list(_faults(page)):
            faults[name] = found
    assert faults == {}


def _faults(page: Page) -> Iterator[str]:
    seen = page.evaluate(LOOK)
    if seen["lang"] != "fr":
        yield f"lang is {seen['lang']}"
    if not re.fullmatch(r".+\s· Déclic", seen["title"]):
        yield f"title is « {seen['title']} »"
    if len(seen["headings"]) != 1:
        yield f"h1: {seen['headings']}"
    if len(seen["full"]) > 1:
        yield f"full buttons: {seen['full']}"
    if english := {found[0] for found in ENGLISH.finditer(ADDRESS.sub("", seen["words"]))}:
        yield f"English: {english}"
    yield from (f"by day, {fault}" for fault in accessibility_faults(page))
    for size in (PHONE["viewport"], NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if over := page.evaluate(TOO_WIDE, size["width"]):  # type: ignore[index]
            yield f"{over} px too wide at {size['width']}"  # type: ignore[index]
    page.set_viewport_size(PHONE["viewport"])  # type: ignore[arg-type]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if over := page.evaluate(TOO_WIDE, PHONE["viewport"]["width"]):  # type: ignore[index]
        yield f"{over} px too wide with letters twice as large"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(DESKTOP["viewport"])  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    yield from (f"by night, {fault}" for fault in accessibility_faults(page))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE["viewport"])  # type: ignore[arg-type]
