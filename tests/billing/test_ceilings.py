"""Officers hear of a ceiling once for each alarm, and never of a lesser one after a graver one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from declic.billing.actions import warn_of_ceilings
from declic.billing.models import CeilingWarning
from declic.billing.rules.amounts import VatRegime
from declic.people.models import Account
from declic.sponsors.actions import count_lesson
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import PriceModel
from declic.sponsors.rules.officers import OfficerRole
from tests.billing.world import make_seller
from tests.world import NOW, make_agreement, make_officer, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)


def capped(days: int = 180) -> Agreement:
    """30 € an hour, 300 € at most."""
    sponsor = make_sponsor("Clichy", agreement=False)
    agreement = make_agreement(sponsor, days=days)
    agreement.price_model, agreement.price_cents, agreement.ceiling_cents = PriceModel.PER_HOUR.value, 3000, 30_000
    agreement.save()
    return agreement


def used(agreement: Agreement, hours: int) -> None:
    count_lesson(sponsor_id=agreement.sponsor_id, lesson_id=uuid4(), seconds=3600 * hours, asked_at=NOW)


def test_each_alarm_is_told_once_to_those_who_follow_the_agreement() -> None:
    agreement = capped()
    manager = make_officer(agreement.sponsor)
    make_officer(agreement.sponsor, OfficerRole.READER)
    used(agreement, 2)
    assert warn_of_ceilings(now=NOW) == 0
    used(agreement, 4)
    assert warn_of_ceilings(now=NOW) == 1  # 180 € in half of the time
    used(agreement, 2)
    assert [warn_of_ceilings(now=NOW) for _ in range(2)] == [1, 0]
    used(agreement, 3)
    assert [warn_of_ceilings(now=NOW) for _ in range(2)] == [1, 0]
    assert [letter.to for letter in mail.outbox] == [[manager.account.email]] * 3
    assert "À ce rythme" in mail.outbox[0].body
    assert "Plus de 80 %" in mail.outbox[1].body
    assert "est atteint : la facture" in mail.outbox[2].body


def test_an_alarm_that_nobody_would_read_waits_until_somebody_does() -> None:
    """Every alarm is told once: told to nobody, it was told to no manager who came later."""
    agreement = capped()
    make_officer(agreement.sponsor, OfficerRole.READER)
    closed = make_officer(agreement.sponsor)
    Account.objects.filter(pk=closed.account_id).update(is_active=False)
    used(agreement, 9)
    assert warn_of_ceilings(now=NOW) == 0
    assert not CeilingWarning.objects.exists()
    manager = make_officer(agreement.sponsor)
    assert [warn_of_ceilings(now=NOW) for _ in range(2)] == [1, 0]
    assert [letter.to for letter in mail.outbox] == [[manager.account.email]]
    assert "Plus de 80 %" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("regime", "said"), [(VatRegime.STANDARD, "300,00 € HT."), (VatRegime.FRANCHISE, "300,00 €."), (None, "300,00 €.")]
)
def test_the_ceiling_is_said_without_tax_where_there_is_some(regime: VatRegime | None, said: str) -> None:
    if regime is not None:
        make_seller(regime)
    agreement = capped()
    Agreement.objects.update(ceiling_cents=30_000)
    make_officer(agreement.sponsor)
    used(agreement, 12)
    assert warn_of_ceilings(now=NOW) == 1
    assert f"Ce plafond est de {said}" in mail.outbox[0].body.replace("\u00a0", " ")


def test_a_lesser_alarm_is_not_told_after_a_graver_one_nor_one_of_an_agreement_that_is_over() -> None:
    agreement, over = capped(), capped(days=30)
    used(over, 20)
    CeilingWarning.objects.create(agreement=agreement, alarm="near", sent_at=NOW)
    used(agreement, 6)
    assert warn_of_ceilings(now=NOW + timedelta(days=31)) == 0
    assert mail.outbox == []
