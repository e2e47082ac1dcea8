"""In which form to work with somebody, once it is clear who does the work.

The rules are content (``Ruleset.reference.engagement``) and tried in order; the first whose
conditions hold names the form and how to pay for it. Two risks, in the work and in the deal, then say whether an
ordinary provider is the right counterpart at all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from engine.model.codec import Keyed, Part, Rows
from engine.model.facts import OPTIONS, CheckedOn, Condition, Conditions, Fact
from engine.model.fields import CODE, FLAG, TEXT, OneOf, Texts

RISKS = ("operational", "structural")
"""Keys of the two risks: in the work, and in the deal."""
PROVIDERS = ("bpo", "kpo")
"""Options with a provider, whom the two risks are about."""
HIGH_SHARE = 0.5
"""A risk is high when at least half of its known answers point to it."""
Level = Literal["high", "raised", "low", "differs", "unknown"]
"""How high a risk is: raised by fewer answers than make it high; the last two where no one answer is known, and
the steps that go there differ or nobody answered."""
IS_HIGH: Mapping[Level, bool] = {"high": True, "raised": False, "low": False}


@dataclass(frozen=True, slots=True)
class Form:
    """A form of engagement and the form of its price."""

    key: Annotated[str, CODE, "Stable key."]
    name: Annotated[str, TEXT, "Its name."]
    price: Annotated[str, TEXT, "The form of its price, in a few words."]
    price_text: Annotated[str, TEXT, "How it is paid."]
    text: Annotated[str, TEXT, "What it is."]


@dataclass(frozen=True, slots=True)
class FormRule:
    """Names a form for some options when all conditions hold. ``usual`` marks the form of last
    resort of an option, which has no conditions."""

    form: Annotated[str, CODE, "Key of the form."]
    options: Annotated[
        tuple[str, ...],
        Texts({"enum": list(OPTIONS)}, unique=True, least=1),
        "For which advice it is meant.",
    ]
    why: Annotated[Fact, Part(Fact), "Why this form."]
    when: Conditions = ()
    usual: Annotated[bool, FLAG, "The form of last resort of its options."] = False


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk: ``high`` holds the choices of each criterion that point to it."""

    key: Annotated[str, OneOf(RISKS), "The program knows these two."]
    name: Annotated[str, TEXT, "Its name."]
    high: Annotated[
        Mapping[str, frozenset[int]],
        Keyed(Condition, "condition", key="criterion", value="choices"),
        "Answers that point to it; it is high when at least half of the known ones do.",
    ]
    text: Annotated[str, TEXT, "What it is."]
    fact: Annotated[Fact, Part(Fact), "What that rests on."]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The form that a pair of risks calls for."""

    operational: Annotated[bool, FLAG, "The risk in the work is high."]
    structural: Annotated[bool, FLAG, "The risk in the deal is high."]
    form: Annotated[str, CODE, "Key of the form."]
    why: Annotated[Fact, Part(Fact), "Why this form."]


@dataclass(frozen=True, slots=True)
class Engagements:
    """All content about forms of engagement; forms by key."""

    checked_on: CheckedOn = None
    forms: Annotated[Mapping[str, Form], Keyed(Form, "form", "key"), "The forms."] = field(
        default_factory=dict
    )
    rules: Annotated[
        tuple[FormRule, ...],
        Rows(FormRule, "rule", told_by=("form", "options", "when")),
        "Tried in order: the first that holds names the form, later ones are alternatives.",
    ] = ()
    risks: Annotated[
        tuple[Risk, ...], Rows(Risk, "risk", "key"), "The risk in the work and that in the deal."
    ] = ()
    arrangements: Annotated[
        tuple[Arrangement, ...],
        Rows(Arrangement, "pair", told_by=("operational", "structural")),
        "The form that a pair of risks calls for.",
    ] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A form with the reason and the criteria it rests on. ``open_codes`` are unanswered criteria of an
    earlier rule that could still lead to another form, ``differing`` those that the work answers in more
    than one way."""

    form: Form
    why: Fact
    criteria: tuple[str, ...]
    open_codes: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngagementAdvice:
    """The form for the option, other forms whose conditions hold too, and what the risks say.

    ``pointing`` maps each risk to the criteria whose answers point to it. ``arrangement`` is None
    unless a risk is known to be high, the other is known, and the option is a provider.
    """

    suggestion: Suggestion
    alternatives: tuple[Suggestion, ...]
    risks: Mapping[str, Level]
    pointing: Mapping[str, tuple[str, ...]]
    arrangement: Suggestion | None


