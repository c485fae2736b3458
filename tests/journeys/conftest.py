"""A journey: real daphne, real worker, people with browsers of their own, nothing set by hand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.models import User
from config.hashers import TunedArgon2PasswordHasher
from tests.cast import PASSWORD
from tests.contests.scene import forget_kept
from tests.servers import ROOT, RealServer

#: A form that is refused answers 422, which Chromium reports like a broken picture.
REFUSED_FORM = "status of 422"


@pytest.fixture
def worker(live: RealServer) -> Iterator[subprocess.Popen[bytes]]:
    """The job worker on the data of `live`, as `manage.py up` starts it."""
    environment = os.environ | {
        "VAR_DIR": str(live.var_dir),
        "DJANGO_SETTINGS_MODULE": live.settings,
        "DATABASE_URL": live.database_url,
        **live.environment,
    }
    with open(live.var_dir / "worker.log", "ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "worker", f"--parent={os.getpid()}"],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0


@pytest.fixture
def sign_in(open_page: Callable[..., Any], live: RealServer) -> Iterator[Callable[..., Any]]:
    """`sign_in("hanh")`: a browser of their own, signed in through the form, at "Việc của tôi".

    The test fails at its end when a page logged an error or an address was missing or broke.
    """
    forget_kept()
    faults: list[str] = []
    # Tests hash passwords cheaply; the server knows only the real way.
    hashed = TunedArgon2PasswordHasher().encode(PASSWORD, "muối của bài kiểm thử")

    def watch(page: Any) -> Any:
        page.on(
            "console",
            lambda message: (
                faults.append(f"console: {message.text}")
                if message.type == "error" and REFUSED_FORM not in message.text
                else None
            ),
        )
        page.on(
            "response",
            lambda answer: (
                faults.append(f"{answer.status}: {answer.url}")
                if answer.status >= 400 and answer.status != 422
                else None
            ),
        )
        return page

    def sign_one_in(username: str, **context: Any) -> Any:
        page = watch(open_page(**context))
        page.set_default_timeout(10_000)
        User.objects.filter(username=username).update(password=hashed)
        page.goto("/dang-nhap/")
        keyboard = Keyboard(page)
        keyboard.type(page.locator("[name=login]"), username)
        keyboard.type(page.locator("[name=password]"), PASSWORD)
        keyboard.press("Enter")
        page.wait_for_url("**/viec-cua-toi/")
        return page

    yield sign_one_in
    assert not faults, faults


class Keyboard:
    """Somebody without a mouse: everything is reached by Tab and used by a key."""

    #: More than any page holds: reaching it means that the wanted thing cannot be reached.
    MOST = 400

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def to(self, target: Any) -> None:
        """Tab until `target` has the focus, and it is seen to have it."""
        handle = target.element_handle()
        for _ in range(self.MOST):
            if handle.evaluate("e => e === document.activeElement"):
                assert handle.evaluate(SEEN), target
                return
            self.press("Tab")
        raise AssertionError(f"not reached by Tab: {target}")

    def type(self, target: Any, text: str) -> None:
        """Replace what a field holds."""
        self.to(target)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def use(self, target: Any, key: str = "Enter") -> None:
        """Follow a link, push a button; Space for a box or a summary."""
        self.to(target)
        self.press(key)


#: The focus is drawn: on the thing itself, or beside it (a box by its label, a card by its frame).
SEEN = """e => [[e], [e, '::after'], [e.nextElementSibling], [e.parentElement]].some(one => {
  if (!one[0]) return false;
  const style = getComputedStyle(...one);
  return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== 'none';
})"""
