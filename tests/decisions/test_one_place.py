"""Where words of confidence begin, and who makes a recommendation, stands in one place of the code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from engine.outcome import CLEAR, LEANING

LIMITS = {CLEAR, LEANING}
PERCENTS = {round(100 * limit) for limit in LIMITS}
SAATY = "engine/fit/pairwise.py"
"""The random index of four things compared is 0.90 as well (T. L. Saaty, 1980)."""
INNER = ("engine.fit.answers", "engine.sensitivity.draws", "engine.steps")
ROOT = Path(settings.BASE_DIR)
ROOMS = ("engine", "report", "exports", "catalog", "decisions", "config", "tools")


@cache
def modules() -> dict[str, ast.Module]:
    """What every file of ours says, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def constants(tree: ast.AST) -> Iterator[float]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.value


def compared(tree: ast.AST) -> Iterator[int]:
    """The whole numbers that something is compared with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                if isinstance(side, ast.Constant) and type(side.value) is int:
                    yield side.value


def test_where_words_of_confidence_begin_stands_once() -> None:
    """No other module holds the shares from which on an answer is clear or leaning, nor compares with
    them as percents."""
    limits = [
        name
        for name, tree in modules().items()
        if (LIMITS & set(constants(tree)) and name != SAATY) or PERCENTS & set(compared(tree))
    ]
    assert limits == ["engine/outcome.py"]


def test_one_module_makes_a_recommendation_and_only_the_engine_reads_what_is_behind_it() -> None:
    """Pages, papers and commands read ``recommend``; only the engine knows sums, draws and steps."""
    makers = []
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Recommendation":
                makers.append(name)
            if isinstance(node, ast.ImportFrom) and not name.startswith("engine/"):
                assert node.module not in INNER, name
    assert set(makers) == {"engine/recommendation.py"}
