"""Families registered at the town hall's desk, who have no e-mail: a paper reference stands for the password."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from declic.ground.errors import Refusal
from declic.ground.ids import readable_code
from declic.journal.actions import record
from declic.people import actions as people
from declic.people.models import Account, Pupil
from declic.people.rules.names import clean_name
from declic.sponsors import facts
from declic.sponsors.actions.codes import redeem
from declic.sponsors.actions.enrolments import enrol_child
from declic.sponsors.models import ActivationCode, DeskFamily, Officer

REFERENCE_LENGTH = 10
"""4·10¹³ references: tried by officers alone, and slowed down by the pages."""


@dataclass(frozen=True)
class Child:
    first_name: str
    level: str
    school: str = ""
    code: str = ""
    """Their own, where the family came with the one of a brother or sister."""


@transaction.atomic
def register_at_desk(  # noqa: PLR0913  (a family is an adult, children, what was accepted and a code)
    *,
    officer: Officer,
    code: ActivationCode,
    name: str,
    children: Sequence[Child],
    accepted: Iterable[str],
    now: datetime,
) -> DeskFamily:
    """The whole family, or nothing: the adult without an address, the children, what the adult accepted aloud.

    Refusal `no_name`, `no_child`, and those of `people.accept`, `redeem` and `enrol_child`.
    """
    if not children:
        raise Refusal("no_child", "Inscrivez au moins un enfant.")
    account = Account(email=None, name=clean_name(name), created_at=now)
    account.set_unusable_password()
    account.save()
    guardian = people.register_guardian(account=account, now=now)
    people.accept(guardian=guardian, kinds=accepted, now=now, at_desk=True)
    redeem(typed=code.code, guardian=guardian, now=now)
    for child in children:
        enrol_child(guardian=guardian, now=now, desk=officer.sponsor, **vars(child))
    family = DeskFamily.objects.create(
        guardian=guardian, sponsor=officer.sponsor, reference=_reference(), at=now, by=officer.account
    )
    fact = facts.FamilyRegisteredAtDesk(sponsor_id=officer.sponsor_id, guardian_id=guardian.pk)
    record(fact, now=now, actor_id=officer.account_id)
    return family


@transaction.atomic
def add_at_desk(*, family: DeskFamily, officer: Officer, child: Child, now: datetime) -> Pupil:
    """A child more. Refusals of `enrol_child`."""
    pupil = enrol_child(guardian=family.guardian, now=now, desk=officer.sponsor, **vars(child))
    fact = facts.FamilyOpenedAtDesk(sponsor_id=family.sponsor_id, guardian_id=family.guardian_id)
    record(fact, now=now, actor_id=officer.account_id)
    return pupil


@transaction.atomic
def renew_card_at_desk(
    *, family: DeskFamily, officer: Officer, pupil: Pupil, now: datetime, lost: int | None = None
) -> bool:
    """The lost card opens nothing any more; another is ready to print. `lost` and what is returned: as
    `people.renew_card`.
    """
    if not people.renew_card(pupil=pupil, now=now, lost=lost):
        return False
    fact = facts.FamilyOpenedAtDesk(sponsor_id=family.sponsor_id, guardian_id=family.guardian_id)
    record(fact, now=now, actor_id=officer.account_id)
    return True


@transaction.atomic
def give_address_at_desk(*, family: DeskFamily, officer: Officer, email: str, now: datetime) -> None:
    """The adult is written to there, and may come in by it. Refusal `bad_email`.

    Whether anything was done is told to nobody: an officer would learn which addresses have an account.
    """
    if people.give_address(account=family.guardian.account, email=email, by=officer.account, now=now):
        family.addressed_at = now
        family.save(update_fields=["addressed_at"])
    fact = facts.FamilyOpenedAtDesk(sponsor_id=family.sponsor_id, guardian_id=family.guardian_id)
    record(fact, now=now, actor_id=officer.account_id)


def _reference() -> str:
    text = readable_code(REFERENCE_LENGTH, secrets.choice)
    while DeskFamily.objects.filter(reference=text).exists():
        text = readable_code(REFERENCE_LENGTH, secrets.choice)
    return text
