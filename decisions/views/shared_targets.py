"""What the pages of a link show that can be commented: the whole, answered questions and rules, steps, cost
lines, and the actions of the summary."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from uuid import uuid5

from decisions.action_items import written_of
from decisions.comment_targets import OWN_SIDE, Targets, cost_key
from decisions.costing import cost_row
from decisions.models import SharedLink, Version
from decisions.results import subject_of
from decisions.upgrade import subject_kept, upgraded
from decisions.views.result import NEXT
from engine.cost.lines import CostCase
from engine.inputs import Inputs
from engine.model.ruleset import Ruleset
from report.action_words import ActionPart, actions_of, foremost
from reviews.models import About
from reviews.services import Target


def shown_by(link: SharedLink) -> list[Target]:
    """Each thing once, the whole first, the rest in the order of the decision model and of the lists."""
    targets = KeptTargets(link.version) if link.version else NowTargets(link.assessment)
    keys = _keys(targets.ruleset, targets.inputs, targets.steps, targets.actions)
    found = (targets.find(about, key) for about, key in keys)
    return list(dict.fromkeys(one for one in found if one))


def _keys(
    ruleset: Ruleset, inputs: Inputs, steps: Iterable[str], actions: Iterable[ActionPart]
) -> Iterator[tuple[str, str]]:
    yield About.ASSESSMENT, ""
    yield from (
        (About.QUESTION, row.code) for row in ruleset.criteria if row.code in inputs.answers
    )
    yield from ((About.GATE, row.code) for row in ruleset.gates if row.code in inputs.gates)
    yield from ((About.STEP, key) for key in steps)
    for side, lines in _sides(inputs.cost):
        yield from ((About.COST, cost_key(side, line.key)) for line in lines)
    yield from ((About.ACTION, row["key"]) for row in actions)


def _sides(case: CostCase | None) -> Iterator[tuple[str, Iterable[Any]]]:
    if case:
        yield OWN_SIDE, case.in_house
        yield from ((row.key, row.lines) for row in case.options)


class NowTargets(Targets):
    """Of the result as it is now."""

    @cached_property
    def _subject(self) -> Any:
        return subject_of(self.assessment, cost_row(self.assessment))

    @property
    def inputs(self) -> Inputs:
        """What the result is made of."""
        inputs: Inputs = self._subject.result.inputs
        return inputs

    @property
    def steps(self) -> Iterable[str]:
        """The keys of its steps."""
        return self._steps

    @cached_property
    def actions(self) -> list[ActionPart]:
        """Those of its summary."""
        rows = written_of(self.assessment.action_items.select_related("member"))
        return foremost(actions_of(self._subject.result, rows), NEXT)

    def _action(self, key: str) -> str | None:
        return {row["key"]: row["what"] for row in self.actions}.get(key)


class KeptTargets(NowTargets):
    """Of a version, as it was, whatever became of its steps since. Where it was kept without their keys, one is
    known by its name, and by a key of its own where none is called so now."""

    def __init__(self, version: Version) -> None:
        super().__init__(version.assessment)
        self.version = version
        self.shown: Mapping[str, Any] = upgraded(version)

    @property
    def ruleset(self) -> Ruleset:
        """That of its time."""
        ruleset: Ruleset = self._subject.ruleset
        return ruleset

    @cached_property
    def _subject(self) -> Any:
        return subject_kept(self.shown)

    @cached_property
    def _steps(self) -> dict[str, str]:
        names = [row.name for row in self.inputs.steps]
        keys = self.version.step_keys
        if len(keys) != len(names):
            now = {name: pk for pk, name in self.assessment.steps.values_list("pk", "name")}
            keys = [str(now.get(name) or uuid5(self.version.pk, name)) for name in names]
        return dict(zip(keys, names, strict=True))

    @property
    def _case(self) -> CostCase | None:
        return self.inputs.cost

    @cached_property
    def actions(self) -> list[ActionPart]:
        """Those of its summary."""
        return foremost(self.shown["actions"], NEXT)
