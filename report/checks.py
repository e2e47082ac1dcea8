"""The checks that no sum can overrule: which stand in the way, which only warn, and which nobody knows yet."""

from collections.abc import Iterable, Sequence

from engine.fit.gates import FiredGate
from engine.model.facts import EFFECTS
from engine.model.ruleset import Gate, Ruleset
from engine.outcome import LEANING, Recommendation
from report.document import About, Answer
from report.headline import certainty, goes_out, may_go_out
from report.messages import Chance, Listed, Message, Text, say
from report.subject import Subject

NAMED = 3
"""So many checks are named in one line before the rest is only counted."""


def question_of(ruleset: Ruleset, code: str) -> str:
    """What a check asks; its name only where it is never asked."""
    gate = ruleset.gate[code]
    return gate.question or gate.name


def quoted(ruleset: Ruleset, codes: Sequence[str]) -> Listed:
    """The questions of checks in quotation marks, of many the first; all stand under Where and rules."""
    return _named([question_of(ruleset, code) for code in codes])


def _named(questions: Sequence[str]) -> Listed:
    shown = questions if len(questions) <= NAMED + 1 else questions[:NAMED]
    found: list[Text] = [say("quoted", text=text) for text in shown]
    more = len(questions) - len(shown)
    return Listed([*found, say("checks.more", count=more)] if more else found)


def unknown_before(ruleset: Ruleset, advised: Recommendation) -> Listed | None:
    """The questions without an answer that could still put something first, of many the first; None
    where all are answered. While nothing is handed over, only what software could do comes first."""
    codes = advised.before.unknown if advised.before else ()
    if not may_go_out(advised):
        software = ruleset.decides("automation")
        codes = tuple(code for code in codes if software and code == software.code)
    short = {row.code: row.short for row in ruleset.criteria}
    return (
        _named([short.get(code) or question_of(ruleset, code) for code in codes]) if codes else None
    )


def fixes(advised: Recommendation) -> list[str]:
    """The checks to settle first, of the whole and of the steps; none where nothing is handed over."""
    rows = [row.before for row in _parts(advised) if row.before and may_go_out(row)]
    return list(dict.fromkeys(code for row in rows for code in row.fix))


def keeping(advised: Recommendation) -> list[str]:
    """The checks that let work go out and keep its decision here, of the whole and of the steps."""
    fired = [one for row in _parts(advised) if goes_out(row) for one in row.fired]
    return list(dict.fromkeys(one.code for one in fired if one.effect == "keeps_decision"))


def _parts(advised: Recommendation) -> list[Recommendation]:
    """The whole and its steps."""
    return [advised, *(row.recommendation for row in advised.steps if row.recommendation)]


def software_told(advised: Recommendation) -> Message | None:
    """What software could take over, beside a headline that is another, with how sure that is."""
    before = advised.before
    if before is None or before.automate == "none" or advised.outcome == "automate":
        return None
    if before.probability < LEANING:
        return say("first.automate.open")
    return say(f"first.automate.{before.automate}", chance=Chance(before.probability))


def software_waits(advised: Recommendation) -> bool:
    """Whether the decision waits for what software takes over: that is most of the work, or open. A part is
    automated beside the decision."""
    before = advised.before
    is_open = before is not None and before.probability < LEANING
    return before is not None and (before.automate == "most" or is_open)


def acted_on(ruleset: Ruleset, advised: Recommendation) -> list[str]:
    """The fired checks whose action stands, the strongest first. Where the work stays inside, what a
    provider asks for does not; where several rules keep it there, those of all of them do, as to lift one
    opens nothing."""
    fired = [row for row in _by_strength(advised.fired) if _asks(ruleset, row)]
    codes = list(dict.fromkeys(row.code for row in fired))
    if may_go_out(advised):
        return codes
    ruling = [row.code for row in fired if row.rules_out]
    return [code for code in codes if code in ruling or not _for_provider(ruleset, code)]


