"""The run: managers work, faults are injected, everything is healed, and the record is compared."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from config.celery import app
from decisions.models import Activity, Assessment, Paper
from tests.faults.managers import History, Manager, Place, Site
from tests.faults.model import doubled_papers, lost_writes, wrong_counts, wrong_sums
from tests.faults.release import expand_and_contract
from tests.faults.stage import Stage
from tests.people import make_answers, make_assessment, make_steps, make_team, make_user

QUESTIONS = ("A1", "A2", "B1", "B3", "C4")
DRAIN = 240.0
"""Seconds within which all papers must be ready once everything runs again."""
VALUE = re.compile(r"write \d+ of [\w-]+\.")


@dataclass
class Report:
    """What a run was and what it found."""

    seed: int
    injected: Counter[str] = field(default_factory=Counter)
    history: History = field(default_factory=History)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    papers_not_ready: list[str] = field(default_factory=list)
    never_written: list[str] = field(default_factory=list)
    seconds: float = 0

    def count(self, outcome: str) -> int:
        """How many writes had this outcome."""
        return sum(write.outcome == outcome for write in self.history.writes)

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        return [*self.lost, *self.doubled, *self.papers_not_ready, *self.never_written]

    def __str__(self) -> str:
        lines = [
            f"injected {self.injected.total()} faults of {len(self.injected)} kinds in {self.seconds / 60:.1f} minutes",
            f"acknowledged {self.count('acknowledged')} writes and {len(set(self.history.papers))} papers;"
            f" refused {self.count('refused')}, unheard {self.count('unknown')}",
            f"lost {len(self.lost) + len(self.papers_not_ready)}, doubled {len(self.doubled)}",
            *self.wrong,
            f"the same again: make faults ARGS='--seed {self.seed} --faults {self.injected.total()}'",
        ]
        return "\n".join(lines)


def again(
    stage: Stage, name: str, end: Callable[[str], None], pause: float = 0.3
) -> Callable[[], None]:
    """End a service in this way, and start it after a pause."""

    def fault() -> None:
        end(name)
        time.sleep(pause)
        stage.start(name)

    return fault


def kill_child(stage: Stage, name: str) -> Callable[[], None]:
    """Kill one process of a service."""

    def fault() -> None:
        for child in stage.children(name)[:1]:
            child.kill()

    return fault


def faults_of(
    stage: Stage, sites: list[Site], places: list[Place]
) -> dict[str, Callable[[], None]]:
    """Each kind of fault by its name."""

    def cut_bodies() -> None:
        for site in sites:
            site.cut_off(places[0], "cut by a fault.")

    found = {
        "web: a process killed": kill_child(stage, "web"),
        "web: all killed": again(stage, "web", stage.kill),
        "web: deployed": again(stage, "web", stage.stop, 0),
        "web: frozen": lambda: stage.freeze("web", 1.0),
        "worker: killed": again(stage, "worker", stage.kill),
        "worker: its child killed": kill_child(stage, "worker"),
        "worker: deployed": again(stage, "worker", stage.stop, 0),
        "worker: frozen": lambda: stage.freeze("worker", 1.0),
        "beat: killed": again(stage, "beat", stage.kill),
        "valkey: killed": again(stage, "valkey", stage.kill, 0.5),
        "valkey: frozen": lambda: stage.freeze("valkey", 2.0),
        "proxy: killed": again(stage, "proxy", stage.kill),
        "proxy: frozen": lambda: stage.freeze("proxy", 0.5),
        "postgres: all sessions ended": stage.end_sessions,
        "clients: bodies cut off": cut_bodies,
        "release: tables of the next one": expand_and_contract,
    }
    if stage.postgres:
        found["postgres: a session killed"] = lambda: stage.kill_postgres(whole=False)
        found["postgres: killed"] = lambda: stage.kill_postgres(whole=True)
    return found


def places_of(assessment: Assessment) -> list[Place]:
    """Answers, gates, a step, the short cost case and one of its lines."""

    def at(name: str, *more: object) -> str:
        return reverse(name, args=[assessment.pk, *more])

    answered = (("answer", "1"), ("confirmed", "1"))
    places = [Place(at("question", code), "note", answered) for code in QUESTIONS]
    gates = assessment.edition.ruleset.asked_gates()
    said = tuple((gate.code, "unknown") for gate in gates)
    places += [Place(at("gates"), f"note-{gate.code}", said) for gate in gates[:2]]
    step = assessment.steps.get()
    places.append(Place(at("step", step.pk), "name"))
    money = (("pay_likely", "50000"), ("price_per_person_likely", "40000"), ("currency", "EUR"))
    counted = f"{assessment.pk} cost_saved"
    places.append(Place(at("cost_short"), "people_likely", money, numeric=True, counted=counted))
    places.append(Place(at("cost_lines"), "people-note", (("save", "save"),), counted=counted))
    return places


def run(stage: Stage, *, seed: int, faults: int, managers: int, pause: float) -> Report:
    """One run. The servers of the stage must be up, and its database filled with tables."""
    report, random = Report(seed), Random(seed)  # noqa: S311
    people: list[Manager] = []
    for number in range(managers):
        user = make_user(f"manager{number}@example.org")
        assessment = make_assessment(make_team(user, f"Team {number}"), user, depth="full")
        make_answers(assessment, dict.fromkeys(QUESTIONS, "unknown"))
        make_steps(assessment, "First")
        site = Site(stage.ports["proxy"], session_of(user))
        papers = reverse("papers", args=[assessment.pk])
        people.append(Manager(site, places_of(assessment), papers, report.history, seed + number))
    injected = faults_of(stage, [one.site for one in people], people[0].places)
    for manager in people:
        manager.start()
    time.sleep(pause)
    started = time.monotonic()
    names: list[str] = []
    for _ in range(faults):
        if not names:  # every kind in turn, in another order each time
            names = random.sample(sorted(injected), len(injected))
        name = names.pop()
        injected[name]()
        report.injected[name] += 1
        time.sleep(random.uniform(pause / 2, pause * 1.5))
    stage.heal()
    report.seconds = time.monotonic() - started
    time.sleep(1)
    for manager in people:
        manager.end()
    for manager in people:
        manager.join(120)
        assert not manager.is_alive()
        if manager.fault:
            raise manager.fault
    compare(report, people, stage.folder / "papers")
    return report


def session_of(user: User) -> str:
    """A person who is signed in."""
    client = Client()
    client.force_login(user)
    return str(client.session.session_key)


def compare(report: Report, people: list[Manager], files: Path) -> None:
    """Look at what is there, as the managers see it and as the rows have it."""
    close_old_connections()
    history = report.history
    stored = {place: value_at(one.site, place) for one in people for place in one.places}
    report.lost = lost_writes(history, stored)
    done = {write.place for write in history.writes if write.outcome == "acknowledged"}
    report.never_written = [f"{place.address} was never written" for place in stored.keys() - done]
    drain(set(history.papers))
    ready = Paper.objects.filter(state=Paper.State.READY).values_list("pk", flat=True)
    missing = set(history.papers) - {str(key) for key in ready}
    report.papers_not_ready = [f"paper {key} was acknowledged and is not ready" for key in missing]
    report.doubled = doubled(history, [str(key) for key in ready], files)


def doubled(history: History, ready: list[str], files: Path) -> list[str]:
    """What happened more often than it was asked for: answers, rules, steps and figures by the log of
    the assessments, papers by their rows and files."""
    texts, verbs = Counter[str](), Counter[str]()
    for assessment, verb, detail in Activity.objects.values_list("assessment", "verb", "detail"):
        verbs[f"{assessment} {verb}"] += 1
        texts.update(set(VALUE.findall(json.dumps(detail.get("new", detail)))))
    told_apart = [write for write in history.writes if not write.place.counted]
    counted = [write for write in history.writes if write.place.counted]
    found = wrong_counts(History(writes=told_apart), texts)
    found += wrong_sums(History(writes=counted), verbs)
    orders = sum(count for name, count in verbs.items() if name.endswith(" paper_requested"))
    made = {key: len(list((files / "papers" / key).glob("*.pdf"))) for key in ready}
    return found + doubled_papers(history, Paper.objects.count(), orders, made)


def value_at(site: Site, place: Place) -> str:
    """What the page shows in the field."""
    deadline = time.monotonic() + 60
    while (form := site.form(place)) is None:
        assert time.monotonic() < deadline, f"{place.address} does not come back"
        time.sleep(0.5)
    shown = form.values.get(place.name, [""])[0]
    return shown.replace(",", "") if place.numeric else shown


def drain(papers: set[str]) -> None:
    """Wait until all papers are made. What was lost counts as lost for long enough, so that the sweep
    takes it up now and not in minutes."""
    deadline, sweep_at = time.monotonic() + DRAIN, 0.0
    while time.monotonic() < deadline:
        close_old_connections()
        waiting = Paper.objects.filter(pk__in=papers).exclude(state=Paper.State.READY)
        if not waiting.exists():
            return
        time.sleep(0.5)
        if time.monotonic() < sweep_at:
            continue
        sweep_at = time.monotonic() + 3
        before = timezone.now() - timedelta(minutes=4)
        idle = timezone.now() - timedelta(seconds=8)
        waiting.filter(state=Paper.State.QUEUED, queued_at__lt=idle).update(queued_at=before)
        waiting.filter(state=Paper.State.RUNNING, started_at__lt=idle).update(started_at=before)
        app.send_task("decisions.tasks.sweep_papers", queue="papers")
