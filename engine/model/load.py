"""JSON definition -> ``Ruleset``, or a list of problems, each with a path and a sentence.

The format is described in ``docs/ruleset.md``. ``dump`` and ``lint`` belong to the same family and
can be imported from here.
"""

from engine.model.codec import read
from engine.model.dump import FORMAT, dump
from engine.model.lint import lint
from engine.model.reading import Problem, Reader
from engine.model.reference_checks import check_reference_content
from engine.model.references import check_references
from engine.model.ruleset import Ruleset

__all__ = ["InvalidRuleset", "Problem", "dump", "lint", "load"]


class InvalidRuleset(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The definition is no ruleset; ``problems`` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{row.path}: {row.sentence}" for row in problems))
        self.problems = problems


def load(definition: object) -> Ruleset:
    """The ruleset in ``definition`` (parsed JSON). Raises ``InvalidRuleset`` with all problems.

    References between parts are checked once every part is readable.
    """
    reader = Reader()
    root = reader.node(definition, "", "The definition", Ruleset, besides="format")
    if root.value.get("format", FORMAT) is not FORMAT:
        root.fail("R008", "format", f"only format {FORMAT} can be read.")
    ruleset = read(Ruleset, root)
    problems = tuple(reader.problems) or (
        *check_references(ruleset),
        *check_reference_content(ruleset),
    )
    if problems:
        raise InvalidRuleset(problems)
    return ruleset
