"""Fields of the set-up pages: errors in Vietnamese, money with dots, organisations by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django import forms

from accounts.models import AdministrativeUnit, Organisation
from accounts.rules.text import clean_line, search_key
from contests.wording.numbers import capital, integer

BLANK = [("", "—")]
LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


def choices(table: Mapping[Any, str]) -> list[tuple[str, str]]:
    """(value, label) of a table of `contests.wording.names`."""
    return [(str(key.value), capital(text)) for key, text in table.items()]


class HouseForm(forms.Form):
    """A form whose own errors say in Vietnamese what to do; no field is left to Django's words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_own_words()

    def use_own_words(self) -> None:
        """Our messages for every field; called again by forms that make fields themselves."""
        for field in self.fields.values():
            # What is not chosen means something here ("mọi mức độ", "không hỏi").
            field.settled = isinstance(field, forms.ChoiceField)  # type: ignore[attr-defined]
            field.error_messages = _messages(field) | getattr(field, "own_messages", {})


def _messages(field: forms.Field) -> dict[str, Any]:
    most = getattr(field, "max_value", None)
    least = getattr(field, "min_value", None)
    longest = getattr(field, "max_length", None)
    span = f"từ {least} đến {integer(int(most))}" if most is not None else "hợp lệ"
    return {
        **field.error_messages,
        "required": "Chưa nhập. Hãy điền ô này.",
        "invalid": "Không đọc được. Hãy nhập lại.",
        "invalid_choice": "Lựa chọn này không có trong danh sách. Hãy chọn lại.",
        "min_value": f"Cần một số {span}. Hãy nhập lại.",
        "max_value": f"Cần một số {span}. Hãy nhập lại.",
        "max_length": f"Dài quá {longest} ký tự. Hãy rút gọn.",
        "max_decimal_places": "Chỉ được ba chữ số sau dấu phẩy. Hãy nhập lại.",
        "invalid_list": "Không đọc được. Hãy chọn lại.",
    }


class LineField(forms.CharField):
    """One line of text, cleaned of what no reader can see."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class NumberField(forms.IntegerField):
    """A whole number; "1.000" and "1 000" are read as people write them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    own_messages = {"invalid": "Cần một số nguyên, chỉ gồm chữ số. Hãy nhập lại."}

    def to_python(self, value: Any) -> int | None:
        text = str(value if value is not None else "").replace("\u00a0", " ")
        return super().to_python(text.replace(".", "").replace(" ", ""))


class MoneyField(NumberField):
    """Đồng; shown with dots between thousands."""

    own_messages = {"invalid": "Cần số tiền bằng đồng, ví dụ 1.000.000. Hãy nhập lại."}

    def to_python(self, value: Any) -> int | None:
        text = str(value if value is not None else "").casefold()
        return super().to_python(text.removesuffix("đồng").removesuffix("đ"))

    def prepare_value(self, value: Any) -> Any:
        return integer(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(str(data or "").strip()) if initial is None else True


class PointsField(forms.DecimalField):
    """Points of a question, up to three decimals with a comma; thousandths inside."""

    own_messages = {"invalid": "Cần một số điểm, ví dụ 1 hoặc 0,5. Hãy nhập lại."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(decimal_places=3, min_value=Decimal("0.001"), max_value=1000, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value if value is not None else "").replace(",", "."))

    def clean(self, value: Any) -> int | None:
        points = super().clean(value)
        return None if points is None else int(points * 1000)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):  # thousandths
            return f"{Decimal(value) / 1000:f}".replace(".", ",")
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(data or "").strip() not in ("", "1")


class InstantField(forms.DateTimeField):
    """A day and time of Viet Nam, to the minute."""

    own_messages = {"invalid": "Không đọc được ngày giờ. Hãy chọn lại ngày và giờ."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=[LOCAL_FORMAT, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_FORMAT),
            **kwargs,
        )


class DayField(forms.DateField):
    """A calendar day."""

    own_messages = {"invalid": "Không đọc được ngày. Hãy chọn lại."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **kwargs,
        )


class EnumField(forms.TypedChoiceField):
    """One value of an enum, by a table of names; `blank` allows none."""

    def __init__(
        self,
        kind: type[StrEnum],
        table: Mapping[Any, str],
        *,
        blank: str | None = None,
        **kwargs: Any,
    ) -> None:
        first = [("", blank)] if blank is not None else []
        super().__init__(
            choices=[*first, *choices(table)],
            coerce=kind,
            empty_value=None,
            required=blank is None,
            **kwargs,
        )


class OrganisationField(LineField):
    """An organisation by its full name or code; the page offers a list to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"})
        )
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value)
        if not text:
            return None
        by_code = Organisation.objects.filter(code__iexact=text, is_active=True).first()
        if by_code is not None:
            return by_code
        found = list(Organisation.objects.filter(search_key=search_key(text), is_active=True)[:5])
        exact = [one for one in found if one.name.casefold() == text.casefold()] or found
        if len(exact) == 1:
            return exact[0]
        if exact:
            codes = ", ".join(one.code for one in exact)
            raise forms.ValidationError(
                f"Có nhiều đơn vị trùng tên. Hãy nhập một trong các mã: {codes}."
            )
        raise forms.ValidationError(
            "Không tìm thấy đơn vị này. Hãy chọn trong danh sách gợi ý hoặc nhập mã đơn vị."
        )

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Organisation) else value


class UnitsField(forms.CharField):
    """Provinces and communes, one on a line, by name or code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> list[AdministrativeUnit]:
        text = super().clean(value)
        lines = [clean_line(line) for line in text.replace(";", "\n").splitlines()]
        found: list[AdministrativeUnit] = []
        for line in filter(None, lines):
            unit = _unit(line)
            if unit not in found:
                found.append(unit)
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return "\n".join(unit_line(one) for one in value)
        return value


def unit_line(unit: AdministrativeUnit) -> str:
    """How a unit is shown so that it is read back as itself: "Xã Sơn Hà (21289)"."""
    return f"{unit.full_name} ({unit.code})"


def _unit(line: str) -> AdministrativeUnit:
    code = line.rpartition("(")[2].strip(" )") if line.endswith(")") else line
    if code.isdigit():
        unit = AdministrativeUnit.objects.filter(code=code).first()
        if unit is None:
            raise forms.ValidationError(f"Không có đơn vị hành chính mã {code}. Hãy kiểm tra lại.")
        return unit
    wanted = search_key(line)
    named = AdministrativeUnit.objects.filter(
        search_key__in=_bare_names(wanted), valid_to__isnull=True
    )
    exact = [one for one in named if line.casefold() in _spellings(one)]
    exact = exact or [one for one in named if wanted in map(search_key, _spellings(one))]
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise forms.ValidationError(
            f"Không tìm thấy “{line}”. Hãy ghi tên đầy đủ, ví dụ Tỉnh Quảng Ngãi hoặc Xã Sơn Hà."
        )
    codes = ", ".join(_with_parent(one) for one in exact[:6])
    raise forms.ValidationError(f"Có nhiều nơi tên “{line}”. Hãy ghi mã: {codes}.")


def _spellings(unit: AdministrativeUnit) -> tuple[str, str]:
    return unit.name.casefold(), unit.full_name.casefold()


def _bare_names(key: str) -> Iterable[str]:
    yield key
    for kind in ("tinh ", "thanh pho ", "xa ", "phuong ", "dac khu "):
        if key.startswith(kind):
            yield key.removeprefix(kind)


def _with_parent(unit: AdministrativeUnit) -> str:
    parent = f", {unit.parent.full_name}" if unit.parent else ""
    return f"{unit.code} ({unit.full_name}{parent})"
