"""Faults planted into the readers of `forks`, one for each file name: the control of the fuzzing."""

from __future__ import annotations

import os
import signal
from typing import Any

from quiz.formats import dispatch
from quiz.rules.question import Draft, Kind, Option

_right = dispatch.read_into
OPTIONS = (Option("một", True), Option("hai", False))


def _planted(source: Any, sink: Any, *, file_name: str = "", **options: Any) -> None:
    if file_name == "raise.xlsx":
        {}["thiếu"]
    elif file_name == "die.xlsx":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif file_name == "spin.xlsx":
        while True:
            pass
    elif file_name == "silent.xlsx":
        return
    elif file_name == "surrogate.xlsx":
        sink.take(Draft(Kind.SINGLE, "Ai\ud800?", OPTIONS), [])
    elif file_name == "nul.xlsx":
        sink.take(Draft(Kind.SINGLE, "Ai\x00?", OPTIONS), [])
    else:
        _right(source, sink, file_name=file_name, **options)


dispatch.read_into = _planted
FAULTS = ("raise", "die", "spin", "silent", "surrogate", "nul")
