"""What docker-compose.yml starts: valid, complete, and running when started by hand."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from redis import Redis

from accounts.models import User
from decisions.models import Answer, Assessment, Paper
from tests.config.test_settings_docs import NAMES
from tests.deploy.compose import (
    FILE,
    ROOT,
    Process,
    image,
    python_module,
    services,
    start_proxy,
    start_web,
    wait_for,
)
from tests.people import make_answers
from tests.settings import TEST_REDIS_URL
from tests.worker.lane import broker, database_url

KEY = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-0123456789"
AWKWARD = "p@ss/w:rd#%20 x 'q'\"\\"
GIVEN = {"SECRET_KEY": KEY, "POSTGRES_PASSWORD": AWKWARD, "REDIS_PASSWORD": AWKWARD}


SCHEMA = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]


def test_it_keeps_to_the_published_schema_of_compose_files(tmp_path):
    wrong = tmp_path / "compose.yml"
    wrong.write_text(FILE.read_text("utf-8").replace("mem_limit: 2g", "memory_limit: 2g"), "utf-8")
    done = subprocess.run([*SCHEMA, FILE, wrong], capture_output=True, text=True)
    assert done.returncode == 1
    assert f"{wrong}::$.services.papers: " in done.stdout
    assert f"{FILE}::" not in done.stdout


@pytest.mark.skipif(
    not shutil.which("docker")
    or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode != 0,
    reason="There is no Docker Compose on this machine.",
)
def test_compose_itself_takes_it(tmp_path):
    quoted = {name: value.replace("'", "\\'") for name, value in GIVEN.items()}
    file = tmp_path / "production.env"
    file.write_text("".join(f"{name}='{value}'\n" for name, value in quoted.items()))
    command = ["docker", "compose", "--file", str(FILE), "--env-file", str(file), "config"]
    done = subprocess.run(
        [*command, "--format", "json"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    web = json.loads(done.stdout)["services"]["web"]
    assert web["environment"]["DATABASE_PASSWORD"] == AWKWARD


def test_it_starts_what_the_site_is_made_of():
    assert set(services(GIVEN)) == {
        *("proxy", "setup", "web", "mails", "papers", "beat", "db", "redis")
    }


@pytest.mark.parametrize("name", list(GIVEN))
def test_it_starts_nothing_without_its_secrets(name):
    with pytest.raises(KeyError, match=f"set .*{name}"):
        services({**GIVEN, name: ""})


def test_a_password_is_never_part_of_an_address_or_a_command():
    for service in services(GIVEN).values():
        environment = service.get("environment", {})
        holding = {name for name, value in environment.items() if AWKWARD in str(value)}
        assert holding <= {
            *("DATABASE_PASSWORD", "REDIS_PASSWORD", "POSTGRES_PASSWORD", "REDISCLI_AUTH")
        }
        assert AWKWARD not in str(service.get("command"))


def test_every_setting_reaches_the_containers_and_nothing_else_does():
    """The port of make run, the folder of the volume and a mode for development stay outside."""
    names = set(NAMES) - {"PORT", "MEDIA_ROOT", "DEBUG"}
    for service in ("web", "mails", "papers", "beat", "setup"):
        assert set(services(GIVEN)[service]["environment"]) == names


def test_images_are_named_with_their_exact_version():
    for service in services(GIVEN).values():
        if "image" in service:
            assert service["image"].rpartition(":")[2].count(".") >= 1
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert "ARG PYTHON=python:3.11." in dockerfile
    assert dockerfile.count("FROM ${PYTHON}") == 2


@pytest.mark.parametrize(
    "name", ["proxy", "setup", "web", "mails", "papers", "beat", "db", "redis"]
)
def test_whoever_is_waited_for_says_when_it_is_healthy(name):
    found = services(GIVEN)
    for other, how in found[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert "healthcheck" in found[other]


def test_every_service_that_goes_on_says_whether_it_is_healthy_and_comes_back():
    for name, service in services(GIVEN).items():
        assert ("healthcheck" in service) == (name != "setup"), name
        assert service["restart"] == ("no" if name == "setup" else "unless-stopped")
    for name in ("mails", "papers"):
        command = services(GIVEN)[name]["command"]
        assert f"--queues {name} --concurrency" in command
        assert services(GIVEN)[name]["mem_limit"]


def health_check(service: str) -> str:
    return str(services(GIVEN)[service]["healthcheck"]["test"][1])


@pytest.mark.django_db(transaction=True)
def test_the_services_work_together_and_a_stopped_worker_hands_back_its_paper(
    assessment: Assessment, alice: User, alices: Client, tmp_path: Path, settings: object
) -> None:
    """Web behind the proxy, workers and scheduler with the commands of the file. A paper of thirty
    pages is begun, its worker is told to stop, and the next one finishes it without the five
    minutes that a message of a killed worker takes."""
    settings.MEDIA_ROOT = str(tmp_path / "papers")  # type: ignore[attr-defined]
    make_answers(assessment, {"A1": 2, "B1": 1, "C4": "unknown"})
    Answer.objects.filter(assessment=assessment, criterion="A1").update(note="word " * 25_000)
    _, brought = image()
    environment = {
        **brought,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "REDIS_URL": TEST_REDIS_URL,
        "MEDIA_ROOT": str(tmp_path / "papers"),
        "LOG_LEVEL": "INFO",
        "TRUSTED_PROXY_COUNT": "1",
        "TMPDIR": str(tmp_path),
    }
    running: list[Process] = []

    def start(service: str, *more: str) -> Process:
        command = shlex.split(services(GIVEN)[service]["command"])
        command = [word.replace("/tmp/", f"{tmp_path}/") for word in command]  # noqa: S108
        running.append(Process(service, [*python_module(command), *more], tmp_path, **environment))
        return running[-1]

    with broker(TEST_REDIS_URL), Redis.from_url(TEST_REDIS_URL) as redis:
        redis.flushdb()
        try:
            web, behind = start_web(tmp_path, environment)
            proxy, port = start_proxy(tmp_path, behind)
            running += [proxy, web]
            beat = start("beat")  # it sweeps a minute after its start
            first = start("papers", "worker_soft_shutdown_timeout=0.1")
            assert ask_for_paper(port, assessment, alices) == 302
            wait_for(lambda: Paper.objects.filter(state="running").exists(), first)
            assert first.stop() < 20
            assert Paper.objects.get().state == "running"
            second = start("papers")
            wait_for(lambda: Paper.objects.filter(state="ready").exists(), second)
            wait_for(lambda: "sweep_papers" in second.said(), second)
            paper = Paper.objects.get()
            assert paper.attempts == 2
            assert sorted(name.name for name in (tmp_path / "papers").rglob("*.pdf")) == ["2.pdf"]
            check = health_check("papers").replace("/tmp/", f"{tmp_path}/")  # noqa: S108
            assert subprocess.run(["sh", "-c", check]).returncode == 0
            old = time.time() - 300
            os.utime(tmp_path / "alive", (old, old))
            beat.kill()
            second.kill()
            assert subprocess.run(["sh", "-c", check]).returncode == 1
            assert_one_request_in_all_logs(running)
        finally:
            for process in running:
                process.kill()
            redis.flushdb()


def ask_for_paper(port: int, assessment: Assessment, alices: Client) -> int:
    """Press the button through the proxy; the status of the answer."""
    cookie = f"csrftoken={'a' * 32}; sessionid={alices.session.session_key}"
    kind = "application/x-www-form-urlencoded"
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(
            "POST",
            reverse("papers", args=[assessment.pk]),
            body="csrfmiddlewaretoken=" + "a" * 32,
            headers={"Cookie": cookie, "Content-Type": kind},
        )
        return connection.getresponse().status


def assert_one_request_in_all_logs(running: list[Process]) -> None:
    """The request that asked for the paper has one id in proxy, web and worker, on one clock."""
    for process in running:  # they say what they are as everything else, on lines of JSON
        assert not re.search(r"\[config\]|Configuration|celery beat v", process.said())
    events = [
        {"process": process.name, **json.loads(line)}
        for process in running
        for line in process.said().splitlines()
        if line.startswith("{")
    ]
    asked: Callable[[str], list[dict[str, str]]] = lambda event: [  # noqa: E731
        found for found in events if found["event"] == event and "request_id" in found
    ]
    (web,) = [found for found in asked("request_finished") if "POST" in found["request"]]
    (proxy,) = [found for found in asked("proxied") if found["request_id"] == web["request_id"]]
    jobs = [found for found in asked("task_started") if found["request_id"] == web["request_id"]]
    assert proxy["method"] == "POST"
    assert {job["task"] for job in jobs} == {"decisions.tasks.render_paper"}
    for found in (web, *jobs):
        assert datetime.fromisoformat(found["timestamp"]).utcoffset() is not None
