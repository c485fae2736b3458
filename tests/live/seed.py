"""A live session with players in the database of this process's environment; prints it as JSON.

python -m tests.live.seed PLAYERS QUESTIONS SECONDS
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main(players: int, questions: int, seconds: int) -> None:
    import django

    django.setup()
    from tests.live.scene import make_live

    scene = make_live(questions=questions, seconds=seconds)
    made = [scene.add_player() for _ in range(players)]
    told = {
        "session": scene.session.pk,
        "public_id": scene.session.public_id,
        "host": scene.host_ticket(),
        "projector": scene.projector_ticket(),
        "players": {player.pk: scene.player_ticket(player) for player in made},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
