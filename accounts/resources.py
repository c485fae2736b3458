"""The staff list as a django-import-export resource: matches, validates, counts, writes in slices.

A dry run reads and writes nothing, not even a transaction that is rolled back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader

from accounts.formats.sheet import Table
from accounts.models import Organisation, Person
from accounts.rules import roster
from accounts.rules.roster import Problem, Reading
from accounts.rules.text import exact_key, name_sort_key, search_key
from accounts.selectors.units import ethnic_group_code
from accounts.services.people import cccd_index, phone_index
from accounts.services.roster import UPDATED
from accounts.services.slices import SliceWriter

_SLICE = 400


class StaffLoader(BaseInstanceLoader):
    """Finds the person of a row without asking the database for each.

    By staff number in the organisation, else by identity number anywhere, else by telephone
    number and name in the organisation.
    """

    def __init__(self, resource: RosterResource, dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self.by_code: dict[tuple[int | None, str], Person] = {}
        #: Staff numbers that one person alone has in the whole organisation.
        self.by_number: dict[str, Person | None] = {}
        self.by_cccd: dict[str, Person] = {}
        self.by_phone: dict[tuple[str, str], Person] = {}
        staff = Person.objects.select_related("organisation").filter(
            organisation__path__startswith=resource.organisation.path
        )
        for person in staff.iterator(chunk_size=2000):
            if person.roster_code:
                code = person.roster_code
                self.by_code[(person.organisation_id, code)] = person
                self.by_number[code] = None if code in self.by_number else person
            if person.cccd_index:
                self.by_cccd[person.cccd_index] = person
            if person.phone_index:
                self.by_phone[(person.phone_index, exact_key(person.full_name))] = person
        # Decrypting is slow: only who is not on the staff list is fetched a second time.
        wanted = {str(reading.values.get("cccd_index", "")) for reading in resource.readings}
        indexes = sorted(wanted - set(self.by_cccd) - {""})
        for start in range(0, len(indexes), _SLICE):
            found = Person.objects.filter(cccd_index__in=indexes[start : start + _SLICE])
            self.by_cccd.update({person.cccd_index: person for person in found})

    def get_instance(self, row: dict[str, Any]) -> Person | None:
        values = row["_values"]
        if values["roster_code"]:
            known = self.by_code.get((values["organisation_id"], values["roster_code"]))
            if known is None and not row["_placed"]:
                known = self.by_number.get(values["roster_code"])
            if known is not None:
                return known
        if values["cccd_index"] and values["cccd_index"] in self.by_cccd:
            return self.by_cccd[values["cccd_index"]]
        return self.by_phone.get((values["phone_index"], exact_key(values["full_name"])))


class RosterResource(resources.ModelResource):
    """One staff list into one organisation and its parts.

    Use: `RosterResource(...).read(table)`, then `run(dry_run=True)` or `run(dry_run=False)`.
    `tick(done)` is called for each row and may raise to stop.
    """

    class Meta:
        model = Person
        fields = ()
        import_id_fields = ()
        instance_loader_class = StaffLoader
        use_bulk = True
        batch_size = _SLICE
        use_transactions = False
        skip_diff = True
        skip_unchanged = False
        report_skipped = False
        clean_model_instances = False

    def __init__(
        self,
        *,
        organisation: Organisation,
        today: date,
        repair_cccd: bool = False,
        tick: Callable[[int], None] = lambda done: None,
        writer: SliceWriter | None = None,
    ) -> None:
        super().__init__()
        self.organisation = organisation
        self.today = today
        self.repair_cccd = repair_cccd
        self.tick = tick
        self.writer = writer or SliceWriter()
        self.writing = False
        self.readings: list[Reading] = []
        self.numbers: list[int] = []
        #: Whether the row itself names its part of the organisation.
        self.placed: list[bool] = []
        self.counts: Counter[str] = Counter()

    # --- reading ---------------------------------------------------------------------------------

    def read(self, table: Table) -> None:
        """Read every row and look for what is wrong between rows."""
        names = self._organisations()
        seen: dict[tuple[str, object], int] = {}
        groups: dict[str, str] = {}
        for row in table.rows:
            self.tick(len(self.readings))
            reading = roster.read_row(
                row.cells,
                today=self.today,
                ethnic_code=lambda name: groups.setdefault(name, ethnic_group_code(name)),
                organisation_id=lambda name: names.get(search_key(name)),
                repair_cccd=self.repair_cccd,
            )
            values = reading.values
            self.placed.append("organisation_id" in values)
            values.setdefault("organisation_id", self.organisation.pk)
            if reading.ok:
                values["phone_index"] = phone_index(str(values["phone"]))
                values["cccd_index"] = cccd_index(str(values["cccd"]))
                name = str(values["full_name"])
                values["search_key"] = search_key(name)[:160]
                values["sort_key"] = name_sort_key(name)[:1000]
                self._twice(reading, row.number, seen)
            self.readings.append(reading)
            self.numbers.append(row.number)

    def _organisations(self) -> dict[str, int]:
        """Codes and names of the organisation's parts; a name that two share means neither."""
        parts = Organisation.objects.filter(
            path__startswith=self.organisation.path, is_active=True
        ).values_list("pk", "code", "name", "short_name")
        names: Counter[str] = Counter()
        ids: dict[str, int] = {}
        for pk, code, name, short in parts:
            for word in {search_key(name), search_key(short)} - {""}:
                names[word] += 1
                ids[word] = pk
            ids.setdefault(search_key(code), pk)
        return {word: pk for word, pk in ids.items() if names[word] < 2}

    def _twice(self, reading: Reading, number: int, seen: dict[tuple[str, object], int]) -> None:
        values = reading.values
        marks: list[tuple[str, tuple[str, object]]] = []
        if values["roster_code"]:
            place = (values["organisation_id"], values["roster_code"])
            marks.append(("roster_code", ("roster_code", place)))
        if values["cccd_index"]:
            marks.append(("cccd", ("cccd", values["cccd_index"])))
        name = exact_key(str(values["full_name"]))
        if values["phone_index"]:
            marks.append(("phone", ("phone", (values["phone_index"], name))))
        for column, mark in marks:
            other = seen.setdefault(mark, number)
            if other != number:
                facts = {"other": str(other)}
                reading.problems.append(Problem("error", "duplicate-row", column, facts))
                return

    # --- importing -------------------------------------------------------------------------------

    def run(self, *, dry_run: bool) -> Counter[str]:
        """Match every row and, unless `dry_run`, write. Returns new, changed, same, errors."""
        dataset = tablib.Dataset(headers=["_place"])
        for place in range(len(self.readings)):
            dataset.append([place])
        self.counts = Counter(rows=len(self.readings))
        # The library's own dry run opens a transaction and rolls it back: on SQLite that keeps
        # every answer waiting. So it always runs "for real", and the writing is ours to leave out.
        self.writing = not dry_run
        result = self.import_data(
            dataset, dry_run=False, raise_errors=False, use_transactions=False
        )
        for fault in result.base_errors:
            raise fault.error
        for _, errors in result.row_errors():
            raise errors[0].error
        self.counts["errors"] = sum(not reading.ok for reading in self.readings)
        return self.counts

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        # Outside the library's try block: a cancel must stop the run, not fail a row.
        self.tick(row["_place"])
        return super().import_row(row, instance_loader, **kwargs)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        reading = self.readings[row["_place"]]
        row["_values"] = reading.values
        row["_placed"] = self.placed[row["_place"]]
        if reading.ok:
            return
        raise ValidationError("row has errors")

    def import_instance(self, instance: Person, row: Any, **kwargs: Any) -> None:
        """Take over what the row says; an empty cell leaves what is known."""
        known = instance.pk is not None
        reading = self.readings[row["_place"]]
        if known and not self._is_ours(instance):
            reading.problems.append(Problem("error", "cccd-taken", "cccd"))
            raise ValidationError("belongs to another organisation")
        changed = not known
        for name, value in row["_values"].items():
            if value in ("", None) and known:
                continue
            if name == "organisation_id" and not row["_placed"] and instance.organisation_id:
                continue  # the list does not say which part: people stay where they are
            if getattr(instance, name) != value:
                setattr(instance, name, value)
                changed = True
        row["_changed"] = changed

    def _is_ours(self, person: Person) -> bool:
        """Nobody's so far, or of this organisation or a part of it."""
        if person.organisation_id in (None, self.organisation.pk):
            return True
        owner = person.organisation
        return owner is not None and owner.path.startswith(self.organisation.path)

    def skip_row(
        self, instance: Person, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        if import_validation_errors:
            return False
        if not row["_changed"]:
            self.counts["same"] += 1
            return True
        self.counts["changed" if instance.pk is not None else "new"] += 1
        return False

    def bulk_create(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Hand the new persons to the service; nothing at all in a dry run."""
        persons, self.create_instances = self.create_instances, []
        if self.writing:
            self.writer.insert(persons)

    def bulk_update(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        persons, self.update_instances = self.update_instances, []
        if self.writing:
            self.writer.update(persons, UPDATED)
