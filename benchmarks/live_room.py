"""A live room, from the first join to the last result: ours, its rivals and the limit.

    make bench-live                                          everything (about 20 minutes)
    python benchmarks/live_room.py --sizes 1000 --stacks "ours,C limit" --repetitions 1

One generator for all (benchmarks/live/generator.c), one thread on core 1; one server after the
other on core 0, interleaved within each repetition. Players join over `size / 1000` seconds, then
ten questions: the host asks, everybody gets it; odd questions are answered within 2 s, even ones by
all in the same instant; the host reveals, everybody gets their own result. Ours is the whole
application with every answer on disk before its acknowledgement; the rivals keep theirs in memory.

CPU is /proc/PID/task/*/schedstat of the server (and nginx), from the host's word to 120 ms after
the last player; Redis is not counted. Prints a table for benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.live import scratch  # noqa: E402
from benchmarks.live.stacks import CLIENT_CORE, STACKS  # noqa: E402

SIZES = [1_000, 5_000, 10_000]
JOINS_PER_SECOND = 1_000
# `POST /vao-phong/` and socket together take twice as long (see RESULTS.md).
ENTERS_PER_SECOND = 300
# A slow stack is asked no further question after this long; one that hangs is cut off later.
ENOUGH_SECONDS = 90
RUN_SECONDS = 300
WAIT_SECONDS = 20
SPARE_FILES = 500


def run_once(stack: str, players: int, questions: int) -> dict[str, Any]:
    """One room on one stack; the generator's figures, or {"failed": why}."""
    pace = ENTERS_PER_SECOND if stack == "ours entering too" else JOINS_PER_SECOND
    try:
        with STACKS[stack](players) as running:
            command = [str(scratch.SCRATCH / "generator"), *running.arguments,
                       "-n", str(players), "-q", str(questions), "-l", str(WAIT_SECONDS),
                       "-T", str(ENOUGH_SECONDS), "-w", str(players * 1000 // pace)]  # fmt: skip
            for pid in running.pids:
                command += ["-P", str(pid)]
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
            )
            if done.returncode:
                return {"failed": done.stderr.strip()[-300:] or "generator failed"}
            figures: dict[str, Any] = json.loads(done.stdout)
            return figures
    except subprocess.TimeoutExpired:
        return {"failed": f"not finished within {RUN_SECONDS} s"}
    except RuntimeError as error:
        return {"failed": str(error)[-300:]}


def reduce_run(figures: dict[str, Any]) -> dict[str, float]:
    """One run to one figure for each column: medians over its questions, sums where they count."""
    join, questions = figures["join"], figures["questions"]
    # Per player who got in: those who did not cost nothing later.
    players = max(1, join["latency"]["count"])
    storms = [one for one in questions if one["answers"] == "storm"]
    blasts = [one for one in questions if one["answers"] == "blast"]

    def middle(rows: list[dict[str, Any]], *path: str) -> float:
        values = []
        for row in rows:
            value: Any = row
            for name in path:
                value = value.get(name, {}) if isinstance(value, dict) else value
            if isinstance(value, int | float):
                values.append(value)
        return statistics.median(values) if values else float("nan")

    reached = sum(one["broadcast"]["count"] for one in questions)
    acks = sum(one["ack"]["count"] for one in questions)
    rates = [one["ack"]["count"] / one["seconds"] for one in blasts if one["seconds"]]
    return {
        "join_failed": join["failed"],
        "join_p50": join["latency"].get("p50", float("nan")),
        "join_p99": join["latency"].get("p99", float("nan")),
        "join_cpu": join["cpu_ms"] / figures["players"],
        "rss": join["rss_kb"] / players,
        "broadcast_p50": middle(questions, "broadcast", "p50"),
        "broadcast_p99": middle(questions, "broadcast", "p99"),
        "broadcast_last": middle(questions, "broadcast", "max"),
        "broadcast_cpu": 1000 * middle(questions, "broadcast_cpu_ms") / players,
        "spread": middle(questions, "broadcast", "max") - middle(questions, "broadcast", "first"),
        "storm_p50": middle(storms, "ack", "p50"),
        "storm_p99": middle(storms, "ack", "p99"),
        "storm_cpu": middle(storms, "answer_cpu_us"),
        "blast_last": middle(blasts, "ack", "max"),
        "blast_rate": statistics.median(rates) if rates else float("nan"),
        "results_last": middle(questions, "results", "max"),
        "whole_cpu": 1000 * middle(questions, "whole_cpu_ms") / players,
        "missed": players * len(questions) - reached,
        "unacked": sum(one["sent"] for one in questions) - acks,
        "generator": max(one["broadcast_generator_share"] for one in questions),
    }


COLUMNS = [
    ("join p50 / p99, ms", "{join_p50:.1f} / {join_p99:.0f}"),
    ("joins failed", "{join_failed:.0f}"),
    ("join CPU, ms", "{join_cpu:.2f}"),
    ("question p50 / p99 / last, ms", "{broadcast_p50:.0f} / {broadcast_p99:.0f} / {broadcast_last:.0f}"),  # noqa: E501
    ("first to last, ms", "{spread:.0f}"),
    ("CPU a player, µs", "{broadcast_cpu:.1f}"),
    ("storm ack p50 / p99, ms", "{storm_p50:.1f} / {storm_p99:.1f}"),
    ("CPU an answer, µs", "{storm_cpu:.0f}"),
    ("all at once: last, ms", "{blast_last:.0f}"),
    ("acks/s", "{blast_rate:,.0f}"),
    ("own results: last, ms", "{results_last:.0f}"),
    ("CPU a player, whole question, µs", "{whole_cpu:.0f}"),
    ("kB a player", "{rss:.1f}"),
    ("missed / unacked", "{missed:.0f} / {unacked:.0f}"),
]  # fmt: skip


def table(results: dict[tuple[int, str], list[dict[str, float]]], stacks: list[str]) -> str:
    """The markdown table: the median over the repetitions of each figure."""
    lines = [
        "| players | stack | runs | " + " | ".join(name for name, _ in COLUMNS) + " |",
        "|" + "---|" * (len(COLUMNS) + 3),
    ]
    for size in sorted({size for size, _ in results}):
        for stack in stacks:
            runs = results.get((size, stack))
            if runs is None:
                continue
            if not runs:
                lines.append(f"| {size:,} | {stack} | 0 | failed |" + " |" * (len(COLUMNS) - 1))
                continue
            middle = {key: statistics.median(one[key] for one in runs) for key in runs[0]}
            cells = " | ".join(form.format(**middle) for _, form in COLUMNS)
            lines.append(f"| {size:,} | {stack} | {len(runs)} | {cells} |")
    return "\n".join(lines)


def ratios(results: dict[tuple[int, str], list[dict[str, float]]]) -> str:
    """CPU of a broadcast against that of ours, at each size."""
    lines = []
    for size in sorted({size for size, _ in results}):
        middle = {
            stack: statistics.median(one["broadcast_cpu"] for one in runs)
            for (at, stack), runs in results.items()
            if at == size and runs
        }
        if "ours" in middle:
            others = ", ".join(
                f"{stack} {value / middle['ours']:.2f}"
                for stack, value in middle.items()
                if stack != "ours"
            )
            lines.append(f"CPU of a question's broadcast at {size:,}, ours = 1: {others}.")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--stacks", default=",".join(STACKS), help="names as in the table")
    parser.add_argument("--repetitions", type=int, default=1)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=120, help="start no run after this long")
    parser.add_argument("--json", type=Path, default=scratch.SCRATCH / "live_room.jsonl",
                        help="every run's raw figures are added here")  # fmt: skip
    options = parser.parse_args()
    stacks = [name.strip() for name in options.stacks.split(",")]
    sizes = [int(size) for size in options.sizes.split(",")]
    if unknown := set(stacks) - set(STACKS):
        parser.error(f"no such stack: {sorted(unknown)}")
    scratch.bring()
    os.sched_setaffinity(0, {CLIENT_CORE})
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    sizes = [size for size in sizes if size + SPARE_FILES <= hard]
    load = os.getloadavg()
    began = time.monotonic()
    results: dict[tuple[int, str], list[dict[str, float]]] = defaultdict(list)
    for repetition in range(options.repetitions):
        for size in sizes:
            for stack in stacks:
                if time.monotonic() - began > options.minutes * 60:
                    continue
                results.setdefault((size, stack), [])
                before = time.monotonic()
                figures = run_once(stack, size, options.questions)
                with options.json.open("a") as file:
                    told = {"stack": stack, "size": size, "repetition": repetition, **figures}
                    file.write(json.dumps(told) + "\n")
                if "failed" in figures or not figures["questions"]:
                    said = figures.get("failed") or figures.get("refusal")
                    print(f"  {size} {stack}: failed: {said}", file=sys.stderr, flush=True)
                    continue
                results[size, stack].append(reduce_run(figures))
                took = time.monotonic() - before
                print(f"  {size} {stack}: {took:.0f} s", file=sys.stderr, flush=True)
    print(f"## {datetime.now():%Y-%m-%d, %H:%M}: the live room (`make bench-live`)\n")  # noqa: DTZ005
    print(
        f"{os.cpu_count()} cores ({_processor()}), Linux {platform.release()}, Python "
        f"{platform.python_version()}, load before {load[0]:.1f}, after {os.getloadavg()[0]:.1f}. "
        + ", ".join(f"{name} {version}" for name, version in scratch.versions().items())
        + ".\n"
    )
    print(table(results, stacks))
    print()
    print(ratios(results))
    return 0


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


if __name__ == "__main__":
    sys.exit(main())
