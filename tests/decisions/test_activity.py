"""The trail in sentences: nothing that happens is left as a bare word."""

import csv
import re
from datetime import date
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from decisions.action_items import ActionEdit
from decisions.activity import GROUPS, SENTENCES, sentence
from decisions.changed import VALUES
from decisions.models import Activity, Assessment
from decisions.services.actions import save_action
from decisions.services.answers import save_answer
from decisions.services.gates import save_gates
from decisions.services.steps import remove_step, save_step
from decisions.services.versions import save_version
from decisions.step_edits import DESCRIPTION, Description, Edit
from decisions.trail import HEAD, entries
from decisions.views.activity import ON_A_PAGE
from decisions.wording import ACTION_STATUS, GATE_STATES, given_words
from engine.fit.case import Given, GivenGate
from tests.everything import make_everything
from tests.people import make_answers, make_steps

VERB = re.compile(r'\bverb="(\w+)"')


def test_every_verb_that_is_written_anywhere_has_a_sentence():
    sources = (Path(settings.BASE_DIR) / "decisions").rglob("*.py")
    written = {verb for path in sources for verb in VERB.findall(path.read_text("utf-8"))}
    # ``weights_chosen`` and ``version_saved`` show that the search finds what is there.
    assert {"weights_chosen", "version_saved"} <= written
    assert written - SENTENCES.keys() == set()


OF_THE_WHOLE = {
    "started", "copied", "restored", "imported", "started_from_template", "brought_back", "described",
    "today_said", "service_chosen", "depth_chosen", "template_marked", "moved", "owner_changed",
}  # fmt: skip
"""What is about none of the subjects by which the trail is filtered."""


def test_every_verb_stands_under_its_subject_once():
    grouped = [verb for _, verbs in GROUPS.values() for verb in verbs]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) | OF_THE_WHOLE == SENTENCES.keys()
    assert not OF_THE_WHOLE & set(grouped)


def test_a_kept_version_is_told_with_its_name(alice, assessment):
    make_answers(assessment, {"A1": 1})
    save_version(assessment=assessment, by=alice, name="Before the tender")
    row = Activity.objects.get(verb="version_saved")
    words = sentence(assessment.edition.ruleset, row)
    assert words == "kept version 1, “Before the tender”"


def test_a_name_from_right_to_left_turns_nothing_of_the_sentence(alice, assessment):
    name = "\u05d2\u05e8\u05e1\u05d4 1"
    detail = {"number": 2, "name": name}
    row = Activity(assessment=assessment, who=alice, verb="version_saved", detail=detail)
    assert f"2, “\u2068{name}\u2069”" in sentence(assessment.edition.ruleset, row)


def test_a_gate_is_told_with_its_answer_and_a_new_note_as_such(alice, assessment):
    name = assessment.edition.ruleset.gate["KO1"].name

    def told(given: GivenGate) -> str:
        seen = {row.gate: row.version for row in assessment.gate_answers.all()}
        row = Assessment.objects.get(pk=assessment.pk)
        save_gates(assessment=row, by=alice, answers={"KO1": given}, seen=seen)
        return sentence(assessment.edition.ruleset, Activity.objects.latest("pk"))

    assert told(GivenGate("fires")) == f"answered the rules: {name} ({GATE_STATES['fires']})"
    assert told(GivenGate("fires", "document")) == f"answered the rules: {name} (note or evidence)"
    assert told(GivenGate("unknown")) == f"answered the rules: {name} (not known)"


def changed(assessment: Assessment) -> dict[str, tuple[str, str]]:
    """What the newest entry changed."""
    (entry,) = entries(assessment.edition.ruleset, [Activity.objects.latest("pk")])
    return {row.name: (row.old, row.new) for row in entry.changes}


def test_an_answer_stands_there_before_and_now_with_its_note(alice, assessment):
    ruleset = assessment.edition.ruleset
    criterion = ruleset.criterion["A1"]
    first, second = Given(1, note="Asked HR"), Given(2, evidence="document")
    for given in (first, second):
        row = Assessment.objects.get(pk=assessment.pk)
        stored = row.answers.filter(criterion="A1").first()
        version = stored.version if stored else 0
        save_answer(assessment=row, by=alice, code="A1", given=given, seen_version=version)
    words = given_words(criterion, first), given_words(criterion, second)
    assert changed(assessment) == {criterion.question: words}
    assert "Asked HR" in words[0]


