"""An assessment as a file: what ``/result.json`` says beside the facts, and reading it all back.

``docs/assess.md`` describes the document. Whatever comes back is untrusted: every text, number and list
is checked here against what the tables hold, before anything is written.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

from catalog.models import Edition
from decisions.action_items import OWN
from decisions.documents import parse
from decisions.elicitation import PAIRWISE, RANK, judged, kept_judgements, ranked
from decisions.models import WITH_A_PROVIDER, Answer, Assessment, Depth
from engine.carry import without_former
from engine.fit.pairwise import InvalidJudgements
from engine.inputs import Inputs, plain
from engine.intake import read
from engine.model.reading import DAY, UNSTORABLE, InvalidInput, Number, shown
from engine.model.ruleset import Ruleset
from report.actions import Status, Written
from report.result import answered_by_cost

FORMAT = 1
"""Of the part ``assessment`` of the document."""
MOST_BYTES = 4_000_000
LONGEST = {"name": 200, "unit": 200, "retained": 500}
TEXT = 5_000
"""Letters of any other text, as its form takes them."""
MOST_SCENARIOS, SCENARIO_NAME = 5, 80
MOST_ACTIONS, ACTION_KEY, ACTION_TEXT, WHO = 200, 300, 1_000, 150
WEIGHT = Number(0, 1_000_000)
KEYS = (
    "format", "name", "unit", "service_chosen", "answered_by_cost", "elicitation", "scenarios",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a file holds. ``digest`` is the fingerprint that it says its inputs have, "" for none."""

    edition: Edition
    inputs: Inputs
    digest: str = ""
    name: str = ""
    unit: str = ""
    depth: Depth = Depth.FULL
    service_chosen: bool = True
    by_cost: tuple[str, ...] = ()
    elicitation: Mapping[str, Any] = field(default_factory=dict)
    scenarios: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    actions: tuple[Written, ...] = ()


def around(assessment: Assessment) -> dict[str, Any]:
    """What else makes the assessment, for the file: it decides nothing, and no digest knows of it."""
    by_cost = [row for row in assessment.answers.all() if row.origin == Answer.Origin.COST_CASE]
    return {
        "format": FORMAT,
        "name": assessment.name,
        "unit": assessment.unit,
        "service_chosen": assessment.service_chosen,
        "answered_by_cost": [row.criterion for row in by_cost],
        "elicitation": assessment.elicitation,
        "scenarios": [
            {"name": row.name, "changes": row.changes} for row in assessment.scenarios.all()
        ],
    }


def read_file(data: bytes) -> CaseFile:
    """The assessment in the file: a result with its ``input``, or a case alone, which takes the newest
    edition. Raises ``InvalidInput`` with a sentence for each problem, after its path."""
    document = parse(data, MOST_BYTES)
    if not isinstance(document, dict):
        raise InvalidInput(("The file must hold one JSON object, in braces.",))
    edition = _edition(document)
    ruleset = edition.ruleset
    inputs = without_former(ruleset, read(ruleset, document))
    reader = _Reader()
    reader.inputs(inputs)
    about = reader.about(document, inputs, ruleset)
    if reader.problems:
        raise InvalidInput(tuple(reader.problems))
    if "input" not in document:
        # Where nothing was answered yet, the cost case answers its question.
        said, inputs = inputs, answered_by_cost(ruleset, inputs)
        about["by_cost"] = tuple(sorted(inputs.answers.keys() - said.answers.keys()))
    digest = document.get("digest")
    return CaseFile(edition, inputs, digest if isinstance(digest, str) else "", **about)


def _edition(document: Mapping[str, Any]) -> Edition:
    rows = Edition.objects.defer("definition")
    if "input" not in document:
        found = rows.order_by("-number").first()
        if found is None:
            raise InvalidInput(("There is no published decision model.",))
        return found
    mark, number = document.get("edition_sha256"), document.get("edition")
    if not isinstance(mark, str):
        raise InvalidInput(("edition_sha256: the fingerprint of the edition is missing",))
    found = rows.filter(sha256=mark[:64]).first() if not UNSTORABLE.search(mark) else None
    if found is None:
        raise InvalidInput(
            (
                f"edition: the file was made with an edition {shown(number)} of the decision model that "
                "this site does not have; ask an administrator to import and publish it",
            )
        )
    return found


