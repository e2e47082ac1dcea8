"""The docs name every room and every module, and nothing that is not there."""

import re
from pathlib import Path

from django.conf import settings

from tools.map import PAGE, modules, page

ROOT = Path(settings.BASE_DIR)
APART = {"var", "node_modules"}
"""Folders that running and testing make; they are no rooms."""


def rooms_in_the_docs() -> set[str]:
    """The folders of the block "Rooms", those inside a room with the room's name."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = text.split("## Rooms")[1].split("```")[1]
    found, room = set(), ""
    for indent, name in re.findall(r"^( *)(\w+)/", block, flags=re.MULTILINE):
        room = room if indent else name
        found.add(f"{room}/{name}" if indent else name)
    return found


def rooms_in_the_code() -> set[str]:
    top = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0].isalnum()}
    inside = {path.parent.as_posix() for path in modules() if len(path.parts) == 3}
    return (top - APART) | {path for path in inside if not path.endswith("/management")}


def test_the_architecture_names_every_room() -> None:
    assert rooms_in_the_docs() == rooms_in_the_code()


def test_every_module_opens_with_a_sentence_and_the_map_has_it() -> None:
    text = page()
    silent = [
        path.as_posix()
        for path in modules()
        if path.name != "__init__.py" and f"- `{path.name}` " not in text
    ]
    assert not silent
    assert PAGE.read_text(encoding="utf-8") == text, "python -m tools.map writes docs/map.md anew"


def test_links_and_paths_in_the_docs_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    lost = []
    for where in pages:
        text = where.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
            if not (where.parent / link).exists():
                lost.append(f"{where.name}: {link}")
        for path in re.findall(r"`((?:[a-z_]+/)+[\w.-]*)`", text):
            if path.split("/")[0] in ROOMS and not (ROOT / path).exists():
                lost.append(f"{where.name}: {path}")
    assert not lost, "\n".join(lost)


ROOMS = {path.name for path in ROOT.iterdir() if path.is_dir()} - APART


def test_every_decision_taken_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]
