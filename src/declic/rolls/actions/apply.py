"""The application: the list becomes what the file says, in one transaction, or stays as it was."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.rolls import documents, facts, queries
from declic.rolls.actions.codes import AT_ONCE, code_row, forget_codes, fresh_codes
from declic.rolls.models import RollEntry, RollFile
from declic.rolls.rules.outcome import compared
from declic.rolls.rules.repeats import Line
from declic.rolls.rules.states import FILE_LIFE, FileState, kept_until
from declic.sponsors.models import ActivationCode
from declic.statements import insert_all

T = TypeVar("T")


def apply_file(*, file: RollFile, now: datetime) -> None:
    """The same file again changes nothing. What it would do is found anew inside the transaction.

    Refusal `file_gone`, `too_late`.
    """
    lines, slips = documents.rows_of(file.pk), documents.slips_of(file.pk)
    foreseen = len(compared(lines, queries.known_of(file.sponsor)).new)
    codes = iter(fresh_codes(number=foreseen))  # drawn before the transaction: it takes its time
    with transaction.atomic():
        rows = RollFile.objects.filter(pk=file.pk, state__in=FILE_LIFE.sources(FileState.APPLIED))
        if not rows.update(state=FileState.APPLIED.value, share=1, heard_at=now):
            raise Refusal("too_late", "Cette liste a déjà été appliquée, ou abandonnée.")
        found = compared(lines, queries.known_of(file.sponsor), slips)
        gone = found.gone if file.removes and found.tells_who_left else ()
        _add(file, found.new, codes, now)
        _change(file, found.changed, now)
        _keep_on(file, found.same, now)
        _remove(file, gone, now)
        counts = {**file.counts, "new": len(found.new), "changed": len(found.changed), "same": len(found.same)}
        RollFile.objects.filter(pk=file.pk).update(counts={**counts, "gone": len(gone)})
        fact = facts.RollApplied(
            sponsor_id=file.sponsor_id,
            file_id=str(file.pk),
            added=len(found.new),
            changed=len(found.changed),
            removed=len(gone),
        )
        record(fact, now=now, actor_id=file.by_id)
        transaction.on_commit(lambda: documents.forget(file.pk))


def _add(file: RollFile, lines: Sequence[Line], codes: Iterator[str], now: datetime) -> None:
    until = kept_until(paris_day(now))
    for part in _parts(lines):
        texts = [next(codes, None) or fresh_codes(number=1)[0] for _ in part]
        made = insert_all(ActivationCode, [code_row(sponsor_id=file.sponsor_id, text=text, now=now) for text in texts])
        rows = [
            {
                "sponsor_id": file.sponsor_id,
                "first_name": line.first_name,
                "last_name": line.last_name,
                "level": line.level,
                "school": line.school,
                "ine_key": line.keys.ine,
                "name_key": line.keys.name,
                "code_id": code_id,
                "listed_at": now,
                "keep_until": until,
            }
            for line, code_id in zip(part, made, strict=True)
        ]
        insert_all(RollEntry, rows)


def _change(file: RollFile, changed: Sequence[tuple[int, Line]], now: datetime) -> None:
    until = kept_until(paris_day(now))
    for part in _parts(changed):
        entries = RollEntry.objects.filter(sponsor=file.sponsor_id).in_bulk([pk for pk, _ in part])
        for pk, line in part:
            entry = entries[pk]
            entry.first_name, entry.last_name, entry.level, entry.school = line.said
            entry.ine_key, entry.name_key = line.keys.ine or entry.ine_key, line.keys.name
            entry.keep_until = until
        RollEntry.objects.bulk_update(
            entries.values(),
            ["first_name", "last_name", "level", "school", "ine_key", "name_key", "keep_until"],
            batch_size=500,
        )


def _keep_on(file: RollFile, same: Sequence[int], now: datetime) -> None:
    """For the school year the file is of."""
    until = kept_until(paris_day(now))
    if same:
        listed = RollEntry.objects.filter(sponsor=file.sponsor_id, keep_until__lt=until)
        for part in _parts(same):
            listed.filter(pk__in=part).update(keep_until=until)


def _remove(file: RollFile, gone: Sequence[int], now: datetime) -> None:
    for part in _parts(gone):
        entries = RollEntry.objects.filter(sponsor=file.sponsor_id, pk__in=part)
        codes = list(entries.values_list("code", flat=True))
        entries.delete()
        forget_codes(codes=codes, now=now)


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while part := list(islice(rest, AT_ONCE)):
        yield part
