"""The registration form: exactly the fields that the rules of the contest ask for.

It only reads: what is missing, malformed or not admitted is said by the service, all at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import AdministrativeUnit, ConsentPurpose, EthnicGroup, Organisation, Sex
from accounts.rules.text import clean_line, search_key
from accounts.selectors.consents import current_text
from accounts.selectors.units import communes, provinces
from contests.forms.fields import HouseForm, LineField
from contests.models import Audience, Contest
from contests.online.wording.faults import fault_sentence
from contests.rules.choices import NameDisplay, PersonField
from contests.rules.codec import Fault
from contests.rules.eligibility import CHILD_UNDER
from contests.rules.ruleset import RuleSet
from contests.services.entrant_details import Guardian
from contests.wording import names
from contests.wording.numbers import capital

BLANK = ("", "Chọn")
MOST_LISTED = 300
"""Organisations that are simply listed; where there are more, one searches first."""
MOST_FOUND = 60

_TEXT = {
    PersonField.FULL_NAME: ("name", "", "Như trên căn cước hoặc giấy khai sinh."),
    PersonField.PHONE: (
        "tel",
        "tel",
        "Cùng mã dự thi, số này giúp bạn thi tiếp trên máy khác.",
    ),
    PersonField.BIRTH_YEAR: ("bday-year", "numeric", "Bốn chữ số, ví dụ 1990."),
    PersonField.CCCD: ("off", "numeric", "12 chữ số trên thẻ căn cước."),
    PersonField.POSITION: ("organization-title", "", ""),
    PersonField.EMAIL: ("email", "email", ""),
    PersonField.ROSTER_CODE: ("off", "", "Mã do cơ quan, đơn vị của bạn cấp."),
}
SHORT = ("phone", "birth_year", "birth_date", "cccd", "roster_code", "guardian_phone")


class Asked:
    """A field whose label says whether it is required, and whose absence the service judges."""

    def validate(self, value: Any) -> None:
        """Nothing here: `contests.rules.registration.check` says what is missing."""


class AskedLine(Asked, LineField):
    """One line."""


class AskedEmail(Asked, forms.EmailField):
    """An address; the form says when it cannot be one."""


class AskedTick(Asked, forms.BooleanField):
    """A box that is never ticked beforehand."""


def home_province(contest: Contest, rules: RuleSet) -> str:
    """The code of the province whose communes are listed first: the only one admitted, else the
    organiser's; "" when there is none."""
    if len(rules.eligibility.provinces) == 1 and not rules.eligibility.communes:
        return rules.eligibility.provinces[0]
    ids = [int(part) for part in contest.organisation.path.split("/") if part]
    above = Organisation.objects.filter(pk__in=ids, unit__isnull=False).order_by("-path")
    for organisation in above.select_related("unit"):
        unit = organisation.unit
        assert unit is not None
        return unit.parent_id or unit.code
    return ""


