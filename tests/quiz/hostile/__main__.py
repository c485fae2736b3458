"""`make fuzz`; see `tests.quiz.hostile.fuzz`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.quiz.hostile.fuzz import main  # noqa: E402 - it uses the models

sys.exit(main(sys.argv[1:]))
