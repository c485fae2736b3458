"""The server on a unix socket, as behind the proxy ($EDGE_SOCKET), and on its TCP port."""

import os
from argparse import ArgumentParser
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from config.processes import die_with_parent, raise_file_limit  # noqa: E402
from config.server import serve, tcp_endpoint, unix_endpoint  # noqa: E402

parser = ArgumentParser()
parser.add_argument("--port", type=int)
parser.add_argument("--parent", type=int)
options = parser.parse_args()
die_with_parent(options.parent)
raise_file_limit()
serve([unix_endpoint(Path(os.environ["EDGE_SOCKET"])), tcp_endpoint("127.0.0.1", options.port)])
