"""Where a person stands in the questionnaire, and which page comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, UUIDField
from django.urls import reverse

from decisions.adaptive import Ahead, ahead
from decisions.evaluation import answers_of, depth_of, gates_of, given_of, weights_of
from decisions.models import Activity, Answer, Assessment, GateAnswer
from decisions.wording import GATES, answer_words, listed
from engine.fit import interview
from engine.fit.case import Given, known_choice
from engine.model.ruleset import Criterion, Gate, Theme
from engine.model.ruleset import GateAnswer as GateValue
from writing.prepared import Prepared, Slot

RETURNS = {"check": "check", "result": "result", "actions": "actions"}
"""Pages that send a person to one question and want them back: ``?from=`` and the page's name."""
MORE = "more"
"""``?from=`` of a person who goes on answering although enough is known."""


@dataclass(frozen=True, slots=True)
class TaskSection:
    """One theme, or the gates, in the task list. ``url`` leads to its first open question."""

    name: str
    intro: str
    status: str
    answered: int
    total: int
    url: str


def question_url(assessment: Assessment, code: str, origin: str = "") -> str:
    """The page of one question, or its place on the page about the place; ``origin`` says where to
    return."""
    if assessment.edition.ruleset.criterion[code].asked == "place":
        return f"{url_of(assessment, 'place')}#div_id_answer-{code}"
    url = reverse("question", args=[assessment.pk, code])
    return f"{url}?from={origin}" if origin else url


def url_of(assessment: Assessment, name: str) -> str:
    """A page of the assessment by its name."""
    return reverse(name, args=[assessment.pk])


def gates_are_open(assessment: Assessment, gates: Mapping[str, GateValue] | None = None) -> bool:
    """Whether the gates are asked in this depth and one has no answer yet; ``gates`` replace the
    stored answers to them."""
    if assessment.is_quick:
        return False
    given = gates_of(assessment) if gates is None else gates
    return any(gate.code not in given for gate in assessment.edition.ruleset.asked_gates())


def next_code(
    assessment: Assessment,
    answers: Mapping[str, Given],
    gates: Mapping[str, GateValue] | None = None,
    after: str | None = None,
) -> str | None:
    """The next question without an answer; in the adaptive depth the one that tells most, and None
    as soon as enough is known. ``gates`` replace the stored answers to the gates."""
    ruleset, depth = assessment.edition.ruleset, depth_of(assessment)
    if depth != "adaptive":
        return interview.next_unanswered(ruleset, answers, depth, after)
    found = ahead(assessment, answers, gates)
    return None if found.stop else found.next_code


def next_url(
    assessment: Assessment,
    answers: Mapping[str, Given] | None = None,
    after: str | None = None,
) -> str:
    """The next question, then the gates, then the page to check it all."""
    given = answers_of(assessment) if answers is None else answers
    code = next_code(assessment, given, after=after)
    return question_url(assessment, code) if code else after_questions(assessment)


def more_url(assessment: Assessment, answers: Mapping[str, Given] | None = None) -> str:
    """The open question that tells most, also when enough is known; after the last, the gates."""
    code = _more(assessment, answers)
    return question_url(assessment, code, MORE) if code else after_questions(assessment)


def _more(assessment: Assessment, answers: Mapping[str, Given] | None) -> str | None:
    before = ahead(assessment, answers)
    return before.next_code or next(iter(before.open_codes), None)


def after_questions(assessment: Assessment, gates: Mapping[str, GateValue] | None = None) -> str:
    """The gates while one of them is open, then the page to check it all."""
    return url_of(assessment, "gates" if gates_are_open(assessment, gates) else "check")


def following(
    assessment: Assessment,
    answers: Mapping[str, Given],
    code: str,
    origin: str,
    opened: tuple[str, ...] = (),
) -> tuple[str, str] | None:
    """The question to which Continue leads, with its own ``origin``: newly opened ones first where
    the person came from another page. None when it leads to no question but to ``return_url``."""
    if origin in RETURNS:
        shown = interview.asked(assessment.edition.ruleset, answers, depth_of(assessment))
        new = (row for row in opened if row in shown and row not in answers)
        return next(((row, origin) for row in new), None)
    goes_on = origin == MORE and depth_of(assessment) == "adaptive"
    found = _more(assessment, answers) if goes_on else next_code(assessment, answers, after=code)
    return (found, MORE if goes_on else "") if found else None


