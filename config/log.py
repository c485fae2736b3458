"""JSON lines, each with the id of the request that caused it.

Server, worker and scheduler write them to stdout; every other command keeps stdout for its own
answer (often JSON for another program) and logs to stderr.
"""

import logging
import logging.config
import sys
from typing import Any, Literal

import structlog


def logging_settings(*, debug: bool, stream: Literal["stdout", "stderr"] = "stderr") -> None:
    """Set up structlog and the standard library's loggers for this process (safe to repeat)."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=getattr(sys, stream).isatty())
        if debug
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "lines": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        renderer,
                    ],
                }
            },
            "handlers": {
                "stream": {
                    "class": "logging.StreamHandler",
                    "stream": f"ext://sys.{stream}",
                    "formatter": "lines",
                }
            },
            "root": {"handlers": ["stream"], "level": "INFO"},
            "loggers": {
                # Daphne's access lines hold whole URLs, tickets included: ours replace them.
                "daphne": {"level": "WARNING"},
                "django.server": {"level": "WARNING", "handlers": [], "propagate": True},
                "django.request": {"level": "ERROR"},
                "django_tasks": {"level": "INFO"},
                "django_tasks_db": {"level": "ERROR"},
            },
        }
    )
