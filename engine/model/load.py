"""JSON definition -> ``Ruleset``, or a list of problems, each with a path and a sentence.

The format is described in ``docs/ruleset.md``.
"""

from engine.model.codec import read
from engine.model.dump import FORMAT, dump
from engine.model.lint import lint
from engine.model.reading import Problem, Reader
from engine.model.reference_checks import check_reference_content
from engine.model.references import check_references
from engine.model.ruleset import Ruleset


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


def _read(definition: object) -> tuple[Ruleset, tuple[Problem, ...]]:
    """The ruleset with something usable for what cannot be read, and what that was."""
    reader = Reader()
    root = reader.node(definition, "", "The definition", Ruleset, besides="format")
    if root.value.get("format", FORMAT) is not FORMAT:
        root.fail("R008", "format", f"only format {FORMAT} can be read.")
    return read(Ruleset, root), tuple(reader.problems)


def _misfits(ruleset: Ruleset) -> tuple[Problem, ...]:
    return (*check_references(ruleset), *check_reference_content(ruleset))
