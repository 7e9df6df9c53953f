"""A pupil comes in by EduConnect once a parent has linked them, and opens no page of a parent."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from declic.people.models import Account, Guardian, Pupil, SchoolIdentity
from declic.sponsors.models import Sponsor
from tests.web.account.identity.by_educonnect import (
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
from tests.world import make_pupil

__all__ = ["_offered", "child", "parent", "town"]

pytestmark = pytest.mark.django_db


def test_a_pupil_no_parent_linked_goes_nowhere(client: Client) -> None:
    status, page = answers(client, good(asked(client, "eleve2d", "ec-lea")))
    assert (status, "Entrer avec ma carte" in page) == (403, True)
    assert "educonnect_arrival" not in client.session
    assert not Account.objects.exists()


def test_a_parent_links_their_child_who_then_enters(parent: Guardian, child: Pupil) -> None:
    client = signed_in(parent)
    says = asked(client, "eleve2d", "ec-lea", child)
    linked(client, says)
    assert SchoolIdentity.objects.get().account == child.account
    theirs = Client()
    assert answers(theirs, good(asked(theirs, "eleve2d", "ec-lea"))) == (302, "/eleve/")
    assert who(theirs) == child.account
    client.post("/educonnect/delier/", {"enfant": child.pk})
    assert not SchoolIdentity.objects.exists()


def test_a_child_whose_account_is_closed_is_told_so(parent: Guardian, child: Pupil) -> None:
    client = signed_in(parent)
    linked(client, asked(client, "eleve2d", "ec-child", child))
    Account.objects.filter(pk=child.account_id).update(is_active=False)
    theirs = Client()
    status, said = answers(theirs, good(asked(theirs, "eleve2d", "ec-child")))
    assert (status, "Ton compte est fermé" in said) == (403, True)
    assert who(theirs) is None


def test_the_child_signs_in_there_afresh(parent: Guardian, child: Pupil) -> None:
    """Or the parent, still signed in on the family's computer, would be taken for the child."""
    client = signed_in(parent)
    where = client.post("/educonnect/", {"enfant": child.pk}).headers["Location"]
    asked_xml = zlib.decompress(base64.b64decode(parse_qs(urlsplit(where).query)["SAMLRequest"][0]), -15).decode()
    assert 'ForceAuthn="true"' in asked_xml


def test_who_signs_in_after_another_in_the_same_browser_is_asked_who_they_are(parent: Guardian, child: Pupil) -> None:
    """Signed out here, the first is still signed in there: a brother would come in as his sister."""
    linked(mine := signed_in(parent), asked(mine, "eleve2d", "ec-lea", child))
    tablet = Client()
    answers(tablet, good(asked(tablet, "eleve2d", "ec-lea")))
    assert who(tablet) == child.account
    tablet.post("/compte/logout/")
    for browser, is_asked in ((tablet, True), (Client(), False)):
        where = browser.post("/educonnect/").headers["Location"]
        xml = zlib.decompress(base64.b64decode(parse_qs(urlsplit(where).query)["SAMLRequest"][0]), -15).decode()
        assert ('ForceAuthn="true"' in xml) is is_asked


def test_a_parent_s_account_is_not_linked_to_a_child_nor_the_other_way(parent: Guardian, child: Pupil) -> None:
    client = signed_in(parent)
    answers(client, good(asked(client, "resp2d", "ec-awa", child)))
    assert client.get("/educonnect/relier/").status_code == 409
    assert answers(client, good(asked(client, "eleve2d", "ec-lea")))[0] == 403
    assert not SchoolIdentity.objects.exists()


def test_somebody_else_s_child_cannot_be_linked(parent: Guardian, town: Sponsor) -> None:
    stranger = make_pupil("4E", town)
    client = signed_in(parent)
    assert client.post("/educonnect/", {"enfant": stranger.pk}).status_code == 404
    assert client.post("/educonnect/delier/", {"enfant": stranger.pk}).status_code == 404


def test_a_child_s_identity_opens_no_parent_s_page(parent: Guardian, child: Pupil) -> None:
    """Said to be a parent the next time, it is not believed."""
    client = signed_in(parent)
    linked(client, asked(client, "eleve2d", "ec-lea", child))
    other = Client()
    assert answers(other, good(asked(other, "resp2d", "ec-lea")))[0] == 403
    assert who(other) is None
