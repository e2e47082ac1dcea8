"""Pages speak to managers: no codes, none of the words in which the program speaks of itself."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Role, Team, User
from decisions.management.commands.add_demo import TEAM
from decisions.models import Assessment
from decisions.services.gates import save_gates
from engine.fit.case import GivenGate
from report.messages import catalogue
from report.pages import ORDER
from tests.addresses import pages
from tests.everything import make_everything
from tests.people import join, make_answers, make_edition, make_gates
from tests.shipped import shipped

A4 = "A4, 210 by 297 mm"
"""A size of paper, which is no code of ours."""
OF_A_DEMO = (
    "assessment", "assessment_today", "assessment_service", "assessment_depth", "assessment_weights",
    "gates", "check", "place", "steps", "actions", "result", "share", "whatif", "papers", "cost",
    "cost_short", "cost_lines", "cost_sheet", "cost_quote", "cost_assumptions",
)  # fmt: skip
CODES = re.compile(r"\b(?:KO\d+|[A-G]\d|S\d{1,3})\b")
OURS = re.compile(
    r"(?i)\b(?:gates? that|the gates?|\d+ gates?|gates? (?:is|are)|centred points?|fingerprints?|"
    r"plausible readings?|changes? hands|best in \d+|digest|slug|a draw|draws)\b|\((?:passes|fires)\)"
)


def words_of(html: str) -> str:
    """All words of the main column, also those behind a disclosure."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def keys(assessment: Assessment, alices: Client) -> dict[str, object]:
    make_answers(assessment, {"A1": 1, "A2": "unknown", "B1": 2})
    make_gates(assessment, KO1="fires", KO8="unknown")
    answered = {"KO2": GivenGate("fires"), "KO4": GivenGate("passes")}
    save_gates(assessment=assessment, by=assessment.owner, answers=answered, seen={})
    numbers = {f"theme_{code}": "10" for code in assessment.edition.ruleset.theme}
    alices.post(f"/assessments/{assessment.pk}/weights/", {"preset": "own"} | numbers)
    return make_everything(assessment)


def faults_of(text: str) -> list[str]:
    """Codes and words of ours in a text for managers; not those in titles of what others published."""
    for title in (A4, *(" ".join(row.title.split()) for row in shipped().sources)):
        text = text.replace(title, "")
    return CODES.findall(text) + OURS.findall(text)


def test_no_page_speaks_in_codes_or_in_words_of_ours(
    alices: Client, keys: dict[str, object]
) -> None:
    """Every address of the site and of its sign-in; the weights of one's own, the trail and the sources of a
    question held codes before."""
    found = {path: faults_of(words_of(html)) for path, html in pages(alices, keys).items()}
    assert len(found) > 80
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_no_page_of_a_demo_does_either(alices: Client, alice: User) -> None:
    """Of each kind of result every page, the forms behind it, and of three demos in turn all questions."""
    make_edition()
    call_command("add_demo", force=True, verbosity=0)
    rows = list(Assessment.objects.filter(team__name=TEAM))
    join(Team.objects.get(name=TEAM), alice, Role.OWNER)
    found = {}
    for number, row in enumerate(rows):
        named = [reverse(name, args=[row.pk]) for name in OF_A_DEMO]
        parts = [reverse("result_page", args=[row.pk, part]) for part in ORDER[1:]]
        codes = list(row.edition.ruleset.criterion)[number % 3 :: 3]
        asked = [reverse("question", args=[row.pk, code]) for code in codes]
        for path in [*named, *parts, *asked]:
            answer = alices.get(path)
            if answer.status_code == 200:
                found[path] = faults_of(words_of(answer.text))
    assert len(found) > 20 * len(rows)
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_no_sentence_of_the_catalogue_does_either() -> None:
    """Those of papers and of what no demo has."""
    words = catalogue()
    texts = [*words.singular.values(), *(form for forms in words.plural.values() for form in forms)]
    assert len(texts) > 500
    assert [text for text in texts if faults_of(text)] == []
