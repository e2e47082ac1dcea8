"""Nothing in the engine is there for tests alone: what no page, paper or command needs goes."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "report", "exports", "catalog", "decisions", "accounts", "config", "tools")
NAME = re.compile(r"\w+")
LONGEST = 60


def names(node: ast.AST) -> Iterator[str]:
    """Every name that is used: read, looked up on something, or written in a short string."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from NAME.findall(part.value) if len(part.value) < LONGEST else ()


def test_everything_that_the_engine_defines_is_used_by_the_product():
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
    }
    used = Counter(name for tree in trees.values() for name in names(tree))
    for page in (ROOT / "templates").rglob("*.*"):
        used.update(NAME.findall(page.read_text(encoding="utf-8")))
    unused = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path, tree in trees.items()
        if path.is_relative_to(ROOT / "engine")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("__")
        if used[node.name] <= Counter(names(node))[node.name]
    ]
    assert not unused
