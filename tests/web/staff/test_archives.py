"""The files of a run in one ZIP: all of them, once, under names that say whose they are; to the team alone."""

import zipfile
from io import BytesIO

import pytest
from django.core.cache import cache
from django.http import StreamingHttpResponse
from django.urls import reverse

from declic.billing.actions import ask_renewals, issue_renewals
from declic.billing.models import Invoice, InvoiceFile, Renewal
from declic.sponsors.models import Sponsor
from tests.billing.world import make_council, make_seller, make_town
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_officer, make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Renewal:
    """A town, and three councils of which two have the same name, one that no system takes in a file’s."""
    cache.clear()
    make_seller()
    make_town()
    for name in ("CSE Horizon", "CSE Horizon", 'CSE "A/B"\\ : été…'):
        Sponsor.objects.filter(pk=make_council().sponsor_id).update(name=name)
    asked = ask_renewals(by=None, now=NOW)
    while issue_renewals(now=NOW):
        pass
    assert Invoice.objects.count() == 4
    return asked


def opened(answer: object) -> zipfile.ZipFile:
    assert isinstance(answer, StreamingHttpResponse)
    archive = zipfile.ZipFile(BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    assert archive.testzip() is None
    return archive


def test_it_holds_each_file_once_those_for_chorus_pro_apart(run: Renewal) -> None:
    answer = proved_twice(make_operator()).get(reverse("staff:archive", args=[run.pk, 1]))
    assert answer["Content-Disposition"] == 'attachment; filename="factures-2026-11-23.zip"'
    archive = opened(answer)
    names = archive.namelist()
    assert len(names) == len(set(names)) == InvoiceFile.objects.count() == 6
    assert sum(name.startswith("Autres/F2026-") and name.endswith(" CSE Horizon.pdf") for name in names) == 2
    assert any(name.endswith("CSE A B été….pdf") for name in names)
    town = Invoice.objects.get(draft__is_electronic=True)
    folders = {name.split("/")[1] for name in names if name.startswith("Chorus Pro/")}
    assert folders == {"PDF", "XML CII", "XML UBL"}
    path = f"Chorus Pro/PDF/{town.number} {town.sponsor.name}.pdf"
    assert archive.read(path) == bytes(town.files.get(form="pdf").content)


def test_many_come_in_parts_each_invoice_in_one(run: Renewal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("declic.billing.queries.renewals.A_PART", 3)
    operator = proved_twice(make_operator())
    shown = operator.get(reverse("staff:invoices")).content.decode()
    addresses = [reverse("staff:archive", args=[run.pk, part]) for part in (1, 2, 3)]
    assert [address in shown for address in addresses] == [True, True, False]
    answers = [operator.get(address) for address in addresses]
    assert [one.status_code for one in answers] == [200, 200, 404]
    assert "partie-2-sur-2" in answers[1]["Content-Disposition"]
    numbers = [{name.split("/")[-1][:11] for name in opened(one).namelist()} for one in answers[:2]]
    assert [len(one) for one in numbers] == [3, 1]
    assert len(numbers[0] | numbers[1]) == 4


def test_no_officer_gets_it_and_nobody_fetches_without_end(run: Renewal, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reverse("staff:archive", args=[run.pk, 1])
    officer = make_officer(Invoice.objects.all()[0].sponsor)
    assert signed_in(officer.account).get(address).status_code == 404
    monkeypatch.setattr("declic.web.staff.archives.A_MINUTE", 1)
    operator = proved_twice(make_operator())
    assert operator.get(address).status_code == 200
    assert "attendez un peu" in operator.get(address, follow=True).content.decode()
