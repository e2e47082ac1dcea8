"""The cases whose papers are looked at: one for every outcome, word of confidence and part."""

from collections.abc import Callable
from functools import cache
from typing import Any

from engine.cost.defaults import short_case
from engine.cost.intake import plain
from engine.cost.lines import Range, Terms
from report.whatif import Scenario
from tests.decisions.printed import (
    VERSION,
    Printed,
    answer_cells,
    part_of,
    printed_of,
    sample_printed,
    sample_version,
    version_of,
)
from tests.decisions.snapshots import REFERENCE_CASES, sample_case
from tests.people import COST_CASE, STRANGE_NAMES
from tests.shipped import shipped

EXPERT = {"A3": 4, "B1": 5, "B2": 5, "B4": 5, "D4": 4}
"""Answers of a step that takes experts who cannot be found."""
STEPS = (
    {"name": "Match and code", "share": 0.5},
    {"name": "Approve exceptions", "answers": EXPERT, "share": 0.3},
    {"name": "Release payments", "retained": "The treasurer alone may release payments."},
)
SCENARIOS = (
    Scenario("Software does more", {"answers": {"G1": 5}, "gates": {}, "weights": ""}),
    Scenario("The law keeps it here", {"answers": {}, "gates": {"KO1": "fires"}, "weights": ""}),
)
PROVIDER = {
    "key": "abroad",
    "name": "Provider abroad",
    "deal": "bpo_abroad",
    "lines": [
        {"kind": "provider_people", "amount": [8, 8, 9]},
        {"kind": "price_per_person", "amount": [26_000, 30_000, 36_000], "source": "Quote of May"},
        {"kind": "selection", "amount": [1, 4, 10]},
        {"kind": "transition", "amount": [5, 10, 20]},
        {"kind": "governance", "fallback": [4, 7, 12]},
        {"kind": "dip_year_1", "amount": [0, 5, 10]},
        {"kind": "dip_year_2", "amount": 0},
        {"kind": "parallel", "amount": [1, 2, 3]},
        {"kind": "travel"},
    ],
}
SCRIPTS = (
    "Ελληνικά μισθοδοσία",
    "Расчёт зарплаты",
    "كشوف المرتبات",
    "שכר עובדים",
    "वेतन प्रसंस्करण",
    "การจ่ายเงินเดือน",
    "Đơn hàng, İstanbul, Łódź",
    "Team 👍 🏳️‍🌈 👩‍💻 🇩🇪",
)
_, *LATIN_AND_OTHERS = STRANGE_NAMES
"""Without the name in Chinese, which is drawn only where its font is installed."""
LONG_WORDS = tuple(character * 1000 for character in "Wéяمก👍")
MARKUP = '#eval("1+1") $x^2$ *bold* _it_ @ref <label> `raw` \\ #image("/etc/passwd") // no /* x */'
BREAKOUT = '"}\\"]) #panic() \n\t \u2028 </script> \x1b[0m'


NOT_PRICED = {
    "terms": {"currency": "EUR", "years": 3, "rate": 0.08},
    "in_house": [{"kind": "people", "amount": 10}],
}


def money(years: int = 5, pay: int = 52_000) -> dict[str, Any]:
    """A cost case with one provider, of which most figures are own ones; one is a published range, and one
    is missing."""
    own = [
        {"kind": "people", "amount": [8, 8.5, 9]},
        {"kind": "pay", "amount": [pay, pay, pay * 1.2], "note": "Payroll of October"},
        {"kind": "volume", "amount": 1_200},
        {"kind": "recruitment", "amount": [2, 3, 5]},
        {"kind": "overhead", "amount": 0},
        {"kind": "quality", "amount": 0},
    ]
    terms = {"currency": "EUR", "years": years, "rate": 0.08}
    return {"terms": terms, "in_house": own, "options": [PROVIDER]}


def stand_ins() -> dict[str, Any]:
    """The cost case of the short form: published ranges stand in for most figures."""
    content = shipped().reference.cost
    terms, people = Terms("EUR", 5, 0.08), Range(8.0, 8.5, 9.0)
    pay, price = Range(50_000.0, 52_000.0, 60_000.0), Range(26_000.0, 30_000.0, 36_000.0)
    return plain(short_case(content, "bpo_abroad", terms, people, pay, price))


def _reference(part: str, **more: Any) -> dict[str, Any]:
    (found,) = (case for name, case in REFERENCE_CASES.items() if name.startswith(part))
    return {**found, **more}


def _sample(**more: Any) -> dict[str, Any]:
    return {**sample_case(), **more}


def _unknown() -> dict[str, Any]:
    codes = (row.code for row in shipped().criteria if row.asked != "never")
    gates = {row.code: "unknown" for row in shipped().asked_gates()}
    return {"answers": dict.fromkeys(codes, "unknown"), "gates": gates}


def _many_steps() -> dict[str, Any]:
    """Thirty steps, every second for experts."""
    expert = {code: {"choice": number, "evidence": "measured"} for code, number in EXPERT.items()}
    return _sample(
        steps=[
            {
                "name": f"Step of quite an ordinary name {place}",
                "answers": expert if place % 2 else {},
            }
            for place in range(30)
        ]
    )


def _ways() -> dict[str, Any]:
    """Steps for a provider of either kind, for own people, one kept by a rule, and an open one."""
    return version_of(
        _reference(
            "Customer care with many hard",
            steps=[
                {"name": "Hard complaints", "share": 0.5},
                {"name": "Key customers", "answers": {"A1": 5, "A2": 4, "A3": 4, "C4": 2}},
                {"name": "Refunds", "retained": "The owner signs."},
                {"name": "Campaigns", "answers": {"A2": 3, "C4": 2}},
            ],
        )
    )


