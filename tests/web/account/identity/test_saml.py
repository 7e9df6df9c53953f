"""A company's SAML directory: an employee it knows enrols without a code; whatever proves nothing is refused."""

import base64
import logging
import re
from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names

from declic.people.models import Guardian
from declic.sponsors.actions.directories import Described, set_directory
from declic.sponsors.models import Directory, DirectoryMember, Sponsor
from declic.sponsors.queries import shared_codes, sponsor_of_guardian
from declic.sponsors.rules.directories import DirectoryKind
from tests.web.account.identity.saml_provider import ENTITY, Says, key_pair
from tests.web.clients import seen
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_operator, make_sponsor

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
PRIVATE, CERTIFICATE = key_pair()


@pytest.fixture(autouse=True)
def _site(settings: LazySettings) -> None:
    cache.clear()
    settings.SITE_URL = SITE


@pytest.fixture
def council() -> Sponsor:
    return make_sponsor("CSE Horizon", now=timezone.now())


@pytest.fixture
def directory(council: Sponsor) -> Directory:
    described = Described(
        kind=DirectoryKind.SAML, issuer=ENTITY, sign_in_url=f"{ENTITY}entrer", certificate=CERTIFICATE
    )
    return set_directory(sponsor=council, described=described, by=make_operator(), now=NOW)


def asked(client: Client, directory: Directory) -> Says:
    """A good answer to the question the page just asked."""
    page = client.get(f"/entreprise/{directory.slug}/").content.decode()
    assert f'href="{ENTITY}entrer?SAMLRequest=' in page
    question = client.session["directory_asked"]["request"]
    audience = f"{SITE}/entreprise/{directory.slug}/metadata.xml"
    return Says(audience=audience, recipient=f"{SITE}/entreprise/{directory.slug}/reponse/", question=question)


def answers(client: Client, directory: Directory, response: str) -> int:
    """Posted by the directory's page, then by ours."""
    shown = client.post(f"/entreprise/{directory.slug}/reponse/", {"SAMLResponse": response})
    assert response in shown.content.decode().replace("&#x3D;", "=")
    return client.post(f"/entreprise/{directory.slug}/suite/", {"SAMLResponse": response}).status_code


def registers(client: Client, email: str) -> None:
    client.post("/inscription/compte/", {"name": "Awa Diop", "email": email, "password1": "une phrase facile"})


def test_an_employee_enrols_their_family_without_a_code(client: Client, directory: Directory, council: Sponsor) -> None:
    says = asked(client, directory)
    assert answers(client, directory, says.response(says.signed(PRIVATE, CERTIFICATE))) == 302
    registers(client, "awa@example.org")
    guardian = Guardian.objects.get(account__email="awa@example.org")
    assert sponsor_of_guardian(guardian) == council
    assert len(mail.outbox) == 1
    member = DirectoryMember.objects.get()
    assert "employee-1" not in member.digest, "what the company calls them is kept nowhere"
    assert directory.code not in shared_codes(council), "its own code is told to nobody"


def test_until_its_certificate_is_known_employees_read_so_and_our_metadata_may_be_given(
    client: Client, council: Sponsor, caplog: pytest.LogCaptureFixture
) -> None:
    told = Described(kind=DirectoryKind.SAML, issuer=ENTITY, sign_in_url=f"{ENTITY}entrer")
    held = set_directory(sponsor=council, described=told, by=make_operator(), now=NOW)
    with caplog.at_level(logging.WARNING):
        page = client.get(f"/entreprise/{held.slug}/")
    assert page.status_code == 200
    assert "n’est pas encore prête" in page.content.decode()
    (line,) = caplog.records
    assert held.slug in line.getMessage()
    assert not line.exc_info
    metadata = client.get(f"/entreprise/{held.slug}/metadata.xml")
    assert f"{SITE}/entreprise/{held.slug}/reponse/" in metadata.content.decode()


def test_an_address_that_cannot_be_asked_breaks_no_page(client: Client, directory: Directory) -> None:
    """Of a network of the company's own, written without a dot."""
    directory.sign_in_url = "https://annuaire/entrer"
    directory.save()
    assert "n’est pas encore prête" in client.get(f"/entreprise/{directory.slug}/").content.decode()


