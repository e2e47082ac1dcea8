"""JSON definition -> ``Ruleset``, or a list of problems, each with a path and a sentence.

The format is described in ``docs/ruleset.md``.
"""

import copy
import re
from collections.abc import Sequence
from typing import Any

from engine.model.codec import read
from engine.model.dump import FORMAT, dump
from engine.model.lint import lint
from engine.model.reading import Problem, Reader
from engine.model.reference_checks import check_reference_content
from engine.model.references import check_references
from engine.model.ruleset import Ruleset

STEP = re.compile(r"\[(\d+)\]|([^.\[]+)")
MOST_ROUNDS = 20
"""What is taken out can leave others without what they name, round for round."""
FIXED = {"options", "lines"}
"""What every ruleset has, right or wrong: it is read as well as it can be."""


class InvalidRuleset(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The definition is no ruleset; ``problems`` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{row.path}: {row.sentence}" for row in problems))
        self.problems = problems


def load(definition: object) -> Ruleset:
    """The ruleset in ``definition`` (parsed JSON). Raises ``InvalidRuleset`` with all problems.

    References between parts are checked once every part is readable.
    """
    ruleset, unreadable = _read(definition)
    problems = unreadable or _misfits(ruleset)
    if problems:
        raise InvalidRuleset(problems)
    return ruleset


def examine(ruleset: Ruleset) -> tuple[Problem, ...]:
    """All that is wrong with a ruleset that was not loaded, such as one made of tables: values that
    ``load`` could not read, parts that do not fit together, and what ``lint`` says, errors or not.
    None of them hides another."""
    _, unreadable = _read(dump(ruleset))
    return (*unreadable, *_misfits(ruleset), *lint(ruleset))


def usable(definition: object) -> Ruleset | None:
    """The ruleset without what is wrong with it and what cannot do without that; None where too little
    would be left. It can be tried, to find more of what is wrong at once, and never be published."""
    document = copy.deepcopy(definition)
    for _ in range(MOST_ROUNDS):
        found, unreadable = _read(document)
        ways = {_way(row.path) for row in unreadable or _misfits(found)}
        wrong = [way for way in ways if way and way[0] not in FIXED]
        if not wrong:
            return found
        for way in sorted(wrong, key=_last_first, reverse=True):
            _take_out(document, way)
    return None


def _way(path: str) -> tuple[int | str, ...]:
    return tuple(int(place) if place else name for place, name in STEP.findall(path))


def _last_first(way: Sequence[int | str]) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in way]


def _take_out(document: Any, way: Sequence[int | str]) -> None:
    """What stands at the end of the way; where that is missing, what lacks it."""
    node, holder, key = document, None, None
    for step in way:
        holds = range(len(node)) if isinstance(node, list) else node
        if step not in holds:
            break
        node, holder, key = node[step], node, step
    if holder is not None:
        del holder[key]


def _read(definition: object) -> tuple[Ruleset, tuple[Problem, ...]]:
    """The ruleset with something usable for what cannot be read, and what that was."""
    reader = Reader()
    root = reader.node(definition, "", "The definition", Ruleset, besides="format")
    if root.value.get("format", FORMAT) is not FORMAT:
        root.fail("R008", "format", f"only format {FORMAT} can be read.")
    return read(Ruleset, root), tuple(reader.problems)


def _misfits(ruleset: Ruleset) -> tuple[Problem, ...]:
    return (*check_references(ruleset), *check_reference_content(ruleset))
