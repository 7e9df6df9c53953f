"""Who pays for a pupil."""

from datetime import datetime

from django.db import transaction

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people import actions as people
from declic.people.models import Guardian, Pupil
from declic.sponsors import facts, queries, rules
from declic.sponsors.models import Enrolment, GuardianCode


@transaction.atomic
def enrol(*, pupil: Pupil, now: datetime) -> Enrolment:
    """By the family's code; the enrolment there is, if there is one.

    Refusal `no_code`, `no_agreement`, `level_not_covered`.
    """
    current = Enrolment.objects.select_related("sponsor").filter(pupil=pupil, until=None).first()
    if current is not None:
        return current
    held = GuardianCode.objects.select_related("code__sponsor").filter(guardian=pupil.guardian_id).first()
    if held is None:
        raise Refusal("no_code", "Entrez d’abord le code de votre mairie ou de votre CSE.")
    if not queries.open_to_families(held.code.sponsor, paris_day(now)):
        raise rules.no_agreement()
    queries.check_level(held.code.sponsor, pupil.level, paris_day(now))
    enrolment = Enrolment.objects.create(pupil=pupil, sponsor=held.code.sponsor, code=held.code, since=now)
    fact = facts.PupilEnrolled(sponsor_id=enrolment.sponsor_id, pupil_id=pupil.pk)
    record(fact, now=now, actor_id=pupil.guardian.account_id)
    return enrolment


@transaction.atomic
def enrol_child(*, guardian: Guardian, first_name: str, level: str, now: datetime, school: str = "") -> Pupil:
    """A child added and enrolled at once, or neither. Refusals of `people.add_child` and `enrol`."""
    pupil = people.add_child(guardian=guardian, first_name=first_name, level=level, school=school, now=now)
    enrol(pupil=pupil, now=now)
    return pupil
