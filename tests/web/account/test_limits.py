"""Wrong codes close the door to whoever types them, never to the others behind the same address."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from declic.ground import ids
from declic.people import actions, queries
from declic.people.models import Pupil
from declic.people.rules.cards import SHORT_CODE_LENGTH
from declic.sponsors.actions import issue_code
from declic.web.account import limits
from declic.web.account.limits import ADDRESS, BROWSER, SERVICE, Budget
from tests.world import make_guardian, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def pupil() -> Pupil:
    return actions.add_child(guardian=make_guardian(), first_name="Anaïs", level="4E", now=timezone.now())


def code_of(pupil: Pupil) -> str:
    card = queries.card_of(pupil)
    assert card
    return queries.card_secret(card).short_code


def opened(client: Client, **typed: str) -> bool:
    answer = client.post("/carte/", typed)
    return answer.status_code == 302 and answer.headers["Location"] == "/eleve/"


def flood(path: str) -> None:
    """As many wrong codes as an address is allowed, each from a browser that throws its cookies away."""
    for number in range(ADDRESS.wrong):
        Client().post(path, {"code": f"AAAA{number:04}"})


def test_the_odds_are_those_the_docstring_states() -> None:
    tries = len(ids.ALPHABET) ** SHORT_CODE_LENGTH / 100_000
    an_hour = {budget: budget.wrong * 3600 / budget.seconds for budget in (BROWSER, ADDRESS, SERVICE)}
    days = [tries / an_hour[budget] / 24 for budget in (BROWSER, ADDRESS, SERVICE)]
    named = tries * 100 / 100 / 3600 / 24
    assert [round(tries, -3), *map(round, days), round(named)] == [783_000, 453, 136, 14, 9]
    assert limits.__doc__
    for said in ("783 000", "450 days", "136 days", "two weeks", "nine days"):
        assert said in limits.__doc__


def test_a_flood_at_one_address_refuses_no_right_card_there(pupil: Pupil) -> None:
    known = Client()
    assert opened(known, code=code_of(pupil))
    known.post("/compte/logout/")
    flood("/carte/")

    assert opened(known, code=code_of(pupil)), "a browser a card has opened"
    card = queries.card_of(pupil)
    assert card
    assert Client().post(f"/carte/{queries.card_path_part(card)}/").headers["Location"] == "/eleve/"
    new = Client()
    assert "Ton prénom" in new.get("/carte/").content.decode()
    assert opened(new, code=code_of(pupil), first_name=" anais ")


def test_past_the_budget_a_code_alone_tells_nothing(pupil: Pupil) -> None:
    flood("/carte/")
    guesser = Client()
    for code in (code_of(pupil), "AAAA9999"):
        page = guesser.post("/carte/", {"code": code}).content.decode()
        assert "Écris aussi ton prénom" in page
        assert "n’ouvre rien" not in page
    assert not opened(guesser, code=code_of(pupil), first_name="Gabriel")


def test_the_flooding_browser_is_refused_even_with_a_name(pupil: Pupil) -> None:
    flood("/carte/")
    guesser = Client()
    for number in range(BROWSER.wrong):
        guesser.post("/carte/", {"code": f"CCCC{number:04}", "first_name": "Gabriel"})
    page = guesser.post("/carte/", {"code": code_of(pupil), "first_name": "Anaïs"}).content.decode()
    assert "Trop d’essais. Attends 10\u00a0minutes" in page
    assert opened(Client(), code=code_of(pupil), first_name="Anaïs")


def test_a_known_browser_has_its_own_budget_however_often_its_card_comes_back(pupil: Pupil) -> None:
    other = actions.add_child(guardian=pupil.guardian, first_name="Tom", level="4E", now=timezone.now())
    for _ in range(2):
        client = Client()
        assert opened(client, code=code_of(pupil))
        for number in range(BROWSER.wrong // 2):
            client.post("/carte/", {"code": f"AAAA{number:04}"})
    assert not opened(client, code=code_of(other)), "twelve wrong tries on one card's word, in two browsers"
    assert opened(Client(), code=code_of(other))


def test_the_voucher_is_signed_and_names_nobody(pupil: Pupil) -> None:
    client = Client()
    opened(client, code=code_of(pupil))
    value = client.cookies["declic_connu"].value
    assert pupil.first_name not in value
    client.post("/compte/logout/")
    flood("/carte/")
    forged = Client()
    forged.cookies["declic_connu"] = "x" + value
    assert not opened(forged, code=code_of(pupil))


def test_all_addresses_together_have_a_budget_too(pupil: Pupil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SERVICE", Budget(5, 3600))
    for number in range(5):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post("/carte/", {"code": f"AAAA{number:04}"})
    new = Client(REMOTE_ADDR="10.0.1.1")
    assert not opened(new, code=code_of(pupil))
    assert opened(new, code=code_of(pupil), first_name="Anaïs")


def test_right_pictures_open_whatever_the_address_typed() -> None:
    child = actions.add_child(guardian=make_guardian(), first_name="Sami", level="CE1", now=timezone.now())
    card = queries.card_of(child)
    assert card
    client = Client()
    client.post(f"/carte/{queries.card_path_part(card)}/")
    client.post("/compte/logout/")
    flood("/carte/")
    right = queries.card_secret(card).pictures
    assert client.post(f"/carte/images/{card.pk}/", {"picture": right}).headers["Location"] == "/eleve/"


def test_the_wait_that_is_told_is_the_one_that_is_left(pupil: Pupil, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    started = limits.time.time()
    for number in range(BROWSER.wrong):
        client.post("/carte/", {"code": f"AAAA{number:04}"})
    monkeypatch.setattr(limits.time, "time", lambda: started + 7 * 60 + 30)
    assert "Attends 3\u00a0minutes" in client.post("/carte/", {"code": code_of(pupil)}).content.decode()
    monkeypatch.setattr(limits.time, "time", lambda: started + 9 * 60 + 30)
    assert "Attends une minute" in client.post("/carte/", {"code": code_of(pupil)}).content.decode()


def test_a_flood_of_activation_codes_closes_the_door_to_no_family() -> None:
    code = issue_code(sponsor=make_sponsor("Asnières-sur-Oise", now=timezone.now()), ceiling=9, now=timezone.now())
    flood("/inscription/")
    new = Client()
    asked = new.post("/inscription/", {"code": code.code}).content.decode()
    assert "Le nom de votre commune ou de votre CSE" in asked
    assert "n’existe pas" in new.post("/inscription/", {"code": code.code, "sponsor": "Paris"}).content.decode()
    answer = new.post("/inscription/", {"code": code.code, "sponsor": "Mairie d’Asnières"})
    assert answer.headers["Location"] == "/inscription/compte/"
    family = make_guardian()
    signed_in = Client()
    signed_in.force_login(family.account)
    assert signed_in.post("/inscription/", {"code": code.code}).headers["Location"] == "/entrer/"


def test_adults_are_spoken_to_as_adults() -> None:
    client = Client()
    for number in range(BROWSER.wrong):
        client.post("/inscription/", {"code": f"AAAA{number:04}"})
    page = client.post("/inscription/", {"code": "AAAA9999"}).content.decode()
    assert "Trop d’essais. Attendez 10\u00a0minutes, puis recommencez." in page


@pytest.mark.parametrize("path", ["/compte/2fa/webauthn/login/", "/compte/password/reset/"])
def test_thirty_who_come_in_at_once_behind_one_address_are_none_too_many(path: str) -> None:
    """A town hall at nine by its passkeys; the teachers of a school who choose their passwords the same evening."""
    answers = [Client().post(path, {"email": f"prof{number}@example.org", "credential": "{}"}) for number in range(30)]
    assert {answer.status_code for answer in answers} == {302}
