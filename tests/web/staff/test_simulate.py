"""`declic simulate`, as somebody at a terminal uses it."""

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

LISTS: dict[str, Any] = {
    "name": "Deux élèves, un professeur",
    "requests": [
        {"id": "d1", "at_s": 10, "level": "4E", "subject": "MAT", "sponsor": "A", "patience_s": 900, "lesson_s": 600},
        {"id": "d2", "at_s": 20, "level": "TG", "subject": "PHI", "sponsor": "<B>", "patience_s": 60, "lesson_s": 600},
    ],
    "teachers": [{"id": "p1", "skills": [["MAT", "4E"]], "from_s": 0, "to_s": 7200}],
    "answers": {"accept": 1, "decline": 0, "miss": 0, "delay_median_s": 8, "delay_sigma": 0},
}  # fmt: skip


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "soir.json"
    path.write_text(json.dumps(LISTS))
    return path


def simulate(*arguments: object) -> str:
    out = io.StringIO()
    call_command("simulate", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_it_says_what_became_of_the_evening(scenario: Path) -> None:
    said = simulate(scenario)
    assert "Deux élèves, un professeur" in said
    assert "(graine 1, 1\u00a0professeur)" in said
    assert "50,0\u00a0%" in said


def test_many_requests_of_no_commune_are_not_too_few(tmp_path: Path) -> None:
    path, asked = tmp_path / "soir.json", {"level": "4E", "subject": "MAT", "patience_s": 900, "lesson_s": 60}
    many = [{"id": f"d{number}", "at_s": 60 * number, **asked} for number in range(100)]
    path.write_text(json.dumps({**LISTS, "requests": many}))
    said = simulate(path, "--report", tmp_path / "soir.html")
    assert re.search(r"commune la moins bien servie +sans commune, ", said)
    assert ">sans commune<" in (tmp_path / "soir.html").read_text()


def test_that_the_least_served_is_looked_for_among_the_large_ones_is_said_beside_it(
    scenario: Path, tmp_path: Path
) -> None:
    said = simulate(scenario, "--report", tmp_path / "soir.html").replace("\u00a0", " ")
    assert "Niveaux, classes et communes se comparent à partir de 100 demandes." in said
    shown = (tmp_path / "soir.html").read_text().replace("\u00a0", " ")
    assert "<dt>Classe la moins bien servie, de 100 demandes ou plus</dt>" in shown


def test_who_had_no_lesson_waited_longest_in_every_figure(scenario: Path, tmp_path: Path) -> None:
    page = tmp_path / "soir.html"
    said = simulate(scenario, "--report", page)
    assert re.search(r"95 % servies en +jamais\n", said)
    assert re.search(r"la moitié servies en +8\u00a0s\n", said)
    assert "jamais 95\u00a0% n’ont été servies" in said
    shown = page.read_text()
    assert "<dt>95 % servies en</dt><dd>jamais</dd>" in shown.replace("\u00a0", " ")
    assert re.search(r'<th scope="row">Terminale générale</th><td class="r">jamais \(0\u00a0%\)</td>', shown)


def test_what_never_means_is_said_only_where_it_stands_and_whole_hours_have_no_minutes(
    scenario: Path, tmp_path: Path
) -> None:
    def shown(requests: list[dict[str, Any]]) -> str:
        scenario.write_text(json.dumps({**LISTS, "requests": requests, "opens": "17:00"}))
        simulate(scenario, "--report", tmp_path / "soir.html")
        return (tmp_path / "soir.html").read_text().replace("\u00a0", " ")

    served, left = LISTS["requests"]
    meaning = "« jamais (93 %) » : 93 % seulement ont eu une leçon."
    assert shown([served, left]).count(meaning) == 3
    alone = shown([served])
    assert meaning not in alone
    assert (">17 h<" in alone, "17 h 00" in alone) == (True, False)


def test_the_teachers_of_each_quarter_hour_are_told_by_state(tmp_path: Path) -> None:
    path, page = tmp_path / "soir.json", tmp_path / "soir.html"
    asked = {"level": "4E", "subject": "MAT", "patience_s": 60, "lesson_s": 600}
    teachers = [{"id": f"p{n}", "skills": [["MAT", "4E"]], "from_s": 0, "to_s": 7200} for n in range(3)]
    requests = [{"id": "d1", "at_s": 0, **asked}, {"id": "d2", "at_s": 1700, **asked}]
    told = {**LISTS, "requests": requests, "teachers": teachers, "wrap_up_s": 120}
    path.write_text(json.dumps(told))
    simulate(path, "--report", page)
    text = page.read_text()
    for words in ("En leçon", "Écrivent le compte rendu", "Sonnent", "En pause", "Libres"):
        assert re.search(rf"<li><svg.*?</svg>{words}</li>", text), words
        assert f'<th scope="col" class="r">{words}</th>' in text
    rows = re.search(r'<th scope="row">16\u00a0h\u00a030</th>((?:<td class="r">[^<]+</td>){5})</tr>', text)
    assert rows is not None
    shown = [float(cell.replace(",", ".")) for cell in re.findall(r">([\d,]+)<", rows[1])]
    assert shown == [0.7, 0.1, 0, 0, 2.2]  # of fifteen minutes, ten taught and two written up
    assert text.count('fill="url(#part-1)"') > 2


def test_json_holds_each_request_and_the_figures(scenario: Path) -> None:
    said: dict[str, Any] = json.loads(simulate(scenario, "--json", "--seed", 3))
    assert said["requests"] == [
        {"id": "d1", "waited_s": 8.0, "outcome": "lesson", "teacher": "p1", "rings": 1},
        {"id": "d2", "waited_s": 60.0, "outcome": "left", "teacher": "", "rings": 0},
    ]
    assert said["figures"]["whole"]["under_5_min"] == 0.5
    assert said["figures"]["by_subject"]["PHI"]["p95_s"] is None


def test_the_same_seed_writes_the_same_evening_and_shipped_ones_go_by_name() -> None:
    assert simulate("village", "--json", "--seed", 5) == simulate("village", "--json", "--seed", 5)


def test_the_report_is_one_page_that_names_nobody_by_script(scenario: Path, tmp_path: Path) -> None:
    page = tmp_path / "soir.html"
    simulate(scenario, "--report", page)
    text = page.read_text()
    assert "Par niveau" in text
    assert "<svg" in text
    assert "<script" not in text
    assert "<B>" not in text
    assert re.findall(r"url\((?!#|data:)[^)]*\)", text) == [], "it travels alone, its letters with it"


@pytest.mark.parametrize(
    ("text", "said"), [('{"name": 3}', "name : il faut un texte"), ("{", "pas du JSON"), ('{"name": "x"}', "recipe :")]
)
def test_a_wrong_file_is_said_with_its_field(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "faux.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=said):
        simulate(path)


def test_a_file_that_is_not_there_and_a_page_that_cannot_be_written_are_said(scenario: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ne se lit pas"):
        simulate(tmp_path / "rien.json")
    with pytest.raises(CommandError, match="ne s’écrit pas"):
        simulate(scenario, "--report", tmp_path / "nulle" / "part.html")


def test_a_page_that_cannot_be_written_is_said_before_the_evening_is_played(scenario: Path, tmp_path: Path) -> None:
    for page in (tmp_path / "nulle" / "part.html", tmp_path):
        out = io.StringIO()
        with pytest.raises(CommandError, match="ne s’écrit pas"):
            call_command("simulate", str(scenario), "--report", str(page), stdout=out, stderr=io.StringIO())
        assert not out.getvalue()


class Impatient(io.StringIO):
    """The terminal of somebody who presses Ctrl-C as soon as the bar is there."""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        written = super().write(text)
        if "·" in text:
            raise KeyboardInterrupt
        return written


def test_who_presses_ctrl_c_reads_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, page = tmp_path / "long.json", tmp_path / "soir.html"
    path.write_text(json.dumps({"name": "Longue", "recipe": {"teachers": 20, "load": 1000}}))
    terminal = Impatient()
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(CommandError, match="Arrêté avant la fin") as stopped:
        simulate(path, "--report", page)
    assert stopped.value.returncode == 130
    assert terminal.getvalue().endswith("\n"), "the sentence is not on the bar"
    assert not page.exists()
