"""Points and places, folded from the facts of a session and the answers of its settled runs.

The same facts and answers give the same standing in every process, in whatever portions they are
read. Facts that take others back ("voided", "undone") are exact: the sheet folds again without
them, from the last mark before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from contests.live.rules.columns import Columns
from contests.live.rules.commands import Fact
from contests.live.rules.plan import Order, Plan, TeamsBy, TeamScore
from contests.live.rules.rows import Row, Total, UnitRow, rounded
from contests.live.rules.scoring import Marks, cut, elapsed, is_right, key_of, rescued, score_run
from contests.live.rules.state import State, current_segment

__all__ = ["Answer", "Row", "Sheet", "Total", "UnitRow"]

_MARKS_KEPT: Final = 8
_STILL_IN: Final = 2**62

Answer = tuple[int, str, int]
"""(player, response, received µs)."""


@dataclass(slots=True)
class _Entry:
    fact: Fact
    marks: Marks = ()


class Sheet:
    """The fold. Add the players, hand in every fact in order (`settle` for those of kind
    "settled", with the answers of their run, `apply` for the others), ask."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._entries: list[_Entry] = []
        self._kept: list[tuple[int, Columns]] = []
        self._columns = Columns()
        self._before: Columns | None = None
        self._rows: list[Row] | None = None
        # Places of every slot, as `_rows` and as the columns before the last run have them.
        self._now: list[int] = []
        self._then: list[int] | None = None

    # --- taking in -------------------------------------------------------------------------------

    def add_player(self, player: int, unit: str = "") -> None:
        """A player starts with nothing. Whoever is known stays as they are."""
        if player in self._columns.slots:
            return
        if self._entries:
            # As if they had been there from the beginning.
            fresh = Columns()
            for known, its in zip(self._columns.players, self._columns.units, strict=True):
                fresh.add(known, its)
            fresh.add(player, unit)
            self._columns, self._kept, self._before = fresh, [], None
            self._fold_from(0)
        else:
            self._columns.add(player, unit)
        self._rows = None

    def settle(self, fact: Fact, answers: Iterable[Answer]) -> None:
        """Count the answers of one run. Those outside its time, of barred or unknown players, and
        a player's second one count for nothing."""
        entry = _Entry(fact, self._mark(fact, answers))
        self._entries.append(entry)
        number = len(self._entries) - 1
        self._keep(number)
        # A question may be voided while it is open: its run is settled all the same.
        self._fold_one(number, self._dropped())
        self._rows = None

    def apply(self, fact: Fact) -> None:
        """Take in a fact that needs no answers."""
        self._entries.append(_Entry(fact))
        kind = fact["kind"]
        if kind in ("voided", "undone"):
            target = self._first_of(fact)
            if target is not None:
                self._fold_from(target)
        else:
            self._fold_one(len(self._entries) - 1, self._dropped())
        self._rows = None

    def _first_of(self, fact: Fact) -> int | None:
        """Where the fold changes because of a fact that takes others back."""
        for place, entry in enumerate(self._entries):
            if fact["kind"] == "voided" and entry.fact.get("run") == fact["run"]:
                return place
            if fact["kind"] == "undone" and entry.fact.get("no") == fact["of"]:
                taken = entry.fact
                inner = self._first_of(taken) if taken["kind"] in ("voided", "undone") else None
                return place if inner is None else inner
        return None

    def _mark(self, fact: Fact, answers: Iterable[Answer]) -> Marks:
        segment = self.plan.segments[fact["segment"]]
        if not segment.is_written:
            return ()
        key = key_of(segment.questions[fact["question"]])
        slots, barred = self._columns.slots, set(fact["barred"])
        opens, closes = fact["opens_us"], fact["closes_us"]
        is_plain = not fact["pauses"]
        known: dict[str, bool] = {}
        seen: dict[int, tuple[int, bool, int]] = {}
        for player, response, received in answers:
            slot = slots.get(player)
            if slot is None or slot in seen or player in barred:
                continue
            if is_plain:
                if not opens <= received <= closes:
                    continue
                used: int | None = received - opens
            else:
                used = elapsed(fact, received)
                if used is None:
                    continue
            ok = known.get(response)
            if ok is None:
                ok = known[response] = is_right(key, response)
            assert used is not None
            seen[slot] = (slot, ok, used)
        return tuple(seen.values())

    # --- folding ---------------------------------------------------------------------------------

    def _keep(self, place: int) -> None:
        """A mark to come back to: the columns before entry `place`."""
        self._then = self._now if self._rows is not None else None
        self._before = self._columns.copy()
        self._kept = [*self._kept[1 - _MARKS_KEPT :], (place, self._before)]

    def _fold_from(self, place: int) -> None:
        """Fold again whatever stands at `place` or later."""
        self._rows = self._then = None
        while self._kept and self._kept[-1][0] > place:
            self._kept.pop()
        if self._kept:
            start, mark = self._kept[-1]
            self._columns = mark.copy()
            self._before = mark
        else:
            start, blank = 0, Columns()
            for player, unit in zip(self._columns.players, self._columns.units, strict=True):
                blank.add(player, unit)
            self._columns, self._before = blank, None
        dropped = self._dropped()
        for number in range(start, len(self._entries)):
            entry = self._entries[number]
            is_run = entry.fact["kind"] == "settled"
            if is_run and not (self._kept and self._kept[-1][0] == number):
                self._keep(number)
            self._fold_one(number, dropped)

    def _fold_one(self, number: int, dropped: set[int]) -> None:
        entry = self._entries[number]
        if number not in dropped:
            self._fold(entry)
        elif entry.fact["kind"] == "settled":
            self._turn_to(entry.fact["run"])
            self._columns.last_out = frozenset()

    def _dropped(self) -> set[int]:
        """Entries that count for nothing; the last word about each is the one that holds."""
        dropped: set[int] = set()
        places = {entry.fact.get("no"): n for n, entry in enumerate(self._entries)}
        runs: dict[int, list[int]] = {}
        for number, entry in enumerate(self._entries):
            if entry.fact["kind"] in ("settled", "judged", "dropped") and not entry.fact.get(
                "keeps"
            ):
                runs.setdefault(entry.fact["run"], []).append(number)
        for number in reversed(range(len(self._entries))):
            fact = self._entries[number].fact
            if number in dropped:
                continue
            if fact["kind"] == "undone" and fact["of"] in places:
                dropped.add(places[fact["of"]])
            elif fact["kind"] == "voided":
                dropped.update(runs.get(fact["run"], ()))
        return dropped

    def _fold(self, entry: _Entry) -> None:
        fact, columns = entry.fact, self._columns
        match fact["kind"]:
            case "settled":
                self._settled(fact, entry.marks)
            case "judged":
                self._judged(fact)
            case "adjusted" if "unit" in fact:
                unit = fact["unit"]
                columns.unit_points[unit] = columns.unit_points.get(unit, 0) + fact["points_milli"]
            case "adjusted":
                slot = columns.slots.get(fact["player"])
                if slot is not None:
                    columns.points[slot] += fact["points_milli"]
            case "rescued":
                columns.bring_back(rescued(fact, columns))
            case "removed":
                columns.remove(fact["player"])
            case "dropped":
                slots = [columns.slots[one] for one in fact["players"] if one in columns.slots]
                columns.drop(slots, fact["run"])

    def _settled(self, fact: Fact, marks: Marks) -> None:
        columns = self._columns
        segment = self.plan.segments[fact["segment"]]
        columns.last_out = frozenset()
        # Judgements of this run (an obstacle's keyword) keep what they brought.
        self._turn_to(fact["run"])
        if segment.is_written:
            columns.ok = {slot: ok for slot, ok, _ in marks if slot in columns.alive}
            score_run(segment, fact, marks, columns)
            columns.seats, columns.tied = 0, ()
            if fact.get("cut"):
                cut(fact, self._keys(columns), columns)

    def _judged(self, fact: Fact) -> None:
        """Points of a spoken answer, heard by everybody at once."""
        columns = self._columns
        slot = columns.slots.get(fact["player"])
        if slot is None:
            return
        self._turn_to(fact["run"])
        gain = fact["points_milli"]
        if fact["is_floored"]:
            gain = max(gain, min(-columns.points[slot], 0))
        columns.gain(slot, gain)
        if fact["right"] is not None:
            columns.ok[slot] = fact["right"]
            columns.answered[slot] += 1
            columns.right[slot] += fact["right"]

    def _turn_to(self, run: int) -> None:
        """The first judgement of a run ends what the one before it brought."""
        if self._columns.last_run != run:
            self._columns.last, self._columns.ok = {}, {}
            self._columns.last_run = run

    # --- asking ----------------------------------------------------------------------------------

    def _keys(self, columns: Columns) -> list[Any]:
        """What orders the slots; smaller is better, equal shares a place."""
        parts = []
        for order in self.plan.order:
            match order:
                case Order.ALIVE:
                    out = columns.out
                    parts.append([-out.get(s, _STILL_IN) for s in range(len(columns.points))])
                case Order.POINTS:
                    parts.append([-one for one in columns.points])
                case Order.RIGHT:
                    parts.append([-one for one in columns.right])
                case Order.TIME:
                    parts.append([-one for one in columns.saved_us])
        return parts[0] if len(parts) == 1 else list(zip(*parts, strict=True))

    def _places(self, columns: Columns) -> tuple[list[int], list[int]]:
        """(slots in order, place of every slot). Equal slots stand in order of joining."""
        keys = self._keys(columns)
        gone = columns.gone
        order = sorted(range(len(keys)), key=keys.__getitem__)
        if gone:
            order = [slot for slot in order if slot not in gone]
        places = [0] * len(keys)
        place, before = 0, None
        for n, slot in enumerate(order, start=1):
            if keys[slot] != before:
                place, before = n, keys[slot]
            places[slot] = place
        return order, places

    def standing(self) -> list[Row]:
        """Everybody in order; equals share a place and stand in order of joining."""
        if self._rows is None:
            columns = self._columns
            order, places = self._places(columns)
            old = self._places_before(places)
            players, points, units = columns.players, columns.points, columns.units
            last, ok = columns.last.get, columns.ok.get
            self._now = places
            self._rows = [
                Row(
                    places[slot],
                    players[slot],
                    points[slot],
                    last(slot, 0),
                    ok(slot),
                    old[slot] - places[slot],
                    units[slot],
                )
                for slot in order
            ]
        return self._rows

    def _places_before(self, places: list[int]) -> list[int]:
        """Places before the last run; before the first nobody had a place to leave."""
        before = self._before
        if before is None or not before.last_run:
            return places
        if self._then is None:
            self._then = self._places(before)[1]
        return self._then

    def units(self) -> list[UnitRow]:
        """The units in order, by the average or the sum of their members' points."""
        columns, teams = self._columns, self.plan.teams
        if teams.by is TeamsBy.NONE:
            return []
        members: dict[str, list[int]] = {name: [] for name in teams.names}
        for slot, unit in enumerate(columns.units):
            if unit and slot not in columns.gone:
                members.setdefault(unit, []).append(columns.points[slot])
        exact = {}
        for unit, points in members.items():
            total = Fraction(sum(points))
            if teams.score is TeamScore.AVERAGE and points:
                total /= len(points)
            exact[unit] = total + columns.unit_points.get(unit, 0)
        order = sorted(exact, key=lambda unit: (-exact[unit], unit))
        rows, place, before = [], 0, None
        for n, unit in enumerate(order, start=1):
            if exact[unit] != before:
                place, before = n, exact[unit]
            rows.append(UnitRow(place, unit, rounded(exact[unit]), len(members[unit])))
        return rows

    def place_of(self, player: int) -> int:
        """The player's place, 0 when they have none."""
        return next((row.place for row in self.standing() if row.player == player), 0)

    def is_alive(self, player: int) -> bool:
        """Whether the player still plays."""
        return self._columns.slots.get(player, -1) in self._columns.alive

    @property
    def out(self) -> frozenset[int]:
        """Players who are out."""
        players = self._columns.players
        return frozenset(players[slot] for slot in self._columns.out)

    @property
    def last_out(self) -> list[int]:
        """Players who went out in the last run, in order of joining."""
        return [self._columns.players[slot] for slot in sorted(self._columns.last_out)]

    @property
    def alive_count(self) -> int:
        """How many still play."""
        return len(self._columns.alive)

    def tally(self, plan: Plan, state: State) -> dict[str, Any]:
        """Arguments of the timed command "tally", when `step.needs_tally` asks for it."""
        columns = self._columns
        has_cut = bool(current_segment(plan, state).terms.cut)
        return {
            "run": state.run,
            "alive": self.alive_count,
            "seats": columns.seats if has_cut else 0,
            "tied": list(columns.tied) if has_cut else [],
        }

    def totals(self) -> list[Total]:
        """What every player has, in order of joining; removed ones are left out."""
        columns = self._columns
        return [
            Total(
                player,
                columns.points[slot],
                columns.right[slot],
                columns.answered[slot],
                columns.span_us - columns.saved_us[slot],
            )
            for slot, player in enumerate(columns.players)
            if slot not in columns.gone
        ]
