"""Sentences of the live form: every code has one, rules come from data, minutes tell everything."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from contests.formats.document import Dashes, OfficialDocument, Table
from contests.formats.docx import write_docx
from contests.formats.issuers import Issuer, IssuerKind
from contests.live.rules.commands import CLOCK_COMMANDS, HOST_COMMANDS
from contests.live.rules.plan import Mode, Order, Scoring, Teams, TeamsBy
from contests.live.rules.replay import replay
from contests.live.rules.statistics import Watch
from contests.live.wording.log import COMMANDS, LogLine
from contests.live.wording.minutes import LiveFacts, Placed, minutes, rules_sheet
from contests.live.wording.refusals import SENTENCES, sentence
from contests.live.wording.segments import MODE_NAMES, segment_rules, standing_rules
from tests.live.rules.table import Plan, plan, segment
from tests.live.rules.table import Table as Played

LIVE = Path(__file__).resolve().parents[3] / "contests/live"
SO = Issuer(IssuerKind.DEPARTMENT, "Sở Tư pháp", "Quảng Ngãi", code="STP", superior="UBND tỉnh")


def _codes() -> set[str]:
    """Every literal code that rules and protocol refuse with."""
    found = set()
    for folder in ("rules", "protocol"):
        for path in (LIVE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ("Refusal", "BadFrame")
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    found.add(node.args[0].value)
    return found


def test_every_code_has_a_sentence():
    assert _codes() - SENTENCES.keys() == set()
    assert sentence("no-such-code").startswith("Không thực hiện được")
    assert all(text.endswith(".") for text in SENTENCES.values())


def test_every_command_and_mode_has_a_name():
    assert COMMANDS.keys() == HOST_COMMANDS.keys() | CLOCK_COMMANDS
    assert MODE_NAMES.keys() == set(Mode)


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_explains_itself_in_whole_sentences(mode):
    said = segment_rules(segment(mode, 3))
    assert said and all(
        re.search(r"[.!]$", one) and one[0].isupper() | one[0].isdigit() for one in said
    )


@pytest.mark.parametrize(
    ("made", "part"),
    [
        (segment(Mode.RACE, streak_milli=100_000), "thêm 100 điểm thưởng"),
        (segment(Mode.BUZZER), "sai bị trừ 5 điểm; tổng điểm không xuống dưới 0"),
        (segment(Mode.BUZZER, allows_negative=True, wrong_milli=2_500), "bị trừ 2,5 điểm"),
        (segment(Mode.SPEED), "40, 30, 20 và 10 điểm"),
        (segment(Mode.KNOCKOUT, cut=15), "15 người có điểm cao nhất"),
        (segment(Mode.OBSTACLE), "60 điểm, mỗi hàng đã mở bớt 10 điểm"),
        (segment(Mode.PACKAGES), "Gói 40 điểm (10 + 10 + 20)"),
    ],
)
def test_the_numbers_are_those_that_score(made, part):
    assert part in " ".join(segment_rules(made))


def test_the_standing_is_explained():
    made = plan(segment(Mode.RACE), segment(Mode.BELL), teams=Teams(TeamsBy.ORGANISATION))
    said = " ".join(standing_rules(made))
    assert "cộng dồn" in said and "điểm trung bình" in said and "trụ lâu hơn" in said
    assert "không bấm chuông ở các phần sau" not in said
    bell_first = " ".join(standing_rules(plan(segment(Mode.BELL), segment(Mode.RACE))))
    assert "không bấm chuông ở các phần sau" in bell_first
    only = Plan("x", (segment(Mode.RACE),), scoring=Scoring((Order.RIGHT,)))
    assert "số câu trả lời đúng" in " ".join(standing_rules(only))


def _text(made: OfficialDocument) -> str:
    return " ".join(
        str(one) for block in made.body if isinstance(block, Dashes) for one in block.items
    )


def played() -> tuple[Played, LiveFacts]:
    table = Played(plan(segment(Mode.RACE, 2)), players=3, at=1_795_860_000_000_000).start()
    table.ask("B", "A", "A")
    table.do("adjust", player=2, points_milli=-5_000, reason="Nhắc bài <b>cho bạn</b>")
    table.do("void", reason="Đáp án chưa thống nhất")
    watch = Watch(table.plan, {player: table.at for player, _ in table.roster}, keeps_papers=True)
    replay(table.plan, table.log, table.answers, table.roster, watch)
    facts = LiveFacts(
        issuer=SO,
        title="Ngày Pháp luật",
        plan=table.plan,
        started_us=table.at,
        ended_us=table.at + 60_000_000,
        players=3,
        log=[LogLine(one.at_us, one.name, one.args, "Nguyễn Minh Dẫn", "3") for one in table.log],
        placed=[Placed(1, "Người 1", "", 975_000, 1, 1_000_000)],
        figures=watch.figures(),
        names={2: "Trần Thị Bình"},
        digest="ab" * 32,
        is_replayed=True,
    )
    return table, facts


def test_minutes_tell_every_command_and_reason():
    table, facts = played()
    made = minutes(facts)
    assert made.kind_title == "BIÊN BẢN" and made.number_symbol == "BB-STP"
    tables = [block for block in made.body if isinstance(block, Table)]
    figures, log = (annex.blocks[0] for annex in made.annexes)
    assert isinstance(figures, Table) and isinstance(log, Table)
    assert len(log.rows) == len(table.log)
    decisions = next(one for one in tables if one.columns[2].title == "Lý do").rows
    assert decisions[-2][1:3] == (
        "Điều chỉnh điểm: Trần Thị Bình, −5 điểm",
        "Nhắc bài <b>cho bạn</b>",
    )
    assert decisions[-1][1:3] == ("Hủy câu hỏi", "Đáp án chưa thống nhất")
    said = ("3", "3", "1", "33,3%", "1 giây", "A: 2; B (đúng): 1; C: 0; D: 0")
    assert figures.rows[0][2:] == (*said[:5], f"Đã hủy, không tính. {said[5]}")
    assert "trùng khớp" in _text(made) and "KHÔNG" not in _text(made)
    assert "KHÔNG" in _text(minutes(replace(facts, is_replayed=False)))


def test_minutes_and_rules_are_written():
    _, facts = played()
    for made in (minutes(facts), rules_sheet(facts)):
        data = write_docx(made)
        with ZipFile(BytesIO(data)) as parts:
            words = parts.read("word/document.xml").decode()
        assert "Ngày Pháp luật" in words
        signs = made.kind_title == "BIÊN BẢN"
        assert all((line in words) is signs for line in ("THƯ KÝ", "CHỦ TRÌ"))


def test_the_rules_sheet_says_what_the_screens_say():
    _, facts = played()
    lists = [block for block in rules_sheet(facts).body if isinstance(block, Dashes)]
    assert lists[1].items == segment_rules(facts.plan.segments[0])
