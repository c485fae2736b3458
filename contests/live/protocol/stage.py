"""Parts of the state that single modes show: the bell's wall, the buzzer's queue, the programme."""

from __future__ import annotations

from typing import Any, Final

from contests.live.protocol.room import Room
from contests.live.rules.buzzing import queue
from contests.live.rules.modes.obstacle import keyword_worth
from contests.live.rules.plan import Mode, Plan, PlanQuestion, Segment
from contests.live.rules.state import Phase, State, current_segment
from quiz.rules.question import LETTERS

_OLYMPIA: Final = frozenset((Mode.TURNS, Mode.PACKAGES, Mode.OBSTACLE, Mode.SPEED, Mode.BUZZER))
PRESSED: Final = frozenset((Mode.BUZZER, Mode.OBSTACLE, Mode.PACKAGES))
"""Modes in which somebody presses for a turn."""
_RUN: Final = frozenset((Phase.READING, Phase.ASKING, Phase.CLOSED, Phase.SETTLED))
_OUT_MOST: Final = 200


def bell_part(plan: Plan, state: State, room: Room, viewer: str) -> dict[str, Any]:
    """How many are left of how many, how often some were brought back; to the big screens also who.

    Names of hundreds would go to every one of ten thousand phones, which show none of them.
    """
    segment = current_segment(plan, state)
    if segment.mode is not Mode.BELL and not (segment.terms.cut or segment.terms.for_cut):
        return {}
    left = room.players if room.alive is None else room.alive
    told: dict[str, Any] = {
        "left": left,
        "of": room.players,
        "rescue": state.rescues,
    }
    if viewer != "player":
        told["out"] = [list(one) for one in room.out[:_OUT_MOST]]
        if room.stay:
            told["stay"] = [list(one) for one in room.stay]
    if viewer == "projector" and room.wall:
        told["wall"] = list(room.wall)
    if state.cut.tied:
        told["seats"] = state.cut.seats
        told["tied"] = [[player, _name(room, player)] for player in state.cut.tied]
    return {"bell": told}


def buzz_part(plan: Plan, state: State, room: Room) -> dict[str, Any]:
    """The queue by arrival with margins, whose turn it is, who pressed early."""
    segment, floor = current_segment(plan, state), state.floor
    if segment.mode not in PRESSED or state.phase not in _RUN:
        return {}
    if segment.mode is Mode.PACKAGES and not floor.is_steal:
        return {}
    lock_us = 0 if segment.mode is Mode.OBSTACLE else segment.terms.lock_ms * 1000
    order, locked = queue(floor.presses, floor.from_us, lock_us, state.closes_us)
    # Whole milliseconds of the server's clock: who is equal in them is equal by the rules.
    first = order[0][1] // 1000 if order else 0
    lines: list[list[Any]] = [
        [one, _name(room, one), (at // 1000 - first) * 1000] for one, at in order
    ]
    pressed = {one for one, _ in order}
    lines += [
        [one, _name(room, one), 0, until]
        for one, until in sorted(locked.items())
        if one not in pressed
    ]
    told: dict[str, Any] = {
        "armed": bool(floor.is_open and state.phase is Phase.ASKING),
        "queue": lines,
        "turn": floor.turn,
        "until": floor.until_us,
    }
    if floor.is_over:
        told["over"] = 1
    if floor.tied:
        told["tied"] = list(floor.tied)
    if floor.judged:
        told["judged"] = [[one.player, int(one.is_right)] for one in floor.judged]
    return {"buzz": told}


def olympia_part(plan: Plan, state: State, room: Room) -> dict[str, Any]:
    """The score strip, whose turn it is, packages and stars, rows and keyword."""
    segment = current_segment(plan, state)
    if segment.mode not in _OLYMPIA or (segment.mode is Mode.BUZZER and not room.strip):
        return {}
    told: dict[str, Any] = {}
    if room.strip:
        told["units"] = [list(one) for one in room.strip]
    if segment.mode in (Mode.TURNS, Mode.PACKAGES):
        told |= _turn(state, room)
    if segment.mode is Mode.PACKAGES:
        told |= {
            "packages": [[one.name, list(one.worths_milli)] for one in segment.terms.packages],
            "star": state.floor.owner if state.floor.is_starred else state.star,
            "stars": list(state.stars),
            "worths": list(state.worths),
        }
    if segment.mode is Mode.OBSTACLE:
        told |= _obstacle(segment, state, room)
    return {"olympia": told} if told else {}


def _turn(state: State, room: Room) -> dict[str, Any]:
    player = state.floor.owner if state.phase in _RUN else state.holder
    told: dict[str, Any] = {
        "turn": None,
        "left": state.left_in_turn,
        "had": list(state.had_turn),
    }
    if player:
        told["turn"] = [player, _name(room, player)]
    if state.phase not in _RUN and state.holder not in (0, state.floor.owner):
        told["called"] = 1  # and no question of theirs was asked yet
    if state.floor.is_over and state.floor.turn == player:
        told["over"] = 1
    return told


def _obstacle(segment: Segment, state: State, room: Room) -> dict[str, Any]:
    """A row's word is told from its reveal on, the keyword once it was found."""
    rows: list[list[Any]] = []
    for index, question in enumerate(segment.questions):
        word, is_open = _word(question), index in state.shown
        # Among options the number of letters would tell which is right.
        words = [word] if is_open or not _is_option(question) else question.options
        letters = max(len(one.replace(" ", "")) for one in words)
        by = room.solved.get(index) if is_open else None
        rows.append([letters, int(is_open), word if is_open else None, by])
    terms = segment.terms
    is_found = state.is_keyword_open
    keyword: dict[str, Any] = {
        "letters": len(terms.keyword.replace(" ", "")),
        "open": int(is_found),
        "word": terms.keyword if is_found else None,
        "by": _name(room, state.keyword_by) if state.keyword_by else None,
        "worth": keyword_worth(terms, len(state.asked)),
    }
    told: dict[str, Any] = {"rows": rows, "asked": state.question, "keyword": keyword}
    if state.barred:
        told["barred"] = [[one, _name(room, one)] for one in state.barred]
    return told


def _word(question: PlanQuestion) -> str:
    if _is_option(question):
        return question.options[LETTERS.find(question.right)]
    return question.clue or question.right


def _is_option(question: PlanQuestion) -> bool:
    """Whether a row's word is one of the options that everybody reads."""
    place = LETTERS.find(question.right) if len(question.right) == 1 else -1
    return not question.clue and 0 <= place < len(question.options)


def _name(room: Room, player: int) -> str:
    return room.names.get(player, "")