def test_every_verb_that_keeps_an_old_value_shows_it(alice, assessment):
    """Entries of all verbs, as one of everything makes them, name what was before wherever it is kept."""
    make_everything(assessment)
    ruleset = assessment.edition.ruleset
    for row in assessment.activities.all():
        if row.detail.get("old") is not None:
            assert row.verb in VALUES, row.verb
    for entry in entries(ruleset, assessment.activities.all()):
        assert all(one.old != one.new for one in entry.changes)


def test_what_an_action_and_a_step_were_is_told(alice, assessment):
    step, _ = make_steps(assessment, "Receive", "Approve")
    seen = {DESCRIPTION: step.version}
    edit = Edit(Description("Receive all", "The law", 0.5), seen=seen)
    row = Assessment.objects.get(pk=assessment.pk)
    save_step(assessment=row, by=alice, step_id=step.pk, edit=edit)
    assert changed(assessment) == {
        "Name": ("Receive", "Receive all"),
        "Why it must stay inside": ("", "The law"),
        "Share of the work": ("", "50%"),
    }
    row = Assessment.objects.get(pk=assessment.pk)
    step = row.steps.get(pk=step.pk)
    assert remove_step(assessment=row, by=alice, step_id=step.pk, seen=step.newest_version)
    assert changed(assessment) == {
        "Name": ("Receive all", ""),
        "Why it must stay inside": ("The law", ""),
        "Share of the work": ("50%", ""),
    }
    said = ActionEdit(member=alice, due=date(2027, 3, 31), status="doing")
    row = Assessment.objects.get(pk=assessment.pk)
    save_action(assessment=row, by=alice, key="check:KO1", edit=said, seen=0)
    words = changed(assessment)
    assert words["Who"] == ("", "Alice Adams")
    assert words["By when"] == ("", "31 March 2027")
    assert words["Status"] == (ACTION_STATUS["todo"], ACTION_STATUS["doing"])


def test_an_entry_about_a_question_of_another_edition_keeps_its_code(alice, assessment):
    detail = {"criterion": "Z9", "old": {"choice": 1}, "new": {"choice": 3, "status": "choice"}}
    Activity.objects.create(assessment=assessment, who=alice, verb="answered", detail=detail)
    assert changed(assessment) == {"Z9": ("1", "3")}
    assert "Z9" in sentence(assessment.edition.ruleset, Activity.objects.latest("pk"))


def test_the_page_is_filtered_goes_on_and_is_a_file(
    alice, alices, assessment, django_assert_max_num_queries
):
    detail = {"old": {"name": "=1+1", "unit": ""}, "new": {"name": "B", "unit": "Sales"}}
    Activity.objects.bulk_create(
        Activity(assessment=assessment, who=alice, verb=verb, detail=detail)
        for verb in ["described"] * 120 + ["weights_chosen_not"]
    )
    url = reverse("activity", args=[assessment.pk])

    def shown(**filters: object) -> list[str]:
        answer = alices.get(url, filters)
        return [entry.row.verb for entry in answer.context["entries"]]

    with django_assert_max_num_queries(12):
        answer = alices.get(url)
    seen, page = [entry.row.pk for entry in answer.context["entries"]], answer
    while page.context["before"]:
        page = alices.get(url, {"before": page.context["before"]})
        seen += [entry.row.pk for entry in page.context["entries"]]
    assert seen == list(assessment.activities.order_by("-pk").values_list("pk", flat=True))
    assert len(shown()) == ON_A_PAGE
    assert shown(about="weights") == []
    assert set(shown(about="other")) == {"described", "weights_chosen_not"}
    assert shown(who=alice.pk) == shown()
    assert shown(since="2099-01-01") == []
    assert shown(since="tomorrow") == shown()
    assert shown(before="x") == shown()
    file = alices.get(reverse("activity_file", args=[assessment.pk]), {"about": "other"})
    rows = list(csv.reader(StringIO(b"".join(file).decode())))
    assert rows[0] == list(HEAD)
    assert ["'=1+1", "B"] in [row[4:] for row in rows]
    data = alices.get(reverse("result_json", args=[assessment.pk])).json()["activity"]
    assert data[-2]["changes"][0] == {"name": "Name", "before": "=1+1", "now": "B"}
