"""Who comes into a room: whoever is signed in and has their place there, or a device a code brought there.

Such a device is not signed in. Its session holds a pass: one person, one lesson, while that lesson lives and until the
pupil or the teacher, signed in, puts it out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from declic.classroom.queries import file_in_room, guest_of, is_put_out, was_guest
from declic.classroom.rules import GuestKind, Role, abilities_of
from declic.ground.errors import NotYours
from declic.lessons.models import Lesson
from declic.lessons.queries import access_lesson
from declic.lessons.rules import CUT_SHORT, LIVE_STATES, LessonState, goes_on
from declic.people.models import Account, Teacher
from declic.uploads.models import Upload
from declic.web.account.access import sign_in_first

_CARD: Final = "carte"
"""What the room of a pupil who was signed out adds to its address."""
_PASS: Final = "room_pass"  # noqa: S105  (the name of a key)
_LIVE: Final = frozenset(state.value for state in LIVE_STATES)


@dataclass(frozen=True)
class Entrant:
    account: Account
    lesson: Lesson
    role: Role
    passing: bool
    """By a code: signed in nowhere else of the service."""
    guest: GuestKind | None = None
    """What a third person is."""
    brought_at: float = 0.0
    """When its code was typed, of a device that passes; in seconds of the Unix epoch."""
    left: bool = False
    """A guest who was here, and is no more."""

    @property
    def abilities(self) -> list[str]:
        return abilities_of(self.role) if self.guest is None else self.guest.abilities

    @property
    def is_live(self) -> bool:
        return self.lesson.state in _LIVE and not self.left

    @property
    def after_url(self) -> str:
        """Where the lesson leads once it is over."""
        if self.passing:
            return reverse("room:device_over")
        if self.guest is not None:
            return reverse("account:enter")
        state = LessonState(self.lesson.state)
        if self.role is Role.TEACHER:
            return reverse("teacher:desk") if state in CUT_SHORT else reverse("teacher:report", args=[self.lesson.pk])
        waits = goes_on(state, self.lesson.end_reason)
        return reverse("pupil:waiting") if waits else reverse("pupil:lesson", args=[self.lesson.pk])


def entrant_of(request: HttpRequest, lesson_id: UUID) -> Entrant | None:
    """None for nobody; NotYours for anybody else. A pass counts before whoever is signed in on this device."""
    passed = _passed(request)
    if passed is not None and passed[0] == str(lesson_id) and not is_put_out(lesson_id, *passed[1:]):
        account = Account.objects.filter(pk=passed[1], is_active=True).first()
        return None if account is None else _entrant(account, lesson_id, passing=True, brought_at=passed[2])
    return _entrant(request.user, lesson_id, passing=False) if isinstance(request.user, Account) else None


def _entrant(account: Account, lesson_id: UUID, *, passing: bool, brought_at: float = 0.0) -> Entrant:
    invited = guest_of(lesson_id)
    if invited is not None and invited.account_id == account.pk and invited.lesson.state in _LIVE:
        return Entrant(account, invited.lesson, Role.GUEST, passing, GuestKind(invited.kind), brought_at)
    lesson = access_lesson(account, lesson_id)
    role = Role.TEACHER if lesson.teacher.account_id == account.pk else Role.PUPIL
    return Entrant(account, lesson, role, passing, brought_at=brought_at)


def for_entrant(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets who is in the room. Nobody: the sign-in page, or the card's if asked. Somebody else: NotYours."""
    return _guarded(view, entrant_of)


def for_whoever_was_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same, and a guest who was seen out, or whose lesson is over: what they saw there may still be said."""
    return _guarded(view, _entrant_once)


def _entrant_once(request: HttpRequest, lesson_id: UUID) -> Entrant | None:
    try:
        return entrant_of(request, lesson_id)
    except NotYours:
        if not isinstance(request.user, Account) or not was_guest(lesson_id, request.user.pk):
            raise
        lesson = Lesson.objects.select_related("pupil__account", "teacher__account").get(pk=lesson_id)
        # Whatever they were: of a room they left they may do nothing.
        return Entrant(request.user, lesson, Role.GUEST, passing=False, guest=GuestKind.GUARDIAN, left=True)


def _guarded(
    view: Callable[..., HttpResponse], who: Callable[[HttpRequest, UUID], Entrant | None]
) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, lesson_id: UUID, **more: object) -> HttpResponse:
        entrant = who(request, lesson_id)
        if entrant is None:
            return sign_in_first(request, reverse("account:card") if _CARD in request.GET else None)
        return view(request, entrant, **more)

    return guarded


# -- passes -----------------------------------------------------------------------------------------------------------
def let_pass(request: HttpRequest, account: Account, lesson: Lesson) -> None:
    """Whoever is signed in on this device stays so, elsewhere."""
    request.session.cycle_key()
    request.session[_PASS] = [str(lesson.pk), account.pk, timezone.now().timestamp()]


def end_pass(request: HttpRequest) -> None:
    request.session.pop(_PASS, None)


def passes_for_teacher(request: HttpRequest) -> bool:
    """Whether the code that brought this device was the teacher's."""
    passed = _passed(request)
    return passed is not None and Teacher.objects.filter(account=passed[1]).exists()


def file_by_pass(request: HttpRequest, upload_id: UUID) -> Upload | None:
    """What lies on the board of the lesson this device was brought to, while it lives; None for anything else."""
    passed = _passed(request)
    if passed is None:
        return None
    try:
        entrant = entrant_of(request, UUID(passed[0]))
        return file_in_room(entrant.lesson, upload_id) if entrant is not None and entrant.is_live else None
    except NotYours:
        return None


def _passed(request: HttpRequest) -> tuple[str, int, float] | None:
    """Lesson, account, and when it came; one given before that was noted came long ago."""
    kept = request.session.get(_PASS)
    return (str(kept[0]), int(kept[1]), float(kept[2]) if len(kept) > 2 else 1.0) if kept else None
