"""Rows of one small form each, added and removed by buttons that submit: no script is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from contests.forms.fields import HouseForm

MOST_ROWS = 60


class Rows:
    """`prefix-0-name`, `prefix-1-name`, …, and how many there are in `prefix-count`.

    A row that was left blank does not count. `raw=True` shows what was typed without judging it
    (after adding or removing a row).
    """

    is_rows = True

    def __init__(
        self,
        kind: type[HouseForm],
        prefix: str,
        *,
        legend: str,
        row: str,
        hint: str = "",
        data: Any = None,
        initial: Sequence[Mapping[str, Any]] = (),
        raw: bool = False,
        decisions: int = 0,
        **form_kwargs: Any,
    ) -> None:
        self.prefix, self.legend, self.row, self.hint = prefix, legend, row, hint
        self.decisions = decisions
        if data is None:
            self.forms = [
                kind(prefix=self._prefix(place), initial=dict(one), **form_kwargs)
                for place, one in enumerate(initial)
            ]
            return
        self.forms = []
        for place in range(_count(data, prefix)):
            bound = kind(data, prefix=self._prefix(place), empty_permitted=True, **form_kwargs)
            if raw:
                bound = kind(prefix=bound.prefix, initial=raw_values(bound, data), **form_kwargs)
            self.forms.append(bound)

    def _prefix(self, place: int) -> str:
        return f"{self.prefix}-{place}"

    def __iter__(self) -> Iterator[HouseForm]:
        return iter(self.forms)

    @property
    def count_name(self) -> str:
        """Name of the hidden field with the number of rows."""
        return f"{self.prefix}-count"

    def is_valid(self) -> bool:
        """Whether every row reads."""
        return all([one.is_valid() for one in self.forms])

    @property
    def filled(self) -> list[tuple[int, dict[str, Any]]]:
        """(place, values) of the rows that are not blank."""
        return [
            (place, one.cleaned_data)
            for place, one in enumerate(self.forms)
            if one.has_changed() and one.cleaned_data
        ]

    def nth(self, number: int) -> HouseForm | None:
        """The form of the `number`-th row that is not blank: what a fault's index means."""
        filled = [one for one in self.forms if not one.is_bound or one.has_changed()]
        return filled[number] if number < len(filled) else None


def _count(data: Any, prefix: str) -> int:
    text = str(data.get(f"{prefix}-count", "0"))
    return min(int(text), MOST_ROWS) if text.isdigit() else 0


def raw_values(form: forms.Form, data: Any) -> dict[str, Any]:
    """What was typed into `form`, unjudged."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def with_row(data: Any, prefix: str) -> Any:
    """A copy of posted `data` with one more row."""
    changed = data.copy()
    changed[f"{prefix}-count"] = str(min(_count(data, prefix) + 1, MOST_ROWS))
    return changed


def without_row(data: Any, prefix: str, place: int) -> Any:
    """A copy of posted `data` without row `place`; the rows behind it move up."""
    count = _count(data, prefix)
    if not 0 <= place < count:
        return data
    changed = data.copy()
    for key in data:
        head, _, rest = key.partition(f"{prefix}-")
        number, _, name = rest.partition("-")
        if head or not number.isdigit() or int(number) < place:
            continue
        del changed[key]
    for key in data:
        head, _, rest = key.partition(f"{prefix}-")
        number, _, name = rest.partition("-")
        if not head and number.isdigit() and int(number) > place:
            changed.setlist(f"{prefix}-{int(number) - 1}-{name}", data.getlist(key))
    changed[f"{prefix}-count"] = str(count - 1)
    return changed
