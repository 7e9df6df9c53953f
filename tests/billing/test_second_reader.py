"""The reader the town's journey ends with sees what is wrong: it is no echo of our own checks."""

import pytest

from declic.billing.actions import issue_invoice
from declic.billing.models import InvoiceFile
from tests.billing.world import make_seller, make_town
from tests.second_reader import second_read
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def files() -> tuple[bytes, bytes]:
    make_seller()
    invoice = issue_invoice(agreement=make_town(), by=None, now=NOW, commitment="E-2026-7", contract="M-4")
    found = dict(InvoiceFile.objects.filter(invoice=invoice).values_list("form", "content"))
    return bytes(found["cii"]), bytes(found["ubl"])


def test_both_syntaxes_are_faultless_and_say_the_same(files: tuple[bytes, bytes]) -> None:
    said = second_read(*files)
    for one in said.values():
        assert one["faults"] == []
        assert one["rules"] > 20, "the rules were tried, not skipped"
        assert all(one["terms"].values()), one["terms"]
    assert said["cii"]["terms"] == said["ubl"]["terms"]
    assert said["cii"]["terms"]["BT-13 order"] == ["E-2026-7"]


def test_what_is_changed_afterwards_is_seen(files: tuple[bytes, bytes]) -> None:
    """The total to pay, a cent more; the electronic address of the buyer, gone."""
    cii, ubl = files
    gross = second_read(cii, ubl)["cii"]["terms"]["BT-112 gross"][0]
    more = f"{float(gross) + 0.01:.2f}"
    tampered = (cii.replace(gross.encode(), more.encode()), ubl.replace(gross.encode(), more.encode()))
    assert tampered[0] != cii
    assert tampered[1] != ubl
    said = second_read(*tampered)
    assert all(any(fault.startswith("BR-CO-15") for fault in one["faults"]) for one in said.values()), said
