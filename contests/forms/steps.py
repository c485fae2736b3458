"""What the five pages of the guided set-up have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms import BoundField

from accounts.models import User
from contests.forms.fields import HouseForm
from contests.forms.rows import Rows, raw_values, with_row, without_row
from contests.models import Contest
from contests.rules.codec import Fault
from contests.rules.ruleset import RuleSet, from_json
from contests.services.setup import DraftRound
from contests.wording.setup import sentence, step_of


@dataclass(frozen=True)
class Group:
    """Fields under one legend; together they are `decisions` decisions."""

    legend: str
    names: tuple[str, ...]
    hint: str = ""
    decisions: int = 1


@dataclass(frozen=True)
class Block:
    """What the page draws next: one field, a group of fields, or rows."""

    field: BoundField | None = None
    legend: str = ""
    hint: str = ""
    fields: tuple[BoundField, ...] = ()
    rows: Rows | None = None


@dataclass(frozen=True)
class Problem:
    """One line of the error summary."""

    target: str
    label: str
    text: str


class Step:
    """One page. `main` is what is asked of everybody, `more` stands under "Tùy chọn thêm".

    Both hold names of fields, groups, and names of rows. `data` is what was posted; a press of
    "Thêm dòng" or "Xóa dòng" shows the page again with what was typed.
    """

    code: ClassVar[str]
    form_class: ClassVar[type[HouseForm]]
    main: ClassVar[tuple[str | Group, ...]] = ()
    more: ClassVar[tuple[str | Group, ...]] = ()

    def __init__(self, *, user: User, contest: Contest | None, data: Any = None) -> None:
        self.user, self.contest = user, contest
        self.only_rows = False
        if data is not None:
            data, self.only_rows = self._pressed(data)
        self.data = data
        self.rules = self._rules()
        self.form = self._form()
        self.rows = {rows.prefix: rows for rows in self.make_rows()}

    # --- what each page says of itself -----------------------------------------------------------

    def _rules(self) -> RuleSet:
        assert self.contest is not None
        return from_json(self.contest.draft_rules)

    def form_kwargs(self) -> dict[str, Any]:
        """Extra arguments of the form."""
        return {}

    def initial(self) -> dict[str, Any]:
        """The form's values as drafted."""
        return {}

    def make_rows(self) -> Iterable[Rows]:
        """The page's rows."""
        return ()

    def terms(self) -> dict[str, Any]:
        """Parts of the rule set as filled in."""
        return {}

    def rounds(self) -> list[DraftRound] | None:
        """Rounds as filled in; None where the page has none."""
        return None

    def target(self, path: str) -> tuple[HouseForm, str | None]:
        """The form and field at which a fault of `path` is shown."""
        return self.form, None

    # --- the same for all ------------------------------------------------------------------------

    def _pressed(self, data: Any) -> tuple[Any, bool]:
        if data.get("add"):
            return with_row(data, data["add"]), True
        if data.get("remove"):
            prefix, _, place = data["remove"].rpartition("-")
            return (without_row(data, prefix, int(place)) if place.isdigit() else data), True
        return data, False

    def _form(self) -> HouseForm:
        kwargs = self.form_kwargs()
        if self.data is None:
            return self.form_class(initial=self.initial(), **kwargs)
        bound = self.form_class(self.data, initial=self.initial(), **kwargs)
        if self.only_rows:
            return self.form_class(initial=raw_values(bound, self.data), **kwargs)
        return bound

    def row_kwargs(self) -> dict[str, Any]:
        """`data` and `raw` of every `Rows`."""
        return {"data": self.data, "raw": self.only_rows}

    def is_valid(self) -> bool:
        """Whether everything typed reads; false after "Thêm dòng"."""
        if self.data is None or self.only_rows:
            return False
        return all([self.form.is_valid(), *[rows.is_valid() for rows in self.rows.values()]])

    def add_faults(self, faults: Iterable[Fault]) -> int:
        """Put the faults that this page can mend where they belong; returns how many."""
        mine = [fault for fault in faults if step_of(fault.field) == self.code]
        for fault in mine:
            form, name = self.target(fault.field)
            form.add_error(name if name in form.fields else None, sentence(fault))
        return len(mine)

    def pointers(self, faults: Iterable[Fault]) -> list[Problem]:
        """The faults that this page can mend, each with the field to go to; on a page that is
        only being looked at."""
        found = []
        for fault in faults:
            if step_of(fault.field) == self.code:
                form, name = self.target(fault.field)
                there = name is not None and name in form.fields
                target = (form[name].id_for_label or form[name].auto_id) if there else ""
                found.append(Problem(target, "", sentence(fault)))
        return found

    def blocks(self, names: tuple[str | Group, ...]) -> list[Block]:
        """`names` as drawn."""
        found = []
        for name in names:
            if isinstance(name, Group):
                shown = tuple(self.form[one] for one in name.names)
                found.append(Block(legend=name.legend, hint=name.hint, fields=shown))
            elif name in self.rows:
                found.append(Block(rows=self.rows[name]))
            elif name in self.form.fields:
                found.append(Block(field=self.form[name]))
        return found

    @property
    def main_blocks(self) -> list[Block]:
        return self.blocks(self.main)

    @property
    def more_blocks(self) -> list[Block]:
        return self.blocks(self.more)

    def decisions(self) -> int:
        """How many decisions the page asks of everybody."""
        count = 0
        for name in self.main:
            if isinstance(name, Group):
                count += name.decisions
            elif name in self.rows:
                count += self.rows[name].decisions
            else:
                count += name in self.form.fields
        return count

    @property
    def more_has_errors(self) -> bool:
        """Whether the folded part must stand open."""
        for block in self.more_blocks:
            shown = [block.field] if block.field is not None else list(block.fields)
            if any(field.errors for field in shown):
                return True
            if block.rows is not None and any(one.errors for one in block.rows if one.is_bound):
                return True
        return False

    @property
    def problems(self) -> list[Problem]:
        """The error summary, in the order of the page."""
        if self.data is None or self.only_rows:
            return []
        found = [Problem("", "", str(text)) for text in self.form.non_field_errors()]
        for block in (*self.main_blocks, *self.more_blocks):
            if block.rows is not None:
                for number, one in enumerate(block.rows, start=1):
                    label = f"{block.rows.row} {number}"
                    found += [Problem("", label, str(text)) for text in one.non_field_errors()]
                    found += _of(one.visible_fields(), f"{label}, ")
            else:
                found += _of([block.field] if block.field is not None else block.fields, "")
        return found


def _of(fields: Iterable[BoundField], before: str) -> list[Problem]:
    return [
        Problem(
            field.id_for_label or field.auto_id,
            f"{before}{field.label[:1].lower()}{field.label[1:]}" if before else str(field.label),
            str(text),
        )
        for field in fields
        for text in field.errors
    ]
