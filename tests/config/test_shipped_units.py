"""The units of systemd that are shipped for production start what there is, told what is known."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from declic.__main__ import PROCESSES, _options

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
USUAL = FOLDER / "declic-.service.d" / "usual.conf"
INSTALLED = "/opt/declic/.venv/bin/declic"


def command(unit: Path) -> list[str]:
    (line,) = re.findall(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    program, *arguments = shlex.split(line.replace("%i", "8001"))
    assert program == INSTALLED
    return arguments


def test_each_process_has_its_unit() -> None:
    assert sorted(_options(command(unit)).process for unit in UNITS) == sorted(PROCESSES)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_nobody_reaches_a_process_but_through_the_proxy(unit: Path) -> None:
    options = _options(command(unit))
    assert options.process == "jobs" or options.host == "127.0.0.1"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd: apt-get install systemd")
def test_systemd_understands_it(unit: Path, tmp_path: Path) -> None:
    shutil.copytree(FOLDER / USUAL.parent.name, tmp_path / USUAL.parent.name)
    here = tmp_path / unit.name
    written = unit.read_text(encoding="utf-8").replace(INSTALLED, sys.executable)
    here.write_text(written, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_all_are_told_is_read_for_each() -> None:
    prefix = USUAL.parent.name.removesuffix(".service.d")
    assert [unit.name for unit in UNITS if not unit.name.startswith(prefix)] == []
    assert {"User=declic", "ProtectSystem=strict", "NoNewPrivileges=yes"} <= set(USUAL.read_text().splitlines())


def test_what_they_are_told_is_in_the_list_of_settings() -> None:
    told = re.findall(r"^#?([A-Z_]+)=", (FOLDER / "environment").read_text(encoding="utf-8"), re.MULTILINE)
    known = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert told
    assert set(told) <= set(known)
