"""What is worth finding out: open gates, then answers by the chance that knowing them matters."""

from collections.abc import Sequence

from decisions import wording
from decisions.presentation import sure_wording
from decisions.presentation.figures import percent, tenths
from decisions.presentation.material import Material
from decisions.presentation.reason_shape import FindOut
from decisions.presentation.sure_shape import FlipPart
from engine.flips import Lookup
from engine.sensitivity.prior import chances_of

TO_FIND = 6
"""How many rows there are at least, as long as something is not known."""


def find_out_next(material: Material, flips: Sequence[FlipPart]) -> list[FindOut]:
    """Gates without yes or no first, then every answer that could change the advice, likeliest first,
    filled up with those that are not known and move the lead most. While nothing is known, every
    answer would change the advice: then those that move any option most. ``flips`` are the single
    answers that change something."""
    if not material.evaluation.answered:
        return [*_gates(material), *_movers(material)]
    rows = material.sure.find_out_next
    decisive = [row for row in rows if row.probability]
    others = [row for row in rows if not row.probability and not row.known]
    return [
        *_gates(material),
        *(_answer(material, row, flips) for row in decisive),
        *(_answer(material, row, flips) for row in others[: max(0, TO_FIND - len(decisive))]),
    ]


def open_gate_words(material: Material) -> str:
    """The open gates, and the options that at least one of them could rule out."""
    codes = material.evaluation.open_gates
    could = {option for code in codes for option in material.ruleset.gate[code].rules_out}
    return wording.open_gates(
        [material.gate_words(code) for code in codes],
        [row.name for row in material.ruleset.options if row.key in could],
    )


def _gates(material: Material) -> list[FindOut]:
    codes = material.evaluation.open_gates
    if not codes:
        return []
    first = material.ruleset.gate[codes[0]]
    return [
        {
            "criterion": "",
            "gate": first.code,
            "name": first.name if len(codes) == 1 else wording.still_open(len(codes)),
            "question": first.question if len(codes) == 1 else "",
            "percent": 0,
            "leads": [],
            "words": open_gate_words(material),
            "how": first.help if len(codes) == 1 else "",
            "swing": "",
        }
    ]


def _movers(material: Material) -> list[FindOut]:
    spans = {
        row.criterion: max(row.high[option] - row.low[option] for option in row.points)
        for row in material.evaluation.contributions
    }
    order = sorted((code for code in spans if spans[code] > 0), key=lambda code: -spans[code])
    return [
        _row(
            material,
            code,
            words=sure_wording.find_mover(_grade(material, code), tenths(spans[code])),
            swing=tenths(spans[code]),
        )
        for code in order[:TO_FIND]
    ]


def _answer(material: Material, row: Lookup, flips: Sequence[FlipPart]) -> FindOut:
    chance = percent(row.probability)
    leads, gates = _outcomes(material, row, flips) if chance else ([], [])
    words = sure_wording.find_answer(
        sure_wording.GRADES[row.evidence or ""] if row.known else _grade(material, row.criterion),
        chance,
        [material.name(option) for option in leads],
        [material.gate_quoted(code) for code in gates],
        tenths(row.swing),
    )
    found = _row(material, row.criterion, words=words, swing=tenths(row.swing))
    found["percent"] = chance
    found["leads"] = [material.choosable(option) for option in leads]
    found["how"] = found["how"] or sure_wording.SETTLED_BY[row.evidence or ""]
    return found


def _row(material: Material, code: str, *, words: str, swing: str) -> FindOut:
    criterion = material.ruleset.criterion[code]
    return {
        "criterion": code,
        "gate": "",
        "name": criterion.name,
        "question": criterion.question,
        "percent": 0,
        "leads": [],
        "words": words,
        "how": criterion.find_out,
        "swing": swing,
    }


def _grade(material: Material, code: str) -> str:
    """What is known of an answer that is not known."""
    return sure_wording.OPEN[code in material.case.answers]


def _outcomes(
    material: Material, row: Lookup, flips: Sequence[FlipPart]
) -> tuple[list[str], list[str]]:
    """What the page could then advise instead, likeliest first, and the gates that it could ask to
    fix before an advice that stays."""
    chances = chances_of(material.ruleset, material.case, row.criterion)
    likely = {
        number for number, chance in zip(chances.numbers, chances.chances, strict=True) if chance
    }
    changes = [(flip, flip["changes"][0]) for flip in flips]
    mine = [
        flip
        for flip, change in changes
        if change["criterion"] == row.criterion and change["choice"] in likely
    ]
    options = {flip["option"] for flip in mine if flip["option"] != material.advice}
    order = (*(option for option, _ in row.leads), *material.ruleset.option)
    leads = dict.fromkeys(option for option in order if option in options)
    stays = [flip for flip in mine if flip["option"] == material.advice]
    gates = dict.fromkeys(gate["code"] for flip in stays for gate in flip["fix_first"])
    return list(leads), list(gates)
