"""Every form that changes what is stored says what it was made from, and browsers put nothing back into it.

A walk over all pages of the demo with everything in it. The forms are found in the pages, not in a
list: a new one fails here until it carries a version or has its reason below.
"""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.services import invite
from decisions.models import Assessment, Paper, Version
from tests.decisions.test_matrix import TABLE, own_patterns, parameters
from tests.forms_on_page import PageForm, forms_of
from tests.people import make_edition

WITHOUT_VERSION = {
    # These make something new, and say so themselves when it is there already.
    "assessment_new": "starts an assessment; its key makes a form sent twice one",
    "steps": "adds a step; its key makes a form sent twice one",
    "steps_typical": "adds steps; their key makes a form sent twice one",
    "whatif": "keeps a scenario; a name that is taken is refused",
    "version_save": "freezes what is stored, changes nothing",
    "papers": "makes the PDF of what is stored, changes nothing",
    "paper_retry": "makes a PDF again, of the same version",
    "create_team": "makes a team; its key makes a form sent twice one",
    "invite": "sends a mail",
    "cost_sheet": "is compared with what is stored before anything is replaced",
    # These change nothing that two people could say differently.
    "assessment_finish": "says that the answers are complete, and shows them as they are stored",
    "withdraw_invitation": "takes the link of a mail back",
    "profile": "one's own name",
    "leave_team": "one's own membership",
    "remove_member": "a membership, whatever the role",
    "account_logout": "one's own session",
}
"""Address -> why its form needs none."""
FILES = {"result_json", "cost_sheet_file", "paper_download"}
"""Addresses that give a file."""


@pytest.fixture(scope="module")
def _demo(kept_rows: None) -> None:
    """The people and assessments of the demo, a paper that failed, and an invitation."""
    make_edition()
    call_command("add_demo", force=True, stdout=io.StringIO())
    version = Version.objects.filter(assessment__step_count__gt=0).get()
    Paper.objects.create(
        version=version,
        requested_by=version.created_by,
        queued_at=timezone.now(),
        state=Paper.State.FAILED,
    )
    team = version.assessment.team
    invite(team=team, email="dana@example.org", role=Role.VIEWER, invited_by=version.created_by)


@pytest.fixture
def owner(_demo: None, db: None, client_of: Any) -> Client:
    """The browser of who may do everything."""
    browser: Client = client_of(User.objects.get(email="alice@example.com"))
    return browser


def keys_of(assessment: Assessment) -> list[dict[str, Any]]:
    """What addresses need, once for each thing there is in the assessment and its team."""
    team = assessment.team
    base = {"assessment_id": assessment.pk, "team_id": team.pk}
    many: dict[str, list[Any]] = {
        "step_id": [row.pk for row in assessment.steps.all()[:2]],
        "scenario_id": [row.pk for row in assessment.scenarios.all()[:1]],
        "code": ["A1", "C4"],
        "side": ["in_house"],
        "version_id": [row.pk for row in assessment.versions.all()],
        "paper_id": [row.pk for row in Paper.objects.filter(version__assessment=assessment)],
        "token": [row.pk for row in team.invitations.all()],
        "membership_id": [row.pk for row in team.memberships.all()[1:2]],
    }
    return [base, *(base | {name: one} for name, found in many.items() for one in found)]


def addresses() -> set[str]:
    """All addresses of this project for everything there is."""
    keys = [row for assessment in Assessment.objects.all() for row in keys_of(assessment)]
    return {
        reverse(str(pattern.name), kwargs={name: row[name] for name in parameters(pattern)})
        for pattern in own_patterns()
        for row in keys
        if parameters(pattern) <= row.keys() and pattern.name not in FILES
    }


def walk(browser: Client) -> tuple[set[str], dict[tuple[str, str], PageForm]]:
    """The names of the pages that were opened, and the forms that are sent, one for each address that
    a page sends to."""
    opened: set[str] = set()
    found: dict[tuple[str, str], PageForm] = {}
    for path in sorted(addresses()):
        response = browser.get(path)
        if response.status_code != 200 or "text/html" not in response["Content-Type"]:
            assert response.status_code in (200, 302, 405), path
            continue
        page = str(resolve(path).url_name)
        opened.add(page)
        for form in forms_of(response.content.decode()):
            if form.posts:
                target = form.attributes.get("action") or path
                found[page, str(resolve(target.partition("?")[0]).url_name)] = form
    return opened, found


def test_every_form_carries_the_version_it_was_made_from_and_nothing_is_put_back_into_it(owner):
    opened, found = walk(owner)
    with_version = {where: form for where, form in found.items() if form.versions}
    bare = {target for _, target in found.keys() - with_version.keys()}
    assert sorted(bare - WITHOUT_VERSION.keys()) == []
    assert sorted({target for _, target in with_version} & WITHOUT_VERSION.keys()) == []
    put_back = [
        where
        for where, form in with_version.items()
        if form.attributes.get("autocomplete") != "off"
    ]
    assert put_back == []
    # The walk saw the forms it is about, and there is no reason for a form that is gone.
    assert {"question", "gates", "step", "place", "cost_short", "step_move", "scenario"} <= {
        target for _, target in with_version
    }
    assert sorted(WITHOUT_VERSION.keys() - bare) == []
    pages = {row.name for row in TABLE if row.method == "GET" and row.answer == 200}
    assert sorted(pages - opened - FILES) == []
