"""The JSON Schemas of the content files, and what a document breaks of them.

They follow from what the fields of the content say about themselves (``engine.model``).
"""

from functools import cache
from itertools import islice
from typing import Any, get_args

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engine.model.codec import definitions, members, says, schema
from engine.model.dump import FORMAT
from engine.model.fields import SAYS_SOMETHING, closed
from engine.model.reading import COUNT
from engine.model.reference import Reference
from engine.model.ruleset import Ruleset, ServiceType
from engine.outcome import Outcome

Json = dict[str, Any]
PARTS = tuple(row.name for row in members(Reference))
APART = ("services", "sources", "reference", "precedents")
"""The keys of a definition that have files of their own."""
NAMES = ("ruleset", "service", "sources", "precedents", "cases", "definition", *PARTS)
AT_MOST, LOOKED_FOR = 20, 1_000
CHOICE: Json = {"type": "integer", "minimum": COUNT.low, "maximum": COUNT.high}
ANSWER: Json = {
    "description": "The number of the choice, “unknown”, “not_applicable”, or an object with the "
    "choice and its evidence.",
    "anyOf": [
        CHOICE,
        {"enum": ["unknown", "not_applicable"]},
        {"type": "object", "required": ["choice"]},
    ],
}
CASE = closed(
    {
        "name": {**SAYS_SOMETHING, "description": "Unique name."},
        "input": {
            "type": "object",
            "description": "Answers in the input form of the command assess.",
            "properties": {"answers": {"type": "object", "additionalProperties": ANSWER}},
        },
        "expected": {
            "type": "array",
            "items": {"enum": get_args(Outcome)},
            "description": "The recommended outcome must be one of these.",
            "minItems": 1,
            "uniqueItems": True,
        },
        "note": {**SAYS_SOMETHING, "description": "Why this is right."},
    },
    ("name", "input", "expected"),
)


def document(name: str) -> Json:
    """The schema of one of ``NAMES``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:sourcing-decisions:schema:{name}",
        **_body(name),
    }


def _body(name: str) -> Json:
    if name == "cases":
        return closed({"cases": {"type": "array", "items": CASE}}, ("cases",))
    if name == "service":
        position = {"type": "integer", "minimum": 0, "maximum": 1_000_000}
        return _object(ServiceType, (), "position", position)
    if name in ("sources", "precedents"):
        return _object(Ruleset, (name,))
    if name in PARTS:
        kind = next(row.field.kind for row in members(Reference) if row.name == name)  # type: ignore[attr-defined]
        return _object(kind, ())
    keys = [row.name for row in members(Ruleset) if name == "definition" or row.name not in APART]
    return _object(Ruleset, keys, "format", {"const": FORMAT})


def _object(kind: type, keys: Any, besides: str = "", value: Json | None = None) -> Json:
    """An object with what it refers to, and with a key that is no field of it, if there is one."""
    found = schema(kind, keys)
    if besides:
        found["properties"] = {besides: value, **found["properties"]}
        found["required"] = [besides, *found["required"]]
    return {"description": says(kind), **found, "$defs": definitions(kind, keys)}


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of one schema."""
    return Draft202012Validator(document(name))


def schema_problems(name: str, document: object) -> tuple[str, ...]:
    """What the document breaks, as ``path: message``, at most twenty, in document order. Where much more is
    broken nobody reads on, so not all of it is looked for."""
    found = islice(validator(name).iter_errors(document), LOOKED_FOR)
    errors = sorted(found, key=lambda error: error.json_path)
    return tuple(_sentence(error) for error in errors[:AT_MOST])


def _sentence(error: ValidationError) -> str:
    message = error.message if len(error.message) <= 200 else f"{error.message[:197]}..."
    return f"{error.json_path.removeprefix('$').lstrip('.') or 'the document'}: {message}"
