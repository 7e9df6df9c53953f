"""`declic forecast`, as somebody at a terminal uses it."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.world import make_pupil, set_hours

pytestmark = pytest.mark.django_db


def forecast(*arguments: str) -> str:
    out = io.StringIO()
    call_command("forecast", *arguments, stdout=out)
    return out.getvalue()


def test_it_says_what_is_expected_and_from_what() -> None:
    set_hours(*((weekday, "17:00", "20:00") for weekday in range(5)))
    make_pupil("4E")
    said = forecast("--day", "2026-11-24")
    assert "mardi 24 novembre 2026" in said
    assert "Sans aucun passé" in said
    assert "17\u00a0h  " in said
    assert "Maths, collège" in said


def test_programs_read_json() -> None:
    make_pupil("4E")
    rows = json.loads(forecast("--day", "2026-11-24", "--json"))
    assert {row["level"] for row in rows} == {"4E"}
    assert all(row["expected"] >= 0 for row in rows)


def test_a_day_without_anybody_expects_nothing_and_a_wrong_day_is_said() -> None:
    assert "aucune" in forecast("--day", "2026-11-24")
    with pytest.raises(CommandError, match="AAAA-MM-JJ"):
        forecast("--day", "demain")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_either_end_of_time_is_too_far(day: str, tmp_path: Path) -> None:
    offers = tmp_path / "offres.json"
    offers.write_text('{"teachers": []}')
    for command in (("forecast", "--day", day), ("need", "--day", day), ("rota", str(offers), "--week", day)):
        with pytest.raises(CommandError, match="trop loin"):
            call_command(*command, stdout=io.StringIO())


def need(*arguments: str) -> str:
    out = io.StringIO()
    call_command("need", *arguments, stdout=out)
    return out.getvalue()


def test_the_need_is_drawn_by_quarter_hour() -> None:
    set_hours((1, "17:00", "18:00"))
    make_pupil("4E")
    said = need("--day", "2026-11-24")
    assert "Professeurs nécessaires mardi 24 novembre 2026" in said
    assert said.count("█") > 4
    assert "collège" in said


def test_the_need_can_be_played_and_read_by_programs() -> None:
    set_hours((1, "17:00", "17:30"))
    make_pupil("4E")
    whole = json.loads(need("--day", "2026-11-24", "--json", "--play"))[0]
    assert (whole["name"], whole["from"], len(whole["staff"]), len(whole["kept"])) == ("tout", "17:00", 2, 2)


def test_a_closed_day_needs_nobody() -> None:
    assert "aucun" in need("--day", "2026-11-24")
