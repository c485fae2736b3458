"""Child processes that never outlive their parent."""

import ctypes
import gc
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent ends, even by kill -9.

    `parent` is the parent's process id: when it is gone already, this process leaves at once (it
    may have died between the fork and this call).
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os._exit(1)


def raise_file_limit() -> int:
    """Raise the soft limit of open files to the hard one; returns the limit now in force."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def calm_collector() -> None:
    """Call once everything is loaded: what is here now stays, so it is never walked again.

    In the server, walking it stopped every answer for a tenth of a second (benchmarks/RESULTS.md);
    a worker that is walked while it holds SQLite's write lock would stop them as well.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
