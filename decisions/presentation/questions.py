"""The questions of the recommendation: who, and then which kind of provider or where inside."""

from decisions import wording
from decisions.presentation.material import Material, answer_text
from decisions.presentation.shape import QuestionPart, Reason
from decisions.wording import sure_percent
from engine.outcome import Question
from report.numbers import dealt, signed

TITLES = {
    "who": "Own people or a provider?",
    "inside": "Where the work arises, or pooled?",
    "kind": "Routine or expert work?",
}
SIDES = {
    "who": ("own people", "a provider"),
    "inside": ("the unit itself", "pooling"),
    "kind": ("routine work", "expert work"),
}
"""The two answers of a question, the one below its line first."""


def questions(material: Material) -> list[QuestionPart]:
    """The questions that are asked of this case, who first; empty for a split, before anything is
    answered and while it is early."""
    advised = material.advised
    if not material.shows_numbers:
        return []
    found = (("who", advised.who), ("kind", advised.kind), ("inside", advised.inside))
    return [_part(material, key, row) for key, row in found if row is not None]


def _part(material: Material, key: str, row: Question) -> QuestionPart:
    away, towards = SIDES[key]
    answer = wording.ANSWERS[row.answer]
    word = material.advised.word_of(row)
    found = reasons(material, key, row)
    known = {one.criterion for one in row.contributions}
    return {
        "question": key,  # type: ignore[typeddict-item]
        "on_path": material.advised.on_path(row),
        "title": TITLES[key],
        "answer": row.answer,
        "answer_words": answer,
        "label": wording.CONFIDENCE[word],
        "percent": sure_percent(word, row.probability),
        "score": round(50 + sum(one["points"] for one in found), 1),
        "line": round(row.score_line, 1),
        "towards": towards,
        "away": away,
        "words": wording.sure_words(
            answer,
            word,
            row.probability,
            waits=key != "who" and word == "open" != row.confidence,
        ),
        "reasons": found,
        "open": [
            {"code": code, "name": material.ruleset.criterion[code].name}
            for code in row.shares
            if code not in known
        ],
    }


def reasons(material: Material, key: str, row: Question) -> list[Reason]:
    """The known answers that pull, strongest first, with points of one decimal that add up."""
    away, towards = SIDES[key]
    exact = {one.criterion: one.points for one in row.contributions}
    points = dealt(exact)
    order = sorted(
        (code for code in points if exact[code]),
        key=lambda code: (-abs(points[code]), -abs(exact[code])),
    )
    return [
        {
            "criterion": code,
            "name": material.ruleset.criterion[code].name,
            "question": material.ruleset.criterion[code].question,
            "answer": answer_text(material.ruleset, code, material.spoken.answers.get(code)),
            "points": points[code],
            "signed": signed(points[code]),
            "side": towards if exact[code] > 0 else away,
        }
        for code in order
    ]
