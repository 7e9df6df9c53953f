"""Alerting, suspending, and erasing for good: what must happen across every package at once."""

from datetime import datetime, time

from django.db import transaction

from declic.classroom.actions import end_visits
from declic.classroom.models import BoardEntry, BoardPassage, BoardSnapshot, ChatMessage
from declic.dispatch.actions import cancel, take_off_duty
from declic.dispatch.actions.written import let_go_of_questions
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.ground.errors import Refusal
from declic.ground.paris import at_paris, paris_day
from declic.journal.actions import record
from declic.lessons.actions import take_lesson_back
from declic.lessons.models import Lesson
from declic.lessons.queries import live_lesson_of
from declic.people import actions as people
from declic.people.models import Account, Guardian, HeldAddress, Pupil, Teacher
from declic.people.queries import came_in, children_of
from declic.planning.actions import keep_demand, let_go_of_shifts
from declic.reports.actions import count_before_erasing
from declic.safeguarding.facts import ConcernRaised, RoomReported
from declic.sponsors.actions import deny_desk_address, keep_enrolments
from declic.sponsors.models import DeskFamily, Enrolment
from declic.sponsors.queries import has_other_roles

TEXT_MAX = 3000
_DENIED = "L’adresse donnée à l’accueil n’est pas celle de la famille, dit la page de l’enfant : elle est retirée."
_DISOWNED = (
    "L’adresse donnée à l’accueil n’est pas celle de la famille, dit la personne qui la lit : elle est retirée. "
    "Personne n’y était entré."
)
_HELD = (
    "L’adresse donnée à l’accueil n’est pas celle de la famille, dit la page de l’enfant, et quelqu’un est déjà entré "
    "par elle : elle est suspendue. Décidez dans « Adresses suspendues » (/admin/) : la rendre, ou la retirer."
)
_AT_WORK = (
    "L’adresse donnée à l’accueil n’est pas celle de la famille, dit la page de l’enfant. Son compte est aussi celui "
    "d’une personne qui travaille ici (agent, professeur, équipe) : il n’est pas suspendu. Voyez avec elle et avec la "
    "famille, et décidez."
)
_UNDER_WAY = (HelpState.WAITING.value, HelpState.SENT_BACK.value, HelpState.SCHEDULED.value)
TRIES = 5
"""A ring made, answered or ended by somebody else at this very moment is looked at again, so often."""


@transaction.atomic
def raise_concern(*, guardian: Guardian, text: str, now: datetime, lesson: Lesson | None = None) -> None:
    """Refusal `empty_text`, `text_too_long`. The team is told once this is committed."""
    words = _words(text)
    fact = ConcernRaised(guardian_id=guardian.pk, lesson_id=str(lesson.pk) if lesson else "", text=words)
    record(fact, now=now, actor_id=guardian.account_id)


def _tell_of_address(*, guardian: Guardian, text: str, by: Account | None, now: datetime) -> None:
    """In our words, and not as if the adult had written: what they may take away are their own (`queries`)."""
    fact = ConcernRaised(guardian_id=guardian.pk, lesson_id="", text=text)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def report_room(*, account: Account, lesson: Lesson, text: str, now: datetime) -> None:
    """« Signaler », in the room. The other person is not told. Refusal `empty_text`, `text_too_long`."""
    fact = RoomReported(account_id=account.pk, lesson_id=str(lesson.pk), text=_words(text))
    record(fact, now=now, actor_id=account.pk)


@transaction.atomic
def deny_address(*, pupil: Pupil, family: DeskFamily, now: datetime) -> None:
    """The child's page says that the address given at the desk is not theirs: nobody enters by it, the team looks.

    An account that works here besides stays open.
    """
    if deny_desk_address(family=family, by=pupil.account, now=now):
        is_held = HeldAddress.objects.filter(guardian=family.guardian_id).exists()
        at_work = has_other_roles(family.guardian.account)
        text = _AT_WORK if at_work else _HELD if is_held else _DENIED
        _tell_of_address(guardian=family.guardian, text=text, by=pupil.account, now=now)


