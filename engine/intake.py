"""Reads the inputs of one decision from JSON, or says in one sentence each what is wrong with them.

docs/assess.md describes the document. It is what people send, what a result holds under ``input``
and what a version keeps.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from math import fsum
from typing import Any, TypeVar, cast, get_args

from engine.cost.intake import read_cost_case
from engine.cost.lines import CostCase
from engine.cost.report import read_money
from engine.fit.case import UNKNOWN, DoneBy, Evidence, Given, GivenGate, Today
from engine.fit.weighting import InvalidWeights, WeightSpec, resolve
from engine.inputs import FORMAT, Inputs, StepInputs
from engine.location.advice import PlaceAnswers
from engine.location.intake import read_said
from engine.model.reading import DAY, MOST_PROBLEMS, InvalidInput, Number, join, shown
from engine.model.ruleset import Criterion, Gate, GateAnswer, Ruleset

Part = TypeVar("Part")
Word = TypeVar("Word", bound=str)

KEYS = (
    "format",
    "service",
    "today",
    "answers",
    "gates",
    "weights",
    "use_prefilled",
    "steps",
    "cost",
    "place",
)
STEP_KEYS = ("name", "answers", "gates", "retained", "share")
TODAY_KEYS = ("done_by", "contract_ends")
ANSWER_KEYS = ("choice", "evidence", "reason", "note", "chances")
GATE_KEYS = ("value", "evidence", "note")
MOST_STEPS = 100
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)
GATE_ANSWERS: tuple[GateAnswer, ...] = get_args(GateAnswer)
DONE_BY: tuple[DoneBy, ...] = get_args(DoneBy)
SHARE = Number(0, 1)
SLACK = 1e-9
"""Shares written in decimals may miss 1 by this much."""


def read(ruleset: Ruleset, document: object) -> Inputs:
    """The inputs in ``document`` (parsed JSON). One that holds a result is read by its ``input``.

    Raises ``InvalidInput`` with every problem found, in the order of the document.
    """
    if not isinstance(document, dict):
        raise InvalidInput(("The input must be one JSON object, in braces.",))
    if document.get("format", FORMAT) != FORMAT:
        raise InvalidInput((f"format: only format {FORMAT} can be read",))
    if "input" in document:
        inner = document["input"]
        if not isinstance(inner, dict):
            raise InvalidInput((f"input: {shown(inner)} is not an object, in braces",))
        return _Reader(ruleset, computable=False).read(inner)
    return _Reader(ruleset, computable=True).read(document)


class _Reader:
    """Collects the problems of one document while reading it."""

    def __init__(self, ruleset: Ruleset, *, computable: bool) -> None:
        self.ruleset = ruleset
        self.computable = computable
        self.problems: list[str] = []

    def read(self, document: dict[str, Any]) -> Inputs:
        parts = {key: getattr(self, f"_{key}") for key in KEYS if hasattr(self, f"_{key}")}
        found = {}
        for key, value in document.items():
            self._keys("", {key: value}, KEYS)
            if key in parts:
                found[key] = parts[key](value)
        place, on = found.pop("place", None) or (Inputs().place, None)
        service = found.get("service")
        suggested = self._prefilled(document, service)
        if self.problems:
            raise InvalidInput(tuple(self.problems[:MOST_PROBLEMS]))
        answers = found.pop("answers", {})
        added = {
            code: Given(number, evidence="estimate")
            for code, number in suggested.items()
            if code not in answers
        }
        return Inputs(**found, answers={**answers, **added}, place=place, on=on)

    def _service(self, value: object) -> str | None:
        if value is None:
            return None
        if isinstance(value, str) and value in self.ruleset.service:
            return value
        self.problems.append(f"service: {shown(value)} is not the slug of a service type")
        return None

    def _today(self, value: object) -> Today:
        if not isinstance(value, dict):
            self.problems.append(f"today: {shown(value)} is not an object, in braces")
            return Today()
        self._keys("today", value, TODAY_KEYS)
        done_by = self._one_of("today.done_by", value.get("done_by", ""), DONE_BY)
        return Today(done_by or "", self._day("today.contract_ends", value.get("contract_ends")))

    def _day(self, path: str, value: object) -> date | None:
        if value is None:
            return None
        if isinstance(value, str) and DAY.fullmatch(value):
            with suppress(ValueError):
                return date.fromisoformat(value)
        self.problems.append(f"{path}: {shown(value)} is not a day such as 2026-11-22")
        return None

    def _prefilled(self, document: dict[str, Any], service: str | None) -> Mapping[str, int]:
        wanted = document.get("use_prefilled", False)
        if not isinstance(wanted, bool):
            self.problems.append(f"use_prefilled: {shown(wanted)} is not true or false")
        elif wanted and document.get("service") is None:
            self.problems.append("use_prefilled: name a service type to take the answers from")
        elif wanted and service is not None:
            return self.ruleset.service[service].prefilled
        return {}

    def _cost(self, value: object) -> CostCase | None:
        if value is None:
            return None
        if not self.computable:
            return self._tried(lambda: read_cost_case(value, path="cost", computable=False))
        return self._tried(lambda: read_money(value, self.ruleset.reference.cost))

    def _place(self, value: object) -> tuple[PlaceAnswers, date | None] | None:
        value = {} if value is None else value
        return self._tried(lambda: read_said(self.ruleset.reference, value, path="place"))

    def _tried(self, part: Callable[[], Part]) -> Part | None:
        """What reading a part gives; None after noting its problems."""
        try:
            return part()
        except InvalidInput as error:
            self.problems += error.problems
            return None

    def _steps(self, value: object) -> tuple[StepInputs, ...]:
        if not isinstance(value, list):
            self.problems.append(f"steps: {shown(value)} is not a list, in square brackets")
            return ()
        if len(value) > MOST_STEPS:
            self.problems.append(f"steps: {len(value)} are too many; the most is {MOST_STEPS}")
            return ()
        rows = (self._step(f"steps[{place}]", item) for place, item in enumerate(value))
        steps = tuple(row for row in rows if row is not None)
        if self.computable and sum(row.share or 0.0 for row in steps) > 1 + SLACK:
            self.problems.append("steps: the shares add up to more than 1")
        return steps

    def _step(self, path: str, item: object) -> StepInputs | None:
        if not isinstance(item, dict):
            self.problems.append(f"{path}: {shown(item)} is not an object, in braces")
            return None
        self._keys(path, item, STEP_KEYS)
        name = self._text(f"{path}.name", item.get("name", ""))
        if not name.strip() and isinstance(item.get("name", ""), str):
            self.problems.append(f"{path}.name: the step needs a name")
        return StepInputs(
            name=name.strip(),
            answers=self._answers(item.get("answers", {}), f"{path}.answers"),
            gates=self._gates(item.get("gates", {}), f"{path}.gates"),
            retained=self._text(f"{path}.retained", item.get("retained", "")).strip(),
            share=self._share(f"{path}.share", item.get("share")),
        )

    def _share(self, path: str, value: object) -> float | None:
        if value is None or SHARE.accepts(value):
            return None if value is None else float(cast(float, value))
        self.problems.append(f"{path}: {shown(value)} is not {SHARE.words}")
        return None

    def _keys(self, path: str, found: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in found:
            if key not in known:
                keys = ", ".join(known)
                self.problems.append(f"{join(path, key)}: unknown key; the keys are {keys}")

    def _answers(self, value: object, path: str = "answers") -> dict[str, Given]:
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
        evidence = self._one_of(f"{path}.evidence", item.get("evidence"), EVIDENCE)
        reason, note = (
            self._text(f"{path}.{key}", item.get(key, "")) for key in ("reason", "note")
        )
        chances = self._chances(criterion, f"{path}.chances", given, item.get("chances"))
        if given is None or len(self.problems) > before:
            return None
        return Given(given.choice, given.status, evidence or given.evidence, reason, note, chances)

    def _chances(
        self, criterion: Criterion, path: str, given: Given | None, value: object
    ) -> tuple[float, ...] | None:
        """The chances of all choices, which an answer by a cost case has."""
        if value is None or given is None:
            return None
        if given.choice is None or given.choice in criterion.read_as_unknown:
            self.problems.append(f"{path}: chances go with the number of a choice")
        elif not isinstance(value, list) or not all(SHARE.accepts(row) for row in value):
            self.problems.append(f"{path}: the chances must be a list of numbers from 0 to 1")
        elif len(value) != len(criterion.choices) or abs(fsum(value) - 1) > SLACK:
            count = len(criterion.choices)
            self.problems.append(f"{path}: the chances of the {count} choices must add up to 1")
        else:
            return tuple(map(float, value))
        return None

    def _choice(self, criterion: Criterion, path: str, value: object) -> Given | None:
        if value == "unknown":
            return UNKNOWN
        if value == "not_applicable":
            if criterion.not_applicable:
                return Given(choice=None, status="not_applicable")
            self.problems.append(f"{path}: {criterion.code} always applies")
            return None
        if type(value) is int and (criterion.choice(value) or value in criterion.read_as_unknown):
            return Given(value, evidence="estimate")
        self.problems.append(
            f"{path}: {shown(value)} is not one of the choices {_numbers(criterion)}"
        )
        return None

    def _one_of(self, path: str, value: object, allowed: tuple[Word, ...]) -> Word | None:
        if value is None:
            return None
        for word in allowed:
            if value == word:
                return word
        words = ", ".join(filter(None, allowed))
        self.problems.append(f"{path}: {shown(value)} is not one of {words}")
        return None

    def _text(self, path: str, value: object) -> str:
        if isinstance(value, str):
            return value
        self.problems.append(f"{path}: {shown(value)} is not a text")
        return ""

    def _gates(self, value: object, path: str = "gates") -> dict[str, GivenGate]:
        gates = {}
        for code, item in self._items(path, value):
            gate = self.ruleset.gate.get(code)
            if gate is None or not gate.asked:
                self.problems.append(f"{join(path, code)}: {self._never_asked(gate)}")
            elif (answer := self._gate(f"{path}.{code}", item)) is not None:
                gates[code] = answer
        return gates

    def _gate(self, path: str, item: object) -> GivenGate | None:
        """The answer with what it rests on and its note, which decide nothing."""
        if not isinstance(item, dict):
            value = self._one_of(path, item, GATE_ANSWERS)
            return None if value is None else GivenGate(value)
        self._keys(path, item, GATE_KEYS)
        evidence = self._one_of(f"{path}.evidence", item.get("evidence"), EVIDENCE)
        note = self._text(f"{path}.note", item.get("note", ""))
        if "value" not in item:
            self.problems.append(f"{path}: the key value is missing")
            return None
        value = self._one_of(f"{path}.value", item["value"], GATE_ANSWERS)
        return None if value is None else GivenGate(value, evidence, note)

    def _never_asked(self, gate: Gate | None) -> str:
        asked = ", ".join(row.code for row in self.ruleset.asked_gates())
        if gate is None:
            return f"there is no such gate; the gates asked are {asked}"
        criteria = sorted({when.criterion for row in gate.triggers for when in row.when})
        return (
            f"{gate.code} is not asked, the answers to {', '.join(criteria)} reveal it; "
            f"the gates asked are {asked}"
        )

    def _weights(self, value: object) -> WeightSpec:
        if value is not None and not isinstance(value, str | dict):
            self.problems.append(f"weights: {shown(value)} is not a preset or an object of weights")
            return None
        try:
            resolve(self.ruleset, value)
        except InvalidWeights as invalid:
            self.problems += invalid.problems
        return value

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
