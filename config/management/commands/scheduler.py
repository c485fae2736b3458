"""Run what runs by itself."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.log import logging_settings
from config.processes import calm_collector, die_with_parent


class Command(BaseCommand):
    help = "Chạy các việc định kỳ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, help="dừng theo tiến trình cha này")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["parent"]:
            die_with_parent(options["parent"])
        logging_settings(debug=settings.DEBUG, stream="stdout")
        from config.scheduler import Scheduler

        scheduler = Scheduler()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: scheduler.stop.set())
        calm_collector()
        scheduler.run()
