"""One simulated player: enters, thinks, answers, presses, loses its network and comes back."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from contests.live.bots.line import Address, Line, post

LETTERS: Final = "ABCDEFGHIJ"
# Unacknowledged after this long, an answer is sent again under the same key.
AGAIN_SECONDS: Final = 4.0
HEARTBEAT_SECONDS: Final = 25.0
_TRIES: Final = 8
# A phone that sleeps or loses its network, by question.
_AWAY: Final = 0.02


@dataclass(slots=True)
class Tally:
    """What a crowd has been through so far."""

    entered: int = 0
    online: int = 0
    sent: int = 0
    acked: int = 0
    pressed: int = 0
    comebacks: int = 0
    ended: int = 0
    right: int = 0
    marked: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a crowd plays. `mode`: "auto" (whatever is asked), "answer" or "buzz" (only that).
    `teams`: those of a door that asks for one."""

    mode: str = "auto"
    skill: float = 0.65
    knowledge: dict[str, str] = field(default_factory=dict)
    teams: tuple[str, ...] = ()


class Bot:
    """A player with a nickname and an ability of their own; `play` returns when the room ends."""

    def __init__(
        self,
        *,
        address: Address,
        code: str,
        name: str,
        manner: Manner,
        chance: Random,
        tally: Tally,
    ) -> None:
        self.address, self.code, self.name = address, code, name
        self.manner, self.chance, self.tally = manner, chance, tally
        self.ability = min(0.98, max(0.05, chance.gauss(manner.skill, 0.18)))
        self.pace = chance.lognormvariate(math.log(0.35), 0.4)
        self._client_key = f"bot-{chance.getrandbits(64):016x}"
        self._ticket = ""
        self._line: Line | None = None
        self._run = self._pressed_run = self._marked = 0
        self._out = False
        self._waiting: dict[str, tuple[float, dict[str, Any]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def play(self) -> None:
        """Enter, then hold the line until the session is over or the door stays shut."""
        if not await self._enter():
            return
        seen, tries = 0, 0
        try:
            while tries < _TRIES:
                try:
                    self._line = await Line.open(self.address, "/song/")
                except OSError:
                    tries += 1
                    await asyncio.sleep(self.chance.uniform(0.3, 1.0) * 2 ** min(tries, 4))
                    continue
                self._line.say({"t": "join", "ticket": self._ticket, "n": seen})
                self.tally.online += 1
                try:
                    pause = await self._stay(self._line)
                finally:
                    self.tally.online -= 1
                    self._line.close()
                if pause is None:
                    return
                tries = 0 if pause else tries + 1
                self.tally.comebacks += 1
                await asyncio.sleep(pause or self.chance.uniform(0.3, 2.0))
        finally:
            for task in self._tasks:
                task.cancel()

    async def _enter(self) -> bool:
        wish = {"code": self.code, "name": self.name, "k": self._client_key}
        if self.manner.teams:
            wish["team"] = self.chance.choice(self.manner.teams)
        for _ in range(_TRIES):
            try:
                status, reply = await post(self.address, "/vao-phong/", wish)
            except OSError:
                await asyncio.sleep(self.chance.uniform(0.5, 2.0))
                continue
            if status == 200:
                self._ticket = reply["ticket"]
                self.tally.entered += 1
                return True
            code = str(reply.get("refused", status))
            if code == "name_taken":
                wish["name"] = f"{self.name} {self.chance.randrange(10, 1000)}"
            elif not reply.get("retry_in"):
                self.tally.refusals[code] += 1
                return False
            await asyncio.sleep(float(reply.get("retry_in", 0)) * self.chance.uniform(1, 2))
        self.tally.refusals["not_entered"] += 1
        return False

    async def _stay(self, line: Line) -> float | None:
        """Listen until the line ends; how long to be away, or None when there is no coming back."""
        for _, message in self._waiting.values():
            line.say(message)  # the word of its commit may have been lost with the last line
        heartbeat = self._spawn(self._beat(line))
        try:
            while (message := await line.hear()) is not None:
                if message["t"] == "state":
                    if message["phase"] == "ended":
                        self.tally.ended += 1
                        return None
                    if self._react(message) and self.chance.random() < _AWAY:
                        return self.chance.uniform(0.5, 3.0)
                elif message["t"] == "bye":
                    if message["code"] in ("removed", "taken_over"):
                        self.tally.refusals[message["code"]] += 1
                        return None
                    return float(message.get("retry_in") or 1)
                else:
                    self._hear_word(message)
        finally:
            heartbeat.cancel()
        return 0.0

    def _hear_word(self, message: dict[str, Any]) -> None:
        kind, key = message["t"], message.get("k", "")
        if kind == "ok" and key in self._waiting:
            self.tally.waits.append(time.monotonic() - self._waiting.pop(key)[0])
            self.tally.acked += 1
        elif kind == "refused":
            self.tally.refusals[str(message.get("code"))] += 1
            if not message.get("retry_in"):
                self._waiting.pop(key, None)
        elif kind == "me":
            self._out = message.get("in") == 0
            if message.get("ok") is not None and message["n"] > self._marked:
                self._marked = message["n"]
                self.tally.marked += 1
                self.tally.right += bool(message["ok"])

    # --- playing ---------------------------------------------------------------------------------

    def _react(self, state: dict[str, Any]) -> bool:
        """Begin what this state asks for; whether a new question is open."""
        question, buzz = state.get("question"), state.get("buzz") or {}
        if question is None or self._out:
            return False
        run = question["run"]
        if buzz.get("armed") and run != self._pressed_run and self.manner.mode != "answer":
            self._pressed_run = run
            self._spawn(self._press(run))
        if state["phase"] != "asking" or run == self._run or question.get("spoken"):
            return False
        self._run = run
        if self.manner.mode != "buzz":
            opens = max(0.0, (state.get("opens", 0) - state["now"]) / 1e6)
            closes = (state.get("closes", state["now"]) - state["now"]) / 1e6
            self._spawn(self._answer(question, opens, closes))
        return True

    async def _answer(self, question: dict[str, Any], opens: float, closes: float) -> None:
        seconds = max(0.5, closes - opens)
        thought = self.pace * seconds * self.chance.uniform(0.6, 1.5)
        await asyncio.sleep(opens + min(max(0.6, thought), seconds * 0.95))
        said = response(question, self.manner.knowledge, self.ability, self.chance)
        if said:
            self._send({"t": "answer", "run": question["run"], "r": said})

    async def _press(self, run: int) -> None:
        if self.chance.random() < self.ability:
            await asyncio.sleep(0.25 + self.chance.expovariate(1.2))
            self.tally.pressed += 1
            self._send({"t": "buzz", "run": run})

    def _send(self, message: dict[str, Any]) -> None:
        message["k"] = key = f"bot-{self.chance.getrandbits(64):016x}"
        self._waiting[key] = (time.monotonic(), message)
        self.tally.sent += 1
        if self._line is not None:
            self._line.say(message)
        self._spawn(self._again(key))

    async def _again(self, key: str) -> None:
        for _ in range(5):
            await asyncio.sleep(AGAIN_SECONDS)
            if key not in self._waiting:
                return
            if self._line is not None:
                self._line.say(self._waiting[key][1])

    async def _beat(self, line: Line) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS * self.chance.uniform(0.8, 1.0))
            line.say({"t": "ping", "c": round(time.monotonic() * 1000)})

    def _spawn(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def response(
    question: dict[str, Any], knowledge: dict[str, str], ability: float, chance: Random
) -> str:
    """What somebody of this ability says; "" says nothing (seldom). Without knowledge, a guess."""
    if chance.random() < 0.03:
        return ""
    right = knowledge.get(question["stem"])
    if right is not None and chance.random() < ability:
        return right
    letters = LETTERS[: len(question.get("options", ()))]
    match question["kind"]:
        case "single" | "true_false":
            return chance.choice([one for one in letters if one != right] or list("A"))
        case "multiple":
            return "".join(sorted(chance.sample(letters, chance.randint(1, len(letters)))))
        case "statements":
            return "".join(chance.choice("TF") for _ in letters)
        case "number":
            return str(chance.randint(1, 99))
        case _:
            return "không rõ"
