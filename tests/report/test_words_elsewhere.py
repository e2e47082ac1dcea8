"""Words of papers and of the money stand in the catalogue of messages and nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from engine.cost.lines import Status
from engine.cost.result import NoRate, Warned
from engine.cost.should_cost import Verdict
from engine.location.regimes import Applies
from report import messages
from report.sources import SECOND_HAND

ROOT = Path(messages.__file__).resolve().parent.parent
SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
FOR_DEVELOPERS = {"exception", "warning", "info", "error", "compile"}
"""What logs and faults of ours say, and what is looked for in texts of others, nobody else reads."""
KEYS = {
    *get_args(Status),
    *get_args(Warned),
    *get_args(NoRate),
    *get_args(Verdict),
    *get_args(Applies),
    SECOND_HAND,
    "percent of first year",
}
"""Values of the data that have two words."""
MODULES = sorted(
    [
        *(
            path
            for folder in ("report", "exports", "decisions/cost")
            for path in (ROOT / folder).rglob("*.py")
        ),
        ROOT / "decisions/views/blank.py",
    ]
)


def sentences(tree: ast.AST) -> Iterator[str]:
    """Texts of the code that read like words of a language, without what explains it."""
    quiet = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet.add(id(node.value))
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name in FOR_DEVELOPERS or name.endswith(("Error", "Annotated")):
                quiet |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Constant) and id(node) not in quiet:
            text = node.value if isinstance(node.value, str) else ""
            if SENTENCE.search(text) and text not in KEYS:
                yield text


def test_no_sentence_stands_outside_the_catalogue() -> None:
    found = {
        str(path.relative_to(ROOT)): list(sentences(ast.parse(path.read_text(encoding="utf-8"))))
        for path in MODULES
    }
    assert len(found) > 50
    assert {path: said for path, said in found.items() if said} == {}


def test_a_sentence_in_code_would_be_found() -> None:
    code = 'NAME = "It costs more"\ndef f():\n    """Says so."""\n    return f"{NAME} than before"'
    assert list(sentences(ast.parse(code))) == ["It costs more", " than before"]
