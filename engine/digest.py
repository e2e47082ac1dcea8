"""One fingerprint per set of inputs: same edition and same inputs, same digest."""

import json
from hashlib import sha256

from engine.case import Case, Given


def digest(edition_sha256: str, case: Case) -> str:
    """SHA-256 (64 hex digits) of the canonical JSON of everything that decides the result.

    Keys are sorted and whole numbers written without a point, so neither the order of answering nor
    9 against 9.0 matters. Notes and reasons are left out: they explain an answer, they do not
    change it, and correcting a word in them must not change sampled figures.
    """
    inputs = {
        "edition": edition_sha256,
        "service": case.service,
        "answers": {code: _answer(given) for code, given in case.answers.items()},
        "gates": dict(case.gates),
        "weights": {code: _plain(weight) for code, weight in case.weights.items()},
    }
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()


def _answer(given: Given) -> list[object]:
    return [given.status, given.choice, given.evidence]


def _plain(number: float) -> float | int:
    return int(number) if float(number).is_integer() else float(number)
