"""The end: how the numbers came about, and what the words mean."""

from collections.abc import Iterator

from engine.fit.case import hidden_codes
from engine.fit.interview import progress
from report.annex.answers import listed
from report.document import Paragraph, Section, Term, Terms
from report.messages import say
from report.subject import Subject
from report.sure import known_words


def method(subject: Subject) -> Iterator[Section]:
    """Half a page, always."""
    yield Section("computed", "", [Paragraph(say("method.how")), Terms(_terms(subject))])
    options = [Term(row.name, row.definition) for row in subject.ruleset.options]
    if options:
        yield Section("words", say("method.words"), [Terms(options)])


def _terms(subject: Subject) -> list[Term]:
    result, answered = (
        subject.result,
        progress(subject.ruleset, subject.case.answers, subject.depth),
    )
    said = say("method.answered", answered=answered.answered, count=answered.total)
    known = say("method.known", answered=said, known=known_words(subject))
    rows = [
        Term(say("method.term.depth"), say(f"depth.{subject.depth}")),
        Term(say("method.term.answers"), known),
    ]
    left = _not_asked(subject)
    if subject.is_quick and left:
        rows.append(Term(say("method.term.left"), say("method.left", count=left)))
    weights = subject.weights
    if weights.name:
        text = (
            say("method.weights", name=weights.name, how=weights.how)
            if weights.how
            else weights.name
        )
        rows.append(Term(say("method.term.weights"), text))
    edition = say("method.edition", number=result.edition.number, sha256=result.edition.sha256)
    return [
        *rows,
        Term(say("method.term.model"), edition),
        Term(say("method.term.inputs"), say("method.sha256", sha256=result.digest)),
    ]


def _not_asked(subject: Subject) -> int:
    """How many questions the quick screen leaves out."""
    codes = {row.code for row in subject.ruleset.criteria if row.asked == "questions"}
    hidden = hidden_codes(subject.ruleset, subject.case.answers)
    return len(codes - hidden - set(listed(subject)))
