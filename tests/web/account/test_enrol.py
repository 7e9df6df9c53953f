"""A family registers: code, account, confirmed address, children, what is accepted, cards."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from declic.people.models import Account, Guardian, Pupil
from declic.people.rules.consents import CONSENTS
from declic.sponsors import actions as sponsors
from declic.sponsors.models import ActivationCode
from tests.world import make_account, make_guardian, make_officer, make_operator, make_pupil, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def code() -> ActivationCode:
    now = timezone.now()
    return sponsors.issue_code(sponsor=make_sponsor("Clichy & <b>Co</b>", now=now), ceiling=3, now=now)


def register(client: Client, code: str, email: str = "awa@example.org", name: str = "Awa Diop") -> None:
    client.post("/inscription/", {"code": code})
    client.post("/inscription/compte/", {"name": name, "email": email, "password1": "une phrase facile"})


def link_in_the_mail() -> str:
    found = re.search(r"https?://[^/]+(/compte/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def accept(client: Client) -> str:
    """All of it; the page one goes on to."""
    accepted = {"accept": [text.kind for text in CONSENTS]}
    return client.post("/inscription/accords/", accepted).headers["Location"]


def test_no_child_is_enrolled_before_what_is_asked_is_accepted_and_what_was_typed_stays(
    client: Client, code: ActivationCode
) -> None:
    guardian = make_guardian(accepts=False)
    client.force_login(guardian.account)
    client.post("/inscription/", {"code": code.code})
    for page in ("/inscription/enfants/", "/famille/enfants/ajouter/"):
        refused = client.post(page, {"first_name": "Sami", "level": "CE1"}).content.decode()
        assert "acceptez ce que Déclic demande" in refused
        assert 'value="Sami"' in refused
    assert not guardian.pupils.exists()
    assert accept(client) == "/inscription/enfants/"
    client.post("/inscription/enfants/", {"first_name": "Sami", "level": "CE1"})
    assert accept(client) == "/inscription/cartes/"


def test_the_whole_way(client: Client, code: ActivationCode) -> None:
    assert client.post("/inscription/", {"code": code.code.lower()}).headers["Location"] == "/inscription/compte/"
    pasted = f"https://aide.declic-des-devoirs-du-soir.example.org/inscription/?code={code.code}"
    assert client.post("/inscription/", {"code": pasted}).headers["Location"] == "/inscription/compte/"
    page = client.get("/inscription/compte/")
    assert "Clichy &amp; &lt;b&gt;Co&lt;/b&gt;" in page.content.decode()
    register(client, code.code)
    account = Account.objects.get(email="awa@example.org")
    assert account.password.startswith("argon2")
    assert "Confirmez votre adresse" in mail.outbox[0].subject

    assert client.get(link_in_the_mail()).status_code == 200
    assert not client.get("/famille/").wsgi_request.user.is_authenticated  # a look at the link confirms nothing
    assert client.post(link_in_the_mail()).headers["Location"] == "/inscription/accords/"
    assert client.get("/inscription/enfants/").headers["Location"] == "/inscription/accords/"
    missing = client.post("/inscription/accords/", {"accept": ["rules"]}).content.decode()
    assert "Cochez les trois cases" in missing
    assert 'value="rules" checked' in missing  # what was ticked stays ticked
    assert accept(client) == "/inscription/enfants/"
    refused = client.post("/inscription/enfants/", {"first_name": XSS[:40], "level": "CE1", "school": XSS})
    assert "<script>alert" not in refused.content.decode()
    assert "ni adresse, ni numéro" in refused.content.decode()
    client.post("/inscription/enfants/", {"first_name": "Awa", "level": "CE1", "school": XSS})
    Pupil.objects.update(first_name=XSS[:40])  # kept from before first names were held to be names
    page = client.get("/inscription/enfants/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    client.post("/inscription/enfants/", {"first_name": "Sami", "level": "4E"})

    assert client.get("/inscription/cartes/").status_code == 200
    assert client.get("/entrer/").headers["Location"] == "/famille/"
    guardian = Guardian.objects.get(account=account)
    assert guardian.activation.code == code
    assert guardian.pupils.count() == 2
    code.refresh_from_db()
    assert code.uses == 1


def test_a_family_enrolled_before_the_agreement_begins_reads_from_when(client: Client, code: ActivationCode) -> None:
    code.sponsor.agreements.update(starts_on=date(2099, 9, 1))
    client.post("/inscription/", {"code": code.code})
    from_when = "Déclic ouvre à partir du 1er septembre 2099."
    assert from_when in client.get("/inscription/compte/").content.decode().replace("\u00a0", " ")
    register(client, code.code)
    client.post(link_in_the_mail())
    accept(client)
    client.post("/inscription/enfants/", {"first_name": "Awa", "level": "CE1"})
    assert from_when in client.get("/inscription/cartes/").content.decode().replace("\u00a0", " ")
    home = client.get("/famille/").content.decode().replace("\u00a0", " ")
    assert "Ouvert à partir du 1er septembre 2099." in home
    assert "Ouvert maintenant" not in home


@pytest.mark.parametrize("state", ["wrong", "revoked", "exhausted"])
def test_a_code_that_does_not_open_says_why_and_keeps_what_was_typed(
    client: Client, code: ActivationCode, state: str
) -> None:
    typed = code.code
    if state == "wrong":
        typed = "AAAAAAAA"
    elif state == "revoked":
        ActivationCode.objects.update(revoked_at=code.created_at)
    else:
        ActivationCode.objects.update(uses=5)
    page = client.post("/inscription/", {"code": typed})
    said = {"wrong": "n’existe pas", "revoked": "ne sert plus", "exhausted": "Toutes les places"}[state]
    assert page.status_code == 200
    assert said in page.content.decode()
    assert f'value="{typed}"' in page.content.decode()
    assert client.get("/inscription/compte/").headers["Location"] == "/inscription/"


def test_a_code_exhausted_meanwhile_makes_no_account_and_keeps_what_was_typed(
    client: Client, code: ActivationCode
) -> None:
    client.post("/inscription/", {"code": code.code})
    ActivationCode.objects.update(uses=5)
    typed = {"name": "Awa Diop", "email": "awa@example.org", "password1": "une phrase facile"}
    page = client.post("/inscription/compte/", typed).content.decode()
    assert "Toutes les places" in page
    assert 'value="awa@example.org"' in page
    assert not Account.objects.filter(email="awa@example.org").exists()
    assert mail.outbox == []


def test_nobody_registers_without_a_code(client: Client) -> None:
    assert client.get("/compte/signup/").headers["Location"] == "/inscription/"
    client.post("/inscription/compte/", {"name": "X", "email": "x@example.org", "password1": "une phrase facile"})
    assert not Account.objects.filter(email="x@example.org").exists()


def test_an_address_already_known_is_not_given_away(client: Client, code: ActivationCode) -> None:
    known = make_guardian().account
    assert known.email
    register(client, code.code, email=known.email)
    assert Account.objects.filter(email=known.email).count() == 1
    assert "déjà un compte" in mail.outbox[0].subject


def test_a_mistake_in_the_form_loses_nothing(client: Client, code: ActivationCode) -> None:
    client.post("/inscription/", {"code": code.code})
    page = client.post("/inscription/compte/", {"name": XSS, "email": "awa@example.org", "password1": "azerty"})
    text = page.content.decode()
    assert "au moins 10 signes" in text
    assert "caractères" not in text
    assert text.count('class="error"') == 1
    assert "trop courant" not in text, "one fault at a time"
    assert 'value="awa@example.org"' in text
    assert XSS not in text


def test_wrong_codes_are_slowed_down_and_right_ones_are_not(client: Client, code: ActivationCode) -> None:
    pages = [client.post("/inscription/", {"code": f"AAAA{i:04}"}).content.decode() for i in range(14)]
    assert "Trop d’essais" not in pages[11]
    assert "Trop d’essais" in pages[-1]
    library = [Client() for _ in range(30)]  # thirty families, one address
    assert all(one.post("/inscription/", {"code": code.code}).status_code == 302 for one in library)


def test_a_level_out_of_the_list_is_refused(client: Client, code: ActivationCode) -> None:
    guardian = make_guardian()
    client.force_login(guardian.account)
    client.post("/inscription/", {"code": code.code})
    page = client.post("/inscription/enfants/", {"first_name": "Sami", "level": "7E"})
    assert page.status_code == 200
    assert not guardian.pupils.exists()
    assert 'value="Sami"' in page.content.decode()


def test_an_address_that_is_none_is_said_in_the_words_of_our_pages(client: Client, code: ActivationCode) -> None:
    client.post("/inscription/", {"code": code.code})
    typed = {"name": "Fatou Sarr", "email": "fatou", "password1": "une phrase assez longue"}
    page = client.post("/inscription/compte/", typed).content.decode()
    assert "cette adresse e-mail" in page
    assert "courriel" not in page


@pytest.mark.parametrize("who", ["teacher", "officer", "nobody", "operator"])
def test_an_adult_who_has_an_account_for_something_else_enrols_their_children(
    client: Client, code: ActivationCode, who: str
) -> None:
    account = {
        "teacher": lambda: make_teacher().account,
        "officer": lambda: make_officer(make_sponsor()).account,
        "nobody": lambda: make_account("Ancienne de la mairie"),
        "operator": make_operator,
    }[who]()
    client.force_login(account)
    assert client.get("/inscription/compte/").headers["Location"] == "/inscription/", "no second account is made"
    assert "n’existe pas" in client.post("/inscription/", {"code": "AAAAAAAA", "mine": "1"}).content.decode()
    assert not Guardian.objects.filter(account=account).exists(), "a wrong code makes no family"
    there = client.post("/inscription/", {"code": code.code, "mine": "1"})
    assert there.headers["Location"] == "/inscription/accords/"
    client.post(accept(client), {"first_name": "Sami", "level": "CE1"})
    guardian = Guardian.objects.get(account=account)
    assert guardian.activation.code == code
    assert guardian.pupils.get().first_name == "Sami"
    code.refresh_from_db()
    assert code.uses == 1


def test_an_officer_who_tries_the_leaflet_becomes_no_family_before_they_say_so(
    client: Client, code: ActivationCode
) -> None:
    officer = make_officer(make_sponsor("Clichy"))
    client.force_login(officer.account)
    for page in (client.get(f"/inscription/?code={code.code}"), client.post("/inscription/", {"code": code.code})):
        text = page.content.decode()
        assert f"{officer.account.name}, Clichy" in text
        assert f'name="code" value="{code.code}"' in text
        assert 'href="/entrer/"' in text
        assert "Je voulais seulement voir" in text
    code.refresh_from_db()
    assert (code.uses, Guardian.objects.count()) == (0, 0)
    empty = client.post("/inscription/", {"code": "", "mine": "1"}).content.decode()
    assert 'name="mine" value="1"' in empty, "who came without a code types it next, and is asked once"


def test_a_child_s_session_on_the_family_s_tablet_is_closed_first_and_the_code_is_kept(
    client: Client, code: ActivationCode
) -> None:
    pupil = make_pupil()
    client.force_login(pupil.account)
    for page in (client.get(f"/inscription/?code={code.code}"), client.post("/inscription/", {"code": code.code})):
        assert "Inès est connecté(e) ici" in page.content.decode()
        assert f'value="{code.code}"' in page.content.decode()
    assert not Guardian.objects.filter(account=pupil.account).exists()
    assert client.post("/inscription/", {"code": code.code, "leave": "1"}).headers["Location"] == "/inscription/"
    page = client.get("/inscription/")
    assert not page.wsgi_request.user.is_authenticated
    assert f'value="{code.code}"' in page.content.decode()
    kept = f"/compte/login/?next=%2Finscription%2F%3Fcode%3D{code.code}"
    assert kept in page.content.decode(), "whoever has an account signs in, and finds the code again"
    assert client.post("/inscription/", {"code": code.code}).headers["Location"] == "/inscription/compte/"
