"""When a teacher may come, as they say it on their page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from declic.planning.actions import give_up
from declic.planning.models import Availability
from declic.planning.rules.clocks import week_words
from declic.planning.rules.shifts import Shift as Times
from declic.web.layout.typography import day
from tests.planning.people import make_volunteer
from tests.web.clients import signed_in, text
from tests.web.teacher.published import next_week, rota
from tests.world import make_teacher, set_hours

pytestmark = pytest.mark.django_db

FORM = {
    "from-1-0": "68",
    "to-1-0": "80",
    "from-1-1": "36",
    "to-1-1": "44",
    "least": "8",
    "most": "24",
    "in_one_go": "8",
}


def test_a_week_is_given_with_lists_and_shown_again() -> None:
    teacher = make_teacher()
    client = signed_in(teacher.account)
    assert "Donner mes disponibilités" in text(client.get("/prof/creneaux/"))
    answer = client.post("/prof/disponibilites/", {**FORM, "runs_over": "on"}, follow=True)
    assert "C’est noté" in text(answer)
    kept = Availability.objects.get()
    assert (kept.stretches, kept.least, kept.most) == ([[1, 36, 44], [1, 68, 80]], 8, 24)
    assert (kept.in_one_go, kept.runs_over, kept.week) == (8, True, None)
    page = client.get("/prof/disponibilites/").content.decode()
    assert '<select class="field" id="from-1-0" name="from-1-0"><option value="">–</option>' in page
    assert page.count(" selected") == 4 + 2
    assert "Changer mes disponibilités" in text(client.get("/prof/creneaux/"))


def test_a_week_that_differs_is_given_and_dropped() -> None:
    teacher = make_volunteer()
    client, week = signed_in(teacher.account), next_week()
    client.post(f"/prof/disponibilites/{week}/", {"least": "0", "most": "8", "in_one_go": "12"})
    assert Availability.objects.get(week=week).stretches == []
    assert f"{week_words(week)} pas disponible".replace("\u00a0", " ") in text(client.get("/prof/disponibilites/"))
    client.post(f"/prof/disponibilites/{week}/", {"usual": "1"})
    assert not Availability.objects.filter(week=week).exists()


def test_whoever_says_that_they_cannot_come_is_told_of_the_shifts_that_stay() -> None:
    claire = make_volunteer()
    tuesday, thursday = rota((claire, Times(1, 68, 76)), (claire, Times(3, 68, 76)))
    client, week = signed_in(claire.account), next_week()
    away = {"least": "0", "most": "8", "in_one_go": "12"}
    said = text(client.post(f"/prof/disponibilites/{week}/", away, follow=True))
    days = [day(one.starts_at).replace("\u00a0", " ") for one in (tuesday, thursday)]
    assert f"Vous restez attendu(e) {days[0]} 17 h – 19 h, {days[1]} 17 h – 19 h." in said
    assert "Si vous ne pouvez plus venir, rendez ces créneaux." in said
    give_up(shift=tuesday, now=timezone.now())
    said = text(client.post(f"/prof/disponibilites/{week}/", away, follow=True))
    assert f"Vous restez attendu(e) {days[1]} 17 h – 19 h. Si vous ne pouvez plus venir, rendez ce créneau." in said
    there = {"from-3-0": "66", "to-3-0": "82", **away}
    assert "Vous restez attendu(e)" not in text(client.post(f"/prof/disponibilites/{week}/", there, follow=True))


@pytest.mark.parametrize("week", ["2026-11-24", "bientot", "2026-13-01", "20261123", "9999-12-27", "0001-01-01"])
def test_a_week_begins_on_a_monday(week: str) -> None:
    assert signed_in(make_teacher().account).get(f"/prof/disponibilites/{week}/").status_code == 404


def test_a_week_that_is_over_is_refused_with_a_sentence() -> None:
    over = next_week() - timedelta(days=14)
    answer = signed_in(make_teacher().account).post(f"/prof/disponibilites/{over}/", FORM)
    assert answer.status_code == 422
    assert "Cette semaine est passée." in text(answer)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"to-1-0": ""}, "Mardi : la fin vient après le début."),
        ({"from-1-0": ""}, "Mardi : à partir de quelle heure ?"),
        ({"to-1-0": "70"}, "Mardi, 17 h – 17 h 30 : un créneau dure 1 h 30 au moins."),
        ({"from-1-0": "999", "to-1-0": "<"}, "Mardi : la fin vient après le début."),
        ({"least": "28"}, "Le moins d’heures vient avant le plus"),
        ({"most": "x"}, "Le moins d’heures vient avant le plus"),
        ({"in_one_go": "3"}, "Cette durée sans pause n’est pas proposée."),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_chosen_stays(change: dict[str, str], said: str) -> None:
    answer = signed_in(make_teacher().account).post("/prof/disponibilites/", {**FORM, **change})
    assert (answer.status_code, Availability.objects.exists()) == (422, False)
    assert said in text(answer)
    assert '<option value="36" selected>' in answer.content.decode()


def test_monday_is_copied_to_friday_before_anything_is_kept() -> None:
    client = signed_in(make_teacher().account)
    answer = client.post("/prof/disponibilites/", {"from-0-0": "68", "to-0-0": "80", "most": "8", "copy": "1"})
    assert answer.status_code == 200
    assert answer.content.decode().count('<option value="68" selected>') == 5
    assert not Availability.objects.exists()


def test_what_may_be_chosen_is_when_the_service_is_open() -> None:
    set_hours((0, "17:00", "20:00"), (2, "14:00", "19:00"))
    page = signed_in(make_teacher().account).get("/prof/disponibilites/").content.decode()
    chosen = re.findall(r'name="from-0-0">(.*?)</select>', page)[0]
    assert re.findall(r'value="(\d+)"', chosen) == [str(quarter) for quarter in range(56, 80)]
