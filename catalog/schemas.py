"""The published JSON Schemas of the content files, and what a document breaks of them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

FOLDER = Path(__file__).parent / "content" / "schema"
PARTS = ("places", "engagement", "regimes", "cost")
NAMES = ("ruleset", "service", "sources", "cases", "definition", *PARTS)
AT_MOST = 20


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of one schema; schemas refer to each other by their ``$id``."""
    documents = [json.loads(path.read_bytes()) for path in sorted(FOLDER.glob("*.schema.json"))]
    registry: Registry[Any] = Registry().with_resources(
        (document["$id"], Resource.from_contents(document)) for document in documents
    )
    schema = json.loads((FOLDER / f"{name}.schema.json").read_bytes())
    return Draft202012Validator(schema, registry=registry)


def schema_problems(name: str, document: object) -> tuple[str, ...]:
    """What the document breaks, as ``path: message``, at most twenty, in document order."""
    errors = sorted(validator(name).iter_errors(document), key=lambda error: error.json_path)
    return tuple(_sentence(error) for error in errors[:AT_MOST])


def _sentence(error: ValidationError) -> str:
    message = error.message if len(error.message) <= 200 else f"{error.message[:197]}..."
    return f"{error.json_path.removeprefix('$').lstrip('.') or 'the document'}: {message}"
