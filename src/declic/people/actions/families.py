"""Guardians and their children: registered, changed, erased."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from declic.curriculum.rules import level_of
from declic.ground.errors import Refusal
from declic.ground.one_line import one_line
from declic.journal.actions import record
from declic.people import facts, queries
from declic.people.actions.cards import issue_card
from declic.people.actions.sign_ins import end_before_erasing
from declic.people.models import Account, Consent, Guardian, Pupil, SchoolIdentity
from declic.people.rules.consents import consent_missing
from declic.people.rules.names import SCHOOL_MAX, clean_first_name


@transaction.atomic
def register_guardian(*, account: Account, now: datetime) -> Guardian:
    """The account's family; the same one if it has one already."""
    guardian, is_new = Guardian.objects.get_or_create(account=account)
    if is_new:
        record(facts.GuardianRegistered(guardian_id=guardian.pk), now=now, actor_id=account.pk)
    return guardian


@transaction.atomic
def accept(*, guardian: Guardian, kinds: Iterable[str], now: datetime, at_desk: bool = False) -> None:
    """Kept with the version of the words, `at_desk` of those read aloud there.

    Refusal `consent_missing` when a required one is not in `kinds`.
    """
    accepted = set(kinds)
    missing = queries.missing_consents(guardian)
    if any(text.kind not in accepted for text in missing):
        raise consent_missing()
    for text in missing:
        version = text.version_aloud if at_desk else text.version
        Consent.objects.create(guardian=guardian, kind=text.kind, version=version, given_at=now)
        fact = facts.ConsentGiven(guardian_id=guardian.pk, kind=text.kind, version=version)
        record(fact, now=now, actor_id=guardian.account_id)


@transaction.atomic
def add_child(*, guardian: Guardian, first_name: str, level: str, now: datetime, school: str = "") -> Pupil:
    """With an account and a card of their own. Refusal `no_first_name`…, `unknown_level`, `too_many_children`."""
    name, code = clean_first_name(first_name), level_of(level).code
    if guardian.pupils.count() >= MAX_CHILDREN:
        raise Refusal("too_many_children", f"Une famille peut inscrire {MAX_CHILDREN} enfants au plus.")
    account = Account(email=None, name=name, created_at=now)
    account.set_unusable_password()
    account.save()
    pupil = Pupil.objects.create(
        account=account,
        guardian=guardian,
        first_name=name,
        level=code,
        school=one_line(school)[:SCHOOL_MAX],
        created_at=now,
    )
    fact = facts.ChildAdded(pupil_id=pupil.pk, pupil_account_id=account.pk, level=code)
    record(fact, now=now, actor_id=guardian.account_id)
    issue_card(pupil=pupil, now=now)
    return pupil


MAX_CHILDREN = 12


@transaction.atomic
def change_child(*, pupil: Pupil, first_name: str, level: str, now: datetime, school: str = "") -> None:
    """Refusal `no_first_name`…, `unknown_level`."""
    pupil.first_name, pupil.level = clean_first_name(first_name), level_of(level).code
    pupil.school = one_line(school)[:SCHOOL_MAX]
    pupil.save(update_fields=["first_name", "level", "school"])
    Account.objects.filter(pk=pupil.account_id).update(name=pupil.first_name)
    fact = facts.ChildChanged(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, level=pupil.level)
    record(fact, now=now, actor_id=pupil.guardian.account_id)


@transaction.atomic
def erase_child(*, pupil: Pupil, now: datetime, why: str = "asked") -> None:
    """The account, and by cascade the requests, photos, lessons and reports."""
    fact = facts.ChildErased(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, why=why)
    actor_id = pupil.guardian.account_id if why == "asked" else None
    account = Account.objects.get(pk=pupil.account_id)
    end_before_erasing(account=account, actor_id=actor_id, now=now)
    account.delete()
    record(fact, now=now, actor_id=actor_id)


@transaction.atomic
def erase_guardian(*, guardian: Guardian, keeps_account: bool, now: datetime, why: str = "asked") -> None:
    """The adult, whose children are erased. `keeps_account`: they are somebody else here besides, and enter as that.

    The family's EduConnect opens that account no more: nobody could unlink it.
    """
    fact = facts.GuardianErased(guardian_id=guardian.pk, why=why)
    if keeps_account:
        Guardian.objects.get(pk=guardian.pk).delete()
        SchoolIdentity.objects.filter(account=guardian.account_id).delete()
    else:
        account = Account.objects.get(pk=guardian.account_id)
        end_before_erasing(account=account, actor_id=None, now=now)
        account.delete()
    record(fact, now=now)
