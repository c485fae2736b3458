"""What the figures say about the contests, in sentences that are true of zero, one and many."""

from __future__ import annotations

from dataclasses import replace

from contests.formats import vn
from contests.reports.rules.figures import Figure, FigureSet, Row, Table
from contests.reports.wording.sentences import (
    NOT_COMPARABLE_WHY,
    amount,
    comparison,
    joined,
    sentence,
)
from contests.wording.numbers import count

FEW = "Số liệu dự thi trong kỳ nói về dưới 05 người nên không công bố, để bảo vệ dữ liệu cá nhân."
MOST_LINES = 5


def online(figures: FigureSet, year: int) -> list[str]:
    """The paragraphs of "Thi trực tuyến"."""
    found = [_contests(figures, "contests_online", "thi trực tuyến", year)]
    attempts, persons = figures.figure("attempts"), figures.figure("persons")
    if attempts.hidden and attempts.value is None:
        return [*found, FEW, *_joined(figures)]
    if attempts.value:
        found.append(_attempts(figures, attempts, persons, year))
        found += _places(figures)
        found += _marks(figures)
    found += _awards(figures, year)
    found += _joined(figures)
    if not figures.is_comparable and attempts.value:
        found.append(NOT_COMPARABLE_WHY)
    return found


def other_form(
    figures: FigureSet, form: str, year: int, *, people: int | None, unit: str
) -> list[str]:
    """The paragraphs of a form that the platform knows only by its contests; empty for nothing."""
    figure = figures.figure(f"contests_{form}")
    if not figure.value and people is None:
        return []
    name = {"live": "thi sân khấu hóa, hội thi", "written": "thi viết"}[form]
    found = [_contests(figures, figure.code, name, year)] if figure.value else []
    if people is not None:
        found.append(f"Có {count(people)} {unit}." if people else f"Không có {unit}.")
    return found


def _contests(figures: FigureSet, code: str, name: str, year: int) -> str:
    figure = figures.figure(code)
    compared = comparison(figure, year, is_comparable=figures.is_comparable)
    tail = f"; {compared}" if compared and figures.is_comparable else ""
    if not figure.value:
        return sentence(f"Trong kỳ không có cuộc {name} nào kết thúc{tail}")
    assert isinstance(figure.value, int)
    return sentence(f"Đã tổ chức xong {count(figure.value)} cuộc {name}{tail}")


def _attempts(figures: FigureSet, attempts: Figure, persons: Figure, year: int) -> str:
    parts = []
    for figure, words in ((attempts, "lượt dự thi"), (persons, "người dự thi")):
        assert isinstance(figure.value, int)
        text = f"{count(figure.value)} {words}"
        compared = comparison(figure, year, is_comparable=True) if figures.is_comparable else ""
        parts.append(f"{text}, {compared}" if compared else text)
    return sentence(f"Có {parts[0]}; {parts[1]}")


def _places(figures: FigureSet) -> list[str]:
    codes = {one.code: one for one in figures.figures}
    parts = []
    if (organisations := codes["organisations"].value) and isinstance(organisations, int):
        parts.append(f"{count(organisations)} cơ quan, đơn vị")
    if "communes" in codes and isinstance(communes := codes["communes"].value, tuple):
        parts.append(
            f"{vn.number(communes[0])}/{vn.number(communes[1])} xã, phường, đặc khu "
            f"(đạt {vn.percent(*communes)})"
            if communes[0]
            else ""
        )
    found = []
    if text := joined([part for part in parts if part]):
        found.append(f"Người dự thi đến từ {text}.")
    own = codes.get("own_organisations")
    if own is not None and isinstance(own.value, tuple) and own.value[0]:
        found.append(
            f"Trong đó có {vn.number(own.value[0])}/{vn.number(own.value[1])} đơn vị trực thuộc có "
            f"người dự thi (đạt {vn.percent(*own.value)})."
        )
    staff = codes.get("own_persons")
    if staff is not None and isinstance(staff.value, tuple) and staff.value[0]:
        found.append(
            f"Người của cơ quan và các đơn vị trực thuộc: {count(staff.value[0])} người dự thi trên tổng số "
            f"{vn.number(staff.value[1])} người (đạt {vn.percent(*staff.value)})."
        )
    return found