class _Reader:
    """Collects what of a document does not fit the tables."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def inputs(self, inputs: Inputs) -> None:
        """What the engine reads and a table would refuse."""
        for path, key, text in _texts(plain(inputs) | {"cost": None}, ""):
            self.text(path, text, LONGEST.get(key, TEXT))
        for path, _, text in _texts({"cost": plain(inputs)["cost"]}, ""):
            self.text(path, text, TEXT)
        today = inputs.today
        if today.contract_ends and today.done_by not in WITH_A_PROVIDER:
            self.problems.append(
                "today.contract_ends: only work that a provider does has a contract"
            )
        for place, step in enumerate(inputs.steps):
            if step.share == 0:
                self.problems.append(f"steps[{place}].share: a share must be more than 0")

    def text(self, path: str, value: object, most: int) -> str:
        """A text that can be stored."""
        if not isinstance(value, str):
            self.problems.append(f"{path}: {shown(value)} is not a text")
        elif UNSTORABLE.search(value):
            self.problems.append(f"{path}: holds a character that cannot be stored")
        elif len(value) > most:
            self.problems.append(
                f"{path}: {len(value):,} letters are too many; the most is {most:,}"
            )
        else:
            return value
        return ""

    def about(
        self, document: Mapping[str, Any], inputs: Inputs, ruleset: Ruleset
    ) -> dict[str, Any]:
        """What stands around the inputs, as ``CaseFile`` has it."""
        said = document.get("assessment", {})
        if not isinstance(said, dict):
            self.problems.append(f"assessment: {shown(said)} is not an object, in braces")
            said = {}
        if said and said.get("format") != FORMAT:
            self.problems.append(f"assessment.format: only format {FORMAT} can be read")
        for key in said.keys() - set(KEYS):
            self.problems.append(f"assessment: {shown(key)} is not one of {', '.join(KEYS)}")
        depth = document.get("depth", Depth.FULL)
        if depth not in Depth.values:
            self.problems.append(f"depth: {shown(depth)} is not one of {', '.join(Depth.values)}")
            depth = Depth.FULL
        by_cost = said.get("answered_by_cost", [])
        is_list = isinstance(by_cost, list) and all(isinstance(row, str) for row in by_cost)
        if not is_list:
            self.problems.append("assessment.answered_by_cost: must be a list of codes")
        return {
            "name": self.text("assessment.name", said.get("name", ""), LONGEST["name"]).strip(),
            "unit": self.text("assessment.unit", said.get("unit", ""), LONGEST["unit"]).strip(),
            "depth": Depth(depth),
            "service_chosen": said.get("service_chosen", True) is not False or bool(inputs.service),
            "by_cost": tuple(by_cost if is_list and inputs.cost else ()),
            "elicitation": _elicitation(ruleset, inputs, said.get("elicitation")),
            "scenarios": tuple(self._scenarios(said.get("scenarios", []))),
            "actions": tuple(self._actions(document.get("actions", []))),
        }

    def _scenarios(self, rows: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
        path, names = "assessment.scenarios", set()
        if not isinstance(rows, list) or len(rows) > MOST_SCENARIOS:
            self.problems.append(f"{path}: must be a list of at most {MOST_SCENARIOS}")
            return
        for place, row in enumerate(rows):
            here = f"{path}[{place}]"
            if not isinstance(row, dict) or not _are_changes(row.get("changes")):
                self.problems.append(f"{here}: is not a name with its changes")
                continue
            name = self.text(f"{here}.name", row.get("name", ""), SCENARIO_NAME)
            if not name.strip() or name in names:
                self.problems.append(f"{here}.name: each scenario needs a name of its own")
            names.add(name)
            yield name, row["changes"]

    def _actions(self, rows: object) -> Iterator[Written]:
        if not isinstance(rows, list) or len(rows) > MOST_ACTIONS:
            self.problems.append(f"actions: must be a list of at most {MOST_ACTIONS}")
            return
        keys = set()
        for place, row in enumerate(rows):
            here = f"actions[{place}]"
            if not isinstance(row, dict):
                self.problems.append(f"{here}: {shown(row)} is not an object, in braces")
                continue
            written = self._action(here, row)
            if written.key in keys or (written.key.startswith(OWN) and not written.text):
                self.problems.append(
                    f"{here}: each needs a key of its own, and words or a proposal"
                )
            keys.add(written.key)
            if written.says_something:
                yield written

    def _action(self, here: str, row: Mapping[str, Any]) -> Written:
        status, due = row.get("status", "todo"), row.get("due")
        if status not in get_args(Status):
            self.problems.append(f"{here}.status: {shown(status)} is not one of todo, doing, done")
        day = None
        if due is not None:
            with suppress(ValueError):
                day = (
                    date.fromisoformat(due) if isinstance(due, str) and DAY.fullmatch(due) else None
                )
            if day is None:
                self.problems.append(f"{here}.due: {shown(due)} is not a day such as 2026-11-22")
        return Written(
            self.text(f"{here}.key", row.get("key"), ACTION_KEY),
            self.text(f"{here}.text", row.get("text", ""), ACTION_TEXT),
            self.text(f"{here}.who", row.get("who", ""), WHO),
            day,
            status,
            self.text(f"{here}.note", row.get("note", ""), ACTION_TEXT),
        )


def _texts(value: object, path: str, key: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text of a document, with its path and the key that holds it."""
    if isinstance(value, str):
        yield path, key, value
    elif isinstance(value, Mapping):
        for name, row in value.items():
            yield path, "", name
            yield from _texts(row, f"{path}.{name}" if path else name, name)
    elif isinstance(value, list | tuple):
        for place, row in enumerate(value):
            yield from _texts(row, f"{path}[{place}]", key)


