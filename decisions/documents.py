"""Cases that come as JSON from outside: parsed more strictly than usual, with a sentence for what is wrong."""

import json
from collections import Counter
from typing import Any

from catalog.content import no_constant, why_no_json
from engine.model.reading import InvalidInput, holds_too_much


def parse(data: bytes, most: int) -> object:
    """The document of at most so many bytes of UTF-8 JSON. Stricter than usual: no key twice, no NaN, no
    Infinity. Raises ``InvalidInput``."""
    if len(data) > most:
        raise InvalidInput((f"The input is larger than {most:,} bytes.",))
    if not data.strip():
        raise InvalidInput(("The input is empty.",))
    if holds_too_much(data):
        raise InvalidInput(("The input holds far more values than a case has.",))
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            counts = Counter(key for key, _ in items)
            twice.extend(f"{key}: the key is given twice" for key in found if counts[key] > 1)
        return found

    try:
        document = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=pairs, parse_constant=no_constant
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
        return f"The input is not JSON: {why_no_json(error)}."
    if isinstance(error, RecursionError):
        return "The input is nested too deeply."
    if "digits" in str(error):
        return "The input holds a number of too many digits."
    return f"The input is not JSON that can be used: {error}."
