"""Invoices, as they are listed."""

from datetime import timedelta

import pytest

from declic.billing.queries import invoices
from declic.ground.paris import paris_day
from tests.billing.world import make_invoice, make_seller
from tests.world import NOW, make_sponsor

pytestmark = pytest.mark.django_db


def test_the_newest_come_first_whichever_was_written_first() -> None:
    make_seller()
    sponsor = make_sponsor()
    for number, days in (("F2026-00001", 0), ("F2026-00002", 30), ("A2026-00001", 10), ("F2026-00003", 30)):
        make_invoice(sponsor, number, now=NOW + timedelta(days=days))
    today = paris_day(NOW + timedelta(days=30))
    newest_first = ["F2026-00003", "F2026-00002", "A2026-00001", "F2026-00001"]
    assert [one.invoice.number for one in invoices(today)] == newest_first
    assert [one.invoice.number for one in invoices(today, sponsor)] == newest_first
