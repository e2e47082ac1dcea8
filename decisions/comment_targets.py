"""What of an assessment a comment can be about: what it is called now, and where it is."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from decisions import navigation
from decisions.action_items import OWN, item_id, key_of, written_of
from decisions.costing import cost_row, stored_case
from decisions.models import Assessment
from decisions.results import result_of
from engine.cost.lines import KINDS, CostCase
from engine.model.ruleset import Ruleset
from report.action_words import actions_of
from reviews.models import About, Thread
from reviews.services import Target

LONGEST = 300
OWN_SIDE = "in_house"
TODAY = "Today's way"
"""How the pages of the cost case call its first side."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a thread is about, as it is now: ``url`` is "" when it is gone, and ``name`` then the name it
    had."""

    name: str
    url: str


def cost_key(side: str, line: str) -> str:
    """The key of a line of a side of the cost case."""
    return f"{side}:{line}"


def comments_url(assessment: Assessment, about: str = "", key: str = "") -> str:
    """The page with the comments on one thing; with all of them where nothing is named."""
    url = reverse("comments", args=[assessment.pk])
    return f"{url}?{urlencode({'about': about, 'key': key})}" if about and key else url


class Targets:
    """What can be commented in one assessment. Steps, cost case and actions are read when one is asked for,
    once for all."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment

    @property
    def ruleset(self) -> Ruleset:
        """The decision model that names questions and rules."""
        return self.assessment.edition.ruleset

    def find(self, about: str, key: str) -> Target | None:
        """What a new comment is about; None when there is no such thing."""
        if about == About.ASSESSMENT:
            return Target(about, "", self.assessment.name) if not key else None
        name = self._name(about, key) if about in About.values else None
        return Target(about, key, name[:LONGEST]) if name else None

    def place(self, thread: Thread) -> Place:
        """Where a thread's subject is."""
        if thread.about == About.ASSESSMENT:
            return Place(self.assessment.name, navigation.url_of(self.assessment, "assessment"))
        if thread.about == About.ACTION and not thread.key.startswith(OWN):
            # Whether the advice still proposes it only the whole result could say.
            return Place(thread.name, self._url(thread.about, thread.key))
        name = self._name(thread.about, thread.key)
        return Place(name or thread.name, self._url(thread.about, thread.key) if name else "")

    def _name(self, about: str, key: str) -> str | None:
        ruleset = self.ruleset
        match about:
            case About.QUESTION:
                criterion = ruleset.criterion.get(key)
                return criterion.question if criterion and criterion.asked != "never" else None
            case About.GATE:
                gate = ruleset.gate.get(key)
                return gate.question or gate.name if gate else None
            case About.STEP:
                return self._steps.get(key)
            case About.COST:
                return self._cost_line(key)
            case _:
                return self._action(key)

    def _url(self, about: str, key: str) -> str:
        of = self.assessment
        match about:
            case About.QUESTION:
                return navigation.question_url(of, key)
            case About.GATE:
                return f"{navigation.url_of(of, 'gates')}#div_id_{key}"
            case About.STEP:
                return reverse("step", args=[of.pk, key])
            case About.COST:
                side, _, line = key.partition(":")
                return f"{reverse('cost_side', args=[of.pk, side])}#line-{line}"
            case _:
                return f"{navigation.url_of(of, 'actions')}#action-{item_id(of, key)}"

    @cached_property
    def _steps(self) -> dict[str, str]:
        return {str(pk): name for pk, name in self.assessment.steps.values_list("pk", "name")}

    @cached_property
    def _case(self) -> CostCase | None:
        row = cost_row(self.assessment)
        return stored_case(row) if row else None

    def _cost_line(self, key: str) -> str | None:
        side, _, line = key.partition(":")
        if self._case is None:
            return None
        name, titles = "", {}
        if side == OWN_SIDE:
            name, titles = TODAY, {row.key: row.title for row in self._case.in_house}
        for option in self._case.options:
            if option.key == side:
                name = option.name
                titles = {row.key: option.title_of(row) for row in option.lines}
        if not name or line not in titles.keys() | KINDS.keys():
            return None
        return f"{name}: {titles.get(line) or KINDS[line].name}"

    def _action(self, key: str) -> str | None:
        if key.startswith(OWN):
            return self._own_actions.get(key)
        return self._proposals.get(key)

    @cached_property
    def _own_actions(self) -> dict[str, str]:
        return {key_of(row): row.text for row in self.assessment.action_items.filter(key="")}

    @cached_property
    def _proposals(self) -> dict[str, str]:
        written = written_of(self.assessment.action_items.select_related("member"))
        found = result_of(self.assessment, cost_row(self.assessment))
        return {row["key"]: row["what"] for row in actions_of(found, written)}
