"""Reads one case from a JSON document, or says in one sentence each what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.fit.case import UNKNOWN, Case, Evidence, Given
from engine.fit.weighting import InvalidWeights, resolve
from engine.model.reading import join, shown
from engine.model.ruleset import Criterion, Gate, GateAnswer, Ruleset
from engine.split import Step

KEYS = ("service", "answers", "gates", "weights", "use_prefilled", "steps")
STEP_KEYS = ("name", "answers", "gates", "kept_inside")
MOST_STEPS = 100
ANSWER_KEYS = ("choice", "evidence", "reason", "note")
GATE_KEYS = ("value", "evidence", "note")
EVIDENCE: dict[str, Evidence] = {
    "measured": "measured",
    "document": "document",
    "estimate": "estimate",
}
GATE_ANSWERS: dict[str, GateAnswer] = {"yes": "yes", "no": "no", "unknown": "unknown"}


class InvalidInput(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The document cannot be evaluated; ``problems`` has one sentence each, naming the key."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Request:
    """A document that was read: the case, the codes whose answer is the service type's own, and the
    steps of the process in order."""

    case: Case
    prefilled: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def read(ruleset: Ruleset, document: object) -> Request:
    """The case in ``document`` (the parsed JSON of docs/assess.md).

    Raises ``InvalidInput`` with every problem found, in the order of the document.
    """
    if not isinstance(document, dict):
        raise InvalidInput(("The input must be one JSON object, in braces.",))
    return _Reader(ruleset).read(document)


class _Reader:
    """Collects the problems of one document while reading it."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.problems: list[str] = []

    def read(self, document: dict[str, Any]) -> Request:
        self._keys("", document, KEYS)
        service = self._service(document.get("service"))
        answers = self._answers("answers", document.get("answers", {}))
        gates = self._gates("gates", document.get("gates", {}))
        weights = self._weights(document.get("weights"))
        suggested = self._prefilled(document, service)
        steps = self._steps(document.get("steps", []))
        if self.problems:
            raise InvalidInput(tuple(self.problems))
        added = {code: Given(number) for code, number in suggested.items() if code not in answers}
        case = Case(answers={**answers, **added}, gates=gates, weights=weights, service=service)
        return Request(case=case, prefilled=tuple(added), steps=steps)

    def _service(self, value: object) -> str | None:
        if value is None:
            return None
        if isinstance(value, str) and value in self.ruleset.service:
            return value
        self.problems.append(f"service: {shown(value)} is not the slug of a service type")
        return None

    def _prefilled(self, document: dict[str, Any], service: str | None) -> Mapping[str, int]:
        wanted = document.get("use_prefilled", False)
        if not isinstance(wanted, bool):
            self.problems.append(f"use_prefilled: {shown(wanted)} is not true or false")
        elif wanted and service is None and document.get("service") is None:
            self.problems.append("use_prefilled: name a service type to take the answers from")
        elif wanted and service is not None:
            return self.ruleset.service[service].prefilled
        return {}

    def _steps(self, value: object) -> tuple[Step, ...]:
        if not isinstance(value, list):
            self.problems.append(f"steps: {shown(value)} is not a list, in square brackets")
            return ()
        if len(value) > MOST_STEPS:
            self.problems.append(f"steps: {len(value)} are too many; the most is {MOST_STEPS}")
            return ()
        rows = (self._step(f"steps[{place}]", item) for place, item in enumerate(value))
        return tuple(row for row in rows if row is not None)

    def _step(self, path: str, item: object) -> Step | None:
        if not isinstance(item, dict):
            self.problems.append(f"{path}: {shown(item)} is not an object, in braces")
            return None
        self._keys(path, item, STEP_KEYS)
        name = self._text(f"{path}.name", item.get("name", ""))
        if not name.strip() and isinstance(item.get("name", ""), str):
            self.problems.append(f"{path}.name: the step needs a name")
        return Step(
            name=name.strip(),
            answers=self._answers(f"{path}.answers", item.get("answers", {})),
            gates=self._gates(f"{path}.gates", item.get("gates", {})),
            kept_inside=self._text(f"{path}.kept_inside", item.get("kept_inside", "")).strip(),
        )

    def _keys(self, path: str, found: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in found:
            if key not in known:
                keys = ", ".join(known)
                self.problems.append(f"{join(path, key)}: unknown key; the keys are {keys}")

    def _answers(self, path: str, value: object) -> dict[str, Given]:
        answers = {}
        for code, item in self._items(path, value):
            criterion = self.ruleset.criterion.get(code)
            if criterion is None:
                self.problems.append(f"{join(path, code)}: there is no such criterion")
            elif (given := self._given(criterion, f"{path}.{code}", item)) is not None:
                answers[code] = given
        return answers

    def _given(self, criterion: Criterion, path: str, item: object) -> Given | None:
        if not isinstance(item, dict):
            return self._choice(criterion, path, item)
        before = len(self.problems)
        self._keys(path, item, ANSWER_KEYS)
        if "choice" not in item:
            self.problems.append(f"{path}: the key choice is missing")
            return None
        given = self._choice(criterion, f"{path}.choice", item["choice"])
        evidence = self._evidence(path, item.get("evidence"))
        reason, note = (
            self._text(f"{path}.{key}", item.get(key, "")) for key in ("reason", "note")
        )
        if given is None or len(self.problems) > before:
            return None
        return Given(given.choice, given.status, evidence, reason, note)

    def _choice(self, criterion: Criterion, path: str, value: object) -> Given | None:
        if value == "unknown":
            return UNKNOWN
        if value == "not_applicable":
            if criterion.not_applicable:
                return Given(choice=None, status="not_applicable")
            self.problems.append(f"{path}: {criterion.code} always applies")
            return None
        if type(value) is int and criterion.choice(value) is not None:
            return Given(value)
        self.problems.append(
            f"{path}: {shown(value)} is not one of the choices {_numbers(criterion)}"
        )
        return None

    def _evidence(self, path: str, value: object) -> Evidence | None:
        if value is None:
            return None
        if isinstance(value, str) and value in EVIDENCE:
            return EVIDENCE[value]
        self.problems.append(f"{path}.evidence: {shown(value)} is not one of {', '.join(EVIDENCE)}")
        return None

    def _text(self, path: str, value: object) -> str:
        if isinstance(value, str):
            return value
        self.problems.append(f"{path}: {shown(value)} is not a text")
        return ""

    def _gates(self, path: str, value: object) -> dict[str, GateAnswer]:
        gates = {}
        for code, item in self._items(path, value):
            gate = self.ruleset.gate.get(code)
            if gate is None or gate.fires_on is None:
                self.problems.append(f"{join(path, code)}: {self._never_asked(gate)}")
            elif (answer := self._gate(f"{path}.{code}", item)) is not None:
                gates[code] = answer
        return gates

    def _gate(self, path: str, item: object) -> GateAnswer | None:
        """The answer alone: what it rests on and its note are checked, and decide nothing."""
        if not isinstance(item, dict):
            return self._gate_value(path, item)
        self._keys(path, item, GATE_KEYS)
        self._evidence(path, item.get("evidence"))
        self._text(f"{path}.note", item.get("note", ""))
        if "value" in item:
            return self._gate_value(f"{path}.value", item["value"])
        self.problems.append(f"{path}: the key value is missing")
        return None

    def _gate_value(self, path: str, value: object) -> GateAnswer | None:
        if isinstance(value, str) and value in GATE_ANSWERS:
            return GATE_ANSWERS[value]
        self.problems.append(f"{path}: {shown(value)} is not one of {', '.join(GATE_ANSWERS)}")
        return None

    def _never_asked(self, gate: Gate | None) -> str:
        asked = ", ".join(row.code for row in self.ruleset.asked_gates())
        if gate is None:
            return f"there is no such gate; the gates asked are {asked}"
        criteria = sorted({when.criterion for row in gate.triggers for when in row.when})
        return (
            f"{gate.code} is not asked, the answers to {', '.join(criteria)} reveal it; "
            f"the gates asked are {asked}"
        )

    def _weights(self, value: object) -> Mapping[str, float]:
        if value is not None and not isinstance(value, str | dict):
            self.problems.append(f"weights: {shown(value)} is not a preset or an object of weights")
            return {}
        try:
            return resolve(self.ruleset, value)
        except InvalidWeights as invalid:
            self.problems += invalid.problems
            return {}

    def _items(self, path: str, value: object) -> list[tuple[str, Any]]:
        if isinstance(value, dict):
            return list(value.items())
        self.problems.append(f"{path}: {shown(value)} is not an object, in braces")
        return []


def _numbers(criterion: Criterion) -> str:
    """ "1 to 5", or each number where they leave gaps."""
    numbers = sorted(choice.number for choice in criterion.choices)
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers))
