from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from declic.sponsors.models import Agreement
from tests.billing.world import make_town
from tests.web.second_factor import proved_twice
from tests.world import make_operator


@pytest.fixture
def operator() -> Client:
    return proved_twice(make_operator())


@pytest.fixture
def town() -> Agreement:
    """Priced and signed, and running today; nothing is known of where its invoices go."""
    agreement = make_town(billed=False)
    today = timezone.localdate()
    Agreement.objects.filter(pk=agreement.pk).update(starts_on=date(today.year, 1, 1), ends_on=date(today.year, 12, 31))
    agreement.refresh_from_db()
    return agreement
