"""Page 1: name, lead, purpose, cooperating organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Organisation
from contests.forms.fields import HouseForm, LineField, OrganisationField
from contests.forms.rows import Rows
from contests.forms.steps import Step
from contests.models import PartnerRight
from contests.rules.presets import PRESETS
from contests.rules.ruleset import RuleSet
from contests.selectors.facts import drafted_partners, drafted_title
from contests.services.setup import Partner

PURPOSE = (
    "Tuyên truyền, phổ biến pháp luật đến cán bộ, công chức, viên chức, người lao động "
    "và Nhân dân; nâng cao ý thức tự tìm hiểu, chấp hành pháp luật.\n"
    "Hưởng ứng Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam."
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class BasicsForm(HouseForm):
    """`organisation` is asked only when the contest is new."""

    title = LineField(
        label="Tên cuộc thi",
        max_length=200,
        help_text="Như sẽ in trên Thể lệ, không cần chữ “Cuộc thi” ở đầu. Ví dụ: Tìm hiểu Luật Phổ biến, giáo dục pháp luật.",  # noqa: E501
    )
    organisation = forms.ModelChoiceField(
        label="Đơn vị chủ trì", queryset=Organisation.objects.none(), empty_label=None
    )
    purpose = forms.CharField(
        label="Mục đích",
        max_length=2000,
        help_text="Mỗi dòng một ý, in thành điểm a), b) … của Kế hoạch.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    slug = forms.CharField(
        label="Địa chỉ trang cuộc thi",
        max_length=60,
        required=False,
        help_text="Phần cuối của địa chỉ: chữ thường không dấu, chữ số, gạch nối. Để trống thì lấy từ tên. Không đổi được sau khi công bố.",  # noqa: E501
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if organisations is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).strip()
        if slug and not _SLUG.fullmatch(slug):
            raise forms.ValidationError(
                "Chỉ dùng chữ thường không dấu, chữ số và gạch nối, ví dụ tim-hieu-phap-luat-2026."
            )
        return slug


class PartnerForm(HouseForm):
    """One cooperating organisation."""

    organisation = OrganisationField(label="Đơn vị phối hợp")
    rights = forms.MultipleChoiceField(
        label="Quyền của đơn vị này",
        choices=PartnerRight.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class BasicsStep(Step):
    """With no contest yet, the preset and the organisations to choose from come from the view."""

    code = "ten"
    form_class = BasicsForm
    main = ("title", "organisation", "purpose", "partners")
    more = ("slug",)

    def __init__(
        self,
        *,
        preset: str = "",
        organisations: QuerySet[Organisation] | None = None,
        **kwargs: Any,
    ) -> None:
        self.preset, self.organisations = preset, organisations
        super().__init__(**kwargs)

    def _rules(self) -> RuleSet:
        return PRESETS[self.preset].rules if self.contest is None else super()._rules()

    def form_kwargs(self) -> dict[str, Any]:
        return {"organisations": self.organisations if self.contest is None else None}

    def initial(self) -> dict[str, Any]:
        if self.contest is None:
            # The top of what the clerk reaches: a department, not its first office by name.
            lead = self.organisations.order_by("path").first() if self.organisations else None
            return {"purpose": PURPOSE, "organisation": lead}
        return {
            "title": drafted_title(self.contest),
            "purpose": self.contest.purpose,
            "slug": self.contest.slug,
        }

    def make_rows(self) -> Iterable[Rows]:
        partners = drafted_partners(self.contest) if self.contest else []
        known = Organisation.objects.in_bulk([pk for pk, _ in partners])
        yield Rows(
            PartnerForm,
            "partners",
            legend="Đơn vị phối hợp",
            row="Đơn vị",
            hint="In trong Thể lệ và Kế hoạch. Quyền chỉ có với người đã được phân vai trò ở đơn vị đó. Đơn vị trong cùng hệ thống luôn quản lý người dự thi của mình.",  # noqa: E501
            initial=[{"organisation": known[pk], "rights": rights} for pk, rights in partners],
            decisions=1,
            **self.row_kwargs(),
        )

    def partners(self) -> list[Partner]:
        """The rows as the service takes them."""
        return [
            Partner(row["organisation"], tuple(row["rights"]))
            for _, row in self.rows["partners"].filled
        ]

    def target(self, path: str) -> tuple[HouseForm, str | None]:
        if path.startswith("partners["):
            row = self.rows["partners"].nth(int(path[9:].split("]")[0]))
            if row is not None:
                return row, "organisation"
        return self.form, path
