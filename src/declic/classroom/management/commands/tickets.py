"""Opens lessons for a load test, or to try another Yjs client."""

import contextlib
import time
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from declic.classroom.rules import Ability, Role, abilities_of
from declic.classroom.tickets import LOAD_LIFE_S, Ticket, path_of
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.lessons.models import Lesson, Presence
from declic.lessons.rules import LessonState
from declic.people.models import Account, Guardian, Pupil, Teacher
from declic.sponsors.models import Sponsor
from declic.sponsors.rules import SponsorKind

CHUNK = 500
UNUSABLE = "!"
"""As Django writes a password nobody has."""
SUBJECT, LEVEL = "MAT", "4E"


class Command(BaseCommand):
    help = (
        "Ouvre N leçons et écrit, une ligne par liaison (deux par leçon), le chemin avec son ticket, "
        "valable une heure. Mode démonstration ou test seulement."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lessons", type=int, required=True, help="combien de leçons ouvrir")
        parser.add_argument(
            "--base-url", default="", help="écrit devant chaque chemin, par exemple ws://localhost:8000"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        if not (settings.DEMO or settings.TESTING):
            raise CommandError("Ces tickets n’existent qu’en mode démonstration ou test.")
        now = datetime.now(UTC)
        with contextlib.suppress(BrokenPipeError):  # `| head`: who reads has had enough
            for ticket in open_lessons(options["lessons"], now):
                self.stdout.write(options["base_url"].rstrip("/") + path_of(ticket))


def open_lessons(number: int, now: datetime) -> Iterator[Ticket]:
    """Two tickets per lesson, pupil's then teacher's; people nobody can sign in as."""
    sponsor, _ = Sponsor.objects.get_or_create(kind=SponsorKind.WORKS_COUNCIL.value, name="Essai de charge")
    guardian, _ = Guardian.objects.get_or_create(account=_account("Essai de charge"))
    for start in range(0, number, CHUNK):
        with transaction.atomic():
            lessons = _open_some(min(CHUNK, number - start), sponsor, guardian, now)
        for lesson in lessons:
            yield _ticket(lesson, lesson.pupil.account, "pupil")
            yield _ticket(lesson, lesson.teacher.account, "teacher")


def _account(name: str) -> Account:
    found, _ = Account.objects.get_or_create(
        email="charge@declic.invalid", defaults={"name": name, "password": UNUSABLE}
    )
    return found


def _open_some(number: int, sponsor: Sponsor, guardian: Guardian, now: datetime) -> list[Lesson]:
    def accounts(name: str) -> list[Account]:
        return Account.objects.bulk_create(Account(name=f"{name} {i}", password=UNUSABLE) for i in range(number))

    pupils = Pupil.objects.bulk_create(
        Pupil(account=account, guardian=guardian, first_name="Essai", level=LEVEL) for account in accounts("Élève")
    )
    teachers = Teacher.objects.bulk_create(Teacher(account=account) for account in accounts("Professeur"))
    requests = HelpRequest.objects.bulk_create(
        HelpRequest(
            pupil=pupil, sponsor=sponsor, subject=SUBJECT, level=LEVEL, state=HelpState.ACCEPTED.value,
            drafted_at=now, asked_at=now, wait_from=now, accepted_at=now, first_accepted_at=now,
        )
        for pupil in pupils
    )  # fmt: skip
    lessons = Lesson.objects.bulk_create(
        Lesson(
            id=uuid.uuid4(), help_request=request, pupil=request.pupil, teacher=teacher, sponsor=sponsor,
            subject=SUBJECT, level=LEVEL, state=LessonState.RUNNING.value, opened_at=now, started_at=now,
        )
        for request, teacher in zip(requests, teachers, strict=True)
    )  # fmt: skip
    # Seen in an hour: the clock must not take these rooms for deserted ones, and their sockets note no presence.
    seen_at = now + timedelta(seconds=LOAD_LIFE_S)
    Presence.objects.bulk_create(
        Presence(lesson=lesson, account=account, joined_at=now, seen_at=seen_at)
        for lesson in lessons
        for account in (lesson.pupil.account, lesson.teacher.account)
    )
    return lessons


def _ticket(lesson: Lesson, account: Account, role: Literal["pupil", "teacher"]) -> Ticket:
    abilities = [*abilities_of(Role(role)), Ability.LOAD.value]
    generation = lesson.ticket_generation
    return Ticket("room", str(lesson.pk), account.pk, role, abilities, generation, time.time() + LOAD_LIFE_S)