def return_url(assessment: Assessment, origin: str) -> str:
    """Where Continue leads when no question follows: back where the person came from, or on."""
    return url_of(assessment, RETURNS[origin]) if origin in RETURNS else after_questions(assessment)


def back_url(assessment: Assessment, answers: Mapping[str, Given], code: str, origin: str) -> str:
    """The page before a question."""
    if origin in RETURNS:
        return url_of(assessment, RETURNS[origin])
    ruleset, depth = assessment.edition.ruleset, depth_of(assessment)
    if depth == "adaptive":
        before = _answered_before(assessment, answers, code)
    else:
        before = interview.previous_question(ruleset, answers, depth, code)
    return question_url(assessment, before) if before else url_of(assessment, "assessment")


def _in_order_of_answering(assessment: Assessment, answers: Mapping[str, Given]) -> list[str]:
    """The questions that hold an answer and are asked, first answered first."""
    shown = interview.asked(assessment.edition.ruleset, answers, depth_of(assessment))
    rows = sorted(assessment.answers.all(), key=lambda row: row.pk)
    return [row.criterion for row in rows if row.criterion in shown]


def _answered_before(assessment: Assessment, answers: Mapping[str, Given], code: str) -> str | None:
    """The question that was answered before this one, the last one for an open question."""
    answered = _in_order_of_answering(assessment, answers)
    earlier = answered[: answered.index(code)] if code in answered else answered
    return earlier[-1] if earlier else None


def position_of(assessment: Assessment, answers: Mapping[str, Given], code: str) -> int:
    """The number of a question, from 1: its place in the order of asking; in the adaptive depth,
    where that changes with every answer, its place in the order of answering."""
    shown = interview.asked(assessment.edition.ruleset, answers, depth_of(assessment))
    if depth_of(assessment) != "adaptive":
        return shown.index(code) + 1 if code in shown else len(shown)
    answered = _in_order_of_answering(assessment, answers)
    place = answered.index(code) if code in answered else len(answered)
    return min(place + 1, len(shown))


def sections(assessment: Assessment, before: Ahead) -> list[TaskSection]:
    """The themes that have a question to ask; ``before`` is what is left to ask.

    When enough is known, their questions are for people who go on all the same.
    """
    origin = MORE if before.stop and depth_of(assessment) == "adaptive" else ""
    ruleset, answers = assessment.edition.ruleset, answers_of(assessment)
    found = []
    for row in interview.sections(ruleset, answers, depth_of(assessment)):
        first = next((code for code in row.codes if code not in answers), row.codes[0])
        theme = ruleset.theme[row.theme]
        found.append(
            TaskSection(
                name=theme.name,
                intro=theme.intro,
                status=row.status,
                answered=row.progress.answered,
                total=row.progress.total,
                url=question_url(assessment, first, origin if first not in answers else ""),
            )
        )
    return found


def gates_section(assessment: Assessment) -> TaskSection | None:
    """The gates as a section of the full assessment."""
    asked = assessment.edition.ruleset.asked_gates()
    if assessment.is_quick or not asked:
        return None
    answered = sum(gate.code in gates_of(assessment) for gate in asked)
    status = "completed" if answered == len(asked) else "in_progress"
    return TaskSection(
        name=GATES,
        intro="Law, people, definition and state of the process.",
        status=status if answered else "not_started",
        answered=answered,
        total=len(asked),
        url=url_of(assessment, "gates"),
    )


def place_is_given(assessment: Assessment) -> bool:
    """Whether anything is said on the page about the place."""
    asked = assessment.edition.ruleset.criterion
    return bool(assessment.place) or any(
        code in asked and asked[code].asked == "place" for code in answers_of(assessment)
    )


