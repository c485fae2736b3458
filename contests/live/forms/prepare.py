"""What people type while they prepare a session."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.db.models.functions import Length

from accounts.models import Organisation, User
from accounts.rules.text import clean_line
from contests.forms.fields import HouseForm
from contests.live.models import EntryKind, LiveSession
from contests.live.selectors.prepared import banks
from contests.live.services.preparing import teams_fault
from contests.live.services.rehearsing import MOST_BOTS
from contests.live.wording.page import MODES, PREPARING
from contests.models import Contest
from quiz.rules.question import Difficulty

_GROUND, _INK = "#14202B", "#FFFFFF"
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}\Z")
LABEL_MOST: Final = 80
FAULTS_SHOWN: Final = 8
TEAMS_BY: Final = [
    ("none", "Thi cá nhân"),
    ("chosen", "Người chơi tự chọn đội"),
    ("assigned", "Ban Tổ chức xếp đội (theo mã dùng một lần)"),
    ("organisation", "Theo đơn vị đã đăng ký, hoặc ghi kèm mã dùng một lần"),
]
TEAM_SCORES: Final = [("average", "Trung bình của thành viên"), ("sum", "Tổng của thành viên")]
ORDERS: Final = [
    ("", "Như thể thức của các phần thi"),
    ("points", "Điểm; bằng điểm thì cùng hạng"),
    ("points time", "Điểm, rồi tổng thời gian"),
    ("points right", "Điểm, rồi số câu đúng"),
    ("points right time", "Điểm, số câu đúng, rồi tổng thời gian"),
]
LEVELS: Final = [
    ("", "Mọi mức độ"),
    (Difficulty.EASY.value, "Dễ"),
    (Difficulty.MEDIUM.value, "Trung bình"),
    (Difficulty.HARD.value, "Khó"),
]


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart (WCAG), from 1 to 21."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


class SessionForm(HouseForm):
    """Name, who may join, teams, look."""

    title = forms.CharField(label="Tên phòng thi", max_length=200)
    entry = forms.ChoiceField(label="Ai được vào", choices=EntryKind.choices)
    counts = forms.BooleanField(
        label="Kết quả được tính cho cuộc thi",
        required=False,
        help_text="Chỉ khi người chơi đã đăng ký hoặc có mã dùng một lần.",
    )
    teams_by = forms.ChoiceField(label="Đội", choices=TEAMS_BY)
    teams_score = forms.ChoiceField(label="Điểm của đội", choices=TEAM_SCORES)
    team_names = forms.CharField(
        label="Tên các đội",
        required=False,
        help_text="Mỗi dòng một đội.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    order = forms.ChoiceField(label="Xếp hạng theo", choices=ORDERS, required=False)
    ground = forms.CharField(
        label="Màu nền màn chiếu",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text="Nền tối để chữ trắng đọc được từ cuối hội trường.",
    )
    gold = forms.CharField(
        label="Màu nhấn màn chiếu",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text="Đồng hồ, số đếm, hạng nhất.",
    )
    sponsor = forms.CharField(
        label="Dòng cuối màn chiếu",
        max_length=80,
        required=False,
        help_text="Đơn vị phối hợp, tài trợ.",
    )
    emblem = forms.FileField(
        label="Biểu trưng trên màn chiếu",
        required=False,
        help_text="PNG, JPEG hoặc WebP, không quá 8 MB; hiện trên nền trắng, cạnh tên phòng thi.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    drops_emblem = forms.BooleanField(label="Bỏ biểu trưng đang có", required=False)

    def __init__(self, session: LiveSession, data: Any = None, files: Any = None) -> None:
        teams = session.draft.get("teams", {})
        self.look, self.draft = dict(session.look), dict(session.draft)
        super().__init__(
            data,
            files,
            initial={
                "title": session.title,
                "entry": session.entry,
                "counts": session.counts,
                "teams_by": teams.get("by", "none"),
                "teams_score": teams.get("score", "average"),
                "team_names": "\n".join(teams.get("names", ())),
                "order": " ".join(session.draft.get("order", ())),
                "ground": session.look.get("ground", _GROUND),
                "gold": session.look.get("gold", "#F0B429"),
                "sponsor": session.look.get("sponsor", ""),
            },
        )
        if not self.look.get("emblem"):
            del self.fields["drops_emblem"]
        self.fields["emblem"].error_messages["empty"] = "Tệp hình rỗng (0 byte). Hãy chọn lại."

    def clean_ground(self) -> str:
        colour = self._colour("ground")
        if contrast(colour, _INK) < 10:
            raise forms.ValidationError(
                "Màu này quá sáng: chữ trắng khó đọc. Hãy chọn màu tối hơn."
            )
        return colour

    def clean_gold(self) -> str:
        colour = self._colour("gold")
        ground = str(self.cleaned_data.get("ground", _GROUND))
        if contrast(colour, ground) < 4.5 or contrast(colour, "#1D2430") < 4.5:
            raise forms.ValidationError("Màu này không nổi trên nền. Hãy chọn màu sáng hơn.")
        return colour

    def clean_team_names(self) -> list[str]:
        names = [clean_line(line)[:80] for line in self.cleaned_data["team_names"].splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        if len(names) > 30:
            raise forms.ValidationError("Nhiều nhất 30 đội.")
        return names

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("teams_by") in ("chosen", "assigned") and len(data.get("team_names", [])) < 2:
            self.add_error("team_names", "Cần ít nhất hai đội, mỗi dòng một tên.")
        if fault := teams_fault(data.get("entry", ""), data.get("teams_by", "")):
            self.add_error("teams_by", PREPARING[fault])
        return data

    def values(self, emblem: str = "") -> dict[str, Any]:
        """The fields of a session as `preparing.update` takes them; `emblem`: a new one."""
        data = self.cleaned_data
        emblem = emblem or ("" if data.get("drops_emblem") else self.look.get("emblem", ""))
        return {
            "title": data["title"],
            "entry": data["entry"],
            "counts": data["counts"],
            "draft": self.draft
            | {
                "teams": {
                    "by": data["teams_by"],
                    "score": data["teams_score"],
                    "names": data["team_names"],
                },
                "order": data["order"].split(),
            },
            "look": {
                "ground": data["ground"],
                "gold": data["gold"],
                "sponsor": clean_line(data["sponsor"]),
            }
            | ({"emblem": emblem} if emblem else {}),
        }

    def _colour(self, name: str) -> str:
        colour = str(self.cleaned_data[name])
        if not _COLOUR.match(colour):
            raise forms.ValidationError("Màu viết như #14202B.")
        return colour.upper()


class NewForm(HouseForm):
    """The first page: name, organisation, the contest it belongs to."""

    title = forms.CharField(label="Tên phòng thi", max_length=200)
    organisation = forms.ModelChoiceField(
        label="Đơn vị tổ chức", queryset=Organisation.objects.none()
    )
    contest = forms.ModelChoiceField(
        label="Thuộc cuộc thi",
        queryset=Contest.objects.none(),
        required=False,
        empty_label="Không, phòng đứng riêng",
    )

    def __init__(self, organisations: Any, contests: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["contest"].queryset = contests  # type: ignore[attr-defined]
        # Their own rather than one below it.
        first = organisations.order_by(Length("path"), "sort_key").first()
        if first is not None:
            self.initial.setdefault("organisation", first.pk)
        self.use_own_words()


class NewSegmentForm(HouseForm):
    """Another part of the programme."""

    title = forms.CharField(label="Tên phần thi", max_length=120)
    mode = forms.ChoiceField(label="Thể thức", choices=list(MODES.items()))


class DrawForm(HouseForm):
    """Questions drawn by chance from one bank."""

    bank = forms.ModelChoiceField(label="Ngân hàng câu hỏi", queryset=None)
    difficulty = forms.ChoiceField(label="Mức độ", choices=LEVELS, required=False)
    count = forms.IntegerField(label="Số câu", min_value=1, max_value=60, initial=10)

    def __init__(self, user: User, session: LiveSession, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["bank"]
        field.queryset, field.empty_label = banks(user, session), "Chọn ngân hàng"
        self.use_own_words()


class CodesForm(HouseForm):
    """People (or teams' devices) for whom one-time codes are made, one on a line: a name, and
    after a semicolon or a tab whom they play for. `teams`: the only ones there are, when set."""

    people = forms.CharField(
        label="Danh sách",
        help_text=(
            "Mỗi dòng một người, hoặc máy của một đội: tên, dấu chấm phẩy, đội hoặc đơn vị. "
            "Dán hai cột từ Excel cũng được."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, teams: list[str], needs_unit: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams, self.needs_unit = teams, needs_unit
        self.use_own_words()

    def clean_people(self) -> list[tuple[str, str]]:
        known = {name.casefold(): name for name in self.teams}
        made, faults = [], []
        for number, line in enumerate(self.cleaned_data["people"].splitlines(), start=1):
            name, _, unit = (clean_line(part) for part in line.replace("\t", ";").partition(";"))
            if not name and not unit:
                continue
            there = f" Các đội: {', '.join(self.teams)}." if self.teams else ""
            if not name:
                faults.append(f"Dòng {number}: chưa có tên.")
            elif max(len(name), len(unit)) > LABEL_MOST:
                faults.append(f"Dòng {number}: tên dài quá {LABEL_MOST} chữ. Hãy rút gọn.")
            elif self.teams and unit and unit.casefold() not in known:
                faults.append(f"Dòng {number}: không có đội “{unit}”.{there}")
            elif self.needs_unit and not unit:
                faults.append(f"Dòng {number}: hãy ghi đội hoặc đơn vị sau dấu chấm phẩy.{there}")
            made.append((name, known.get(unit.casefold(), unit)))
        if faults:
            left = len(faults) - FAULTS_SHOWN
            more = [f"Và {left} dòng nữa."] if left > 0 else []
            raise forms.ValidationError([*faults[:FAULTS_SHOWN], *more])
        if not made:
            raise forms.ValidationError("Hãy ghi ít nhất một tên.")
        return made


class BotsForm(HouseForm):
    """How many simulated players a rehearsal wants."""

    players = forms.IntegerField(
        label="Số người chơi giả lập", min_value=1, max_value=MOST_BOTS, initial=20
    )
