"""Pages speak to managers: no codes, none of the words in which the program speaks of itself."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from decisions.models import Assessment
from decisions.services.gates import save_gates
from engine.fit.case import GivenGate
from report.pages import ORDER
from tests.everything import make_everything
from tests.people import make_answers, make_gates

PAGES = [
    "home", "glossary", "assessments", "assessment_new", "assessment", "assessment_today",
    "assessment_service", "assessment_depth", "assessment_weights", "weights_rank",
    "weights_pairwise", "question", "gates", "check", "place", "steps", "step", "actions", "result",
    "result_page", "whatif", "papers", "version", "version_papers",
]  # fmt: skip
"""From the first page to the papers; the pages of a result as many as there are."""
CODES = re.compile(r"\b(?:KO\d+|[A-G]\d|S\d{1,3})\b")
OURS = re.compile(
    r"(?i)\b(?:gates? that|the gates?|\d+ gates?|gates? (?:is|are)|centred points?|fingerprints?|"
    r"plausible readings?|changes? hands|best in \d+|digest|slug)\b|\((?:passes|fires)\)"
)


def words_of(client: Client, path: str) -> str:
    """All words of the main column, also those behind a disclosure."""
    html = client.get(path).content.decode()
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


@pytest.mark.parametrize("name", PAGES)
def test_no_page_on_the_way_speaks_in_codes(
    name: str, alices: Client, keys: dict[str, object], assessment: Assessment
) -> None:
    """The weights of one's own, the trail and the sources of a question held codes before."""
    needed = {
        "step": ("assessment_id", "step_id"),
        "question": ("assessment_id", "code"),
        "version": ("version_id",),
        "version_papers": ("version_id",),
    }
    without = ("home", "glossary", "assessments", "assessment_new")
    names = needed.get(name, () if name in without else ("assessment_id",))
    parts = [{"part": part} for part in ORDER[1:]] if name == "result_page" else [{}]
    for part in parts:
        address = reverse(name, kwargs={key: keys[key] for key in names} | part)
        text = words_of(alices, address).replace("A4, 210 by 297 mm", "")
        assert not CODES.findall(text), address
        assert not OURS.findall(text), address
