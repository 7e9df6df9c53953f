"""The wait of a child of six: said aloud and drawn, open or closed."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from declic.dispatch.models import HelpRequest, OpeningHours
from declic.dispatch.queries import Standing, open_request_of
from declic.ground.paris import in_paris
from declic.web.pupil.hours import Hours
from declic.web.pupil.small import PAWNS, closed_aloud, small_wait
from declic.web.pupil.words import aloud, dial
from tests.web.clients import signed_in
from tests.web.pupil.photos import photo
from tests.world import make_help_request, make_pupil

WAIT = "/eleve/attente/"
OPEN = Hours(is_open=True, closes="20\u00a0h", opens="")
CLOSED = Hours(is_open=False, closes="", opens="samedi, 16\u00a0h\u00a030", nights=2)
THIRD = Standing(place=3, estimate=(2, 4), free=0, ringing=False, step="asked")


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("20\u00a0h", "à 20 heures"),
        ("demain, 1\u00a0h", "demain, à 1 heure"),
        ("lundi, 17\u00a0h\u00a005", "lundi, à 17 heures 5"),
        ("", ""),
    ],
)
def test_hours_are_spelled_out_for_the_voice(written: str, heard: str) -> None:
    assert aloud(written) == heard


def test_the_clock_is_drawn_in_paris() -> None:
    assert dial(datetime(2026, 11, 23, 15, 30, tzinfo=UTC)) == (135, 180)  # 16:30


def test_the_voice_says_who_is_before_what_lasts_as_long_and_until_when() -> None:
    wait = small_wait(THIRD, OPEN)
    assert wait.spoken == (
        "On appelle un professeur. Il y a 2 enfants avant toi. "
        "Il faut attendre environ 4 minutes\u00a0: le temps de manger une pomme. "
        "Quand ça sonne, appuie sur le téléphone vert. Les professeurs sont là jusqu’à 20 heures."
    )
    assert (wait.about, wait.value, wait.like, len(wait.pawns)) == ("environ", "4\u00a0min", "pomme", 2)


@pytest.mark.parametrize(
    ("standing", "heard", "like"),
    [
        (replace(THIRD, estimate=(0, 2)), "moins de 2 minutes\u00a0: le temps d’une chanson", "musique"),
        (replace(THIRD, estimate=(12, 30)), "environ 30 minutes\u00a0: le temps d’une histoire", "livres"),
        (replace(THIRD, estimate=(40, 90)), "plus d’une heure. Demande à un grand", ""),
        (replace(THIRD, place=2), "Il y a un enfant avant toi.", "pomme"),
        (replace(THIRD, place=1), "C’est bientôt ton tour.", "pomme"),
        (replace(THIRD, step="long"), "C’est plus long que prévu. Tu gardes ta place.", "pomme"),
        (replace(THIRD, step="ringing", estimate=(0, 2)), "Ça sonne chez un professeur.", "musique"),
    ],
)
def test_each_wait_has_its_words_and_its_picture(standing: Standing, heard: str, like: str) -> None:
    wait = small_wait(standing, OPEN)
    assert heard in wait.spoken
    assert wait.like == like


def test_a_long_line_is_said_whole_and_drawn_short() -> None:
    wait = small_wait(replace(THIRD, place=40, estimate=None), OPEN)
    assert "39 enfants" in wait.spoken
    assert (len(wait.pawns), wait.value) == (PAWNS, "…")


def test_closed_it_says_when_it_opens_and_how_many_nights() -> None:
    assert closed_aloud(CLOSED) == "C’est fermé. On ouvre samedi, à 16 heures 30. Encore 2 nuits à dormir."
    assert "une nuit" in closed_aloud(replace(CLOSED, nights=1))
    assert closed_aloud(replace(CLOSED, opens="", nights=0)) == "C’est fermé."
    assert "nuit" not in closed_aloud(replace(CLOSED, nights=40)), "nobody of six counts so many"


@pytest.mark.django_db(databases=["default", "rooms"])
class TestTheWaitingPage:
    def test_it_draws_the_line_says_it_and_takes_one_more_photo(self) -> None:
        sami = make_pupil("CE1", first_name="Sami")
        now = timezone.now()
        make_help_request(make_pupil("CE1"), "FRA", now=now - timedelta(seconds=20))
        asked = make_help_request(sami, "FRA", now=now)
        client = signed_in(sami.account)
        page = client.get(WAIT).content.decode()
        assert "Il y a un enfant avant toi." in page
        assert page.count('<svg class="pawn') == 2
        assert 'id="notify"' in page
        assert 'capture="environment"' in page
        client.post(f"{WAIT}detail/", {"text": "", "photos": SimpleUploadedFile("a.jpg", photo())})
        now_open = open_request_of(sami)
        assert now_open
        assert (now_open.pages.count(), now_open.asked_at) == (1, asked.asked_at)

    def test_closed_it_draws_the_nights_and_the_clock_and_says_both(self) -> None:
        sami = make_pupil("CE1", first_name="Sami")
        make_help_request(sami, "FRA")
        HelpRequest.objects.update(state="scheduled")
        OpeningHours.objects.all().delete()
        opens = in_paris(timezone.now()) + timedelta(days=2)
        OpeningHours.objects.create(
            weekday=opens.weekday(), opens_at=time(16, 30), closes_at=time(18), in_holidays=True
        )
        client = signed_in(sami.account)
        page = client.get(WAIT).content.decode()
        assert "à 16 heures 30. Encore 2 nuits à dormir." in page
        assert page.count('class="night"') == 2
        assert "rotate(135 60 60)" in page
        assert "Encore 2 nuits à dormir." in client.get("/eleve/").content.decode()
