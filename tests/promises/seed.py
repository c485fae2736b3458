"""Open papers in the database of this process's environment; prints their tickets as JSON.

python -m tests.promises.seed 300
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main(count: int) -> None:
    import django

    django.setup()
    from contests import tickets
    from tests.contests.scene import make_scene

    scene = make_scene(questions=10, minutes=600)
    deadline = scene.round.closes_at.timestamp() * 1_000_000
    papers = [scene.paper(deadline_us=int(deadline)) for _ in range(count)]
    print(
        json.dumps([[paper.public_id, tickets.issue(tickets.for_paper(paper))] for paper in papers])
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
