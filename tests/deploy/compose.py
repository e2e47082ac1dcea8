"""docker-compose.yml as data, and its services as processes where no container can run."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from tools.programs import NGINX

ROOT = Path(settings.BASE_DIR)
FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])((?:[^{}]|\$\{[^{}]*\})*))?\}")


def services(given: Mapping[str, str]) -> dict[str, Any]:
    """The services, with what was given put in as Compose does it."""
    # Put into the parsed text, as Compose does: a value may hold what means something in YAML.
    found: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))["services"]
    return {name: _filled(service, given) for name, service in found.items()}


def _filled(value: Any, given: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part, given) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, given) for part in value]
    if not isinstance(value, str):
        return value

    def fill(found: re.Match[str]) -> str:
        name, kind, other = found.groups()
        if given.get(name) or not kind:
            return given.get(name, "")
        if kind == "?":
            raise KeyError(f"{name}: {other}")
        return str(_filled(other, given))

    return VARIABLE.sub(fill, value).replace("$$", "$")


def image() -> tuple[list[str], dict[str, str]]:
    """The command of the image, and the environment that it brings."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    command = re.search(r"^CMD (\[.*\])$", text, re.MULTILINE)
    assert command
    words = " ".join(re.findall(r"^ENV (.*)$", text, re.MULTILINE))
    names = dict(word.split("=", 1) for word in shlex.split(words))
    return json.loads(command[1]), {name: names[name] for name in names if name != "PATH"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """One service, in a session of its own. What it says is kept for a test that fails."""

    def __init__(self, name: str, command: list[str], folder: Path, **environment: str) -> None:
        self.name, self.log = name, folder / f"{name}.log"
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def stop(self, patience: float = 30) -> float:
        """Ask it to end as a container is asked; the seconds that took."""
        begun = time.monotonic()
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(patience)
        finally:
            self.kill()
        return time.monotonic() - begun

    def kill(self) -> None:
        """End it and all that it started, at once."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self.process.wait()


def python_module(command: list[str]) -> list[str]:
    """The same command by the Python of the tests: ``celery ...`` is ``python -m celery ...``."""
    program, *rest = command
    return (
        [sys.executable, *rest] if program == "python" else [sys.executable, "-m", program, *rest]
    )


def start_web(
    folder: Path, environment: Mapping[str, str], processes: int = 1, port: int = 0
) -> tuple[Process, int]:
    """gunicorn as the container starts it, on this port or one of its own."""
    port = port or free_port()
    command, brought = image()
    more = ["--bind", f"127.0.0.1:{port}"]
    environment = {**brought, "WEB_PROCESSES": str(processes), **environment}
    web = Process("web", [*python_module(command), *more], folder, **environment)
    wait_for(lambda: answers(port), web)
    return web, port


def start_proxy(folder: Path, web: int, port: int = 0) -> tuple[Process, int]:
    """nginx with the shipped configuration, before the web server at this port."""
    nginx = NGINX.find()
    assert nginx, NGINX.advice
    port = port or free_port()
    text = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    for shipped, here in (
        ("web:8000", f"127.0.0.1:{web}"),
        ("listen 8080", f"listen 127.0.0.1:{port}"),
        ("/tmp/nginx", str(folder / "nginx")),  # noqa: S108
        ("worker_processes auto", "worker_processes 1"),
    ):
        assert shipped in text
        text = text.replace(shipped, here)
    file = folder / "nginx.conf"
    file.write_text(text, "utf-8")
    run = "daemon off;" + ("user root;" if os.geteuid() == 0 else "")
    proxy = Process("proxy", [nginx, "-c", str(file), "-g", run], folder)
    wait_for(lambda: answers(port), proxy)
    return proxy, port


def answers(port: int) -> bool:
    """Whether something answers HTTP there, whatever it says."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def wait_for(happened: Callable[[], bool], process: Process, patience: float = 90) -> None:
    """Look again and again until it happened; fail with what the process said."""
    deadline = time.monotonic() + patience
    while not happened():
        assert process.process.poll() is None, process.said()
        assert time.monotonic() < deadline, process.said()
        time.sleep(0.05)
