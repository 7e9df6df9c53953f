"""An answer of EduConnect that proves nothing, or comes twice or from elsewhere, opens nothing."""

import base64
import re
from dataclasses import replace

import pytest
from django.test import Client

from declic.people.models import Guardian
from declic.web.account.educonnect.attributes import Profile, person_of
from declic.web.account.saml import Proved, RefusedError
from tests.web.account.identity.by_educonnect import (
    CERTIFICATE,
    FREDU,
    PRIVATE,
    _offered,
    answers,
    asked,
    good,
    linked,
    parent,
    signed_in,
    town,
    who,
)
from tests.web.account.identity.saml_provider import Says, key_pair

__all__ = ["_offered", "parent", "town"]

pytestmark = pytest.mark.django_db
REASONS = {
    "unsigned": "not signed|No Signature found",
    "tampered": "Signature validation failed",
    "attribute": "Signature validation failed",
    "expired": "expired|SubjectConfirmation",
    "early": "not yet valid",
    "audience": "not a valid audience",
    "recipient": "SubjectConfirmation|instead of",
    "issuer": "Invalid issuer",
    "question": "InResponseTo",
    "key": "Signature validation failed",
    "wrapped": "must contain 1 assertion",
    "doubled": "must contain 1 assertion",
    "no xml": "Start tag expected",
}


@pytest.mark.parametrize("fault", REASONS)
def test_an_assertion_that_proves_nothing_opens_nothing(
    client: Client, parent: Guardian, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    linked(mine := signed_in(parent), asked(mine))
    caplog.set_level("INFO", logger="declic.web.account.saml")
    assert answers(client, bad(asked(client), fault))[0] == 403
    assert re.search(REASONS[fault], caplog.text)
    assert who(client) is None


def bad(says: Says, fault: str) -> str:
    changed = {
        "expired": replace(says, minutes=-1),
        "early": replace(says, starts=6, minutes=20),
        "audience": replace(says, audience="https://another.example/"),
        "recipient": replace(says, recipient="https://another.example/reponse/"),
        "issuer": replace(says, issuer="https://another.example/"),
        "question": replace(says, question="_another"),
    }
    if fault in changed:
        return good(changed[fault])
    signed = says.signed(PRIVATE, CERTIFICATE)
    return {
        "unsigned": lambda: says.response(says.assertion()),
        "tampered": lambda: says.response(signed.replace("ec-awa", "ec-ewa")),
        "attribute": lambda: says.response(
            signed.replace("</saml:AttributeStatement>", f"{_attribute()}</saml:AttributeStatement>")
        ),
        "key": lambda: says.response(says.signed(*key_pair())),
        "wrapped": lambda: says.wrapped(PRIVATE, CERTIFICATE),
        "doubled": lambda: says.doubled(PRIVATE, CERTIFICATE),
        "no xml": lambda: base64.b64encode(b"not XML at all").decode(),
    }[fault]()


def test_a_comment_in_a_signed_identifier_opens_nobody_elses_account(client: Client, parent: Guardian) -> None:
    """CVE-2017-11427: « ec-awa<!---->2 », signed for somebody else, read as Awa's."""
    linked(mine := signed_in(parent), asked(mine))
    theirs = asked(client, identifier="ec-awa2")
    status, _ = answers(client, theirs.commented(PRIVATE, CERTIFICATE, "ec-awa2", len("ec-awa")))
    assert status in {200, 403}
    assert who(client) is None


def _attribute() -> str:
    return '<saml:Attribute Name="FrEduCtId"><saml:AttributeValue>another</saml:AttributeValue></saml:Attribute>'


def test_an_answer_serves_once_and_to_the_browser_that_asked(parent: Guardian) -> None:
    linked(mine := signed_in(parent), asked(mine))
    browser, other = Client(), Client()
    response = good(asked(browser))
    asked(other)
    assert answers(other, response)[0] == 403
    assert answers(browser, response)[0] == 302
    question = browser.session.get("educonnect_asked")
    assert question is None
    assert answers(browser, response)[0] == 403


def test_where_to_go_on_to_is_never_read_from_the_answer(parent: Guardian) -> None:
    linked(mine := signed_in(parent), asked(mine))
    browser = Client()
    where = answers(browser, good(asked(browser)), RelayState="https://evil.example/", next="https://evil.example/")[1]
    assert where.startswith("/")
    assert not where.startswith("//")


def test_attributes_are_read_by_number_or_name_and_vectors_too() -> None:
    said = [
        ({f"{FREDU}57": ["a"], f"{FREDU}7": ["resp1d"]}, Profile.GUARDIAN),
        ({"FrEduCtId": ["a"], "FrEduCtPersonAffiliation": ["eleve1d"]}, Profile.PUPIL),
        (
            {"FrEduCtId": ["a"], "FrEduVecteur": ["2|D|Awa|1234|0921234A", "2|D|Awa|1235|0921234A"]},
            Profile.GUARDIAN,
        ),
        ({"FrEduCtId": ["a"], "FrEduVecteur": ["4|DIOP|Lea|1234|0921234A"]}, Profile.PUPIL),
        ({"FrEduCtId": ["a"], "FrEduRneResp": ["0921234A$UAJ$PU"]}, Profile.OTHER),
        ({"FrEduCtId": ["a"], "FrEduCtPersonAffiliation": ["resp2d", "eleve2d"]}, Profile.OTHER),
    ]
    for attributes, profile in said:
        assert person_of(Proved("_t", is_lasting=False, attributes=attributes)).profile is profile


def test_a_name_that_changes_each_time_identifies_nobody() -> None:
    told = {"FrEduCtPersonAffiliation": ["resp2d"]}
    assert person_of(Proved("pairwise-1", is_lasting=True, attributes=told)).identifier == "name:pairwise-1"
    with pytest.raises(RefusedError):
        person_of(Proved("_t", is_lasting=False, attributes=told))
