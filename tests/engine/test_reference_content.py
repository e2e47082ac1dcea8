"""The content beside the questions: every mistake gets a place and a sentence, old models load."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from engine.model.dump import dump
from engine.model.lint import lint
from engine.model.load import InvalidRuleset, load
from engine.model.places import Places
from engine.model.reference import Reference
from tests.shipped import shipped_definition

Json = dict[str, Any]
SHIPPED: Json = shipped_definition()
COUNTRIES = [row["code"] for row in SHIPPED["reference"]["places"]["countries"]]
POLAND = COUNTRIES.index("PL")


def broken(change: Callable[[Json], object]) -> Json:
    definition = deepcopy(SHIPPED)
    change(definition["reference"])
    return definition


def test_the_shipped_content_is_complete_and_comes_back_as_it_was():
    reference = load(SHIPPED).reference
    assert dump(load(SHIPPED))["reference"] == SHIPPED["reference"]
    assert len(reference.places.countries) == len(COUNTRIES) == 50
    assert reference.places.countries["GB"].usual_places == ("PL", "RO", "PT", "BG", "ZA")
    assert set(reference.engagement.forms) >= {"project", "managed_service", "captive"}
    assert {deal.key for deal in reference.cost.deals} >= {"bpo", "kpo"}
    assert "not legal advice" in reference.regimes.disclaimer


def test_a_definition_from_before_this_content_loads_with_empty_parts_and_stays_as_it_was():
    old = {key: value for key, value in SHIPPED.items() if key != "reference"}
    loaded = load(old)
    assert loaded.reference == Reference()
    assert loaded.reference.cost.shares == {}
    assert dump(loaded) == old
    assert load(old | {"reference": {}}) == loaded


def test_one_part_alone_is_enough():
    definition = SHIPPED | {"reference": {"places": SHIPPED["reference"]["places"]}}
    reference = load(definition).reference
    assert reference.places != Places()
    assert reference.regimes.regimes == ()


def test_countries_are_written_in_the_order_of_their_codes():
    shuffled = broken(lambda d: d["places"]["countries"].reverse())
    assert dump(load(shuffled)) == dump(load(SHIPPED))


MISTAKES: list[tuple[str, str, Callable[[Json], object], str]] = [
    (
        "R024",
        f"places.countries[{POLAND}].zone",
        lambda d: d["places"]["countries"][POLAND].update(zone="Europe/Poland"),
        "Europe/Poland is no time zone",
    ),
    (
        "R012",
        f"places.countries[{POLAND}].gsli.sources[0]",
        lambda d: d["places"]["countries"][POLAND].update(
            gsli={"rank": 1, "year": 2023, "sources": ["S999"]}
        ),
        "S999, which is not in the source register",
    ),
    (
        "R012",
        f"places.countries[{POLAND}].usual_places",
        lambda d: d["places"]["countries"][POLAND].update(usual_places=["XX"]),
        "names the country XX",
    ),
    (
        "R011",
        f"places.countries[{POLAND + 1}]",
        lambda d: d["places"]["countries"].insert(POLAND, d["places"]["countries"][POLAND]),
        "PL is there twice",
    ),
    (
        "R025",
        "places.working_day",
        lambda d: d["places"].update(working_day={"start": 17, "end": 9}),
        "must start before it ends",
    ),
    (
        "R012",
        "places.limits[0].choices",
        lambda d: d["places"]["limits"][0].update(choices=[9]),
        "choice 9 of G2",
    ),
    (
        "R012",
        "places.limits[0].criterion",
        lambda d: d["places"]["limits"][0].update(criterion="Z9"),
        "Z9, which is no criterion",
    ),
    (
        "R012",
        "places.gates[0].gate",
        lambda d: d["places"].update(
            gates=[
                {
                    "gate": "KO99",
                    "effect": "warns",
                    "farthest": "onshore",
                    "fact": {"text": "Here.", "mark": "assumption"},
                }
            ]
        ),
        "names the gate KO99",
    ),
    (
        "R007",
        "places.limits[0].farthest",
        lambda d: d["places"]["limits"][0].update(farthest="moon"),
        "'moon' is not one of",
    ),
    ("R023", "places.checked_on", lambda d: d["places"].update(checked_on="2026-02-30"), "a day"),
    ("R023", "cost.checked_on", lambda d: d["cost"].update(checked_on="20261122"), "a day"),
    (
        "R003",
        "regimes.regimes[0].checked_on",
        lambda d: d["regimes"]["regimes"][0].pop("checked_on"),
        'lacks "checked_on"',
    ),
    (
        "R012",
        "regimes.regimes[0].when",
        lambda d: d["regimes"]["regimes"][0]["when"][0].update(values=["Mars"]),
        "Mars, which does not exist",
    ),
    (
        "R022",
        "regimes.regimes[0].when",
        lambda d: d["regimes"]["regimes"][0].update(when=[]),
        "it would always apply",
    ),
    (
        "R012",
        "engagement.rules[0].form",
        lambda d: d["engagement"]["rules"][0].update(form="marriage"),
        "names the form marriage",
    ),
    (
        "R022",
        "engagement.risks",
        lambda d: d["engagement"]["risks"].pop(),
        "operational and structural",
    ),
    (
        "R011",
        "engagement.arrangements[1]",
        lambda d: d["engagement"]["arrangements"][1].update(operational=True, structural=True),
        "there twice",
    ),
    (
        "R025",
        "cost.defaults[0]",
        lambda d: d["cost"]["defaults"][0].update(low=20),
        "must rise from low over likely to high",
    ),
    (
        "R005",
        "cost.defaults[0].low",
        lambda d: d["cost"]["defaults"][0].update(low=-20),
        "Enter a number from 0",
    ),
    (
        "R012",
        "cost.defaults[0].kind",
        lambda d: d["cost"]["defaults"][0].update(kind="gifts"),
        "no such line",
    ),
    (
        "R012",
        "cost.defaults[0].deals",
        lambda d: d["cost"]["defaults"][0].update(deals=["lease"]),
        "names the deal lease",
    ),
    (
        "R025",
        "cost.claims[0]",
        lambda d: d["cost"]["claims"][0].update(low=90),
        "must rise",
    ),
    (
        "R025",
        "cost.deals[0].years",
        lambda d: d["cost"]["deals"][0].update(years={"low": 3, "likely": 2, "high": 5}),
        "must rise",
    ),
    (
        "R025",
        "cost.make_up.shares",
        lambda d: d["cost"]["make_up"]["shares"].update(pay=80),
        "not to 100",
    ),
    ("R002", "weather", lambda d: d.update(weather={}), "unknown key"),
    ("R001", "cost", lambda d: d.update(cost=[]), "must be an object"),
]


@pytest.mark.parametrize(("problem", "path", "change", "words"), MISTAKES)
def test_a_mistake_is_named_with_its_place(problem, path, change, words):
    with pytest.raises(InvalidRuleset) as caught:
        load(broken(change))
    found = {(row.id, row.path): row.sentence for row in caught.value.problems}
    assert words in found[problem, f"reference.{path}"]


WARNINGS: list[tuple[str, str, Callable[[Json], object]]] = [
    ("L019", "places.checked_on", lambda d: d["places"].pop("checked_on")),
    ("L019", "cost.checked_on", lambda d: d["cost"].pop("checked_on")),
    ("L020", "cost.claims[0]", lambda d: d["cost"]["claims"][0]["fact"].pop("sources")),
    (
        "L021",
        f"places.countries[{POLAND}].languages",
        lambda d: d["places"]["countries"][POLAND].update(languages=[]),
    ),
    ("L022", "engagement.rules", lambda d: d["engagement"]["rules"].pop()),
    ("L023", "regimes.disclaimer", lambda d: d["regimes"].pop("disclaimer")),
    ("L024", "regimes.regimes[0].checks", lambda d: d["regimes"]["regimes"][0].update(checks=[])),
]


@pytest.mark.parametrize(("problem", "path", "change"), WARNINGS)
def test_what_works_but_lacks_something_is_a_warning(problem, path, change):
    found = lint(load(broken(change)))
    assert [(row.id, row.severity, row.path) for row in found] == [
        (problem, "warning", f"reference.{path}")
    ]
