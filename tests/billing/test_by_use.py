"""What is paid by use: counted when it was asked for, invoiced once it can all be counted."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from declic.billing.actions import issue_invoice
from declic.dispatch.actions import cancel
from declic.ground.errors import Refusal
from declic.sponsors.actions import count_lesson
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import PriceModel
from tests.billing.world import make_council, make_seller
from tests.world import NOW, make_help_request, make_pupil

HOUR = 3200
ENDED = datetime(2027, 9, 1, 9, 0, tzinfo=UTC)


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


@pytest.fixture
def hourly(db: None) -> Agreement:
    make_seller()
    agreement = make_council(price=HOUR)
    agreement.price_model = PriceModel.PER_HOUR.value
    agreement.save()
    return agreement


def counted(agreement: Agreement, at: datetime, hours: int = 1) -> None:
    count_lesson(sponsor_id=agreement.sponsor_id, lesson_id=uuid4(), seconds=3600 * hours, asked_at=at)


def test_it_waits_for_the_lesson_of_who_asked_before_its_end(hourly: Agreement) -> None:
    counted(hourly, NOW)
    asked = make_help_request(make_pupil(sponsor=hourly.sponsor))
    with refused("still_helped"):
        issue_invoice(agreement=hourly, by=None, now=ENDED)
    cancel(help_request=asked, now=NOW)
    assert issue_invoice(agreement=hourly, by=None, now=ENDED).net_cents == HOUR
