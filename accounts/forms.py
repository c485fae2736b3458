"""What people type into the pages of accounts, made clean. Decisions are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import (
    AdministrativeUnit,
    DataRequestKind,
    Organisation,
    OrganisationKind,
    Role,
)
from accounts.rules.refusal import Refused
from accounts.wording import say_refused


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Put a service's refusal where it belongs on the form."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, say_refused(refused))


class SignInForm(forms.Form):
    """Fields only: the backend decides."""

    login = forms.CharField(
        label="Số điện thoại, thư điện tử hoặc tên đăng nhập",
        max_length=200,
        error_messages={"required": "Hãy nhập số điện thoại, thư điện tử hoặc tên đăng nhập."},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label="Mật khẩu",
        max_length=200,
        strip=False,
        error_messages={"required": "Hãy nhập mật khẩu."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """Old password, new password; shown once, so no second field to retype."""

    old = forms.CharField(
        label="Mật khẩu đang dùng",
        max_length=200,
        strip=False,
        error_messages={"required": "Hãy nhập mật khẩu đang dùng."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label="Mật khẩu mới",
        help_text="Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất; được dùng dấu cách và "
        "tiếng Việt có dấu.",
        max_length=200,
        strip=False,
        error_messages={"required": "Hãy nhập mật khẩu mới."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Nhập lại mật khẩu mới",
        max_length=200,
        strip=False,
        error_messages={"required": "Hãy nhập lại mật khẩu mới."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "Hai lần nhập mật khẩu mới chưa giống nhau.")
        return data


class OrganisationForm(forms.Form):
    """Everything of an organisation that may be edited."""

    name = forms.CharField(
        label="Tên đầy đủ",
        max_length=200,
        error_messages={"required": "Hãy nhập tên tổ chức."},
    )
    short_name = forms.CharField(label="Tên gọi tắt", max_length=60, required=False)
    kind = forms.ChoiceField(label="Loại", choices=OrganisationKind.choices)
    unit = forms.CharField(
        label="Mã xã, phường, đặc khu hoặc tỉnh",
        help_text="5 chữ số với cấp xã, 2 chữ số với cấp tỉnh, ví dụ 21289. "
        "Để trống nếu không gắn với địa bàn.",
        max_length=5,
        required=False,
    )
    superior_name = forms.CharField(
        label="Cơ quan chủ quản ghi trên văn bản",
        help_text="Dòng trên tên cơ quan, ví dụ ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI.",
        max_length=200,
        required=False,
    )
    symbol = forms.CharField(
        label="Ký hiệu cơ quan",
        help_text="Phần sau số văn bản, ví dụ SKHCN.",
        max_length=30,
        required=False,
    )
    place = forms.CharField(label="Địa danh ghi trên văn bản", max_length=80, required=False)
    head_title = forms.CharField(label="Chức vụ người đứng đầu", max_length=80, required=False)
    head_name = forms.CharField(label="Họ và tên người đứng đầu", max_length=80, required=False)
    archive_line = forms.CharField(
        label="Dòng lưu ở Nơi nhận",
        help_text="Ví dụ Lưu: VT, HCTH.",
        max_length=60,
        required=False,
    )

    def clean_unit(self) -> AdministrativeUnit | None:
        code = self.cleaned_data["unit"].strip()
        if not code:
            return None
        unit = AdministrativeUnit.objects.filter(code=code).first()
        if unit is None:
            raise forms.ValidationError(f"Không có đơn vị hành chính mã «{code}».")
        return unit


class NewOrganisationForm(OrganisationForm):
    """The same with what is chosen once: its code."""

    code = forms.CharField(
        label="Mã tổ chức",
        help_text="Chữ không dấu, chữ số, gạch nối. Ví dụ SKHCN-HCTH. Không đổi được về sau.",
        max_length=40,
        error_messages={"required": "Hãy nhập mã tổ chức."},
    )
    field_order = ["code", "name", "short_name", "kind", "unit"]


class MoveForm(forms.Form):
    """Where to hang an organisation."""

    parent = forms.ModelChoiceField(
        label="Trực thuộc",
        queryset=Organisation.objects.none(),
        error_messages={
            "required": "Hãy chọn tổ chức cấp trên.",
            "invalid_choice": "Hãy chọn một tổ chức trong danh sách.",
        },
    )

    def __init__(self, *args: Any, choices: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = choices  # type: ignore[attr-defined]


class HeadCountForm(forms.Form):
    """How many persons on a day."""

    as_of = forms.DateField(
        label="Tính đến ngày",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Hãy nhập ngày chốt số người.",
            "invalid": "Ngày không đúng. Hãy nhập lại.",
        },
    )
    persons = forms.IntegerField(
        label="Số người",
        min_value=0,
        max_value=20_000_000,
        error_messages={
            "required": "Hãy nhập số người.",
            "invalid": "Số người phải là số nguyên.",
            "min_value": "Số người không được âm.",
            "max_value": "Số người quá lớn. Hãy kiểm tra lại.",
        },
    )
    note = forms.CharField(label="Ghi chú", max_length=200, required=False)


class AreaHeadCountForm(HeadCountForm):
    """For an organisation with an area: its own staff, or the people who live there."""

    of = forms.ChoiceField(
        label="Đếm ai",
        choices=[("staff", "Cán bộ của tổ chức"), ("area", "Người dân của địa bàn")],
        initial="staff",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Hãy chọn đếm cán bộ hay người dân.",
            "invalid_choice": "Hãy chọn đếm cán bộ hay người dân.",
        },
    )
    field_order = ["of", "as_of", "persons", "note"]


class MemberForm(forms.Form):
    """A role for somebody who has an account, or for a new account."""

    login = forms.CharField(
        label="Tên đăng nhập",
        help_text="Của người đã có tài khoản, hoặc tên đăng nhập mới.",
        max_length=60,
        error_messages={"required": "Hãy nhập tên đăng nhập."},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Vai trò", choices=Role.choices)
    full_name = forms.CharField(
        label="Họ và tên",
        help_text="Chỉ cần khi tạo tài khoản mới.",
        max_length=100,
        required=False,
    )
    phone = forms.CharField(label="Số điện thoại", max_length=30, required=False)
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        error_messages={"invalid": "Thư điện tử không đúng dạng ten@don-vi.vn."},
    )


class RosterUploadForm(forms.Form):
    """The file; what is in it is read by a job."""

    file = forms.FileField(
        label="Tệp danh sách (.xlsx)",
        help_text="Theo tệp mẫu, không quá 10 MB và 20.000 dòng.",
        error_messages={
            "required": "Hãy chọn tệp.",
            "empty": "Tệp rỗng (0 byte). Hãy chọn lại tệp.",
            "max_length": "Tên tệp quá dài. Hãy đặt lại tên tệp.",
        },
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
    )


class ReasonForm(forms.Form):
    """Why somebody needs the full numbers of a person."""

    reason = forms.CharField(
        label="Lý do xem số điện thoại, số căn cước đầy đủ",
        max_length=200,
        error_messages={"required": "Hãy ghi lý do xem thông tin đầy đủ."},
    )


class DataRequestForm(forms.Form):
    """A right over one's own data."""

    kind = forms.ChoiceField(label="Tôi muốn", choices=DataRequestKind.choices)
    note = forms.CharField(
        label="Nói rõ thêm",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """The answer to a request."""

    answer = forms.CharField(
        label="Trả lời",
        max_length=4000,
        error_messages={"required": "Hãy ghi nội dung trả lời."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AuditFilterForm(forms.Form):
    """Filters of the audit trail; whatever is wrong is simply not applied."""

    q = forms.CharField(label="Người hoặc đối tượng", max_length=100, required=False)
    action = forms.CharField(label="Việc", max_length=60, required=False)
    since = forms.DateField(
        label="Từ ngày", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="Đến ngày", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
