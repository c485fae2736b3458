"""A session of ours with an open lobby, its host and its players; prints what the generator needs.

    python -m benchmarks.live.seed PLAYERS TICKETS_FILE      (DATABASE_URL, VAR_DIR as for a server)

The players come in through the writer's own function of the join route, a thousand a transaction:
rows, numbers and tickets are those of real joins. The question is that of the rivals.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

QUESTION = Path(__file__).parent / "rivals" / "question.json"
QUESTIONS = 10
BATCH = 1_000
SECONDS = 120  # the host closes each question long before


def main(players: int, tickets_file: Path) -> None:
    """Write one ticket a line to `tickets_file`; print host ticket, session and code as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import transaction

    from contests.clock import SYSTEM
    from contests.live import tickets
    from contests.live.services import opening
    from contests.live.services.joining import LiveJoin, join_players
    from quiz.models import Revision
    from tests.live.scene import make_live

    scene = make_live(questions=QUESTIONS, seconds=SECONDS, open_lobby=False)
    asked = json.loads(QUESTION.read_text("utf-8"))
    options = [{"text": text, "fixed": False} for text in asked["options"]]
    Revision.objects.update(stem=asked["stem"], options=options)
    opening.open_lobby(session=scene.session, by=scene.host)
    session, now_us = scene.session.pk, SYSTEM.now_us()
    with tickets_file.open("w") as file:
        for start in range(0, players, BATCH):
            wishes = [
                LiveJoin(session, f"Người chơi {n}", f"nguoi choi {n}", f"bench-{n:08}", now_us)
                for n in range(start, min(start + BATCH, players))
            ]
            with transaction.atomic():
                joined = join_players(wishes, now_us)
            for one in joined:
                ticket = tickets.for_player(
                    session=session, player=one.player, epoch=one.epoch, now_us=now_us
                )
                file.write(ticket + "\n")
    scene.session.refresh_from_db()
    print(json.dumps({"session": session, "code": scene.session.code, "host": scene.host_ticket()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
