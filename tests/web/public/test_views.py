"""The public pages: open to all, safe to follow, honest outside demo mode."""

import re
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from declic.web.layout.busy import BUSY
from tests.web.clients import text

FRONTEND = Path(__file__).parents[3] / "frontend/src"
PAGES = ["/", "/comment-ca-marche/", "/accessibilite/", "/vos-donnees/", "/mentions-legales/", "/hors-ligne/"]

pytestmark = pytest.mark.django_db


class Outline(HTMLParser):
    """Headings, links and forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.links: list[str] = []
        self.landmarks: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(int(tag[1]))
        if tag in {"main", "header", "footer"}:
            self.landmarks.append(tag)
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")


@pytest.mark.parametrize("path", PAGES)
def test_anyone_may_read_a_public_page(client: Client, path: str) -> None:
    answer = client.get(path)
    outline = Outline(answer.content.decode())
    assert answer.status_code == HTTPStatus.OK
    assert outline.headings.count(1) == 1
    assert outline.landmarks.count("main") == 1


@pytest.mark.parametrize("path", PAGES)
def test_links_of_public_pages_lead_somewhere(client: Client, path: str) -> None:
    links = Outline(client.get(path).content.decode()).links
    inside = {link for link in links if link.startswith("/") and not link.startswith(("/#", "/entrer", "/static"))}
    for link in inside:
        assert client.get(link).status_code in {HTTPStatus.OK, HTTPStatus.FOUND}, link


def test_nobody_is_a_click_away_outside_demo_mode(client: Client, settings: LazySettings) -> None:
    settings.DEMO = False
    page = client.get("/").content.decode()
    assert "essayer" not in page
    assert "demo" not in page


def test_the_night_is_kept_in_a_cookie_and_given_back_to_the_page(client: Client) -> None:
    answer = client.post("/affichage/", {"theme": "dark", "next": "/vos-donnees/"})
    assert answer.headers["Location"] == "/vos-donnees/"
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.post("/affichage/", {"theme": "", "next": "/"})
    assert "data-theme" not in client.get("/").content.decode()


def test_the_menu_marks_the_one_in_force() -> None:
    for theme, said in (("", "Comme mon appareil"), ("dark", "Sombre"), ("light", "Clair")):
        menu = render_to_string("layout/theme.html", {"theme": theme}, RequestFactory().get("/"))
        pressed = re.findall(r'aria-pressed="true">(.*?)</button>', menu)
        assert [re.sub(r"<.*?>", "", one) for one in pressed] == [said]


@pytest.mark.parametrize("following", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_choosing_the_night_never_sends_elsewhere(client: Client, following: str) -> None:
    assert client.post("/affichage/", {"theme": "dark", "next": following}).headers["Location"] == "/"


def test_a_forged_theme_is_not_shown(client: Client) -> None:
    client.post("/affichage/", {"theme": '"><script>'})
    client.cookies["theme"] = "x"
    assert "data-theme" not in client.get("/").content.decode()


def test_a_phone_can_put_the_service_on_its_home_screen(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert {icon["sizes"] for icon in answer.json()["icons"]} >= {"192x192", "512x512"}


@pytest.mark.parametrize(
    "name",
    [
        "layout/offline.html",
        "400.html",
        "403.html",
        "403_csrf.html",
        "404.html",
        "405.html",
        "429.html",
        "500.html",
        "layout/busy.html",
    ],
)
def test_what_a_child_and_an_adult_may_both_meet_says_neither_tu_nor_vous(name: str) -> None:
    page = render_to_string(name, {"message": BUSY}, request=RequestFactory().get("/"))
    words = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    assert not re.search(r"\b(tu|ton|ta|tes|toi|vous|votre|vos|(?!chez)\w+ez)\b", words, re.IGNORECASE), words


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "500.html"])
def test_an_error_page_stands_alone(name: str) -> None:
    """With no request and no context at all: it is what is left when all else failed."""
    outline = Outline(render_to_string(name))
    assert outline.headings == [1]
    assert "/" in outline.links


def test_a_page_that_does_not_exist_says_so_in_french(client: Client) -> None:
    answer = client.get("/n-existe-pas/")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "Cette page n’existe pas." in answer.content.decode()


def test_the_code_typed_on_the_home_page_stays_out_of_the_address() -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/").content.decode()
    (form,) = re.findall(r"<form[^>]*action=./inscription/.*?</form>", page, flags=re.DOTALL)
    assert 'method="post"' in form
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token is not None
    answer = browser.post("/inscription/", {"code": "AAAA-AAAA", "csrfmiddlewaretoken": token[1]})
    assert answer.status_code == HTTPStatus.OK
    assert "AAAA" in answer.content.decode()


def test_the_address_of_a_form_opened_like_a_page_says_so_in_french(client: Client) -> None:
    answer = client.get(reverse("account:forget_device"))
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert answer["Allow"] == "POST"
    assert "rien n’a été fait" in answer.content.decode()


def test_the_page_about_data_says_how_long_a_browser_keeps_what_was_not_sent(client: Client) -> None:
    said = text(client.get("/vos-donnees/"))
    kept = (FRONTEND / "ask/store.ts").read_text(), (FRONTEND / "live/unkept_store.ts").read_text()
    assert "KEPT_MS = 7 * 24 * 3600 * 1000;" in kept[0]
    assert "une demande commencée et ses photos (sept jours au plus)" in said
    assert "OLDEST_MS = 24 * 3600 * 1000;" in kept[1]
    assert "un dessin au tableau (un jour au plus)" in said
