"""The scratch environment of the comparison, in var/bench: nothing of it is the project's.

Brought by `python -m benchmarks.live.scratch` (`make bench-live` does): a virtual environment with
the rivals, Node's socket.io, nginx unpacked from Debian's package, and the two C programs. Redis is
the one that the tests use (from a wheel).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
SCRATCH = ROOT / "var" / "bench"
PYTHON = SCRATCH / "rivals" / "bin" / "python"
NGINX = SCRATCH / "nginx" / "usr" / "sbin" / "nginx"
RIVALS = [
    "channels",
    "daphne",
    "channels_redis",
    "python-socketio",
    "redis",
    "uvicorn",
    "websockets",
    "uvloop",
    "httptools",
    "py-spy",
]

_TOLD = ("channels", "channels-redis", "daphne", "python-socketio", "redis", "uvicorn", "uvloop")


def bring() -> None:
    """Whatever is not there yet. A part that cannot be had is said and left out."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    for name in ("generator", "limit"):
        compile_c(name)
    if not PYTHON.exists():
        print("› rivals' Python packages …", flush=True)
        _run(sys.executable, "-m", "venv", str(SCRATCH / "rivals"))
        _run(str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", *RIVALS)
    node = SCRATCH / "node"
    if not (node / "node_modules" / "socket.io").exists() and shutil.which("npm"):
        print("› Node's socket.io …", flush=True)
        node.mkdir(exist_ok=True)
        _run("npm", "install", "--silent", "--no-fund", "--no-audit", "socket.io", "bufferutil",
             cwd=node)  # fmt: skip
    if not NGINX.exists() and shutil.which("apt-get"):
        print("› nginx …", flush=True)
        folder = SCRATCH / "nginx"
        folder.mkdir(exist_ok=True)
        _run("apt-get", "download", "nginx", cwd=folder)
        for package in folder.glob("nginx_*.deb"):
            _run("dpkg", "-x", package.name, ".", cwd=folder)
    for what, path in (("socket.io", node / "node_modules" / "socket.io"), ("nginx", NGINX)):
        if not path.exists():
            print(f"  {what} could not be had: its lines will be missing")


def compile_c(name: str) -> Path:
    """The program of `name`.c, compiled anew when its source is younger."""
    source, program = HERE / f"{name}.c", SCRATCH / name
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        _run("cc", "-O2", "-Wall", "-Wextra", "-o", str(program), str(source))
    return program


def versions() -> dict[str, str]:
    """What is compared, by name."""
    found = {}
    packages = subprocess.run(
        [str(PYTHON), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for package in json.loads(packages.stdout):
        if package["name"].replace("_", "-") in _TOLD:
            found[package["name"]] = package["version"]
    manifest = SCRATCH / "node" / "node_modules" / "socket.io" / "package.json"
    if manifest.exists():
        found["socket.io"] = json.loads(manifest.read_text())["version"]
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        found["node"] = node.stdout.strip()
    if NGINX.exists():
        told = subprocess.run([str(NGINX), "-v"], capture_output=True, text=True, check=True)
        found["nginx"] = told.stderr.strip().split("/")[-1]
    return found


def _run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, check=True, cwd=cwd)


if __name__ == "__main__":
    bring()