def _asks(ruleset: Ruleset, row: FiredGate) -> bool:
    """Whether a fired check asks for its action: as a warning, one that rules out otherwise does not, as
    its action is about a way that is closed."""
    return row.effect != "warns" or not ruleset.gate[row.code].effect.startswith("rules_out")


def asked_still(ruleset: Ruleset, advised: Recommendation) -> list[str]:
    """The open checks that are worth an answer: where the work stays inside, none about a provider."""
    open_to_all = may_go_out(advised)
    return [code for code in advised.open_gates if open_to_all or not _for_provider(ruleset, code)]


def _for_provider(ruleset: Ruleset, code: str) -> bool:
    """Whether a check is about handing work over: it stands in the way of that, limits how far the work
    may go by itself or by the answers that fire it, or is told by the price of a provider or by barred
    countries."""
    gate: Gate = ruleset.gate[code]
    limits = {row.code for row in ruleset.reference.places.all_limits}
    rests_on = {code, *(one.criterion for row in gate.triggers for one in row.when)}
    return gate.effect != "warns" or bool(gate.detailed_by) or bool(limits & rests_on)


def fired_checks(subject: Subject, *, warning: bool) -> list[Answer]:
    """What stands in the way and what to do about it, the strongest first; or what only warns."""
    return [
        Answer(
            question=question_of(subject.ruleset, row.code),
            answer=row.reason,
            about=About(gate=row.code)
            if row.answer == "fires"
            else About(criterion=next(iter(row.criteria), "")),
            then=_does(subject, row),
        )
        for row in _by_strength(subject.advised.fired)
        if (row.effect == "warns") is warning
    ]


def _does(subject: Subject, row: FiredGate) -> Message:
    """What a fired check does and asks for; where the work stays inside, nothing is to be settled first."""
    action = subject.ruleset.gate[row.code].action
    if row.effect == "fix_first" and not may_go_out(subject.advised):
        return say("checks.fix_first.inside", action=action)
    if not _asks(subject.ruleset, row):
        return say("checks.warns.only")
    return say(f"checks.{row.effect}", action=action)


def _by_strength(fired: Iterable[FiredGate]) -> list[FiredGate]:
    return sorted(fired, key=lambda row: EFFECTS.index(row.effect))


def open_checks(subject: Subject) -> list[Answer]:
    """The checks that are worth an answer that nobody knows yet, and what each could do."""
    return [
        Answer(
            question=question_of(subject.ruleset, code),
            answer=_given(subject, code),
            about=About(gate=code),
            then=say(f"check.{subject.ruleset.gate[code].effect}"),
        )
        for code in asked_still(subject.ruleset, subject.advised)
    ]


def capped(subject: Subject) -> Message | None:
    """Why the word is lower than the number: the open checks that hold it back, of the whole or of a
    step; those that only warn hold back nothing. None where nothing is held back."""
    advised = subject.advised
    if not advised.capped:
        return None
    rows = (advised, *(row.recommendation for row in advised.steps))
    codes = {code for row in rows if row for code in row.open_gates}
    holding = [code for code in codes if subject.ruleset.gate[code].effect != "warns"]
    return say("certainty.capped", count=len(holding))


def ruled(subject: Subject) -> Message | None:
    """What the answers alone would say where a rule decides, which is the first reason; else None."""
    advised = subject.advised
    if not (advised.ruled_by and advised.who and subject.is_sure):
        return None
    alone = "provider" if advised.who.is_above else "own"
    return say(f"certainty.rule.{alone}", count=len(advised.ruled_by))


def certainty_of(subject: Subject) -> list[Message]:
    """How sure the headline is, a sentence each, with the rule that decides and the checks that hold
    the word back: the same under the headline and on How sure."""
    found = [*certainty(subject.advised), ruled(subject), capped(subject)]
    return [row for row in found if row is not None]


def _given(subject: Subject, code: str) -> Text:
    given = subject.case.gates.get(code)
    return say(f"gate.{given}") if given else say("answer.none")
