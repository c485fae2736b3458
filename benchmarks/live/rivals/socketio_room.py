"""The live room on python-socketio with its Redis manager, as its documentation shows it.

Run by uvicorn in the scratch environment: `uvicorn socketio_room:application`.
"""

import json
import os
from pathlib import Path

import socketio

QUESTION = json.loads((Path(__file__).parent / "question.json").read_text("utf-8"))
ROOM = "room"
points: dict[str, int] = {}
answers: dict[str, dict] = {}
asked = {"run": 0}

server = socketio.AsyncServer(
    async_mode="asgi",
    client_manager=socketio.AsyncRedisManager(os.environ["REDIS_URL"]),
    cors_allowed_origins="*",
)
application = socketio.ASGIApp(server)


@server.event
async def join(sid, data):
    if data["role"] == "player":
        points[sid] = 0
        await server.enter_room(sid, ROOM)
    return {"joined": True}


@server.event
async def ask(sid, data):
    asked["run"] = data["run"]
    answers.clear()
    await server.emit("question", {"run": data["run"], **QUESTION}, room=ROOM)


@server.event
async def answer(sid, data):
    if data["run"] == asked["run"] and sid not in answers:
        answers[sid] = data
        return {"k": data["k"]}
    return {"refused": True}


@server.event
async def reveal(sid, data):
    for player, given in answers.items():
        if given["r"] == "B":
            points[player] += 1000
    ordered = sorted(points, key=lambda player: -points[player])
    for place, player in enumerate(ordered, start=1):
        given = answers.get(player)
        mine = {
            "n": data["run"],
            "p": points[player],
            "r": place,
            "of": len(points),
            "ok": int(given is not None and given["r"] == "B"),
        }
        await server.emit("me", mine, to=player)
