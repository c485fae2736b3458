"""What people type into the pages of reports. Decisions are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Organisation
from contests.forms.fields import DayField, HouseForm, LineField
from contests.models import Audience, Contest
from contests.reports.selectors.cross import COLUMNS, ROWS
from contests.reports.wording.fields import CAPACITIES, Part


class WindowForm(HouseForm):
    """An organisation and the days of the data, both included."""

    organisation = forms.ModelChoiceField(
        label="Cơ quan, đơn vị",
        queryset=Organisation.objects.none(),
        to_field_name="code",
        empty_label=None,
        help_text="Số liệu gồm các cuộc thi của đơn vị này và các đơn vị trực thuộc.",
    )
    window_from = DayField(label="Số liệu từ ngày")
    window_to = DayField(label="Đến hết ngày")

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days stand in order."""
        data = super().clean() or {}
        first, last = data.get("window_from"), data.get("window_to")
        if first and last and last < first:
            self.add_error("window_to", "Ngày cuối phải từ ngày đầu trở đi.")
        elif first and last and (last - first).days > 730:
            self.add_error("window_to", "Kỳ số liệu không quá hai năm. Hãy chọn lại.")
        return data


class ReportForm(WindowForm):
    """A new report: of an organisation, or of the Ban Tổ chức of one of its contests."""

    contest = forms.ModelChoiceField(
        label="Chỉ báo cáo một cuộc thi",
        queryset=Contest.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="Không, báo cáo của cơ quan",
        help_text="Khi chọn, báo cáo đứng tên Ban Tổ chức của cuộc thi đó.",
    )
    field_order = ("organisation", "window_from", "window_to", "contest")

    def __init__(self, *args: Any, contests: QuerySet[Contest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contest"].queryset = contests  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The contest belongs to the organisation or below it."""
        data = super().clean()
        contest, organisation = data.get("contest"), data.get("organisation")
        if contest and organisation and not contest.organisation.path.startswith(organisation.path):
            self.add_error(
                "contest", "Cuộc thi này không do cơ quan đã chọn tổ chức. Hãy chọn lại."
            )
        return data


class StatisticsForm(WindowForm):
    """The filters of the statistics page."""

    audience = forms.ChoiceField(
        label="Nhóm đối tượng", required=False, choices=[("", "Tất cả"), *Audience.choices]
    )
    rows = forms.ChoiceField(label="Bảng chéo: theo", choices=list(ROWS.items()))
    columns = forms.ChoiceField(label="và theo", choices=list(COLUMNS.items()))
    field_order = ("organisation", "window_from", "window_to", "audience", "rows", "columns")


class NarrativeForm(HouseForm):
    """The fields of one part of the report; the service judges what is in them."""

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in part.fields:
            made: forms.Field
            if one.kind == "capacity":
                made = forms.ChoiceField(label=one.label, choices=CAPACITIES, required=False)
            elif one.kind == "number":
                widget = forms.TextInput(attrs={"inputmode": "numeric"})
                made = forms.CharField(label=one.label, required=False, widget=widget)
            elif one.kind == "line":
                made = LineField(label=one.label, required=False, max_length=120)
            else:
                rows = 3 if one.kind == "lines" else 4
                made = forms.CharField(
                    label=one.label, required=False, widget=forms.Textarea(attrs={"rows": rows})
                )
            made.help_text = one.hint
            self.fields[one.code] = made
        self.use_own_words()


class BuildForm(HouseForm):
    """The reason of an edition that follows a signed one."""

    reason = forms.CharField(
        label="Lý do lập bản mới",
        max_length=400,
        help_text="Ví dụ: Đính chính số lượt dự thi của xã Sơn Hà.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SignForm(HouseForm):
    """What was given to the report when it was signed."""

    number = LineField(label="Số, ký hiệu", max_length=40, help_text="Ví dụ 152/BC-SKHCN.")
    signed_on = DayField(label="Ngày ký")
    signer = LineField(label="Người ký", max_length=120)
    file = forms.FileField(
        label="Bản đã ký (PDF)",
        required=False,
        help_text="Không quá 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
