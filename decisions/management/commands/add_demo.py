"""Adds three people, their team and assessments in every state, to look around in (development)."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid5

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import Membership, Role, Team, User
from accounts.services import create_team, personal_team
from decisions.action_items import ActionEdit
from decisions.comment_targets import Targets
from decisions.costing import cost_row
from decisions.evaluation import answers_of, depth_of
from decisions.models import Assessment
from decisions.results import result_of
from decisions.services import assessments
from decisions.services.actions import save_action
from decisions.services.answers import save_answer
from decisions.services.comments import reply, write_comment
from decisions.services.cost import save_cost
from decisions.services.gates import save_gates
from decisions.services.place import save_place
from decisions.services.scenarios import save_scenario
from decisions.services.steps import add_steps, save_step
from decisions.services.versions import save_version
from decisions.step_edits import DESCRIPTION, Description, Edit, NewStep
from engine.cost.defaults import short_case
from engine.cost.lines import Range, Terms
from engine.fit.case import UNKNOWN, DoneBy, Evidence, Given, GivenGate, Today, hidden_codes
from engine.fit.interview import next_unanswered
from engine.model.ruleset import GateAnswer, Ruleset
from report.actions import Status, proposals
from reviews.services import Written

NAMESPACE = UUID("0d3f5f0e-6a52-4c0e-9c8e-6f2c9a4b7d10")
"""Keys made from it name the demo's rows, so that a second run finds them."""
PASSWORD = "demo-password-only"  # noqa: S105 - printed on purpose, for development only
PEOPLE = (
    ("alice@example.com", "Alice Adams", Role.OWNER, True),
    ("bob@example.com", "Bob Brown", Role.EDITOR, False),
    ("charlie@example.com", "Charlie Clark", Role.REVIEWER, False),
)
TEAM = "Finance operations"
DATA: dict[str, Any] = json.loads(Path(__file__).with_name("demo.json").read_bytes())
"""The assessments, as answers to the questions of the shipped content. ``usual`` are those about the
organisation, which a service type cannot suggest."""
USUAL: Mapping[str, int] = DATA["usual"]
PASSES: Mapping[str, str] = DATA["gates"]
ALL = 1000


@dataclass(frozen=True, slots=True)
class Money:
    """The short form of a cost case: which deal, in which currency, for how many years."""

    deal: str
    currency: str
    years: int
    people: Range
    pay: Range
    price: Range


@dataclass(frozen=True, slots=True)
class Demo:
    """One assessment: the service type's usual answers with ``answers`` in their place (None: "I
    don't know"), as many as ``stop_after``. ``notes`` are by question or gate. ``steps`` are answers by
    the place, from 1, of a typical step of the service type, and ``shares`` the parts of the work of
    such steps; the typical steps are taken over where there are any. ``scenarios`` are a name and the
    answers that differ. ``actions`` say of the first things to do who does them, in how many days from
    today, and how far they are. ``comments`` are what they are about, by kind and key, and who says what; each
    mentions who spoke before, the first the owner."""

    name: str
    unit: str
    service: str
    owner: str = "alice@example.com"
    depth: str = "full"
    today: Today = field(default_factory=Today)
    answers: Mapping[str, int | None] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    shares: Mapping[int, float] = field(default_factory=dict)
    scenarios: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    money: Money | None = None
    actions: Sequence[tuple[str, int, Status]] = ()
    comments: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = ()
    stop_after: int = ALL
    version: str = ""


def _demo(row: Mapping[str, Any]) -> Demo:
    """One assessment of the file: ``gates`` are those that differ, null where none is answered."""
    gates, steps = row.get("gates", {}), row.get("steps", {})
    values: dict[str, Any] = {
        **row,
        "gates": {} if gates is None else {**PASSES, **gates},
        "steps": {int(place): answers for place, answers in steps.items()},
        "shares": {int(place): share for place, share in row.get("shares", {}).items()},
        "today": _today(**row.get("today", {})),
    }
    if "money" in row:
        ranges = {key: Range(*row["money"][key]) for key in ("people", "pay", "price")}
        values["money"] = Money(**{**row["money"], **ranges})
    return Demo(**values)


