"""Whose time is over, who is to be told, and what holds an account back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet

from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import OPEN_STATES, HelpState
from declic.ground.paris import paris_day
from declic.journal.models import Fact
from declic.keeping import rules
from declic.keeping.models import EndNotice
from declic.keeping.rules import Hold, NoticeState, Season
from declic.lessons.models import Lesson
from declic.lessons.rules import LIVE_STATES
from declic.people.models import Guardian, Pupil
from declic.reports.rules import in_fives
from declic.sponsors.models import DeskFamily, Enrolment, Sponsor

_BUSY = [state.value for state in (*OPEN_STATES, HelpState.WRITTEN)]
_TOLD = [NoticeState.LEFT.value, NoticeState.UNREACHED.value]


# -- whose time is over -----------------------------------------------------------------------------------------------
def ending(season: Season) -> QuerySet[Pupil]:
    """The children who do not go on: `rules.goes_on`, in SQL."""
    enrolled = Enrolment.objects.filter(pupil=OuterRef("pk"), since__gte=season.said_from)
    asked = HelpRequest.objects.filter(pupil=OuterRef("pk"), asked_at__gte=season.asked_from)
    went_on = EndNotice.objects.filter(guardian=OuterRef("guardian"), went_on_at__gte=season.said_from)
    return Pupil.objects.filter(~Exists(enrolled), ~Exists(asked), ~Exists(went_on), created_at__lt=season.said_from)


def families_ending(season: Season) -> QuerySet[Guardian]:
    """Those with a child who does not go on, and those without any child who came and left it at that."""
    went_on = EndNotice.objects.filter(guardian=OuterRef("pk"), went_on_at__gte=season.said_from)
    with_child = Exists(ending(season).filter(guardian=OuterRef("pk")))
    childless = ~Exists(Pupil.objects.filter(guardian=OuterRef("pk"))) & ~Exists(went_on)
    return Guardian.objects.filter(with_child | (childless & Q(account__created_at__lt=season.said_from)))


def unconfirmed(now: datetime) -> QuerySet[Guardian]:
    """Registered a week ago and more by an address nobody confirmed: nobody has entered, and no child was added."""
    written = EmailAddress.objects.filter(user=OuterRef("account"))
    long_ago = Guardian.objects.filter(account__created_at__lte=now - rules.UNCONFIRMED, account__last_login=None)
    alone = long_ago.filter(pupils=None, desk=None, held_address=None, account__is_staff=False)
    return alone.filter(Exists(written.filter(verified=False)), ~Exists(written.filter(verified=True)))


def to_announce(season: Season) -> QuerySet[Guardian]:
    """Not told yet. A suspended adult could neither read nor answer: the team decides about them."""
    told = EndNotice.objects.filter(guardian=OuterRef("pk"), year=season.year)
    return families_ending(season).filter(~Exists(told), account__is_active=True)


def to_hand_over(now: datetime) -> QuerySet[EndNotice]:
    """Letters that are due: never sent, refused yesterday, lost on their way; or an address was given since."""
    waiting = Q(state=NoticeState.WAITING.value) & (Q(handed_at=None) | Q(handed_at__lt=now - rules.TRY_AGAIN))
    lost = Q(state=NoticeState.HANDED.value, handed_at__lt=now - rules.LOST)
    given = Q(state=NoticeState.UNREACHED.value, tries=0)
    return _unanswered(now).filter(waiting | lost | given).exclude(guardian__account__email=None)


def to_remind(now: datetime) -> QuerySet[EndNotice]:
    """Letters that are due a second time."""
    today = paris_day(now)
    soon = _unanswered(now).filter(ends_on__gt=today, ends_on__lte=today + rules.REMINDED)
    first = soon.filter(state=NoticeState.LEFT.value, reminded_at=None, handed_at__lt=now - rules.REMINDED)
    return first.exclude(guardian__account__email=None)


def to_end(now: datetime) -> QuerySet[EndNotice]:
    """Told in time, and not going on."""
    return _unanswered(now).filter(state__in=_TOLD, ends_on__lte=paris_day(now))


def _unanswered(now: datetime) -> QuerySet[EndNotice]:
    """Of the families whose time is still over: another sponsor, or a question asked in July, is an answer as well."""
    season = Season.holding(paris_day(now))
    over = Exists(families_ending(season).filter(pk=OuterRef("guardian")))
    return EndNotice.objects.filter(over, year=season.year, went_on_at=None)


# -- what holds an account --------------------------------------------------------------------------------------------
def hold_of(guardian: Guardian, children: Iterable[Pupil], now: datetime) -> Hold | None:
    """Why these children of the family may not be erased now."""
    pupils = list(children)
    busy = HelpRequest.objects.filter(pupil__in=pupils, state__in=_BUSY, asked_at__gte=now - rules.ANSWERED_WITHIN)
    live = Lesson.objects.filter(pupil__in=pupils, state__in=[state.value for state in LIVE_STATES])
    return rules.hold_of(
        is_busy=busy.exists() or live.exists(),
        has_concern=has_concern(guardian),
        is_suspended=not guardian.account.is_active or any(not pupil.account.is_active for pupil in pupils),
    )


_CONCERNS: Final = ("ConcernRaised", "RoomReported", "ContactsOnBoard")


def has_concern(guardian: Guardian) -> bool:
    """Something was reported by this family, or in a lesson of its children, since the team last had done with it."""
    lifted = Fact.objects.filter(name="HoldLifted", subject=f"guardian:{guardian.pk}").order_by("-pk").first()
    lessons = Lesson.objects.filter(pupil__guardian=guardian).values_list("pk", flat=True)
    about = [f"guardian:{guardian.pk}", *(f"lesson:{pk}" for pk in lessons)]
    since = Fact.objects.filter(pk__gt=lifted.pk if lifted else 0, name__in=_CONCERNS)
    return any(since.filter(subject__in=about[at : at + 500]).exists() for at in range(0, len(about), 500))


# -- what a page says -------------------------------------------------------------------------------------------------
def notice_for(guardian: Guardian, now: datetime) -> EndNotice | None:
    """What this family is to be told, until it answers."""
    return _unanswered(now).filter(guardian=guardian).first()


def end_of(pupil: Pupil, now: datetime) -> date | None:
    """The day this child's account ends: once its family was told, until it answers, and while that day is to come."""
    today = paris_day(now)
    season = Season.holding(today)
    over = Exists(ending(season).filter(pk=pupil.pk))
    told = EndNotice.objects.filter(over, guardian=pupil.guardian_id, year=season.year, state__in=_TOLD)
    return told.filter(ends_on__gt=today).values_list("ends_on", flat=True).first()


def children_ending(notice: EndNotice) -> list[Pupil]:
    """In the order they were added."""
    found = ending(Season(notice.year)).filter(guardian=notice.guardian_id)
    return list(found.select_related("account").order_by("pk"))


def desk_families_ending(sponsor: Sponsor, now: datetime) -> int | None:
    """How many families of this desk nobody can write to are to be told, in fives; None for one to four."""
    told = _unanswered(now).filter(state=NoticeState.UNREACHED.value, guardian=OuterRef("guardian"))
    return in_fives(DeskFamily.objects.filter(Exists(told), sponsor=sponsor).count())
