"""Run background jobs."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.log import logging_settings
from config.processes import calm_collector, die_with_parent

# Answers go first where both want the processor (benchmarks/RESULTS.md, storms). No more than this:
# SQLite's one write lock, held by somebody who is not let run, would hold up the answers too.
STEP_BACK = 5


class Command(BaseCommand):
    help = "Chạy các việc nền (nhập câu hỏi, lập báo cáo…)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, help="dừng theo tiến trình cha này")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["parent"]:
            die_with_parent(options["parent"])
        os.nice(STEP_BACK)
        logging_settings(debug=settings.DEBUG, stream="stdout")
        from config.worker import GentleWorker

        worker = GentleWorker(worker_id=secrets.token_hex(8))
        worker.configure_signals()
        calm_collector()
        worker.run()
