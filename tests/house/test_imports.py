"""The import contracts bite: a stray file or a wrong import breaks the build."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from tests.servers import ROOT

LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("accounts", "config", "contests", "quiz"):
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=lambda folder, names: [n for n in names if not is_source(Path(folder) / n)],
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def is_source(path: Path) -> bool:
    return path.is_dir() and path.name != "__pycache__" or path.suffix == ".py"


def test_the_tree_keeps_its_contracts(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "path", ["quiz/utils.py", "contests/helpers.py", "contests/online/common.py", "config/misc.py"]
)
def test_a_stray_file_breaks_the_build(copy: Path, path: str) -> None:
    (copy / path).write_text("")
    done = lint(copy)
    assert done.returncode == 1
    assert path.removesuffix(".py").replace("/", ".") in done.stdout


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("accounts/rules/stray.py", "import quiz.models"),  # a lower app knows an upper one
        ("quiz/rules/stray.py", "import django.utils.timezone"),  # a ground floor knows Django
        ("contests/online/models.py", "import contests.results.models"),  # beside or above itself
        ("contests/models.py", "import contests.online.models"),  # the core knows a form
        ("quiz/models.py", "import quiz.services"),  # the store knows its writers
    ],
)
def test_a_wrong_import_breaks_the_build(copy: Path, path: str, line: str) -> None:
    target = line.removeprefix("import ")
    if target.split(".")[0] != "django" and not (copy / target.replace(".", "/")).is_dir():
        (copy / f"{target.replace('.', '/')}.py").touch()
    file = copy / path
    file.write_text((file.read_text() if file.exists() else "") + f"\n{line}\n")
    done = lint(copy)
    assert done.returncode == 1
    assert target.split(".")[0] in done.stdout


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
