"""Reads of people. `access_…` is the only way to get one for a person."""

import hashlib
import hmac
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from declic.ground.errors import NotYours
from declic.ground.ids import clean_code
from declic.ground.text_message import is_carried
from declic.people.models import (
    Account,
    Guardian,
    HeldAddress,
    Pupil,
    PushDevice,
    RefusedAddress,
    SchoolIdentity,
    SignIn,
    SignInCard,
    Skill,
    Teacher,
)
from declic.people.rules import teachers
from declic.people.rules.cards import MAX_CARDS_SHOWN, CardSecrets, card_secrets, digest, wrong_card
from declic.people.rules.consents import CONSENTS, ConsentText, not_accepted
from declic.people.rules.teachers import TeacherState
from declic.statements import Prepared


def are_texts_carried() -> bool:
    """Somebody carries text messages from here: else no page asks for a number, nor offers to write by them."""
    return is_carried(settings.SMS_PROVIDER, in_production=settings.PRODUCTION)


def key() -> bytes:
    """The service's key: what a card shows is derived from it."""
    return settings.SECRET_KEY.encode()


# -- sign-ins ---------------------------------------------------------------------------------------------------------
def sign_ins_of(account: Account, now: datetime) -> list[SignIn]:
    """Those whose session still opens, the one seen last first."""
    live = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    return list(SignIn.objects.filter(Exists(live), account=account).order_by("-seen_at", "-pk"))


def ended_among(sign_in_ids: Iterable[int]) -> set[int]:
    """Those of these sign-ins that are no more."""
    asked = set(sign_in_ids)
    return asked - set(SignIn.objects.filter(pk__in=asked).values_list("pk", flat=True))


def shut_out_among(given: Mapping[int, float]) -> dict[int, float]:
    """Of these accounts, with when the first ticket of each was given: those whose card was revoked since, and those
    that are closed. With until when what was given opens nothing; all in seconds of the Unix epoch.
    """
    if not given:
        return {}
    since = datetime.fromtimestamp(min(given.values()), UTC)
    lost = SignInCard.objects.filter(pupil__account__in=given, revoked_at__gte=since).order_by("revoked_at")
    closed = Account.objects.filter(pk__in=given, is_active=False).values_list("pk", flat=True)
    found = {account: at.timestamp() for account, at in lost.values_list("pupil__account", "revoked_at") if at}
    return found | dict.fromkeys(closed, math.inf)


# -- families ---------------------------------------------------------------------------------------------------------
def identity_digest(provider: str, identifier: str) -> str:
    """What is kept of an EduConnect account: it leads back to nobody without the service's key."""
    return hmac.new(key(), f"declic.school:{provider}:{identifier}".encode(), hashlib.sha256).hexdigest()


def is_linked(account: Account) -> bool:
    """Whether an EduConnect account signs them in."""
    return SchoolIdentity.objects.filter(account=account).exists()


def came_in(account: Account, since: datetime) -> bool:
    """Whether whoever reads its address has entered by it: a password was chosen, or a link opened."""
    return account.has_usable_password() or (account.last_login is not None and account.last_login >= since)


def refused_addresses() -> QuerySet[RefusedAddress]:
    """Of accounts that have no other since."""
    return RefusedAddress.objects.filter(email=F("account__email"))


def held_address(typed: str) -> HeldAddress | None:
    held = HeldAddress.objects.select_related("guardian__account", "guardian__desk")
    return held.filter(email__iexact=typed.strip()).order_by("-at").first()


def held_address_of(pupil: Pupil) -> HeldAddress | None:
    """That of the adult, held since the child's page said it is not theirs."""
    return HeldAddress.objects.select_related("guardian__account").filter(guardian=pupil.guardian_id).first()


def guardian_of(account: Account) -> Guardian:
    """NotYours for anybody who is not a guardian."""
    guardian = Guardian.objects.select_related("account").filter(account=account).first()
    if guardian is None:
        raise NotYours
    return guardian


_PUPIL = Prepared(int, build=lambda account: Pupil.objects.filter(account=account))


def pupil_of(account: Account) -> Pupil:
    """NotYours for anybody who is not a pupil."""
    pupil = _PUPIL.first(account.pk)
    if pupil is None:
        raise NotYours
    pupil.account = account
    return pupil


def children_of(guardian: Guardian) -> list[Pupil]:
    """In the order they were added."""
    return list(guardian.pupils.select_related("account").order_by("id"))


