"""An agreement at its ceiling is amended: prepared, signed or dropped, as it was read."""

from datetime import timedelta

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.ground.paris import paris_day
from declic.sponsors.models import Agreement
from tests.web.second_factor import proved_twice
from tests.web.staff.agreements import CHANGED, hidden, page_of
from tests.world import make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db


def test_an_agreement_at_its_ceiling_is_amended_and_the_officer_reads_it(operator: Client) -> None:
    sponsor = make_sponsor(now=timezone.now())
    officer = Client()
    officer.force_login(make_officer(sponsor).account)
    agreement, today = sponsor.agreements.get(), paris_day(timezone.now())
    Agreement.objects.filter(pk=agreement.pk).update(
        price_model="per_hour", price_cents=32_00, ceiling_cents=100_00, signed_on=today - timedelta(days=90)
    )
    page = reverse("staff:amend", args=[sponsor.pk, agreement.pk])
    assert "Préparer un avenant" in operator.get(page_of(agreement)).content.decode()
    assert 'value="100' in operator.get(page).content.decode()
    seen = hidden(operator, page)
    assert operator.post(page, {"ceiling": "100", **seen}).status_code == 422
    given = {**seen, "ceiling": "6 000 €", "weekdays": ["1"], "opens_at": "17:00", "closes_at": "18:00"}
    assert operator.post(page, given).status_code == 302

    theirs = reverse("sponsor:agreements")
    shown = officer.get(theirs).content.decode()
    for words in ("Avenant n°\u00a01", "à signer", "6\u00a0000\u00a0€, au lieu de\u00a0: 100\u00a0€"):
        assert words in shown
    paper = officer.get(reverse("sponsor:agreement_paper", args=[agreement.pk, "avenant-1"]))
    text = " ".join(pdf_text(paper.content).split())
    for words in (
        "Avenant n° 1",
        "6 000 €",
        "mardi, de 17 h à 18 h",
        "au lieu de : ceux du service",
        "Bon pour accord",
    ):
        assert words in text

    waiting = hidden(operator, page_of(agreement), "amendment")
    far = {"do": "amended", "amended_on": "2031-01-01", **waiting}
    assert operator.post(page_of(agreement), far).status_code == 422
    eve = (today - timedelta(days=1)).isoformat()
    early = operator.post(page_of(agreement), {"do": "amended", "amended_on": eve, **waiting})
    assert (early.status_code, "porte la date du" in early.content.decode()) == (422, True)
    signed = {"do": "amended", "amended_on": today.isoformat(), **waiting}
    assert operator.post(page_of(agreement), signed).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.ceiling_cents, agreement.weekdays) == (6_000_00, "1")
    assert "mardi, de 17\u00a0h à 18\u00a0h" in officer.get(theirs).content.decode()
    quote = operator.get(reverse("staff:agreement_paper", args=[sponsor.pk, agreement.pk, "devis"]))
    assert "ceux du service" in " ".join(pdf_text(quote.content).split())


def test_an_amendment_that_nobody_signs_is_dropped(operator: Client) -> None:
    agreement = make_sponsor(now=timezone.now()).agreements.get()
    amend = reverse("staff:amend", args=[agreement.sponsor_id, agreement.pk])
    operator.post(amend, {"levels": ["6E"], **hidden(operator, amend)})
    waiting = hidden(operator, page_of(agreement), "amendment")
    assert operator.post(page_of(agreement), {"do": "drop_amendment", **waiting}).status_code == 302
    assert not agreement.amendments.exists()
    for name, door in (("avenant-1", operator), ("autre", operator)):
        assert (
            door.get(reverse("staff:agreement_paper", args=[agreement.sponsor_id, agreement.pk, name])).status_code
            == 404
        )


def test_only_the_amendment_the_page_showed_is_signed_or_dropped(operator: Client) -> None:
    agreement, today = make_sponsor(now=timezone.now()).agreements.get(), paris_day(timezone.now())
    Agreement.objects.filter(pk=agreement.pk).update(signed_on=today - timedelta(days=9))
    amend, page = reverse("staff:amend", args=[agreement.sponsor_id, agreement.pk]), page_of(agreement)
    seen = hidden(operator, amend)
    operator.post(amend, {"levels": ["6E"], **seen})
    read = hidden(operator, page, "amendment")
    theirs = proved_twice(make_operator())
    assert theirs.post(page, {"do": "drop_amendment", **hidden(theirs, page, "amendment")}).status_code == 302
    none = operator.post(page, {"do": "amended", "amended_on": today.isoformat(), **read})
    assert (none.status_code, "déjà signé ou abandonné" in none.content.decode()) == (422, True)
    assert theirs.post(amend, {"levels": ["CP"], **seen}).status_code == 302
    assert agreement.amendments.get().number == 1, "its number serves again"

    for given in ({"do": "amended", "amended_on": today.isoformat()}, {"do": "drop_amendment"}):
        for stale in (read, {"amendment": "x"}, {}):
            answer = operator.post(page, given | stale)
            assert (answer.status_code, "un autre attend à sa place" in answer.content.decode()) == (422, True)
    agreement.refresh_from_db()
    assert (agreement.levels, agreement.amendments.get().signed_on) == ("", None)
    late = {"do": "amended", "amended_on": (today + timedelta(days=1)).isoformat(), **read}
    assert "un autre attend" in operator.post(page, late).content.decode()
    unsaid = operator.post(page, {**late, "amended_on": ""}).content.decode()
    assert f'name="amendment" value="{read["amendment"]}"' in unsaid, "another field to mend is no reading of it"
    signed = {"do": "amended", "amended_on": today.isoformat(), **hidden(operator, page, "amendment")}
    assert operator.post(page, signed).status_code == 302
    agreement.refresh_from_db()
    assert agreement.levels == "CP"


def test_an_amendment_is_not_prepared_on_terms_a_colleague_changed_unread(operator: Client) -> None:
    agreement = make_sponsor(now=timezone.now()).agreements.get()
    per_hour = {"price_model": "per_hour", "price_cents": 32_00, "ceiling_cents": 100_00}
    Agreement.objects.filter(pk=agreement.pk).update(**per_hour)
    amend = reverse("staff:amend", args=[agreement.sponsor_id, agreement.pk])
    seen = hidden(operator, amend)
    Agreement.objects.filter(pk=agreement.pk).update(ceiling_cents=9_000_00)

    mine = {"ceiling": "100", "levels": ["6E"]}
    for stale in (seen, {}):
        answer = operator.post(amend, {**mine, **stale})
        told = answer.content.decode()
        assert (answer.status_code, CHANGED in told, "9\u00a0000" in told) == (422, True, True)
        assert 'value="100"' in told
    assert not agreement.amendments.exists()
    agreement.refresh_from_db()
    assert operator.post(amend, {**mine, "ceiling": "9000", "seen": agreement.digest}).status_code == 302
    assert agreement.amendments.get().terms_after.ceiling == 9_000_00


def pdf_text(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)).replace(
        "\u00a0", " "
    )
