"""Where a person stands in the questionnaire, and which page comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from decisions.evaluation import answers_of, depth_of, gates_of, given_of, weights_of
from decisions.models import Activity, Answer, Assessment, GateAnswer
from engine import interview
from engine.case import Given
from engine.ruleset import Criterion, Gate, Theme

RETURNS = {"check": "check", "result": "result"}
"""Pages that send a person to one question and want them back: ``?from=`` and the page's name."""


@dataclass(frozen=True, slots=True)
class TaskSection:
    """One theme, or the checks, in the task list. ``url`` leads to its first open question."""

    name: str
    intro: str
    status: str
    answered: int
    total: int
    url: str


def question_url(assessment: Assessment, code: str, origin: str = "") -> str:
    """The page of one question; ``origin`` says where to return."""
    url = reverse("question", args=[assessment.pk, code])
    return f"{url}?from={origin}" if origin else url


def url_of(assessment: Assessment, name: str) -> str:
    """A page of the assessment by its name."""
    return reverse(name, args=[assessment.pk])


def gates_are_open(assessment: Assessment) -> bool:
    """Whether the checks are asked in this depth and one has no answer yet."""
    asked = assessment.edition.ruleset.asked_gates()
    return not assessment.is_quick and any(gate.code not in gates_of(assessment) for gate in asked)


def next_url(
    assessment: Assessment,
    answers: Mapping[str, Given] | None = None,
    after: str | None = None,
) -> str:
    """The next question without an answer, then the checks, then the page to check it all."""
    given = answers_of(assessment) if answers is None else answers
    ruleset, depth = assessment.edition.ruleset, depth_of(assessment)
    if code := interview.next_unanswered(ruleset, given, depth, after):
        return question_url(assessment, code)
    name = "gates" if gates_are_open(assessment) else "check"
    return url_of(assessment, name)


def return_url(
    assessment: Assessment,
    answers: Mapping[str, Given],
    code: str,
    origin: str,
    opened: tuple[str, ...] = (),
) -> str:
    """Where Continue leads: back where the person came from, newly opened questions first."""
    if origin not in RETURNS:
        return next_url(assessment, answers, after=code)
    shown = interview.asked(assessment.edition.ruleset, answers, depth_of(assessment))
    for new in opened:
        if new in shown and new not in answers:
            return question_url(assessment, new, origin)
    return url_of(assessment, RETURNS[origin])


def back_url(assessment: Assessment, answers: Mapping[str, Given], code: str, origin: str) -> str:
    """The page before a question."""
    if origin in RETURNS:
        return url_of(assessment, RETURNS[origin])
    ruleset, depth = assessment.edition.ruleset, depth_of(assessment)
    before = interview.previous_question(ruleset, answers, depth, code)
    return question_url(assessment, before) if before else url_of(assessment, "assessment")


def sections(assessment: Assessment) -> list[TaskSection]:
    """The themes that have a question to ask."""
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
                url=question_url(assessment, first),
            )
        )
    return found


def gates_section(assessment: Assessment) -> TaskSection | None:
    """The checks as a section of the full assessment."""
    asked = assessment.edition.ruleset.asked_gates()
    if assessment.is_quick or not asked:
        return None
    answered = sum(gate.code in gates_of(assessment) for gate in asked)
    status = "completed" if answered == len(asked) else "in_progress"
    return TaskSection(
        name="Checks that no score can overrule",
        intro="Law, people, definition and state of the process: yes, no or don't know.",
        status=status if answered else "not_started",
        answered=answered,
        total=len(asked),
        url=url_of(assessment, "gates"),
    )


def weights_changed_late(assessment: Assessment) -> Activity | None:
    """The last change of the weights after answers were known, to be shown beside the result."""
    rows = assessment.activities.filter(verb="weights_chosen", detail__after_answers__gt=0)
    return rows.select_related("who").first()


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One question and its answer on the page to check; ``answer`` is None without one."""

    criterion: Criterion
    words: str
    answer: Answer | None
    is_open: bool
    url: str


def answer_words(criterion: Criterion, given: Given | None) -> str:
    """An answer as a reader knows it."""
    if given is None:
        return "Not answered"
    if given.status == "choice" and given.choice is not None:
        choice = criterion.choice(given.choice)
        return choice.text if choice else str(given.choice)
    return "I don't know" if given.status == "unknown" else "Does not apply"


def _row(assessment: Assessment, criterion: Criterion, answer: Answer | None) -> SummaryRow:
    given = given_of(answer) if answer else None
    choice = criterion.choice(given.choice) if given and given.choice is not None else None
    return SummaryRow(
        criterion=criterion,
        words=answer_words(criterion, given),
        answer=answer,
        is_open=given is None or given.status == "unknown" or bool(choice and choice.is_unknown),
        url=question_url(assessment, criterion.code, "check"),
    )


def summary(assessment: Assessment) -> dict[str, Any]:
    """What the page to check shows: answers by theme, checks, what is open and what is set aside."""
    ruleset, depth = assessment.edition.ruleset, depth_of(assessment)
    stored = {row.criterion: row for row in assessment.answers.all()}
    answers = answers_of(assessment)
    shown = interview.asked(ruleset, answers, depth)
    groups: list[tuple[Theme, list[SummaryRow]]] = [
        (
            ruleset.theme[section.theme],
            [_row(assessment, ruleset.criterion[code], stored.get(code)) for code in section.codes],
        )
        for section in interview.sections(ruleset, answers, depth)
    ]
    rows = [row for _, group in groups for row in group]
    hidden = [row for row in ruleset.criteria if row.code in answers and row.code not in shown]
    everywhere = interview.asked(ruleset, answers, "full")
    gates = [] if assessment.is_quick else _gates(assessment)
    return {
        "groups": groups,
        "gates": gates,
        "open_gates": sum(value not in ("Yes", "No") for _, value in gates),
        "unanswered": [row for row in rows if row.answer is None],
        "unknown": [row for row in rows if row.answer is not None and row.is_open],
        "set_aside": [
            _row(assessment, row, stored[row.code]) for row in hidden if row.code not in everywhere
        ],
        "kept": [
            _row(assessment, row, stored[row.code]) for row in hidden if row.code in everywhere
        ],
        "progress": interview.progress(ruleset, answers, depth),
    }


def _gates(assessment: Assessment) -> list[tuple[Gate, str]]:
    values = gates_of(assessment)
    labels = dict(GateAnswer.Value.choices)
    return [
        (gate, str(labels[values[gate.code]]) if gate.code in values else "")
        for gate in assessment.edition.ruleset.asked_gates()
    ]


def weight_share(assessment: Assessment, code: str) -> float:
    """How much of all weight one question carries, in percent."""
    weights = weights_of(assessment)
    return 100 * weights[code] / (sum(weights.values()) or 1.0)