def thread(about: str, name: str, *said: str, **more: Any) -> dict[str, Any]:
    """A thread as ``reviews.reading.as_data`` gives it: one comment a text, the second edited later."""
    comments = [
        {
            "writer": "Ada Adams" if place % 2 else "Ben Brown",
            "written_at": "2026-11-30T09:05:00+00:00",
            "edited_at": "2026-11-30T10:00:00+00:00" if place == 1 else "",
            "removed_at": "" if text else "2026-12-01T00:00:00+00:00",
            "text": text,
            "mentions": ["Cleo Clark"],
        }
        for place, text in enumerate(said)
    ]
    usual: dict[str, Any] = {
        "key": "x",
        "asks": False,
        "assigned_to": "",
        "is_open": True,
        "resolved_by": "",
        "resolved_at": "",
    }
    return {"about": about, "name": name, **usual, **more, "comments": comments}


COMMENTS = (
    thread("question", "How many are there?", "Is it so?\nReally?", "It is.", assigned_to="Dora"),
    thread("assessment", "All of it", "", asks=True, assigned_to="Dora"),
    thread(
        "cost",
        "Today's way: Pay",
        "With charges?",
        is_open=False,
        resolved_by="Emil",
        resolved_at="2026-12-01T08:00:00+00:00",
    ),
)


def _everything() -> dict[str, Any]:
    """Steps that go different ways, a cost case, a place and two scenarios."""
    return version_of(
        _sample(steps=list(STEPS), cost=money()), scenarios=SCENARIOS, comments=COMMENTS
    )


def _strange() -> dict[str, Any]:
    """Every field of the heading in another script, every script and very long words in notes, and
    what would be a command if it were read as one."""
    heading: dict[str, Any] = dict(
        zip(("unit", "team", "owner"), LATIN_AND_OTHERS[:3], strict=True)
    )
    shown = version_of(
        _sample(
            steps=[
                {"name": MARKUP},
                {"name": "Approve", "answers": EXPERT, "retained": MARKUP},
                {"name": "أرشفة", "answers": {"A3": 1}},
            ],
            cost=money(),
        ),
        scenarios=(Scenario(MARKUP, SCENARIOS[0].changes),),
        **heading,
        name=MARKUP,
    )
    shown["version"] = {**VERSION, "name": LATIN_AND_OTHERS[3]}
    notes = (*SCRIPTS, *LATIN_AND_OTHERS, *LONG_WORDS, MARKUP, BREAKOUT)
    for answer, note in zip(answer_cells(shown), notes, strict=False):
        answer["note"] = note
    (lines,) = (row for row in part_of(shown, "cost")["sections"] if row["key"] == "lines")
    lines["blocks"][0]["rows"][0][0]["note"] = MARKUP
    return shown


def _undrawn() -> dict[str, Any]:
    """A cuneiform sign and one of private use, which no font of ours has; a name in Chinese; control
    characters and a lone surrogate."""
    shown = version_of(
        _sample(), name="Payroll \U00012000", unit="a\x00b\x01c\ud800d\x7f", owner=STRANGE_NAMES[0]
    )
    answer_cells(shown)[0]["note"] = "\ue123 \U00012000 and words"
    return shown


def _long() -> dict[str, Any]:
    """Names of 200 characters, notes of sixty words, one longer than three pages."""
    name = "Extraordinarily long name " * 7 + "of two hundred sig"
    shown = version_of(_sample(), name=name, unit=name)
    for number, answer in enumerate(answer_cells(shown)):
        answer["note"] = " ".join(f"n{number:02}w{word:02}" for word in range(60))
    last = answer_cells(shown)[-1]
    last["note"] = " ".join(f"w{number:05}" for number in range(2500))
    return shown


CASES: dict[str, Callable[[], dict[str, Any]]] = {
    "sample": sample_version,
    "bpo": lambda: version_of(_reference("Customer care with routine")),
    "kpo": lambda: version_of(_reference("Patent prior-art")),
    "provider": lambda: version_of(_reference("Customer care with many hard")),
    "leaning": lambda: version_of(_reference("Support for an equity")),
    "open": lambda: version_of(_reference("Accounts payable", cost=COST_CASE)),
    "own": lambda: version_of(_reference("Customer care of a luxury", cost=COST_CASE)),
    "shared": lambda: version_of(_reference("HR case work")),
    "automate": lambda: version_of(_reference("Payroll of a firm with 20")),
    "fix_first": lambda: version_of(_reference("Data entry without")),
    "kept_decision": lambda: version_of(
        _reference("Customer care with routine") | {"gates": {"KO14": "fires"}}
    ),
    "ruled": lambda: version_of({"answers": {"A1": 2}, "gates": {"KO1": "fires"}}),
    "early": lambda: version_of({"answers": {"A1": 2, "B1": 4}}),
    "quick": lambda: version_of(_reference("Payroll of a firm with 300"), depth="quick"),
    "nothing": lambda: version_of({}),
    "unknown": lambda: version_of(_unknown()),
    "split": _everything,
    "ways": _ways,
    "many_steps": lambda: version_of(_many_steps()),
    "ten_years": lambda: version_of(_sample(cost=money(10, 800_000_000_000))),
    "money": lambda: version_of(_sample(cost=COST_CASE)),
    "stand_ins": lambda: version_of(_sample(cost=stand_ins())),
    "no_cost_yet": lambda: version_of({"input": _sample(cost=NOT_PRICED)}),
    "strange": _strange,
    "undrawn": _undrawn,
    "long": _long,
}


@cache
def printed(name: str) -> Printed:
    """The paper of one case, set once: not to be changed."""
    return sample_printed() if name == "sample" else printed_of(CASES[name]())
