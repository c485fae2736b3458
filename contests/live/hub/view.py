"""What a room shows at one version, made from rows alone in the reader's thread."""

from __future__ import annotations

import base64
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Final

from contests.live.protocol import encode
from contests.live.protocol.stage import PRESSED
from contests.live.rules import plan as plan_rules
from contests.live.rules import state as state_rules
from contests.live.rules.plan import Mode
from contests.live.rules.sheet import Row, Sheet
from contests.live.rules.state import Phase, State, current_segment
from contests.live.rules.step import due, needs_tally
from contests.live.selectors import rooms
from contests.live.selectors.rooms import PlayerRow
from contests.live.socket import Frame
from contests.live.tickets import Role
from contests.live.wording.segments import segment_rules

BOARD_ROWS: Final = 10
_NEW_NAMES = 40
_UNITS_TOLD = 30
_LOG_LINES = 20
# What the clock does that belongs into the log a host sees.
_TOLD = frozenset({"close", "settle"})
_OUT_MOST = 200
# Who is left of a golden bell is told by name from here on.
_STAY_MOST = 40
# Rooms in which the state may mention anybody by name; above, only who is mentioned is sent.
_NAMED_MOST = 100
_SOLVERS_TOLD = 4
# A programme on a stage is played by a few.
_STRIP_MOST = 12


def mentioned(state: State) -> set[int]:
    """The players whom a state speaks of."""
    floor = state.floor
    return {
        floor.owner,
        floor.turn,
        state.holder,
        state.star,
        state.keyword_by,
        *state.stars,
        *state.barred,
        *state.cut.tied,
        *(player for player, _ in floor.presses),
        *(one.player for one in floor.judged),
    }


@dataclass(frozen=True, slots=True)
class Known:
    """What everybody may know of the sheet: who is out, how many play, the strip of a stage.

    It stays as it was before a run until that run's reveal: who went out or won points by it would
    tell the right answer.
    """

    out: frozenset[int]
    last_out: tuple[int, ...]
    alive: int
    strip: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class View:
    """One version of a room, for this process."""

    version: int
    phase: str
    run: int
    opens_us: int
    paused: bool
    due_us: int | None
    has_entrants: bool
    # Personal results are told with this version.
    is_personal: bool
    shows_marks: bool
    out: frozenset[int]
    # What the state waits to hear from the sheet (`step.needs_tally`).
    tally: dict[str, Any] | None
    expelled: tuple[int, ...]
    moved: tuple[int, ...]
    plan: Any
    state: Any
    room: encode.Room
    rows: dict[int, Row] = field(default_factory=dict)
    own: dict[int, str] = field(default_factory=dict)
    of: int = 0
    # Whether a bell is rung in any part of this session.
    has_bell: bool = False
    # Sockets of hosts in this process.
    devices: int = 1
    _shown: dict[Role, dict[str, Any]] = field(default_factory=dict)
    _frames: dict[Role, tuple[int, Frame]] = field(default_factory=dict)

    def shown(self, role: Role) -> dict[str, Any]:
        """What this kind of viewer is shown, as values."""
        made = self._shown.get(role)
        if made is None:
            made = encode.state_view(self.plan, self.state, self.room, role.name.lower())
            self._shown[role] = made
        return made

    def frame(self, role: Role, now_us: int) -> Frame:
        """The state for this kind of viewer, encoded anew only when its clock is a second old."""
        at, made = self._frames.get(role, (0, None))
        shown = self.shown(role)
        if role is Role.HOST and shown.get("devices") != self.devices:
            shown["devices"] = self.devices
            made = None
        if made is None or now_us - at > 1_000_000:
            made = Frame(encode.framed(shown, now_us))
            self._frames[role] = (now_us, made)
        return made

    def me(self, player: int, own: str | None) -> bytes:
        """A player's own points and place; whether they were right only when all may know."""
        row = self.rows.get(player)
        is_in = player not in self.out
        if row is None:
            return encode.me_frame(self.version, 0, 0, self.of, 0, None, own, is_in)
        answer = own if own is not None else self.own.get(player)
        if not self.shows_marks:
            # What the last run did to anybody is told with its reveal.
            last = row.last_milli if self.phase == "settled" else 0
            points = row.points_milli - last
            return encode.me_frame(self.version, points, 0, self.of, 0, None, answer, is_in)
        return encode.me_frame(
            self.version,
            row.points_milli,
            row.place,
            self.of,
            row.last_milli,
            int(row.right) if row.right is not None else None,
            answer,
            is_in,
        )

    def count_frames(self, counts: tuple[Any, ...]) -> list[bytes]:
        """The frames that tell `RoomModel.counts` to host and projector."""
        kind, *values = counts
        if kind == "lobby":
            return [encode.lobby_frame(*values)]
        if kind == "count":
            return [encode.count_frame(self.version, *values)]
        return []


