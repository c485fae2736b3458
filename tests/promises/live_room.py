"""A live room played through each mode, every byte that left kept: what P10 searches.

A room may have a twin: the same people do the same, only another answer is right and another player
answered otherwise. Until the reveal nobody but the host may see a difference.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection

from contests.live.models import LivePlayer, LiveSession
from contests.live.services import opening, preparing
from contests.live.services.preparing import Wanted, WantedSegment
from quiz.models import Revision
from tests.live.scene import Client, LiveScene, make_live
from tests.promises.tee import Detector

WRITTEN = ("race", "accuracy", "bell", "obstacle", "speed", "knockout")
SPOKEN = ("buzzer", "turns", "packages")
QUESTIONS = 2
SECRETS = ("explanation", "citation", "quote", "note")
#: Phases in which points and places are everybody's.
MARKED = ("revealed", "board", "podium", "ended")
SETTINGS: dict[str, dict[str, Any]] = {
    "accuracy": {"reading_seconds": 600},
    "obstacle": {"keyword": "KEYWORDmk"},
    "bell": {"last_standing": False},
    "buzzer": {"answer_seconds": 0},
    "knockout": {"auto_seconds": 0},
    "packages": {
        "packages": [{"name": "Gói", "worths_milli": [20_000, 20_000]}],
        "steal_seconds": 60,
    },
}
#: Ids that are nothing else in any frame.
FIRST_ID = 7_100_000
#: Refused, and in the words of a refusal nothing may stand either.
HOSTILE = (
    {"t": "command", "name": "reveal", "args": {}, "seen": 1, "k": "hostile-1"},
    {"t": "answer", "run": 99, "r": "B", "k": "hostile-2"},
    {"t": "reveal"},
)


def mark(name: str, number: int) -> str:
    """What stands in the secret `name` of question `number`."""
    return f"{name.upper()}{number}mk"


class Tapped(ClientConnection):
    """A client's socket that keeps every byte it was sent, the handshake's too."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.taken = bytearray()

    def data_received(self, data: bytes) -> None:
        self.taken += data
        super().data_received(data)


@dataclass
class Seat:
    """A viewer who comes back in every phase; `taps` are its sockets."""

    url: str
    ticket: str
    taps: list[Client] = field(default_factory=list)

    async def come(self) -> Client:
        made = await Client.open(
            self.url, self.ticket, len(self.taps), create_connection=Tapped, ping_interval=None
        )
        self.taps.append(made)
        await made.hear("state")
        return made

    async def poke(self) -> None:
        """Come anew, ask for the state, say what is refused."""
        made = await self.come()
        await made.say(t="sync")
        for frame in HOSTILE:
            await made.say(**frame)
        await made.socket.send("{")
        await made.say(t="ping", c=1)
        await made.hear("pong")
        await made.hear(lambda m: m.get("k") == "hostile-2")  # of the writer, behind the pong


