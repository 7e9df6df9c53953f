"""The people of the evening that is measured, and the count of what happened to them.

    python -m bench.ask.world make --teachers 400 --pupils 1980      # JSON: tickets of desks, cookies of pupils
    python -m bench.ask.world count                                   # JSON: what the database holds afterwards

The service must be in test mode: nobody is signed in this way anywhere else.
"""

import argparse
import json
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import pairwise

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  (Django must be ready before its models)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import Count, Q  # noqa: E402

from declic.classroom.tickets import LOAD_LIFE_S, Ticket, path_of  # noqa: E402
from declic.dispatch.models import HelpRequest, Offer  # noqa: E402
from declic.lessons.models import Lesson  # noqa: E402
from declic.people.models import Account, Guardian, Pupil, Skill, Teacher  # noqa: E402
from declic.people.rules.teachers import TeacherState  # noqa: E402
from declic.sponsors.models import Agreement, Enrolment, LedgerEntry, Sponsor  # noqa: E402
from declic.sponsors.rules import SponsorKind  # noqa: E402

CLASSES = [(subject, level) for subject in ("MAT", "FRA", "ANG") for level in ("6E", "5E", "4E", "3E")]
SKILLS_EACH = 6
"""Of the twelve classes asked for."""


def make(teachers: int, pupils: int) -> dict[str, object]:
    if not settings.TESTING:
        raise SystemExit("Ces comptes n’existent qu’en mode test (DECLIC_MODE=test).")
    now = datetime.now(UTC)
    with transaction.atomic():
        sponsor = paying_sponsor(now)
        return {"desks": desks(teachers), "pupils": pupils_of(sponsor, pupils, CLASSES, now)}


def paying_sponsor(now: datetime) -> Sponsor:
    sponsor = Sponsor.objects.create(kind=SponsorKind.WORKS_COUNCIL.value, name="Mesure")
    year = timedelta(days=365)
    Agreement.objects.create(
        sponsor=sponsor, state="signed", starts_on=(now - year).date(), ends_on=(now + year).date()
    )
    return sponsor


def desks(number: int) -> list[dict[str, object]]:
    accounts = Account.objects.bulk_create(Account(name=f"Professeur {n}", password="") for n in range(number))
    teachers = Teacher.objects.bulk_create(
        Teacher(account=account, state=TeacherState.APPROVED.value) for account in accounts
    )
    Skill.objects.bulk_create(
        Skill(teacher=teacher, subject=subject, level=level)
        for n, teacher in enumerate(teachers)
        for subject, level in ((CLASSES * 2)[n % len(CLASSES) :])[:SKILLS_EACH]
    )
    until = time.time() + LOAD_LIFE_S
    return [
        {"account": account.pk, "path": path_of(Ticket("desk", "", account.pk, "teacher", [], 0, until))}
        for account in accounts
    ]


def pupils_of(
    sponsor: Sponsor, number: int, classes: Sequence[tuple[str, str]], now: datetime
) -> list[dict[str, object]]:
    """They ask for `classes` in turn."""
    guardian = Guardian.objects.create(account=Account.objects.create(name="Parent", email="parent@declic.invalid"))
    accounts = Account.objects.bulk_create(Account(name=f"Élève {n}", password="") for n in range(number))
    pupils = Pupil.objects.bulk_create(
        Pupil(account=account, guardian=guardian, first_name=account.name, level=classes[n % len(classes)][1])
        for n, account in enumerate(accounts)
    )
    since = now - timedelta(days=1)
    Enrolment.objects.bulk_create(Enrolment(pupil=pupil, sponsor=sponsor, since=since) for pupil in pupils)
    return [
        {"account": account.pk, "subject": classes[n % len(classes)][0], "session": _session(account)}
        for n, account in enumerate(accounts)
    ]


def _session(account: Account) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save(must_create=True)
    return str(session.session_key)


def count() -> dict[str, int]:
    """Nothing lost: everyone asked and was helped. Nothing doubled: see each figure."""
    accepted = Count("offers", filter=Q(offers__state="accepted"), distinct=True)
    ended = Count("lessons", filter=Q(lessons__state="ended"), distinct=True)
    requests = HelpRequest.objects.annotate(accepted=accepted, ended=ended)
    return {
        "asked": requests.exclude(asked_at=None).count(),
        "helped": requests.filter(state="helped", ended=1, accepted=1).count(),
        "more_than_one_lesson": requests.filter(Q(ended__gt=1) | Q(accepted__gt=1)).count(),
        "lessons_at_the_same_time": lessons_at_the_same_time(),
        "ledger_lines": LedgerEntry.objects.count(),
        "rings": Offer.objects.count(),
        "rings_missed": Offer.objects.filter(state="missed").count(),
    }


def lessons_at_the_same_time() -> int:
    """Of one teacher or of one pupil."""
    return _overlaps("teacher_id") + _overlaps("pupil_id")


def _overlaps(who: str) -> int:
    lessons: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for person, opened_at, ended_at in Lesson.objects.values_list(who, "opened_at", "ended_at"):
        lessons[person].append((opened_at, ended_at or datetime.max.replace(tzinfo=UTC)))
    return sum(after[0] < before[1] for theirs in lessons.values() for before, after in pairwise(sorted(theirs)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["make", "count"])
    parser.add_argument("--teachers", type=int, default=0)
    parser.add_argument("--pupils", type=int, default=0)
    given = parser.parse_args()
    print(json.dumps(make(given.teachers, given.pupils) if given.what == "make" else count()))
