"""A list on its way: sent by an officer, tried, applied."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from declic.jobs.lister import work
from declic.rolls import actions, documents
from declic.rolls.models import RollEntry, RollFile
from declic.rolls.queries import remembered, work_to_do
from declic.rolls.rules.columns import proposed
from declic.sponsors.models import Officer
from tests.world import later, make_officer, make_sponsor

COMMITTED = pytest.mark.django_db(transaction=True)
"""Files go once what was written is committed."""


@pytest.fixture(autouse=True)
def rolls_dir(settings: Any, tmp_path: Path) -> Path:
    settings.ROLLS_DIR = tmp_path / "lists"
    return tmp_path / "lists"


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_sponsor())


def send(officer: Officer, data: bytes, *, seconds: float = 0, instead_of: str = "") -> RollFile:
    file = SimpleUploadedFile("liste.csv", data)
    return actions.send_file(officer=officer, file=file, informed=True, now=later(seconds), instead_of=instead_of)


def tried(officer: Officer, data: bytes, *, school: str = "École A", seconds: float = 0) -> RollFile:
    sent = send(officer, data, seconds=seconds)
    columns = proposed(documents.look_of(sent.pk).headers, remembered(officer.sponsor))
    actions.ask_trial(file=sent, columns=columns, school=school, now=later(seconds + 1))
    return worked(sent, seconds + 2)


def worked(file: RollFile, seconds: float) -> RollFile:
    """As the clock takes it up."""
    (waiting,) = [work_to_do(later(seconds))]
    assert waiting is not None
    work(waiting, later(seconds))
    file.refresh_from_db()
    return file


def applied(
    officer: Officer, data: bytes, *, school: str = "École A", seconds: float = 0, removes: bool = False
) -> RollFile:
    file = tried(officer, data, school=school, seconds=seconds)
    assert file.state == "checked", file.refusal
    actions.ask_application(file=file, removes=removes, now=later(seconds + 3))
    return worked(file, seconds + 4)


def listed() -> list[tuple[str, str, str, str]]:
    rows = RollEntry.objects.order_by("last_name", "first_name")
    return [(row.last_name, row.first_name, row.level, row.school) for row in rows]
