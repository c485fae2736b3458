"""What a segment asks of its organizer: the numbers of its mode, in points and seconds.

Every mode shows its own fields; `settings()` gives them as the segment keeps them
(`contests.live.rules.plan.terms_from_json`, and what belongs to each question).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms

from accounts.rules.text import clean_line
from contests.forms.fields import HouseForm, NumberField
from contests.live.models import LiveSegment
from contests.live.rules.plan import PRESETS, WORTH, Mode, Pick, Terms, Unreadable, terms_from_json

POINTS_MOST: Final = 10_000
RANKS_MOST: Final = 20
PACKAGES_MOST: Final = 8
_LOCK_MOST_MS: Final = 60_000
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?\Z")
PICKS: Final = [
    (Pick.LATEST.value, "Người bị loại muộn nhất trở lại trước"),
    (Pick.RANDOM.value, "Máy bốc thăm"),
    (Pick.UNIT.value, "Lần lượt mỗi đội một người"),
]


def thousandths(text: str) -> int | None:
    """Points as people write them ("1.000", "0,5") in thousandths; None when they are none."""
    text = text.strip().replace("\u00a0", "")
    if _THOUSANDS.match(text):
        text = text.replace(".", "")
    try:
        value = Decimal(text.replace(",", ".")) * 1000
    except InvalidOperation:
        return None
    if not value.is_finite() or value != value.to_integral_value():
        return None
    return int(value) if 0 <= value <= POINTS_MOST * 1000 else None


def shown_points(milli: int) -> str:
    """Thousandths as they are typed: 500 -> "0,5"."""
    return f"{Decimal(milli) / 1000:f}".replace(".", ",")


class ScoreField(forms.CharField):
    """Points from 0 to 10.000 with up to three decimals; thousandths inside."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "")
        if not text:
            return None
        milli = thousandths(text)
        if milli is None:
            raise forms.ValidationError(
                "Cần số điểm từ 0 đến 10.000, ví dụ 10 hoặc 0,5. Hãy nhập lại."
            )
        return milli

    def prepare_value(self, value: Any) -> Any:
        return shown_points(value) if isinstance(value, int) else value


class RanksField(forms.CharField):
    """Points by place, first to last, on one line."""

    def clean(self, value: Any) -> list[int]:
        found = _numbers(str(super().clean(value) or ""))
        if found is None or len(found) > RANKS_MOST:
            raise forms.ValidationError(
                "Viết điểm của từng thứ hạng cách nhau bằng dấu cách, ví dụ 40 30 20 10."
            )
        if sorted(found, reverse=True) != found:
            raise forms.ValidationError("Người đến trước không được ít điểm hơn người đến sau.")
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return " ".join(map(shown_points, value))
        return value


