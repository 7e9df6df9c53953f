"""Docs that cannot rot."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
OURS = [
    "journal",
    "uploads",
    "people",
    "sponsors",
    "rolls",
    "billing",
    "campaigns",
    "dispatch",
    "lessons",
    "classroom",
    "planning",
    "reports",
    "keeping",
    "letters",
]


def _glossary() -> set[tuple[str, str]]:
    rows = re.findall(r"\| `(\w+)` \| `(\w+)` \|", (ROOT / "docs" / "glossary.md").read_text())
    return set(rows)


def test_the_glossary_holds_every_model_and_nothing_else() -> None:
    models = {(m.__name__, m._meta.db_table) for app in OURS for m in apps.get_app_config(app).get_models()}
    assert _glossary() == models


def test_every_environment_variable_is_described() -> None:
    source = (ROOT / "src/declic/config/settings.py").read_text()
    read = set(re.findall(r'_(?:env|list)\("([A-Z_]+)"', source))
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), flags=re.MULTILINE))
    assert described == read


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").rglob("*.md")) + sorted(ROOT.glob("*.md")), ids=lambda p: p.name
)
def test_what_a_page_points_to_exists(page: Path) -> None:
    text = page.read_text()
    links = [
        link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_journey_names_real_code() -> None:
    text = (ROOT / "docs/journey.md").read_text()
    missing = []
    path = ""
    for named, name in re.findall(r"`(src/[\w./]+|frontend/[\w./]+|)(?:::(\w+))?`", text):
        path = named or path  # « `::name` »: in the file named just before
        file = ROOT / path
        if not file.exists() or (name and not re.search(rf"\b{name}\b", file.read_text())):
            missing.append(f"{path}::{name}")
    assert missing == []


def test_a_page_that_the_code_names_exists() -> None:
    sources = [path for folder in ("src", "frontend/src", "bench", "tools") for path in (ROOT / folder).rglob("*.*")]
    ours = [path for path in sources if "node_modules" not in path.parts]
    texts = [path.read_text() for path in ours if path.suffix in {".py", ".ts", ".sh", ".css", ".html"}]
    named = {page for text in texts for page in re.findall(r"\bdocs/[\w/.-]+\.md\b", text)}
    assert [page for page in sorted(named) if not (ROOT / page).exists()] == []


def test_every_library_has_its_line() -> None:
    """What `requirements/*.in` and package.json ask for is named in decision 10, and nothing else is."""
    inputs = "\n".join(path.read_text() for path in (ROOT / "requirements").glob("*.in"))
    python = re.findall(r"^([A-Za-z][\w.-]*)", inputs, flags=re.MULTILINE)
    package = json.loads((ROOT / "package.json").read_text())
    node = [*package["dependencies"], *package["devDependencies"]]
    rows = re.findall(
        r"^\| ([^|]+) \|", (ROOT / "docs/decisions/0010-libraries.md").read_text().partition("|---|")[2], re.MULTILINE
    )
    named = {name.strip().lower() for row in rows for name in row.split(",")}
    assert named == {name.lower() for name in [*python, *node]}
