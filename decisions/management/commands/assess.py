"""Evaluates one case from JSON, without pages and without storing anything."""

import json
import re
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from catalog.models import Edition
from decisions.costing import answered
from engine.cost.evaluate import CostResult, best_of, cost_choice
from engine.cost.lines import CostCase
from engine.cost.report import priced, read_money, report_cost
from engine.fit.case import Case, Given
from engine.intake import Request, read
from engine.location.advice import Said, Where, has_content, look
from engine.location.intake import read_said
from engine.model.reading import InvalidInput
from engine.model.ruleset import Ruleset
from engine.report import report
from engine.scoring import Evaluation, evaluate
from engine.split import Split, split

Part = TypeVar("Part")
LIMIT = 1_000_000
"""Bytes. A full case with long notes has about 20,000."""
LONGEST_LINE = 300
BAD_INPUT = 2
COST = "cost"
"""The key of the cost case."""
PLACE = "place"
"""The key of what is said about place and rules."""
NO_CATALOG = (
    "There is no published decision model. "
    "Run: python manage.py migrate, then: python manage.py load_catalog"
)


class Command(BaseCommand):
    """``manage.py assess FILE.json``, or ``-`` for standard input. docs/assess.md has the format."""

    help = "Evaluate one case given as JSON and print the result as JSON. Nothing is stored."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file."""
        parser.add_argument("file", help="path of a JSON file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the result, or every problem on a line of its own and exit with status 2."""
        try:
            document = parse(_bytes(options["file"]))
            result = _evaluated(document)
        except InvalidInput as error:
            self._refuse(error.problems)
        self.stdout.write(json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False))

    def _refuse(self, problems: Sequence[str]) -> NoReturn:
        for problem in problems:
            self.stderr.write(_line(problem))
        raise SystemExit(BAD_INPUT)


def _bytes(path: str) -> bytes:
    try:
        if path == "-":
            data = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput((f"{path}: the file cannot be read: {reason}",)) from None
    if len(data) > LIMIT:
        raise InvalidInput((f"The input is larger than {LIMIT:,} bytes.",))
    if not data.strip():
        raise InvalidInput(("The input is empty.",))
    return data


def parse(data: bytes) -> object:
    """The document in UTF-8 JSON. Stricter than usual: no key twice, no NaN, no Infinity.

    Raises ``InvalidInput``.
    """
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            counts = Counter(key for key, _ in items)
            twice.extend(f"{key}: the key is given twice" for key in found if counts[key] > 1)
        return found

    try:
        document = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=pairs, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise InvalidInput((_unreadable(error),)) from None
    if twice:
        raise InvalidInput(tuple(twice))
    return document


def _unreadable(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"The input is not UTF-8 text (byte {error.start + 1})."
    if isinstance(error, json.JSONDecodeError):
        place = f"line {error.lineno}, column {error.colno}"
        return f"The input is not JSON: {error.msg} at {place}."
    if isinstance(error, RecursionError):
        return "The input is nested too deeply."
    if "digits" in str(error):
        return "The input holds a number of too many digits."
    return f"The input is not JSON that can be used: {error}."


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _evaluated(document: object) -> dict[str, Any]:
    """The report on the newest edition. Reads the catalog, and nothing else."""
    try:
        edition = Edition.objects.current().defer("definition").first()
        ruleset = edition.ruleset if edition else None
    except DatabaseError:
        edition, ruleset = None, None
    if edition is None or ruleset is None:
        raise InvalidInput((NO_CATALOG,))
    request, money, place = _read(ruleset, document)
    case = request.case
    figures = priced(money) if money else None
    if figures is not None:
        case = _answered_by_cost(ruleset, case, figures)
    evaluation = evaluate(ruleset, case)
    parted = split(ruleset, case, request.steps) if request.steps else None
    result = report(
        ruleset,
        case,
        evaluation,
        number=edition.number,
        sha256=edition.sha256,
        parted=parted,
        where=_where(ruleset, case, evaluation, parted, *place),
    )
    if money and figures:
        result["cost"] = report_cost(money, figures)
    return result


def _read(
    ruleset: Ruleset, document: object
) -> tuple[Request, CostCase | None, tuple[Said, date | None]]:
    """The case, its money, and what is said about its place with the day of the clocks.

    Raises ``InvalidInput`` with every problem of all parts, in the order of the document.
    """
    if not isinstance(document, dict):
        return read(ruleset, document), None, (Said(), None)
    rest, reference = dict(document), ruleset.reference
    money, place = rest.pop(COST, None), rest.pop(PLACE, None)
    place = {} if place is None else place
    problems: list[str] = []
    request = _tried(problems, lambda: read(ruleset, rest))
    case, said = None, _tried(problems, lambda: read_said(reference, place, path=PLACE))
    if money is not None:
        case = _tried(problems, lambda: read_money(money, reference.cost, COST))
    if request is None or said is None or problems:
        keys = list(document)
        raise InvalidInput(tuple(sorted(problems, key=lambda row: _position(row, keys))))
    return request, case, said


def _tried(problems: list[str], part: Callable[[], Part]) -> Part | None:
    """What reading a part gives; None after noting its problems."""
    try:
        return part()
    except InvalidInput as error:
        problems += error.problems
        return None


def _position(problem: str, keys: Sequence[str]) -> int:
    """The place in the document of the key that a problem starts with; first what names none."""
    key = re.split(r"[.\[:]", problem, maxsplit=1)[0]
    return keys.index(key) if key in keys else -1


def _where(
    ruleset: Ruleset,
    case: Case,
    evaluation: Evaluation,
    parted: Split | None,
    said: Said,
    on: date | None,
) -> Where | None:
    """Place, form and rules; None while nothing is said, and without such content."""
    if not has_content(ruleset.reference) or (not case.answers and said == Said()):
        return None
    groups = [row.option for row in parted.groups] if parted and parted.is_hybrid else []
    options = groups or [evaluation.leader]
    return look(ruleset, case, evaluation, dict.fromkeys(options), said, on)


def _answered_by_cost(ruleset: Ruleset, case: Case, figures: CostResult) -> Case:
    """The case with the criterion that its cost answers, unless the document answers it."""
    best = best_of(figures)
    choice = cost_choice(best.middle_share) if best else None
    criterion = answered(ruleset, choice)
    if criterion is None or criterion.code in case.answers:
        return case
    given = Given(choice, evidence="estimate")
    return replace(case, answers={**case.answers, criterion.code: given})


def _line(problem: str) -> str:
    """A problem on one line that any terminal can print, whatever the input had in it."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in problem).split())
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 3]}..."
