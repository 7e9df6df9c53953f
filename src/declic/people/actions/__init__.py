"""What is done to people. Being called while off duty is in `calls`."""

from collections.abc import Iterable
from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from declic.curriculum.rules import level_of, teaches
from declic.ground.errors import NotYours, Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people import facts, queries
from declic.people.actions.sign_ins import end_sign_ins
from declic.people.models import (
    Account,
    Consent,
    Guardian,
    HeldAddress,
    Pupil,
    SchoolIdentity,
    SignInCard,
    Skill,
    Teacher,
)
from declic.people.rules.addresses import clean_email
from declic.people.rules.cards import card_secrets, digest, wrong_card, wrong_pictures
from declic.people.rules.consents import consent_missing
from declic.people.rules.names import SCHOOL_MAX, clean_first_name, clean_name, same_first_name
from declic.people.rules.teachers import TeacherState, check_record_dates


# -- families ---------------------------------------------------------------------------------------------------------
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
        school=" ".join(school.split())[:SCHOOL_MAX],
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
    pupil.school = " ".join(school.split())[:SCHOOL_MAX]
    pupil.save(update_fields=["first_name", "level", "school"])
    Account.objects.filter(pk=pupil.account_id).update(name=pupil.first_name)
    fact = facts.ChildChanged(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, level=pupil.level)
    record(fact, now=now, actor_id=pupil.guardian.account_id)


@transaction.atomic
def erase_child(*, pupil: Pupil, now: datetime, why: str = "asked") -> None:
    """The account, and by cascade the requests, photos, lessons and reports."""
    fact = facts.ChildErased(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, why=why)
    actor_id = pupil.guardian.account_id if why == "asked" else None
    Account.objects.get(pk=pupil.account_id).delete()
    record(fact, now=now, actor_id=actor_id)


@transaction.atomic
def erase_guardian(*, guardian: Guardian, keeps_account: bool, now: datetime, why: str = "asked") -> None:
    """The adult, whose children are erased. `keeps_account`: they are somebody else here besides."""
    fact = facts.GuardianErased(guardian_id=guardian.pk, why=why)
    if keeps_account:
        Guardian.objects.get(pk=guardian.pk).delete()
    else:
        Account.objects.get(pk=guardian.account_id).delete()
    record(fact, now=now)


# -- cards ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def issue_card(*, pupil: Pupil, now: datetime) -> SignInCard:
    """The card that opens; the one there is, or a new generation after a revocation."""
    card = queries.card_of(pupil)
    if card is not None:
        return card
    last = SignInCard.objects.filter(pupil=pupil).order_by("-generation").values_list("generation", flat=True).first()
    generation = last or 0
    while card is None:
        generation += 1
        card = _write_card(pupil, generation, now)
    fact = facts.CardIssued(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, generation=generation)
    record(fact, now=now)
    return card


def _write_card(pupil: Pupil, generation: int, now: datetime) -> SignInCard | None:
    """None when the short code of this generation happens to be another pupil's: among a million cards, six times."""
    code = card_secrets(queries.key(), pupil.pk, generation).short_code
    kept = digest(queries.key(), code)
    if SignInCard.objects.filter(digest=kept).exists():
        return None
    try:
        with transaction.atomic():
            return SignInCard.objects.create(pupil=pupil, generation=generation, digest=kept, created_at=now)
    except IntegrityError:
        return queries.card_of(pupil)


@transaction.atomic
def revoke_card(*, pupil: Pupil, now: datetime) -> None:
    """The printed card opens nothing any more, and what it opened is closed. Without a live card, nothing happens."""
    card = queries.card_of(pupil)
    if card is None or not SignInCard.objects.filter(pk=card.pk, revoked_at=None).update(revoked_at=now):
        return
    # Another unusable password: Django signs out every session of the account.
    Account.objects.filter(pk=pupil.account_id).update(password=make_password(None))
    fact = facts.CardRevoked(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, generation=card.generation)
    record(fact, now=now, actor_id=pupil.guardian.account_id)


@transaction.atomic
def renew_card(*, pupil: Pupil, now: datetime) -> SignInCard:
    """The card was lost: it opens nothing any more, another generation is ready to print."""
    revoke_card(pupil=pupil, now=now)
    return issue_card(pupil=pupil, now=now)


def sign_in_by_code(*, typed: str, first_name: str | None = None, now: datetime) -> Pupil:
    """The short code of a card, and the first name on it when that is asked too. Refusal `wrong_card`."""
    card = queries.card_by_code(typed)
    if first_name is not None and not same_first_name(first_name, card.pupil.first_name):
        raise wrong_card()
    return _used(card, "code", now)


