"""Whole waves on the database of the environment, empty and migrated: JSON, milliseconds by name.

    python -m bench.wave.database --teachers 4000 --runs 15

The service must be in test mode: nobody of these exists anywhere else. Time is given, so that the same wave is made
again and again; what it wrote is taken back in between.
"""

import argparse
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  (Django must be ready before its models)
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.wave.evening import NOW, Peak, peak  # noqa: E402
from declic.config.interpreter import settle_interpreter  # noqa: E402
from declic.dispatch.actions import expire, run_wave  # noqa: E402
from declic.dispatch.models import Duty, HelpRequest, Offer  # noqa: E402
from declic.dispatch.queries.kept import readings_kept  # noqa: E402
from declic.dispatch.rules.policy import Policy  # noqa: E402
from declic.journal.models import Fact  # noqa: E402
from declic.lessons.actions import sweep  # noqa: E402
from declic.lessons.models import Lesson, Presence  # noqa: E402
from declic.people.models import Account, Guardian, Pupil, Skill, Teacher  # noqa: E402
from declic.people.rules.teachers import TeacherState  # noqa: E402
from declic.sponsors.models import Sponsor  # noqa: E402
from declic.sponsors.rules import SponsorKind  # noqa: E402

SOON = NOW + timedelta(seconds=4)
"""Before a second teacher is rung."""
FREE_SHARE = 0.1
"""Of the teachers: on a busy evening most are teaching."""
RUSH_SHARE = 1 / 15
"""Of those who wait: 33 of 500, as many as ask in a second when ten times the national peak comes at once."""


def measure(teachers: int, runs: int) -> dict[str, float]:
    call_command("migrate", verbosity=0)
    found = peak(teachers)
    with transaction.atomic():
        _people(found)
    settle_interpreter()
    _quiet()
    burst = _wave("burst", NOW, runs, found.policy, again=_quiet)
    _quiet()
    _let_ring(found.policy)
    steady = _wave("steady", SOON, runs, found.policy, again=_tidy)
    freed = _free_some()
    rush = _wave("rush", SOON, runs, found.policy, again=lambda: _take_back(freed))
    before = float(Offer.objects.filter(offered_at=NOW).count())
    return {**burst, **steady, **rush, "ringing before": before, **_second(found, runs)}


def _wave(name: str, now: datetime, runs: int, policy: Policy, again: Callable[[], None]) -> dict[str, float]:
    """The median; `again` takes back what a wave wrote."""
    with CaptureQueriesContext(connection) as asked:
        rings = len(run_wave(now=now, policy=policy))
    took = _timed(name, lambda: run_wave(now=now, policy=policy), runs, again)
    again()
    return {**took, f"{name} rings": rings, f"{name} statements": len(asked)}


def _timed(
    name: str, act: Callable[[], object], runs: int, before: Callable[[], None] = lambda: None
) -> dict[str, float]:
    """Medians: by the clock on the wall, and of the processor for this process, without the database's server."""
    took, spent = [], []
    for _ in range(runs):
        before()
        begin, cpu = time.perf_counter(), time.process_time()
        act()
        took.append(1000 * (time.perf_counter() - begin))
        spent.append(1000 * (time.process_time() - cpu))
    return {f"{name} ms": median(took), f"{name} CPU ms": median(spent)}


def _second(found: Peak, runs: int) -> dict[str, float]:
    """What the clock does each second before the wave, every teacher who is not free being in a lesson that goes on."""
    with transaction.atomic():
        _lessons(found)
    _tidy()
    return {
        "lessons": float(Lesson.objects.count()),
        **_timed("expire", lambda: expire(now=SOON), runs),
        **_timed("sweep", lambda: sweep(now=SOON), runs),
    }


def _lessons(found: Peak) -> None:
    sponsor = Sponsor.objects.get()
    teachers = list(Teacher.objects.filter(duties__state="teaching").order_by("pk"))
    skills = [found.asked[number % len(found.asked)] for number in range(len(teachers))]
    requests = _requests(skills, sponsor, "accepted")
    lessons = Lesson.objects.bulk_create(
        Lesson(
            help_request=request, pupil=request.pupil, teacher=teacher, sponsor=sponsor, subject=request.subject,
            level=request.level, state="running", opened_at=NOW,
        )
        for request, teacher in zip(requests, teachers, strict=True)
    )  # fmt: skip
    Presence.objects.bulk_create(
        Presence(lesson=lesson, account_id=account, joined_at=NOW, seen_at=NOW)
        for lesson in lessons
        for account in (lesson.teacher.account_id, lesson.pupil.account_id)
    )


