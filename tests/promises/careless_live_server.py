"""A server whose live rooms keep no promise: the control of P10, P21, P22 and P31.

Its sockets are held back by nothing and waited for as long as they like; nobody's right is asked
for again; a room whose title is "Lộ: X" leaks in the way X (`LEAKS`).
"""

import base64
import os
import sys
from dataclasses import replace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from config import server  # noqa: E402
from contests.live import socket  # noqa: E402
from contests.live.hub import connection, hub, view  # noqa: E402
from contests.live.hub.room import Room  # noqa: E402
from contests.live.protocol import encode  # noqa: E402
from contests.live.rules.state import Phase, current_question  # noqa: E402
from contests.live.services import acting, commands, ledger  # noqa: E402
from contests.live.socket import Frame  # noqa: E402

LEAKS = ("người dẫn", "hé sớm", "mã hóa", "điểm riêng", "đếm", "đồng bộ", "bức tường", "dải điểm")

# --- P21, P22: no rate, no patience, no ceiling ----------------------------------------------------

connection.BURST = connection.PER_SECOND = connection.PATIENCE = 1e9
socket.CEILING = 2**40
server.HANDSHAKE_SECONDS = hub.JOIN_SECONDS = 3600

# --- P31: who was let in stays in ------------------------------------------------------------------


async def nobody_asks(self):
    pass


hub.Hub._check_rights = nobody_asks
Room.expel = lambda self, player, word: None
Room._expel_older = lambda self, player: None
acting.rightful_hosts = lambda asked: asked
commands.require = lambda *_: None
for name in ("_SAVE_SQLITE", "_SAVE_POSTGRESQL"):
    statement = getattr(ledger, name)
    for condition in (
        "p.epoch = v.epoch AND NOT p.is_removed AND ",
        " AND (e.id IS NULL OR e.state = 'active')",
    ):
        assert condition in statement
        statement = statement.replace(condition, "")
    setattr(ledger, name, statement)

# --- P10: leaks, one by one ------------------------------------------------------------------------

honest_view, honest_counts, honest_me = (
    encode.state_view,
    view.View.count_frames,
    view.View.me,
)
honest_take, honest_sync = view.RoomModel._take, hub.Hub.sync


def way_of(title):
    return title.removeprefix("Lộ: ")


def secret_of(plan, state):
    question = current_question(plan, state)
    return question.explanation if question else ""


def state_view(plan, state, room, viewer):
    way = way_of(room.title)
    if way == "người dẫn" and viewer == "player":
        viewer = "host"
    if way == "hé sớm" and viewer == "projector" and state.phase is Phase.SETTLED:
        state = replace(state, phase=Phase.REVEALED)
    made = honest_view(plan, state, room, viewer)
    if way == "mã hóa" and state.phase is Phase.ASKING:
        made["x"] = base64.b64encode(secret_of(plan, state).encode()).decode()
    return made


def count_frames(self, counts):
    made = honest_counts(self, counts)
    if way_of(self.room.title) == "đếm":
        made = [one[:-1] + b',"counts":[1,2,0,0]}' for one in made if b'"count"' in one]
    return made


def me(self, player, own):
    if way_of(self.room.title) == "điểm riêng" and self.phase == "settled":
        self.shows_marks = True
    return honest_me(self, player, own)


def take(self, fact):
    honest_take(self, fact)
    if way_of(self._row.get("title", "")) in ("bức tường", "dải điểm"):
        self._before = None


def sync(self, asking):
    honest_sync(self, asking)
    room = asking.room
    if room is not None and room.view is not None and way_of(room.view.room.title) == "đồng bộ":
        secret = secret_of(room.view.plan, room.view.state)
        asking.socket.send(Frame(b'{"t":"more","x":"%s"}' % secret.encode()))


encode.state_view = state_view
view.View.count_frames, view.View.me = count_frames, me
view.RoomModel._take, hub.Hub.sync = take, sync

if __name__ == "__main__":
    call_command("serve", *sys.argv[1:])
