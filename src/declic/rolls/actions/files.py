"""A file from its sending to what is asked of it; and what is forgotten."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.rules.names import SCHOOL_MAX
from declic.rolls import clean, documents, facts, queries
from declic.rolls.actions.entries import erase_entries
from declic.rolls.models import RollColumns, RollFile, RollNotice
from declic.rolls.rules import notice, outcome
from declic.rolls.rules.columns import Field, check_columns, remembered_of
from declic.rolls.rules.rows import squeezed
from declic.rolls.rules.states import FILE_KEPT, FILE_LIFE, FileState
from declic.sponsors.models import Officer


def send_file(
    *, officer: Officer, file: documents.Sent, informed: bool, now: datetime, instead_of: str = ""
) -> RollFile:
    """Looked at by a process of its own before a row is written; the one sent before and not applied is dropped. Where
    it is a colleague's, `instead_of` names it: whoever drops it knows that it is there.

    Refusal `notice_missing`, `colleague_s`, `already_sent` (another officer, this second), those of `rules.limits`.
    """
    if not informed:
        raise notice.not_said()
    _check_colleague(officer, instead_of)
    file_id = uuid4()
    try:
        look = clean.look(documents.keep_sent(file_id, file), today=paris_day(now))
        documents.keep_look(file_id, look)
        with transaction.atomic():
            return _written(officer, file_id, look, now, instead_of)
    except BaseException:
        documents.forget(file_id)
        raise


def _check_colleague(officer: Officer, instead_of: str) -> None:
    theirs = queries.file_of_colleague(officer)
    if theirs is not None and str(theirs.pk) != instead_of:
        raise Refusal(
            "colleague_s",
            "Un collègue a envoyé une liste qui attend ici : voyez-la d’abord, ou cochez cette case pour l’abandonner.",
        )


def _written(officer: Officer, file_id: UUID, look: clean.Look, now: datetime, instead_of: str) -> RollFile:
    _check_colleague(officer, instead_of)  # again: one may have come while this file was looked at
    before = queries.file_under_way(officer.sponsor)
    if before is not None:
        if before.state == FileState.APPLYING.value:
            raise Refusal("already_sent", "Une liste est en train d’être appliquée : attendez qu’elle le soit.")
        before.delete()
    try:
        with transaction.atomic():
            sent = RollFile.objects.create(
                pk=file_id, sponsor=officer.sponsor, by=officer.account, kind=look.kind[:80], sent_at=now, heard_at=now
            )
    except IntegrityError:
        raise Refusal("already_sent", "Un collègue vient d’envoyer une liste : voyez d’abord la sienne.") from None
    RollNotice.objects.create(sponsor=officer.sponsor, version=notice.VERSION, at=now, by=officer.account)
    fact = facts.RollSent(sponsor_id=officer.sponsor_id, file_id=str(file_id), notice=notice.VERSION)
    record(fact, now=now, actor_id=officer.account_id)
    return sent


@transaction.atomic
def ask_trial(*, file: RollFile, columns: Mapping[int, Field], school: str, now: datetime) -> None:
    """Refusal `column_twice`, `no_name_column`, `no_level_column`, `no_school`, `file_gone`, `too_late`."""
    look = documents.look_of(file.pk)
    columns = {at: field for at, field in columns.items() if 0 <= at < len(look.headers)}
    check_columns(columns, school)
    _move(
        file,
        FileState.CHECKING,
        now,
        columns={str(at): field.value for at, field in columns.items()},
        school=squeezed(school)[:SCHOOL_MAX],
        counts={},
    )
    kept, _ = RollColumns.objects.get_or_create(sponsor_id=file.sponsor_id)
    kept.chosen = {**kept.chosen, **remembered_of(look.headers, columns)}
    kept.save(update_fields=["chosen"])


@transaction.atomic
def ask_application(*, file: RollFile, removes: bool, now: datetime, seen: str | None = None) -> None:
    """`seen` is the mark of the trial that was looked at. Refusal `file_gone`, `too_late`, `another_trial`,
    `lines_to_correct`, `known_otherwise`.
    """
    documents.sent(file.pk)
    held = RollFile.objects.select_for_update().filter(pk=file.pk, state=FileState.CHECKED.value).first()
    if held is not None and seen is not None and seen != held.mark:
        raise outcome.another_trial()
    if held is not None and removes and held.counts.get("unread"):
        raise outcome.lines_to_correct()
    if held is not None and removes and held.counts.get("doubted"):
        raise outcome.known_otherwise()
    _move(file, FileState.APPLYING, now, removes=removes)


def _move(file: RollFile, state: FileState, now: datetime, **said: object) -> None:
    """Compare and set. Refusal `too_late`."""
    rows = RollFile.objects.filter(pk=file.pk, state__in=FILE_LIFE.sources(state))
    if not rows.update(state=state.value, share=0, heard_at=now, **said):
        raise Refusal("too_late", "Cette liste n’en est plus là : rechargez la page.")
    file.refresh_from_db()


def take_up(*, file: RollFile, now: datetime) -> bool:
    """Whether the work is the caller's: nobody else took it up meanwhile."""
    rows = RollFile.objects.filter(pk=file.pk, state=file.state, heard_at=file.heard_at, share=file.share)
    return bool(rows.update(share=0.001, heard_at=now))


def note_progress(*, file: RollFile, share: float, now: datetime) -> bool:
    """False when nobody waits for it any more."""
    return bool(RollFile.objects.filter(pk=file.pk, state=file.state).update(share=max(0.001, share), heard_at=now))


@transaction.atomic
def refuse_file(*, file: RollFile, why: Refusal, now: datetime) -> None:
    """It could not be read to its end, or not applied: nothing of it is kept."""
    rows = RollFile.objects.filter(pk=file.pk, state__in=FILE_LIFE.sources(FileState.REFUSED))
    if rows.update(state=FileState.REFUSED.value, refusal=why.message[:300], heard_at=now):
        transaction.on_commit(lambda: documents.forget(file.pk))


@transaction.atomic
def drop_file(*, file: RollFile, now: datetime) -> None:
    """Refusal `too_late` once it is being applied."""
    del now
    if not RollFile.objects.filter(pk=file.pk).exclude(state=FileState.APPLYING.value).exists():
        raise Refusal("too_late", "Cette liste est en train d’être appliquée.")
    file.delete()


def forget_past(*, now: datetime) -> None:
    """Files of the day before, and pupils listed for a school year that ended more than a month ago."""
    for file in queries.stale_files(now):
        file.delete()
    documents.forget_strays(RollFile.objects.values_list("pk", flat=True), FILE_KEPT.total_seconds())
    erase_entries(entries=queries.past_entries(paris_day(now)), now=now, by=None)
