"""One mistake each in a whole definition: its id, its path and the words an admin reads."""

import copy

import pytest

from engine.model.dump import dump
from engine.model.load import InvalidRuleset, load
from tests.engine.makers import make_rich

RICH = dump(make_rich())


def problems_after(change):
    """The problems of the rich definition once ``change`` has been made to it."""
    definition = copy.deepcopy(RICH)
    change(definition)
    with pytest.raises(InvalidRuleset) as refused:
        load(definition)
    return refused.value.problems


PLAIN = [{"number": 1, "text": "One"}, {"number": 2, "text": "Two"}]
CHANGES = [
    ("R001", "title", lambda d: d.update(title=5), "must be a text, not 5"),
    ("R001", "options", lambda d: d.update(options={}), "must be a list, not an object"),
    ("R001", "themes[0]", lambda d: d["themes"].__setitem__(0, "A"), "must be an object"),
    ("R001", "criteria[0].quick", lambda d: d["criteria"][0].update(quick=1), "true or false"),
    ("R001", "presets[0].weights", lambda d: d["presets"][0].update(weights=[]), "an object"),
    ("R001", "lines", lambda d: d.update(lines=None), "must be an object, not null"),
    ("R001", "gates[0].asked", lambda d: d["gates"][0].update(asked="yes"), "true or false"),
    ("R002", "notes", lambda d: d.update(notes=""), "unknown key 'notes'"),
    ("R002", "gates[0].veto", lambda d: d["gates"][0].update(veto=True), "unknown key 'veto'"),
    (
        "R002",
        "criteria[5].choices[0].effects.luck",
        lambda d: d["criteria"][5]["choices"][0]["effects"].update(luck=1),
        '"luck" is not one of sourcing',
    ),
    ("R002", "options[0].profile", lambda d: d["options"][0].update(profile={}), "unknown key"),
    ("R003", "lines", lambda d: d.pop("lines"), 'lacks "lines"'),
    ("R003", "title", lambda d: d.pop("title"), 'lacks "title"'),
    ("R003", "criteria[1].weight", lambda d: d["criteria"][1].pop("weight"), 'lacks "weight"'),
    (
        "R003",
        "criteria[0].choices[1].number",
        lambda d: d["criteria"][0]["choices"][1].pop("number"),
        'Criterion A1, choice no. 2 lacks "number".',
    ),
    ("R004", "title", lambda d: d.update(title="  "), "is empty"),
    ("R004", "title", lambda d: d.update(title="a\0b"), "cannot be stored"),
    ("R004", "title", lambda d: d.update(title="a\ud800b"), "cannot be stored"),
    (
        "R004",
        "options[0].next_actions[0]",
        lambda d: d["options"][0].update(next_actions=[""]),
        "which is no text",
    ),
    (
        "R004",
        "gates[0].question",
        lambda d: d["gates"][0].update(asked=True),
        '"question" is empty',
    ),
    ("R005", "criteria[0].weight", lambda d: d["criteria"][0].update(weight=-1), "from 0 to"),
    (
        "R005",
        "criteria[0].weight",
        lambda d: d["criteria"][0].update(weight=float("nan")),
        "not nan",
    ),
    ("R005", "criteria[0].weight", lambda d: d["criteria"][0].update(weight=True), "not true"),
    (
        "R005",
        "criteria[0].weight",
        lambda d: d["criteria"][0].update(weight=10**5000),
        "many digits",
    ),
    (
        "R005",
        "criteria[0].choices[0].number",
        lambda d: d["criteria"][0]["choices"][0].update(number=1.5),
        "must be a whole number from 1 to 1000, not 1.5",
    ),
    (
        "R005",
        "criteria[5].show_if[0].choices[0]",
        lambda d: d["criteria"][5]["show_if"][0].update(choices=["2"]),
        "must hold a whole number",
    ),
    (
        "R005",
        "criteria[0].weight_range",
        lambda d: d["criteria"][0].update(weight_range=[5, 2]),
        "the lower one first",
    ),
    (
        "R005",
        "criteria[0].weight_range",
        lambda d: d["criteria"][0].update(weight_range=[1, 2, 3]),
        "two weights",
    ),
    (
        "R005",
        "lines.provider",
        lambda d: d["lines"].update(provider=2),
        "from 0 to 1",
    ),
    (
        "R005",
        "criteria[1].most",
        lambda d: d["criteria"][1].update(most=3),
        "from 0 to 2",
    ),
    (
        "R006",
        "criteria[5].choices[1].effects.pooling",
        lambda d: d["criteria"][5]["choices"][1]["effects"].update(pooling=3),
        'Criterion B2, choice 2: "effects" pooling must be a whole or half number from -2 to 2, not 3.',
    ),
    (
        "R006",
        "criteria[5].choices[1].effects.pooling",
        lambda d: d["criteria"][5]["choices"][1]["effects"].update(pooling=0.3),
        "whole or half number",
    ),
    ("R007", "gates[0].effect", lambda d: d["gates"][0].update(effect="stop"), "'stop' is not"),
    ("R007", "gates[0].kind", lambda d: d["gates"][0].update(kind="both"), "'both' is not"),
    ("R007", "criteria[0].asked", lambda d: d["criteria"][0].update(asked="here"), "'here'"),
    ("R007", "criteria[0].role", lambda d: d["criteria"][0].update(role="motive"), "'motive'"),
    ("R007", "criteria[0].decides", lambda d: d["criteria"][0].update(decides="all"), "'all'"),
    ("R007", "services[0].label", lambda d: d["services"][0].update(label="both"), "'both'"),
    (
        "R007",
        "services[0].rules[0].mark",
        lambda d: d["services"][0]["rules"][0].update(mark="sure"),
        "Service payroll, rules no. 1",
    ),
    ("R008", "format", lambda d: d.update(format=1), "only format 2 can be read"),
    ("R008", "format", lambda d: d.update(format=True), "only format 2 can be read"),
    ("R009", "themes[0].code", lambda d: d["themes"][0].update(code="A B"), "letters, digits"),
    ("R010", "options", lambda d: d["options"].pop(), "must be exactly in_house"),
    ("R010", "options", lambda d: d["options"].append(d["options"][0]), "each once"),
    ("R011", "themes[4].code", lambda d: d["themes"].append(d["themes"][0]), "A is there twice"),
    ("R011", "gates[1].code", lambda d: d["gates"].append(d["gates"][0]), "KO3 is there twice"),
    (
        "R011",
        "criteria[6].code",
        lambda d: d["criteria"].append(d["criteria"][0]),
        "A1 is there twice",
    ),
    (
        "R011",
        "criteria[0].choices[1].number",
        lambda d: d["criteria"][0]["choices"][1].update(number=1),
        "1 is there twice",
    ),
    ("R011", "presets[1].key", lambda d: d["presets"].append(d["presets"][0]), "even is there"),
    ("R011", "services[1].slug", lambda d: d["services"].append(d["services"][0]), "payroll"),
    ("R011", "sources[1].code", lambda d: d["sources"].append(d["sources"][0]), "S1 is there"),
    ("R012", "criteria[0].theme", lambda d: d["criteria"][0].update(theme="Z"), "no theme Z"),
    (
        "R012",
        "criteria[0].sources[0]",
        lambda d: d["criteria"][0].update(sources=["S9"]),
        "Criterion A1 names the source S9",
    ),
    (
        "R012",
        "gates[0].triggers[0].when[0].criterion",
        lambda d: d["gates"][0]["triggers"][0]["when"][0].update(criterion="Z9"),
        "Z9, which is no criterion",
    ),
    (
        "R012",
        "gates[0].triggers[0].when[0].choices",
        lambda d: d["gates"][0]["triggers"][0]["when"][0].update(choices=[1, 9]),
        "on choice 9 of A1",
    ),
    (
        "R012",
        "gates[0].triggers[0].when[0].criterion",
        lambda d: (
            d["criteria"].append(
                {**d["criteria"][0], "code": "A0", "asked": "never", "choices": PLAIN}
            )
            or d["gates"][0]["triggers"][0]["when"][0].update(criterion="A0")
        ),
        "not asked any more",
    ),
    (
        "R012",
        "presets[0].weights.Z",
        lambda d: d["presets"][0]["weights"].update(Z=1),
        "Z, which is no criterion",
    ),
    (
        "R012",
        "services[0].prefilled.A1",
        lambda d: d["services"][0].update(prefilled={"A1": 9}),
        "choice 9 of A1",
    ),
    (
        "R012",
        "services[0].prefilled.Z9",
        lambda d: d["services"][0].update(prefilled={"Z9": 1}),
        "choice 1 of Z9",
    ),
    (
        "R012",
        "services[0].kpis[0].sources[0]",
        lambda d: d["services"][0]["kpis"][0].update(sources=["S9"]),
        "Service payroll names the source S9",
    ),
    (
        "R013",
        "criteria[0].show_if[0].criterion",
        lambda d: d["criteria"][0].update(show_if=[{"criterion": "B1", "choices": [1]}]),
        "depends on B1, which is not asked before it",
    ),
    (
        "R013",
        "criteria[0].show_if[0].criterion",
        lambda d: d["criteria"][0].update(show_if=[{"criterion": "A1", "choices": [1]}]),
        "depends on A1",
    ),
    (
        "R014",
        "criteria[1].choices",
        lambda d: d["criteria"][1]["choices"].pop(0),
        "at least two choices",
    ),
    (
        "R015",
        "criteria[1].read_as_unknown",
        lambda d: d["criteria"][1].update(read_as_unknown=[2, 7]),
        "reads choice 2 as unknown, but still offers it",
    ),
    (
        "R015",
        "criteria[5].choices[0].effects",
        lambda d: d["criteria"][5].update(asked="place"),
        "not asked among the questions",
    ),
    (
        "R020",
        "gates[0].kind",
        lambda d: d["gates"][0].update(effect="rules_out_kind"),
        "does not say which",
    ),
    ("R020", "gates[0].kind", lambda d: d["gates"][0].update(kind="bpo"), "never rules it out"),
    (
        "R026",
        "criteria[4].decides",
        lambda d: d["criteria"][4].update(decides="units"),
        "the same decides as C5",
    ),
    (
        "R021",
        "criteria[0].code",
        lambda d: d["themes"].append({"code": "A1", "name": "Again"}),
        "has the same code as a theme",
    ),
    (
        "R022",
        "options[0].next_actions",
        lambda d: d["options"][0].update(next_actions=[]),
        "at least one next action",
    ),
    (
        "R012",
        "options[0].settled[0].action",
        lambda d: d["options"][0].update(
            settled=[{"action": "Dance", "criterion": "A1", "choices": [1]}]
        ),
        "none of its actions",
    ),
    ("R022", "criteria", lambda d: d.update(criteria=[]), "at least one criterion"),
    ("R022", "themes", lambda d: d.update(themes=[]), "at least one theme"),
    (
        "R022",
        "gates[0].triggers[0].when",
        lambda d: d["gates"][0]["triggers"][0].update(when=[]),
        "a trigger without any condition",
    ),
    (
        "R022",
        "criteria[5].show_if[0].choices",
        lambda d: d["criteria"][5]["show_if"][0].update(choices=[]),
        "a condition on A1 without any choice",
    ),
]


@pytest.mark.parametrize(
    ("problem", "path", "change", "words"),
    CHANGES,
    ids=[f"{place}-{row[0]}-{row[1]}" for place, row in enumerate(CHANGES)],
)
def test_each_mistake_is_named_by_path_and_sentence(problem, path, change, words):
    found = problems_after(change)
    hits = [row for row in found if (row.id, row.path) == (problem, path)]
    assert len(hits) == 1, found
    assert hits[0].severity == "error"
    assert words in hits[0].sentence
    assert hits[0].sentence.endswith(".")


def test_several_mistakes_are_told_at_once():
    def change(definition):
        definition["title"] = ""
        definition["criteria"][0]["weight"] = -1
        definition["gates"][0]["effect"] = "bad"

    assert [row.id for row in problems_after(change)] == ["R004", "R005", "R007"]
