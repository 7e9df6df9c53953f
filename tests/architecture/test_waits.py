"""Browser tests wait for what is to be seen, never for the clock, and never for a promise that nobody keeps."""

import ast
from collections.abc import Iterator
from pathlib import Path

BROWSER = Path(__file__).parents[1] / "browser"
LOOKS_AGAIN = "patience.py"
"""The one place that lets time go by, between two looks."""


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def test_no_browser_test_waits_by_the_clock() -> None:
    found = [
        f"{path.name}:{call.lineno}"
        for path in BROWSER.glob("*.py")
        if path.name != LOOKS_AGAIN
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), "wait_for_timeout", "sleep")
    ]
    assert found == [], "wait for what is to be seen, or look again and again with `eventually`"


def test_no_browser_test_takes_a_promise_for_a_yes() -> None:
    """`wait_for_function` is content with the promise of an `async` function, whatever comes of it."""
    found = []
    for path in BROWSER.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        scripts = {
            target.id: ast.unparse(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in calls(tree, "wait_for_function"):
            script = ast.unparse(call.args[0])
            if "async" in script or "async" in scripts.get(script, ""):
                found.append(f"{path.name}:{call.lineno}")
    assert found == [], "look again and again with `eventually`"
