"""Answers -> what is advised. The one place: nothing else names an option, a word or a probability."""

from collections.abc import Sequence

from engine.fit.case import Case, Step
from engine.model.ruleset import Ruleset
from engine.outcome import Before as Before
from engine.outcome import Contribution as Contribution
from engine.outcome import HandOver as HandOver
from engine.outcome import Question as Question
from engine.outcome import Recommendation as Recommendation
from engine.outcome import StepRecommendation as StepRecommendation


def recommend(ruleset: Ruleset, case: Case, steps: Sequence[Step] = ()) -> Recommendation:
    """What is advised for a case, or for a process of ``steps`` (``case`` is then the whole).

    Equal inputs give equal output. Raises ``ValueError`` for an answer with a number that its
    criterion never had.
    """
    raise NotImplementedError
