"""Nothing in the trail is shown as a code: every action that the code records has words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from accounts import audit
from accounts.wording.trail import ACTIONS, DETAILS, detail_words
from contests.reports.wording.fields import PARTS
from contests.rules.ruleset import RuleSet
from tests.cast import make_cast

ROOT = Path(__file__).resolve().parents[2]
#: `action="a.b"`, `action="a.b" if … else "a.c"`, `_tell("a.b", …)`, `_recorded(contest, actor, "a.b"`.
RECORDED = re.compile(
    r"""action="([a-z_]+\.[a-z_]+)"|_tell\(\s*"([a-z_]+\.[a-z_]+)"
    |_recorded\([^"]*"([a-z_]+\.[a-z_]+)"|action="[^"]+"\sif\s\w+\selse\s"([a-z_]+\.[a-z_]+)\"""",
    re.X,
)


def recorded() -> set[str]:
    found = set()
    for app in ("accounts", "quiz", "contests"):
        for path in (ROOT / app).rglob("*.py"):
            for groups in RECORDED.findall(path.read_text(encoding="utf-8")):
                found |= {one for one in groups if one}
    return found


def test_every_recorded_action_has_words() -> None:
    found = recorded()
    assert len(found) > 60
    assert found - set(ACTIONS) == set()


def test_facts_are_said_in_words() -> None:
    assert detail_words({"fields": ["banners", "full_name"], "sha256": "ab" * 32}) == [
        "Các mục: Số pa-nô, băng rôn, Họ và tên",
        "Dấu của tệp: abababababab…",
    ]
    assert detail_words(
        {"before": {"name": "Cũ", "note": ""}, "shipped": True, "unheard_of": 3, "round": None}
    ) == ["Trước: Tên: Cũ, Ghi chú: –", "Có sẵn: có", "unheard_of: 3", "Đợt: –"]
    assert detail_words({"receipt": "ABCDEFGHJK", "reason": "name"}) == [
        "Mã biên nhận: ABCDE-FGHJK",
        "Lý do: name",
    ]


def test_every_field_of_a_report_and_part_of_the_rules_has_words() -> None:
    fields = {field.code for part in PARTS for field in part.fields}
    assert (fields | set(RuleSet.__dataclass_fields__)) - set(DETAILS) == set()


@pytest.mark.django_db
def test_the_trail_is_read_and_filtered_in_words() -> None:
    cast = make_cast()
    for action in ("head_count.set", "user.created"):
        audit.record(
            action=action, actor=cast.admin, obj=cast.department, organisation=cast.department
        )
    client = Client()
    client.force_login(cast.admin)
    text = client.get("/quan-ly/nhat-ky/?action=head_count.set").content.decode()
    assert '<td data-label="Việc">Khai số người</td>' in text
    assert '<option value="user.created">Lập tài khoản</option>' in text
    assert '<td data-label="Việc">Lập tài khoản</td>' not in text