def sign_in_by_secret(*, secret: str, now: datetime) -> Pupil:
    """What a QR code holds after `/carte/`. Refusal `wrong_card`."""
    return _used(queries.card_by_path_part(secret), "qr", now)


def sign_in_by_pictures(*, card: SignInCard, pictures: Iterable[str], now: datetime) -> Pupil:
    """On a device the family has used. Refusal `wrong_pictures`."""
    if tuple(pictures) != queries.card_secret(card).pictures:
        raise wrong_pictures()
    return _used(card, "pictures", now)


def hand_over(*, pupil: Pupil, now: datetime) -> None:
    """A guardian gives the tablet to their child."""
    fact = facts.CardUsed(pupil_id=pupil.pk, pupil_account_id=pupil.account_id, how="guardian")
    record(fact, now=now, actor_id=pupil.guardian.account_id)


@transaction.atomic
def _used(card: SignInCard, how: str, now: datetime) -> Pupil:
    fact = facts.CardUsed(pupil_id=card.pupil_id, pupil_account_id=card.pupil.account_id, how=how)
    record(fact, now=now, actor_id=card.pupil.account_id)
    return card.pupil


# -- adults who are invited --------------------------------------------------------------------------------------------
@transaction.atomic
def invite_adult(*, email: str, name: str, role: str, now: datetime, by: Account | None = None) -> Account:
    """The account of that address; made without a password, and invited by letter, when there is none.

    `role` is `officer` or `teacher`. Refusal `bad_email`, `no_name`, `not_an_adult` (the account was closed).
    """
    address, shown = clean_email(email), clean_name(name)
    account = Account.objects.filter(email__iexact=address).first()
    if account is None:
        account = Account(email=address, name=shown, created_at=now)
        account.set_unusable_password()
        account.save()
        # The only way in is the link of the letter: whoever follows it reads that address.
        EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
        record(facts.AdultInvited(account_id=account.pk, role=role), now=now, actor_id=by.pk if by else None)
    elif not account.is_active:
        raise Refusal("not_an_adult", "Le compte de cette adresse a été fermé.")
    return account


def invite_again(*, account: Account, role: str, now: datetime, by: Account) -> None:
    """Another letter, whose link is new; it takes the place of one that has not left. Refusal `came_already`."""
    if account.has_usable_password():
        raise Refusal("came_already", "Cette personne a déjà choisi son mot de passe : l’invitation est arrivée.")
    record(facts.AdultInvited(account_id=account.pk, role=role), now=now, actor_id=by.pk)


@transaction.atomic
def give_address(*, account: Account, email: str, by: Account, now: datetime) -> bool:
    """To a guardian who had none, or whose own was never used; they are written to. Refusal `bad_email`.

    False, and nothing changes, where the address has an account already, the account has a password, or one of its
    own is held (`hold_address`).
    """
    address = clean_email(email)
    others = Account.objects.exclude(pk=account.pk)
    if HeldAddress.objects.filter(guardian__account=account).exists():
        return False
    if account.has_usable_password() or others.filter(email__iexact=address).exists():
        return False
    account.email = address
    account.save(update_fields=["email"])
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)  # as in `invite_adult`
    record(facts.AdultInvited(account_id=account.pk, role="family"), now=now, actor_id=by.pk)
    return True


@transaction.atomic
def take_address_back(*, guardian: Guardian, since: datetime, by: Account, now: datetime) -> None:
    """The guardian has no address, no password and no passkey again, and is signed out everywhere.

    What was linked by it `since`, to the adult or to a child, opens nothing any more; that child enters by the card.
    """
    account = guardian.account
    family = [account.pk, *guardian.pupils.values_list("account", flat=True)]
    linked = SchoolIdentity.objects.filter(account__in=family, at__gte=since)
    for child in Account.objects.filter(pk__in=linked.exclude(account=account).values("account")):
        child.set_unusable_password()  # whose sessions end with it
        child.save(update_fields=["password"])
    linked.delete()
    account.email = None
    account.set_unusable_password()
    account.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    end_sign_ins(account=account, why="address", now=now, by=by)


@transaction.atomic
def hold_address(*, guardian: Guardian, since: datetime, by: Account, by_team: bool, now: datetime) -> None:
    """As `take_address_back`, and what it took can be given back."""
    account = guardian.account
    held = {"email": account.email or "", "password": account.password, "at": now, "by_team": by_team}
    HeldAddress.objects.update_or_create(guardian=guardian, defaults=held)
    take_address_back(guardian=guardian, since=since, by=by, now=now)


