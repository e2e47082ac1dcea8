"""The advice and the options side by side: what, how sure, and in which order."""

from decisions import wording
from decisions.certainty import in_hundred
from decisions.presentation import sure_wording, verdict_wording
from decisions.presentation.figures import percent, whole
from decisions.presentation.material import Material
from decisions.presentation.shape import AdvicePart, AfterFix, OptionRow, State
from decisions.presentation.standing import chance_words, contenders, percents, state_of
from engine.model.ruleset import IN_HOUSE
from engine.robustness import CLEAR
from engine.scoring import OptionScore

NAMED_REASONS = 3
"""How many answers the one-sentence "because" names."""


def advice(material: Material) -> AdvicePart:
    """The advice in words."""
    evaluation = material.evaluation
    state = state_of(material)
    runner_up = material.runner_up
    margin = material.lead(material.advice, runner_up) if runner_up else 0
    headline, lead = _headline(material, state)
    label = (
        verdict_wording.FIX_FIRST
        if evaluation.after_fix
        else verdict_wording.VERDICTS.get(state, "")
    )
    rest = _verdict_rest(material) if label else ""
    option = material.ruleset.option[material.advice]
    return {
        "option": option.key,
        "name": option.name,
        "state": state,
        "headline": headline,
        "lead": lead,
        "definition": option.definition,
        "verdict": material.sure.verdict,
        "verdict_words": f"{label}: {rest}" if label else "",
        "verdict_label": label,
        "verdict_rest": rest,
        "because": _because(material, state),
        "margin": margin,
        "runner_up": material.choosable(runner_up) if runner_up else None,
        "contenders": [material.choosable(key) for key in contenders(material)],
        "doubts": [] if state == "empty" else _doubts(material),
        "after_fix": _after_fix(material),
        "split": verdict_wording.SPLIT if evaluation.split_offered else "",
    }


def _headline(material: Material, state: State) -> tuple[str, str]:
    if state == "empty":
        return verdict_wording.EMPTY_HEADLINE, verdict_wording.EMPTY_LEAD
    if state == "blocked":
        return verdict_wording.BLOCKED_HEADLINE, verdict_wording.BLOCKED_LEAD
    head, lead = verdict_wording.parted(material.ruleset.option[material.advice].advice)
    if material.evaluation.after_fix:
        return _headline_fix(material, state, head, lead)
    if state == "close":
        return _headline_close(material)
    return (verdict_wording.headline_leaning(head) if state == "leaning" else head), lead


def _headline_fix(material: Material, state: State, head: str, lead: str) -> tuple[str, str]:
    """What must be fixed comes before what is advised then."""
    first = verdict_wording.fix_first(_to_settle(material))
    if state == "close":
        names = [material.name(key) for key in contenders(material)]
        return verdict_wording.headline_fix_close(
            names
        ), f"{first} {verdict_wording.FIX_LEAD_CLOSE}"
    then = verdict_wording.then(lead)
    return verdict_wording.headline_fix(head), f"{first} {then}".strip()


def _to_settle(material: Material) -> list[str]:
    """The gates that keep the advice after the fix from being the advice now."""
    holding = material.evaluation.score_of(material.advice).ruled_out_by
    return [material.gate_quoted(code) for code in holding]


def _headline_close(material: Material) -> tuple[str, str]:
    if not material.evaluation.asked:
        return verdict_wording.NOTHING_APPLIES_HEADLINE, verdict_wording.NOTHING_APPLIES_LEAD
    if not material.evaluation.answered:
        return verdict_wording.UNKNOWN_HEADLINE, verdict_wording.UNKNOWN_LEAD
    names = [material.name(key) for key in contenders(material)]
    decisive = any(row.probability for row in material.sure.find_out_next)
    is_open = decisive or material.evaluation.open_gates
    lead = verdict_wording.CLOSE_LEAD if is_open else verdict_wording.CLOSE_LEAD_ALL_KNOWN
    return verdict_wording.headline_close(names), lead


