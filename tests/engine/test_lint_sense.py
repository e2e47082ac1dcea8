"""What the check says of a model that can be used and makes no sense: copies, unknown codes, options
that can never win, service types without anything."""

from dataclasses import replace
from typing import Any

import pytest

from engine.fit.answers import answer
from engine.fit.case import Given
from engine.model.iso import COUNTRIES, LANGUAGES
from engine.model.lint import lint
from engine.model.lint_winning import WINS
from engine.model.ruleset import (
    Fact,
    Kpi,
    Lines,
    Preset,
    ServiceType,
    Source,
    Theme,
    TypicalStep,
)
from tests.engine.makers import (
    case_of,
    make_criterion,
    make_gate,
    make_rich,
    make_ruleset,
    make_tiny,
)


def of_kind(ruleset, *kinds):
    return [(row.id, row.severity, row.path) for row in lint(ruleset) if row.id in kinds]


def never(ruleset):
    return {ruleset.options[int(row.path[8:-1])].key for row in lint(ruleset) if row.id == "L031"}


def copied(row, **other):
    """A copy with a code of its own, and what else an editor changed already."""
    return replace(row, code="A9", **other)


def test_a_copied_question_is_found_by_whatever_is_still_the_same():
    """All of it, or only one of: name, question, short question, three choices with their effects."""
    tiny = make_tiny()
    row = tiny.criteria[0]
    words = {"name": "Other", "question": "Another one?", "short": "Other?"}
    others = make_criterion("A9", {}, {}, {}).choices
    for kept in ("all", "name", "question", "short", "choices"):
        changed: dict[str, Any] = (
            {} if kept == "all" else {key: words[key] for key in words if key != kept}
        )
        if kept not in ("all", "choices"):
            changed["choices"] = others
        ruleset = replace(tiny, criteria=(*tiny.criteria, copied(row, **changed)))
        assert of_kind(ruleset, "L028") == [("L028", "warning", "criteria[5]")], kept
    ruleset = replace(tiny, criteria=(*tiny.criteria, copied(row, choices=others, **words)))
    assert of_kind(ruleset, "L028") == []


def test_capitals_spaces_and_full_stops_make_no_other_question():
    tiny = make_tiny()
    row = copied(tiny.criteria[1], question="  question a2 IN FULL.", name="x", short="y")
    assert of_kind(replace(tiny, criteria=(*tiny.criteria, row)), "L028")


def test_a_retired_question_may_be_like_the_one_that_took_its_place():
    tiny = make_tiny()
    old = copied(tiny.criteria[0], asked="never")
    assert of_kind(replace(tiny, criteria=(*tiny.criteria, old)), "L028") == []


def test_two_choices_of_one_wording_are_found():
    tiny = make_tiny()
    first, second, *rest = tiny.criteria[0].choices
    twin = replace(second, text=f" {first.text.upper()}.")
    row = replace(tiny.criteria[0], choices=(first, twin, *rest))
    found = of_kind(replace(tiny, criteria=(row, *tiny.criteria[1:])), "L028")
    assert found == [("L028", "warning", "criteria[0].choices[1]")]


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        ("steps", (TypicalStep("Collect"), TypicalStep("Approve"), TypicalStep("collect "))),
        ("kpis", (Kpi("On time", "100 %"), Kpi("Correct", "99 %"), Kpi("On-time", "90 %"))),
        *(
            (part, (Fact("It is so."), Fact("It is not."), Fact("It is so")))
            for part in ("rules", "risks", "pricing", "places", "notes")
        ),
        ("countries", ("DE", "PL", "DE")),
    ],
)
def test_what_a_service_type_lists_twice_is_found(part, rows):
    service = ServiceType("pay", "Pay", "expert", "kpo", "Paying.", {}, **{part: rows})
    found = of_kind(make_tiny(services=(service,)), "L028")
    assert found == [("L028", "warning", f"services[0].{part}[2]")]


@pytest.mark.parametrize(
    ("part", "rows", "path"),
    [
        ("themes", (Theme("Y", "Same"), Theme("Z", "same.")), "themes[1]"),
        (
            "gates",
            (make_gate("KO1"), replace(make_gate("KO9"), question=make_gate("KO1").question)),
            "gates[1]",
        ),
        (
            "presets",
            (
                Preset("even", "Even", ".", {}),
                Preset("a", "A", ".", {"A1": 2.0}),
                Preset("b", "B", ".", {"A1": 2.0}),
            ),
            "presets[2]",
        ),
        ("sources", (Source("S1", "Book, 2020"), Source("S2", "book 2020")), "sources[1]"),
        (
            "services",
            (
                ServiceType("pay", "Pay", "expert", "kpo", "Paying.", {}),
                ServiceType("wages", "Wages", "expert", "kpo", "Paying", {}),
            ),
            "services[1]",
        ),
    ],
)
def test_copies_are_found_in_every_list(part, rows, path):
    assert ("L028", "warning", path) in of_kind(make_tiny(**{part: rows}), "L028")


