"""The comparison of two states as sections: the advice and why it moved first, then all that differs."""

from collections.abc import Sequence

from report.comparison import said
from report.comparison.edition import edition
from report.comparison.scores import advice, scores
from report.comparison.state import ComparedState, Differs
from report.comparison.step_pairs import pair_steps
from report.document import Section


def compared(
    before: ComparedState, after: ComparedState, cost: Sequence[Differs] = ()
) -> list[Section]:
    """All that differs, by subject; nothing at all where the two say the same. ``cost`` are the places
    of the cost case that differ, in words."""
    pairs = pair_steps(before.inputs.steps, after.inputs.steps)
    found = [
        *said.answers(before, after),
        *said.checks(before, after),
        *said.steps(before, after, pairs),
        *said.weights(before, after),
        *said.cost(before, after, cost),
        *said.place(before, after),
        *edition(before, after),
        *said.around(before, after),
    ]
    if not found:
        return []
    return [advice(before, after), scores(before, after, pairs), *found]