def test_the_operator_reads_that_a_certificate_is_missing_and_gives_nothing_else_for_one(council: Sponsor) -> None:
    team, page = proved_twice(make_operator()), f"/regie/partenaires/{council.pk}/annuaire/"
    told = {"kind": "saml", "issuer": ENTITY, "sign_in_url": f"{ENTITY}entrer", "certificate": ""}
    saved = team.post(page, told, follow=True)
    assert "Il manque le certificat de signature" in saved.content.decode()
    assert "est relié" not in saved.content.decode()
    told |= seen(saved)
    wrong = team.post(page, told | {"certificate": "à demander à M. Petit"})
    assert wrong.status_code == 422
    assert "Ce n’est pas un certificat" in wrong.content.decode()
    bare = "".join(CERTIFICATE.splitlines()[1:-1])
    for given in (CERTIFICATE, bare):
        saved = team.post(page, told | {"certificate": given}, follow=True)
        assert "L’annuaire de l’entreprise est relié" in saved.content.decode()
        told |= seen(saved)


def test_one_employee_is_one_family(client: Client, directory: Directory) -> None:
    for number, browser in enumerate((client, Client())):
        says = asked(browser, directory)
        answers(browser, directory, says.response(says.signed(PRIVATE, CERTIFICATE)))
        registers(browser, f"awa{number}@example.org")
    assert Guardian.objects.count() == 1


def arrives(directory: Directory, name_format: str, subject: str = "employee-1") -> int:
    browser = Client()
    says = replace(asked(browser, directory), subject=subject, name_format=name_format)
    return answers(browser, directory, says.response(says.signed(PRIVATE, CERTIFICATE)))


def test_a_name_that_does_not_last_is_refused_and_the_operator_is_told(directory: Directory) -> None:
    team, page = proved_twice(make_operator()), f"/regie/partenaires/{directory.sponsor_id}/annuaire/"
    assert "Un salarié a été refusé" not in team.get(page).content.decode()
    directory.accepts_other_names = True
    directory.save()
    assert arrives(directory, Names.NAMEID_TRANSIENT, "_1abcdef") == 403
    assert "Un salarié a été refusé" in team.get(page).content.decode()
    set_directory(
        sponsor=directory.sponsor,
        described=Described(DirectoryKind.SAML, ENTITY, sign_in_url=f"{ENTITY}entrer", certificate=CERTIFICATE),
        by=make_operator(),
        now=NOW,
    )
    assert "Un salarié a été refusé" not in team.get(page).content.decode()


@pytest.mark.parametrize("name_format", [Names.NAMEID_EMAIL_ADDRESS, Names.NAMEID_UNSPECIFIED])
def test_a_name_of_another_kind_is_accepted_where_the_operator_says_that_it_lasts(
    directory: Directory, name_format: str
) -> None:
    assert arrives(directory, name_format) == 403
    told = {"kind": "saml", "issuer": ENTITY, "sign_in_url": f"{ENTITY}entrer", "certificate": CERTIFICATE}
    page = f"/regie/partenaires/{directory.sponsor_id}/annuaire/"
    told |= {"accepts_other_names": "on", "seen": directory.digest}
    assert proved_twice(make_operator()).post(page, told).status_code == 302
    directory.refresh_from_db()
    assert arrives(directory, name_format) == 302


def test_the_directory_s_code_typed_by_somebody_it_does_not_know_opens_nothing(
    client: Client, directory: Directory
) -> None:
    client.post("/inscription/", {"code": directory.code.code})
    registers(client, "stranger@example.org")
    assert not Guardian.objects.exists()


REASONS = {
    "unsigned": "not signed|No Signature found",
    "tampered": "Signature validation failed",
    "expired": "expired",
    "audience": "not a valid audience",
    "recipient": "SubjectConfirmation|instead of",
    "issuer": "Invalid issuer",
    "question": "InResponseTo",
    "key": "Signature validation failed",
    "wrapped": "must contain 1 assertion",
    "doubled": "must contain 1 assertion",
    "no": "version",
    "no xml": "Start tag expected",
}
"""Why each is refused: one refused for another reason would prove nothing."""


@pytest.mark.parametrize("fault", REASONS)
def test_an_assertion_that_proves_nothing_is_refused(
    client: Client, directory: Directory, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="declic.web.account.saml")
    says = asked(client, directory)
    assert answers(client, directory, bad(says, fault)) == 403
    assert re.search(REASONS[fault], caplog.text)
    assert client.get("/inscription/compte/").status_code == 302
    assert not DirectoryMember.objects.exists()


def bad(says: Says, fault: str) -> str:
    changed = {
        "expired": replace(says, minutes=-10),
        "audience": replace(says, audience="https://another.example/"),
        "recipient": replace(says, recipient="https://another.example/reponse/"),
        "issuer": replace(says, issuer="https://another.example/"),
        "question": replace(says, question="_another"),
    }
    if fault in changed:
        return changed[fault].response(changed[fault].signed(PRIVATE, CERTIFICATE))
    signed = says.signed(PRIVATE, CERTIFICATE)
    return {
        "unsigned": lambda: says.response(says.assertion()),
        "tampered": lambda: says.response(signed.replace("employee-1", "employee-2")),
        "key": lambda: says.response(says.signed(*key_pair())),
        "wrapped": lambda: says.wrapped(PRIVATE, CERTIFICATE),
        "doubled": lambda: says.doubled(PRIVATE, CERTIFICATE),
        "no": lambda: base64.b64encode(b"<no/>").decode(),
        "no xml": lambda: base64.b64encode(b"not XML at all").decode(),
    }[fault]()


