"""The rota in a real browser: a search watched, a drawing changed by hand, a week offered by keyboard alone."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from declic.planning.rules.clocks import from_to
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import NARROW, Windows

SEARCH_MS = 90_000


def monday_in(weeks: int) -> date:
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    return today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks)


OUT_OF_LINE = """(links) => links.filter((link) => {
  const arrow = link.lastElementChild.getBoundingClientRect(), box = link.getBoundingClientRect();
  const middle = (box.top + box.bottom) / 2;
  return arrow.right < box.right - 2 || arrow.top > middle || arrow.bottom < middle;
}).length"""
BROKEN = """(links) => {
  const words = links.flatMap((link) => [...link.childNodes].filter((node) => node.nodeType === 3)
    .flatMap((node) => [...node.data.matchAll(/\\p{L}+/gu)].map((word) => ({ node, word }))));
  return words.filter(({ node, word }) => {
    const range = document.createRange();
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    return range.getClientRects().length !== 1;
  }).map(({ word }) => word[0]);
}"""


def test_on_a_narrow_screen_no_tab_is_cut_in_a_word_and_each_arrow_ends_its_line(
    open_window: Windows, server: Server
) -> None:
    team, teacher = open_window(NARROW), open_window(NARROW)
    sign_in(team, server, "regie", "/regie/creneaux/")
    tabs = team.locator(".nav a")
    expect(tabs).to_have_count(5)
    assert tabs.evaluate_all(BROKEN) == []
    sign_in(teacher, server, "mme-lefevre", "/prof/creneaux/")
    lines = teacher.locator("main .shifts li > a")
    expect(lines.first).to_be_visible()
    assert lines.evaluate_all(OUT_OF_LINE) == 0


def test_a_search_is_watched_and_its_rota_appears_by_itself(desktop: Page, server: Server) -> None:
    sign_in(desktop, server, "regie", f"/regie/creneaux/{monday_in(3)}/")
    desktop.get_by_role("button", name="Chercher les créneaux").click()
    bar = desktop.get_by_role("progressbar", name="Avancement de la recherche")
    expect(bar).to_be_visible()
    expect(bar).not_to_have_js_property("value", 0, timeout=SEARCH_MS)
    expect(desktop.get_by_role("button", name="Publier")).to_be_visible(timeout=SEARCH_MS)
    expect(desktop.locator("a.bar").first).to_be_visible()


def test_the_end_of_a_shift_is_drawn_elsewhere_and_the_rules_have_their_say(desktop: Page, server: Server) -> None:
    sign_in(desktop, server, "regie", f"/regie/creneaux/{monday_in(1)}/?jour=1")
    bars = [bar for bar in desktop.locator("a.bar").all() if number(bar, "data-after") - number(bar, "data-first") > 6]
    bar, first = bars[0], number(bars[0], "data-first")
    drag_end(desktop, bar.locator("rect.shift"), bar.locator("svg"), to=first + 3)
    expect(bar, "its hours follow the finger").to_contain_text(from_to(first, first + 6))
    desktop.mouse.up()
    desktop.wait_for_url(lambda url: f"?de={first}&a={first + 6}" in url)  # the drawing stops at the shortest
    expect(desktop.get_by_label("de", exact=True)).to_have_value(str(first))
    expect(desktop.get_by_label("à", exact=True)).to_have_value(str(first + 6))
    expect(desktop.get_by_label("pause", exact=True)).to_have_value("")
    desktop.get_by_label("à", exact=True).select_option(str(first + 3))
    desktop.get_by_role("button", name="Enregistrer ces heures").click()
    expect(desktop.get_by_role("alert")).to_contain_text("Un créneau dure de")
    desktop.get_by_label("à", exact=True).select_option(str(first + 6))
    desktop.get_by_role("button", name="Enregistrer ces heures").click()
    desktop.wait_for_url(re.compile(r"/\?jour=1$"))
    expect(desktop.locator(f"a.bar[data-first='{first}'][data-after='{first + 6}']").first).to_be_visible()


def number(of: Locator, name: str) -> int:
    return int(of.get_attribute(name) or 0)


def drag_end(page: Page, shape: Locator, row: Locator, *, to: int) -> None:
    """From the right end of a shift to the quarter-hour `to`, where it is still held."""
    shape.scroll_into_view_if_needed()
    box, along = shape.bounding_box(), row.bounding_box()
    assert box is not None
    assert along is not None
    begin, end = (number(row, name) for name in ("data-from", "data-to"))
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 3, y)
    page.mouse.down()
    page.mouse.move(along["x"] + along["width"] * (to - begin) / (end - begin), y, steps=6)


def test_a_week_is_offered_by_keyboard_alone(desktop: Page, server: Server) -> None:
    sign_in(desktop, server, "m-weber", f"/prof/disponibilites/{monday_in(4)}/")
    chosen = desktop.get_by_label("samedi, de").first
    chosen.focus()
    desktop.keyboard.type("9 h")
    desktop.keyboard.press("Tab")
    desktop.keyboard.type("12 h")
    expect(chosen).to_have_value("36")
    desktop.get_by_role("button", name="Enregistrer").focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_text("C’est noté")).to_be_visible()
    expect(desktop.locator(".weeks a").nth(4)).to_contain_text("différente")
