"""How gunicorn serves the site: processes with threads, behind a proxy that holds back what is slow."""

import os
import tempfile
from typing import Any

# Figures of all processes are kept in one folder; said before the library is imported anywhere.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="figures-"))

from prometheus_client import multiprocess

from config.settings import LOGGING, WEB_PROCESSES

bind = "0.0.0.0:8000"  # only the proxy reaches it
worker_class = "gthread"
workers = WEB_PROCESSES
threads = 8
# As long a line as the proxy takes: what it lets through is not refused in other words here.
limit_request_line = 8190
# A process that says nothing for so long is replaced, and so is each after some thousand requests.
timeout = 60
graceful_timeout = 30
max_requests = 5_000
max_requests_jitter = 500
# Longer than the proxy keeps an idle connection, so that it never sends on one that just closed.
keepalive = 75
# The sign of life of a process is a file: in memory, where a busy disk does not delay it.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
# Requests are logged by the site, which keeps keys out of it.
accesslog = None
logconfig_dict = LOGGING
control_socket_disable = True


def child_exit(server: Any, worker: Any) -> None:
    """Forget what a process that is gone said of itself alone."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
