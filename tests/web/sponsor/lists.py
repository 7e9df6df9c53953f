"""An officer at the pages of a list."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from declic.jobs.lister import work
from declic.rolls.models import RollFile
from declic.rolls.queries import work_to_do
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import OfficerRole
from tests.world import make_officer, make_sponsor

PAGE = "/partenaire/liste/"


@pytest.fixture(autouse=True)
def _rolls_dir(settings: Any, tmp_path: Path) -> None:
    settings.ROLLS_DIR = tmp_path / "lists"


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_sponsor(), OfficerRole.ENROLLER)


def sent(client: Client, data: bytes, **said: str) -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile("l.csv", data), "informed": "on", **said})


def read(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


def at_work() -> RollFile:
    file = RollFile.objects.get()
    waiting = work_to_do(file.heard_at)
    assert waiting is not None
    work(waiting, file.heard_at)
    return RollFile.objects.get()


def columns_of(page: str) -> dict[str, str]:
    """What the form proposes."""
    return {
        name: chosen[1] if (chosen := re.search(r'<option value="(\w+)" selected', select)) else ""
        for name, select in re.findall(r'<select class="field" id="c\d+" name="(colonne-\d+)">(.*?)</select>', page)
    }


def mark(client: Client, url: str) -> dict[str, str]:
    """Of the trial that this page shows."""
    found = re.search(r'name="essai" value="(\w+)"', client.get(url).content.decode())
    assert found
    return {"essai": found[1]}


def plain(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)
