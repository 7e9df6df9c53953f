"""Who goes off a list: whoever left, if told, and nobody a line to correct may name."""

import json
from pathlib import Path
from typing import Any

import pytest

from declic.ground.errors import Refusal
from declic.rolls import actions
from declic.rolls.models import RollEntry, RollFile
from declic.rolls.queries import entries_of
from declic.sponsors.models import ActivationCode, Officer
from tests.rolls import files
from tests.rolls.sending import applied, listed, officer, rolls_dir, tried, worked
from tests.world import later

__all__ = ["officer", "rolls_dir"]

pytestmark = pytest.mark.django_db


def test_who_moved_up_keeps_their_code_and_who_left_goes_only_if_told(officer: Officer) -> None:
    applied(officer, files.onde())
    zoe = RollEntry.objects.get(first_name="Zoé")
    last, first, born, ine, _ = files.CHILDREN[0]
    next_year = files.onde([(last, first, born, ine, "CM1"), *files.CHILDREN[2:]])
    file = applied(officer, next_year, seconds=100)
    assert (file.counts["changed"], file.counts["gone"]) == (1, 0)
    assert RollEntry.objects.get(pk=zoe.pk).level == "CM1"
    assert RollEntry.objects.get(pk=zoe.pk).code_id == zoe.code_id
    file = applied(officer, next_year, seconds=200, removes=True)
    assert file.counts["gone"] == 1
    assert "N'DIAYE" not in [row[0] for row in listed()]
    assert ActivationCode.objects.count() == 4


def test_whoever_is_on_a_line_to_correct_is_not_removed(officer: Officer, rolls_dir: Path) -> None:
    applied(officer, files.onde())
    codes = {entry.first_name: entry.code.code for entry in entries_of(officer.sponsor)}
    (last, first, born, _, _), second, third, *_ = files.CHILDREN
    slips = [
        (last, first, born, "", "CE2/CM1"),  # found by name and date
        (*second[:2], "02/11/1919", *second[3:]),  # found by INE
        ("", *third[1:]),
    ]
    file = tried(officer, files.onde([*slips, files.CHILDREN[3]]), seconds=100)
    assert {name: file.counts[name] for name in ("refused", "gone", "unread")} == {"refused": 3, "gone": 1, "unread": 0}
    kept = json.loads("[" + ",".join((rolls_dir / str(file.pk) / "slips").read_text().split("\n")[:-1]) + "]")
    assert [sorted(map(len, keys[:2])) for keys in kept] == [[0, 40], [0, 40], [0, 40]], "keyed hashes alone"
    assert [keys[2:] for keys in kept] == [[True], [False], [False]], "and whether a date is in them"
    actions.ask_application(file=file, removes=True, now=later(110))
    assert worked(file, 111).counts["gone"] == 1
    left = {entry.first_name: entry.code.code for entry in entries_of(officer.sponsor)}
    assert left == {name: code for name, code in codes.items() if name != "Sékou"}


def test_nobody_is_removed_while_a_line_to_correct_may_be_anybody_s(officer: Officer) -> None:
    applied(officer, files.onde())
    last, first, _, _, level = files.CHILDREN[0]
    for at, slip in enumerate([(last, first, "14/03/1918", "", level), ("", first, "14/03/2018", "", level)], start=1):
        file = tried(officer, files.onde([slip, *files.CHILDREN[2:]]), seconds=100 * at)
        assert (file.counts["refused"], file.counts["gone"], file.counts["unread"]) == (1, 2, 1)
        with pytest.raises(Refusal) as refused:
            actions.ask_application(file=file, removes=True, now=later(100 * at + 10))
        assert refused.value.code == "lines_to_correct"
        actions.ask_application(file=file, removes=False, now=later(100 * at + 11))
        assert worked(file, 100 * at + 12).counts["gone"] == 0
    assert len(listed()) == 5


DATED = (("Nom", "Prénom", "Classe", "Né le"), ("BA", "Awa", "CP", "01/02/2020"), ("LI", "Bo", "CE1", "01/02/2019"))
UNDATED = tuple(row[:3] for row in DATED)
BY_INE = tuple((*row[:3], ine) for row, ine in zip(DATED, ("INE", files.ine(1), files.ine(2)), strict=True))
ONE_UNDATED = (*DATED[:2], (*DATED[2][:3], ""))


@pytest.mark.parametrize(
    ("before", "after", "doubted"),
    [
        (DATED, UNDATED, 2),
        (UNDATED, DATED, 2),
        (DATED, BY_INE, 2),
        (DATED, ONE_UNDATED, 1),
        (DATED, UNDATED[:2], 2),
        (DATED, (*DATED[:1], ("MA", "Tom", "CP", "01/02/2020")), 0),
        (BY_INE, (*BY_INE[:1], ("MA", "Tom", "CP", files.ine(3))), 0),
        (UNDATED, (*UNDATED[:1], ("MA", "Tom", "CP")), 0),
    ],
)
def test_pupils_a_file_knows_otherwise_than_the_list_are_not_removed(
    officer: Officer, before: tuple[Any, ...], after: tuple[Any, ...], doubted: int
) -> None:
    applied(officer, files.csv_of(before))
    codes = {entry.code.code for entry in entries_of(officer.sponsor)}
    file = tried(officer, files.csv_of(after), seconds=100)
    assert file.counts["doubted"] == doubted
    if doubted:
        with pytest.raises(Refusal) as refused:
            actions.ask_application(file=file, removes=True, now=later(110))
        assert refused.value.code == "known_otherwise"
    actions.ask_application(file=file, removes=not doubted, now=later(111))
    RollFile.objects.update(removes=True)  # as asked of a list that has become another since
    assert worked(file, 112).counts["gone"] == (0 if doubted else 2)
    kept = {entry.code.code for entry in entries_of(officer.sponsor)} & codes
    assert len(kept) == (2 if doubted else 0)


def test_a_line_to_correct_without_the_date_the_list_has_may_be_anybody_s(officer: Officer) -> None:
    applied(officer, files.csv_of(DATED))
    slip = ("LI", "Bo", "CE1 CE2", "")
    file = tried(officer, files.csv_of([*DATED[:2], slip]), seconds=100)
    assert (file.counts["gone"], file.counts["unread"], file.counts["doubted"]) == (1, 1, 0)
