"""Figures of promises into docs/measurements.md.

    python -m tests.measurements var/promises.jsonl docs/measurements.md

Each run is a table of its own below the heading, newest first; older runs stay as they are.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

MARK = "<!-- runs -->"


def machine() -> str:
    """Processors, memory and versions of where the figures were taken."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} CPU, {memory:.0f} GiB, Python {platform.python_version()}"


def table(lines: list[dict[str, object]], size: str, commit: str) -> str:
    """One run as Markdown: a line per promise, engine and variant, in order of the promises."""
    known = {"promise", "figure", "trials", "control", "engine", "at"}
    rows = []
    for line in sorted(lines, key=lambda line: int(str(line["promise"]).removeprefix("P"))):
        more = ", ".join(f"{key}: {value}" for key, value in line.items() if key not in known)
        figure = f"{line['figure']} ({more})" if more else str(line["figure"])
        cells = (line["promise"], line["engine"], line["trials"], figure, line["control"])
        rows.append("| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |")
    day = max(str(line["at"]) for line in lines)[:10]
    return "\n".join(
        [
            f"## {day}, {size} size, commit {commit}",
            "",
            f"{machine()}.",
            "",
            "| promise | engine | trials | measured | control, which must fail |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main(record: Path, document: Path) -> int:
    lines = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
    if not lines:
        print(f"{record} holds no figure.")
        return 1
    size = "long" if os.environ.get("PROMISES") == "long" else "CI"
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    head, mark, rest = document.read_text("utf-8").partition(MARK)
    assert mark, f"{document} has lost its line {MARK}"
    document.write_text(f"{head}{MARK}\n\n{table(lines, size, commit)}{rest}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
