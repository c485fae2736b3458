"""A test that cannot fail proves nothing: each promise that is shown has a control that fails."""

import ast
from pathlib import Path

from tests.servers import ROOT


def marks(folder: Path) -> dict[str, list[bool]]:
    """Promise number → for each of its tests, whether it is the control."""
    found: dict[str, list[bool]] = {}
    for path in folder.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith(
                "mark.promise"
            ):
                continue
            number = ast.literal_eval(node.args[0])
            control = any(k.arg == "control" and ast.literal_eval(k.value) for k in node.keywords)
            found.setdefault(number, []).append(control)
    return found


def lonely(found: dict[str, list[bool]]) -> list[str]:
    """Promises without a control, or with nothing but controls."""
    return sorted(number for number, kinds in found.items() if set(kinds) != {True, False})


def test_every_promise_has_a_test_and_a_control() -> None:
    assert lonely(marks(ROOT / "tests")) == []


def test_a_promise_without_a_control_is_found(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "import pytest\n"
        "@pytest.mark.promise('P1')\ndef test_a(): ...\n"
        "@pytest.mark.promise('P2')\ndef test_b(): ...\n"
        "@pytest.mark.promise('P2', control=True)\ndef test_c(): ...\n"
    )
    assert lonely(marks(tmp_path)) == ["P1"]
