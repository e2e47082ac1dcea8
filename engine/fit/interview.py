"""Which question next, which are hidden, how far along: everything the questionnaire must know.

All functions take the answers given so far by criterion code. Questions come in the order of the
ruleset. ``depth`` is "quick" (criteria marked quick), "full" or "adaptive": the questions of "full",
asked in the order of what they tell (``engine.sensitivity.adaptive`` chooses), so here the two are alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.fit.case import Given, hidden_codes
from engine.model.ruleset import Ruleset

Depth = Literal["quick", "full", "adaptive"]
Answers = Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Progress:
    """Questions answered ("I don't know" and "does not apply" are answers) of those asked now;
    never more than the total, because hidden answers are not counted."""

    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Section:
    """One theme of the task list with the codes asked in it; "completed" means every one of them
    holds an answer, not that anything was handed in."""

    theme: str
    codes: tuple[str, ...]
    status: Literal["not_started", "in_progress", "completed"]
    progress: Progress


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an answer does to other questions, as codes in order of asking.

    ``closes`` and ``opens`` are the questions it hides and shows; ``set_aside`` and
    ``brought_back`` are those among them that hold an answer, which stops or starts to count.
    """

    closes: tuple[str, ...]
    opens: tuple[str, ...]
    set_aside: tuple[str, ...]
    brought_back: tuple[str, ...]


def asked(ruleset: Ruleset, answers: Answers, depth: Depth = "full") -> tuple[str, ...]:
    """Codes of the questions shown, in order; those answered "does not apply" stay shown, those of
    the place and retired ones are never among them."""
    hidden = hidden_codes(ruleset, answers)
    return tuple(
        row.code
        for row in ruleset.criteria
        if row.asked == "questions" and row.code not in hidden and (row.quick or depth != "quick")
    )


def next_unanswered(
    ruleset: Ruleset, answers: Answers, depth: Depth = "full", after: str | None = None
) -> str | None:
    """The next shown question without an answer, looking on from ``after`` and then from the start;
    None when all are answered."""
    shown = [code for code in asked(ruleset, answers, depth) if code not in answers]
    later = _codes(ruleset)[_place(ruleset, after) + 1 :] if after is not None else ()
    return next((code for code in (*later, *shown) if code in shown), None)


def previous_question(
    ruleset: Ruleset, answers: Answers, depth: Depth = "full", before: str | None = None
) -> str | None:
    """The shown question before ``before``; None before the first. Without ``before``, the last
    shown question (the way back from the page after the questions)."""
    shown = asked(ruleset, answers, depth)
    earlier = _codes(ruleset) if before is None else _codes(ruleset)[: _place(ruleset, before)]
    return next((code for code in reversed(earlier) if code in shown), None)


def progress(ruleset: Ruleset, answers: Answers, depth: Depth = "full") -> Progress:
    """How far along; the total changes as branches open and close."""
    return _progress(asked(ruleset, answers, depth), answers)


def sections(ruleset: Ruleset, answers: Answers, depth: Depth = "full") -> tuple[Section, ...]:
    """The themes that have a question to show, in order."""
    shown = asked(ruleset, answers, depth)
    found = []
    for theme in ruleset.themes:
        codes = tuple(code for code in shown if ruleset.criterion[code].theme == theme.code)
        if codes:
            found.append(_section(theme.code, codes, answers))
    return tuple(found)


def consequences(
    ruleset: Ruleset, answers: Answers, code: str, given: Given | None
) -> Consequences:
    """What answering ``code`` with ``given`` (None: clearing it) would do to other questions."""
    after = {key: value for key, value in answers.items() if key != code}
    if given is not None:
        after[code] = given
    before_hidden, after_hidden = hidden_codes(ruleset, answers), hidden_codes(ruleset, after)
    order = _codes(ruleset)
    closes = tuple(row for row in order if row in after_hidden - before_hidden)
    opens = tuple(row for row in order if row in before_hidden - after_hidden)
    return Consequences(
        closes=closes,
        opens=opens,
        set_aside=tuple(row for row in closes if row in answers),
        brought_back=tuple(row for row in opens if row in answers),
    )


def _codes(ruleset: Ruleset) -> tuple[str, ...]:
    return tuple(ruleset.criterion)


def _place(ruleset: Ruleset, code: str) -> int:
    """The position in order of asking; ``ValueError`` when there is no such criterion."""
    if code not in ruleset.criterion:
        raise ValueError(f"{code}: no such criterion")
    return _codes(ruleset).index(code)


def _progress(codes: tuple[str, ...], answers: Answers) -> Progress:
    return Progress(answered=sum(code in answers for code in codes), total=len(codes))


def _section(theme: str, codes: tuple[str, ...], answers: Answers) -> Section:
    counted = _progress(codes, answers)
    status: Literal["not_started", "in_progress", "completed"] = "in_progress"
    if counted.answered == 0:
        status = "not_started"
    elif counted.answered == counted.total:
        status = "completed"
    return Section(theme=theme, codes=codes, status=status, progress=counted)
