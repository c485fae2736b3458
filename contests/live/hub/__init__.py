"""The room hub: one per process, all its rooms and sockets (docs/live.md).

It keeps nothing that the database does not have: a hub that starts anew reads its rooms again when
their sockets come back. Writing is done by the verbs it is given (`Verbs`).
"""

from contests.live.hub.hub import Hub
from contests.live.hub.verbs import Verbs

__all__ = ["Hub", "Verbs"]