class PackagesField(forms.CharField):
    """Packages of questions, one on a line: a name, a colon, what each question is worth."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        text = str(super().clean(value) or "")
        made = []
        for line in filter(None, map(str.strip, text.splitlines())):
            name, colon, worths = line.partition(":")
            found = _numbers(worths)
            if not colon or not clean_line(name) or found is None or len(found) > RANKS_MOST:
                raise forms.ValidationError(
                    f"Không đọc được dòng “{line[:60]}”. Hãy viết như: Gói 40 điểm: 10 10 20."
                )
            made.append({"name": clean_line(name)[:40], "worths_milli": found})
        if len(made) > PACKAGES_MOST:
            raise forms.ValidationError(f"Nhiều nhất {PACKAGES_MOST} gói.")
        if len({one["name"] for one in made}) < len(made):
            raise forms.ValidationError("Có hai gói cùng tên. Hãy đặt tên khác nhau.")
        return made

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return "\n".join(
                f"{one.name}: {' '.join(map(shown_points, one.worths_milli))}" for one in value
            )
        return value


def _numbers(text: str) -> list[int] | None:
    found = []
    for part in filter(None, re.split(r"[\s;+]+", text)):
        milli = thousandths(part.strip(","))
        if milli is None:
            return None
        found.append(milli)
    return found or None


def _count(label: str, least: int, most: int, hint: str = "") -> forms.Field:
    return NumberField(label=label, min_value=least, max_value=most, help_text=hint)


def _tick(label: str, hint: str = "") -> forms.Field:
    return forms.BooleanField(label=label, required=False, help_text=hint)


_FIELDS: Final[dict[str, Callable[[], forms.Field]]] = {
    "seconds": lambda: _count("Số giây mỗi câu", 3, 600),
    "most": lambda: ScoreField(label="Điểm mỗi câu đúng"),
    "least": lambda: ScoreField(
        label="Điểm thấp nhất khi đúng",
        help_text="Đúng ngay lập tức được điểm cao nhất, giảm đều đến mức này vào giây cuối.",
    ),
    "reading_seconds": lambda: _count(
        "Số giây đọc câu hỏi trước khi mở", 0, 120, "0: mở ngay khi hiện câu hỏi."
    ),
    "auto_seconds": lambda: _count(
        "Tự sang bước sau, số giây", 0, 120, "0: người dẫn bấm từng bước."
    ),
    "reveals": lambda: _tick("Công bố đáp án sau mỗi câu"),
    "streak_milli": lambda: ScoreField(
        label="Điểm thưởng khi đúng liên tiếp",
        help_text="Cộng cho mỗi câu đúng liền trước. 0: không thưởng.",
    ),
    "streak_most": lambda: _count("Thưởng nhiều nhất mấy câu liên tiếp", 1, 20),
    "has_rescue": lambda: _tick(
        "Có cứu trợ", "Một lần trong phần thi, người dẫn bấm; số người có thể sửa lúc bấm."
    ),
    "rescue_count": lambda: _count("Cứu trợ: số người trở lại", 1, 200),
    "rescue_after": lambda: _count("Cứu trợ: từ sau câu số", 0, 200, "0: câu nào cũng được."),
    "rescue_left": lambda: _count(
        "Cứu trợ: khi số người còn lại không quá", 0, 10_000, "0: còn bao nhiêu người cũng được."
    ),
    "rescue_pick": lambda: forms.ChoiceField(label="Cứu trợ: ai trở lại", choices=PICKS),
    "last_standing": lambda: _tick("Kết thúc phần thi khi chỉ còn một người"),
    "wrong_milli": lambda: ScoreField(label="Điểm trừ khi trả lời sai", help_text="0: không trừ."),
    "allows_negative": lambda: _tick("Tổng điểm được xuống dưới 0"),
    "answer_seconds": lambda: _count(
        "Số giây để trả lời sau khi giành quyền", 0, 120, "0: người dẫn tự quyết định."
    ),
    "lock_ms": lambda: ScoreField(
        label="Bấm chuông sớm bị khóa, số giây",
        help_text="Bấm trước hiệu lệnh thì chờ bấy nhiêu mới bấm lại được. 0: không khóa.",
    ),
    "for_cut": lambda: _tick(
        "Chỉ để phân định những người bằng nhau ở vị trí cuối",
        "Đặt ngay sau phần thi loại; không ai bằng nhau thì phần này được bỏ qua.",
    ),
    "per_turn": lambda: _count("Số câu mỗi lượt", 1, 60),
    "keyword": lambda: forms.CharField(
        label="Từ khóa", max_length=80, required=False, help_text="Cần có trước khi mở cửa phòng."
    ),
    "keyword_milli": lambda: ScoreField(label="Từ khóa: điểm khi chưa mở hàng nào"),
    "keyword_drop_milli": lambda: ScoreField(label="Từ khóa: mỗi hàng đã mở bớt"),
    "keyword_least_milli": lambda: ScoreField(label="Từ khóa: điểm ít nhất"),
    "ranks_milli": lambda: RanksField(
        label="Điểm theo thứ tự trả lời đúng",
        help_text="Nhanh nhất trước, cách nhau bằng dấu cách. Người sau nữa không có điểm.",
    ),
    "packages": lambda: PackagesField(
        label="Các gói câu hỏi",
        help_text="Mỗi dòng một gói: tên, dấu hai chấm, điểm từng câu.",
    ),
    "has_star": lambda: _tick("Có ngôi sao hy vọng", "Đúng được gấp đôi, sai bị trừ điểm của câu."),
    "steal_seconds": lambda: _count(
        "Số giây để người khác giành quyền khi trả lời sai", 0, 60, "0: không được giành."
    ),
    "cut": lambda: _count("Số người vào vòng trong", 0, 10_000, "0: không loại ai."),
}
_WRITTEN: Final = ("reading_seconds", "auto_seconds")
FIELDS_OF: Final[dict[Mode, tuple[str, ...]]] = {
    Mode.RACE: ("most", "least", "streak_milli", "streak_most", *_WRITTEN, "reveals"),
    Mode.ACCURACY: ("most", *_WRITTEN, "reveals"),
    Mode.BELL: (
        "most", "last_standing", "has_rescue", "rescue_count", "rescue_after", "rescue_left",
        "rescue_pick", *_WRITTEN,
    ),
    Mode.BUZZER: (
        "most", "wrong_milli", "allows_negative", "answer_seconds", "lock_ms", "for_cut",
    ),
    Mode.TURNS: ("most", "wrong_milli", "allows_negative", "per_turn"),
    Mode.OBSTACLE: (
        "most", "keyword", "keyword_milli", "keyword_drop_milli", "keyword_least_milli",
    ),
    Mode.SPEED: ("ranks_milli", *_WRITTEN, "reveals"),
    Mode.PACKAGES: (
        "packages", "most", "has_star", "steal_seconds", "answer_seconds", "lock_ms",
        "allows_negative",
    ),
    Mode.KNOCKOUT: ("most", "cut", *_WRITTEN, "reveals"),
}  # fmt: skip
"""What each mode asks after its title and seconds."""
_RESCUE: Final = ("has_rescue", "rescue_count", "rescue_after", "rescue_left", "rescue_pick")


class SegmentForm(HouseForm):
    """A segment's title, time, points and whatever else its mode knows."""

    title = forms.CharField(label="Tên phần thi", max_length=120)

    def __init__(self, segment: LiveSegment, data: Any = None) -> None:
        self.mode = Mode(segment.mode)
        super().__init__(data, initial=_initial(segment))
        for name in ("seconds", *FIELDS_OF[self.mode]):
            self.fields[name] = _FIELDS[name]()
        if self.mode is Mode.RACE:
            self.fields["most"].label = "Điểm cao nhất mỗi câu"
        if self.mode is Mode.PACKAGES:
            self.fields["most"].help_text = "Câu nào không ghi điểm riêng thì được điểm này."
        self.use_own_words()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if (data.get("least") or 0) > (data.get("most") or 0) and "most" in data:
            self.add_error("least", "Điểm thấp nhất không lớn hơn điểm cao nhất.")
        if (data.get("keyword_least_milli") or 0) > (data.get("keyword_milli") or 0):
            self.add_error("keyword_least_milli", "Điểm ít nhất không lớn hơn điểm lúc đầu.")
        if (data.get("lock_ms") or 0) > _LOCK_MOST_MS:
            self.add_error("lock_ms", "Khóa nhiều nhất 60 giây. Hãy nhập số nhỏ hơn.")
        return data

    def settings(self) -> dict[str, Any]:
        """As the segment keeps them."""
        data = dict(self.cleaned_data)
        data.pop("title")
        if "most" in data:
            data["max_milli"] = data.pop("most")
            data["floor_milli"] = data.pop("least", data["max_milli"])
        if self.mode is Mode.BELL:
            has, count, after, left, pick = (data.pop(name) for name in _RESCUE)
            data["rescue"] = (
                {"count": count, "after": after, "left": left, "pick": pick} if has else None
            )
        if "keyword" in data:
            data["keyword"] = clean_line(data["keyword"])
        if self.mode is Mode.SPEED:
            ranks = data["ranks_milli"]
            data |= {"max_milli": ranks[0], "floor_milli": ranks[-1]}
        return data


