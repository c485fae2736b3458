"""Secrets that are made once, on first use, and shared by every process of this installation."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def load_or_make(path: Path, make: Callable[[], str]) -> str:
    """Return the text of `path`; when it is absent, write `make()` there first (mode 0600).

    Several processes may start at once: the first to link its file into place wins and all of
    them return the winner's text. Raises ValueError when the file exists but is empty.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mkstemp: mode 0600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(name, path)
            except FileExistsError:
                pass  # another process was first; its key is the one
        finally:
            os.unlink(name)
    text = path.read_text(encoding="ascii").strip()
    if not text:
        raise ValueError(f"Tệp khóa {path} rỗng: khôi phục từ bản sao lưu hoặc xóa đi để tạo lại.")
    return text
