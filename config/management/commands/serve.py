"""Run the web server."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand

from config.log import logging_settings
from config.processes import die_with_parent, raise_file_limit


class Command(BaseCommand):
    help = "Chạy máy chủ web (daphne)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--unix", type=Path, help="nghe ở một unix socket thay cho cổng TCP")
        parser.add_argument("--parent", type=int, help="dừng theo tiến trình cha này")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["parent"]:
            die_with_parent(options["parent"])
        logging_settings(debug=settings.DEBUG, stream="stdout")
        if not options["parent"]:  # `up` has asked already
            self.check(tags=[Tags.database], databases=["default"])
        raise_file_limit()
        from config.server import serve, tcp_endpoint, unix_endpoint

        if options["unix"]:
            serve([unix_endpoint(options["unix"])])
        else:
            serve([tcp_endpoint(options["host"], options["port"])])
