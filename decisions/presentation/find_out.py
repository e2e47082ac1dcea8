"""What is worth finding out: open gates, then answers by the chance that knowing them matters."""

from decisions import wording
from decisions.presentation import sure_wording
from decisions.presentation.figures import percent, tenths
from decisions.presentation.how_sure import after_flip
from decisions.presentation.material import Material
from decisions.presentation.shape import FindOut
from engine.flips import Lookup
from engine.prior import chances_of

TO_FIND = 6
"""How many rows there are at least, as long as something is not known."""


def find_out_next(material: Material) -> list[FindOut]:
    """Gates without yes or no first, then every answer that could change the advice, likeliest first,
    filled up with those that are not known and move it most. While nothing is known every answer
    would change it: then only what moves most."""
    rows = material.sure.find_out_next
    decisive = [row for row in rows if row.probability] if material.evaluation.answered else []
    others = [row for row in rows if row not in decisive and not row.known]
    others.sort(key=lambda row: -row.swing)
    return [
        *_gates(material),
        *(_answer(material, row) for row in decisive),
        *(_answer(material, row) for row in others[: max(0, TO_FIND - len(decisive))]),
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
            "name": first.name if len(codes) == 1 else wording.knock_outs(len(codes)),
            "question": first.question if len(codes) == 1 else "",
            "percent": 0,
            "leads": [],
            "words": open_gate_words(material),
            "how": first.help if len(codes) == 1 else "",
            "swing": "",
        }
    ]


def _answer(material: Material, row: Lookup) -> FindOut:
    criterion = material.ruleset.criterion[row.criterion]
    known = material.evaluation.answered > 0
    chance = percent(row.probability) if known else 0
    leads, gates = _outcomes(material, row) if chance else ([], [])
    return {
        "criterion": row.criterion,
        "gate": "",
        "name": criterion.name,
        "question": criterion.question,
        "percent": chance,
        "leads": [material.choosable(option) for option in leads],
        "words": sure_wording.find_answer(
            _grade(material, row),
            chance,
            [material.name(option) for option in leads],
            [material.gate_quoted(code) for code in gates],
            tenths(row.swing),
            alone=known,
        ),
        "how": criterion.find_out or sure_wording.SETTLED_BY[row.evidence or ""],
        "swing": tenths(row.swing),
    }


def _grade(material: Material, row: Lookup) -> str:
    if row.known:
        return sure_wording.GRADES[row.evidence or ""]
    return sure_wording.OPEN[row.criterion in material.case.answers]


def _outcomes(material: Material, row: Lookup) -> tuple[list[str], list[str]]:
    """What the page could then advise instead, likeliest first, and the gates that it could ask to
    fix before an advice that stays."""
    chances = chances_of(material.ruleset, material.case, row.criterion)
    likely = {
        number for number, chance in zip(chances.numbers, chances.chances, strict=True) if chance
    }
    order = [option for option, _ in row.leads]
    after = [
        after_flip(material, flip)
        for flip in material.sure.flips.singles
        if flip.changes[0].criterion == row.criterion and flip.changes[0].new in likely
    ]
    options = {option for option, _ in after if option != material.advice}
    gates = [code for option, codes in after if option == material.advice for code in codes]
    leads = [option for option in (*order, *material.ruleset.option) if option in options]
    return list(dict.fromkeys(leads)), list(dict.fromkeys(gates))
