"""The operator's pages: the team only, and not by a password alone."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from declic.classroom.tickets import read_ticket
from declic.sponsors.models import Officer
from tests.web.clients import signed_in
from tests.web.second_factor import SECRET, code_now
from tests.world import (
    make_account,
    make_guardian,
    make_officer,
    make_operator,
    make_pupil,
    make_sponsor,
    make_teacher,
)

pytestmark = pytest.mark.django_db
LISTS = ("staff:board", "staff:sponsors", "staff:new_by_siret", "staff:teachers", "staff:new_teacher")


def addresses() -> list[str]:
    sponsor, teacher = make_sponsor(), make_teacher()
    return [
        *(reverse(name) for name in LISTS),
        reverse("staff:sponsor", args=[sponsor.pk]),
        reverse("staff:teacher", args=[teacher.pk]),
        reverse("staff:skills", args=[teacher.pk]),
    ]


def test_only_the_team_opens_these_pages(operator: Client) -> None:
    everywhere = addresses()
    assert {operator.get(address).status_code for address in everywhere} == {200}
    others = [
        make_guardian().account,
        make_pupil().account,
        make_teacher().account,
        make_officer(make_sponsor()).account,
        make_account(),
    ]
    for account in others:
        client = signed_in(account)
        assert {client.get(address).status_code for address in everywhere} == {404}
        assert client.post(reverse("staff:ticket")).status_code == 404
    assert {Client().get(address).status_code for address in everywhere} == {302}
    assert Client().post(reverse("staff:ticket")).status_code == 302


def test_a_password_alone_opens_none_of_them() -> None:
    client, teacher = signed_in(make_operator()), make_teacher(approved=False)
    for address in addresses():
        led = client.get(address).headers["Location"]
        assert led == "/compte/second-controle/"
    acts = [reverse("staff:approve", args=[teacher.pk]), reverse("staff:ticket")]
    for address in acts:
        led = client.post(address).headers["Location"]
        assert led == "/compte/second-controle/"
    teacher.refresh_from_db()
    assert teacher.state == "candidate"


def test_the_demo_is_entered_by_one_click(settings: LazySettings) -> None:
    client = signed_in(make_operator())
    settings.DEMO = True
    assert {client.get(address).status_code for address in addresses()} == {200}
    assert client.post(reverse("staff:ticket")).json()["path"].startswith("/staff?ticket=")


def test_the_code_of_the_telephone_leads_back_to_the_page_asked_for() -> None:
    cache.clear()
    operator = make_operator()
    TOTP.activate(operator, SECRET)
    client, wanted = signed_in(operator), f"{reverse('staff:teachers')}?etat=tous"
    asked = client.get(wanted).headers["Location"]
    assert asked == f"/compte/2fa/reauthenticate/?{urlencode({'next': wanted})}"
    shown = client.post("/compte/2fa/reauthenticate/", {"code": code_now(), "next": wanted})
    assert shown.headers["Location"] == wanted
    assert client.get(wanted).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_activating_a_second_factor_is_showing_it_and_leads_back_too() -> None:
    cache.clear()
    operator, password = make_operator(), "une phrase facile"
    operator.set_password(password)
    operator.save()
    EmailAddress.objects.create(user=operator, email=operator.email, verified=True, primary=True)
    client, wanted = Client(), f"{reverse('staff:teachers')}?etat=tous"
    client.post(reverse("account_login"), {"login": operator.email, "password": password})
    assert "vous allez l’activer" in client.get(wanted, follow=True).content.decode()
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    page = client.get("/compte/2fa/totp/activate/", follow=True)
    again, _ = page.redirect_chain[-1]  # a second factor is not added on the word of an old session alone
    assert again.startswith("/compte/reauthenticate/")
    page = client.post(again, {"password": password, "next": page.context["redirect_field_value"]}, follow=True)
    (secret,) = re.findall(r'<b class="num long">(\w+)</b>', page.content.decode())
    codes = client.post("/compte/2fa/totp/activate/", {"code": code_now(secret)}, follow=True)
    assert f'href="{wanted}"' in codes.content.decode()
    assert client.get(wanted).status_code == 200


def test_only_the_team_acts() -> None:
    teacher, officer = make_teacher(approved=False), make_officer(make_sponsor())
    acts = [
        reverse("staff:approve", args=[teacher.pk]),
        reverse("staff:suspend", args=[teacher.pk]),
        reverse("staff:call", args=[teacher.pk]),
        reverse("staff:skills", args=[teacher.pk]),
        reverse("staff:dismiss", args=[officer.sponsor_id, officer.pk]),
        reverse("staff:sponsor", args=[officer.sponsor_id]),
    ]
    for account in (officer.account, teacher.account, make_guardian().account):
        client = signed_in(account)
        assert {client.post(address).status_code for address in acts} == {404}
    teacher.refresh_from_db()
    assert teacher.state == "candidate"
    assert Officer.objects.filter(pk=officer.pk).exists()


def test_the_ticket_opens_the_board_and_nothing_else(operator: Client) -> None:
    answer = operator.post(reverse("staff:ticket")).json()
    given = read_ticket(answer["ticket"], now=0)
    assert (given.k, given.s, given.a) == ("staff", "", ["watch"])
    assert answer["path"].startswith("/staff?ticket=")
    assert operator.get(reverse("staff:ticket")).status_code == 405
