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
    from tests.live.crowd import told_of
    from tests.live.scene import make_live

    print(json.dumps(told_of(make_live(questions=questions, seconds=seconds), players)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
