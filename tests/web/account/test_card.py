"""A pupil enters by card, by QR code, or by pictures on a device the family has used."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from declic.people import actions, queries
from declic.people.models import Guardian, Pupil, SignInCard
from tests.world import make_guardian, make_officer, make_operator, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def a_child(level: str = "CE1", guardian: Guardian | None = None) -> Pupil:
    family = guardian or make_guardian()
    return actions.add_child(guardian=family, first_name="Sami", level=level, now=timezone.now())


def card(pupil: Pupil) -> SignInCard:
    found = queries.card_of(pupil)
    assert found
    return found


def who(client: Client) -> object:
    return client.get("/carte/").wsgi_request.user


def test_the_code_opens_the_child_s_session(client: Client) -> None:
    pupil = a_child("4E")
    assert (
        client.post("/carte/", {"code": queries.card_secret(card(pupil)).short_code}).headers["Location"] == "/eleve/"
    )
    assert who(client) == pupil.account


def test_the_preview_of_a_qr_link_signs_nobody_in(client: Client) -> None:
    pupil = a_child()
    path = f"/carte/{queries.card_path_part(card(pupil))}/"
    page = client.get(path)
    assert "C’est toi, Sami" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert not client.get("/carte/").wsgi_request.user.is_authenticated
    assert client.post(path).headers["Location"] == "/eleve/"
    assert who(client) == pupil.account


def test_a_revoked_card_opens_nothing_and_what_it_opened_is_closed(client: Client) -> None:
    pupil = a_child()
    path = f"/carte/{queries.card_path_part(card(pupil))}/"
    client.post(path)
    actions.revoke_card(pupil=pupil, now=timezone.now())
    assert not client.get("/carte/").wsgi_request.user.is_authenticated
    assert client.get(path).status_code == 403
    assert "Sami" not in client.get("/carte/").content.decode()


def test_an_unknown_device_shows_no_child_and_pictures_do_not_open_there(client: Client) -> None:
    pupil = a_child()
    pictures = queries.card_secret(card(pupil)).pictures
    assert "Sami" not in client.get("/carte/").content.decode()
    client.post(f"/carte/images/{card(pupil).pk}/", {"picture": pictures})
    assert not client.get("/carte/").wsgi_request.user.is_authenticated


def test_three_pictures_open_on_the_family_s_device(client: Client) -> None:
    pupil = a_child()
    client.force_login(pupil.guardian.account)
    client.get("/entrer/")
    client.post("/compte/logout/")
    assert "Sami" in client.get("/carte/").content.decode()
    path = f"/carte/images/{card(pupil).pk}/"
    right = queries.card_secret(card(pupil)).pictures
    wrong = client.post(path, {"picture": right[::-1]})
    assert "Ce n’était pas ça" in wrong.content.decode()
    assert "Sami" in client.post(path, {"picture": right[:2]}).content.decode()
    assert client.post(path, {"picture": right}).headers["Location"] == "/eleve/"
    assert who(client) == pupil.account


def test_guessing_pictures_stops(client: Client) -> None:
    pupil = a_child()
    client.post(f"/carte/{queries.card_path_part(card(pupil))}/")
    client.post("/compte/logout/")
    right = queries.card_secret(card(pupil)).pictures
    for _ in range(12):
        client.post(f"/carte/images/{card(pupil).pk}/", {"picture": right[::-1]})
    client.post(f"/carte/images/{card(pupil).pk}/", {"picture": right})
    assert not client.get("/carte/").wsgi_request.user.is_authenticated


def test_guessing_codes_stops(client: Client) -> None:
    pupil = a_child()
    for number in range(13):
        client.post("/carte/", {"code": f"AAAA{number:04}"})
    page = client.post("/carte/", {"code": queries.card_secret(card(pupil)).short_code})
    assert "Trop d’essais" in page.content.decode()
    other = Client()  # another browser of the same library is not held back
    assert other.post("/carte/", {"code": queries.card_secret(card(pupil)).short_code}).status_code == 302


def test_a_device_forgets(client: Client) -> None:
    pupil = a_child()
    client.post(f"/carte/{queries.card_path_part(card(pupil))}/")
    client.post("/compte/logout/")
    assert "Sami" in client.get("/carte/").content.decode()
    client.post("/carte/oublier/")
    assert "Sami" not in client.get("/carte/").content.decode()


def test_a_forged_device_shows_nobody(client: Client) -> None:
    pupil = a_child()
    client.cookies["declic_appareil"] = str(card(pupil).pk)
    assert "Sami" not in client.get("/carte/").content.decode()


def test_an_older_child_is_not_left_on_a_shared_device(client: Client) -> None:
    pupil = a_child("4E")
    client.post("/carte/", {"code": queries.card_secret(card(pupil)).short_code})
    client.post("/compte/logout/")
    assert "Sami" not in client.get("/carte/").content.decode()


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example/eleve/", "/admin/"])
def test_after_the_card_one_goes_to_the_pupil_s_pages_only(client: Client, following: str) -> None:
    pupil = a_child("4E")
    code = queries.card_secret(card(pupil)).short_code
    assert client.post("/carte/", {"code": code, "next": following}).headers["Location"] == "/eleve/"


def test_each_role_enters_at_home(client: Client) -> None:
    homes = {
        a_child("4E").account: "/eleve/",
        make_teacher().account: "/prof/",
        make_officer(make_sponsor()).account: "/partenaire/",
        make_operator(): "/regie/",
        make_guardian().account: "/inscription/",
    }
    for account, home in homes.items():
        client.force_login(account)
        assert client.get("/entrer/").headers["Location"] == home


def test_the_pictures_are_asked_for_in_words_and_aloud_and_a_wrong_code_is_said(client: Client) -> None:
    guardian = make_guardian()
    child = a_child(guardian=guardian)
    client.post(f"/carte/{queries.card_path_part(card(child))}/")
    del client.cookies["sessionid"]
    address = f"/carte/images/{card(child).pk}/"
    first = client.get(address).content.decode()
    assert "<h1>Touche tes trois images, dans l’ordre.</h1>" in first
    assert 'data-speak="Touche tes trois images, dans l’ordre."' in first
    assert "data-at-once" not in first
    wrong = client.post(address, {"picture": list(queries.card_secret(card(child)).pictures[::-1])}).content.decode()
    assert "<h1>Ce n’était pas ça. Recommence.</h1>" in wrong
    assert 'data-speak="Ce n’était pas ça. On recommence. Touche tes trois images, dans l’ordre." data-at-once' in wrong
