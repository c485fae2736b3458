"""The only way out: what each viewer may see of plan and state.

Secrets have one gate each: `_reveal` opens with the phase, `_host_only` with the viewer. Tests
plant markers in every secret and search every frame for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from contests.live.protocol.room import Room
from contests.live.protocol.stage import bell_part, buzz_part, olympia_part
from contests.live.rules.modes import STRATEGIES
from contests.live.rules.plan import Plan, PlanQuestion, narrowed
from contests.live.rules.state import (
    Phase,
    State,
    current_question,
    current_segment,
)
from contests.live.rules.step import Refusal, allowed
from quiz.rules.question import CHOICE_KINDS, LETTERS, Kind

__all__ = [
    "Room",
    "bye_frame",
    "count_frame",
    "done_frame",
    "lobby_frame",
    "me_frame",
    "ok_frame",
    "pong_frame",
    "refused_frame",
    "rtt_frame",
    "says_new",
    "state_frame",
    "state_view",
    "framed",
]

ME_MOST: Final = 120
_ME: Final = b'{"t":"me","n":%d,"p":%d,"r":%d,"of":%d,"d":%d,"ok":%s,"in":%d,"a":%s}'
_BEFORE: Final = frozenset((Phase.DRAFT, Phase.LOBBY))
_BOARDS: Final = frozenset((Phase.BOARD, Phase.PODIUM, Phase.ENDED))
_OVER: Final = frozenset((Phase.CLOSED, Phase.SETTLED))
_RUN: Final = frozenset((Phase.READING, Phase.ASKING, Phase.CLOSED, Phase.SETTLED))


def state_frame(plan: Plan, state: State, room: Room, viewer: str, now_us: int) -> bytes:
    """The complete view of `viewer` ("player", "projector", "host") at the room's version.

    Equal arguments give equal bytes. No key, explanation, ground or count of options before its
    reveal but for the host.
    """
    return framed(state_view(plan, state, room, viewer), now_us)


def framed(view: Mapping[str, Any], now_us: int) -> bytes:
    """A view of `state_view` as it is sent at `now_us`."""
    return _bytes({**view, "now": now_us})


def says_new(told: Mapping[str, Any] | None, view: Mapping[str, Any]) -> bool:
    """Whether a player who shows `told` shows anything else once `view` has come.

    A question that closes at the very instant that was told closes on the phone by itself; one
    without an instant, or with a bell in hand, waits to hear it.
    """
    if told is None:
        return True
    known = {**told, "n": view["n"]}
    ends_itself = told["phase"] == Phase.ASKING and told.get("closes") and "buzz" not in told
    if ends_itself and view["phase"] == Phase.CLOSED:
        known["phase"] = view["phase"]
    return known != view


def state_view(plan: Plan, state: State, room: Room, viewer: str) -> dict[str, Any]:
    """What `state_frame` encodes; `now` is left to `framed`.

    To a player a run is "closed" until its reveal: that everybody's answers are written down is
    nothing they wait for.
    """
    phase = state.phase
    is_player = viewer == "player"
    out: dict[str, Any] = {
        "t": "state",
        "n": room.version,
        "now": 0,
        "phase": Phase.CLOSED.value if is_player and phase in _OVER else phase.value,
        "session": _session(state, room, viewer),
        "counts": {"players": room.players},
    }
    if not is_player:
        out["counts"]["answered"] = room.answered
    # Who is left is told to players with the reveal, not as soon as it is known.
    hears_bell = not is_player or phase not in _RUN
    if room.alive is not None and hears_bell:
        out["counts"]["alive"] = room.alive
    if phase not in _BEFORE:
        out["segment"] = _segment(plan, state, room)
    question = current_question(plan, state)
    if question is not None and phase not in (Phase.PODIUM, Phase.ENDED):
        out["question"] = _question(plan, state, question)
    if phase is Phase.ASKING or (is_player and phase in _OVER):
        out["opens"] = state.opens_us
        if not state.is_paused:
            out["closes"] = state.closes_us
    if state.paused_left_us is not None:
        out["left"] = state.paused_left_us
    if question is not None and is_revealed(state):
        out["reveal"] = _reveal(question, room)
    if phase in _BOARDS:
        out["board"] = _board(room)
    if phase is Phase.PODIUM:
        out["podium"] = {"rows": [list(row) for row in room.board]}
    if phase not in _BEFORE:
        if hears_bell:
            out |= bell_part(plan, state, room, viewer)
        out |= buzz_part(plan, state, room)
        out |= olympia_part(plan, state, room)
    if viewer == "host":
        out |= _host_only(plan, state, room, question)
    return out


def is_revealed(state: State) -> bool:
    """Whether the right answer of the current run is everybody's."""
    if state.is_void:
        return False
    return state.phase is Phase.REVEALED or (
        state.phase is Phase.BOARD and state.under is Phase.REVEALED
    )


