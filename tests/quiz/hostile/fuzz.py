"""`make fuzz`: damaged and made-up files of every format through the door of an upload (P28).

    python -m tests.quiz.hostile [--runs 50000] [--seed 28] [--minutes 9]

The same seed makes the same files. Where a run was stopped (Ctrl+C, `--minutes`) it goes on: what
was counted stands in var/fuzz/<seed>.json. A file that is not answered as promised is kept there,
as it was and minimised. Exit code 1 when there is one, 3 when runs are left.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from PIL import Image

from quiz.formats.registry import READABLE
from tests.quiz.hostile.books import books
from tests.quiz.hostile.forks import Forks
from tests.quiz.hostile.judge import Door, Outcome, minimised
from tests.quiz.hostile.mutations import mutated
from tests.servers import ROOT

BLOCK = 500
BOOKS = 150
"""Of a block, workbooks made by hypothesis; the others are good files damaged."""
ENDINGS = ("xlsx", "docx", "csv", "txt", "xml", "zip", "bin", "gift", "json", "ods", "h5p", "")


@dataclass
class Tally:
    """What was counted so far."""

    blocks: int = 0
    runs: int = 0
    read: int = 0
    by_books: int = 0
    seconds: float = 0
    processor: float = 0
    slowest: float = 0
    largest: float = 0
    faults: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: Outcome) -> None:
        self.runs += 1
        self.read += outcome.questions > 0
        self.processor += outcome.seconds
        self.slowest = max(self.slowest, outcome.seconds)
        self.largest = max(self.largest, outcome.mib)
        self.codes.update(set(outcome.codes))
        if outcome.fault:
            self.faults[outcome.fault] += 1


@dataclass
class Fuzz:
    """Blocks of runs with one seed; new faults are kept in `keep`."""

    door: Door
    corpus: dict[str, list[bytes]]
    seed: int
    keep: Path
    tally: Tally = field(default_factory=Tally)

    def block(self, number: int, runs: int = BLOCK) -> None:
        """`runs` files of the block `number`, which follow from it and the seed alone."""
        made = runs * BOOKS // BLOCK
        for place in range(runs - made):
            chance = Random(f"{self.seed}/{number}/{place}")
            code = chance.choice(sorted(self.corpus))
            other = chance.choice(self.corpus[chance.choice(sorted(self.corpus))])
            content = mutated(chance.choice(self.corpus[code]), other, chance)
            name = f"đề.{chance.choice(ENDINGS)}"
            format = chance.choice((code, *READABLE)) if chance.random() < 0.1 else "auto"
            self._look(content, name, format)
        self._books(number, made)

    def _books(self, number: int, runs: int) -> None:
        left = [runs]

        @seeded(self.seed * 1_000_003 + number)
        @settings(max_examples=runs, deadline=None, derandomize=False, database=None,
                  phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(books())
        def make(book: bytes) -> None:
            if left[0] > 0:
                left[0] -= 1
                self.tally.by_books += 1
                self._look(book, "đề.xlsx", "auto")

        make()

    def _look(self, content: bytes, name: str, format: str) -> None:
        outcome = self.door.try_file(content, name, format)
        fresh = outcome.fault and outcome.fault not in self.tally.faults
        self.tally.count(outcome)
        if fresh:
            self._keep(content, name, format, outcome.fault)

    def _keep(self, content: bytes, name: str, format: str, fault: str) -> None:
        number = len(self.tally.faults)
        stem = f"{self.seed}-{number}"
        self.keep.mkdir(parents=True, exist_ok=True)
        (self.keep / f"{stem}-whole").write_bytes(content)

        def fails(candidate: bytes) -> bool:
            return self.door.try_file(candidate, name, format).fault == fault

        small = minimised(content, fails) if fault != "slow" else content
        (self.keep / f"{stem}-small").write_bytes(small)
        note = {"fault": fault, "name": name, "format": format, "run": self.tally.runs}
        (self.keep / f"{stem}.json").write_text(json.dumps(note, ensure_ascii=False), "utf-8")
        print(f"\nFAULT {fault}\n  {self.keep}/{stem}-small as {name} ({format})", flush=True)


@contextmanager
def door_of_readers(plant: str = "", **options: int) -> Iterator[Door]:
    """A door whose readers are forked, and gone afterwards."""
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    forks = Forks(plant)
    try:
        with tempfile.TemporaryDirectory(prefix="thi-fuzz-", dir=where) as folder:
            yield Door(Path(folder), forks, **options)
    finally:
        forks.close()


def _picture(kind: str) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize((64, 64)).save(target, kind)
    return target.getvalue()


def good_files() -> dict[str, list[bytes]]:
    """Good files of every readable format by its code, small and rich ones."""
    from quiz.formats.registry import BY_CODE, WRITABLE
    from quiz.formats.word_exam import Exam, write
    from tests.quiz.formats.test_recognition import corpus
    from tests.quiz.formats.test_round_trips import KINDS
    from tests.quiz.formats.test_word_layouts import CASES
    from tests.quiz.hostile.zips import GOOD_BODY, HEAD, ROW, docx, p, pack, row, sheet_xml
    from tests.quiz.hostile.zips import xlsx_parts as parts

    found = list(corpus().values())
    pictures = {"q.png": _picture("PNG"), "r.png": _picture("JPEG")}
    for code in WRITABLE:
        writer = BY_CODE[code].write
        assert writer is not None
        found.append(("xlsx" if code == "kahoot" else code, writer(KINDS, pictures).data))
    rich = sheet_xml(
        [HEAD, ROW, row(A="Hai?", F='<c r="@" t="s"><v>0</v></c>'), row(B=0.5, F="a.")],
        before='<dimension ref="A1:F4"/>',
        after='<mergeCells count="1"><mergeCell ref="A9:B10"/></mergeCells>',
    )
    found.append(("xlsx", pack(parts(rich))))
    body = GOOD_BODY + p("Câu 2. Gì?") + p("A. x\tB. y") + p("HẾT") + p("1-A 2-B")
    found += [("docx", docx(body)), ("docx", write(KINDS, {}, exam=Exam(answers=True)).data)]
    found += [("docx", docx(layout)) for layout, _ in CASES.values()]
    files: dict[str, list[bytes]] = {code: [] for code in READABLE}
    for code, content in found:
        files[code].append(content)
    assert all(files.values()), files.keys()
    return files


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Tệp hỏng và tệp bịa qua cửa tải lên.")
    parser.add_argument("--runs", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=28)
    parser.add_argument("--minutes", type=float, default=0, help="dừng sau chừng ấy phút")
    asked = parser.parse_args(arguments)
    keep = ROOT / "var" / "fuzz"
    keep.mkdir(parents=True, exist_ok=True)
    state = keep / f"{asked.seed}.json"
    tally = Tally()
    if state.exists():
        kept = json.loads(state.read_text("utf-8"))
        counters = {name: Counter(kept.pop(name)) for name in ("faults", "codes")}
        tally = Tally(**kept, **counters)
    print(f"seed {asked.seed}, from run {tally.runs:,} to {asked.runs:,}", flush=True)
    begun = time.monotonic()
    with door_of_readers() as door:
        fuzz = Fuzz(door, good_files(), asked.seed, keep, tally)
        while tally.runs < asked.runs:
            block = time.monotonic()
            fuzz.block(tally.blocks)
            tally.blocks += 1
            tally.seconds += time.monotonic() - block
            state.write_text(json.dumps(vars(tally), ensure_ascii=False), "utf-8")
            print(
                f"\r{tally.runs:,} runs, {tally.seconds:.0f} s, {sum(tally.faults.values())} faults",
                end="",
                flush=True,
            )
            if asked.minutes and time.monotonic() - begun > asked.minutes * 60:
                break
    print(f"\n\n{_said(tally)}")
    _record(tally, asked.seed, asked.runs)
    if tally.faults:
        return 1
    return 0 if tally.runs >= asked.runs else 3


def _figure(tally: Tally) -> str:
    return (
        f"{sum(tally.faults.values())} of {tally.runs} files ({tally.by_books} workbooks made by "
        f"hypothesis) unanswered; {tally.read} read with questions; most {tally.largest:.0f} MiB "
        f"and {tally.slowest:.2f} s of a processor; {len(tally.codes)} kinds of findings"
    )


def _said(tally: Tally) -> str:
    lines = [_figure(tally), f"{tally.seconds / max(tally.runs, 1) * 1000:.1f} ms a file"]
    lines += [f"  {count:7} × {fault}" for fault, count in tally.faults.most_common()]
    listed = ", ".join(f"{code} {count}" for code, count in tally.codes.most_common())
    return "\n".join([*lines, listed])


def _record(tally: Tally, seed: int, runs: int) -> None:
    path = os.environ.get("PROMISE_RECORD")
    if not path or tally.runs < runs:
        return
    line = {
        "promise": "P28",
        "figure": _figure(tally),
        "trials": tally.runs,
        "control": "planted faults are found (tests/quiz/promises/test_p28_fuzz.py)",
        "engine": "none",
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "seed": seed,
    }
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
