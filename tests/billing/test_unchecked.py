"""A run whose official checks cannot be made: what needs none leaves, the rest waits in words, and can be stopped."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.urls import reverse

from declic.billing.actions import ask_renewals, issue_renewals, stop_renewals
from declic.billing.actions import issue as issuing
from declic.billing.documents.check import CheckNotDone
from declic.billing.models import Invoice, Renewal, RenewalLine
from declic.ground.errors import Refusal
from tests.billing.world import make_council, make_seller, make_town
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents each try of the checks was given."""
    tries: list[int] = []

    def down(documents: Sequence[object]) -> list[list[object]]:
        tries.append(len(documents))
        raise CheckNotDone("no answer")

    monkeypatch.setattr(issuing, "faults_of", down)
    make_seller()
    make_council()
    make_town()
    ask_renewals(by=None, now=NOW)
    return tries


def test_plain_invoices_leave_and_those_to_check_wait_a_minute(
    asked_for: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert issue_renewals(now=NOW)
    assert [one.draft["is_electronic"] for one in Invoice.objects.all()] == [False]
    assert Renewal.objects.get().check_failed_at == NOW
    for after in (1, 59):
        assert not issue_renewals(now=NOW + timedelta(seconds=after)), "nothing to do for now"
    assert asked_for == [2], "not tried again at once"
    assert Renewal.objects.get().is_running
    monkeypatch.setattr(issuing, "faults_of", lambda documents: [[] for _ in documents])
    while issue_renewals(now=NOW + timedelta(seconds=61)):
        pass
    assert Invoice.objects.count() == 2
    run = Renewal.objects.get()
    assert (run.is_running, run.check_failed_at) == (False, None)


def test_the_team_reads_that_it_stands_still_and_stops_it(asked_for: list[int]) -> None:
    page, client = reverse("staff:invoices"), proved_twice(make_operator())
    assert "Le contrôle officiel" not in client.get(page).content.decode()
    issue_renewals(now=NOW)
    assert len(asked_for) == 1
    assert "Le contrôle officiel n’a pas pu se faire" in client.get(page).content.decode()
    said = client.post(reverse("staff:stop_renewal"), follow=True).content.decode()
    assert "1\u00a0facture n’est pas partie" in said
    assert "Arrêté avant l’émission" in said
    assert not Renewal.objects.get().is_running
    assert RenewalLine.objects.exclude(invoice=None).count() == 1
    with pytest.raises(Refusal) as refused:
        stop_renewals(now=NOW, by=None)
    assert refused.value.code == "not_running"