@dataclass
class LiveRoom:
    """One session of one mode with two questions: its host, projector and two players."""

    mode: str
    url: str
    title: str = ""
    #: The twin: C is right instead of B, and the first player answers D instead of A.
    is_twin: bool = False
    host: Client = field(init=False)
    seats: dict[str, Seat] = field(init=False)
    players: list[LivePlayer] = field(init=False)
    #: Version at which each question was revealed.
    revealed: dict[int, int] = field(default_factory=dict)

    def prepare(self, number: int) -> None:
        """Write the session, secrets planted in its plan; `number` tells rooms apart."""
        scene = make_live(questions=QUESTIONS, open_lobby=False)
        session = scene.session
        revisions = Revision.objects.filter(
            question__bank__organisation=session.organisation
        ).order_by("pk")
        settings = {"seconds": 60, **SETTINGS.get(self.mode, {})}
        segment = WantedSegment("Phần", self.mode, settings, [Wanted(one) for one in revisions])
        preparing.set_segments(session=session, segments=[segment], by=scene.host)
        opening.open_lobby(session=session, by=scene.host)
        plan = LiveSession.objects.get(pk=session.pk).plan
        for place, question in enumerate(plan["segments"][0]["questions"], start=1):
            question |= {name: mark(name, place) for name in SECRETS}
            if place == 1 and self.mode in WRITTEN:
                question["right"] = "C" if self.is_twin else "B"
            else:
                right = mark("right", place)
                question |= {"kind": "short", "options": [], "right": right}
                question["clue"] = mark("clue", place) if self.mode == "obstacle" else ""
                question["accepted"] = [right, mark("other", place)]
        values = {"plan": plan, **({"title": self.title} if self.title else {})}
        LiveSession.objects.filter(pk=session.pk).update(**values)
        first = FIRST_ID + 10 * number
        self.players = [
            scene.add_player(name, id=first + n) for n, name in enumerate(("An", "Bình"))
        ]
        self._scene = scene

    async def play(self, *, whole: bool = True) -> None:
        """From the lobby to the end; not `whole`: until the first question is settled."""
        scene: LiveScene = self._scene
        self.host = await Client.open(self.url, scene.host_ticket(), create_connection=Tapped)
        await self.host.phase("lobby")
        tickets = [scene.player_ticket(player) for player in self.players]
        names = ("comes again", "stays", "projector")
        self.seats = {
            name: Seat(self.url, ticket)
            for name, ticket in zip(names, [*tickets, scene.projector_ticket()], strict=True)
        }
        for seat in self.seats.values():
            await seat.come()
        await self.poke()
        await self.host.drive("start")
        await self.poke()
        for number in range(1, QUESTIONS + 1 if whole else 2):
            await self._until_settled()
            if number < QUESTIONS and whole and self.mode != "knockout":  # which reveals nothing
                self.revealed[number] = (await self.host.drive("reveal"))["n"]
                await self.poke()
                await self.host.drive("show_board")
                await self.poke()
        if whole:
            await self.host.drive("finish")
            await self.poke()
            await self.host.drive("finish")
            await self.poke()
        for client in self.clients():
            await client.close()
        await self.host.close()

    async def poke(self) -> None:
        """The first player and the projector come anew."""
        await asyncio.gather(self.seats["comes again"].poke(), self.seats["projector"].poke())

    def clients(self) -> Iterator[Client]:
        for seat in self.seats.values():
            yield from seat.taps

    async def _until_settled(self) -> None:
        """The next question, answered or judged, closed and settled; pokes in every phase."""
        host, first = self.host, self.players[0]
        if self.mode in ("turns", "packages") and not host.state.get("olympia", {}).get("left"):
            await host.drive("give_turn", player=first.pk)
            if self.mode == "packages":
                await host.drive("package", value=0)
        asked = await host.drive("next")
        if asked["phase"] == "reading":
            await self.poke()
            asked = await host.drive("arm" if self.mode == "buzzer" else "next")
        await self.poke()
        await asyncio.sleep(max(0.0, (asked["opens"] - asked["now"]) / 1e6) + 0.05)
        run = asked["question"]["run"]
        mine, its = self.seats["comes again"].taps[-1], self.seats["stays"].taps[-1]
        if self.mode == "buzzer":
            key = secrets.token_hex(8)
            await mine.say(t="buzz", run=run, k=key)
            await mine.hear(lambda m: m.get("k") == key)
            await host.hear(lambda m: m.get("n", 0) > asked["n"] and m.get("buzz", {}).get("turn"))
        if self.mode in WRITTEN:
            told = await asyncio.gather(
                mine.answer(run, "D" if self.is_twin else "A"), its.answer(run, "B")
            )
            is_out = self.mode == "bell" and run > 1
            assert [one["t"] for one in told] == ["refused" if is_out else "ok", "ok"], told
        else:
            await host.drive("judge", player=first.pk, right=False)
        await self.poke()
        if host.state["phase"] == "asking":
            await host.drive("end_early")
        settled = await host.phase("settled", least=asked["n"])
        await self.poke()
        if self.mode == "bell" or (self.mode == "knockout" and run == QUESTIONS):
            # Who is left is told behind the settling, as a version of its own.
            await host.phase("settled", least=settled["n"] + 1)
            await self.poke()


