"""The content files: read and checked against their schemas, and written byte-identical again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

from catalog.schemas import APART, PARTS, schema_problems
from engine.model.reading import holds_too_much

FOLDER = Path(__file__).parent / "content"
"""Where the shipped content lies."""

Json = dict[str, Any]


class InvalidContentError(ValueError):
    """Content that cannot be used; ``problems`` has one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Content:
    """All content files as one: the definition, where each service stands, the test cases."""

    definition: Json
    positions: Mapping[str, int]
    cases: tuple[Json, ...]


def parse_json(data: bytes) -> object:
    """UTF-8 JSON (with or without a byte order mark) as Python values.

    Raises ``InvalidContentError`` with a sentence for a person who uploaded the wrong file.
    """
    if holds_too_much(data):
        raise InvalidContentError(["The file holds far more values than a decision model has."])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidContentError(
            [f"The file is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8."]
        ) from None
    try:
        return json.loads(text, parse_constant=no_constant, parse_int=_whole, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise InvalidContentError([f"The file is not JSON: {why_no_json(error)}."]) from None
    except RecursionError:
        raise InvalidContentError(["The file is nested too deeply."]) from None
    except ValueError as error:
        raise InvalidContentError([f"The file is not JSON that can be used: {error}."]) from None


def why_no_json(error: json.JSONDecodeError) -> str:
    """What is wrong with it and where; of a file without its end, that."""
    place = f"line {error.lineno}, column {error.colno}"
    is_cut = error.msg.startswith("Unterminated") or error.pos >= len(error.doc.rstrip())
    if is_cut and error.doc.strip():
        return f"it ends in the middle, {place}, as if it was cut while it was saved or sent"
    return f"{error.msg} at {place}"


def _whole(text: str) -> int:
    """A whole number that every other kind of number can hold, too."""
    _finite(text)
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"a number is too large: {text[:20]}")
    return number


def no_constant(name: str) -> NoReturn:
    """Refuses NaN and infinity, which Python's JSON has. Raises ``ValueError``."""
    raise ValueError(f"{name} is not a number of JSON")


def file_bytes(document: object) -> bytes:
    """The canonical bytes of a content file: UTF-8, two spaces, a final line feed."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def read_content(folder: Path = FOLDER) -> Content:
    """The content files of a folder. Raises ``InvalidContentError`` with every problem found.

    The files of the content beside the questions, and of the precedents, may be missing; that part is
    then empty.
    """
    problems: list[str] = []
    ruleset = _read(folder / "ruleset.json", "ruleset", problems)
    sources = _read(folder / "sources.json", "sources", problems)
    beside = folder / "precedents.json"
    precedents = _read(beside, "precedents", problems) if beside.exists() else {}
    cases = _read(folder / "cases.json", "cases", problems)
    reference = {
        part: _read(folder / f"{part}.json", part, problems)
        for part in PARTS
        if (folder / f"{part}.json").exists()
    }
    paths = sorted((folder / "services").glob("*.json"))
    services = [_read(path, "service", problems, name=f"services/{path.name}") for path in paths]
    problems += [
        f"services/{path.name}: the file must be named {service['slug']}.json."
        for path, service in zip(paths, services, strict=True)
        if service and service["slug"] != path.stem
    ]
    if problems:
        raise InvalidContentError(problems)
    services.sort(key=lambda service: (service["position"], service["slug"]))
    definition = {
        **ruleset,
        "services": [_without_position(service) for service in services],
        "sources": sources["sources"],
        **({"reference": reference} if reference else {}),
        **precedents,
    }
    positions = {service["slug"]: service["position"] for service in services}
    if len(set(positions.values())) < len(positions):
        raise InvalidContentError(["Two service types have the same position."])
    return Content(definition, positions, tuple(cases["cases"]))


def write_content(folder: Path, content: Content) -> int:
    """Write the files of the content into a folder; returns how many.

    Files of service types and parts that are not in the content are left alone.
    """
    head = {key: value for key, value in content.definition.items() if key not in APART}
    files: dict[str, object] = {
        "ruleset.json": head,
        "sources.json": {"sources": content.definition["sources"]},
        "cases.json": {"cases": list(content.cases)},
    }
    reference = content.definition.get("reference", {})
    files.update({f"{part}.json": reference[part] for part in PARTS if part in reference})
    if "precedents" in content.definition:
        files["precedents.json"] = {"precedents": content.definition["precedents"]}
    for service in content.definition["services"]:
        slug = service["slug"]
        files[f"services/{slug}.json"] = {"position": content.positions[slug], **service}
    (folder / "services").mkdir(parents=True, exist_ok=True)
    for name, document in files.items():
        (folder / name).write_bytes(file_bytes(document))
    return len(files)


def _read(path: Path, schema: str, problems: list[str], name: str = "") -> Json:
    """The parsed file, or an empty object after noting what is wrong with it."""
    name = name or path.name
    try:
        document = parse_json(path.read_bytes())
    except FileNotFoundError:
        problems.append(f"{name}: the file is missing.")
        return {}
    except InvalidContentError as error:
        problems += [f"{name}: {sentence}" for sentence in error.problems]
        return {}
    found = schema_problems(schema, document)
    problems += [f"{name}: {sentence}" for sentence in found]
    return {} if found or not isinstance(document, dict) else document


def _without_position(service: Json) -> Json:
    return {key: value for key, value in service.items() if key != "position"}
