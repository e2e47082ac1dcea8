"""A real web server whose broker is gone, or takes connections and says nothing: work goes on."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decisions.models import Assessment, Paper
from operations.pulses import USUAL_WAIT
from tests.deploy.compose import free_port
from tests.faults.managers import PAPER_ORDER, Place, Site
from tests.people import make_answers
from tests.web import web_server

pytestmark = pytest.mark.django_db(transaction=True)
NO_WAIT = 15.0
"""Seconds for everything together, on a busy machine too."""


@pytest.fixture(params=["gone", "silent"])
def broker_port(request: pytest.FixtureRequest) -> Iterator[int]:
    if request.param == "gone":
        yield free_port()
        return
    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as silent:
        yield int(silent.getsockname()[1])


def test_answers_what_if_and_papers_go_on_and_a_paper_says_that_it_waits(
    assessment: Assessment, alices: Client, broker_port: int
) -> None:
    make_answers(assessment, {"A1": 2, "B1": 1})
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "true",  # style sheets need not be collected
        "REDIS_URL": f"redis://127.0.0.1:{broker_port}/0",
    }

    def at(name: str, *more: object) -> str:
        return reverse(name, args=[assessment.pk, *more])

    with web_server(**environment) as port:
        site = Site(port, str(alices.session.session_key))
        place = Place(at("question", "A2"), "note", (("answer", "1"), ("confirmed", "1")))
        form = site.form(place)
        assert form
        begun = time.monotonic()
        assert site.send(place, form, "Said without a broker.") == 302
        assert site.ask("GET", at("whatif"))[0] == 200
        assert site.ask("GET", at("result"))[0] == 200
        status, to, _ = site.ask("POST", at("papers"), PAPER_ORDER)
        assert status == 302
        assert time.monotonic() - begun < NO_WAIT
        assert "Queued" in site.ask("GET", to)[2]
        Paper.objects.update(queued_at=timezone.now() - USUAL_WAIT * 2)
        assert "Waiting" in site.ask("GET", to)[2]
        ready, _, text = site.ask("GET", "/readyz?exclude=beat&exclude=migrations")
        assert (ready, '"database": "ok"' in text) == (503, True)

    assert assessment.answers.get(criterion="A2").note == "Said without a broker."
    assert Paper.objects.get().state == Paper.State.QUEUED
