"""What is refused or past its day leaves nothing behind."""

from datetime import timedelta
from pathlib import Path

import pytest

from declic.ground.errors import NotYours, Refusal
from declic.rolls import actions
from declic.rolls.models import RollEntry, RollFile, RollNotice
from declic.rolls.queries import access_file
from declic.rolls.rules.states import kept_until
from declic.sponsors.models import ActivationCode, Officer
from tests.rolls import files
from tests.rolls.sending import COMMITTED, applied, officer, rolls_dir, send, tried
from tests.world import NOW, later, make_officer

__all__ = ["officer", "rolls_dir"]

pytestmark = pytest.mark.django_db


@COMMITTED
def test_a_file_that_breaks_on_its_way_is_refused_whole(officer: Officer, rolls_dir: Path) -> None:
    data = files.onde(files.many(400)) + b'"A;B\r\n' + files.onde(files.many(400))
    file = tried(officer, data)
    assert file.state == "refused"
    assert "ligne 402" in file.refusal
    assert list(rolls_dir.iterdir()) == []
    assert not RollEntry.objects.exists()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", files.zipped({"a.zip": b"x"})])
def test_a_file_that_is_no_list_leaves_nothing(officer: Officer, rolls_dir: Path, data: bytes) -> None:
    with pytest.raises(Refusal):
        send(officer, data)
    assert not RollFile.objects.exists()
    assert not RollNotice.objects.exists()
    assert list(rolls_dir.iterdir()) == []


def test_another_file_takes_the_place_of_one_not_applied(officer: Officer, rolls_dir: Path) -> None:
    first = send(officer, files.onde())
    colleague = make_officer(officer.sponsor)
    with pytest.raises(Refusal) as refused:
        send(colleague, files.onde(), seconds=4)
    assert refused.value.code == "colleague_s"
    assert [file.pk for file in RollFile.objects.all()] == [first.pk]
    second = send(colleague, files.onde(), seconds=5, instead_of=str(first.pk))
    assert [file.pk for file in RollFile.objects.all()] == [second.pk]
    with pytest.raises(NotYours):
        access_file(officer, first.pk)


def test_after_the_school_year_and_a_month_nothing_is_left(officer: Officer) -> None:
    applied(officer, files.onde())
    assert kept_until(NOW.date()).isoformat() == "2027-08-05"
    actions.forget_past(now=NOW.replace(year=2027, month=8, day=5))
    assert RollEntry.objects.count() == 5
    actions.forget_past(now=NOW.replace(year=2027, month=8, day=6))
    assert not RollEntry.objects.exists()
    assert not ActivationCode.objects.filter(scope="personal").exists()


def test_a_file_that_waits_is_forgotten_after_a_day(officer: Officer, rolls_dir: Path) -> None:
    tried(officer, files.onde())
    actions.forget_past(now=NOW + timedelta(hours=23))
    assert RollFile.objects.exists()
    actions.forget_past(now=NOW + timedelta(hours=25))
    assert not RollFile.objects.exists()


@COMMITTED
def test_what_lies_in_the_folder_goes_with_its_row(officer: Officer, rolls_dir: Path) -> None:
    file = tried(officer, files.onde())
    actions.drop_file(file=file, now=later(9))
    assert list(rolls_dir.iterdir()) == []
