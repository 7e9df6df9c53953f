"""EduConnect for families, against a test provider: it says who, gives no right, and a guardian alone links it."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from declic.people.models import Account, Guardian, Pupil, SchoolIdentity
from declic.sponsors.actions import issue_code
from declic.sponsors.models import Sponsor
from tests.web.account.identity.by_educonnect import (
    FIRST_TIME,
    _offered,
    answers,
    asked,
    child,
    good,
    linked,
    parent,
    signed_in,
    town,
    who,
)
from tests.web.second_factor import SECRET, code_now
from tests.world import make_guardian

__all__ = ["_offered", "child", "parent", "town"]

pytestmark = pytest.mark.django_db


def test_without_an_educonnect_there_is_no_button_and_no_page(client: Client, settings: LazySettings) -> None:
    assert "Continuer avec EduConnect" in client.get("/compte/login/").content.decode()
    settings.EDUCONNECT_ENTITY = ""
    for page in ("/compte/login/", "/carte/"):
        assert "EduConnect" not in client.get(page).content.decode()
    assert client.post("/educonnect/").status_code == 404
    assert client.get("/educonnect/metadata.xml").status_code == 404


def test_whoever_comes_for_the_first_time_is_asked_for_their_code(client: Client, town: Sponsor) -> None:
    status, page = answers(client, good(asked(client)))
    assert (status, FIRST_TIME in page, "Awa DIOP" in page) == (200, True, True)
    assert who(client) is None
    assert not SchoolIdentity.objects.exists()
    code = issue_code(sponsor=town, ceiling=9, now=timezone.now()).code
    client.post("/inscription/", {"code": code})
    client.post(
        "/inscription/compte/", {"name": "Awa Diop", "email": "awa@example.org", "password1": "une phrase facile"}
    )
    assert Guardian.objects.filter(account__email="awa@example.org").exists()
    assert not SchoolIdentity.objects.exists(), "by their own hand, later"


def test_a_known_parent_signs_in_as_before_then_links_and_comes_by_educonnect(client: Client, parent: Guardian) -> None:
    answers(client, good(asked(client)))
    client.post("/compte/login/", {"login": parent.account.email, "password": "une phrase facile"})
    assert client.get("/entrer/").headers["Location"] == "/educonnect/relier/"
    assert "Awa DIOP" in client.get("/educonnect/relier/").content.decode()
    assert not SchoolIdentity.objects.exists(), "a look links nothing"
    assert client.post("/educonnect/relier/").status_code == 302
    held = SchoolIdentity.objects.get()
    assert held.account == parent.account
    assert "ec-awa" not in held.digest
    again = Client()
    assert answers(again, good(asked(again)))[0] == 302
    assert who(again) == parent.account


def test_at_a_school_or_a_library_the_session_ends_with_the_browser(parent: Guardian, child: Pupil) -> None:
    linked(mine := signed_in(parent), asked(mine))
    linked(mine, asked(mine, "eleve2d", "ec-child", child))
    for profile, identifier, account in (("resp2d", "ec-awa", parent.account), ("eleve2d", "ec-child", child.account)):
        there = Client()
        answers(there, good(asked(there, profile, identifier)))
        assert who(there) == account
        assert there.cookies["sessionid"]["max-age"] == "", "kept until the browser is closed"


def test_linking_is_offered_once_and_may_be_left(client: Client, parent: Guardian) -> None:
    answers(client, good(asked(client)))
    client.post("/compte/login/", {"login": parent.account.email, "password": "une phrase facile"})
    assert client.get("/entrer/").headers["Location"] == "/educonnect/relier/"
    assert client.get("/entrer/").headers["Location"] == "/famille/"


def test_it_is_linked_and_unlinked_from_the_account(parent: Guardian) -> None:
    client = signed_in(parent)
    assert "Relier EduConnect" in client.get("/famille/donnees/").content.decode()
    linked(client, asked(client))
    assert "Délier EduConnect" in client.get("/famille/donnees/").content.decode()
    client.post("/educonnect/delier/")
    assert not SchoolIdentity.objects.exists()
    other = Client()
    assert FIRST_TIME in answers(other, good(asked(other)))[1]


def test_one_identity_opens_one_account(parent: Guardian, town: Sponsor) -> None:
    linked(first := signed_in(parent), asked(first))
    second_parent = make_guardian()
    second = Client()
    second.force_login(second_parent.account)
    status, where = answers(second, good(asked(second)))
    assert (status, where) == (302, "/entrer/") or where == "/famille/"
    assert who(second) == parent.account, "the identity is its own account's, whoever was signed in"
    assert SchoolIdentity.objects.count() == 1


def test_an_account_has_one_identity(parent: Guardian) -> None:
    client = signed_in(parent)
    linked(client, asked(client))
    answers(client, good(asked(client, identifier="ec-other")))
    refused = client.post("/educonnect/relier/")
    assert (refused.status_code, "déliez-le" in refused.content.decode()) == (409, True)
    assert SchoolIdentity.objects.count() == 1


def test_an_account_that_is_closed_is_not_opened(parent: Guardian) -> None:
    client = signed_in(parent)
    linked(client, asked(client))
    Account.objects.filter(pk=parent.account_id).update(is_active=False)
    other = Client()
    status, said = answers(other, good(asked(other)))
    assert (status, "Ce compte est fermé" in said, "trop de temps" in said) == (403, True, False)
    assert who(other) is None


def test_a_second_factor_is_still_asked_after_educonnect(parent: Guardian) -> None:
    linked(mine := signed_in(parent), asked(mine))
    TOTP.activate(parent.account, SECRET)
    other = Client()
    status, where = answers(other, good(asked(other)))
    assert (status, where) == (302, "/compte/2fa/authenticate/")
    assert who(other) is None
    other.post(where, {"code": code_now()})
    assert who(other) == parent.account


def test_a_teacher_s_account_is_told_of_the_other_door(client: Client) -> None:
    status, page = answers(client, good(asked(client, "enseignant")))
    assert (status, "Professeur" in page) == (403, True)
