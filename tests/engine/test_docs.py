"""docs/ruleset.md tells the truth: its examples run, and no field or problem is left out."""

import doctest
import json
import re
from pathlib import Path

from engine.model import load as load_module
from engine.model.codec import inside, members
from engine.model.dump import dump
from engine.model.lint import lint
from engine.model.load import load
from engine.model.ruleset import AXES, OPTIONS, Ruleset

DOC = (Path(__file__).parents[2] / "docs" / "ruleset.md").read_text(encoding="utf-8")


def fenced(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", DOC, re.MULTILINE | re.DOTALL)


(DEFINITION,) = map(json.loads, fenced("json"))


def test_the_definition_in_the_doc_loads_in_canonical_form_and_has_no_error():
    loaded = load(DEFINITION)
    assert json.dumps(dump(loaded)) == json.dumps(DEFINITION)
    assert {problem.severity for problem in lint(loaded)} == {"warning"}


def test_the_python_examples_in_the_doc_print_what_it_says():
    text = "\n".join(fenced("python"))
    names = {"definition": DEFINITION}
    examples = doctest.DocTestParser().get_doctest(text, names, "docs/ruleset.md", None, 0)
    assert len(examples.examples) > 10
    report: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert report == []


def test_every_key_of_every_object_is_described():
    objects = inside(Ruleset)
    assert len(objects) > 30
    for kind in (Ruleset, *objects):
        for row in members(kind):
            key = f"**`{row.name}`**" if row.required else f"`{row.name}`"
            assert key in DOC, f"{kind.__name__}.{row.name}"


def test_every_axis_option_and_problem_is_described():
    assert all(f"`{name}`" in DOC for name in (*AXES, *OPTIONS))
    sources = Path(load_module.__file__).parent.glob("*.py")
    used = {code for path in sources for code in re.findall(r'"([RL]\d{3})"', path.read_text())}
    assert used == set(re.findall(r"^\| ([RL]\d{3}) \|", DOC, re.MULTILINE))
