"""The operator's pages for the life of an agreement, and what the officer sees of it."""

import re
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from declic.ground.moments import full_day
from declic.ground.paris import paris_day
from declic.sponsors.models import Agreement
from tests.web.second_factor import proved_twice
from tests.web.staff.agreements import CHANGED, GIVEN, drafted, hidden, page_of
from tests.world import NOW, make_agreement, make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db


def test_from_the_draft_to_the_renewal_and_the_officer_follows(operator: Client) -> None:
    sponsor = make_sponsor(agreement=False)
    officer = Client()
    officer.force_login(make_officer(sponsor).account)
    today = paris_day(timezone.now())
    agreement = drafted(
        operator, sponsor, starts_on=today.isoformat(), ends_on=today.replace(year=today.year + 1).isoformat()
    )
    theirs = reverse("sponsor:agreements")
    assert agreement.number not in officer.get(theirs).content.decode()

    quoted = {"do": "quote", **hidden(operator, page_of(agreement))}
    assert operator.post(page_of(agreement), quoted).status_code == 302
    assert "devis envoyé" in officer.get(theirs).content.decode()

    seen = hidden(operator, page_of(agreement))
    signed = {"do": "sign", "signed_on": today.isoformat(), "data_signed_on": "", **seen}
    assert operator.post(page_of(agreement), signed).status_code == 302
    assert "La convention court" in officer.get(theirs).content.decode()
    assert operator.post(page_of(agreement), signed).status_code == 422

    assert operator.post(page_of(agreement), {"do": "data"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.data_signed_on == today

    answer = operator.post(page_of(agreement), {"do": "renew"})
    assert answer["Location"] == page_of(sponsor.agreements.latest("pk"))
    operator.post(page_of(agreement), {"do": "end", **hidden(operator, page_of(agreement), "state")})
    agreement.refresh_from_db()
    assert agreement.ends_on == today


def test_a_day_that_cannot_be_is_refused_beside_its_field(operator: Client) -> None:
    agreement, today = drafted(operator, make_sponsor(agreement=False)), paris_day(timezone.now())
    seen = hidden(operator, page_of(agreement))
    tomorrow, early = today + timedelta(days=1), agreement.starts_on - timedelta(days=366)
    for signed, data, why in (
        (date(2031, 1, 1), None, "n’est pas encore venue"),
        (tomorrow, None, "n’est pas encore venue"),
        (early, None, "trop ancienne"),
        (today, tomorrow, "n’est pas encore venue"),
        (today, date(1990, 1, 1), "trop ancienne"),
    ):
        given = {"do": "sign", "signed_on": signed.isoformat(), "data_signed_on": data.isoformat() if data else ""}
        answer = operator.post(page_of(agreement), given | seen)
        assert answer.status_code == 422
        assert why in answer.content.decode()
        agreement.refresh_from_db()
        assert agreement.state == "draft"
    assert operator.post(page_of(agreement), {"do": "sign", "signed_on": today.isoformat(), **seen}).status_code == 302

    given = {"do": "data", "data_signed_on": tomorrow.isoformat()}
    assert "n’est pas encore venue" in operator.post(page_of(agreement), given).content.decode()
    yesterday = today - timedelta(days=1)
    given["data_signed_on"] = yesterday.isoformat()
    assert operator.post(page_of(agreement), given).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.signed_on, agreement.data_signed_on) == (today, yesterday)


@travel(NOW, tick=False)
def test_what_a_page_gives_up_as_a_quote_is_not_stopped_once_it_runs() -> None:
    operator, sponsor = proved_twice(make_operator()), make_sponsor(agreement=False)
    agreement = drafted(operator, sponsor)
    page = page_of(agreement)
    old = hidden(operator, page, "state")
    theirs = {"do": "sign", "signed_on": paris_day(NOW).isoformat(), **hidden(operator, page)}
    assert operator.post(page, theirs).status_code == 302
    for stale in (old, {}):
        answer = operator.post(page, {"do": "end", **stale})
        assert (answer.status_code, "est «\u00a0en cours\u00a0» depuis" in answer.content.decode()) == (422, True)
        agreement.refresh_from_db()
        assert (agreement.state, agreement.ends_on) == ("signed", date(2027, 8, 31))
    operator.post(page, {"do": "end", **hidden(operator, page, "state")})
    agreement.refresh_from_db()
    assert agreement.ends_on == paris_day(NOW)


@travel(NOW, tick=False)
def test_the_day_of_the_data_contract_is_noted_only_over_what_was_read() -> None:
    operator = proved_twice(make_operator())
    agreement, today = make_sponsor().agreements.get(), paris_day(NOW)
    page, theirs = page_of(agreement), today - timedelta(days=20)
    mine = {"do": "data", "data_signed_on": today.isoformat(), "noted": noted_in(operator.get(page))}
    assert operator.post(page, {**mine, "data_signed_on": theirs.isoformat()}).status_code == 302
    for stale in (mine, {"do": "data", "data_signed_on": today.isoformat()}):
        answer = operator.post(page, stale)
        assert (answer.status_code, full_day(theirs) in answer.content.decode()) == (422, True)
        assert f'value="{today.isoformat()}"' in answer.content.decode(), "what was typed comes back"
        agreement.refresh_from_db()
        assert agreement.data_signed_on == theirs
    assert operator.post(page, {**mine, "data_signed_on": theirs.isoformat()}).status_code == 302, "nothing to say"
    assert operator.post(page, {**mine, "noted": noted_in(answer)}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.data_signed_on == today


def noted_in(answer: HttpResponse) -> str:
    """The day the form of the data contract bears as read."""
    (field,) = re.findall(r'<input type="hidden" name="noted"[^>]*>', answer.content.decode())
    return "".join(re.findall(r'value="([^"]*)"', field))


def test_a_commitment_number_is_noted_once_for_the_invoices_to_come(operator: Client) -> None:
    agreement = make_sponsor().agreements.get()
    Agreement.objects.update(price_cents=8_000_00)
    page = page_of(agreement)
    operator.post(page, {"do": "commit", "commitment": "ENG 2026-118", "contract": "M 2026-04"})
    agreement.refresh_from_db()
    assert (agreement.commitment_of(agreement.starts_on), agreement.contract) == ("ENG 2026-118", "M 2026-04")
    shown = operator.get(page).content.decode()
    assert 'value="ENG 2026-118"' in shown
    assert 'value="M 2026-04"' in shown
    refused = operator.post(page, {"do": "commit", "commitment": "9" * 51})
    assert (refused.status_code, "9" * 51 in refused.content.decode()) == (422, True)


def test_terms_a_colleague_changed_are_neither_signed_nor_sent_unread(operator: Client) -> None:
    agreement, today = drafted(operator, make_sponsor(agreement=False)), paris_day(timezone.now())
    page = page_of(agreement)
    change = reverse("staff:change_agreement", args=[agreement.sponsor_id, agreement.pk])
    seen, theirs = hidden(operator, page), proved_twice(make_operator())
    changed = {**GIVEN, "ceiling": "9000", **hidden(theirs, change)}
    assert theirs.post(change, changed).status_code == 302

    signed = {"do": "sign", "signed_on": today.isoformat(), "data_signed_on": agreement.starts_on.isoformat()}
    for given in ({"do": "quote"}, signed):
        for stale in (seen, {"seen": ""}, {}):
            answer = operator.post(page, given | stale)
            assert (answer.status_code, CHANGED in answer.content.decode()) == (422, True)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.quoted_on, agreement.signed_on) == ("draft", None, None)

    told = operator.post(page, signed | seen).content.decode()
    assert f'value="{agreement.starts_on.isoformat()}"' in told, "what was typed comes back"
    assert "9\u00a0000" in told, "and what is to be read"
    late = {"do": "sign", "signed_on": (today + timedelta(days=1)).isoformat(), "seen": agreement.digest}
    assert f'value="{agreement.digest}"' in operator.post(page, late).content.decode()
    assert operator.post(page, {"do": "quote", "seen": agreement.digest}).status_code == 302


def test_terms_are_not_written_over_those_of_a_colleague_unread(operator: Client) -> None:
    agreement = drafted(operator, make_sponsor(agreement=False))
    change = reverse("staff:change_agreement", args=[agreement.sponsor_id, agreement.pk])
    seen, theirs = hidden(operator, change), proved_twice(make_operator())
    assert theirs.post(change, {**GIVEN, "ceiling": "2000", **seen}).status_code == 302

    mine = {**GIVEN, "ceiling": "7000", "levels": ["6E"]}
    wrong = operator.post(change, {**mine, "price": "-1", **seen})
    assert (wrong.status_code, f'value="{seen["seen"]}"' in wrong.content.decode()) == (422, True)
    answer = operator.post(change, mine | seen)
    told = answer.content.decode()
    assert (answer.status_code, CHANGED in told) == (422, True)
    assert 'value="7000"' in told
    assert "2\u00a0000" in told, "what the colleague wrote is there to be read"
    agreement.refresh_from_db()
    assert (agreement.ceiling_cents, agreement.levels) == (2_000_00, "")

    assert operator.post(change, {**mine, "seen": agreement.digest}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.ceiling_cents, agreement.levels) == (7_000_00, "6E")


def test_an_agreement_is_found_under_its_own_sponsor_only(operator: Client) -> None:
    agreement, other = drafted(operator, make_sponsor(agreement=False)), make_sponsor()
    for name in ("staff:agreement", "staff:change_agreement"):
        assert operator.get(reverse(name, args=[other.pk, agreement.pk])).status_code == 404


def test_the_operator_is_reminded_of_data_contracts_that_are_not_signed(operator: Client) -> None:
    today = paris_day(timezone.now())
    runs, to_come, over = (make_agreement(make_sponsor(f"Ville {name}", agreement=False)) for name in ("A", "B", "C"))
    span = {"data_signed_on": None, "ends_on": today + timedelta(days=200)}
    Agreement.objects.filter(pk=runs.pk).update(**{**span, "starts_on": today - timedelta(days=9)})
    Agreement.objects.filter(pk=to_come.pk).update(**{**span, "starts_on": today + timedelta(days=9)})
    Agreement.objects.filter(pk=over.pk).update(
        data_signed_on=None, starts_on=today - timedelta(days=90), ends_on=today - timedelta(days=1)
    )
    page = operator.get(reverse("staff:sponsors")).content.decode()
    reminder = page.replace("\u00a0", " ").partition("2 contrats de données à signer")[2].partition("</section>")[0]
    assert reminder.index("Ville A") < reminder.index("Ville B")
    assert "Ville C" not in reminder
    assert page_of(runs) in reminder
    assert "son contrat de données n’est pas signé" in operator.get(page_of(runs)).content.decode()
    assert "Son contrat de données est à signer avant le" in operator.get(page_of(to_come)).content.decode()

    for one in (runs, to_come):
        assert operator.post(page_of(one), {"do": "data", "data_signed_on": today.isoformat()}).status_code == 302
        assert "est pas signé" not in operator.get(page_of(one)).content.decode()
    assert "à signer" not in operator.get(reverse("staff:sponsors")).content.decode()
