"""What was given to Chorus Pro is noted, for one or for all of a run, and taken back; the rest is still to give."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from declic.billing.actions import note_deposits, take_deposits_back
from declic.billing.models import Deposit, Invoice, Renewal, RenewalLine
from declic.billing.queries import batches, invoices
from declic.ground.paris import paris_day
from declic.journal.models import Fact
from tests.billing.world import make_invoice
from tests.refusals import refused
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_operator, make_sponsor

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def issued(number: str, *, electronic: bool = True) -> Invoice:
    """An invoice of a town, or of a council that gets it by e-mail; issued a day ago."""
    like = make_invoice(make_sponsor(), f"{number}-0")
    said = {one.attname: getattr(like, one.attname) for one in Invoice._meta.fields if one.name != "id"}
    day = paris_day(timezone.now()) - timedelta(days=1)
    said |= {"number": number, "issued_on": day, "draft": {**like.draft, "is_electronic": electronic}}
    return Invoice.objects.create(**said)


def a_run(*of: Invoice) -> Renewal:
    renewal = Renewal.objects.create(asked_at=NOW, is_running=False)
    for one in of:
        RenewalLine.objects.create(renewal=renewal, agreement=one.sponsor.agreements.latest("pk"), invoice=one)
    return renewal


def to_deposit() -> set[str]:
    return {one.invoice.number for one in invoices(TODAY) if one.is_to_deposit}


def test_it_is_noted_once_and_taken_back() -> None:
    town, council = issued("F2026-00001"), issued("F2026-00002", electronic=False)
    now, by = timezone.now(), make_operator()
    today = paris_day(now)
    assert to_deposit() == {town.number}
    for days, code in ((1, "not_yet"), (-2, "too_early")):
        with refused(code):
            note_deposits(invoices=[town.pk], on=today + timedelta(days=days), by=by, now=now)
    with refused("nothing_to_deposit"):
        note_deposits(invoices=[council.pk], on=today, by=by, now=now)
    assert note_deposits(invoices=[town.pk, council.pk], on=today, by=by, now=now) == 1
    with refused("nothing_to_deposit"):
        note_deposits(invoices=[town.pk], on=today, by=by, now=now)
    kept = Deposit.objects.get()
    assert (kept.invoice, kept.deposited_on, kept.noted_by) == (town, today, by)
    assert to_deposit() == set()
    assert take_deposits_back(invoices=[town.pk], by=by, now=now) == 1
    assert to_deposit() == {town.number}
    names = Fact.objects.filter(subject=f"invoice:{town.pk}").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["InvoiceDeposited", "DepositTakenBack"]


def test_all_of_a_run_are_noted_in_one_go() -> None:
    towns = [issued(f"F2026-0000{rank}") for rank in (1, 2)]
    run = a_run(*towns, issued("F2026-00003", electronic=False))
    (found,) = batches(5)
    assert (found.renewal, found.issued, found.to_deposit, found.deposited) == (run, 3, 2, 0)
    operator = proved_twice(make_operator())
    act = reverse("staff:deposit_batch", args=[run.pk])
    listed = operator.get(reverse("staff:invoices")).content.decode()
    assert act in listed
    assert "Émises en une fois" in listed
    assert "Ce jour n’est pas juste" in operator.post(act, {"deposited_on": "hier"}, follow=True).content.decode()
    assert not Deposit.objects.exists()
    operator.post(act, {"deposited_on": paris_day(timezone.now()).isoformat()})
    assert to_deposit() == set()
    (found,) = batches(5)
    assert (found.to_deposit, found.deposited) == (0, 2)
    operator.post(act, {"do": "back"})
    assert to_deposit() == {one.number for one in towns}
    assert operator.post(reverse("staff:deposit_batch", args=[0]), {"do": "back"}).status_code == 404


def test_what_was_noted_by_itself_stays_when_the_rest_is_taken_back() -> None:
    first, rest = issued("F2026-00001"), issued("F2026-00002")
    run, now = a_run(first, rest), timezone.now()
    day = paris_day(now) - timedelta(days=1)
    note_deposits(invoices=[first.pk], on=day, by=None, now=now)
    act = reverse("staff:deposit_batch", args=[run.pk])
    operator = proved_twice(make_operator())
    operator.post(act, {"deposited_on": paris_day(now).isoformat()})
    (found,) = batches(5)
    assert (found.deposited, found.together) == (2, 1)
    operator.post(act, {"do": "back"})
    assert list(Deposit.objects.values_list("invoice", "deposited_on")) == [(first.pk, day)]
    fact = Fact.objects.get(name="DepositTakenBack")
    assert (fact.data["number"], fact.data["on"]) == (rest.number, paris_day(now).isoformat())
    assert act in operator.get(reverse("staff:invoices")).content.decode(), "the rest is to be noted"
    assert "Reprendre ce qui" not in operator.get(reverse("staff:invoices")).content.decode()


def test_the_list_shows_what_is_still_to_give_and_the_invoice_who_gave_it() -> None:
    town, done, council = issued("F2026-00001"), issued("F2026-00002"), issued("F2026-00003", electronic=False)
    account, now = make_operator(), timezone.now()
    note_deposits(invoices=[done.pk], on=paris_day(now), by=account, now=now)
    operator = proved_twice(account)
    shown = operator.get(reverse("staff:invoices"), {"etat": "to_deposit"}).content.decode()
    assert reverse("staff:invoice", args=[town.pk]) in shown
    for other in (done, council):
        assert reverse("staff:invoice", args=[other.pk]) not in shown
    page = operator.get(reverse("staff:invoice", args=[done.pk])).content.decode()
    assert "Déposée sur Chorus Pro" in page
    assert f"dit {account.name}" in page
    assert "Noter le dépôt" in operator.get(reverse("staff:invoice", args=[town.pk])).content.decode()
    assert "Chorus Pro</h2>" not in operator.get(reverse("staff:invoice", args=[council.pk])).content.decode()
    operator.post(reverse("staff:deposit", args=[done.pk]), {"do": "back"})
    assert not Deposit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_noted_by_several_at_once_it_is_noted_once_and_the_others_are_told() -> None:
    towns = [issued(f"F2026-0000{rank}").pk for rank in range(1, 9)]
    by, now, gate, said = make_operator(), timezone.now(), threading.Barrier(3), list[str]()

    def note() -> None:
        try:
            gate.wait(10)
            said.append(str(note_deposits(invoices=towns, on=paris_day(now), by=by, now=now)))
        except Exception as error:  # noqa: BLE001 — whatever it is, it is told
            said.append(getattr(error, "code", type(error).__name__))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=note) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["8", "nothing_to_deposit", "nothing_to_deposit"]
    assert Deposit.objects.count() == 8
