"""The trial: every row is read and held against the list; nothing of the list changes."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from declic.curriculum.rules import LEVELS
from declic.ground.paris import paris_day
from declic.rolls import clean, documents, queries
from declic.rolls.actions.files import note_progress
from declic.rolls.models import RollFile
from declic.rolls.rules.columns import Field
from declic.rolls.rules.keys import Keys, keys_left, keys_of
from declic.rolls.rules.limits import no_rows
from declic.rolls.rules.outcome import Line, Outcome, compared, once
from declic.rolls.rules.rows import NOT_MISTAKES
from declic.rolls.rules.states import FILE_LIFE, FileState
from declic.sponsors.queries import levels_covered

TOLD_EVERY_S: Final = 0.5


def check_file(*, file: RollFile, clock: Callable[[], datetime]) -> bool:
    """Read, compared, counted. False when nobody waits for it any more. Refusals of `rules.limits`, `file_gone`."""
    lines, not_taken, slips = list[Line](), list[clean.NotTaken](), list[Keys]()
    key, told = queries.key(), time.monotonic()
    reading = clean.rows(
        documents.sent(file.pk),
        columns={int(at): Field(value) for at, value in file.columns.items()},
        school=file.school,
        levels=levels_covered(file.sponsor, paris_day(clock())),
        today=paris_day(clock()),
    )
    for said in reading:
        if isinstance(said, clean.NotTaken):
            not_taken.append(said)
            if said.code not in NOT_MISTAKES:
                slips.append(keys_left(key, file.sponsor_id, said.given))
        elif isinstance(said, tuple):
            number, row = said
            keys = keys_of(key, file.sponsor_id, row)
            lines.append(Line(number, row.first_name, row.last_name, row.level, row.school, keys))
        elif time.monotonic() - told >= TOLD_EVERY_S:
            told = time.monotonic()
            if not note_progress(file=file, share=0.9 * said, now=clock()):
                reading.close()
                return False
    if not lines and not not_taken:
        raise no_rows()
    kept, again = once(lines)
    fields = [Field(value) for _, value in sorted(file.columns.items(), key=lambda one: int(one[0]))]
    not_taken += [clean.NotTaken(line.number, why.code, why.message, _shown(line, fields)) for line, why in again]
    not_taken.sort(key=lambda one: one.number)
    slips += [line.keys for line, _ in again]
    documents.keep_rows(file.pk, kept, not_taken, slips)
    found = compared(kept, queries.known_of(file.sponsor), slips)
    return _checked(file, found, kept, not_taken, clock())


def _shown(line: Line, fields: Sequence[Field]) -> list[str]:
    """As a row that is read: a cell for each column that is used."""
    said = {
        Field.FIRST_NAME: line.first_name,
        Field.LAST_NAME: line.last_name,
        Field.FULL_NAME: f"{line.last_name} {line.first_name}",
        Field.LEVEL: LEVELS[line.level].label,
        Field.SCHOOL: line.school,
    }
    return [said.get(field, "") for field in fields]


def _checked(file: RollFile, found: Outcome, lines: list[Line], not_taken: list[clean.NotTaken], now: datetime) -> bool:
    aside = sum(one.code in NOT_MISTAKES for one in not_taken)
    counts = {
        "rows": len(lines) + len(not_taken),
        "refused": len(not_taken) - aside,
        "aside": aside,
        "new": len(found.new),
        "changed": len(found.changed),
        "same": len(found.same),
        "gone": len(found.gone),
        "unread": found.unread,
        "doubted": found.doubted,
    }
    rows = RollFile.objects.filter(pk=file.pk, state__in=FILE_LIFE.sources(FileState.CHECKED))
    return bool(rows.update(state=FileState.CHECKED.value, counts=counts, share=1, heard_at=now))
