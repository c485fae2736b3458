"""A test that cannot fail proves nothing: each promise that is shown has a control that fails."""

import ast
from pathlib import Path

from tests.servers import ROOT


def promises_of(test: ast.FunctionDef | ast.AsyncFunctionDef) -> list[tuple[str, bool]]:
    """The promises that a test's marks name ("P1" or 1), and whether the mark says control=True."""
    found = []
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("mark.promise"):
            number = f"P{str(ast.literal_eval(mark.args[0])).removeprefix('P')}"
            found.append((number, any(keyword.arg == "control" for keyword in mark.keywords)))
    return found


def controls(folder: Path) -> dict[str, bool]:
    """Promise number → whether some test of it runs a control.

    A control is a test of its own, marked `promise("P1", control=True)`, or a part of the test,
    whose outcome it hands to `record_promise(..., control=...)`.
    """
    found: dict[str, bool] = {}
    for path in folder.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            inside = any(
                isinstance(call, ast.Call)
                and ast.unparse(call.func) == "record_promise"
                and any(keyword.arg == "control" for keyword in call.keywords)
                for call in ast.walk(node)
            )
            for number, marked in promises_of(node):
                found[number] = found.get(number, False) or marked or inside
    return found


def lonely(found: dict[str, bool]) -> list[str]:
    return sorted(number for number, controlled in found.items() if not controlled)


def test_every_promise_has_a_test_and_a_control() -> None:
    assert lonely(controls(ROOT / "tests")) == []


def test_a_promise_without_a_control_is_found(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "import pytest\n"
        "@pytest.mark.promise('P1')\ndef test_a(): ...\n"
        "@pytest.mark.promise('P2')\ndef test_b(): ...\n"
        "@pytest.mark.promise(2, control=True)\ndef test_c(): ...\n"
        "@pytest.mark.promise('P3')\ndef test_d(record_promise):\n"
        "    record_promise('P3', figure='0', trials=1, control='lost 5')\n"
    )
    assert lonely(controls(tmp_path)) == ["P1"]
