"""The recommendation in words: the headline, what comes before it, and the shares behind it."""

from decisions import wording
from decisions.presentation import advice_wording as say
from decisions.presentation.material import Material, quoted
from decisions.presentation.shape import AdvicePart, OutcomeRow
from decisions.presentation.steps import ways_of
from decisions.wording import sure_percent
from engine.model.ruleset import Ruleset
from engine.outcome import Recommendation
from report.headline import sentence
from report.numbers import shares


def advice(material: Material) -> AdvicePart:
    """The headline with its lead."""
    advised = material.advised
    option = material.ruleset.option.get(advised.outcome)
    return {
        "outcome": advised.outcome,
        "option": option.key if option else "",
        "confidence": advised.confidence,
        "label": wording.CONFIDENCE[advised.confidence],
        "percent": sure_percent(advised.confidence, advised.probability),
        "headline": sentence(advised, material.case.today),
        "lead": _lead(material),
        "meaning": say.MEANING if material.shows_numbers else "",
        "definition": option.definition if option else say.DEFINITIONS.get(advised.outcome, ""),
        "before": before(material.ruleset, material.advised),
        "cap": _cap(material),
        "shows_numbers": material.shows_numbers,
    }


def _lead(material: Material) -> str:
    advised = material.advised
    if advised.outcome == "split":
        kept = [place for place, row in enumerate(advised.steps, start=1) if row.retained]
        ways = [(material.name(way), places) for way, places in ways_of(advised).items()]
        return say.split_lead([*ways, (say.RETAINED, kept)] if kept else ways)
    option = material.ruleset.option.get(advised.outcome)
    if option:
        return say.after_colon(option.advice)
    if advised.confidence == "early":
        return say.EARLY
    if advised.outcome in say.SECOND:
        return _wide_lead(advised)
    is_renewal = material.case.today.done_by == "provider"
    return say.RENEWAL if is_renewal and advised.outcome == "open" else say.LEADS[advised.outcome]


def _wide_lead(advised: Recommendation) -> str:
    """Why only *who* is named: what follows from it is open, or is not sure enough together with the
    rest. Own people in one place are named so only where software may come first."""
    second = advised.kind if advised.outcome == "provider" else advised.inside
    if second is None and advised.outcome == "own":
        return say.SOFTWARE
    is_open = second is None or second.confidence == "open"
    return (say.LEADS if is_open else say.SECOND)[advised.outcome]


def before(ruleset: Ruleset, advised: Recommendation) -> list[str]:
    """What is ruled out, what to fix and what to automate before anything changes hands."""
    if advised.before is None or advised.outcome == "none":
        return []
    found = _ruled_out(ruleset, advised)
    if advised.before.fix:
        gates = [quoted(ruleset, code) for code in advised.before.fix]
        found.append(say.fix_first(gates))
    if advised.before.automate != "none" and advised.outcome != "automate":
        found.append(say.AUTOMATE[advised.before.automate])
    return found


def _ruled_out(ruleset: Ruleset, advised: Recommendation) -> list[str]:
    """Which gates decide against the answers, a sentence for each thing that they rule out."""
    found: dict[str, list[str]] = {}
    for gate in advised.fired:
        if gate.effect.startswith("rules_out"):
            found.setdefault(gate.kind, []).append(quoted(ruleset, gate.code))
    return [say.ruled_out(what, gates) for what, gates in found.items()]


def _cap(material: Material) -> str:
    """Why the word is lower than the number, where open gates hold it back, of the whole or a step."""
    advised = material.advised
    if not advised.capped:
        return ""
    rows = (advised, *(row.recommendation for row in advised.steps))
    codes = {code for row in rows if row for code in row.open_gates}
    holding = [code for code in codes if material.ruleset.gate[code].effect != "warns"]
    return say.cap(len(holding))


def outcomes(material: Material) -> list[OutcomeRow]:
    """The delivery options with their joint shares, in the order of the decision model."""
    found = material.advised.outcomes
    if found is None or not material.shows_numbers:
        return []
    percents = shares(found)
    return [
        {
            "option": row.key,
            "name": row.name,
            "percent": percents[row.key],
            "definition": row.definition,
            "keeps_inside": row.keeps_inside,
            "regret": row.regret,
        }
        for row in material.ruleset.options
    ]