@transaction.atomic
def release_address(*, held: HeldAddress) -> None:
    """The adult enters by it again, with the password they had. Refusal `address_taken`."""
    account = Account.objects.select_for_update().get(pk=held.guardian.account_id)
    if not HeldAddress.objects.filter(pk=held.pk).delete()[0]:
        return
    if Account.objects.filter(email__iexact=held.email).exclude(pk=account.pk).exists():
        raise Refusal("address_taken", "Un autre compte a cette adresse depuis.")
    account.email, account.password = held.email, held.password
    account.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=held.email, verified=True, primary=True)


# -- teachers ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_teacher(*, account: Account, position: str, skills: Iterable[tuple[str, str]]) -> Teacher:
    """A candidate with (subject, level) pairs. Refusal `not_taught` for a pair that no programme holds."""
    teacher = Teacher.objects.create(account=account, position=position)
    set_skills(teacher=teacher, skills=skills)
    return teacher


@transaction.atomic
def invite_teacher(*, email: str, name: str, position: str, now: datetime, by: Account | None = None) -> Teacher:
    """A candidate, invited by letter. Refusals of `invite_adult`, and `already_teacher`."""
    account = invite_adult(email=email, name=name, role="teacher", now=now, by=by)
    if Teacher.objects.filter(account=account).exists():
        raise Refusal("already_teacher", "Un professeur a déjà cette adresse.")
    return add_teacher(account=account, position=" ".join(position.split())[:120], skills=())


@transaction.atomic
def note_checks(  # noqa: PLR0913  (the three dates are one thing)
    *,
    teacher: Teacher,
    position: str,
    record_asked_on: date | None,
    record_answered_on: date | None,
    authorised_until: date | None,
    now: datetime,
    by: Account | None = None,
) -> None:
    """Dates prove the checks, the documents are never kept. Refusal `dates_reversed`, `future_date`."""
    check_record_dates(record_asked_on, record_answered_on, paris_day(now))
    Teacher.objects.filter(pk=teacher.pk).update(
        position=" ".join(position.split())[:120],
        record_asked_on=record_asked_on,
        record_answered_on=record_answered_on,
        authorised_until=authorised_until,
    )
    teacher.refresh_from_db()
    record(facts.ChecksNoted(teacher_account_id=teacher.account_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def change_skills(
    *, teacher: Teacher, skills: Iterable[tuple[str, str]], now: datetime, by: Account | None = None
) -> None:
    """Exactly these pairs, decided by the operator. Refusal `not_taught`."""
    set_skills(teacher=teacher, skills=skills)
    record(facts.SkillsSet(teacher_account_id=teacher.account_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def set_skills(*, teacher: Teacher, skills: Iterable[tuple[str, str]]) -> None:
    """Exactly these pairs. Refusal `not_taught`."""
    wanted = set(skills)
    for subject, level in sorted(wanted):
        if not teaches(level, subject):
            raise Refusal("not_taught", f"{subject} n’est pas au programme de {level}.")
    held = queries.skills_of(teacher)
    for subject, level in held - wanted:
        teacher.skills.filter(subject=subject, level=level).delete()
    Skill.objects.bulk_create(
        Skill(teacher=teacher, subject=subject, level=level) for subject, level in sorted(wanted - held)
    )


@transaction.atomic
def approve_teacher(*, teacher: Teacher, by: Account | None, now: datetime) -> None:
    """Refusal `record_missing` until the bulletin n° 2 was asked for and answered."""
    if teacher.record_asked_on is None or teacher.record_answered_on is None:
        raise Refusal("record_missing", "Le bulletin n° 2 n’est pas encore vérifié : notez les deux dates d’abord.")
    teacher.state, teacher.approved_at, teacher.approved_by = TeacherState.APPROVED.value, now, by
    teacher.save(update_fields=["state", "approved_at", "approved_by"])
    record(facts.TeacherApproved(teacher_account_id=teacher.account_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def suspend_teacher(*, teacher: Teacher, by: Account | None, now: datetime) -> None:
    """The state alone: `safeguarding.actions.suspend_teacher` takes them out of what they are doing. Once."""
    suspended = TeacherState.SUSPENDED.value
    if not Teacher.objects.filter(pk=teacher.pk).exclude(state=suspended).update(state=suspended):
        return
    teacher.state = suspended
    record(facts.TeacherSuspended(teacher_account_id=teacher.account_id), now=now, actor_id=by.pk if by else None)


@transaction.atomic
def prefer(*, teacher_account_id: int, is_armed: bool, takes_neighbours: bool, now: datetime) -> None:
    """How this teacher wants to be rung, from the next ring on. NotYours for who is no teacher."""
    mine = Teacher.objects.filter(account_id=teacher_account_id)
    if not mine.update(is_armed=is_armed, takes_neighbours=takes_neighbours):
        raise NotYours
    record(facts.TeacherPreferred(teacher_account_id, is_armed, takes_neighbours), now=now, actor_id=teacher_account_id)
