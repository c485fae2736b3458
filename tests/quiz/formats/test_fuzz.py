"""Damaged and random files: always an answer, never an exception (P28).

300 mutations with every commit; `make promises` makes 50 000.
"""

import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from quiz.formats.dispatch import read_here
from quiz.formats.excel_template import EXAMPLES, write
from quiz.wording import problem_sentence
from tests.quiz.hostile.zips import (
    GOOD_BODY,
    HEAD,
    ROW,
    docx_parts,
    p,
    pack,
    row,
    sheet_xml,
    xlsx_parts,
)
from tests.sizes import size

ROUNDS = size(300, 50_000)
STOCK_ROUNDS = 100
CSV = ",".join(HEAD) + "\n" + ",".join(ROW) + "\n"


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A few bytes flipped, cut, doubled or moved."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(max(len(data), 1))
        kind = chance.randrange(5)
        if kind == 0 and data:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randrange(1, 30)]
        elif kind == 2:
            data[at:at] = data[at : at + chance.randrange(1, 60)]
        elif kind == 3:
            data[at:at] = chance.choice((b"\x00", b"<", b">", b'"', b"&", b"99999999999", b"-1"))
        else:
            del data[at : len(data) if chance.random() < 0.1 else at + 1]
    return bytes(data)


def inside(parts: dict[str, str | bytes], chance: random.Random) -> bytes:
    """One part mutated before packing, so that the damage reaches the parsers."""
    name = chance.choice(list(parts))
    text = parts[name]
    raw = text if isinstance(text, bytes) else text.encode()
    return pack(parts | {name: mutated(raw, chance)})


def unpacked(content: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.promise(28)
def test_mutations_of_good_files_are_answered(record_promise: Callable[..., None]) -> None:
    rich = xlsx_parts(
        sheet_xml(
            [HEAD, ROW, row(A="Hai?", F='<c r="@" t="s"><v>0</v></c>'), row(B=0.5, F="a.")],
            before='<dimension ref="A1:F4"/>',
            after='<mergeCells count="1"><mergeCell ref="A9:B10"/></mergeCells>',
        )
    )
    word = docx_parts(GOOD_BODY + p("Câu 2. Gì?") + p("A. x\tB. y") + p("HẾT") + p("1-A 2-B"))
    packages = [rich, word, unpacked(write(EXAMPLES))]
    whole = [pack(package) for package in packages] + [CSV.encode()]
    read_well = stock_raised = 0
    for number in range(ROUNDS):
        chance = random.Random(number)
        if number % 3:
            content = inside(chance.choice(packages), chance)
        else:
            content = mutated(chance.choice(whole), chance)
        try:
            reading = read_here(io.BytesIO(content), file_name="thử.xlsx")
        except Exception as error:
            raise AssertionError(f"mutation {number} raised {error!r}") from error
        assert reading.drafts or reading.problems, f"mutation {number} gave no answer"
        for problem in reading.problems:
            assert problem_sentence(problem, "thử.xlsx").startswith(f"[{problem.code}] Tệp «")
        read_well += bool(reading.drafts)
        if number < STOCK_ROUNDS:  # the control: what stock importing does with the same bytes
            try:
                for row_ in openpyxl.load_workbook(io.BytesIO(content), read_only=True).active:
                    assert row_
            except Exception:
                stock_raised += 1
    record_promise(
        "P28",
        figure=f"{ROUNDS} of {ROUNDS} damaged files answered in a sentence",
        trials=ROUNDS,
        control=f"openpyxl alone raised at {stock_raised} of the first {STOCK_ROUNDS}",
    )
    assert stock_raised > STOCK_ROUNDS // 2
    assert 0.2 * ROUNDS < read_well < 0.9 * ROUNDS  # the damage is neither nothing nor all
