"""Which rules of law and supervision a decision must mention, and what each asks for.

The regimes are content (``Ruleset.reference.regimes``). Each names values of a few facts (sector, region, data
and so on); it applies when each of them is met. What is not known never clears a regime: it "may
apply" then. The result is a list of checks with dates, never legal advice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, get_args

from engine.model.codec import Keyed, Part, Rows
from engine.model.facts import Fact, MeantFor
from engine.model.fields import CHOICES, CODE, CODE_PATTERN, DAY, FLAG, TEXT, TEXTS, Texts

Applies = Literal["applies", "may_apply", "not_in_force"]
"""How far a set of rules holds, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Value:
    """One possible value of a fact."""

    key: Annotated[str, CODE, "Stable key."]
    name: Annotated[str, TEXT, "As the manager reads it."]


@dataclass(frozen=True, slots=True)
class Follows:
    """Values of a fact that an answer of the questionnaire settles."""

    criterion: Annotated[str, CODE, "Code of the criterion whose answer is looked at."]
    choices: Annotated[frozenset[int], CHOICES, "True when the answer is one of these."]
    values: Annotated[
        tuple[str, ...],
        Texts({"type": "string", "pattern": CODE_PATTERN}, unique=True, least=1),
        "What then holds.",
    ]


@dataclass(frozen=True, slots=True)
class RegimeQuestion:
    """One fact to ask for, and its possible values with their names."""

    key: Annotated[str, CODE, "Stable key."]
    name: Annotated[str, TEXT, "As the manager reads it."]
    choices: Annotated[
        Mapping[str, str],
        Keyed(Value, "value", "key", least=1, value="name"),
        "The values, in the order shown.",
    ]
    follows: Annotated[
        tuple[Follows, ...],
        Rows(Follows, "answer"),
        "Answers that settle it, so that it is not asked. One that leaves it open is not here.",
    ] = ()


@dataclass(frozen=True, slots=True)
class When:
    """True when the fact has one of the values."""

    question: Annotated[str, CODE, "Key of the question."]
    values: Annotated[
        tuple[str, ...],
        Texts({"type": "string", "pattern": CODE_PATTERN}, unique=True, least=1),
        "True for any of these.",
    ]


@dataclass(frozen=True, slots=True)
class Regime:
    """One set of rules. ``when`` maps facts to the values that bring it in; all must be met."""

    key: Annotated[str, CODE, "Stable key."]
    name: Annotated[str, TEXT, "Its name."]
    applies_to: Annotated[str, TEXT, "For whom it is meant."]
    when: Annotated[
        Mapping[str, tuple[str, ...]],
        Keyed(When, "condition", least=1, key="question", value="values"),
        "It applies when all of these are true.",
    ]
    checks: Annotated[tuple[str, ...], TEXTS, "What to check or to do."]
    fact: Annotated[Fact, Part(Fact), "What that rests on."]
    checked_on: Annotated[date, DAY, "The day on which somebody read the rules for this."]
    in_force: Annotated[
        bool, FLAG, "On that day it held. Without it: a draft, or decided for a later day."
    ] = True
    options: MeantFor = ()


@dataclass(frozen=True, slots=True)
class Regimes:
    """All content about rules of law and supervision."""

    disclaimer: Annotated[str, TEXT, "The sentence above the list: no legal advice."] = ""
    questions: Annotated[
        tuple[RegimeQuestion, ...],
        Rows(RegimeQuestion, "question", "key"),
        "Facts that decide which regimes apply.",
    ] = ()
    regimes: Annotated[
        tuple[Regime, ...], Rows(Regime, "regime", "key"), "The regimes, in the order shown."
    ] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A regime that applies, may apply, or is about to; ``unknown`` are the facts that would settle it, and
    ``because`` the ones that bring it in."""

    regime: Regime
    applies: Applies
    because: tuple[str, ...]
    unknown: tuple[str, ...]


def applying(content: Regimes, known: Mapping[str, Collection[str]]) -> tuple[Finding, ...]:
    """The regimes to mention, those that apply first, each group in the order of the content.

    ``known`` maps a fact to all its values (several regions, several kinds of data); a fact that is
    absent or empty is unknown. A regime of which nothing is known is left out until something is.
    Raises ``ValueError`` for a fact or a value the content does not have.
    """
    _check(content, known)
    found = []
    for regime in content.regimes:
        unknown = tuple(key for key in regime.when if not known.get(key))
        because = tuple(
            key for key, values in regime.when.items() if set(values) & set(known.get(key, ()))
        )
        if because and len(because) + len(unknown) == len(regime.when):
            applies: Applies = "may_apply" if unknown else "applies"
            if not regime.in_force:
                applies = "not_in_force"
            found.append(Finding(regime, applies, because, unknown))
    return tuple(sorted(found, key=lambda finding: get_args(Applies).index(finding.applies)))


def out_of_date(findings: Collection[Finding], on: date) -> tuple[Finding, ...]:
    """The findings whose check is older than twelve months of 30 days on the day given."""
    return tuple(row for row in findings if (on - row.regime.checked_on).days > 12 * 30)


def _check(content: Regimes, known: Mapping[str, Collection[str]]) -> None:
    choices = {question.key: question.choices for question in content.questions}
    for key, values in known.items():
        unknown = [value for value in values if value not in choices.get(key, {})]
        if key not in choices or unknown:
            raise ValueError(f"{key}: {', '.join(unknown) or key} is not known here.")