def access_child(account: Account, pupil_id: int) -> Pupil:
    """A child of this guardian. NotYours."""
    pupil = Pupil.objects.select_related("account", "guardian").filter(pk=pupil_id, guardian__account=account).first()
    if pupil is None:
        raise NotYours
    return pupil


def missing_consents(guardian: Guardian) -> list[ConsentText]:
    given = set(guardian.consents.filter(withdrawn_at=None).values_list("kind", "version"))
    return [
        text
        for text in CONSENTS
        if text.required and not any((text.kind, version) in given for version in text.versions)
    ]


def check_accepted(guardian: Guardian) -> None:
    """Refusal `consent_missing`, before anything that enrols a child."""
    if missing_consents(guardian):
        raise not_accepted()


# -- cards ------------------------------------------------------------------------------------------------------------
def card_of(pupil: Pupil) -> SignInCard | None:
    """The card that opens now; None once it is revoked and before another is issued."""
    return SignInCard.objects.filter(pupil=pupil, revoked_at=None).first()


def card_secret(card: SignInCard) -> CardSecrets:
    """What the card shows, derived again."""
    return card_secrets(key(), card.pupil_id, card.generation)


def card_path_part(card: SignInCard) -> str:
    """What follows `/carte/` in the QR code's address."""
    return f"{card.pk}.{card_secret(card).token}"


def card_by_code(typed: str) -> SignInCard:
    """Refusal `wrong_card`."""
    found = _live_cards().filter(digest=digest(key(), clean_code(typed))).first()
    if found is None:
        raise wrong_card()
    return found


def card_by_path_part(part: str) -> SignInCard:
    """Refusal `wrong_card`."""
    number, _, token = part.partition(".")
    readable = number.isascii() and number.isdigit() and len(number) < 19
    found = _live_cards().filter(pk=int(number)).first() if readable else None
    if found is None or not hmac.compare_digest(card_secret(found).token.encode(), token.encode()):
        raise wrong_card()
    return found


def cards_by_number(numbers: Iterable[int]) -> list[SignInCard]:
    """Those of these cards that still open, for a device that remembers them."""
    return list(_live_cards().filter(pk__in=list(numbers)[:MAX_CARDS_SHOWN]).order_by("pupil_id"))


def _live_cards() -> QuerySet[SignInCard]:
    return SignInCard.objects.select_related("pupil__account").filter(revoked_at=None, pupil__account__is_active=True)


# -- teachers ---------------------------------------------------------------------------------------------------------
def teacher_of(account: Account) -> Teacher:
    """NotYours for anybody who is not a teacher."""
    teacher = Teacher.objects.select_related("account").filter(account=account).first()
    if teacher is None:
        raise NotYours
    return teacher


def may_be_called() -> Q:
    """Of teachers: those who said yes to being called while off duty, and left a way that reaches them: a number alone
    reaches nobody where nobody carries text messages.
    """
    return left_a_way() if are_texts_carried() else _is_pushed_to()


def left_a_way() -> Q:
    """Whether anybody carries text messages or not: that passes, and a yes is not taken back for it."""
    return ~Q(phone="") | _is_pushed_to()


def _is_pushed_to() -> Q:
    return Q(Exists(PushDevice.objects.filter(teacher=OuterRef("pk"))))


def push_devices_of(teacher: Teacher) -> list[PushDevice]:
    """The one added last first."""
    return list(teacher.devices.order_by("-added_at", "-pk"))


def may_teach(teacher: Teacher, on: date) -> bool:
    return teachers.may_teach(TeacherState(teacher.state), teacher.authorised_until, on)


def teachers_among(account_ids: Iterable[int]) -> Mapping[int, Teacher]:
    """Of these accounts those that are a teacher's: whether they are suspended, and how they want to be rung."""
    return {teacher.account_id: teacher for teacher in Teacher.objects.filter(account_id__in=list(account_ids))}


_SKILLS = Prepared(int, build=lambda teacher: Skill.objects.filter(teacher=teacher).values_list("subject", "level"))


def skills_of(teacher: Teacher) -> set[tuple[str, str]]:
    """(subject, level) pairs."""
    return set(_SKILLS.rows(teacher.pk))


def teachers_for(subject: str, level: str, on: date) -> list[Teacher]:
    """Those who may be rung for it on that day."""
    skilled = Skill.objects.filter(subject=subject, level=level).values("teacher")
    return list(
        Teacher.objects.select_related("account").filter(
            Q(authorised_until=None) | Q(authorised_until__gte=on),
            pk__in=skilled,
            state=TeacherState.APPROVED.value,
            account__is_active=True,
        )
    )