class RoomModel:
    """The fold of a session's logs. Used by one thread at a time, the reader's."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.version = 0
        self.players_count = 0
        self.roster = 0
        self.players: dict[int, PlayerRow] = {}
        self.plan: Any = None
        self.sheet: Any = None
        self.own: dict[int, str] = {}
        self.own_run = 0
        self._row: dict[str, Any] = {}
        self._standing: list[Row] = []
        self._rows: dict[int, Row] = {}
        self._counts: Counter[str] = Counter()
        # The run that asked a row of an obstacle and who was right, by segment and question.
        self._solved: dict[tuple[int, int], tuple[int, list[int]]] = {}
        self._log: deque[dict[str, Any]] = deque(maxlen=_LOG_LINES)
        self._before: Known | None = None  # the last run that was settled

    def read_players(self) -> tuple[list[int], list[int]]:
        """Take in who joined and who changed; (removed, on another device)."""
        for row in rooms.players_after(self.session, self.players_count):
            self.players[row.id] = row
            self.players_count = max(self.players_count, row.number)
            self.sheet.add_player(row.id, row.unit)
        removed, moved = [], []
        for row in rooms.players_changed(self.session, self.roster):
            self.players[row.id] = row
            self.roster = max(self.roster, row.changed)
            (removed if row.removed else moved).append(row.id)
        return removed, moved

    def advance(self) -> View | None:
        """Read what is new and fold it; None when the session is not there."""
        row = rooms.session_row(self.session)
        if row is None or not row["state"]:
            return None
        if self.sheet is None:
            self.plan = plan_rules.from_json(rooms.plan_json(self.session))
            self.sheet = Sheet(self.plan)
        removed, moved = self.read_players()
        for command in rooms.commands_after(self.session, self.version, row["version"]):
            for fact in command.facts:
                self._take(fact)
            if command.by_id is not None or command.name in _TOLD:
                self._log.append(
                    {
                        "n": command.version,
                        "at": command.at_us,
                        "name": command.name,
                        "args": command.args,
                        "by": command.by.username if command.by else "",
                    }
                )
        self.version = row["version"]
        self._row = row
        return self._view(row, removed, moved)

    def _take(self, fact: dict[str, Any]) -> None:
        if fact["kind"] == "settled":
            self._before = self._known()
            answers = rooms.answers_of(self.session, fact["run"])
            self.own = {player: response for player, response, _ in answers}
            self.own_run = fact["run"]
            self._counts = Counter(self.own.values())
            self.sheet.settle(fact, answers)
            if self.plan.segments[fact["segment"]].mode is Mode.OBSTACLE:
                right = [row.player for row in self.sheet.standing() if row.right]
                self._solved[fact["segment"], fact["question"]] = (fact["run"], right)
        else:
            self.sheet.apply(fact)
            if fact["kind"] == "voided":  # then nobody has solved it
                solved = self._solved.items()
                self._solved = {at: one for at, one in solved if one[0] != fact["run"]}

    def _view(self, row: dict[str, Any], removed: list[int], moved: list[int]) -> View:
        state = state_rules.from_json(row["state"])
        phase = row["phase"]
        coming = due(self.plan, state)
        standing = self.sheet.standing()
        settled = self.own_run == row["run"]
        known = self._known()
        reveals = not state.is_void and current_segment(self.plan, state).terms.reveals
        if phase == "settled" and reveals and self._before is not None:
            known = self._before
        return View(
            version=row["version"],
            phase=phase,
            run=row["run"],
            opens_us=row["opens_us"],
            paused=state.is_paused,
            due_us=coming[0] if coming else None,
            has_entrants=row["entry"] != "open",
            is_personal=phase in ("revealed", "board", "podium"),
            shows_marks=encode.is_revealed(state) or phase in ("board", "podium", "ended"),
            out=known.out,
            tally=self.sheet.tally(self.plan, state) if needs_tally(self.plan, state) else None,
            expelled=tuple(removed),
            moved=tuple(moved),
            plan=self.plan,
            state=state,
            room=self._room(row, state, standing, known, settled),
            rows=self._rows_of(standing),
            own=self.own if settled else {},
            of=len(standing),
            has_bell=any(one.mode in PRESSED for one in self.plan.segments),
        )

    def _rows_of(self, standing: list[Row]) -> dict[int, Row]:
        """The standing by player; the sheet gives the same list until a point changes."""
        if standing is not self._standing:
            self._standing = standing
            self._rows = {row.player: row for row in standing}
        return self._rows

    def _known(self) -> Known:
        """The sheet as it stands."""
        is_stage = len(self.players) <= _STRIP_MOST
        return Known(
            self.sheet.out,
            tuple(self.sheet.last_out),
            self.sheet.alive_count,
            tuple((r.player, r.points_milli) for r in self.sheet.standing()) if is_stage else (),
        )

    def _room(
        self,
        row: dict[str, Any],
        state: State,
        standing: list[Row],
        known: Known,
        settled: bool,
    ) -> encode.Room:
        few = len(self.players) <= _NAMED_MOST
        named = self.players if few else mentioned(state) & self.players.keys()
        has_alive = known.alive < len(standing)
        segment = current_segment(self.plan, state)
        is_bell = segment.mode is Mode.BELL
        return encode.Room(
            id=row["public_id"],
            title=row["title"],
            code=row["code"],
            version=row["version"],
            players=len(standing),
            answered=len(self.own) if settled else 0,
            board=[
                (
                    r.place,
                    self._name(r.player),
                    r.points_milli,
                    r.last_milli,
                    r.move,
                    r.unit,
                )
                for r in standing[:BOARD_ROWS]
            ],
            units=[tuple(one) for one in self.sheet.units()[:BOARD_ROWS]],
            counts=dict(self._counts) if settled else {},
            alive=known.alive if has_alive else None,
            out=self._out(known),
            stay=self._stay(known) if is_bell and known.alive <= _STAY_MOST else (),
            wall=self._wall(known) if is_bell else None,
            names={player: self._name(player) for player in named},
            strip=[(player, self._name(player), points) for player, points in known.strip],
            rules=segment_rules(segment) if state.phase is Phase.INTRO else (),
            solved=self._solvers(state),
            kind=row["entry"],
            look=row["look"],
            log=tuple(self._log),
        )

    def _solvers(self, state: State) -> dict[int, str]:
        """Names of those who answered the rows of this segment right."""
        return {
            question: ", ".join(self._name(one) for one in players[:_SOLVERS_TOLD])
            for (segment, question), (_, players) in self._solved.items()
            if segment == state.segment and players
        }

    def _out(self, known: Known) -> list[tuple[int, str]]:
        """Who is out, the latest first."""
        latest = known.last_out
        others = sorted(known.out - set(latest), key=lambda one: self.players[one].number)
        return [
            (self.players[one].number, self._name(one)) for one in [*latest, *others][:_OUT_MOST]
        ]

    def _stay(self, known: Known) -> list[tuple[int, str]]:
        """Who is left, by number."""
        return [
            (row.number, self._name(row.id))
            for row in self.players.values()
            if row.id not in known.out and not row.removed
        ]

    def _wall(self, known: Known) -> tuple[int, str]:
        """How many numbers, and a bit for each, set for who is out or was removed."""
        bits = bytearray((len(self.players) + 7) // 8)
        for row in self.players.values():
            if row.id in known.out or row.removed:
                bits[(row.number - 1) >> 3] |= 1 << ((row.number - 1) & 7)
        return len(self.players), base64.b64encode(bits).decode()

    def _name(self, player: int) -> str:
        row = self.players[player]
        return row.name or f"Số {row.number}"

    def counts(self) -> tuple[Any, ...]:
        """Numbers that change within a version: who is here, how many have answered."""
        phase = self._row.get("phase")
        if phase == "lobby":
            new = [row.name for row in list(self.players.values())[-_NEW_NAMES:] if row.name]
            units = Counter(row.unit for row in self.players.values() if row.unit)
            return ("lobby", len(self.players), tuple(new), tuple(units.most_common(_UNITS_TOLD)))
        if phase in ("asking", "closed"):
            return ("count", rooms.answered(self.session, self._row["run"]), self.sheet.alive_count)
        return ("none",)
