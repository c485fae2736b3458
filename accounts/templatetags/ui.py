"""Tags and filters of every page: icons, Vietnamese numbers and times, what the site is called."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.rules import show
from accounts.rules.codes import show_receipt
from accounts.wording.trail import detail_words

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """`<svg>` of one symbol of static/img/icons.svg; hidden from screen readers without a label."""
    href = f"{static('img/icons.svg')}#{name}"
    classes = f"icon {extra}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}" width="20" height="20">'
            '<use href="{}"></use></svg>',
            classes,
            label,
            href,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" width="20" height="20"><use href="{}"></use></svg>',
        classes,
        href,
    )


@register.simple_tag
def site() -> dict[str, str]:
    """What the platform is called and who answers for it, from the settings SITE_*."""
    return {
        "name": getattr(settings, "SITE_NAME", "") or "Tìm hiểu pháp luật",
        "organisation": getattr(settings, "SITE_ORGANISATION", ""),
        "address": getattr(settings, "SITE_ADDRESS", ""),
        "email": getattr(settings, "SITE_EMAIL", ""),
        "phone": getattr(settings, "SITE_PHONE", ""),
    }


@register.filter
def vn_date(value: date | None) -> str:
    """`23/11/2026`; nothing for None."""
    return "" if value is None or value == "" else show.show_date(value)


@register.filter
def vn_time(value: datetime | None) -> str:
    """`20:31:06`; nothing for None."""
    return "" if value is None or value == "" else show.show_time(value, seconds=True)


@register.filter
def vn_datetime(value: datetime | None) -> str:
    """`20:31 ngày 23/11/2026`; nothing for None."""
    return "" if value is None or value == "" else show.show_datetime(value)


@register.filter
def vn_number(value: int | float | Fraction | Decimal | None, digits: int = 0) -> str:
    """`1.234.567`; `{{ x|vn_number:2 }}` is `8,25`; an en dash for None."""
    if value is None or value == "":
        return "–"
    return show.show_number(_exact(value), digits=int(digits))


@register.filter
def vn_percent(ratio: float | Fraction | Decimal | None, digits: int = 2) -> str:
    """`22,03%` from 0.2203; an en dash for None (nothing to divide by)."""
    if ratio is None or ratio == "":
        return "–"
    return show.show_percent(_exact(ratio), digits=int(digits))


@register.filter
def vn_share(part: int, whole: int | None) -> str:
    """`22,03%` from two counts, exactly; an en dash when the whole is zero or not known."""
    return show.show_percent(Fraction(part, whole)) if whole else "–"


@register.filter
def duration_ms(value: int | None) -> str:
    """`12 phút 05 giây` from milliseconds; nothing for None."""
    return "" if value is None or value == "" else show.show_duration(int(value))


@register.filter
def mask_phone(value: str | None) -> str:
    """`091****678`."""
    return show.mask_phone(value or "")


@register.filter
def receipt_code(value: str) -> str:
    """A mã biên nhận as it is shown everywhere: ``ABCDE-FGHJK``."""
    return show_receipt(value)


@register.filter
def trail_details(data: dict[str, Any]) -> list[str]:
    """The facts of an event of the trail in words, one text each."""
    return detail_words(data)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Is the field one box with its label behind it?"""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_choices(field: BoundField) -> bool:
    """Is the field a group of radios or boxes, which needs a fieldset and a legend?"""
    return bool(field.field.widget.use_fieldset)


@register.filter
def error_target(field: BoundField) -> str:
    """The id that a link of the error summary jumps to."""
    return field.id_for_label or field.auto_id


@register.filter
def error_count(form: BaseForm) -> int:
    """How many messages the form has."""
    return sum(len(messages) for messages in form.errors.values())


@register.filter
def page_window(number: int, last: int) -> list[int | None]:
    """Page numbers to show: first, last, two round the current one; None stands for a gap."""
    shown = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    window: list[int | None] = []
    for page in shown:
        before = window[-1] if window else None
        if before is not None and page - before == 2:
            window.append(page - 1)
        elif before is not None and page - before > 2:
            window.append(None)
        window.append(page)
    return window


def _exact(value: Any) -> int | Fraction | Decimal:
    """A float by its shortest decimal form (0.1 is a tenth), everything else as it is."""
    return Decimal(repr(value)) if isinstance(value, float) else value
