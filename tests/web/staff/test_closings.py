"""The page of exceptional closings: noted, said in days and hours, refused with a sentence."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from declic.dispatch.models import ExceptionalClosing
from declic.dispatch.rules.hours import Exceptional
from declic.ground.paris import paris_day
from declic.web.layout.closings import span
from tests.web.clients import text
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return proved_twice(make_operator())


def note(client: Client, **typed: str) -> HttpResponse:
    return client.post("/regie/fermetures/", {"reason": "Grève.", **typed}, follow=True)


def test_whole_days_from_today_on_are_noted_and_said(client: Client) -> None:
    today = paris_day(timezone.now())
    answer = note(client, first=today.isoformat(), last=(today + timedelta(days=1)).isoformat())
    assert "La fermeture est notée" in text(answer)
    assert "D’aujourd’hui à demain Grève." in text(answer)
    closing = ExceptionalClosing.objects.get()
    assert (paris_day(closing.starts_at), paris_day(closing.ends_at)) == (today, today + timedelta(days=2))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": "9999-12-31"}, "Cette date est trop loin."),
        ({"first": "0001-01-01"}, "Cette date est trop loin."),
        ({"first": "2126-12-31"}, "C’est trop loin : au plus 120 jours à l’avance."),
        ({"first": "2020-01-06"}, "Ce moment est passé."),
        ({"first": ""}, "obligatoire"),
        ({"first": "demain", "starts": "25:99"}, "valide"),
        ({"first": "2126-12-31", "last": "2126-12-30"}, "La fin doit venir après le début."),
        ({"first": "2126-12-30", "starts": "18:00", "ends": "18:00"}, "La fin doit venir après le début."),
        # The night when clocks go forward: what reads 2 h 30 comes after 3 h.
        ({"first": "2127-03-30", "starts": "02:30", "ends": "03:00"}, "La fin doit venir après le début."),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(client: Client, typed: dict[str, str], said: str) -> None:
    answer = note(client, **typed)
    assert (answer.status_code, said in text(answer)) == (422, True), text(answer)
    assert not ExceptionalClosing.objects.exists()


def test_the_same_closing_is_not_noted_twice(client: Client) -> None:
    on = (paris_day(timezone.now()) + timedelta(days=3)).isoformat()
    note(client, first=on, starts="19:00", ends="20:00")
    assert "Cette fermeture est déjà notée." in text(
        note(client, first=on, starts="19:00", ends="20:00", reason="Bis.")
    )
    assert [one.reason for one in ExceptionalClosing.objects.all()] == ["Grève."]
    note(client, first=on, starts="19:00", ends="21:00")
    assert ExceptionalClosing.objects.count() == 2


def test_days_are_said_with_their_elision() -> None:
    closing = Exceptional(NOW, NOW + timedelta(days=2), "Grève.")
    assert span(closing, NOW)[0].replace("\u00a0", " ") == "d’aujourd’hui à 18 h à mercredi à 18 h"