def weights_changed_late(assessment: Assessment) -> Activity | None:
    """The last change of the weights after a result was known, to be shown beside the result."""
    return _LATE.first(assessment=assessment.pk)


def _late() -> QuerySet[Activity]:
    # What was logged earlier knows only whether there were answers.
    earlier = Q(detail__after_result__isnull=True, detail__after_answers__gt=0)
    late = Q(detail__after_result=True) | earlier
    about = Slot("assessment", UUIDField())
    rows = Activity.objects.filter(late, verb="weights_chosen", assessment=about)
    return rows.select_related("who")[:1]


_LATE = Prepared(_late)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One question and its answer on the page to check; ``answer`` is None without one."""

    criterion: Criterion
    words: str
    answer: Answer | None
    is_open: bool
    url: str


def _row(assessment: Assessment, criterion: Criterion, answer: Answer | None) -> SummaryRow:
    given = given_of(answer) if answer else None
    is_known = given is not None and (
        given.status == "not_applicable" or known_choice(criterion, given) is not None
    )
    return SummaryRow(
        criterion=criterion,
        words=answer_words(criterion, given),
        answer=answer,
        is_open=not is_known,
        url=question_url(assessment, criterion.code, "check"),
    )


def summary(assessment: Assessment) -> dict[str, Any]:
    """What the page to check shows: answers by theme, gates, what is open and what is set aside."""
    ruleset, depth = assessment.edition.ruleset, depth_of(assessment)
    answers = answers_of(assessment)
    stored = {row.criterion: row for row in assessment.answers.all() if row.criterion in answers}
    shown = interview.asked(ruleset, answers, depth)
    groups: list[tuple[Theme, list[SummaryRow]]] = [
        (
            ruleset.theme[section.theme],
            [_row(assessment, ruleset.criterion[code], stored.get(code)) for code in section.codes],
        )
        for section in interview.sections(ruleset, answers, depth)
    ]
    rows = [row for _, group in groups for row in group]
    hidden = [
        row
        for row in ruleset.criteria
        if row.asked == "questions" and row.code in answers and row.code not in shown
    ]
    everywhere = interview.asked(ruleset, answers, "full")
    gates = [] if assessment.is_quick else _gates(assessment)
    return {
        "groups": groups,
        "gates": gates,
        "open_gates": sum(row is None or row.value == "unknown" for _, row in gates),
        "unanswered": [row for row in rows if row.answer is None],
        "unknown": [row for row in rows if row.answer is not None and row.is_open],
        "set_aside": [
            _row(assessment, row, stored[row.code]) for row in hidden if row.code not in everywhere
        ],
        "kept": [
            _row(assessment, row, stored[row.code]) for row in hidden if row.code in everywhere
        ],
        "place": [
            _row(assessment, row, stored.get(row.code))
            for row in ruleset.criteria
            if row.asked == "place"
        ],
        "progress": interview.progress(ruleset, answers, depth),
    }


def _gates(assessment: Assessment) -> list[tuple[Gate, GateAnswer | None]]:
    stored = {row.gate: row for row in assessment.gate_answers.all()}
    return [(gate, stored.get(gate.code)) for gate in assessment.edition.ruleset.asked_gates()]


COUNTS_FOR = {
    "sourcing": "own people or a provider",
    "expertise": "routine or expert",
    "pooling": "pooled or not",
    "automation": "automate first or not",
}
"""The question that an axis answers."""


def counts_words(assessment: Assessment, code: str) -> str:
    """What the weight of a question does: "12% of “own people or a provider”"; "" when it acts on
    nothing."""
    ruleset, weights = assessment.edition.ruleset, weights_of(assessment)
    shares = []
    for axis, name in COUNTS_FOR.items():
        if axis in ruleset.effects[code]:
            acting = (row for row, axes in ruleset.effects.items() if axis in axes)
            total = sum(weights[row] for row in acting) or 1.0
            shares.append(f"{100 * weights[code] / total:.0f}% of “{name}”")
    return listed(shares)
