"""The trial: every row is read and held against the list; nothing of the list changes."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from declic.curriculum.rules import LEVELS
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.rolls import clean, documents, queries
from declic.rolls.actions.files import note_progress
from declic.rolls.models import RollFile
from declic.rolls.rules.columns import Field
from declic.rolls.rules.keys import Keys, keys_left, keys_of
from declic.rolls.rules.limits import no_rows
from declic.rolls.rules.outcome import Outcome, compared
from declic.rolls.rules.repeats import Elsewhere, Line, once
from declic.rolls.rules.rows import NOT_MISTAKES
from declic.rolls.rules.states import FILE_LIFE, FileState
from declic.sponsors.queries import levels_covered

TOLD_EVERY_S: Final = 0.5


def check_file(*, file: RollFile, clock: Callable[[], datetime]) -> bool:
    """Read, compared, counted. False when nobody waits for it any more. Refusals of `rules.limits`, `file_gone`."""
    lines, refused = list[Line](), list[tuple[clean.NotTaken, Keys | None]]()
    key, told, sheets = queries.key(), time.monotonic(), dict[str, int]()
    reading = clean.rows(
        documents.sent(file.pk),
        columns={int(at): Field(value) for at, value in file.columns.items()},
        school=file.school,
        levels=levels_covered(file.sponsor, paris_day(clock())),
        today=paris_day(clock()),
    )
    for said in reading:
        if not isinstance(said, float):
            sheets.setdefault(said.sheet, len(sheets))
        if isinstance(said, clean.NotTaken):
            is_mistake = said.code not in NOT_MISTAKES
            refused.append((said, keys_left(key, file.sponsor_id, said.given) if is_mistake else None))
        elif isinstance(said, clean.Read):
            row, keys = said.row, keys_of(key, file.sponsor_id, said.row)
            who = (row.first_name, row.last_name, row.level, row.school)
            lines.append(Line(said.number, *who, keys, said.sheet, said.division))
        elif time.monotonic() - told >= TOLD_EVERY_S:
            told = time.monotonic()
            if not note_progress(file=file, share=0.9 * said, now=clock()):
                reading.close()
                return False
    if not lines and not refused:
        raise no_rows()
    kept, again = once(lines)
    not_taken, slips = _to_say(file, lines, refused, again)
    not_taken.sort(key=lambda one: (sheets[one.sheet], one.number))
    documents.keep_rows(file.pk, kept, not_taken, slips)
    found = compared(kept, queries.known_of(file.sponsor), slips)
    repeated = len(lines) + len(refused) - len(kept) - len(not_taken)
    return _checked(file, found, kept, not_taken, clock(), repeated=repeated)


def _to_say(
    file: RollFile,
    lines: Sequence[Line],
    refused: Iterable[tuple[clean.NotTaken, Keys | None]],
    again: Iterable[tuple[Line, Refusal]],
) -> tuple[list[clean.NotTaken], list[Keys]]:
    """The lines that are not taken, and the keys of those to correct: not those of a pupil whom another sheet says."""
    refused = list(refused)
    elsewhere = Elsewhere(lines, [(one.sheet, one.given) for one, _ in refused])
    left = [
        (one, keys) for one, keys in refused if keys is None or not elsewhere.says(one.code, one.sheet, one.given, keys)
    ]
    fields = [Field(value) for _, value in sorted(file.columns.items(), key=lambda one: int(one[0]))]
    twice = [(line, why) for line, why in again if why.code != "other_sheet"]
    not_taken = [one for one, _ in left] + [
        clean.NotTaken(line.number, why.code, why.message, _shown(line, fields), sheet=line.sheet)
        for line, why in twice
    ]
    return not_taken, [keys for _, keys in left if keys is not None] + [line.keys for line, _ in twice]


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


def _checked(  # noqa: PLR0913  (what a trial found)
    file: RollFile, found: Outcome, lines: list[Line], not_taken: list[clean.NotTaken], now: datetime, *, repeated: int
) -> bool:
    aside = sum(one.code in NOT_MISTAKES for one in not_taken)
    counts = {
        "rows": len(lines) + len(not_taken) + repeated,
        "repeated": repeated,
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
