"""In which form to work with somebody, once it is clear who does the work.

The rules are content (``Ruleset.reference.engagement``) and tried in order; the first whose
conditions hold names the form and how to pay for it. Two risks, in the work and in the deal, then say whether an
ordinary provider is the right counterpart at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.facts import Condition, Fact

RISKS = ("operational", "structural")
"""Keys of the two risks: in the work, and in the deal."""
HIGH_SHARE = 0.5
"""A risk is high when at least half of its known answers point to it."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of engagement and the form of its price."""

    key: str
    name: str
    price: str
    price_text: str
    text: str


@dataclass(frozen=True, slots=True)
class FormRule:
    """Names a form for some options when all conditions hold. ``usual`` marks the form of last
    resort of an option, which has no conditions."""

    form: str
    options: tuple[str, ...]
    why: Fact
    when: tuple[Condition, ...] = ()
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk: ``high`` holds the choices of each criterion that point to it."""

    key: str
    name: str
    high: Mapping[str, frozenset[int]]
    text: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The form that a pair of risks calls for."""

    operational: bool
    structural: bool
    form: str
    why: Fact


@dataclass(frozen=True, slots=True)
class Engagements:
    """All content about forms of engagement; forms by key."""

    checked_on: date | None = None
    forms: Mapping[str, Form] = field(default_factory=dict)
    rules: tuple[FormRule, ...] = ()
    risks: tuple[Risk, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A form with the reason and the criteria it rests on. ``open_codes`` are unanswered criteria
    of an earlier rule that could still lead to another form."""

    form: Form
    why: Fact
    criteria: tuple[str, ...]
    open_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngagementAdvice:
    """The form for the option, other forms whose conditions hold too, and what the risks say.

    ``risks`` maps each risk to high (True), low (False) or unknown (None). ``arrangement`` is None
    unless a risk is known to be high and the other is known.
    """

    suggestion: Suggestion
    alternatives: tuple[Suggestion, ...]
    risks: Mapping[str, bool | None]
    arrangement: Suggestion | None


def advise_engagement(
    content: Engagements, option: str, choices: Mapping[str, int | None]
) -> EngagementAdvice | None:
    """The form of engagement for an advised option; None when no form applies (in-house, automate).

    ``choices`` holds choice numbers by criterion; None or absent is unknown and meets no condition.
    """
    rules = [rule for rule in content.rules if option in rule.options]
    found = [
        _suggestion(content, rules[:place], rule, choices)
        for place, rule in enumerate(rules)
        if all(choices.get(row.criterion) in row.choices for row in rule.when)
    ]
    if not found:
        return None
    unusual = [row for row in found[1:] if row.criteria and row.form != found[0].form]
    risks = {risk.key: _is_high(risk, choices) for risk in content.risks}
    return EngagementAdvice(found[0], tuple(unusual), risks, _arrangement(content, risks))


def _suggestion(
    content: Engagements,
    earlier: Collection[FormRule],
    rule: FormRule,
    choices: Mapping[str, int | None],
) -> Suggestion:
    open_codes = (
        row.criterion
        for other in earlier
        if all(_may_hold(row, choices) for row in other.when)
        for row in other.when
        if choices.get(row.criterion) is None
    )
    return Suggestion(
        form=content.forms[rule.form],
        why=rule.why,
        criteria=tuple(row.criterion for row in rule.when),
        open_codes=tuple(dict.fromkeys(open_codes)),
    )


def _may_hold(condition: Condition, choices: Mapping[str, int | None]) -> bool:
    choice = choices.get(condition.criterion)
    return choice is None or choice in condition.choices


def _is_high(risk: Risk, choices: Mapping[str, int | None]) -> bool | None:
    known = [
        choices[code] in numbers
        for code, numbers in risk.high.items()
        if choices.get(code) is not None
    ]
    return sum(known) / len(known) >= HIGH_SHARE if known else None


def _arrangement(content: Engagements, risks: Mapping[str, bool | None]) -> Suggestion | None:
    found = (risks.get("operational"), risks.get("structural"))
    for row in content.arrangements:
        if found == (row.operational, row.structural):
            codes = tuple(code for risk in content.risks for code in risk.high)
            return Suggestion(content.forms[row.form], row.why, codes, ())
    return None
