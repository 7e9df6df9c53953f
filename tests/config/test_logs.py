"""What opens a door by itself is not written to the log."""

import io
import logging

import pytest
from django.test import Client
from django.utils import timezone

from declic.config.logs import NoSecrets
from declic.people import actions, queries
from tests.world import make_pupil

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> io.StringIO:
    """The root's handler, as settings make it, writing here."""
    written = io.StringIO()
    root = logging.getLogger()
    filters = [one for handler in root.handlers for one in handler.filters if isinstance(one, NoSecrets)]
    assert filters, "the handler of the settings lets secrets through"
    handler = logging.StreamHandler(written)
    handler.addFilter(filters[0])
    root.addHandler(handler)
    return written


def test_a_code_refused_for_want_of_a_cookie_stays_out_of_the_log(log: io.StringIO) -> None:
    pupil = make_pupil()
    secret = queries.card_path_part(actions.issue_card(pupil=pupil, now=timezone.now()))
    Client(enforce_csrf_checks=True).post(f"/carte/{secret}/")
    assert "Forbidden" in log.getvalue()
    assert "/carte/…" in log.getvalue()
    assert secret.split(".")[1] not in log.getvalue()


@pytest.mark.parametrize(
    "path",
    [
        "/carte/12.SECRET/",
        "/invitation/SECRET/",
        "/messages/non/SECRET/",
        "/continuer/SECRET/",
        "/compte/confirm-email/SECRET/",
        "/compte/password/reset/key/1-SECRET/",
        "/inscription/?code=SECRET",
        "/room/5c9?ticket=SECRET HTTP/1.1",
        "/desk?x=1&ticket=SECRET",
        "/regie/professeurs/?etat=tous&q=SECRET&page=2",
    ],
)
def test_no_secret_of_an_address_is_written(log: io.StringIO, path: str) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", path)
    assert "SECRET" not in log.getvalue()
    assert "Not Found: /" in log.getvalue()


def test_other_addresses_are_written_whole(log: io.StringIO) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", "/eleve/lecons/100%/")
    assert "/eleve/lecons/100%/" in log.getvalue()


def test_a_stranger_who_names_another_host_costs_the_log_one_line(log: io.StringIO) -> None:
    assert Client().get("/", headers={"host": "a b"}).status_code == 400
    (line,) = log.getvalue().splitlines()
    assert "Invalid HTTP_HOST header" in line
