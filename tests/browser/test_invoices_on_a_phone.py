"""The list of invoices on a telephone: a date is read whole, whatever stands beside it."""

import pytest

from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import PHONE, Windows

LONGEST = """() => {
  const row = document.querySelector(".table.stacked tbody tr");
  const chip = row.querySelector(".chip");
  row.querySelector("td:nth-child(3)").textContent = "27 novembre 2026";
  chip.textContent = "annulée par un avoir";
  const lines = (one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
  };
  return {
    date: lines(row.querySelector("td:nth-child(3)")),
    over: chip.getBoundingClientRect().left < row.querySelector("td:nth-child(3)").getBoundingClientRect().left
      + [...row.querySelector("td:nth-child(3)").getClientRects()][0].width - 1,
    out: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    right: chip.getBoundingClientRect().right <= document.documentElement.clientWidth,
  };
}"""
"""The longest that a row may hold, written into the first one."""


@pytest.mark.parametrize("width", [320, 360, 390])
def test_a_date_is_never_cut_beside_the_longest_state(width: int, server: Server, open_window: Windows) -> None:
    page = open_window({**PHONE, "viewport": {"width": width, "height": 780}})
    sign_in(page, server, "regie", "/regie/factures/")
    assert page.evaluate(LONGEST) == {"date": 1, "over": False, "out": 0, "right": True}
