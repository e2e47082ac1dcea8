"""An assessment from a file: what is read, and what is refused without a trace.

That the file of any assessment brings it back with the same digest is held in
``tests/decisions/test_one_recommendation.py``, on the demos and on generated ones.
"""

import json
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role, Team, User
from decisions.case_file import MOST_BYTES, MOST_SCENARIOS
from decisions.elicitation import in_percent, judged, ranked
from decisions.models import Activity, Answer, Assessment
from decisions.services.versions import save_version
from engine.intake import MOST_STEPS
from tests.decisions.any_assessment import any_costed
from tests.everything import make_everything
from tests.forms_on_page import forms_of
from tests.people import (
    join,
    make_answers,
    make_edition,
    make_gates,
    make_steps,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(assessment: Assessment, alices: Client) -> dict[str, Any]:
    """What is taken along of an assessment with one of everything."""
    make_answers(assessment, {"A1": 2, "B1": 3, "B3": "not_applicable"})
    make_gates(assessment, KO2="passes")
    make_everything(assessment)
    found: dict[str, Any] = alices.get(reverse("result_json", args=[assessment.pk])).json()
    return found


def send(browser: Client, content: Any, **fields: Any) -> Any:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = SimpleUploadedFile("result.json", data, content_type="application/json")
    sent = {"name": "", "start_key": str(uuid4()), "file": file} | fields
    return browser.post(reverse("assessment_import"), sent)


def test_a_file_becomes_an_assessment_in_the_chosen_team(
    document: dict[str, Any], alices: Client, alice: User, assessment: Assessment
) -> None:
    """The same form twice is one; a name that is typed counts before that of the file."""
    other = make_team(alice, "Another team")
    key = str(uuid4())
    of_step = {"steps": {"1.B1": 4}, "named": {"1": "Receive"}}
    document["assessment"]["scenarios"].append({"name": "Of a step", "changes": of_step})
    for _ in range(2):
        answer = send(alices, document, team=other.pk, start_key=key)
        assert answer.status_code == 302, answer.context["form"].errors
    made = Assessment.objects.get(team=other)
    assert answer["Location"] == made.get_absolute_url()
    assert (made.name, made.unit, made.owner) == (assessment.name, assessment.unit, alice)
    assert list(made.activities.values_list("verb", flat=True)) == ["imported"]
    again = alices.get(reverse("result_json", args=[made.pk])).json()
    assert again["assessment"] == document["assessment"]
    assert again["input"] == document["input"]
    assert again["digest"] == document["digest"]
    page = alices.get(answer["Location"])
    assert [message.level_tag for message in page.context["messages"]] == ["success"] * 2
    assert alices.get(reverse("whatif", args=[made.pk])).status_code == 200
    send(alices, document, team=other.pk, name="Typed")
    assert Assessment.objects.filter(team=other, name="Typed").exists()
    document["actions"].append(
        {**document["actions"][-1], "key": "own:2", "text": "Ask HR", "kind": "own"}
    )
    after_going_back = send(alices, document, team=other.pk, start_key=key)
    assert after_going_back["Location"] != made.get_absolute_url()
    send(alices, document, team=other.pk, start_key=key, name="After going back")
    assert Assessment.objects.filter(name="After going back").exists()


def test_whatever_shares_the_pages_take_come_back_from_a_version_and_a_file(
    assessment: Assessment, alices: Client, alice: User
) -> None:
    """More than all of the work counts in proportion, as the page of the steps says."""
    make_answers(assessment, {"A1": 2, "B1": 3})
    make_steps(assessment, "Enter", "Check", "Pay", "File")
    for step, share in zip(assessment.steps.all(), ("60", "60", "100", ""), strict=True):
        page = reverse("step", args=[assessment.pk, step.pk])
        form = next(row for row in forms_of(alices.get(page).text) if row.posts)
        assert form.send(alices, page, {"share": share}).status_code == 302
    taken = alices.get(reverse("result_json", args=[assessment.pk])).json()
    version = save_version(assessment=assessment, by=alice)
    compared = reverse("compare_now", args=[assessment.pk, version.pk])
    assert alices.get(compared).status_code == 200
    restore = {"name": "Restored", "start_key": uuid4()}
    assert alices.post(reverse("version_restore", args=[version.pk]), restore).status_code == 302
    assert send(alices, taken, team=assessment.team_id, name="Taken along").status_code == 302
    for made in Assessment.objects.filter(name__in=("Restored", "Taken along")):
        shown = alices.get(reverse("result_json", args=[made.pk])).json()
        assert shown["digest"] == taken["digest"]
        assert shown["recommendation"] == taken["recommendation"]


def test_a_file_that_was_changed_is_told(
    document: dict[str, Any], alices: Client, team: Team
) -> None:
    document["input"]["answers"]["A1"]["choice"] = 4
    page = alices.get(send(alices, document, team=team.pk)["Location"])
    assert [message.level_tag for message in page.context["messages"]] == ["success", "warning"]


def test_a_case_alone_takes_the_newest_edition_and_needs_a_name(alices: Client, team: Team) -> None:
    make_edition()
    case = {"answers": {"A1": 2, "B1": {"choice": 5, "note": "Ours"}}, "service": "payroll"}
    nameless = send(alices, case, team=team.pk)
    assert set(nameless.context["form"].errors) == {"name"}
    assert send(alices, case, team=team.pk, name="Payroll").status_code == 302
    made = Assessment.objects.get(name="Payroll")
    assert (made.service, made.depth, made.answered) == ("payroll", "full", 2)


def test_a_choice_that_a_question_no_longer_has_becomes_i_do_not_know_that_rests_on_nothing(
    alices: Client, team: Team
) -> None:
    """For the whole and for a step; the note stays."""
    edition = make_edition()
    code, number = next(
        (row.code, min(row.read_as_unknown))
        for row in edition.ruleset.criteria
        if row.read_as_unknown
    )
    former = {code: {"choice": number, "evidence": "measured", "note": "Asked Ann"}}
    case = {"answers": former, "steps": [{"name": "Enter", "answers": former}]}
    assert send(alices, case, team=team.pk, name="Old").status_code == 302
    made = Assessment.objects.get(name="Old")
    for answer in (made.answers.get(), made.steps.get().answers.get()):
        assert (answer.choice, answer.status, answer.evidence) == (None, "unknown", "")
        assert answer.note == "Asked Ann"


def test_who_has_no_team_gets_one_with_the_first_good_file(
    document: dict[str, Any], client: Client, team: Team
) -> None:
    """A reader of a team may make nothing in it, and a bad file makes nothing anywhere."""
    erin = make_user("erin@example.org", "Erin")
    join(team, erin, Role.VIEWER)
    client.force_login(erin)
    teams = Team.objects.count()
    assert send(client, b"{").status_code == 200
    assert Team.objects.count() == teams
    refused = send(client, document, team=team.pk)  # which she could choose on a page from before
    assert list(refused.context["form"].errors) == ["team"]
    assert send(client, document).status_code == 302
    assert Assessment.objects.filter(team__personal_to=erin).count() == 1


Change = Callable[[dict[str, Any]], Any]
BAD: dict[str, tuple[str, Change]] = {
    "no JSON": ("JSON", lambda it: b"{"),
    "no text": ("UTF-8", lambda it: b"\xff\xfe{}"),
    "a list": ("object", lambda it: []),
    "too large": ("larger", lambda it: b" " * (MOST_BYTES + 1)),
    "too many values": ("values", lambda it: b"[" + b"1," * 100_001 + b"1]"),
    "too deep": ("", lambda it: b'{"input":' * 50_000),
    "a key twice": ("twice", lambda it: b'{"answers": {}, "answers": {}}'),
    "not a number": ("NaN", lambda it: b'{"steps": [{"name": "A", "share": NaN}]}'),
    "another format": ("format", lambda it: it | {"format": 3}),
    "no edition": ("edition_sha256", lambda it: {"input": it["input"]}),
    "another edition": ("edition", lambda it: it | {"edition_sha256": "0" * 64}),
    "a NUL in the edition": ("edition", lambda it: it | {"edition_sha256": "\x00"}),
    "a choice that is none": ("answers.A1", lambda it: put(it, 9, "input", "answers", "A1")),
    "a question that is none": ("answers.Z9", lambda it: put(it, 1, "input", "answers", "Z9")),
    "a NUL in a note": ("gates.KO2.note", lambda it: put(it, "a\x00", "input", "gates", "KO2", "note")),
    "half a letter": ("answers.A1.note", lambda it: put(it, "\ud800", "input", "answers", "A1", "note")),
    "a long note": ("answers.A1.note", lambda it: put(it, "a" * 5_001, "input", "answers", "A1", "note")),
    "a long step": ("steps[0].name", lambda it: put(it, "a" * 201, "input", "steps", 0, "name")),
    "no share": ("steps[0].share", lambda it: put(it, 0, "input", "steps", 0, "share")),
    "too many steps": ("steps", lambda it: put(it, [{"name": "A"}] * (MOST_STEPS + 1), "input", "steps")),
    "a contract of nobody": (
        "contract_ends", lambda it: put(it, {"done_by": "own", "contract_ends": "2027-01-01"}, "input", "today"),
    ),
    "a service that is none": ("service", lambda it: put(it, "nowhere", "input", "service")),
    "weights that are none": ("weights", lambda it: put(it, {"A": -1}, "input", "weights")),
    "a cost line that is none": ("cost", lambda it: put(it, {"in_house": [{"kind": "x"}]}, "input", "cost")),
    "a place that is none": ("place", lambda it: put(it, {"home": "XX"}, "input", "place")),
    "a depth that is none": ("depth", lambda it: it | {"depth": "deep"}),
    "an assessment that is none": ("assessment", lambda it: it | {"assessment": []}),
    "its format": ("assessment.format", lambda it: put(it, 2, "assessment", "format")),
    "a key of nobody": ("assessment", lambda it: put(it, 1, "assessment", "owner")),
    "a long name": ("assessment.name", lambda it: put(it, "a" * 201, "assessment", "name")),
    "a unit that is no text": ("assessment.unit", lambda it: put(it, 1, "assessment", "unit")),
    "codes that are none": ("answered_by_cost", lambda it: put(it, [1], "assessment", "answered_by_cost")),
    "too many scenarios": (
        "scenarios",
        lambda it: put(it, it["assessment"]["scenarios"] * (MOST_SCENARIOS + 1), "assessment", "scenarios"),
    ),
    "a scenario twice": ("scenarios[1]", lambda it: put(it, it["assessment"]["scenarios"] * 2, "assessment", "scenarios")),
    "changes that are none": (
        "scenarios[0]", lambda it: put(it, {"weights": {"A": "1"}}, "assessment", "scenarios", 0, "changes"),
    ),
    "actions that are none": ("actions", lambda it: it | {"actions": {}}),
    "an action that is none": ("actions[0]", lambda it: it | {"actions": [1]}),
    "a day that is none": ("actions[0].due", lambda it: put(it, "2027-02-30", "actions", 0, "due")),
    "a status that is none": ("actions[0].status", lambda it: put(it, "gone", "actions", 0, "status")),
    "an action twice": ("actions[1]", lambda it: it | {"actions": [it["actions"][0]] * 2}),
}  # fmt: skip


def put(document: dict[str, Any], value: Any, *path: Any) -> dict[str, Any]:
    """The document with the value at the path."""
    part: Any = document
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return document


def test_what_is_wrong_with_a_file_is_said_by_its_path_and_nothing_is_written(
    document: dict[str, Any], alices: Client, team: Team
) -> None:
    before = (Assessment.objects.count(), Answer.objects.count(), Activity.objects.count())
    for name, (told, change) in BAD.items():
        answer = send(alices, change(json.loads(json.dumps(document))), team=team.pk, name="Kept")
        assert answer.status_code == 200, name
        form = answer.context["form"]
        assert list(form.errors) == ["file"], name
        assert told in " ".join(form.errors["file"]), (name, form.errors["file"])
        assert form["name"].value() == "Kept"
    now = (Assessment.objects.count(), Answer.objects.count(), Activity.objects.count())
    assert now == before


def test_how_the_weights_came_about_is_kept_where_it_gives_these_weights(
    document: dict[str, Any], alices: Client, team: Team
) -> None:
    ruleset = make_edition().ruleset
    themes = list(ruleset.theme)
    numbers, rank = ranked([[code] for code in themes])
    pairs = {(one, other): 3 for place, one in enumerate(themes) for other in themes[place + 1 :]}
    _, compared, pairwise = judged(ruleset, pairs)
    wrong = {"method": "rank", "order": [["A", 1], "B"]}
    for weights, how, kept in (
        (numbers, rank, rank),
        (compared, pairwise, pairwise),
        (numbers, pairwise, {}),
        (numbers, wrong, {}),
        (in_percent({"A": 0.5}), rank, {}),
    ):
        document["input"]["weights"], document["assessment"]["elicitation"] = weights, how
        name = str(uuid4())
        answer = send(alices, document, team=team.pk, name=name)
        assert answer.status_code == 302, answer.context["form"].errors
        made = Assessment.objects.get(name=name)
        assert made.elicitation == kept
        assert alices.get(reverse("assessment_weights", args=[made.pk])).status_code == 200


def test_an_answer_by_the_cost_case_goes_on_following_it(
    alices: Client, alice: User, team: Team
) -> None:
    (costed, *_) = any_costed(Random(4), team, alice, 1)  # noqa: S311
    document = alices.get(reverse("result_json", args=[costed.pk])).json()
    send(alices, document, team=team.pk, name="Brought")
    made = Assessment.objects.get(name="Brought")
    case = {"cost": document["input"]["cost"]}
    send(alices, case, team=team.pk, name="A case alone")
    assert Answer.objects.get(assessment__name="A case alone").origin == Answer.Origin.COST_CASE
    origins = dict(made.answers.filter(criterion="C4").values_list("criterion", "origin"))
    was = dict(costed.answers.filter(criterion="C4").values_list("criterion", "origin"))
    assert origins == was == {"C4": Answer.Origin.COST_CASE}