def _let_ring(policy: Policy) -> None:
    """A busy evening: one teacher in ten is free, and whoever can be rung for rings."""
    chance = Random(1)
    taken = [pk for pk in Duty.objects.values_list("pk", flat=True) if chance.random() >= FREE_SHARE]
    Duty.objects.filter(pk__in=taken).update(state="teaching")
    while run_wave(now=NOW, policy=policy):
        pass
    _tidy()


def _free_some() -> list[int]:
    """Teachers who end a lesson and whom somebody who waits unrung has waited for: one for RUSH_SHARE of the line."""
    unrung = list(HelpRequest.objects.filter(offers=None).order_by("asked_at").values_list("subject", "level"))
    teaching: dict[tuple[str, str], list[int]] = defaultdict(list)
    rows = Duty.objects.filter(state="teaching").order_by("pk")
    for pk, subject, level in rows.values_list("pk", "teacher__skills__subject", "teacher__skills__level"):
        teaching[subject, level].append(pk)
    freed: list[int] = []
    for skill in unrung[: max(1, round(RUSH_SHARE * HelpRequest.objects.count()))]:
        able = [pk for pk in teaching[skill] if pk not in freed]
        freed += able[:1]
    Duty.objects.filter(pk__in=freed).update(state="free", since=NOW)
    return freed


def _take_back(freed: list[int]) -> None:
    """Those who were just rung are free again, and nobody was told."""
    Offer.objects.filter(offered_at=SOON).delete()
    Fact.objects.filter(at=SOON).delete()
    Duty.objects.filter(pk__in=freed).update(state="free", since=NOW)
    _tidy()


def _quiet() -> None:
    """Nothing rings, and everyone is free again."""
    Offer.objects.all().delete()
    Fact.objects.all().delete()
    Duty.objects.update(state="free", since=NOW)
    _tidy()


def _tidy() -> None:
    """What the database does by itself in the long run: otherwise each wave steps over what the ones before left."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _people(found: Peak) -> None:
    if not settings.TESTING:
        raise SystemExit("Ces personnes n’existent qu’en mode test (DECLIC_MODE=test).")
    sponsor = Sponsor.objects.create(kind=SponsorKind.WORKS_COUNCIL.value, name="Mesure")
    _teachers(found)
    Guardian.objects.create(account=Account.objects.create(name="Parent", email="parent@declic.invalid"))
    _requests(found.asked, sponsor, "waiting")


def _requests(skills: list[tuple[str, str]], sponsor: Sponsor, state: str) -> list[HelpRequest]:
    """A pupil each; the first has waited longest."""
    guardian = Guardian.objects.get()
    accounts = Account.objects.bulk_create(Account(name=f"Élève {n}", password="") for n in range(len(skills)))
    pupils = Pupil.objects.bulk_create(
        Pupil(account=account, guardian=guardian, first_name=account.name, level=level)
        for account, (_, level) in zip(accounts, skills, strict=True)
    )
    asked_at = [NOW - timedelta(seconds=300 * (1 - number / len(skills))) for number in range(len(skills))]
    return HelpRequest.objects.bulk_create(
        HelpRequest(
            pupil=pupil, sponsor=sponsor, subject=subject, level=level, state=state, tried="J’ai commencé.",
            drafted_at=at, asked_at=at, wait_from=at, since=at, pupil_seen_at=NOW,
        )
        for pupil, (subject, level), at in zip(pupils, skills, asked_at, strict=True)
    )  # fmt: skip


def _teachers(found: Peak) -> None:
    accounts = Account.objects.bulk_create(
        Account(name=f"Professeur {n}", password="") for n in range(len(found.skills))
    )
    teachers = Teacher.objects.bulk_create(
        Teacher(account=account, state=TeacherState.APPROVED.value) for account in accounts
    )
    Skill.objects.bulk_create(
        Skill(teacher=teacher, subject=subject, level=level)
        for teacher, skills in zip(teachers, found.skills, strict=True)
        for subject, level in sorted(skills)
    )
    Duty.objects.bulk_create(
        Duty(
            teacher=teacher, state="free", started_at=NOW, since=NOW, seen_at=NOW,
            idle_since=NOW - timedelta(seconds=number % 600),
        )
        for number, teacher in enumerate(teachers)
    )  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--teachers", type=int, default=4000)
    parser.add_argument("--runs", type=int, default=15)
    given = parser.parse_args()
    with readings_kept():  # as a service that runs
        print(json.dumps(measure(given.teachers, given.runs)))
