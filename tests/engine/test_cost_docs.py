"""docs/cost-model.md tells the truth: its examples run and no kind of line is left out."""

import doctest
import re
from pathlib import Path

from engine.cost.lines import KINDS

DOC = (Path(__file__).parents[2] / "docs" / "cost-model.md").read_text(encoding="utf-8")


def test_the_examples_in_the_doc_print_what_it_says():
    text = "\n".join(re.findall(r"^```python\n(.*?)^```$", DOC, re.MULTILINE | re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(text, {}, "docs/cost-model.md", None, 0)
    assert len(examples.examples) >= 25
    report: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert report == []


def test_every_kind_of_line_is_described():
    for key in KINDS:
        assert f"`{key}`" in DOC, key
