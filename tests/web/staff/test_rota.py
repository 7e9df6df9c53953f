"""`declic rota`, as somebody at a terminal uses it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from declic.curriculum.rules import LEVELS, band
from tests.world import make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db

COLLEGE = [["MAT", level] for level in LEVELS if band(level) == "collège"]
ONE = {"id": "Claire", "skills": COLLEGE, "free": [{"day": 1, "from": "16:30", "to": "20:00"}], "hours": [2, 6]}


def rota(path: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("rota", str(path), "--week", "2026-11-25", "--seconds", "2", *arguments, stdout=out)
    return out.getvalue()


def written(path: Path, *teachers: dict[str, Any]) -> Path:
    file = path / "semaine.json"
    file.write_text(json.dumps({"teachers": teachers}))
    return file


def test_it_gives_shifts_and_says_what_nobody_offers(tmp_path: Path) -> None:
    set_hours((1, "17:00", "20:00"), (3, "17:00", "19:00"))
    sponsor = make_sponsor()
    for _ in range(4):
        make_pupil("4E", sponsor)
    said = rota(written(tmp_path, ONE))
    assert "Semaine du 23 novembre 2026" in said
    assert "mardi 17\u00a0h – 20\u00a0h" in said
    assert "dont 2\u00a0h que personne n’offre" in said


def test_programs_read_json(tmp_path: Path) -> None:
    set_hours((1, "17:00", "20:00"))
    make_pupil("4E")
    said = json.loads(rota(written(tmp_path, ONE), "--json"))
    assert said["shifts"] == [{"id": "Claire", "day": 1, "first": 68, "after": 80, "pause": -1}]
    assert said["uncovered"] == []


def test_a_handover_in_which_nobody_is_rung_is_said_unless_somebody_may_run_over(tmp_path: Path) -> None:
    set_hours((1, "17:00", "20:00"))
    sponsor = make_sponsor()
    for _ in range(4):
        make_pupil("4E", sponsor)
    until, after = {"day": 1, "from": "17:00", "to": "18:30"}, {"day": 1, "from": "18:30", "to": "20:00"}
    early, late = ({**ONE, "id": name, "free": [free]} for name, free in (("Claire", until), ("Paul", after)))
    assert "Relèves où personne n’est appelé" in (said := rota(written(tmp_path, early, late)))
    assert "mardi 18\u00a0h\u00a025 – 18\u00a0h\u00a030" in said
    unrung = json.loads(rota(written(tmp_path, early, late), "--json"))["unrung"]
    assert [(one["day"], one["quarter"]) for one in unrung] == [(1, 73)]
    assert "Relèves" not in rota(written(tmp_path, {**early, "runs_over": True}, late))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hours": [6, 2]}, r"teachers\[0\].hours"),
        ({"free": [{"day": 1, "from": "20:00", "to": "17:00"}]}, r"free\[0\].to"),
        ({"free": [{"day": 1, "from": "17:10", "to": "20:00"}]}, "from"),
        ({"age": 3}, "age"),
    ],
)
def test_a_wrong_file_is_said_with_its_field(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        rota(written(tmp_path, {**ONE, **change}))


def test_a_file_that_is_not_there_or_names_somebody_twice(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ne se lit pas"):
        rota(tmp_path / "rien.json")
    with pytest.raises(CommandError, match="deux fois"):
        rota(written(tmp_path, ONE, ONE))