class RegistrationForm(HouseForm):
    """Built for one contest. `choosable`: the organisations that may be named."""

    def __init__(
        self, *args: Any, contest: Contest, rules: RuleSet, choosable: Any, **kwargs: Any
    ) -> None:
        self.contest, self.rules, self.choosable = contest, rules, choosable
        self.asked = tuple(rule.field for rule in rules.registration.fields)
        super().__init__(*args, **kwargs)
        for rule in rules.registration.fields:
            self.fields[rule.field.value] = self._made(rule.field, rule.required)
        if PersonField.COMMUNE in self.asked:
            self._list_communes()
        if PersonField.ORGANISATION in self.asked:
            self._list_organisations()
        self.admits_children = (rules.eligibility.min_age or 0) < CHILD_UNDER and bool(
            {PersonField.BIRTH_DATE, PersonField.BIRTH_YEAR} & set(self.asked)
        )
        if self.admits_children:
            self._ask_guardian()
        self._ask_consents()
        self.use_own_words()

    # --- the fields -----------------------------------------------------------------------------

    def _made(self, field: PersonField, required: bool) -> forms.Field:
        label = capital(names.FIELD[field])
        match field:
            case PersonField.BIRTH_DATE:
                widget: forms.Widget = forms.DateInput(
                    attrs={"type": "date", "autocomplete": "bday", "min": "1900-01-01"}
                )
                return AskedLine(label=label, required=required, max_length=10, widget=widget)
            case PersonField.SEX:
                shown = [choice for choice in Sex.choices if choice[0] or not required]
                return AskedLine(
                    label=label, required=required, widget=forms.RadioSelect(choices=shown)
                )
            case PersonField.AUDIENCE:
                admitted = {one.value for one in self.rules.eligibility.audiences}
                groups = [one for one in Audience.choices if not admitted or one[0] in admitted]
                return AskedLine(
                    label=label, required=required, widget=forms.RadioSelect(choices=groups)
                )
            case PersonField.ETHNIC:
                rows = sorted(EthnicGroup.objects.all(), key=lambda one: one.code.zfill(2))
                listed = [(one.code, one.name) for one in rows]
                return AskedLine(
                    label=label,
                    required=required,
                    widget=forms.Select(choices=[BLANK, *listed]),
                    help_text="Chỉ được lưu khi bạn đồng ý cho thống kê ở cuối trang.",
                )
            case PersonField.COMMUNE | PersonField.ORGANISATION:
                return AskedLine(label=label, required=required, widget=forms.Select())
            case PersonField.EMAIL:
                return AskedEmail(label=label, required=required, max_length=200)
        complete, mode, hint = _TEXT[field]
        attrs = {"autocomplete": complete} | ({"inputmode": mode} if mode else {})
        widget = forms.TextInput(attrs=attrs | ({"type": "tel"} if mode == "tel" else {}))
        return AskedLine(
            label=label, required=required, max_length=120, widget=widget, help_text=hint
        )

    def _sent(self, name: str) -> str:
        source = self.data if self.is_bound else self.initial
        return clean_line(str(source.get(name) or ""))[:200]

    def _list_communes(self) -> None:
        field = self.fields["commune"]
        who = self.rules.eligibility
        self.province = self._sent("province") or home_province(self.contest, self.rules)
        if who.communes and not who.provinces:
            rows = [(one.code, one.full_name) for one in _units(who.communes)]
            field.widget.choices = [BLANK, *rows]
            return
        listed = provinces()
        if who.provinces and not who.communes:
            listed = listed.filter(code__in=who.provinces)
        everywhere = [(one.code, one.full_name) for one in listed]
        if len(everywhere) > 1:
            self.fields["province"] = AskedLine(
                label="Tỉnh, thành phố nơi cư trú",
                required=field.required,
                widget=forms.Select(choices=[BLANK, *everywhere]),
                initial=self.province,
            )
            self.order_fields(_before(list(self.fields), "province", "commune"))
        here = [(one.code, one.full_name) for one in communes(self.province)]
        name = dict(everywhere).get(self.province, "")
        field.widget.choices = [BLANK, (name, here)] if name and here else [BLANK, *here]

    def _list_organisations(self) -> None:
        field = self.fields["organisation"]
        text, chosen = self._sent("organisation_text"), self._sent("organisation")
        self.organisation_count = self.choosable.count()
        rows = self.choosable
        if self.organisation_count > MOST_LISTED:
            field.help_text = "Gõ vài chữ trong tên rồi bấm Tìm, sau đó chọn trong danh sách."
            self.fields["organisation_text"] = AskedLine(
                label="Tìm cơ quan, đơn vị, trường học", required=False, max_length=120
            )
            self.order_fields(_before(list(self.fields), "organisation_text", "organisation"))
            rows = find_organisations(self.choosable, text) if text else rows.none()
        listed = [(one.code, one.name) for one in rows]
        if chosen and chosen not in dict(listed):
            listed += [(one.code, one.name) for one in self.choosable.filter(code=chosen)]
        none = "Không thuộc cơ quan, đơn vị nào" if not field.required else "Chọn"
        field.widget.choices = [("", none), *listed]

    def _ask_guardian(self) -> None:
        self.fields["guardian_name"] = AskedLine(
            label="Họ và tên cha, mẹ hoặc người giám hộ", required=False, max_length=120
        )
        self.fields["guardian_relation"] = AskedLine(
            label="Quan hệ với người dự thi",
            required=False,
            max_length=40,
            help_text="Ví dụ: mẹ, cha, ông, bà, người giám hộ.",
        )
        self.fields["guardian_phone"] = AskedLine(
            label="Số điện thoại của người đó",
            required=False,
            max_length=40,
            widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
        )
        self.fields["guardian_consent"] = AskedTick(
            label="Tôi là cha, mẹ hoặc người giám hộ, đồng ý cho người dự thi dưới 16 tuổi tham "
            "gia và đồng ý với các mục được đánh dấu dưới đây.",
            required=False,
        )

    def _ask_consents(self) -> None:
        self.consents: list[str] = []
        for purpose in ConsentPurpose:
            if purpose == ConsentPurpose.STATISTICS and PersonField.ETHNIC not in self.asked:
                continue
            if (
                purpose == ConsentPurpose.PUBLISH
                and self.rules.disclosure.names is not NameDisplay.FULL
            ):
                continue
            text = current_text(purpose)
            if text is None:
                continue
            name = f"consent_{purpose.value}"
            self.consents.append(name)
            self.fields[name] = AskedTick(label=text.text, required=purpose == ConsentPurpose.RUN)

    # --- what was sent --------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        written = any(data.get(f"guardian_{part}") for part in ("name", "relation", "phone"))
        if written and not data.get("guardian_consent"):
            self.add_error("guardian_consent", fault_sentence(Fault("GUARDIAN-CONSENT")))
        return data

    def values(self) -> dict[PersonField, str]:
        """The asked fields as typed."""
        return {field: self.cleaned_data.get(field.value) or "" for field in self.asked}

    def agreed(self) -> frozenset[ConsentPurpose]:
        """The ticked purposes."""
        return frozenset(
            purpose
            for purpose in ConsentPurpose
            if self.cleaned_data.get(f"consent_{purpose.value}")
        )

    def guardian(self) -> Guardian | None:
        """The guardian, when one agreed."""
        if not self.cleaned_data.get("guardian_consent"):
            return None
        return Guardian(
            self.cleaned_data.get("guardian_name", ""),
            self.cleaned_data.get("guardian_relation", ""),
            self.cleaned_data.get("guardian_phone", ""),
        )

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """The service's faults where they belong; a field that is wrong already is left at that."""
        wrong = frozenset(self.errors)
        for fault in faults:
            place = fault.field if fault.field in self.fields else None
            if place not in wrong:
                self.add_error(place, fault_sentence(fault))

    def section(self, *wanted: str) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(wanted)]

    def guardian_fields(self) -> list[Any]:
        """For the template."""
        return self.section("guardian_")

    def consent_fields(self) -> list[Any]:
        """For the template."""
        return self.section("consent_")

    def person_fields(self) -> list[Any]:
        """For the template."""
        return [
            self[name] for name in self.fields if not name.startswith(("guardian_", "consent_"))
        ]


def find_organisations(choosable: Any, text: str) -> list[Organisation]:
    """Organisations whose name or code holds `text`, marks ignored, at most `MOST_FOUND`."""
    key = search_key(text)
    if not key:
        return []
    return list(choosable.filter(search_key__contains=key)[:MOST_FOUND])


def _units(codes: Iterable[str]) -> Any:
    return AdministrativeUnit.objects.filter(code__in=list(codes)).order_by("sort_key")


def _before(order: list[str], name: str, other: str) -> list[str]:
    order.remove(name)
    order.insert(order.index(other), name)
    return order


class ContinueForm(HouseForm):
    """Mã dự thi, and the phone number where the contest asks for one."""

    phone = AskedLine(
        label="Số điện thoại",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text="Số bạn đã dùng khi đăng ký.",
    )
    code = AskedLine(
        label="Mã dự thi",
        max_length=40,
        help_text="8 ký tự, chữ hoa hay thường đều được.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, asks_phone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_phone:
            del self.fields["phone"]
