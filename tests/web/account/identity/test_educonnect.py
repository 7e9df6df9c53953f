"""EduConnect for families, against a test provider: it says who, gives no right, and a guardian alone links it."""

import base64
import re
import zlib
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names

from declic.people.actions import accept
from declic.people.models import Account, Guardian, Pupil, SchoolIdentity
from declic.people.rules.consents import CONSENTS
from declic.sponsors.actions import issue_code, redeem
from declic.sponsors.models import Sponsor
from declic.web.account.educonnect.attributes import Profile, person_of
from declic.web.account.saml import Proved, RefusedError
from tests.web.account.identity.saml_provider import Says, key_pair
from tests.web.second_factor import SECRET, code_now
from tests.world import make_guardian, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
ENTITY = "https://educonnect.example/idp"
PRIVATE, CERTIFICATE = key_pair()
FREDU = "urn:oid:1.3.6.1.4.1.20326.10.999.1."
FIRST_TIME = "C’est la première fois que vous venez avec EduConnect"


@pytest.fixture(autouse=True)
def _offered(settings: LazySettings) -> None:
    cache.clear()
    settings.SITE_URL = SITE
    settings.EDUCONNECT_ENTITY = ENTITY
    settings.EDUCONNECT_SIGN_IN_URL = "https://educonnect.example/entrer"
    settings.EDUCONNECT_CERTIFICATE = CERTIFICATE


@pytest.fixture
def town() -> Sponsor:
    return make_sponsor("Clichy", now=timezone.now())


@pytest.fixture
def parent(town: Sponsor) -> Guardian:
    """Awa, registered, with a password, who accepted all there is to accept, and has one child."""
    now = timezone.now()
    guardian = make_guardian()
    account = guardian.account
    account.set_password("une phrase facile")
    account.save()
    EmailAddress.objects.get_or_create(user=account, email=account.email, verified=True, primary=True)
    redeem(typed=issue_code(sponsor=town, ceiling=9, now=now).code, guardian=guardian, now=now)
    accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=now)
    pupil = make_pupil("4E", town)
    Pupil.objects.filter(pk=pupil.pk).update(guardian=guardian)
    return guardian


@pytest.fixture
def child(parent: Guardian) -> Pupil:
    return parent.pupils.get()


def signed_in(guardian: Guardian) -> Client:
    """By the page, as they did until then."""
    client = Client()
    client.post("/compte/login/", {"login": guardian.account.email, "password": "une phrase facile"})
    assert client.session["_auth_user_id"]
    return client


def asked(client: Client, profile: str = "resp2d", identifier: str = "ec-awa", child: Pupil | None = None) -> Says:
    """A good answer to the question the button just asked."""
    went = client.post("/educonnect/", {"enfant": child.pk} if child else {})
    assert went.status_code == 302
    assert went.headers["Location"].startswith("https://educonnect.example/entrer?SAMLRequest=")
    return Says(
        audience=f"{SITE}/educonnect/metadata.xml",
        recipient=f"{SITE}/educonnect/reponse/",
        question=client.session["educonnect_asked"]["request"],
        subject="_transient",
        issuer=ENTITY,
        name_format=Names.NAMEID_TRANSIENT,
        attributes={
            f"{FREDU}57": [identifier],
            f"{FREDU}7": [profile],
            "urn:oid:2.5.4.42": ["Awa"],
            "urn:oid:2.5.4.4": ["DIOP"],
        },
    )


def good(says: Says) -> str:
    return says.response(says.signed(PRIVATE, CERTIFICATE))


def answers(client: Client, response: str, **more: str) -> tuple[int, str]:
    """Posted by EduConnect's page, then by ours: (status, where to or what is read)."""
    shown = client.post("/educonnect/reponse/", {"SAMLResponse": response, **more})
    assert shown.status_code == 200
    last = client.post("/educonnect/suite/", {"SAMLResponse": response, **more})
    return last.status_code, last.headers.get("Location") or last.content.decode()


def linked(client: Client, says: Says) -> None:
    status, where = answers(client, good(says))
    assert (status, where) == (302, "/educonnect/relier/")
    assert client.post(where).status_code == 302


def who(client: Client) -> Account | None:
    held = client.session.get("_auth_user_id")
    return Account.objects.get(pk=held) if held else None


# -- a parent ---------------------------------------------------------------------------------------------------------
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


# -- a pupil ----------------------------------------------------------------------------------------------------------
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


# -- what proves nothing ----------------------------------------------------------------------------------------------
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


def test_a_teacher_s_account_is_told_of_the_other_door(client: Client) -> None:
    status, page = answers(client, good(asked(client, "enseignant")))
    assert (status, "Professeur" in page) == (403, True)


# -- what it says -----------------------------------------------------------------------------------------------------
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