def _session(state: State, room: Room, viewer: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": room.id, "title": room.title, "kind": room.kind}
    if room.look:
        told["look"] = dict(room.look)
    if state.phase is Phase.LOBBY:
        told["locked"] = int(state.is_locked)
        if viewer != "player":
            told["code"] = room.code
    return told


def _segment(plan: Plan, state: State, room: Room) -> dict[str, Any]:
    segment = current_segment(plan, state)
    told: dict[str, Any] = {
        "i": state.segment + 1,
        "of": len(plan.segments),
        "title": segment.title,
        "mode": segment.mode.value,
    }
    if room.rules and state.phase is Phase.INTRO:
        told["rules"] = list(room.rules)
    return told


def _question(plan: Plan, state: State, question: PlanQuestion) -> dict[str, Any]:
    segment = current_segment(plan, state)
    told: dict[str, Any] = {
        "run": state.run,
        "i": len(state.asked),
        "of": len(segment.questions),
        "kind": question.kind,
        "stem": question.stem,
        "options": list(question.options),
        "seconds": question.seconds,
        "max": question.max_milli,
        "floor": question.floor_milli,
    }
    if not segment.is_written:
        told["spoken"] = 1
    if question.picture is not None:
        picture = question.picture
        told["picture"] = {"src": picture.src, "alt": picture.alt}
        if picture.w and picture.h:
            told["picture"] |= {"w": picture.w, "h": picture.h}
    if question.unit:
        told["unit"] = question.unit
    if question.is_critical:
        told["critical"] = True
    if state.is_void:
        told["void"] = 1
    return told


def _reveal(question: PlanQuestion, room: Room) -> dict[str, Any]:
    told: dict[str, Any] = {"right": question.right}
    if question.kind in CHOICE_KINDS:
        told["counts"] = _per_option(len(question.options), room.counts)
    elif question.kind == Kind.STATEMENTS:
        told["counts"] = [
            sum(n for said, n in room.counts.items() if said[place : place + 1] == "T")
            for place in range(len(question.options))
        ]
    told["none"] = max((room.players if room.alive is None else room.alive) - room.answered, 0)
    for name in ("citation", "quote", "explanation"):
        if text := getattr(question, name):
            told[name] = text
    return told


def _per_option(options: int, counts: Mapping[str, int]) -> list[int]:
    told = [0] * options
    for response, number in counts.items():
        for letter in response:
            place = LETTERS.find(letter)
            if 0 <= place < options:
                told[place] += number
    return told


def _board(room: Room) -> dict[str, Any]:
    told: dict[str, Any] = {"rows": [list(row) for row in room.board], "total": room.players}
    if room.units:
        told["units"] = [list(row) for row in room.units]
    return told


def _host_only(
    plan: Plan, state: State, room: Room, question: PlanQuestion | None
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "commands": list(allowed(plan, state)),
        "log": [dict(line) for line in room.log[-20:]],
    }
    if state.before is not None:
        told["undo"] = state.before["name"]
    if state.phase is Phase.INTRO:
        first = narrowed([(one.mode, one.terms) for one in plan.segments]).get(state.segment)
        if first is not None:
            told["narrows"] = first + 1
    if question is not None:
        told["key"] = _key(question)
    coming = _coming(plan, state)
    if coming is not None:
        told["next"] = {
            "kind": coming.kind,
            "stem": coming.stem,
            "options": list(coming.options),
            **_key(coming),
        }
    return told


def _key(question: PlanQuestion) -> dict[str, Any]:
    told = {"right": question.right, "note": question.note, "citation": question.citation}
    if len(question.accepted) > 1:
        told["accepted"] = " / ".join(question.accepted)
    return told


def _coming(plan: Plan, state: State) -> PlanQuestion | None:
    """The question that `next` would show, if that is known."""
    if state.phase in (*_BEFORE, Phase.PODIUM, Phase.ENDED):
        return None
    segment = current_segment(plan, state)
    try:
        index = STRATEGIES[segment.mode].next_index(plan, state)
    except Refusal:
        return None
    return None if index is None else segment.questions[index]


# --- small frames ---------------------------------------------------------------------------------


def me_frame(
    version: int,
    points: int,
    place: int,
    of: int,
    last: int,
    ok: int | None,
    own: str | None,
    is_in: bool = True,
) -> bytes:
    """A player's own line, at most 120 bytes: a long typed answer is cut, with "…"."""
    if own is None or (own.isascii() and own.isalnum()):
        # Ten thousand of these follow each reveal: the same bytes as below at a fifth of the cost.
        made = _ME % (
            version,
            points,
            place,
            of,
            last,
            b"null" if ok is None else b"%d" % ok,
            is_in,
            b"null" if own is None else b'"%s"' % own.encode(),
        )
        if len(made) <= ME_MOST:
            return made
    told = {
        "t": "me",
        "n": version,
        "p": points,
        "r": place,
        "of": of,
        "d": last,
        "ok": ok,
        "in": int(is_in),
        "a": own,
    }
    made = _bytes(told)
    while own and len(made) > ME_MOST:
        own = own[: len(own) - max((len(made) - ME_MOST) // 4, 1)]
        made = _bytes(told | {"a": own + "…"})
    return made


def ok_frame(key: str) -> bytes:
    """The answer or press with this key (letters, digits, _ and -) is committed."""
    return b'{"t":"ok","k":"%s"}' % key.encode()


def refused_frame(code: str, key: str | None = None, retry_in: float = 0) -> bytes:
    """Not done, by a code; with `retry_in` it may be sent again after so many seconds."""
    told: dict[str, Any] = {"t": "refused", "code": code}
    if key:
        told["k"] = key
    if retry_in:
        told["retry_in"] = round(retry_in, 1)
    return _bytes(told)


def done_frame(key: str, version: int) -> bytes:
    """The command with this key made that version."""
    return _bytes({"t": "done", "k": key, "n": version})


def pong_frame(client: float, now_us: int) -> bytes:
    """The answer to a ping."""
    return _bytes({"t": "pong", "c": client, "now": now_us})


def count_frame(version: int, answered: int, of: int) -> bytes:
    """How many of those who play have answered; host and projector."""
    return _bytes({"t": "count", "n": version, "answered": answered, "of": of})


def lobby_frame(players: int, new: Sequence[str], by: Sequence[tuple[str, int]] = ()) -> bytes:
    """Who is here: how many, the newest names, counts by organisation; host and projector."""
    return _bytes(
        {"t": "lobby", "players": players, "new": list(new), "by": [list(one) for one in by]}
    )


def rtt_frame(by: Iterable[tuple[str, int]]) -> bytes:
    """(name, milliseconds there and back), for the host to see; used for nothing."""
    return _bytes({"t": "rtt", "by": [list(one) for one in by]})


def bye_frame(code: str, retry_in: float = 0) -> bytes:
    """The last frame: "restart", with the seconds after which to come back, "removed" or
    "taken_over"."""
    told: dict[str, Any] = {"t": "bye", "code": code}
    if retry_in:
        told["retry_in"] = round(retry_in, 1)
    return _bytes(told)


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _bytes(value: Mapping[str, Any]) -> bytes:
    return _ENCODER.encode(value).encode()