@transaction.atomic
def disown_address(*, family: DeskFamily, now: datetime) -> None:
    """Whoever reads the address given at the desk says that they are not of that family: it is free, the team is told.

    Refusal `has_account` where somebody came in by it: a parent's own is not taken from them by a letter.
    """
    account = Account.objects.select_for_update().get(pk=family.guardian.account_id)
    if family.addressed_at is None or came_in(account, family.addressed_at) or has_other_roles(account):
        raise Refusal("has_account", "Cette adresse a déjà un compte : connectez-vous.")
    if deny_desk_address(family=family, by=None, now=now):
        _tell_of_address(guardian=family.guardian, text=_DISOWNED, by=None, now=now)


def _words(text: str) -> str:
    words = text.replace("\x00", "").strip()  # PostgreSQL keeps no NUL
    if not words:
        raise Refusal("empty_text", "Écrivez ce qui vous inquiète, même en une ligne.")
    if len(words) > TEXT_MAX:
        raise Refusal("text_too_long", f"Ce message est trop long : {TEXT_MAX} signes au plus.")
    return words


@transaction.atomic
def suspend_teacher(*, teacher: Teacher, by: Account | None, now: datetime) -> None:
    """Out at once of whatever they are doing: the pupil of their ring or of their lesson waits for a colleague, first
    in line. The teacher is written to once this is committed.
    """
    people.suspend_teacher(teacher=teacher, by=by, now=now)
    end_visits(account=teacher.account, now=now)
    let_go_of_questions(teacher=teacher, now=now)
    let_go_of_shifts(teacher=teacher, now=now)
    for _ in range(TRIES):
        take_lesson_back(teacher=teacher, now=now)
        if take_off_duty(teacher=teacher, now=now):
            break


def erase_child(*, pupil: Pupil, now: datetime, why: str = "asked") -> None:
    """The account, requests, photos, lessons, reports, boards and chats. Refusal `lesson_running`.

    The sponsor's ledger keeps a line a lesson, with no person in it; figures, prices and forecasts what they count.
    """
    count_before_erasing(pupil=pupil, now=now)
    with transaction.atomic():
        _check_no_lesson(pupil)
        _erase(pupil, now, why)


def erase_family(*, guardian: Guardian, now: datetime, why: str = "asked") -> None:
    """Each child, then the guardian's account. Refusal `lesson_running`, and then nothing is erased."""
    for pupil in children_of(guardian):
        count_before_erasing(pupil=pupil, now=now)
    with transaction.atomic():
        children = children_of(guardian)
        for pupil in children:
            _check_no_lesson(pupil)
        for pupil in children:
            _erase(pupil, now, why)
        others = has_other_roles(guardian.account)
        people.erase_guardian(guardian=guardian, keeps_account=others, now=now, why=why)


def _check_no_lesson(pupil: Pupil) -> None:
    """Held until the end: none begins meanwhile."""
    list(Pupil.objects.select_for_update().filter(pk=pupil.pk).values_list("pk"))
    if live_lesson_of(pupil) is not None:
        raise Refusal("lesson_running", f"{pupil.first_name} est en leçon : attendez qu’elle finisse.")


def _is_a_slip(pupil: Pupil, now: datetime) -> bool:
    """Added twice, or by mistake: erased the same day, before any request. Nobody pays for it, no figure counts it."""
    before = Enrolment.objects.filter(pupil=pupil, since__lt=at_paris(paris_day(now), time()))
    return not before.exists() and not HelpRequest.objects.filter(pupil=pupil).exists()


def _erase(pupil: Pupil, now: datetime, why: str) -> None:
    """Boards and chats first, in the rooms' database: whoever dies between the two leaves a child to erase again, and
    not the words of one whom nothing leads to any more.
    """
    if not _is_a_slip(pupil, now):
        keep_enrolments(pupil=pupil, now=now)
    keep_demand(pupil=pupil, now=now)
    for asked in HelpRequest.objects.select_related("pupil").filter(pupil=pupil, state__in=_UNDER_WAY):
        cancel(help_request=asked, now=now)  # or the teacher it rings at would be held by a ring nobody can end
    boards = list(Lesson.objects.filter(pupil=pupil).values_list("board_id", flat=True))
    for model in (BoardEntry, BoardPassage, BoardSnapshot, ChatMessage):
        model.objects.filter(board_id__in=boards).delete()
    people.erase_child(pupil=pupil, now=now, why=why)
