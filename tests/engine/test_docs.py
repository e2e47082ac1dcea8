"""docs/ruleset.md tells the truth: its examples run, and no field or problem is left out."""

import doctest
import inspect
import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

from engine import lint as lint_module
from engine import (
    lint_reference,
    load_cost,
    load_places,
    load_reference,
    reading,
    reference_checks,
    references,
    ruleset,
)
from engine import load as load_module
from engine.cost_defaults import Claim, CostContent, Deal, DiscountRate, PriceMakeUp
from engine.engagement import Arrangement, Engagements, Form, FormRule, Risk
from engine.intake import read
from engine.lint import lint
from engine.load import dump, load
from engine.location import Caution, Country, Rank
from engine.reading import keys_of
from engine.reference import Reference
from engine.regimes import Question, Regime, Regimes
from engine.ruleset import AXES, OPTIONS, Ruleset
from engine.scoring import Given

DOC = (Path(__file__).parents[2] / "docs" / "ruleset.md").read_text(encoding="utf-8")


def fenced(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", DOC, re.MULTILINE | re.DOTALL)


DEFINITION, CASE = map(json.loads, fenced("json"))


def test_the_definition_in_the_doc_loads_in_canonical_form_and_has_no_error():
    loaded = load(DEFINITION)
    assert json.dumps(dump(loaded)) == json.dumps(DEFINITION)
    assert {problem.severity for problem in lint(loaded)} == {"warning"}


def test_the_case_in_the_doc_is_read():
    case = read(load(DEFINITION), CASE).case
    assert case.answers["A2"] == Given(2, evidence="estimate", note="One quote.")
    assert case.weights == {"A1": 22.5, "A2": 7.5, "B1": 20}


def test_the_python_examples_in_the_doc_print_what_it_says():
    text = "\n".join(fenced("python"))
    names = {"definition": DEFINITION}
    examples = doctest.DocTestParser().get_doctest(text, names, "docs/ruleset.md", None, 0)
    assert len(examples.examples) > 10
    report: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert report == []


def test_every_field_of_every_dataclass_is_described():
    classes = [
        kind for _, kind in inspect.getmembers(ruleset, inspect.isclass) if is_dataclass(kind)
    ]
    assert len(classes) == 16
    for kind in classes:
        assert kind in (Ruleset, Reference) or f"**{kind.__name__}**" in DOC
        for field in fields(kind):
            assert f"`{field.name}`" in DOC, f"{kind.__name__}.{field.name}"


def test_every_key_of_the_content_beside_the_questions_is_described():
    read_as_they_are = (
        *(Caution, Country, Rank),
        *(Engagements, Form, FormRule, Risk, Arrangement),
        *(Regimes, Question, Regime),
        *(CostContent, Deal, Claim, DiscountRate, PriceMakeUp),
    )
    own = (
        kind
        for module in (load_places, load_cost, load_reference)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(kind) and kind.__module__ == module.__name__
    )
    for kind in (*read_as_they_are, *own):
        required, optional = keys_of(kind)
        for key in required:
            assert f"**`{key}`**" in DOC, f"{kind.__name__}.{key}"
        for key in optional:
            assert f"`{key}`" in DOC, f"{kind.__name__}.{key}"


def test_every_axis_option_and_problem_is_described():
    assert all(f"`{name}`" in DOC for name in (*AXES, *OPTIONS))
    modules = (
        *(lint_module, lint_reference, load_module, load_reference),
        *(reading, references, reference_checks),
    )
    used = {
        code
        for module in modules
        for code in re.findall(r'"([RL]\d{3})"', inspect.getsource(module))
    }
    assert used == set(re.findall(r"^\| ([RL]\d{3}) \|", DOC, re.MULTILINE))
