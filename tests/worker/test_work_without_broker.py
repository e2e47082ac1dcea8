"""A real web server whose broker is gone, or takes connections and says nothing: work goes on."""

import socket
import time
from contextlib import closing

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decisions.models import Assessment, Paper
from operations.pulses import USUAL_WAIT
from tests.faults.managers import PAPER_ORDER, Place, Site
from tests.people import make_answers
from tests.web import web_server

pytestmark = pytest.mark.django_db(transaction=True)
NO_WAIT = 15.0
"""Seconds for everything together, on a busy machine too."""


def test_answers_what_if_and_papers_go_on_and_a_paper_says_that_it_waits(
    assessment: Assessment, alices: Client
) -> None:
    make_answers(assessment, {"A1": 2, "B1": 1})
    silent = socket.create_server(("127.0.0.1", 0), backlog=64)
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "true",  # style sheets need not be collected
        "REDIS_URL": f"redis://127.0.0.1:{silent.getsockname()[1]}/0",
    }
    with web_server(**environment) as port:
        site = Site(port, str(alices.session.session_key))
        with closing(silent):
            assert_work_goes_on(site, assessment, "A2", "Said to a broker that is silent.")
        Paper.objects.all().delete()
        assert_work_goes_on(site, assessment, "A3", "Said while the broker is gone.")


def assert_work_goes_on(site: Site, assessment: Assessment, code: str, said: str) -> None:
    """An answer with this note, what-if, result and a paper, none of which takes long."""

    def at(name: str, *more: object) -> str:
        return reverse(name, args=[assessment.pk, *more])

    place = Place(at("question", code), "note", (("answer", "1"), ("confirmed", "1")))
    form = site.form(place)
    assert form
    begun = time.monotonic()
    assert site.send(place, form, said) == 302
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
    assert assessment.answers.get(criterion=code).note == said
    assert Paper.objects.get().state == Paper.State.QUEUED