CHANGED = ("answers", "gates", "steps", "named")
"""Of what a scenario keeps: objects of short texts or, but for names, of numbers of choices."""


def _are_changes(changes: object) -> bool:
    """Whether a scenario keeps them so; what the decision model does not have is left out when it is read."""
    if not isinstance(changes, dict) or changes.keys() - {*CHANGED, "weights", "questions"}:
        return False
    said = [changes.get(key, {}) for key in CHANGED]
    weights = changes.get("weights", "")
    return (
        all(isinstance(part, dict) for part in said)
        and all(isinstance(row, str) or type(row) is int for part in said for row in part.values())
        and (isinstance(weights, str) or _are_numbers(weights))
        and _are_numbers(changes.get("questions", {}))
        and all(
            len(text) <= LONGEST["name"] and not UNSTORABLE.search(text)
            for _, _, text in _texts(changes, "")
        )
    )


def _are_numbers(value: object) -> bool:
    return isinstance(value, dict) and all(WEIGHT.accepts(row) for row in value.values())


def _elicitation(ruleset: Ruleset, inputs: Inputs, said: object) -> Mapping[str, Any]:
    """How the weights came about, if that gives the very weights; nothing where it does not."""
    if not isinstance(said, dict) or not isinstance(inputs.weights, Mapping):
        return {}
    with suppress(InvalidJudgements, AttributeError, KeyError, TypeError, ValueError):
        if said.get("method") == RANK:
            weights, kept = ranked(said["order"])
        elif said.get("method") == PAIRWISE:
            _, weights, kept = judged(ruleset, _once(said))
        else:
            return {}
        if weights == dict(inputs.weights):
            return kept
    return {}


def _once(said: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """Each pair once, as it was judged."""
    both = kept_judgements(said)
    return {(one, other): both[one, other] for one, other, _ in said["judgements"]}
