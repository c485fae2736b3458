"""How each segment is played, said from the same data by which it is scored.

The same sentences stand on the players' screens, on the projector before the segment and in the
printed rules.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from contests.live.rules.plan import (
    Mode,
    Order,
    Pick,
    Plan,
    Segment,
    TeamsBy,
    TeamScore,
    Terms,
    narrowed,
)
from contests.wording.numbers import decimal, integer, series

MODE_NAMES: Final[dict[Mode, str]] = {
    Mode.RACE: "Đua tốc độ",
    Mode.ACCURACY: "Trả lời chính xác",
    Mode.BELL: "Rung chuông vàng",
    Mode.BUZZER: "Giành quyền trả lời",
    Mode.TURNS: "Khởi động theo lượt",
    Mode.OBSTACLE: "Vượt chướng ngại vật",
    Mode.SPEED: "Tăng tốc",
    Mode.PACKAGES: "Về đích",
    Mode.KNOCKOUT: "Vòng loại trên máy tính",
}


def segment_rules(segment: Segment) -> tuple[str, ...]:
    """The rules of `segment`, one sentence each, for players who stand in the hall."""
    return tuple(one for one in _SAID[segment.mode](segment) if one)


def standing_rules(plan: Plan) -> tuple[str, ...]:
    """What holds for the whole programme: teams, order, instants, ties."""
    said = []
    if len(plan.segments) > 1:
        said.append("Điểm các phần thi được cộng dồn.")
    if plan.teams.by is not TeamsBy.NONE:
        whose = {
            TeamsBy.ASSIGNED: "do Ban Tổ chức xếp",
            TeamsBy.ORGANISATION: "theo cơ quan, đơn vị",
            TeamsBy.CHOSEN: "do người chơi chọn khi vào phòng",
        }[plan.teams.by]
        how = "điểm trung bình" if plan.teams.score is TeamScore.AVERAGE else "tổng điểm"
        said.append(f"Đội {whose}; điểm của đội là {how} của các thành viên.")
    if narrowed([(one.mode, one.terms) for one in plan.segments]):
        said.append(
            "Ai đã bị loại thì không trả lời trên thiết bị, không bấm chuông ở các phần sau."
        )
    said.append(f"Thứ hạng xét lần lượt theo {series([_ORDERS[one] for one in plan.order])}.")
    said.append("Bằng nhau ở mọi tiêu chí thì cùng thứ hạng.")
    said.append(
        "Mọi thời điểm tính theo lúc máy chủ nhận được, không theo đồng hồ hay đường truyền của thiết bị."
    )
    said.append("Mỗi câu chỉ trả lời một lần; câu trả lời đã ghi nhận không sửa được.")
    return tuple(said)


_ORDERS: Final = {
    Order.ALIVE: "thời điểm dừng cuộc chơi (người trụ lâu hơn xếp trên)",
    Order.POINTS: "tổng điểm",
    Order.RIGHT: "số câu trả lời đúng",
    Order.TIME: "tổng thời gian trả lời (ít hơn xếp trên; không trả lời tính trọn thời gian của câu)",
}


def points(milli: int) -> str:
    """10000 -> "10", -500 -> "-0,5"."""
    return decimal(Fraction(milli, 1000), 3)


def span(values: list[int], shown: Callable[[int], str]) -> str:
    """ "10", or "từ 10 đến 30" when they differ."""
    least, most = min(values), max(values)
    return shown(least) if least == most else f"từ {shown(least)} đến {shown(most)}"


def _asked(segment: Segment) -> str:
    seconds = span([one.seconds for one in segment.questions], integer)
    reading = segment.terms.reading_seconds
    read = f" sau {integer(reading)} giây đọc câu hỏi" if reading else ""
    return (
        f"{integer(len(segment.questions))} câu hỏi, mỗi câu {seconds} giây{read}; "
        "mọi người trả lời trên thiết bị của mình."
    )


def _worth(segment: Segment) -> str:
    return span([one.max_milli for one in segment.questions], points)


def _auto(terms: Terms) -> str:
    if not terms.auto_seconds:
        return ""
    return f"Hết giờ mỗi câu, {integer(terms.auto_seconds)} giây sau máy tự chuyển tiếp."


def _hidden(terms: Terms) -> str:
    return "" if terms.reveals else "Đáp án không công bố giữa các câu."


def _race(segment: Segment) -> list[str]:
    least = span([one.floor_milli for one in segment.questions], points)
    terms = segment.terms
    return [
        _asked(segment),
        f"Trả lời đúng ngay khi câu hỏi mở được {_worth(segment)} điểm, giảm đều theo thời gian; đúng vào giây cuối được {least} điểm.",
        "Trả lời sai hoặc không trả lời: 0 điểm.",
        (
            f"Từ câu đúng liên tiếp thứ hai, mỗi câu thêm {points(terms.streak_milli)} điểm thưởng cho mỗi câu đúng liền trước, tính nhiều nhất {integer(terms.streak_most)} câu."
            if terms.streak_milli
            else ""
        ),
        _hidden(terms),
        _auto(terms),
    ]


def _accuracy(segment: Segment) -> list[str]:
    return [
        _asked(segment),
        f"Trả lời đúng được {_worth(segment)} điểm, nhanh hay chậm như nhau; sai hoặc không trả lời: 0 điểm.",
        "Bằng điểm thì xét tổng thời gian trả lời.",
        _hidden(segment.terms),
        _auto(segment.terms),
    ]


def _bell(segment: Segment) -> list[str]:
    terms, rescue = segment.terms, segment.terms.rescue
    said = [
        _asked(segment),
        "Trả lời sai hoặc không trả lời là dừng cuộc chơi.",
        "Nếu mọi người còn lại đều sai thì không ai bị loại và câu hỏi đó không tính.",
    ]
    if rescue is not None:
        when = []
        if rescue.after:
            when.append(f"sau câu {integer(rescue.after)}")
        if rescue.left:
            when.append(f"khi còn không quá {integer(rescue.left)} người")
        who = {
            Pick.LATEST: "người bị loại muộn nhất trở lại trước",
            Pick.RANDOM: "bốc thăm bằng máy",
            Pick.UNIT: "lần lượt mỗi đội một người",
        }[rescue.pick]
        at = f" {series(when, 'hoặc')}" if when else ""
        said.append(
            f"Cứu trợ một lần{at}: {integer(rescue.count)} người trở lại hoặc theo số mà phần cứu trợ giành được ({who})."
        )
    if terms.last_standing:
        said.append("Phần thi kết thúc khi còn một người: người đó rung chuông vàng.")
    said.append(_auto(terms))
    return said


def _loss(terms: Terms) -> str:
    if not terms.wrong_milli:
        return "trả lời sai không bị trừ"
    floor = "" if terms.allows_negative else "; tổng điểm không xuống dưới 0"
    return f"trả lời sai bị trừ {points(terms.wrong_milli)} điểm{floor}"


def _buzzer(segment: Segment) -> list[str]:
    terms = segment.terms
    if terms.for_cut:
        head = "Câu hỏi phụ cho những người bằng nhau ở vị trí cuối; ai trả lời đúng trước được vào vòng trong."
    else:
        head = f"{integer(len(segment.questions))} câu hỏi; trả lời đúng được {_worth(segment)} điểm, {_loss(terms)}."
    seconds = span([one.seconds for one in segment.questions], integer)
    answer = (
        f" và có {integer(terms.answer_seconds)} giây để trả lời" if terms.answer_seconds else ""
    )
    return [
        head,
        f"Chỉ bấm chuông sau hiệu lệnh của người dẫn, trong {seconds} giây.",
        f"Bấm trước hiệu lệnh bị khóa chuông {decimal(Fraction(terms.lock_ms, 1000), 1)} giây kể từ lúc bấm.",
        f"Người bấm trước theo lúc máy chủ nhận được quyền trả lời{answer}; màn hình hiện khoảng cách tới người sau.",
        "Trả lời sai thì quyền chuyển cho người bấm tiếp theo.",
        "Bằng nhau đến phần nghìn giây thì hiện là bằng nhau và người dẫn quyết định.",
    ]


def _turns(segment: Segment) -> list[str]:
    seconds = span([one.seconds for one in segment.questions], integer)
    return [
        f"Lần lượt từng người (đội) trả lời {integer(segment.terms.per_turn)} câu hỏi, mỗi câu {seconds} giây, trả lời bằng lời.",
        f"Trả lời đúng được {_worth(segment)} điểm; {_loss(segment.terms)}.",
    ]


def _obstacle(segment: Segment) -> list[str]:
    terms = segment.terms
    rows = len(segment.questions) - 1
    return [
        f"{integer(rows)} hàng và ô trung tâm, mỗi câu {span([one.seconds for one in segment.questions], integer)} giây; mọi người trả lời trên thiết bị, đúng được {_worth(segment)} điểm.",
        f"Có thể bấm chuông trả lời từ khóa bất cứ lúc nào khi câu hỏi đang mở: {points(terms.keyword_milli)} điểm, mỗi hàng đã mở bớt {points(terms.keyword_drop_milli)} điểm, thấp nhất {points(terms.keyword_least_milli)} điểm.",
        "Trả lời sai từ khóa thì dừng phần thi này.",
        "Có người trả lời đúng từ khóa thì phần thi kết thúc.",
    ]


def _speed(segment: Segment) -> list[str]:
    ranks = series([points(one) for one in segment.terms.ranks_milli])
    return [
        _asked(segment),
        f"Những người trả lời đúng xếp theo lúc máy chủ nhận, lần lượt được {ranks} điểm; những người sau không có điểm.",
        "Bằng nhau đến phần nghìn giây thì cùng mức điểm.",
    ]


def _packages(segment: Segment) -> list[str]:
    terms = segment.terms
    packages = series(
        [
            f"{one.name} ({' + '.join(points(worth) for worth in one.worths_milli)})"
            for one in terms.packages
        ],
        "hoặc",
    )
    return [
        f"Mỗi người (đội) chọn một gói: {packages}.",
        f"Mỗi câu {span([one.seconds for one in segment.questions], integer)} giây, trả lời bằng lời; đúng được điểm của câu.",
        (
            f"Trả lời sai thì trong {integer(terms.steal_seconds)} giây người khác được bấm chuông: đúng được điểm của câu, lấy từ người đang thi; sai bị trừ một nửa."
            if terms.steal_seconds
            else ""
        ),
        (
            "Ngôi sao hy vọng: mỗi người (đội) đặt một lần trước một câu; đúng được gấp đôi, sai bị trừ điểm của câu dù có người khác trả lời hay không."
            if terms.has_star
            else ""
        ),
        "" if terms.allows_negative else "Tổng điểm không xuống dưới 0.",
    ]


def _knockout(segment: Segment) -> list[str]:
    cut = segment.terms.cut
    return [
        _asked(segment),
        f"Trả lời đúng được {_worth(segment)} điểm; sai hoặc không trả lời: 0 điểm.",
        _auto(segment.terms),
        _hidden(segment.terms),
        (
            f"{integer(cut)} người có điểm cao nhất, rồi tổng thời gian ít nhất, vào vòng trong; bằng nhau ở vị trí cuối thì thi câu hỏi phụ."
            if cut
            else ""
        ),
    ]


_SAID: Final[dict[Mode, Callable[[Segment], list[str]]]] = {
    Mode.RACE: _race,
    Mode.ACCURACY: _accuracy,
    Mode.BELL: _bell,
    Mode.BUZZER: _buzzer,
    Mode.TURNS: _turns,
    Mode.OBSTACLE: _obstacle,
    Mode.SPEED: _speed,
    Mode.PACKAGES: _packages,
    Mode.KNOCKOUT: _knockout,
}
