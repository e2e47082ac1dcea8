"""What to find out next: the weak and missing answers that could change an answer on the path."""

from dataclasses import dataclass
from math import fsum

from engine.fit.case import known_choice
from engine.sensitivity.alternatives import Alternatives
from engine.sensitivity.switching import path_of, plausibilities


@dataclass(frozen=True, slots=True)
class Lookup:
    """An answer worth finding out: the chance that knowing it, all else as it is, changes an answer
    on the path, and whether a choice is on record now."""

    criterion: str
    known: bool
    probability: float


def find_out_next(known: Alternatives) -> tuple[Lookup, ...]:
    """Unknown and weakly known answers of a case, those first that are likeliest to change an answer.

    The chance is the plausibility (as in ``engine.sensitivity.switching``) of all choices that do.
    Measured answers and those that alone change nothing are left out.
    """
    if not known.now.says_something:
        return ()
    ruleset, case = known.ruleset, known.case
    here = path_of(known.now)
    found = []
    for code, rows in known.others.items():
        given = case.answers.get(code)
        is_known = known_choice(ruleset.criterion[code], given) is not None
        if is_known and given is not None and given.evidence == "measured":
            continue
        turning = [number for number, then in rows.items() if path_of(then) != here]
        chances = plausibilities(ruleset, case, code) if turning else {}
        chance = fsum(chances[number] for number in turning)
        if chance:
            found.append(Lookup(code, is_known, chance))
    return tuple(sorted(found, key=lambda row: -row.probability))
