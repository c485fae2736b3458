"""Promise P28: damaged and made-up files of every format are answered, whatever is in them.

Some hundred with every commit; `make fuzz` (and `make promises`) try 50,000.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.quiz.hostile import planted
from tests.quiz.hostile.fuzz import BLOCK, Fuzz, door_of_readers, good_files
from tests.quiz.hostile.judge import minimised
from tests.quiz.hostile.mutations import unpacked
from tests.quiz.hostile.zips import ROW, row, table

SEED = 28


@pytest.mark.promise("P28")
def test_files_that_nobody_thought_of_are_answered(
    tmp_path: Path, trials: Callable[[int, int], int], record_promise: Callable[..., None]
) -> None:
    runs = trials(200, 50_000)
    with door_of_readers() as door:
        fuzz = Fuzz(door, good_files(), SEED, tmp_path)
        for number in range(-(-runs // BLOCK)):
            fuzz.block(number, min(BLOCK, runs))
    tally = fuzz.tally
    assert not tally.faults
    # The damage is neither nothing nor all, and reaches many a line of the readers.
    assert 0.1 * tally.runs < tally.read < 0.9 * tally.runs and len(tally.codes) > 30

    # The control: faults planted into the readers, each seen through the same door.
    with door_of_readers("tests.quiz.hostile.planted", processor_s=1) as door:
        assert not door.try_file(table(ROW), "đề.xlsx").fault
        found = [door.try_file(table(ROW), f"{name}.xlsx").fault for name in planted.FAULTS]
    assert [fault.partition(" in ")[0] for fault in found] == [
        "KeyError",
        "died: -11",
        "slow",
        "silent",
        "UnicodeEncodeError",
        "NUL, which a database refuses",
    ]
    record_promise(
        "P28",
        figure=f"{tally.runs} of {tally.runs} damaged and made-up files answered; most "
        f"{tally.largest:.0f} MiB, {tally.slowest:.2f} s",
        trials=tally.runs,
        seed=SEED,
        control=f"{sum(map(bool, found))} of {len(planted.FAULTS)} planted faults found",
    )


def test_a_file_with_a_fault_is_made_small() -> None:
    good = table(*(row(A=f"Câu hỏi số {n}?") for n in range(40)))
    whole = table(*(row(A=f"Câu hỏi số {n}?") for n in range(40)), row(B="lỗi-ở-đây"))

    def fails(content: bytes) -> bool:
        return any("lỗi-ở-đây".encode() in data for _, data in unpacked(content))

    assert not fails(good) and fails(whole)
    small = minimised(whole, fails)
    assert fails(small) and len(small) < len(whole) / 3