def _today(done_by: DoneBy = "", contract_ends: str = "") -> Today:
    return Today(done_by, date.fromisoformat(contract_ends) if contract_ends else None)


DEMOS = tuple(map(_demo, DATA["demos"]))


class Command(BaseCommand):
    """``manage.py add_demo [--force]``"""

    help = "Add demo people, a team and assessments. For development; safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Permission to run where DEBUG is off."""
        parser.add_argument("--force", action="store_true", help="also where DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add what is missing and say who can sign in."""
        if not (settings.DEBUG or options["force"]):
            raise CommandError(
                "Demo people have a password that everybody knows. "
                "Set DEBUG=true for development, or use --force."
            )
        people = {email: _person(email, name, boss) for email, name, _, boss in PEOPLE}
        team = _team(people)
        try:
            added = sum(_add(demo, people, team) for demo in DEMOS)
        except assessments.NothingPublished:
            raise CommandError("Run manage.py load_catalog first.") from None
        names = ", ".join(people)
        self.stdout.write(f"Demo: {added} assessments added to the team {TEAM}.")
        self.stdout.write(f"Sign in as {names} with the password {PASSWORD}")
        self.stdout.write("Alice may also use the admin at /admin/.")


@transaction.atomic
def _person(email: str, name: str, boss: bool) -> User:
    """Somebody who can sign in; a person who exists already is left as they are."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email, PASSWORD, name=name, is_staff=boss, is_superuser=boss
        )
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        personal_team(user)
    return user


def _team(people: Mapping[str, User]) -> Team:
    team = create_team(name=TEAM, owner=people[PEOPLE[0][0]], key=uuid5(NAMESPACE, TEAM))
    for email, _, role, _ in PEOPLE[1:]:
        Membership.objects.get_or_create(team=team, user=people[email], defaults={"role": role})
    return team


@transaction.atomic
def _add(demo: Demo, people: Mapping[str, User], team: Team) -> bool:
    """Start and answer one assessment; False when it was there."""
    owner = people[demo.owner]
    assessment = assessments.start_assessment(
        by=owner,
        team=team,
        name=demo.name,
        unit=demo.unit,
        today=demo.today,
        start_key=uuid5(NAMESPACE, demo.name),
    )
    if assessment.service_chosen:
        return False
    assessments.choose_service(assessment=assessment, by=owner, slug=demo.service, seen=0)
    assessments.choose_depth(assessment=assessment, by=owner, depth=demo.depth, seen=0)
    _answer(demo, assessment, owner)
    _divide(demo, assessment, owner)
    _price(demo, assessment, owner)
    for name, changes in demo.scenarios.items():
        save_scenario(
            assessment=assessment, by=owner, name=name, changes={"answers": dict(changes)}
        )
    _plan(demo, assessment, people)
    _discuss(demo, assessment, people)
    if demo.stop_after == ALL:
        assessments.finish(assessment=assessment, by=owner)
    if demo.version:
        save_version(assessment=assessment, by=owner, name=demo.version)
    return True


def _answer(demo: Demo, assessment: Assessment, owner: User) -> None:
    """Question after question, as a person would, then the gates."""
    ruleset = assessment.edition.ruleset
    given: dict[str, Given] = {}
    while len(given) < demo.stop_after:
        code = next_unanswered(ruleset, given, depth_of(assessment))
        if code is None:
            break
        given[code] = _given(demo, ruleset, code)
        save_answer(assessment=assessment, by=owner, code=code, given=given[code], seen_version=0)
    if demo.stop_after == ALL and demo.depth == "full":
        _place(demo, assessment, owner)
    asked = {gate.code for gate in ruleset.asked_gates()}
    gates = {code: _gate(demo, code) for code in demo.gates if code in asked}
    if demo.depth == "full" and gates:
        save_gates(assessment=assessment, by=owner, answers=gates, seen={})


def _place(demo: Demo, assessment: Assessment, owner: User) -> None:
    """The questions that are asked about the place."""
    ruleset = assessment.edition.ruleset
    codes = [row.code for row in ruleset.criteria if row.asked == "place"]
    answers = {
        code: _given(demo, ruleset, code)
        for code in codes
        if code not in hidden_codes(ruleset, answers_of(assessment))
    }
    save_place(assessment=assessment, by=owner, change=lambda said: said, answers=answers, seen={})


def _gate(demo: Demo, code: str) -> GivenGate:
    note = demo.notes.get(code, "")
    return GivenGate(cast(GateAnswer, demo.gates[code]), "document" if note else None, note)


def _given(demo: Demo, ruleset: Ruleset, code: str) -> Given:
    usual = {**USUAL, **ruleset.service[demo.service].prefilled}
    number = demo.answers[code] if code in demo.answers else usual.get(code)
    if number is None or ruleset.criterion[code].choice(number) is None:
        return UNKNOWN
    note = demo.notes.get(code, "")
    evidence: Evidence = "measured" if note else "estimate"
    return Given(number, evidence=evidence, note=note)


def _divide(demo: Demo, assessment: Assessment, owner: User) -> None:
    """Take over the typical steps, then answer what differs in some of them."""
    if not demo.steps:
        return
    typical = assessment.edition.ruleset.service[demo.service].steps
    new = [
        NewStep(uuid5(NAMESPACE, f"{demo.name}: {row.name}"), row.name, row.retained)
        for row in typical
    ]
    add_steps(assessment=assessment, by=owner, steps=new)
    for row in assessment.steps.all():
        own, share = demo.steps.get(row.position, {}), demo.shares.get(row.position)
        if own or share:
            answers = {code: Given(number) for code, number in own.items()}
            described = Description(row.name, row.retained, share)
            edit = Edit(described, answers, seen={DESCRIPTION: row.version})
            save_step(assessment=assessment, by=owner, step_id=row.pk, edit=edit)


def _plan(demo: Demo, assessment: Assessment, people: Mapping[str, User]) -> None:
    """Name who does the first things to do, and by when."""
    by, today = people[demo.owner], localdate()
    fresh = Assessment.objects.get(pk=assessment.pk)
    first = proposals(result_of(fresh, cost_row(fresh))) if demo.actions else ()
    for one, (who, days, status) in zip(first, demo.actions, strict=False):
        edit = ActionEdit(member=people[who], due=today + timedelta(days=days), status=status)
        save_action(assessment=fresh, by=by, key=one.key, edit=edit, seen=0)
    assessment.refresh_from_db(fields=["revision"])


def _discuss(demo: Demo, assessment: Assessment, people: Mapping[str, User]) -> None:
    """Comment, and answer the comments."""
    targets = Targets(assessment)
    for about, key, (first, *replies) in demo.comments:
        before, target = people[demo.owner], targets.find(about, key)
        if target is None:
            continue
        by, written = people[first[0]], _written(demo, first, before)
        thread = write_comment(assessment=assessment, by=by, target=target, written=written)
        for said in replies:
            by, before = people[said[0]], by
            written = _written(demo, said, before)
            reply(assessment=assessment, by=by, thread=thread, written=written)


def _written(demo: Demo, said: tuple[str, str], mentioned: User) -> Written:
    return Written(said[1], uuid5(NAMESPACE, f"{demo.name}: {said[1]}"), (mentioned,))


def _price(demo: Demo, assessment: Assessment, owner: User) -> None:
    """The short form of a cost case; published ranges stand for everything else."""
    if demo.money is None:
        return
    money = demo.money
    case = short_case(
        assessment.edition.ruleset.reference.cost,
        money.deal,
        Terms(money.currency, money.years, rate=0.1),
        money.people,
        money.pay,
        money.price,
    )
    save_cost(assessment=assessment, by=owner, change=lambda _: case, seen=0)