@pytest.mark.parametrize("code", ["Germany", "germany", "de", "UK", "XX", "D"])
def test_a_country_that_is_no_code_is_an_error_wherever_it_stands(code):
    """Also one that looks like a code."""
    rich = make_rich()
    service = replace(rich.services[0], countries=("DE", code))
    found = of_kind(replace(rich, services=(service,)), "L029")
    assert found == [("L029", "error", "services[0].countries[1]")]


def test_the_codes_are_those_of_the_standards():
    """249 countries and 183 languages, as ISO counts them."""
    assert (len(COUNTRIES), len(LANGUAGES)) == (249, 183)
    assert {len(code) for code in COUNTRIES | LANGUAGES} == {2}


def test_a_service_type_that_says_nothing_is_pointed_out_with_what_it_lacks():
    rich = make_rich()
    empty = ServiceType("empty", "Empty", "expert", "kpo", "Nothing yet.", {})
    steps = replace(empty, slug="steps", name="Steps", summary="S.", steps=rich.services[0].steps)
    ruleset = replace(rich, services=(rich.services[0], empty, steps))
    assert of_kind(ruleset, "L032") == [
        ("L032", "warning", "services[1]"),
        ("L032", "warning", "services[2]"),
    ]
    sentences = [row.sentence for row in lint(ruleset) if row.id == "L032"]
    assert ["step" in sentence.split("has")[1] for sentence in sentences] == [True, False]


def wins(ruleset):
    """What the answers on record give for some set of known choices, tried one by one."""
    cases: list[dict[str, Given]] = [{}]
    for row in ruleset.criteria:
        cases = [{**case, row.code: Given(c.number)} for case in cases for c in row.choices]
    found: set[str | None] = set()
    for answers in cases:
        given = answer(ruleset, case_of(ruleset, answers))
        found |= {"automate"} if given.automate == "most" else set()
        found.add(given.kind if given.who == "provider" else given.inside or "in_house")
    return found


def test_every_option_of_the_tiny_ruleset_can_win():
    assert never(make_tiny()) == set()
    assert wins(make_tiny()) == WINS.keys()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"lines": Lines(provider=1.0)}, {"bpo", "kpo"}),
        ({"lines": Lines(inside=1.0)}, {"shared_service"}),
        ({"drop": "units"}, {"shared_service"}),
        ({"drop": "automation"}, {"automate"}),
        ({"axis": "sourcing", "sign": -1}, {"bpo", "kpo"}),
        ({"axis": "expertise", "sign": -1}, {"kpo"}),
        ({"axis": "pooling", "sign": -1}, {"shared_service"}),
        ({"axis": "automation", "sign": -1}, {"automate"}),
    ],
)
def test_an_option_that_can_never_win_is_found_and_none_that_can(change, expected):
    """A line at the very end, a question that decides nothing, effects with one sign only."""
    ruleset = make_tiny(**({"lines": change["lines"]} if "lines" in change else {}))
    rows = ruleset.criteria
    if "drop" in change:
        rows = tuple(
            replace(row, decides="") if row.decides == change["drop"] else row for row in rows
        )
    if "axis" in change:
        rows = tuple(one_sign(row, change["axis"], change["sign"]) for row in rows)
    ruleset = replace(ruleset, criteria=rows)
    assert never(ruleset) == expected
    assert not wins(ruleset) & expected


def one_sign(row, axis, sign):
    def turned(effects):
        return {key: sign * abs(part) if key == axis else part for key, part in effects.items()}

    choices = tuple(replace(choice, effects=turned(choice.effects)) for choice in row.choices)
    return replace(row, choices=choices)


def test_what_two_axes_exclude_together_is_found_although_each_alone_is_possible():
    """All that speaks for a provider is expert work: no routine work can go out."""
    ruleset = make_ruleset(
        make_criterion(
            "A1", {"sourcing": -1.0, "expertise": -1.0}, {"sourcing": 1.0, "expertise": 2.0}
        ),
        make_criterion(
            "A2", {"sourcing": -2.0, "expertise": -1.0}, {"sourcing": 2.0, "expertise": 2.0}
        ),
        lines=Lines(provider=0.5),
    )
    assert never(ruleset) == {"bpo"}
    assert "bpo" not in wins(ruleset)
