"""Words of the public contest page: how long still, what to expect, how to take part.

Counts stand as people say them ("4 ngày"); the two digits of official texts ("04 ngày") are for
the thể lệ and the papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from contests.rules.choices import AttemptUnit, PersonField, PredictionKind, ShowResult
from contests.rules.terms import RuleSet
from contests.wording import names
from contests.wording.numbers import capital, instant, integer, series

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def span(length: timedelta) -> str:
    """ "3 ngày", "5 giờ 20 phút", "12 phút"; under a minute "chưa đến 1 phút"."""
    if length < _MINUTE:
        return "chưa đến 1 phút"
    days, rest = divmod(length, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    if days >= 3:
        return f"{integer(days)} ngày"
    parts = [(days, "ngày"), (hours, "giờ"), (minutes if not days else 0, "phút")]
    return " ".join(f"{integer(number)} {unit}" for number, unit in parts if number)


def countdown(rounds: Sequence[tuple[datetime, datetime]], now: datetime) -> str:
    """One sentence on the nearest opening or closing; "" when all is over."""
    for opens, closes in rounds:
        if now < opens:
            return f"Mở lúc {instant(opens)}, còn {span(opens - now)}."
        if now < closes:
            return f"Đóng lúc {instant(closes)}, còn {span(closes - now)}."
    return ""


def at_a_glance(rules: RuleSet) -> tuple[tuple[str, str], ...]:
    """What somebody who is about to sit wants to know: (label, value)."""
    paper, limit = rules.paper, rules.attempts
    if limit.unit is AttemptUnit.UNLIMITED or limit.count is None:
        attempts = "không giới hạn số lượt"
    else:
        attempts = f"tối đa {integer(limit.count)} lượt trong {names.ATTEMPT_UNIT[limit.unit]}"
    questions = f"{integer(paper.questions)} câu hỏi"
    if rules.prediction.kind is not PredictionKind.NONE:
        questions += " và 1 câu hỏi dự đoán"
    who = rules.eligibility
    people = capital(series([names.AUDIENCE[one] for one in who.audiences]) or "mọi người")
    if who.min_age is not None:
        people += f", từ đủ {who.min_age} tuổi"
    if who.max_age is not None:
        people += f", không quá {who.max_age} tuổi"
    return (
        ("Ai được thi", people),
        ("Đề thi", f"{questions}, làm trong {integer(paper.minutes)} phút"),
        ("Số lượt", capital(attempts)),
        ("Lượt được tính", capital(names.COUNTING[limit.counting])),
        ("Biết kết quả", capital(names.SHOW_RESULT[rules.disclosure.result])),
    )


def how_to(rules: RuleSet) -> tuple[str, ...]:
    """The steps, each a sentence."""
    asked = [names.FIELD[rule.field] for rule in rules.registration.fields if rule.required]
    steps = [
        f"Bấm “Vào thi” và điền: {'; '.join(asked)}.",
        "Nhận mã dự thi gồm 8 ký tự. Chụp màn hình hoặc bấm “Lưu ảnh” để giữ lại; mã dùng để vào thi tiếp trên máy khác.",
        f"Làm bài trong {integer(rules.paper.minutes)} phút. Mỗi lựa chọn được lưu ngay; mất mạng hay tắt máy thì vào lại làm tiếp, thời gian vẫn tính.",
    ]
    if rules.prediction.kind is not PredictionKind.NONE:
        steps.append("Trả lời câu hỏi dự đoán ở cuối bài.")
    end = "Bấm “Nộp bài”. Hết giờ mà chưa bấm thì những câu đã lưu tự được nộp."
    if rules.disclosure.result is ShowResult.IMMEDIATELY:
        end += " Kết quả hiện ngay sau khi nộp."
    steps.append(end)
    if PersonField.PHONE not in {rule.field for rule in rules.registration.fields}:
        return tuple(steps)
    return (*steps, "Quên mã dự thi thì nhờ cán bộ đầu mối của đơn vị, xã, phường cấp lại.")