def _verdict_rest(material: Material) -> str:
    if not material.evaluation.answered:
        return verdict_wording.NOTHING_MOVES
    words = chance_words(material)
    return f"then {words}" if material.evaluation.after_fix else words


def _because(material: Material, state: State) -> str:
    """The answers that moved the advice most, in one sentence."""
    if state not in ("clear", "leaning"):
        return ""
    option = material.advice
    points = material.printed[option].points
    named = [
        material.reason(row.criterion, points[row.criterion])
        for row in material.explanation.reasons_for[:NAMED_REASONS]
        if points[row.criterion] > 0
    ]
    return verdict_wording.because([(row["name"], row["signed"]) for row in named])


def _doubts(material: Material) -> list[str]:
    evaluation, limits = material.evaluation, material.ruleset.thresholds
    sentences = {
        "probability": sure_wording.doubt_probability(
            in_hundred(CLEAR), in_hundred(material.sure.probability)
        ),
        "completeness": verdict_wording.doubt_completeness(
            percent(evaluation.completeness), percent(limits.clear_completeness)
        ),
        "open_gate": verdict_wording.doubt_gates(
            [material.gate_words(code) for code in material.to_fix],
            len(evaluation.open_gates),
        ),
    }
    if not evaluation.answered:
        del sentences["probability"]
    return [sentences[doubt] for doubt in material.sure.doubts if doubt in sentences]


def _after_fix(material: Material) -> AfterFix | None:
    later, now = material.evaluation.after_fix, material.evaluation.advice
    if later is None:
        return None
    holding = material.evaluation.score_of(later).ruled_out_by
    is_open = not material.evaluation.score_of(now).ruled_out_by
    return {
        "option": later,
        "name": material.name(later),
        "gates": [material.gate(code) for code in holding],
        "until": material.choosable(now) if is_open else None,
        "words": verdict_wording.until_fixed(
            material.ruleset.option[now].advice, material.name(now), stays=now == IN_HOUSE
        )
        if is_open
        else verdict_wording.UNTIL_FIXED,
    }


def options(material: Material) -> list[OptionRow]:
    """The options in rank order, those ruled out last. What waits for a fix, and is advised after
    it, stands first."""
    advice = material.advice if material.evaluation.after_fix else ""
    rows = sorted(material.evaluation.scores, key=lambda row: row.option != advice)
    return [_option(material, row) for row in rows]


def _option(material: Material, row: OptionScore) -> OptionRow:
    option = material.ruleset.option[row.option]
    score = material.score(row.option)
    low, high = min(whole(row.low), score), max(whole(row.high), score)
    return {
        "option": row.option,
        "name": option.name,
        "rank": row.rank,
        "score": score,
        "exact": row.score,
        "low": low,
        "high": high,
        "open_words": "" if row.ruled_out_by else verdict_wording.range_words(low, high),
        "words": _option_words(material, row),
        "definition": option.definition,
        "ruled_out_by": [material.gate(code) for code in row.ruled_out_by],
        "keeps_inside": option.keeps_inside,
        "usual_regret": option.usual_regret,
    }


def _option_words(material: Material, row: OptionScore) -> str:
    state, leader = state_of(material), material.advice
    if material.evaluation.after_fix and row.option == leader:
        return verdict_wording.best_after_fix(_to_settle(material))
    if row.ruled_out_by:
        return wording.ruled_out([material.gate_words(code) for code in row.ruled_out_by])
    if state == "empty":
        return ""
    if state == "close" and row.option in contenders(material):
        if not material.evaluation.answered:
            return verdict_wording.NOT_MOVED
        return sure_wording.shares_first(percents(material)[row.option])
    if row.option == leader:
        return verdict_wording.BEST_FIT if material.runner_up else verdict_wording.ONLY_OPTION
    return verdict_wording.behind(material.lead(leader, row.option))
