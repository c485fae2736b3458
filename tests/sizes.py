"""How often a promise is tried: little with every commit, much by `make promises`."""

import os

#: `make promises` sets PROMISES=long.
IS_LONG = os.environ.get("PROMISES") == "long"


def size(ci: int, long: int) -> int:
    """`ci` in `make test`, `long` in `make promises`."""
    return long if IS_LONG else ci
