"""A family whose payer changes, as it moves or a works council offers what the town hall offered; a new school."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Guardian, Pupil
from declic.people.queries import check_accepted
from declic.sponsors import facts, queries
from declic.sponsors.actions.codes import take_place
from declic.sponsors.models import ActivationCode, Enrolment, GuardianCode
from declic.sponsors.queries import Move
from declic.sponsors.rules.moves import counted


@transaction.atomic
def change_sponsor(*, guardian: Guardian, typed: str, now: datetime, children: Collection[int] | None = None) -> Move:
    """From now on the sponsor of that code pays for the family's children; what was asked before stays the other's. One
    whose agreement has not begun takes no child from one who pays today.

    A child whose level it does not cover stays where they are; while one who pays today helps such a child and it does
    not pay yet, so does the family's own code. Once it does, the same code takes them. Where that
    sponsor pays already, a code for a school or a quartier changes the place of those `children`, or of all it may.

    Returns what was done. Refusal `consent_missing`, `no_code`, `same_payer`, `too_many_moves`, those of `check_move`
    and of `code_of`.
    """
    held = GuardianCode.objects.select_for_update().select_related("code__sponsor").filter(guardian=guardian).first()
    if held is None:
        raise Refusal("no_code", "Entrez d’abord le code de votre mairie ou de votre CSE.")
    check_accepted(guardian)
    code = queries.code_of(typed, paris_day(now), held_by=guardian)
    move = queries.move_of(guardian, held.code, code, paris_day(now)).of(children)
    queries.check_move(move, guardian)
    held.moves, held.moves_since = counted(held.moves, held.moves_since, now)
    taken = take_place(code=code, guardian=guardian, now=now)
    if move.pays_now or move.all_change_place:
        held.code, held.at = code, now
    held.save()
    for pupil in move.goes:
        _enrol(pupil, code, now)
        record(
            facts.PupilEnrolled(sponsor_id=code.sponsor_id, pupil_id=pupil.pk), now=now, actor_id=guardian.account_id
        )
    for pupil in move.places:
        _enrol(pupil, code, now)
        changed = facts.PlaceChanged(sponsor_id=code.sponsor_id, pupil_id=pupil.pk, code_id=code.pk)
        record(changed, now=now, actor_id=guardian.account_id)
    if move.pays_now:
        moved = facts.FamilyMoved(sponsor_id=code.sponsor_id, from_sponsor_id=move.before.pk, guardian_id=guardian.pk)
        record(moved, now=now, actor_id=guardian.account_id)
    return move.done(taken=taken)


def _enrol(pupil: Pupil, code: ActivationCode, now: datetime) -> None:
    Enrolment.objects.filter(pupil=pupil, until=None).update(until=now)
    Enrolment.objects.create(pupil=pupil, sponsor=code.sponsor, code=code, since=now)