@dataclass
class Search:
    """What of a room's secrets reached a player or a projector before its time."""

    room: LiveRoom
    messages: int = 0
    found: set[str] = field(default_factory=set)

    def run(self) -> Search:
        markers = {
            number: [mark(name, number) for name in (*SECRETS, "right", "other", "clue")]
            for number in range(1, QUESTIONS + 1)
        }
        every = [one for some in markers.values() for one in some] + ["KEYWORDmk"]
        detector = Detector(every)
        seen: dict[bytes, set[str]] = {}
        for name, seat in self.room.seats.items():
            for tap in seat.taps:
                raw = bytes(tap.socket.taken)
                version, question, phase = 0, 0, ""
                for message in tap.heard:
                    self.messages += 1
                    version = message.get("n", version) if message["t"] != "done" else version
                    if message["t"] == "state":
                        question = message.get("question", {}).get("i", question)
                        phase = message["phase"]
                    self._look(name, message, version, question, phase)
                    text = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
                    assert text in raw, text
                    if text not in seen:
                        seen[text] = detector.find(text)
                    self._judge(name, message, seen[text], version)
                    raw = raw.replace(text, b"", 1)
                # What is no message: handshake, heads of frames, the close.
                if rest := detector.find(raw):
                    self.found.add(f"{name}: {sorted(rest)} outside of messages")
        return self

    def _is_revealed(self, number: int, version: int) -> bool:
        at = self.room.revealed.get(number)
        return at is not None and version >= at

    def _judge(self, name: str, message: Any, markers: set[str], version: int) -> None:
        for marker in markers:
            number = int(next((c for c in marker if c.isdigit()), "0"))
            hidden = marker.startswith(("NOTE", "KEYWORD", "OTHER"))
            if hidden or not self._is_revealed(number, version):
                self.found.add(f"{name}: {marker} in {message['t']} {message.get('phase', '')}")

    def _look(self, name: str, message: Any, version: int, question: int, phase: str) -> None:
        """What carries no marker: letters, counts, marks, what is the host's."""
        strange = message.keys() & {"next", "key", "log", "commands", "undo", "devices"}
        if "reveal" in message and not self._is_revealed(question, version):
            strange.add("reveal")
        if message["t"] == "me" and phase not in MARKED:
            strange |= {name for name in ("ok", "r", "d") if message[name]}
        if message["t"] == "count":
            strange |= message.keys() - {"t", "n", "answered", "of"}
        if strange:
            self.found.add(f"{name}: {sorted(strange)} in {message['t']}")


def _plain(value: Any, ids: dict[int, str]) -> Any:
    """Without clocks, versions, names of sessions, and with players by their seat."""
    if isinstance(value, dict):
        return {
            key: _plain(one, ids)
            for key, one in value.items()
            if key not in ("n", "now", "opens", "closes", "until", "id", "k", "c", "a")
            and not (key == "code" and "title" in value)
        }
    if isinstance(value, list):
        return [_plain(one, ids) for one in value]
    return ids.get(value, value) if isinstance(value, int) else value


def told_until_settled(room: LiveRoom) -> dict[str, set[str]]:
    """Every different message to each seat, by seat, type and phase, up to the first reveal."""
    ids = {player.pk: f"P{n}" for n, player in enumerate(room.players)}
    told: dict[str, set[str]] = {}
    for name, seat in room.seats.items():
        for tap in seat.taps:
            phase = ""
            for message in tap.heard:
                phase = message.get("phase", phase)
                is_second = message.get("question", {}).get("i", 1) > 1
                if is_second or phase in MARKED:
                    break
                if message["t"] in ("count", "lobby", "pong", "bye"):  # merged by time
                    continue
                text = json.dumps(_plain(message, ids), sort_keys=True)
                told.setdefault(f"{name} {message['t']} {phase}", set()).add(text)
    return told


def differences(room: LiveRoom, twin: LiveRoom) -> dict[str, set[str]]:
    """Where a player or projector could tell the two apart before the reveal.

    A state may be overtaken by the next: what only one of the two was told is no difference.
    """
    mine, its = told_until_settled(room), told_until_settled(twin)
    return {key: mine[key] ^ its[key] for key in mine.keys() & its.keys() if mine[key] != its[key]}