def terms_of(segment: LiveSegment) -> Terms:
    """The terms of a segment in preparation; those of its mode where what is kept is unreadable."""
    try:
        return terms_from_json(segment.mode, segment.settings)
    except Unreadable:
        return PRESETS[Mode(segment.mode)]


def _initial(segment: LiveSegment) -> dict[str, Any]:
    seconds, most, least = WORTH[Mode(segment.mode)]
    terms, kept = terms_of(segment), segment.settings
    rescue = terms.rescue or PRESETS[Mode.BELL].rescue
    assert rescue is not None
    own = {name: getattr(terms, name) for name in Terms.__slots__}
    return own | {
        "title": segment.title,
        "seconds": kept.get("seconds", seconds),
        "most": kept.get("max_milli", most),
        "least": kept.get("floor_milli", least),
        "has_rescue": terms.rescue is not None,
        "rescue_count": rescue.count,
        "rescue_after": rescue.after,
        "rescue_left": rescue.left,
        "rescue_pick": rescue.pick.value,
    }


class QuestionTermsForm(HouseForm):
    """What differs for one question; what is left empty is as in its segment."""

    note = forms.CharField(
        label="Lời dẫn, chỉ người dẫn thấy",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seconds = NumberField(label="Số giây riêng", required=False, min_value=3, max_value=600)
    max_milli = ScoreField(label="Điểm riêng", required=False)
    floor_milli = ScoreField(label="Điểm thấp nhất riêng", required=False)
    clue = forms.CharField(
        label="Gợi ý hiện khi mở hàng",
        required=False,
        max_length=80,
        help_text="Để trống thì hiện đáp án của hàng.",
    )

    def __init__(self, segment: LiveSegment, number: int, extras: Any, data: Any = None) -> None:
        mode, kept = Mode(segment.mode), segment.settings
        super().__init__(data, initial=dict(extras), auto_id=f"id_cau-{number}-%s")
        if mode is not Mode.RACE:
            del self.fields["floor_milli"]
        if mode is not Mode.OBSTACLE:
            del self.fields["clue"]
        if mode is Mode.SPEED:
            del self.fields["max_milli"]
        seconds, most, least = WORTH[mode]
        self.least = kept.get("floor_milli", least) if mode is Mode.RACE else 0
        usual = {
            "seconds": str(kept.get("seconds", seconds)),
            "max_milli": shown_points(kept.get("max_milli", most)),
            "floor_milli": shown_points(kept.get("floor_milli", least)),
        }
        for name in usual.keys() & self.fields.keys():
            self.fields[name].help_text = f"Để trống: {usual[name]} như cả phần."
        self.use_own_words()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        most = data.get("max_milli")
        least = data.get("floor_milli")
        if most is not None and (self.least if least is None else least) > most:
            name = "max_milli" if least is None else "floor_milli"
            self.add_error(name, "Điểm thấp nhất không lớn hơn điểm cao nhất của câu.")
        return data

    def extras(self) -> dict[str, Any]:
        """As the question keeps them; nothing for what is as in the segment."""
        data = self.cleaned_data
        told = {"note": str(data["note"]).strip(), "clue": clean_line(data.get("clue", ""))}
        numbers = ("seconds", "max_milli", "floor_milli")
        return {name: text for name, text in told.items() if text} | {
            name: data[name] for name in numbers if data.get(name) is not None
        }
