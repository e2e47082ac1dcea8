"""The trail in sentences: nothing that happens is left as a bare word."""

import re
from pathlib import Path

from django.conf import settings

from decisions.activity import SENTENCES, sentence
from decisions.models import Activity
from decisions.services.versions import save_version
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
