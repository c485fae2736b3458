"""Page 4: what registration asks, who tells persons apart, who may enter, groups with targets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import AdministrativeUnit, Organisation
from contests.forms.fields import (
    DayField,
    EnumField,
    HouseForm,
    NumberField,
    OrganisationField,
    UnitsField,
    choices,
)
from contests.forms.rows import Rows
from contests.forms.steps import Group as Fields
from contests.forms.steps import Step
from contests.rules.ruleset import (
    AgeOn,
    Audience,
    Eligibility,
    FieldRule,
    Group,
    PersonField,
    PersonKey,
    Registration,
)
from contests.rules.validation import AGE_MAX, BOUNDS, PERSONS_MAX
from contests.wording import names
from contests.wording.numbers import capital

ASKED = [("", "Không hỏi"), ("required", "Bắt buộc"), ("optional", "Không bắt buộc")]
#: Asked of everybody; the form has no choice for it.
ALWAYS = PersonField.FULL_NAME
FIELDS = tuple(field for field in PersonField if field is not ALWAYS)


class PeopleForm(HouseForm):
    """`ask_<field>` for each field of the registration form."""

    person_key = EnumField(
        PersonKey,
        names.PERSON_KEY,
        label="Phân biệt người dự thi bằng",
        help_text="Người dùng chung điện thoại trong gia đình: xem Tùy chọn thêm.",
    )
    min_age = NumberField(
        label="Từ đủ bao nhiêu tuổi",
        min_value=1,
        max_value=AGE_MAX,
        required=False,
        help_text="Bỏ trống nếu không giới hạn.",
    )
    audiences = forms.MultipleChoiceField(
        label="Chỉ dành cho các nhóm",
        choices=choices(names.AUDIENCE),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn nhóm nào nghĩa là mọi người đều được dự thi.",
    )
    max_age = NumberField(
        label="Không quá bao nhiêu tuổi", min_value=1, max_value=AGE_MAX, required=False
    )
    age_on = EnumField(AgeOn, names.AGE_ON, label="Tuổi tính tại")
    age_date = DayField(
        label="Ngày tính tuổi",
        required=False,
        help_text="Chỉ nhập khi tính tại một ngày định trước.",
    )
    units = UnitsField(
        label="Chỉ dành cho người cư trú tại",
        required=False,
        help_text="Mỗi dòng một tỉnh, xã, phường hoặc đặc khu, ghi tên hoặc mã. Bỏ trống nếu không giới hạn.",  # noqa: E501
    )
    persons_per_phone = NumberField(
        label="Một số điện thoại đăng ký được cho nhiều nhất bao nhiêu người",
        min_value=BOUNDS["registration.persons_per_phone"][0],
        max_value=BOUNDS["registration.persons_per_phone"][1],
    )
    exclude_organisers = forms.BooleanField(
        label="Người tổ chức, ra đề, thẩm định đề không được dự thi", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            shown = [
                one for one in ASKED if field is not PersonField.ETHNIC or one[0] != "required"
            ]
            self.fields[f"ask_{field.value}"] = forms.ChoiceField(
                label=capital(names.FIELD[field]), choices=shown, required=False
            )
        self.use_own_words()


class GroupForm(HouseForm):
    """One mandatory or encouraged group."""

    mandatory = forms.ChoiceField(
        label="Yêu cầu",
        choices=[("yes", "Bắt buộc dự thi"), ("no", "Khuyến khích dự thi")],
        initial="yes",
    )
    audience = EnumField(Audience, names.AUDIENCE, label="Nhóm đối tượng", blank="—")
    organisation = OrganisationField(label="hoặc một đơn vị", required=False)
    target_persons = NumberField(
        label="Chỉ tiêu (người)", min_value=1, max_value=PERSONS_MAX, required=False
    )
    target_rate_percent = NumberField(
        label="Chỉ tiêu (% của nhóm)", min_value=1, max_value=100, required=False
    )


class PeopleStep(Step):
    """Registration, eligibility, groups."""

    code = "nguoi-du-thi"
    form_class = PeopleForm
    main = (
        Fields(
            "Hỏi gì khi đăng ký",
            tuple(f"ask_{field.value}" for field in FIELDS),
            hint="Họ và tên luôn bắt buộc. Hỏi càng ít càng tốt; số căn cước chỉ nên hỏi người được giải.",  # noqa: E501
        ),
        "person_key",
        "min_age",
        "audiences",
    )
    more = (
        Fields("Tuổi", ("max_age", "age_on", "age_date")),
        "units",
        "persons_per_phone",
        "exclude_organisers",
        "groups",
    )

    def initial(self) -> dict[str, Any]:
        form, who = self.rules.registration, self.rules.eligibility
        asked = {
            f"ask_{rule.field.value}": "required" if rule.required else "optional"
            for rule in form.fields
        }
        codes = (*who.provinces, *who.communes)
        units = AdministrativeUnit.objects.in_bulk(codes)
        return {
            **asked,
            "person_key": form.person_key,
            "min_age": who.min_age,
            "audiences": [one.value for one in who.audiences],
            "max_age": who.max_age,
            "age_on": who.age_on,
            "age_date": who.age_date,
            "units": [units[code] for code in codes if code in units],
            "persons_per_phone": form.persons_per_phone,
            "exclude_organisers": who.exclude_organisers,
        }

    def make_rows(self) -> Iterable[Rows]:
        groups = self.rules.groups
        organisations = {
            one.code: one
            for one in Organisation.objects.filter(
                code__in=[group.organisation for group in groups if group.organisation]
            )
        }
        yield Rows(
            GroupForm,
            "groups",
            legend="Nhóm bắt buộc, khuyến khích dự thi",
            row="Nhóm",
            hint="Chọn một nhóm đối tượng hoặc một đơn vị. Chỉ tiêu có thể bỏ trống.",
            initial=[
                {
                    "mandatory": "yes" if group.mandatory else "no",
                    "audience": group.audience or "",
                    "organisation": organisations.get(group.organisation or ""),
                    "target_persons": group.target_persons,
                    "target_rate_percent": group.target_rate_percent,
                }
                for group in groups
            ],
            **self.row_kwargs(),
        )

    def terms(self) -> dict[str, Any]:
        data = self.form.cleaned_data
        fields = [FieldRule(ALWAYS)]
        for wanted in ("required", "optional"):
            fields += [
                FieldRule(field, wanted == "required")
                for field in FIELDS
                if data[f"ask_{field.value}"] == wanted
            ]
        return {
            "registration": Registration(
                fields=tuple(fields),
                person_key=data["person_key"],
                persons_per_phone=data["persons_per_phone"],
            ),
            "eligibility": Eligibility(
                min_age=data["min_age"],
                max_age=data["max_age"],
                age_on=data["age_on"],
                age_date=data["age_date"],
                communes=tuple(one.code for one in data["units"] if one.level == "commune"),
                provinces=tuple(one.code for one in data["units"] if one.level == "province"),
                audiences=tuple(Audience(one) for one in data["audiences"]),
                exclude_organisers=data["exclude_organisers"],
                excluded_names=self.rules.eligibility.excluded_names,
            ),
            "groups": tuple(
                Group(
                    mandatory=row["mandatory"] == "yes",
                    audience=row["audience"],
                    organisation=row["organisation"].code if row["organisation"] else None,
                    target_persons=row["target_persons"],
                    target_rate_percent=row["target_rate_percent"],
                )
                for _, row in self.rows["groups"].filled
            ),
        }

    def target(self, path: str) -> tuple[HouseForm, str | None]:
        if path.startswith("groups["):
            number, _, name = path[7:].partition("]")
            row = self.rows["groups"].nth(int(number))
            if row is not None:
                return row, name.lstrip(".") or "audience"
        if path.startswith(("eligibility.communes", "eligibility.provinces")):
            return self.form, "units"
        return self.form, path.rpartition(".")[2]
