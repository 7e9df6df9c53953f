"""Reads of pupil lists. `access_…` is the only way to get a part of one for an officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from declic.curriculum.rules import LEVELS
from declic.ground.digests import digest_said
from declic.ground.errors import NotYours
from declic.rolls.models import RollColumns, RollEntry, RollFile, RollNotice
from declic.rolls.rules.keys import keys_kept, roll_key
from declic.rolls.rules.outcome import Known
from declic.rolls.rules.rows import Taken
from declic.rolls.rules.states import FILE_KEPT, SILENT, FileState
from declic.sponsors.models import Officer, Sponsor
from declic.statements import Prepared


def key() -> bytes:
    return roll_key(settings.SECRET_KEY.encode())


def known_of(sponsor: Sponsor) -> list[Known]:
    rows = RollEntry.objects.filter(sponsor=sponsor).values_list(
        "pk", "first_name", "last_name", "level", "school", "ine_key", "name_key"
    )
    secret = key()
    return [
        Known(
            pk,
            (first, last, level, school),
            keys_kept(secret, sponsor.pk, Taken(first, last, level, school), ine, name),
        )
        for pk, first, last, level, school, ine, name in rows
    ]


@dataclass(frozen=True)
class Group:
    """The pupils of one level of one school: how many are listed, and never how many came. Who counts enrolments over
    groups that another makes at will names a pupil by moving pupils between them.
    """

    school: str
    level: str
    listed: int

    @property
    def level_label(self) -> str:
        return LEVELS[self.level].label


def groups_of(sponsor: Sponsor) -> list[Group]:
    """By school, then in the order of a pupil's life. One query."""
    rows = RollEntry.objects.filter(sponsor=sponsor).values("school", "level").annotate(listed=Count("pk"))
    order = {code: place for place, code in enumerate(LEVELS)}
    groups = [Group(row["school"], row["level"], row["listed"]) for row in rows]
    return sorted(groups, key=lambda group: (group.school.casefold(), order[group.level]))


def roll_digest(sponsor: Sponsor) -> str:
    """Of what the page of the list shows, and of whom it holds."""
    last = RollEntry.objects.filter(sponsor=sponsor).aggregate(last=Max("pk"), until=Max("keep_until"))
    groups = [(group.school, group.level, group.listed) for group in groups_of(sponsor)]
    return digest_said(groups, last["last"], str(last["until"]))


def entries_of(sponsor: Sponsor, *, school: str = "", level: str = "") -> QuerySet[RollEntry]:
    """In the order in which papers are handed out."""
    listed = RollEntry.objects.select_related("code").filter(sponsor=sponsor)
    if school:
        listed = listed.filter(school=school)
    if level:
        listed = listed.filter(level=level)
    return listed.order_by("school", "level", "last_name", "first_name", "pk")


def access_entry(officer: Officer, entry_id: int) -> RollEntry:
    """A pupil of this officer's list. NotYours."""
    entry = RollEntry.objects.select_related("code", "sponsor").filter(pk=entry_id, sponsor=officer.sponsor_id).first()
    if entry is None:
        raise NotYours
    return entry


def access_file(officer: Officer, file_id: UUID) -> RollFile:
    """A file sent by an officer of this sponsor. NotYours."""
    found = RollFile.objects.select_related("sponsor").filter(pk=file_id, sponsor=officer.sponsor_id).first()
    if found is None:
        raise NotYours
    return found


def file_under_way(sponsor: Sponsor) -> RollFile | None:
    return RollFile.objects.select_related("by").filter(sponsor=sponsor).exclude(state__in=DONE).first()


def file_of_colleague(officer: Officer) -> RollFile | None:
    """The one under way, where another officer sent it."""
    found = file_under_way(officer.sponsor)
    return found if found is not None and found.by_id not in (None, officer.account_id) else None


def colleague_sent_last(officer: Officer) -> bool:
    """Whether the last list sent, whatever became of it, is of another officer: theirs took the place of any before."""
    last = last_notice(officer.sponsor)
    return last is not None and last.by_id not in (None, officer.account_id)


def remembered(sponsor: Sponsor) -> dict[str, str]:
    kept = RollColumns.objects.filter(sponsor=sponsor).first()
    return kept.chosen if kept else {}


def last_notice(sponsor: Sponsor) -> RollNotice | None:
    return RollNotice.objects.filter(sponsor=sponsor).order_by("-at").first()


DONE: Sequence[str] = (FileState.APPLIED.value, FileState.REFUSED.value)
AT_WORK: Sequence[str] = (FileState.CHECKING.value, FileState.APPLYING.value)


def work_to_do(now: datetime) -> RollFile | None:
    """The file that has waited longest for somebody to work on it, one whose process died included."""
    return _WAITING_LONGEST.first(now - SILENT)


_WAITING_LONGEST = Prepared(
    datetime,
    build=lambda silent_since: (
        RollFile.objects.select_related("sponsor")
        .filter(Q(share=0) | Q(heard_at__lt=silent_since), state__in=AT_WORK)
        .order_by("heard_at", "pk")[:1]
    ),
)


def stale_files(now: datetime) -> QuerySet[RollFile]:
    return RollFile.objects.filter(sent_at__lt=now - FILE_KEPT)


def past_entries(day: date) -> QuerySet[RollEntry]:
    return RollEntry.objects.filter(keep_until__lt=day)
