"""The import contracts bite: a stray file or a wrong import breaks the build.

That the tree itself keeps them is shown by the group `static`.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from django.conf import settings

from tests.servers import ROOT

LINT = Path(sys.executable).parent / "lint-imports"


def is_source(path: Path) -> bool:
    return path.is_dir() and path.name != "__pycache__" or path.suffix == ".py"


STRAYS = ("quiz/utils.py", "contests/helpers.py", "contests/online/common.py", "config/misc.py")
WRONG = {
    "accounts/rules/stray.py": "quiz.models",  # a lower app knows an upper one
    "quiz/rules/stray.py": "django",  # a ground floor knows Django
    "contests/online/models.py": "contests.results.models",  # beside or above itself
    "contests/models.py": "contests.online.models",  # the core knows a form
    "quiz/models.py": "quiz.services",  # the store knows its writers
}


def test_stray_files_and_wrong_imports_break_the_build(tmp_path: Path) -> None:
    """All at once: each is named by itself, and reading the whole tree takes seconds."""
    for name in ("accounts", "config", "contests", "quiz"):
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=lambda folder, names: [n for n in names if not is_source(Path(folder) / n)],
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in STRAYS:
        (tmp_path / path).write_text("")
    for path, target in WRONG.items():
        with (tmp_path / path).open("a") as file:
            file.write(f"\nimport {target}\n")
    done = subprocess.run(
        [str(LINT), "--no-logo", "--no-cache"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    for path in STRAYS:
        assert f"- {module(path)}\n" in done.stdout, path
    for path, target in WRONG.items():
        assert re.search(rf"{re.escape(module(path))} -> {target}\b", done.stdout), path


def module(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def test_every_app_of_ours_is_a_container_of_floors() -> None:
    """An app that the contracts do not name would have no floors at all."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    named = {name for c in contracts["contracts"] for name in c.get("containers", [])}
    ours = {
        name
        for name in settings.INSTALLED_APPS
        if name.split(".")[0] in {"accounts", "config", "contests", "quiz"}
    }
    assert ours == named