def test_a_comment_in_a_signed_name_makes_nobody_else_of_an_employee(client: Client, directory: Directory) -> None:
    """CVE-2017-11427: « employee-1<!---->2 », signed for the twelfth, read as the first."""
    first = asked(client, directory)
    answers(client, directory, first.response(first.signed(PRIVATE, CERTIFICATE)))
    registers(client, "awa@example.org")
    other = Client()
    says = replace(asked(other, directory), subject="employee-12")
    answers(other, directory, says.commented(PRIVATE, CERTIFICATE, "employee-12", len("employee-1")))
    held = other.session.get("directory_member")
    assert held is None or held[1] != DirectoryMember.objects.get().digest


def test_an_answer_serves_once(client: Client, directory: Directory) -> None:
    says = asked(client, directory)
    response = says.response(says.signed(PRIVATE, CERTIFICATE))
    assert answers(client, directory, response) == 302
    assert answers(client, directory, response) == 403, "the question was answered"


def test_an_assertion_serves_once_even_to_the_same_question(client: Client, directory: Directory) -> None:
    says = asked(client, directory)
    response = says.response(says.signed(PRIVATE, CERTIFICATE))
    question = client.session["directory_asked"]
    assert answers(client, directory, response) == 302
    session = client.session
    session["directory_asked"] = question
    session.save()
    assert answers(client, directory, response) == 403


def test_an_answer_to_another_browser_is_refused(client: Client, directory: Directory) -> None:
    says = asked(client, directory)
    other = Client()
    asked(other, directory)
    assert answers(other, directory, says.response(says.signed(PRIVATE, CERTIFICATE))) == 403


def test_a_sponsor_without_an_agreement_lets_nobody_in(client: Client, directory: Directory, council: Sponsor) -> None:
    council.agreements.all().delete()
    assert "ne propose pas Déclic" in client.get(f"/entreprise/{directory.slug}/").content.decode()


# -- written down by an operator --------------------------------------------------------------------------------------
def test_an_operator_writes_it_down_and_the_secret_lies_sealed(council: Sponsor) -> None:
    team = proved_twice(make_operator())
    page = f"/regie/partenaires/{council.pk}/annuaire/"
    told = {"kind": "oidc", "issuer": "https://sso.horizon.example", "client_id": "declic", "secret": "very secret"}
    assert team.post(page, told).status_code == 302
    held = Directory.objects.get()
    assert "very secret" not in held.sealed_secret
    shown = team.get(page).content.decode()
    assert "very secret" not in shown
    assert f"{SITE}/entreprise/{held.slug}/retour/" in shown
    assert team.post(page, {**told, "secret": "", "client_id": "other", "seen": held.digest}).status_code == 302
    again = Directory.objects.get()
    assert (again.sealed_secret, again.client_id) == (held.sealed_secret, "other")


def test_it_is_written_down_only_over_what_was_read(council: Sponsor) -> None:
    team, page = proved_twice(make_operator()), f"/regie/partenaires/{council.pk}/annuaire/"
    told = {"kind": "oidc", "issuer": "https://sso.horizon.example", "client_id": "declic", "secret": "one", "seen": ""}
    assert team.post(page, told).status_code == 302
    first = Directory.objects.get()
    assert team.post(page, {**told, "secret": "two", "seen": first.digest}).status_code == 302, "the secret alone"
    for stale in ({"seen": ""}, {"seen": first.digest}):
        answer = team.post(page, {**told, "client_id": "typed", **stale})
        shown = answer.content.decode()
        assert (answer.status_code, "Cet annuaire a changé" in shown) == (422, True)
        assert 'value="typed"' in shown, "what was typed comes back"
        assert "Identifiant du client declic." in shown, "and what is to be read"
        assert Directory.objects.get().client_id == "declic"
        assert f'name="seen" value="{Directory.objects.get().digest}"' in shown


def test_an_address_that_is_not_https_is_refused(council: Sponsor) -> None:
    team = proved_twice(make_operator())
    told = {"kind": "oidc", "issuer": "http://sso.horizon.example", "client_id": "declic", "secret": "x"}
    assert team.post(f"/regie/partenaires/{council.pk}/annuaire/", told).status_code == 422
    assert not Directory.objects.exists()
