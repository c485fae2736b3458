"""The locks install the same thing tomorrow, when newer releases exist."""

import re
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.servers import ROOT


def pinned(lock: str) -> dict[str, frozenset[str]]:
    """Name and extras of every line of a lock."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?==", lock, re.MULTILINE)
    return {canonicalize_name(name): frozenset(extras.split(",")) - {""} for name, extras in lines}


def loose_ends(lock: dict[str, frozenset[str]], asked: dict[str, frozenset[str]]) -> list[str]:
    """Requirements with an extra that the lock pins without it.

    pip takes `name[extra]` for another thing than `name`: where only `name` is pinned it looks at
    the newest release of `name[extra]` first, and with hashes that ends the installation.
    """
    found = []
    for name, extras in lock.items():
        wanted = extras | asked.get(name, frozenset())
        for line in metadata.requires(name) or []:
            requirement = Requirement(line)
            marker = requirement.marker
            active = marker is None or any(
                marker.evaluate({"extra": extra}) for extra in ["", *wanted]
            )
            target = canonicalize_name(requirement.name)
            if active and requirement.extras - lock.get(target, frozenset()):
                found.append(f"{name} asks for {target}{sorted(requirement.extras)}")
    return found


def asked_by(*inputs: str) -> dict[str, frozenset[str]]:
    """Extras that our own inputs ask for."""
    found: dict[str, frozenset[str]] = {}
    for name in inputs:
        for line in (ROOT / name).read_text().splitlines():
            if line and not line.startswith(("-", "#")):
                requirement = Requirement(line.partition("#")[0])
                found[canonicalize_name(requirement.name)] = frozenset(requirement.extras)
    return found


def test_every_extra_that_is_asked_for_is_pinned_with_it():
    lock = pinned((ROOT / "requirements-dev.txt").read_text())
    assert len(lock) > 100
    assert loose_ends(lock, asked_by("requirements.in", "requirements-dev.in")) == []


def test_the_runtime_lock_says_the_same_as_the_dev_lock():
    runtime = pinned((ROOT / "requirements.txt").read_text())
    dev = pinned((ROOT / "requirements-dev.txt").read_text())
    assert {name: dev.get(name) for name in runtime} == runtime


def test_a_lock_without_the_extra_is_noticed():
    assert loose_ends({"pytest-cov": frozenset(), "coverage": frozenset()}, {})
