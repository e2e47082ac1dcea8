"""How many questions are answered is one count, wherever it stands."""

import re
from html import unescape

import pytest
from django.test import Client

from decisions.evaluation import answers_of, depth_of
from decisions.models import Assessment, Depth
from engine.fit.interview import progress
from tests.people import make_answers

ANSWERS: dict[str, int | str] = {
    "A2": "unknown", "B1": "not_applicable", "B2": 3, "C2": 2, "C3": 1, "E2": 4,
    "G2": 1, "G3": "unknown",
}  # fmt: skip
"""Of every kind: not known, does not apply, closed by a branch (C2, as C3 = 1), beyond the quick screen
(B2, C3, E2) and about the place (G2, G3), which is asked elsewhere."""


def text_of(client: Client, path: str) -> str:
    html = re.sub(
        r"<(script|style|head)\b.*?</\1>", "", client.get(path).content.decode(), flags=re.S
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("depth", [Depth.QUICK, Depth.ADAPTIVE, Depth.FULL])
def test_list_tasks_question_and_check_count_alike_and_no_result_otherwise(
    alices: Client, assessment: Assessment, depth: Depth
) -> None:
    """A1 is answered on its page. Quick: A1, A2 and B1 of 10. Otherwise 25 less C2, which is closed, and A4, which only an answer
    to A2 opens; of the answers G2 and G3 are none of them."""
    Assessment.objects.filter(pk=assessment.pk).update(depth=depth)
    assessment.refresh_from_db()
    make_answers(assessment, ANSWERS)
    alices.post(f"/assessments/{assessment.pk}/questions/A1/", {"answer": "1", "version": "0"})
    assessment = Assessment.objects.get(pk=assessment.pk)
    counted = progress(assessment.edition.ruleset, answers_of(assessment), depth_of(assessment))
    expected = (3, 10) if depth == Depth.QUICK else (6, counted.total)
    assert (counted.answered, counted.total) == expected
    path = f"/assessments/{assessment.pk}/"
    answered, total = expected
    either = rf"\b{answered} of (?:at most )?{total}\b"
    says = ("/assessments/", path, f"{path}questions/A1/", f"{path}check/")
    for page in (*says, f"{path}result/", f"{path}result/sure/"):
        text = text_of(alices, page)
        counts = re.findall(
            r"\b(\d+) of (?:at most )?(\d+)(?: questions| quick questions)? answered", text
        )
        whole = [pair for pair in counts if int(pair[1]) >= 10]
        where = rf"\b{answered} saved\." if "questions/" in page else either
        assert page not in says or re.search(where, text), page
        assert set(whole) <= {(str(answered), str(total))}, page
