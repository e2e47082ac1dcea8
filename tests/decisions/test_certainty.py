"""The words for lists, steps and scenarios: the same case is drawn once, and any other anew."""

from dataclasses import replace

from decisions import certainty
from decisions.evaluation import case_of
from engine import robustness
from engine.digest import digest
from engine.fit.case import Given
from engine.scoring import evaluate
from tests.people import make_answers

EDITION = "c" * 64


def test_the_same_case_is_drawn_once_and_any_other_anew(assessment, monkeypatch):
    drawn = []

    def counted(*given):
        drawn.append(given)
        return robustness.certainty(*given)

    monkeypatch.setattr(certainty, "certainty", counted)
    make_answers(assessment, {"A1": 2, "A2": 4, "B1": 1})
    ruleset, case = assessment.edition.ruleset, case_of(assessment)
    weights = {code: 2 * weight for code, weight in case.weights.items()}
    weights["A1"] += 1

    def answered(given: Given):
        return replace(case, answers={**case.answers, "A1": given})

    cases = [
        (case, EDITION, 1),
        (answered(Given(2, note="The same, with a note")), EDITION, 1),
        (answered(Given(3)), EDITION, 2),
        (answered(Given(2, evidence="measured")), EDITION, 3),
        (replace(case, gates={"KO1": "yes"}), EDITION, 4),
        (replace(case, weights=weights), EDITION, 5),
        (case, "d" * 64, 6),
        (case, EDITION, 6),
    ]
    for one, sha256, draws in cases:
        result = evaluate(ruleset, one)
        assert result.after_fix is None
        word, chance = certainty.summed_up(ruleset, one, result, sha256)
        assert (word, chance) == robustness.certainty(ruleset, one, result, digest(sha256, one))
        assert len(drawn) == draws
