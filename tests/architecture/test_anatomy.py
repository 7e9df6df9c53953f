"""Every package has the same anatomy, and no drawer."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "declic"
DOMAIN = [
    "journal",
    "uploads",
    "curriculum",
    "people",
    "sponsors",
    "rolls",
    "billing",
    "campaigns",
    "dispatch",
    "lessons",
    "classroom",
    "reports",
    "safeguarding",
    "keeping",
    "letters",
    "planning",
]
PARTS = {"__init__", "apps", "rules", "facts", "models", "queries", "actions", "admin", "tickets", "clean", "documents"}
DRAWERS = {"utils", "util", "helpers", "common", "core", "services", "managers", "mixins", "lib", "misc"}


@pytest.mark.parametrize("package", DOMAIN)
def test_a_domain_package_holds_only_the_known_parts(package: str) -> None:
    names = {p.stem if p.is_file() else p.name for p in (SOURCE / package).iterdir() if p.name != "__pycache__"}
    folders = {"migrations", "data", "fonts", "management", "templates", "scenarios"}
    assert names - PARTS - folders == set()


def test_there_is_no_drawer() -> None:
    folders = [SOURCE, ROOT / "tests", ROOT / "frontend" / "src"]
    assert [p for folder in folders for p in folder.rglob("*") if p.stem in DRAWERS] == []


@pytest.mark.parametrize("path", sorted(SOURCE.glob("*/actions.py")) + sorted(SOURCE.glob("*/actions/*.py")), ids=str)
def test_actions_take_keywords_only(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and path.parent.name != "journal":
            assert not node.args.args, f"{path.name}: {node.name} takes positional arguments"


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split(
        "\n"
    )
    return [ROOT / name for name in listed if name]


def test_no_committed_file_names_a_registry_or_a_path_of_a_machine() -> None:
    forbidden = re.compile(r'"resolved":\s*"http|--(extra-)?index-url|registry\.npmjs|pypi\.org|/home/[a-z]+/|/root/')
    texts = [
        p
        for p in _tracked()
        if p.suffix not in {".png", ".woff2", ".gz", ".ttf", ".jpg", ".pdf", ".heic"} and p.exists()
    ]
    guilty = [
        p.relative_to(ROOT) for p in texts if p != Path(__file__) and forbidden.search(p.read_text(errors="replace"))
    ]
    assert guilty == []


def test_locked_python_dependencies_carry_hashes() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        pinned = re.findall(r"^[A-Za-z0-9_.\-]+==", lock.read_text(), flags=re.MULTILINE)
        assert pinned
        assert lock.read_text().count("--hash=") >= len(pinned)
