"""The trail in sentences: nothing that happens is left as a bare word."""

import re
from pathlib import Path

from django.conf import settings

from decisions.activity import SENTENCES, sentence
from decisions.models import Activity, Assessment
from decisions.services.gates import save_gates
from decisions.services.versions import save_version
from decisions.wording import GATE_STATES
from engine.fit.case import GivenGate
from tests.people import make_answers

VERB = re.compile(r'\bverb="(\w+)"')


def test_every_verb_that_is_written_anywhere_has_a_sentence():
    sources = (Path(settings.BASE_DIR) / "decisions").rglob("*.py")
    written = {verb for path in sources for verb in VERB.findall(path.read_text("utf-8"))}
    # ``weights_chosen`` and ``version_saved`` show that the search finds what is there.
    assert {"weights_chosen", "version_saved"} <= written
    assert written - SENTENCES.keys() == set()


def test_a_kept_version_is_told_with_its_name(alice, assessment):
    make_answers(assessment, {"A1": 1})
    save_version(assessment=assessment, by=alice, name="Before the tender")
    row = Activity.objects.get(verb="version_saved")
    words = sentence(assessment.edition.ruleset, row)
    assert words == "kept version 1, “Before the tender”"


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
