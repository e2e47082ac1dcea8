"""Write docs/map.md: every module with the sentence that it opens with, room by room."""

import ast
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "map.md"
HEAD = """# Map

Every module and what it is for: the sentence that it opens with. `python -m tools.map` writes this page
anew; a test holds it to the code. How the rooms fit together: [architecture](architecture.md).
"""
LEFT_OUT = ("tests", "migrations")


def modules(root: Path = ROOT) -> list[Path]:
    """Every module of every room, as paths below ``root``, in order."""
    rooms = [path.parent for path in root.glob("*/__init__.py") if path.parent.name not in LEFT_OUT]
    found = (path.relative_to(root) for room in rooms for path in room.rglob("*.py"))
    return sorted(path for path in found if not set(LEFT_OUT) & set(path.parts))


def page(root: Path = ROOT) -> str:
    """The whole page. A module without a sentence, an empty ``__init__``, is left out."""
    found = modules(root)
    folders = sorted({path.parent for path in found})
    return "\n".join([HEAD, *(_folder(folder, found, root) for folder in folders)])


def _folder(folder: Path, found: Iterable[Path], root: Path) -> str:
    lines = {path: _sentence(root / path) for path in found if path.parent == folder}
    intro = lines.pop(folder / "__init__.py", "")
    rows = [f"- `{path.name}` {sentence}" for path, sentence in lines.items() if sentence]
    parts = [f"## {folder.as_posix()}/", intro, "\n".join(rows)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _sentence(path: Path) -> str:
    """The first paragraph of a module's docstring on one line."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
