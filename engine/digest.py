"""One fingerprint per set of inputs: same edition and same inputs, same digest."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from engine.fit.case import Case, Given
from engine.split import Step


def digest(edition_sha256: str, case: Case, steps: Sequence[Step] = ()) -> str:
    """SHA-256 (64 hex digits) of the canonical JSON of everything that decides the result.

    Keys are sorted and whole numbers written without a point, so neither the order of answering nor
    9 against 9.0 matters. Notes and reasons are left out: they explain an answer, they do not
    change it, and correcting a word in them must not change sampled figures.

    With ``steps`` it is the digest of the case and its steps in their order (their names decide
    nothing). Draws are seeded by the case alone: steps do not change how sure the whole is.
    """
    inputs: dict[str, object] = {
        "edition": edition_sha256,
        "service": case.service,
        "answers": _answers(case.answers),
        "gates": dict(case.gates),
        "weights": {code: _plain(weight) for code, weight in case.weights.items()},
    }
    if steps:
        inputs["steps"] = [
            [bool(row.kept_inside), _answers(row.answers), dict(row.gates)] for row in steps
        ]
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()


def _answers(answers: Mapping[str, Given]) -> dict[str, list[object]]:
    return {code: [row.status, row.choice, row.evidence] for code, row in answers.items()}


def _plain(number: float) -> float | int:
    return int(number) if float(number).is_integer() else float(number)
