"""Docs that cannot rot."""

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
OURS = ["journal", "uploads", "people", "sponsors", "dispatch", "lessons", "classroom"]


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
    for path, name in re.findall(r"`(src/[\w./]+|frontend/[\w./]+)(?:::(\w+))?`", text):
        file = ROOT / path
        if not file.exists() or (name and not re.search(rf"\b{name}\b", file.read_text())):
            missing.append(f"{path}::{name}")
    assert missing == []
