"""The demo world is whole, always the same, and absent elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db.models import Count

from declic.curriculum.rules import LEVELS, subjects_of
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import opening
from declic.lessons.models import Lesson, Report
from declic.people.models import Account, Skill, Teacher
from declic.people.queries import may_teach
from declic.sponsors.models import LedgerEntry, Sponsor
from declic.web.demo import world
from declic.web.demo.people import demo_people
from tests.world import NOW

ROOT = Path(__file__).parents[3]


@pytest.fixture
def built(db: None) -> None:
    cache.clear()
    world.build(now=NOW)


def test_the_world_is_whole(built: None) -> None:
    assert all(world.account_of(person.slug) for person in demo_people())
    taught = {(subject.code, level) for level in LEVELS for subject in subjects_of(level)}
    assert taught == set(Skill.objects.values_list("subject", "level"))
    assert all(may_teach(teacher, NOW.date()) for teacher in Teacher.objects.all())
    assert opening(NOW, "C").is_open

    lessons = Lesson.objects.count()
    assert 200 < lessons < 600
    assert lessons == Report.objects.count() == LedgerEntry.objects.count()
    assert Lesson.objects.filter(opened_at__gte=NOW).count() == 0
    by_sponsor = dict(Lesson.objects.values_list("sponsor__name").annotate(n=Count("id")))
    assert set(by_sponsor) == {"Clichy", "Asnières-sur-Oise", "CSE Horizon"}
    assert by_sponsor["Clichy"] > by_sponsor["Asnières-sur-Oise"] > 20
    maths = Lesson.objects.filter(subject="MAT").count()
    assert 0.4 < maths / lessons < 0.75
    assert HelpRequest.objects.filter(state="unmet").exists()

    counts = (Account.objects.count(), lessons)
    world.build(now=NOW)
    assert (Account.objects.count(), Lesson.objects.count()) == counts
    assert Sponsor.objects.count() == 3

    world.open_in_the_evening()
    assert not world.is_always_open()
    assert opening(NOW, "C").closes_at
    world.open_always()
    assert world.is_always_open()


def _answers(mode: str, folder: Path) -> str:
    """What a service in this mode answers at the demo's addresses."""
    program = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(SERVER_NAME='localhost')\n"
        "paths = ['/demo/entrer/regie/', '/demo/courrier/', '/demo/horaires/', '/demo/planche/']\n"
        "print(*[client.get(p).status_code for p in paths], client.post(paths[0]).status_code)\n"
    )
    environment = {
        **os.environ,
        "DECLIC_MODE": mode,
        "DECLIC_DATA": str(folder),
        "DECLIC_SECRET_KEY": "only for this test, long enough to be taken for a real one",
        "DECLIC_SITE_URL": "http://localhost",
        "DJANGO_SETTINGS_MODULE": "declic.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "DATABASE_URL": "",
    }
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("mode", ["production", "test"])
def test_demo_sign_in_exists_only_in_demo_mode(tmp_path: Path, mode: str) -> None:
    assert _answers(mode, tmp_path) == "404 404 404 404 404"
