"""Fixtures that every test may use: engines, the real server, a browser, promise records.

Markers `db` (set by itself), `race`, `promise("P1")`, `browser` choose the groups of `make test`;
`postgresql` and `slow` tests are left out where they cannot be, or need not be, tried.
A skipped test is a failed run where CI is set.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings

from tests import emptying, engines, prepared
from tests.servers import RealServer
from tests.sizes import IS_LONG, size

# How long an example takes says how busy the machine is, not whether the code is right. A commit
# is tried with the same examples as the one before it; the long size looks for others.
hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    derandomize=not IS_LONG,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")

emptying.install()

DATABASE_FIXTURES = {"db", "transactional_db", "live", "page"}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    is_postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    elsewhere = [
        item
        for item in items
        if (item.get_closest_marker("postgresql") and not is_postgresql)
        or (item.get_closest_marker("slow") and not IS_LONG)
    ]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.db)
        if fixtures & {"browser", "page"}:
            item.add_marker(pytest.mark.browser)
    yield  # marks choose the tests, and pytest-django puts those without a database last
    # Playwright keeps a loop in the main thread: whatever needs one of its own runs before it.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:  # an expected failure is one too
        _skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:  # a whole module that skips itself
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped and os.environ.get("CI"):
        print("\nSkipped tests fail the run in CI:", *_skipped, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# --- engines -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a private PostgreSQL."""
    with engines.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of a private Redis."""
    with engines.redis() as url:
        yield url


# --- the real server -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def built_static() -> Path:
    """The static folder of this run, built as for production."""
    static = Path(os.environ["VAR_DIR"]) / "static"
    if not static.exists():
        static.symlink_to(prepared.static_files())
    return static


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """An SQLite database of tests begins as a copy: only what is missing is migrated."""
    config = settings.DATABASES["default"]
    if not config["ENGINE"].endswith("sqlite3"):
        return django_db_keepdb
    shutil.copyfile(prepared.migrated_sqlite(), config["TEST"]["NAME"])
    return True


def test_database_url() -> str:
    """DATABASE_URL of the test database that this process works on."""
    from django.db import connection

    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    base = os.environ["DATABASE_URL"]
    head, _, query = base.partition("?")
    return f"{head.rpartition('/')[0]}/{config['NAME']}" + (f"?{query}" if query else "")


test_database_url.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def session_server(django_db_setup: None, built_static: Path) -> Iterator[RealServer]:
    """One real server for the whole run, on the test database. Use `live`."""
    server = RealServer(Path(settings.VAR_DIR), database_url=test_database_url())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def live(transactional_db: None, session_server: RealServer) -> RealServer:
    """The real daphne on this test's own rows (which it commits): `live.url`, `live.log`."""
    return session_server


@pytest.fixture
def make_server(tmp_path: Path, built_static: Path) -> Iterator[Callable[..., RealServer]]:
    """Makes real servers with data of their own, to be killed and started at will.

    `make_server(migrate=True, database_url="", **RealServer's fields)`; not started yet.
    """
    made: list[RealServer] = []

    def make(*, migrate: bool = True, **fields: Any) -> RealServer:
        folder = tmp_path / f"server{len(made)}"
        folder.mkdir()
        (folder / "static").symlink_to(built_static)
        server = RealServer(folder, **fields)
        if migrate and not server.database_url:
            shutil.copyfile(prepared.migrated_sqlite(), folder / "db.sqlite3")
        elif migrate:
            server.manage("migrate", "--no-input", "--verbosity=0")
        made.append(server)
        return server

    yield make
    for server in made:
        if server.process is not None and server.process.poll() is None:
            server.kill()


# --- the browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium of the system, headless."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "chromium is missing: apt-get install the packages of deploy/debian-packages.txt"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, live: RealServer) -> Iterator[Callable[..., Any]]:
    """Opens pages in contexts of their own: `open_page(width=360, javascript=True)`.

    Paths are relative to the real server. The test fails at its end when a script threw or the
    content security policy stopped something.
    """
    contexts: list[Any] = []
    faults: list[str] = []

    def open_one(
        *, width: int = 1280, height: int = 800, javascript: bool = True, **more: Any
    ) -> Any:
        context = browser.new_context(
            base_url=live.url,
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=javascript,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on(
            "console",
            lambda message: (
                faults.append(f"csp: {message.text}")
                if "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """One page at 1280 × 800."""
    return open_page()


# --- promises ------------------------------------------------------------------------------------


@pytest.fixture
def trials() -> Callable[[int, int], int]:
    """`trials(ci, long)`: how often to try (`tests.sizes`)."""
    return size


@pytest.fixture
def record_promise(request: pytest.FixtureRequest) -> Callable[..., None]:
    """`record_promise("P1", figure="0 lost", trials=20, seed=7, control="5 of 5 lost")`.

    Prints one line and appends it as JSON to $PROMISE_RECORD, for docs/measurements.md.
    """

    capture: Any = request.config.pluginmanager.getplugin("capturemanager")

    def record(promise: str, *, figure: str, trials: int, control: str, **more: Any) -> None:
        line = {
            "promise": promise,
            "figure": figure,
            "trials": trials,
            "control": control,
            "engine": settings.DATABASES["default"]["ENGINE"].rpartition(".")[2],
            "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            **more,
        }
        text = json.dumps(line, ensure_ascii=False)
        with capture.global_and_fixture_disabled():
            print(f"\n{text}", flush=True)
        if path := os.environ.get("PROMISE_RECORD"):
            with open(path, "a", encoding="utf-8") as file:
                file.write(text + "\n")

    return record
