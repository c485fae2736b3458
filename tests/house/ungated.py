"""The same server with a gate so wide that it is none: the control of test_gate.py."""

import os
from argparse import ArgumentParser

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import config.asgi  # noqa: E402
from config.processes import die_with_parent, raise_file_limit  # noqa: E402
from config.server import Server, tcp_endpoint  # noqa: E402

if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--parent", type=int)
    options = parser.parse_args()
    die_with_parent(options.parent)
    raise_file_limit()
    application = config.asgi.build_application(inside=100_000)
    Server(application, [tcp_endpoint("127.0.0.1", options.port)]).run()
