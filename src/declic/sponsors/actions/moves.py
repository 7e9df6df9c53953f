"""A family whose payer changes: it moves, or a works council offers what the town hall offered."""

from datetime import datetime

from django.db import transaction

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Guardian
from declic.people.queries import children_of
from declic.sponsors import facts, queries
from declic.sponsors.actions.codes import take_place
from declic.sponsors.models import Enrolment, GuardianCode, Sponsor


@transaction.atomic
def change_sponsor(*, guardian: Guardian, typed: str, now: datetime) -> Sponsor:
    """From now on the sponsor of that code pays for the family's children; what was asked before stays the other's.

    A child whose level the new one does not cover stays where they are.
    Refusal `no_code`, `same_payer`, and those of `code_of`.
    """
    held = GuardianCode.objects.select_for_update().select_related("code__sponsor").filter(guardian=guardian).first()
    if held is None:
        raise Refusal("no_code", "Entrez d’abord le code de votre mairie ou de votre CSE.")
    code = queries.code_of(typed, paris_day(now))
    before = held.code.sponsor
    if code.sponsor_id == before.pk:
        raise Refusal("same_payer", f"{before.name} paie déjà pour vos enfants : il n’y a rien à changer.")
    take_place(code=code, now=now)
    GuardianCode.objects.filter(pk=held.pk).update(code=code, at=now)
    for pupil in children_of(guardian):
        try:
            queries.check_level(code.sponsor, pupil.level, paris_day(now))
        except Refusal:
            continue
        Enrolment.objects.filter(pupil=pupil, until=None).update(until=now)
        Enrolment.objects.create(pupil=pupil, sponsor=code.sponsor, code=code, since=now)
        record(
            facts.PupilEnrolled(sponsor_id=code.sponsor_id, pupil_id=pupil.pk), now=now, actor_id=guardian.account_id
        )
    fact = facts.FamilyMoved(sponsor_id=code.sponsor_id, from_sponsor_id=before.pk, guardian_id=guardian.pk)
    record(fact, now=now, actor_id=guardian.account_id)
    return code.sponsor
