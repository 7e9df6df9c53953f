"""One click is one person, and a link alone signs nobody in."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import include, path

from declic.config import urls
from declic.web.demo import world
from tests.world import NOW

urlpatterns = [*urls.urlpatterns, path("demo/", include("declic.web.demo.urls"))]
pytestmark = [pytest.mark.django_db(databases=["default", "rooms"]), pytest.mark.urls(__name__)]


def test_the_demo_is_entered_by_a_button(client: Client, settings: object, tmp_path: object) -> None:
    settings.EMAIL_FILE_PATH = tmp_path  # type: ignore[attr-defined]
    world.build(now=NOW)
    assert client.head("/demo/entrer/karima/").status_code == 200  # a preview of the link signs nobody in
    assert "sessionid" not in client.cookies
    page = client.get("/demo/entrer/karima/")
    assert "Karima Benali" in page.content.decode()
    assert not page.wsgi_request.user.is_authenticated
    assert client.post("/demo/entrer/karima/").headers["Location"] == "/entrer/"
    assert client.get("/entrer/").headers["Location"] == "/famille/"
    assert client.get("/demo/entrer/personne/").status_code == 404
    assert client.get("/demo/courrier/").status_code == 200
    client.post("/demo/horaires/", {"hours": "evening"})
    assert not world.is_always_open()
    assert "17\u00a0h à 20\u00a0h" in client.get("/demo/horaires/").content.decode()


def test_letters_show_the_hour_of_paris(client: Client, settings: object, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path  # type: ignore[attr-defined]
    letter = "To: a@exemple.fr\nSubject: Bonjour\nDate: Thu, 26 Nov 2026 08:13:00 -0000\n\nBonjour\n"
    (tmp_path / "1.log").write_text(letter)
    assert "26\u00a0novembre, 9\u00a0h\u00a013" in client.get("/demo/courrier/").content.decode()
