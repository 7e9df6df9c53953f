"""An address given at the desk that a child's page says is not the family's: stopped at once, and settled by others."""

from datetime import datetime

from django.db import transaction

from declic.ground.errors import Refusal
from declic.ground.ids import clean_code
from declic.journal.actions import record
from declic.people import actions as people
from declic.people.models import Account, HeldAddress
from declic.people.queries import came_in
from declic.sponsors import facts
from declic.sponsors.models import DeskFamily
from declic.sponsors.queries import has_other_roles


@transaction.atomic
def deny_desk_address(*, family: DeskFamily, by: Account | None, now: datetime) -> bool:
    """From now on nobody enters by it, and nothing is written to it. Once, or nothing happens; whether it did.

    One that nobody came in by is taken back; the other is held, as it may be a parent's own. Where the account is an
    officer's, a teacher's or the team's besides, a child shuts nobody out of their work: it stays as it is, and the
    team, whom the caller tells, looks. `by` nobody: whoever reads the address, and is no account of ours.
    """
    since = family.addressed_at
    if since is None or not DeskFamily.objects.filter(pk=family.pk, addressed_at=since).update(addressed_at=None):
        return False
    who = by or family.guardian.account
    guardian, about = family.guardian, {"sponsor_id": family.sponsor_id, "guardian_id": family.guardian_id}
    if has_other_roles(guardian.account):
        return True
    if came_in(guardian.account, since):
        by_team = family.proved_at is not None
        people.hold_address(guardian=guardian, since=since, by=who, by_team=by_team, now=now)
        record(facts.AddressHeld(**about), now=now, actor_id=by.pk if by else None)
    else:
        people.take_address_back(guardian=guardian, since=since, by=who, now=now)
        record(facts.AddressTakenBack(**about), now=now, actor_id=by.pk if by else None)
    return True


@transaction.atomic
def prove_address(*, held: HeldAddress | None, reference: str, now: datetime) -> None:
    """The adult has the paper of the desk: once, that gives it back, and the children's pages tell of it again.

    Refusal `wrong_paper`, `team_decides`, `address_taken`.
    """
    family = DeskFamily.objects.filter(guardian=held.guardian_id).first() if held else None
    if held is None or family is None or clean_code(reference) != family.reference:
        raise Refusal("wrong_paper", "Cette adresse et ce numéro ne vont pas ensemble. Relisez le papier de l’accueil.")
    if held.by_team:
        raise Refusal("team_decides", "Votre papier a déjà servi à cela. Cette fois, l’équipe regarde et vous écrit.")
    _give_back(held, family, now, by=held.guardian.account)


@transaction.atomic
def settle_address(*, held: HeldAddress, is_theirs: bool, by: Account, now: datetime) -> None:
    """The team decided. Refusal `address_taken`."""
    family = DeskFamily.objects.get(guardian=held.guardian_id)
    if is_theirs:
        _give_back(held, family, now, by=by)
    elif HeldAddress.objects.filter(pk=held.pk).delete()[0]:
        about = {"sponsor_id": family.sponsor_id, "guardian_id": family.guardian_id}
        record(facts.AddressTakenBack(**about), now=now, actor_id=by.pk)


def _give_back(held: HeldAddress, family: DeskFamily, now: datetime, *, by: Account) -> None:
    people.release_address(held=held)
    DeskFamily.objects.filter(pk=family.pk).update(addressed_at=now, proved_at=now)
    fact = facts.AddressGivenBack(sponsor_id=family.sponsor_id, guardian_id=family.guardian_id)
    record(fact, now=now, actor_id=by.pk)
