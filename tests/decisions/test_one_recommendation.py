"""One recommendation: every page, list, file and command says the same, in word and number."""

import io
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from random import Random
from typing import Any, cast
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import escape, strip_tags

from accounts.models import Team, User
from decisions import wording
from decisions.adaptive import ahead
from decisions.case_file import read_file
from decisions.costing import cost_row
from decisions.evaluation import case_of, inputs_of, steps_of, summary_of
from decisions.models import Assessment
from decisions.results import snapshot_of, subject_of
from decisions.services.importing import import_file
from engine.fit.counting import applying
from engine.inputs import steps_of as steps_in
from engine.outcome import Recommendation, in_hundred
from engine.recommendation import recommend
from engine.sensitivity.alternatives import with_choice
from engine.sensitivity.switching import LIKELY_ENOUGH, plausibilities
from report.checks import fixes
from report.document import Answers, texts_of
from report.facts import advice
from report.headline import certainty, headline, keeps_told, sentence
from report.messages import Message, catalogue, read
from report.pages import PAGES
from report.snapshot import Snapshot
from report.subject import Subject
from report.summary import summary
from report.turning import Turn, change_of, turns
from report.whatif import Baseline, Changes, recommended
from report.whatif_written import gate_name, step_changes
from tests.decisions.any_assessment import any_assessment, any_costed
from tests.people import (
    make_edition,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db

GENERATED = 40
COSTED = 12
VIEWS = ("check", "steps", "assessment")
NUMBERED = re.compile(
    r"\b(open|too early to say|early to say)\b(?:[\s,:;(]|holds in)*\d+ of 100\b", re.IGNORECASE
)
"""A number of certainty behind a word that has none."""


@pytest.fixture(scope="module")
def demo(kept_rows: None) -> list[Assessment]:
    """All demo assessments."""
    make_edition()
    others = set(Assessment.objects.all())
    call_command("add_demo", force=True, stdout=io.StringIO())
    return [one for one in Assessment.objects.order_by("name") if one not in others]


@pytest.fixture(scope="module")
def alice(kept_rows: None) -> User:
    """Her team and her assessments are made once for all tests of this file."""
    return make_user("alice@example.org", "Alice Adams")


@pytest.fixture(scope="module")
def team(alice: User) -> Team:
    return make_team(alice)


@pytest.fixture(scope="module")
def generated(team: Team, alice: User) -> list[Assessment]:
    """Assessments of any kind of work with any answers, gates, steps and people who do it today."""
    random = Random(20261129)  # noqa: S311 - chance, no secret
    return [any_assessment(random, team, alice, number) for number in range(GENERATED)]


@pytest.fixture(scope="module")
def subjects(
    demo: list[Assessment], generated: list[Assessment]
) -> list[tuple[Assessment, Subject]]:
    """What is known of all of them, worked out once."""
    return [(row, subject_of(row, cost_row(row))) for row in [*demo, *generated]]


@pytest.fixture
def costed(team: Team, alice: User) -> list[Assessment]:
    """Assessments whose cost question is left to a case, dear or cheap, sure or not, and some with less
    than half of own figures."""
    random = Random(20261130)  # noqa: S311 - chance, no secret
    return any_costed(random, team, alice, COSTED)


def told(found: Recommendation) -> dict[str, Any]:
    """A recommendation as facts."""
    return advice(found)


def stored(assessment: Assessment) -> Assessment:
    """The assessment with the copied fields of its recommendation, as a change writes them."""
    fields = summary_of(assessment, case_of(assessment), steps_of(assessment))
    Assessment.objects.filter(pk=assessment.pk).update(**fields)
    return Assessment.objects.get(pk=assessment.pk)


def assert_all_agree(client: Client, assessment: Assessment, tmp_path: Path) -> Recommendation:
    """Page, list, JSON, command, what-if, adaptive stop and document beside ``recommend()``."""
    ruleset, case, steps = assessment.edition.ruleset, case_of(assessment), steps_of(assessment)
    found = recommend(ruleset, case, steps)
    said = sentence(found, case.today)
    row = stored(assessment)
    assert (row.outcome, row.confidence, row.probability, row.keeps_decision) == (
        found.named,
        found.confidence,
        found.probability,
        keeps_told(found),
    )
    baseline = Baseline(ruleset, case, assessment.weights or None, steps)
    assert recommended(baseline, Changes()) == found
    assert ahead(assessment).sentence in ("", said)
    assert inputs_of(assessment).answers == dict(case.answers)
    assert steps_in(inputs_of(assessment)) == steps
    document = snapshot_of(assessment)
    assert said.startswith(document["document"]["verdict"]["headline"])
    whatif = client.get(reverse("whatif", args=[assessment.pk])).content.decode()
    assert found.outcome == "none" or escape(said) in whatif
    assert not NUMBERED.search(words_of(whatif))
    assert_the_pages_agree(client, assessment, found, document)
    assert {key: document["facts"][key] for key in told(found)} == told(found)
    facts = client.get(reverse("result_json", args=[assessment.pk])).json()
    assert {key: facts[key] for key in told(found)} == json.loads(json.dumps(told(found)))
    table = client.get(reverse("actions", args=[assessment.pk])).context["actions"]
    assert [row["key"] for row in table] == [row["key"] for row in facts["actions"]]
    assert_the_command_agrees(facts, tmp_path)
    assert_a_file_brings_it_back(client, assessment, facts)
    return found


def assert_a_file_brings_it_back(
    client: Client, assessment: Assessment, facts: dict[str, Any]
) -> None:
    """The same digest, facts, actions and summary from the file alone, as another assessment."""
    case = read_file(json.dumps(facts).encode())
    by, team = assessment.owner, assessment.team
    made = import_file(file=case, by=by, team=team, name=case.name, start_key=uuid4())
    again = client.get(reverse("result_json", args=[made.pk])).json()
    for document in (again, own := {**facts, "actions": [dict(row) for row in facts["actions"]]}):
        document["activity"] = document["comments"] = ""  # these stay where they are
        for row in document["actions"]:
            if row["kind"] == "own":  # which has another id
                row["key"] = row["subjects"] = ""
    assert again == own
    copied = [
        *("name", "unit", "depth", "saving", "currency", "answered", "total", "step_count"),
        *("outcome", "confidence", "probability", "keeps_decision", "weights", "elicitation"),
    ]
    was, now = stored(assessment), stored(made)
    assert {key: getattr(now, key) for key in copied} == {key: getattr(was, key) for key in copied}
    made.delete()


def assert_the_pages_agree(
    client: Client, assessment: Assessment, found: Recommendation, kept: Snapshot
) -> None:
    """The verdict of every page, and of the document that a version keeps, is the recommendation; no number
    of how sure it is stands behind the word that it is open."""
    words, today = catalogue(), case_of(assessment).today
    verdicts = [kept["document"]["verdict"]]
    for key in PAGES:
        address = reverse("result", args=[assessment.pk])
        response = client.get(address if key == "summary" else f"{address}{key}/")
        assert response.status_code == 200
        assert not NUMBERED.search(words_of(response.content.decode()))
        verdicts.append(response.context["verdict"])
    for text in texts_of([kept["document"], kept["front"], kept["annex"]]):
        assert not NUMBERED.search(text)
    for row in verdicts:
        assert row["headline"] == words.read(headline(found, today))
        assert row["confidence"] == found.confidence
        if found.confidence in ("clear", "leaning"):
            said = [words.read(one) for one in certainty(found)]
            assert row["certainty"][: len(said)] == said


def assert_the_command_agrees(facts: dict[str, Any], tmp_path: Path) -> None:
    """What ``/result.json`` gives is what ``manage.py assess`` makes of it, digest included."""
    file, out = tmp_path / "facts.json", io.StringIO()
    file.write_text(json.dumps(facts))
    call_command("assess", str(file), stdout=out)
    again = json.loads(out.getvalue())
    # What people wrote and did, and how deep they were asked, are no inputs: the command knows none.
    unknown = dict.fromkeys(("actions", "depth", "activity", "assessment", "comments"), "")
    assert again | unknown == facts | unknown


def test_the_demo_says_one_thing_everywhere(
    demo: list[Assessment], client: Client, tmp_path: Path
) -> None:
    found = []
    for assessment in demo:
        sign_in(client, assessment.owner)
        found.append(assert_all_agree(client, assessment, tmp_path))
    assert len({row.outcome for row in found}) > 3


def test_any_assessment_says_one_thing_everywhere(
    generated: list[Assessment], alices: Client, tmp_path: Path
) -> None:
    found = []
    for assessment in generated:
        found.append(assert_all_agree(alices, assessment, tmp_path))
        for page in [alices.get(reverse(name, args=[assessment.pk])) for name in VIEWS]:
            assert not NUMBERED.search(words_of(page.content.decode()))
    outcomes = Counter(row.outcome for row in found)
    assert {"bpo", "kpo", "in_house", "split", "open"} <= outcomes.keys()
    assert sum(row.confidence == "early" for row in found) > 0
    assert sum(bool(row.steps) for row in found) > GENERATED / 4


def test_a_cost_case_says_one_thing_everywhere(
    costed: list[Assessment], alices: Client, tmp_path: Path
) -> None:
    """Page, list, file and command draw the shares of its outcomes; so does the command when it works
    the case out itself."""
    spread = 0
    for assessment in costed:
        saved = Assessment.objects.get(pk=assessment.pk)
        found = assert_all_agree(alices, saved, tmp_path)
        assert (saved.outcome, saved.probability) == (found.named, found.probability)
        facts = alices.get(reverse("result_json", args=[assessment.pk])).json()
        given = facts["input"]["answers"].pop("C4", {})
        assert ("chances" in given) == (facts["cost"]["choice"] is not None)
        spread += max(given.get("chances", [1])) < 1
        file, out = tmp_path / "document.json", io.StringIO()
        file.write_text(json.dumps(facts["input"]))
        call_command("assess", str(file), stdout=out)
        again = json.loads(out.getvalue())
        assert {key: again[key] for key in told(found)} == json.loads(json.dumps(told(found)))
    assert COSTED / 2 < spread < COSTED


def words_of(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(strip_tags(page.replace("<", " <"))).split())


def rows_of(client: Client) -> dict[str, str]:
    """The words of every row of the list, all its pages, by the address of the assessment."""
    found: dict[str, str] = {}
    address: str | None = reverse("assessments")
    while address:
        response = client.get(address)
        for row in re.findall(r"<tr>.*?</tr>", response.content.decode(), re.DOTALL):
            for link in re.findall(r'<th scope="row"[^>]*><a href="([^"]+)"', row):
                found[link] = words_of(row)
        older = response.context["older"]
        address = older and f"{reverse('assessments')}{older}"
    return found


def assert_the_list_agrees(client: Client, assessments: list[Assessment]) -> int:
    """Outcome, word and number of every assessment stand in its own row, and no other number does; how
    many numbers there are."""
    rows, numbers = rows_of(client), 0
    assert not NUMBERED.search(" ".join(rows.values()))
    for assessment in map(stored, assessments):
        ruleset = assessment.edition.ruleset
        found = recommend(ruleset, case_of(assessment), steps_of(assessment))
        row = rows[assessment.get_absolute_url()]
        if found.confidence != "early":
            assert wording.outcome_name(ruleset, found.named) in row
        assert wording.CONFIDENCE[found.confidence] in row
        assert re.findall(r"(\d+) of 100\b", row) == number_of(found)
        numbers += len(number_of(found))
    return numbers


def number_of(found: Recommendation) -> list[str]:
    """The number that may stand beside the word of a recommendation: none while it is open, and
    none where no reading says otherwise, as where a rule decides."""
    if found.probability == 1 or found.confidence not in ("clear", "leaning"):
        return []
    return [str(in_hundred(found.probability or 0.0))]


def test_the_list_says_of_every_demo_what_is_recommended(
    demo: list[Assessment], client: Client
) -> None:
    numbers = 0
    for owner in {assessment.owner for assessment in demo}:
        sign_in(client, owner)
        seen = rows_of(client)
        mine = [row for row in map(stored, demo) if row.get_absolute_url() in seen]
        assert mine
        numbers += assert_the_list_agrees(client, mine)
    assert numbers


def test_the_list_says_of_any_assessment_what_is_recommended(
    generated: list[Assessment], alices: Client
) -> None:
    for assessment in generated:
        stored(assessment)
    assert assert_the_list_agrees(alices, generated) > GENERATED / 5


def then_of(subject: Subject, turn: Turn) -> Message:
    """What a change leads to, without what it leaves open."""
    to = change_of(subject, turn).then
    if isinstance(to, Message) and to.id == "change.left":
        to = cast(Message, to.values["then"])
    assert isinstance(to, Message)
    return to


def test_every_range_leads_to_the_very_headline_that_it_prints(
    subjects: list[tuple[Assessment, Subject]],
) -> None:
    """Each of its answers, applied by the service of what-if; of a split each step with it."""
    headlines = others = steps = 0
    for assessment, subject in subjects:
        ruleset, case, today = subject.ruleset, subject.case, subject.case.today
        baseline = Baseline(ruleset, case, assessment.weights or None, subject.result.steps)
        for turn in turns(subject.result):
            to = then_of(subject, turn)
            tried = [Changes(answers={turn.criterion: one}) for one in turn.choices]
            if turn.state is not None:
                tried = [Changes(gates={turn.gate: turn.state})]
            for changes in tried if not turn.steps else ():
                found = recommended(baseline, changes)
                is_same = read(headline(found, today)) == read(headline(subject.advised, today))
                assert (to.id == "change.headline") is not is_same
                if to.id == "change.headline":
                    assert to.values["headline"] == headline(found, today)
                    headlines += 1
                else:
                    assert (found.before, fixes(found)) != (
                        subject.advised.before,
                        fixes(subject.advised),
                    )
                    others += 1
            name = turn.criterion or gate_name(ruleset, turn.gate)
            for value in (turn.choices or (turn.state,)) if turn.steps else ():
                named = {f"{place}.{name}": value for place in turn.steps}
                assert step_changes(baseline, named) == named
                found = recommended(baseline, Changes(steps=cast(Any, named)))
                for place in turn.steps:
                    row, now = found.steps[place - 1], subject.advised.steps
                    stays = now[turn.steps[0] - 1].way == turn.then.outcome
                    way = now[place - 1].way if stays else turn.then.outcome
                    assert row.retained or row.way == way
                    steps += to.id == "change.step"
    assert min(headlines, others, steps) > GENERATED


def test_no_likely_answer_gives_another_headline_without_being_told(
    subjects: list[tuple[Assessment, Subject]],
) -> None:
    """Also one that changes no answer, only how sure it is, and with that the headline."""
    seen = 0
    for _, subject in subjects:
        if subject.result.steps or not subject.shows_shares:
            continue
        ruleset, case = subject.ruleset, subject.case
        told = {(row.criterion, one) for row in turns(subject.result) for one in row.choices}
        now = read(headline(subject.advised, case.today))
        for criterion in applying(ruleset, case):
            for choice, chance in plausibilities(ruleset, case, criterion.code).items():
                if chance < LIKELY_ENOUGH or (criterion.code, choice) in told:
                    continue
                found = recommend(ruleset, with_choice(case, criterion.code, choice))
                assert read(headline(found, case.today)) == now
                seen += 1
    assert seen > GENERATED


def test_the_summary_prints_the_two_likeliest_changes_behind_what_lifts_a_rule(
    subjects: list[tuple[Assessment, Subject]],
) -> None:
    seen = set()
    for _, subject in subjects:
        if not subject.is_sure:
            continue
        rows = next(row for row in summary(subject).sections if row.key == "change").blocks[-1]
        likely = [row for row in turns(subject.result) if row.is_likely and row.is_other]
        assert likely == sorted(likely, key=lambda row: -(row.plausibility or 0))
        if not likely:
            continue
        assert isinstance(rows, Answers)
        told, ruled = list(rows.rows), subject.advised.ruled_by
        assert [change_of(subject, row) for row in likely][: len(told)] == told or ruled
        seen |= {row.then.id for row in rows.rows if isinstance(row.then, Message)}
    assert {"change.headline", "change.step", "change.left"} <= seen
