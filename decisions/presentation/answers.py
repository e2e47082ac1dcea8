"""The answers themselves, and how much is known."""

from decisions import wording
from decisions.presentation.material import Material, Signature
from decisions.presentation.tables import AnswerPart, CompletenessPart, ThemeAnswers
from engine.fit import interview
from engine.fit.case import known_choice
from engine.fit.counting import counting
from report.numbers import percent

NOBODY = Signature()


def listed_codes(material: Material) -> list[str]:
    """The questions to list: those the depth asks, and others that were answered earlier."""
    return [
        row.code
        for row in material.ruleset.criteria
        if row.code in material.shown
        or (
            row.asked != "never"
            and row.code in material.case.answers
            and row.code not in material.hidden
        )
    ]


def not_asked(material: Material) -> int:
    """How many questions a quick screen leaves out."""
    codes = {row.code for row in material.ruleset.criteria if row.asked == "questions"}
    return len(codes - material.hidden - set(listed_codes(material)))


def answers(material: Material) -> list[ThemeAnswers]:
    """The answers by theme, in order of asking."""
    codes = listed_codes(material)
    themes: list[ThemeAnswers] = []
    for theme in material.ruleset.themes:
        rows = [code for code in codes if material.ruleset.criterion[code].theme == theme.code]
        if rows:
            parts = [answer(material, code) for code in rows]
            themes.append({"code": theme.code, "name": theme.name, "answers": parts})
    return themes


def answer(material: Material, code: str) -> AnswerPart:
    """One answer with what it rests on, who gave it and when."""
    criterion = material.ruleset.criterion[code]
    given = material.case.answers.get(code)
    choice = criterion.choice(given.choice) if given and given.choice is not None else None
    evidence = (given.evidence or "") if given else ""
    signature = material.heading.answered_by.get(code, NOBODY)
    return {
        "criterion": code,
        "name": criterion.name,
        "question": criterion.question,
        "status": given.status if given else "unanswered",
        "choice": given.choice if given else None,
        "answer": material.answer(code),
        "remark": choice.note if choice else "",
        "evidence": evidence,
        "evidence_words": wording.EVIDENCE[evidence] if choice else "",
        "note": given.note if given else "",
        "reason": given.reason if given else "",
        "by": signature.by,
        "at": signature.at,
        "by_case": signature.by_case,
    }


def set_aside(material: Material) -> list[AnswerPart]:
    """Answers that a branch hides now: kept, never counted."""
    return [
        answer(material, row.code)
        for row in material.ruleset.criteria
        if row.code in material.hidden and row.code in material.case.answers
    ]


def completeness(material: Material) -> CompletenessPart:
    """How much is known: of the questions that the depth asks, and of the weight of who."""
    counted = {row.code for row in counting(material.ruleset, material.case)}
    codes = [code for code in listed_codes(material) if code in counted]
    given = material.case.answers
    known = sum(
        known_choice(material.ruleset.criterion[code], given.get(code)) is not None
        for code in codes
    )
    unanswered = sum(code not in given for code in codes)
    unknown = len(codes) - known - unanswered
    progress = interview.progress(material.ruleset, given, material.heading.depth)
    share = percent(material.advised.known_share)
    return {
        "percent": share,
        "answered": progress.answered,
        "asked": progress.total,
        "unknown": unknown,
        "unanswered": unanswered,
        "not_applicable": sum(row.status == "not_applicable" for row in given.values()),
        "words": wording.completeness(
            progress.answered, progress.total, share, unknown, quick=material.quick
        ),
    }
