"""Lists read as the service reads them."""

from datetime import date
from typing import Any

from declic.rolls.clean.kinds import read_table
from declic.rolls.clean.process import sifted
from declic.rolls.rules.columns import proposed
from declic.rolls.rules.rows import Sieve, Taken, read_row

TODAY = date(2026, 11, 26)


def taken(data: bytes, school: str = "École Jules-Ferry", day: date = TODAY) -> list[Taken]:
    table = read_table(data, day)
    sieve = Sieve(proposed(table.headers), school, frozenset(), TODAY)
    return [read_row(cells, sieve) for _, cells in table.rows]


def read_as_sent(data: bytes, school: str = "") -> list[list[Any]]:
    """As the process that reads a list says it."""
    table = read_table(data, TODAY)
    columns = {str(at): field.value for at, field in proposed(table.headers).items()}
    wanted = {"columns": columns, "school": school, "levels": [], "today": TODAY.isoformat()}
    return list(sifted(table, wanted))
