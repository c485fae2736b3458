"""The live room as Channels' tutorial teaches it: a JSON consumer in a group, one group_send each.

Run by Daphne in the scratch environment: `daphne channels_room:application`. It trusts everybody,
keeps answers in a dict and never writes to a disk: less work than ours.
"""

import json
import os
from pathlib import Path

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="only for a benchmark",
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]]},
        }
    },
)
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

QUESTION = json.loads((Path(__file__).parent / "question.json").read_text("utf-8"))
ROOM = "room"
points: dict[str, int] = {}
answers: dict[str, dict] = {}
places: dict[str, int] = {}
asked = {"run": 0}


class RoomConsumer(AsyncJsonWebsocketConsumer):
    name = ""

    async def disconnect(self, code):
        await self.channel_layer.group_discard(ROOM, self.channel_name)

    async def receive_json(self, content):
        await getattr(self, "on_" + content["t"])(content)

    async def on_join(self, content):
        if content["role"] == "player":
            self.name = content["name"]
            points[self.name] = 0
            await self.channel_layer.group_add(ROOM, self.channel_name)
        await self.send_json({"t": "joined"})

    async def on_ask(self, content):
        asked["run"] = content["run"]
        answers.clear()
        message = {"t": "question", "run": content["run"], **QUESTION}
        await self.channel_layer.group_send(ROOM, {"type": "room.send", "message": message})

    async def on_answer(self, content):
        if content["run"] == asked["run"] and self.name not in answers:
            answers[self.name] = content
            await self.send_json({"t": "ok", "k": content["k"]})

    async def on_reveal(self, content):
        for name, answer in answers.items():
            if answer["r"] == "B":
                points[name] += 1000
        ordered = sorted(points, key=lambda name: -points[name])
        places.update({name: place for place, name in enumerate(ordered, start=1)})
        await self.channel_layer.group_send(ROOM, {"type": "room.results", "run": content["run"]})

    async def room_send(self, event):
        await self.send_json(event["message"])

    async def room_results(self, event):
        mine = answers.get(self.name)
        await self.send_json(
            {
                "t": "me",
                "n": event["run"],
                "p": points[self.name],
                "r": places[self.name],
                "of": len(points),
                "ok": int(mine is not None and mine["r"] == "B"),
            }
        )


application = ProtocolTypeRouter({"websocket": URLRouter([path("room/", RoomConsumer.as_asgi())])})
