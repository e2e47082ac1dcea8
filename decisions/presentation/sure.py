"""What would change the recommendation, how far weights can move, and what to find out."""

from math import fsum, inf

from decisions.presentation import sure_wording as say
from decisions.presentation.material import Material
from decisions.presentation.questions import TITLES
from decisions.presentation.shape import FindOut, FlipPart, SurePart, WeightRow
from decisions.wording import ANSWERS, AUTOMATE, GATE_ANSWERS
from engine.fit.case import Case, known_choice
from engine.outcome import NAMES
from engine.sensitivity.information import Lookup
from engine.sensitivity.switching import Flip
from engine.sensitivity.weight_intervals import Interval
from report.headline import sentence
from report.numbers import percent

UNLIKELY = 0.01
"""Changes less plausible than this are folded away."""
TO_FIND = 6
"""So many answers are worth naming."""


def sure(material: Material) -> SurePart | None:
    """That part of the document; None while nothing is answered, and while it is early."""
    if not material.shows_numbers:
        return None
    rows = [(row, _of_whole(material, row)) for row in material.result.flips]
    likely = [part for row, part in rows if (row.plausibility or 0.0) >= UNLIKELY or row.gate]
    unlikely = [part for row, part in rows if part not in likely]
    weights = _weights(material)
    return {
        "meaning": say.MEANING,
        "flips": likely,
        "unlikely": unlikely,
        "no_flip": "" if any(part["criterion"] for part in likely) else _no_flip(material),
        "weights": weights,
        "no_weight_flip": "" if any(row["near"] for row in weights) else say.NO_WEIGHT_FLIP,
    }


def _no_flip(material: Material) -> str:
    if material.is_split:
        return say.BY_STEP
    return say.NO_FLIP_OF_PROCESS if material.result.steps else say.NO_FLIP


def _of_whole(material: Material, row: Flip) -> FlipPart:
    """One change of the whole; where the headline would then not be the answer that changes, it says
    what it would be."""
    part = flip(material, material.case, row)
    then = material.result.after(row, part["choice"])
    if row.question in ("headline", "before") or row.to in NAMES.get(then.outcome, ()):
        return part
    words = f"{part['words']} {say.then(sentence(then, material.case.today))}"
    return {**part, "words": words}


def flip(material: Material, case: Case, row: Flip) -> FlipPart:
    """One change in words; ``case`` is that of the whole or of a step."""
    return _gate_flip(material, case, row) if row.gate else _answer_flip(material, case, row)


def _gate_flip(material: Material, case: Case, row: Flip) -> FlipPart:
    gate, to = material.ruleset.gate[row.gate], answer_words(material, row)
    now, state = case.gates.get(row.gate), row.state or "unknown"
    return {
        "question": row.question,
        "criterion": "",
        "gate": row.gate,
        "name": gate.name,
        "asked": gate.question,
        "now": GATE_ANSWERS[now] if now else "",
        "range": GATE_ANSWERS[state],
        "choice": None,
        "state": state,
        "to": to,
        "percent": 0,
        "words": say.gate_flip(gate.question, GATE_ANSWERS[state], to),
    }


def _answer_flip(material: Material, case: Case, row: Flip) -> FlipPart:
    criterion, to = material.ruleset.criterion[row.criterion], answer_words(material, row)
    given = known_choice(criterion, case.answers.get(row.criterion))
    now = criterion.choice(given) if given is not None else None
    numbers = [choice.number for choice in criterion.choices]
    here = numbers.index(given) if given is not None else 0
    found, chance = _range(material, row), percent(row.plausibility or 0.0)
    return {
        "question": row.question,
        "criterion": row.criterion,
        "gate": "",
        "name": criterion.name,
        "asked": criterion.question,
        "now": now.text if now else "",
        "range": found,
        "choice": min(row.choices, key=lambda one: abs(numbers.index(one) - here)),
        "state": "",
        "to": to,
        "percent": chance,
        "words": say.flip(
            criterion.short or criterion.name, now.text if now else "", found, to, chance
        ),
    }


def answer_words(material: Material, row: Flip) -> str:
    """What a change leads to, to stand at the end of a sentence."""
    if row.question == "headline":
        return say.headline_to(material.name(row.to))
    if row.question == "before":
        return say.FIX if row.to == "fix" else AUTOMATE[row.to]
    return say.answer_to(TITLES[row.question], ANSWERS[row.to])


def _range(material: Material, row: Flip) -> str:
    """The choices of a change: one, from one to another where they are neighbours, or a list."""
    criterion = material.ruleset.criterion[row.criterion]
    numbers = [choice.number for choice in criterion.choices]
    places = sorted(numbers.index(number) for number in row.choices)
    texts = [criterion.choices[place].text for place in places]
    is_run = places == list(range(places[0], places[-1] + 1))
    return say.range_words(
        texts, is_run=is_run, from_first=places[0] == 0, to_last=places[-1] == len(numbers) - 1
    )


def _weights(material: Material) -> list[WeightRow]:
    rows = material.result.weight_intervals
    effects = material.ruleset.effects
    totals = {
        axis: fsum(row.weight for row in rows if axis in effects[row.criterion]) for axis in say.OF
    }
    found = []
    for row in rows:
        axis = next(axis for axis in say.OF if axis in effects[row.criterion])
        if totals[axis]:
            found.append(_weight(material, row, axis, totals[axis]))
    return found


def _weight(material: Material, row: Interval, axis: str, total: float) -> WeightRow:
    """One weight in per cent of the weight on its axis, the others as they are."""
    criterion = material.ruleset.criterion[row.criterion]
    rest = total - row.weight

    def share(weight: float) -> float:
        return round(100 * weight / (weight + rest), 1) if weight + rest else 0.0

    least, most = criterion.weight_range or (0.0, inf)
    below, above = row.low > 0, row.high is not None
    near = (below and row.low >= least) or (row.high is not None and row.high <= most)
    low, high = share(row.low), 100.0 if row.high is None else share(row.high)
    return {
        "code": row.criterion,
        "name": criterion.name,
        "of": say.OF[axis],
        "share": share(row.weight),
        "low": low,
        "high": high,
        "range_words": say.share_range(low, high, below=below, above=above),
        "near": near,
        "words": say.weight(
            criterion.name, say.OF[axis], share(row.weight), low, high, below=below, above=above
        )
        if near
        else "",
    }


def find_out_next(material: Material) -> list[FindOut]:
    """Open gates first, then the answers that are likeliest to change something."""
    rows = material.result.find_out_next[:TO_FIND]
    return [*_open_gates(material), *(_lookup(material, row) for row in rows)]


def _open_gates(material: Material) -> list[FindOut]:
    return [
        {
            "criterion": "",
            "gate": gate.code,
            "name": gate.name,
            "question": gate.question,
            "percent": 0,
            "words": say.open_gate(gate.effect),
            "how": gate.help,
        }
        for gate in (material.ruleset.gate[code] for code in material.advised.open_gates)
    ]


def _lookup(material: Material, row: Lookup) -> FindOut:
    criterion = material.ruleset.criterion[row.criterion]
    given = material.case.answers.get(row.criterion)
    chance = percent(row.probability)
    return {
        "criterion": row.criterion,
        "gate": "",
        "name": criterion.name,
        "question": criterion.question,
        "percent": chance,
        "words": say.lookup(
            row.known, given is not None, (given.evidence or "") if given else "", chance
        ),
        "how": criterion.find_out or say.SETTLED_BY,
    }
