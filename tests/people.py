"""The cast of every test, and plain functions that make what the tests need.

Alice owns a team. Bob is on her team, with a role that the test names. Charlie is a stranger with
a team of his own.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from time import time
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string
from psycopg.types.json import Jsonb

from accounts.middleware import SEEN
from accounts.models import Membership, Role, Team, User
from catalog.definition import fingerprint
from catalog.models import Edition
from decisions.models import (
    Answer,
    Assessment,
    CostCase,
    Depth,
    GateAnswer,
    Step,
    StepAnswer,
    StepGateAnswer,
)
from engine.cost.intake import plain, read_cost_case
from tests.shipped import shipped_definition

PASSWORD = "correct horse battery staple"
KEPT = "id, number, note, definition, sha256"
"""What is kept of an edition."""
STRANGE_NAMES = (
    "Zoë Æther 数据 部门",
    "فريق الشؤون المالية",
    "👩‍💻 🏳️‍🌈 ẅ̷i̵t̶h marks",
    "<script>alert('x')</script> & Sons",
    "{{ 7|add:7 }} {% now 'Y' %} %s %(x)s {0}",
)
"""Names of many scripts and with characters that mean something elsewhere; all are fine names."""


def make_user(email: str, name: str = "", **flags: bool) -> User:
    """A person with a confirmed address who can sign in with ``PASSWORD``."""
    user = User.objects.create_user(email, PASSWORD, name=name, **flags)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, user: User) -> Client:
    """As the client's ``force_login`` in a twentieth of its time: one row more, of somebody who was just here."""
    key = get_random_string(32, VALID_KEY_CHARS)
    held = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        SEEN: time(),  # else the next page writes when that was
    }
    Session.objects.create(
        session_key=key,
        session_data=SessionStore().encode(held),
        expire_date=timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def make_team(owner: User, name: str = "Finance operations") -> Team:
    """A team with its owner."""
    team = Team.objects.create(name=name)
    join(team, owner, Role.OWNER)
    return team


def join(team: Team, user: User, role: Role) -> Membership:
    """Put a person into a team."""
    return Membership.objects.create(team=team, user=user, role=role)


@cache
def _shipped_fingerprint() -> str:
    return fingerprint(shipped_definition())


def make_edition() -> Edition:
    """The shipped content as the only edition; the same one when it is there already.

    Its id follows from the content, so that a ruleset kept in the process under this id is never
    that of another edition.
    """
    found = Edition.objects.defer("definition").filter(pk=_edition_id())
    for there in found:
        return there
    _bring_edition()
    return found.get()


def _edition_id() -> int:
    return int(_shipped_fingerprint()[:7], 16)


def _bring_edition() -> None:
    """Copy it from where it is kept: written anew, half a megabyte would cost each test 18 ms. Only
    the tests keep one; measurements and faults use these makers too."""
    if _keeps_edition():
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO catalog_edition ({KEPT}, published_at) SELECT {KEPT}, %s FROM kept.edition",  # noqa: S608
                [timezone.now()],
            )
        return
    Edition.objects.create(
        pk=_edition_id(),
        number=1,
        note="Shipped content",
        definition=shipped_definition(),
        sha256=_shipped_fingerprint(),
    )


def _keeps_edition() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kept.edition') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def keep_edition() -> None:
    """Keep the shipped edition beside the tables of the site, whence every test can have it at once."""
    if connection.vendor == "postgresql":
        row: list[Any] = [_edition_id(), Jsonb(shipped_definition()), _shipped_fingerprint()]
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA kept")
            cursor.execute("CREATE TABLE kept.edition (LIKE catalog_edition)")
            cursor.execute(
                f"INSERT INTO kept.edition ({KEPT}, published_at) VALUES (%s, 1, 'Shipped content', %s, %s, now())",  # noqa: S608
                row,
            )


def make_assessment(team: Team, owner: User, **fields: Any) -> Assessment:
    """A full assessment without answers."""
    values: dict[str, Any] = {
        "name": "Supplier invoices",
        "unit": "Finance",
        "depth": Depth.FULL,
        "service_chosen": True,
    }
    edition = fields.pop("edition", None) or make_edition()
    return Assessment.objects.create(team=team, owner=owner, edition=edition, **(values | fields))


def fresh(assessment: Assessment) -> Assessment:
    """The assessment as another request reads it."""
    return Assessment.objects.get(pk=assessment.pk)


def make_answers(
    assessment: Assessment, answers: Mapping[str, int | str], by: User | None = None
) -> list[Answer]:
    """Answers as in the headless input: ``{"A1": 2, "A2": "unknown", "B3": "not_applicable"}``."""
    return Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            criterion=code,
            status="choice" if isinstance(given, int) else given,
            choice=given if isinstance(given, int) else None,
            reason="Not part of this process" if given == "not_applicable" else "",
            answered_by=by or assessment.owner,
        )
        for code, given in answers.items()
    )


def make_steps(
    assessment: Assessment, *names: str, **answers: Mapping[str, int | str]
) -> list[Step]:
    """Steps at the end, in order; ``answers`` by the name of a step, as in ``make_answers``."""
    last = assessment.steps.count()
    rows = [
        Step(assessment=assessment, position=last + place, name=name)
        for place, name in enumerate(names, start=1)
    ]
    Step.objects.bulk_create(rows)
    StepAnswer.objects.bulk_create(
        StepAnswer(
            step=row,
            criterion=code,
            status="choice" if isinstance(given, int) else given,
            choice=given if isinstance(given, int) else None,
            reason="Not part of this step" if given == "not_applicable" else "",
            answered_by=assessment.owner,
        )
        for row in rows
        for code, given in answers.get(row.name, {}).items()
    )
    assessment.step_count = last + len(rows)
    assessment.save(update_fields=["step_count"])
    return rows


def make_gates(subject: Assessment | Step, /, **values: str) -> None:
    """Answers to gates, of the whole process or of a step: ``make_gates(step, KO1="fires")``."""
    for gate, value in values.items():
        if isinstance(subject, Step):
            by = subject.assessment.owner
            StepGateAnswer.objects.create(step=subject, gate=gate, value=value, answered_by=by)
        else:
            GateAnswer.objects.create(
                assessment=subject, gate=gate, value=value, answered_by=subject.owner
            )


COST_CASE: dict[str, Any] = {
    "terms": {"currency": "EUR", "years": 3, "rate": 0.1},
    "in_house": [
        {"kind": "people", "amount": 10},
        {"kind": "pay", "amount": 50_000},
        {"kind": "recruitment", "amount": 0},
        {"kind": "overhead", "amount": 0},
        {"kind": "quality", "amount": 0},
    ],
    "options": [
        {
            "key": "bpo",
            "name": "A provider at home",
            "deal": "bpo",
            "lines": [
                {"kind": "provider_people", "amount": 8},
                {"kind": "price_per_person", "amount": 40_000},
                {"kind": "selection", "amount": [1, 4, 10]},
                {"kind": "transition", "amount": [5, 10, 20]},
                {"kind": "governance", "amount": [4, 7, 12]},
                {"kind": "dip_year_1", "amount": 0},
            ],
        }
    ],
}
"""The example of docs/cost-model.md: it saves 347,127.87 and is back after month 4. What is known to cost
nothing is said, so that more than half of the figures are own ones."""


def make_cost_case(assessment: Assessment, **changes: Any) -> CostCase:
    """A stored cost case of the assessment's owner, first revision."""
    case = plain(read_cost_case(COST_CASE | changes, computable=False))
    return CostCase.objects.create(assessment=assessment, case=case, changed_by=assessment.owner)