def advise_engagement(
    content: Engagements,
    option: str,
    choices: Mapping[str, int | None],
    steps: Sequence[Mapping[str, int | None]] = (),
    unasked: Collection[str] = (),
) -> EngagementAdvice | None:
    """The form of engagement for an advised option; None when no form applies (in-house, automate).

    ``choices`` holds choice numbers by criterion; what is absent is unknown, None is answered in more than one
    way by the work that goes there. Neither meets a condition. ``steps`` are the choices of each step that
    goes there, of a split: each has its own risks. ``unasked`` are criteria that do not apply: no condition on
    one can come to be met.
    """
    rules = [rule for rule in content.rules if option in rule.options]
    found = [
        _suggestion(content, rules[:place], rule, choices, unasked)
        for place, rule in enumerate(rules)
        if all(choices.get(row.criterion) in row.choices for row in rule.when)
    ]
    if not found:
        return None
    unusual = [row for row in found[1:] if row.criteria and row.form != found[0].form]
    parts = steps or (choices,)
    risks = {risk.key: _together([_level(risk, one) for one in parts]) for risk in content.risks}
    pointing = {risk.key: _pointing(risk, parts) for risk in content.risks}
    other = _arrangement(content, risks) if option in PROVIDERS else None
    return EngagementAdvice(found[0], tuple(unusual), risks, pointing, other)


def _suggestion(
    content: Engagements,
    earlier: Collection[FormRule],
    rule: FormRule,
    choices: Mapping[str, int | None],
    unasked: Collection[str],
) -> Suggestion:
    turning = dict.fromkeys(
        row.criterion
        for other in earlier
        if all(_may_hold(row, choices, unasked) for row in other.when)
        for row in other.when
        if choices.get(row.criterion) is None
    )
    return Suggestion(
        form=content.forms[rule.form],
        why=rule.why,
        criteria=tuple(row.criterion for row in rule.when),
        open_codes=tuple(code for code in turning if code not in choices),
        differing=tuple(code for code in turning if code in choices),
    )


def _may_hold(
    condition: Condition, choices: Mapping[str, int | None], unasked: Collection[str]
) -> bool:
    choice = choices.get(condition.criterion)
    if choice is None:
        return condition.criterion in choices or condition.criterion not in unasked
    return choice in condition.choices


def _level(risk: Risk, choices: Mapping[str, int | None]) -> Level:
    known = [code for code in risk.high if choices.get(code) is not None]
    if not known:
        return "unknown"
    pointing = len(_pointing(risk, (choices,)))
    if pointing / len(known) >= HIGH_SHARE:
        return "high"
    return "raised" if pointing else "low"


def _together(levels: Sequence[Level]) -> Level:
    return levels[0] if len(set(levels)) == 1 else "differs"


def _pointing(risk: Risk, parts: Sequence[Mapping[str, int | None]]) -> tuple[str, ...]:
    """The criteria whose answers point to a risk, in any of these parts of the work."""
    return tuple(
        code
        for code, numbers in risk.high.items()
        if any(choices.get(code) in numbers for choices in parts)
    )


def _arrangement(content: Engagements, risks: Mapping[str, Level]) -> Suggestion | None:
    found = tuple(IS_HIGH.get(risks[key]) if key in risks else None for key in RISKS)
    for row in content.arrangements:
        if found == (row.operational, row.structural):
            codes = tuple(code for risk in content.risks for code in risk.high)
            return Suggestion(content.forms[row.form], row.why, codes)
    return None
