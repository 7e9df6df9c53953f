"""Saxon, kept from one check to the next."""

import json
import threading
from pathlib import Path

import pytest

from declic.billing.documents import check
from declic.billing.documents.check import CheckNotDone, Saxon
from declic.billing.documents.syntax import Syntax

INVOICE = b"""<rsm:CrossIndustryInvoice
    xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>"""
SECONDS = 60.0


@pytest.fixture
def asked(tmp_path: Path) -> str:
    """One document, held against the shorter of the official sheets."""
    (tmp_path / "one.xml").write_bytes(INVOICE)
    sheet = Syntax.CII.stylesheets[1]
    return json.dumps([{"xml": str(tmp_path / "one.xml"), "stylesheets": [str(sheet)]}])


def process_of(saxon: Saxon) -> int:
    assert saxon.process is not None
    return saxon.process.pid


def test_the_same_process_answers_again(asked: str) -> None:
    saxon = Saxon()
    first = saxon.ask(asked, seconds=SECONDS)
    pid = process_of(saxon)
    assert json.loads(first)[0]
    assert saxon.ask(asked, seconds=SECONDS) == first
    assert process_of(saxon) == pid
    saxon.stop()


def test_one_that_left_meanwhile_is_started_again(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    saxon = Saxon()
    monkeypatch.setattr(check, "KEPT_S", 0.01)
    first = saxon.ask(asked, seconds=SECONDS)
    assert saxon.process is not None
    assert saxon.process.wait(timeout=SECONDS) == 0
    monkeypatch.undo()
    assert saxon.ask(asked, seconds=SECONDS) == first
    saxon.stop()


def test_what_it_cannot_read_is_said_and_the_next_is_read(asked: str) -> None:
    saxon = Saxon()
    first = saxon.ask(asked, seconds=SECONDS)
    with pytest.raises(CheckNotDone, match="nowhere"):
        saxon.ask(asked.replace("one.xml", "nowhere.xml"), seconds=SECONDS)
    assert saxon.ask(asked, seconds=SECONDS) == first
    saxon.stop()


def test_one_that_does_not_answer_is_not_waited_for(
    asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "silent.py").write_text("import sys; sys.stdin.read()")
    monkeypatch.setattr(check, "PROGRAM", tmp_path / "silent.py")
    saxon = Saxon()
    with pytest.raises(CheckNotDone, match="no answer in time"):
        saxon.ask(asked, seconds=0.1)
    assert saxon.process is None


def test_a_kept_one_that_falls_silent_is_not_asked_twice(
    asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    (tmp_path / "once.py").write_text(
        f"import sys\nopen({str(started)!r}, 'a').write('x')\n"
        "sys.stdin.readline()\nprint('[]', flush=True)\nsys.stdin.read()\n"
    )
    monkeypatch.setattr(check, "PROGRAM", tmp_path / "once.py")
    saxon = Saxon()
    assert saxon.ask(asked, seconds=SECONDS) == "[]\n"
    with pytest.raises(CheckNotDone, match="no answer in time"):
        saxon.ask(asked, seconds=0.1)
    assert started.read_text() == "x"


def test_several_who_ask_at_once_are_each_answered(asked: str) -> None:
    saxon = Saxon()
    answers: list[str] = []
    those = [threading.Thread(target=lambda: answers.append(saxon.ask(asked, seconds=SECONDS))) for _ in range(4)]
    for one in those:
        one.start()
    for one in those:
        one.join()
    assert len(answers) == len(those)
    assert len(set(answers)) == 1
    saxon.stop()