def _marks(figures: FigureSet) -> list[str]:
    codes = {one.code: one for one in figures.figures}
    found = []
    average = codes.get("average")
    if average is not None and isinstance(average.value, tuple) and average.value[1]:
        found.append(f"Tỷ lệ câu trả lời đúng là {vn.percent(*average.value)}.")
    passed = codes.get("passed")
    if passed is not None and isinstance(passed.value, tuple) and passed.value[1]:
        found.append(
            f"Trong các cuộc thi có mức đạt, {count(passed.value[0]) if passed.value[0] else 'không có'} "
            f"lượt thi đạt trên tổng số {vn.number(passed.value[1])} lượt (đạt {vn.percent(*passed.value)})."
        )
    perfect = figures.table("correct").rows[-1:] if figures.table("correct").rows else ()
    for row in perfect:
        value = row.values.get("attempts")
        if isinstance(value, int) and value:
            found.append(f"Có {count(value)} lượt thi trả lời đúng tất cả các câu.")
    return found


def _awards(figures: FigureSet, year: int) -> list[str]:
    def value(code: str) -> int:
        number = figures.figure(code).value
        return number if isinstance(number, int) else 0

    parts = []
    if value("awards_collective"):
        parts.append(f"{count(value('awards_collective'))} giải tập thể")
    if value("awards_individual"):
        parts.append(f"{count(value('awards_individual'))} giải cá nhân")
    found = []
    if parts:
        text = f"Đã trao {joined(parts)}"
        money = figures.figure("awards_money")
        if money.value:
            assert isinstance(money.value, int)
            text += f", tổng tiền thưởng {amount(money.value, money.unit)}"
        found.append(sentence(text))
    spent = figures.figure("expenses")
    if spent.value:
        assert isinstance(spent.value, int)
        compared = comparison(spent, year, is_comparable=True) if figures.is_comparable else ""
        text = f"Chi phí tổ chức (không kể tiền thưởng): {amount(spent.value, spent.unit)}"
        found.append(sentence(f"{text}, {compared}" if compared else text))
    return found


def _joined(figures: FigureSet) -> list[str]:
    attempts = figures.figure("joined_attempts")
    contests = figures.figure("joined_contests").value
    if not isinstance(contests, int) or not contests:
        return []
    if attempts.value is None:
        return [
            f"Có người của cơ quan, địa phương tham gia {count(contests)} cuộc thi do nơi khác tổ chức "
            "(số lượt, số người dưới 05 nên không công bố)."
        ]
    persons = figures.figure("joined_persons").value
    assert isinstance(attempts.value, int) and isinstance(persons, int)
    return [
        f"Ngoài ra, có {count(persons)} người của cơ quan, địa phương tham gia {count(contests)} cuộc thi "
        f"do nơi khác tổ chức với {count(attempts.value)} lượt dự thi."
    ]


def missed_sentence(figures: FigureSet) -> str:
    """What stands above the most missed questions."""
    return "Một số nội dung người dự thi còn trả lời sai nhiều, cần tuyên truyền thêm:"


def missed_lines(figures: FigureSet) -> list[str]:
    """The first of the most missed questions, each a line."""
    lines = []
    for row in figures.table("missed").rows[:MOST_LINES]:
        value = row.values["wrong"]
        assert isinstance(value, tuple)
        topic = row.texts.get("topic", "")
        citation = row.texts.get("citation", "")
        aside = "; ".join(part for part in (topic, citation) if part)
        note = f" ({aside})" if aside else ""
        lines.append(f"“{row.label}”{note}: {vn.percent(*value)} trả lời sai.")
    return lines


def missed_topics(figures: FigureSet) -> list[str]:
    """Topics of the most missed questions, most often missed first, without repeats."""
    names = [row.texts.get("topic", "") for row in figures.table("missed").rows]
    topics = list(dict.fromkeys(name for name in names if name))[:3]
    return [f"{name[:1].lower()}{name[1:]}" for name in topics]


def busy_days(table: Table) -> Table:
    """Only the days on which somebody took part, this year or the year before."""

    def busy(row: Row) -> bool:
        return bool(row.hidden) or any(row.values.values())

    return replace(table, rows=tuple(row for row in table.rows if busy(row)))
