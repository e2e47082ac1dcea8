"""The first two pages of a paper say what belongs to what is advised."""

from typing import cast

from report.headline import goes_out
from report.messages import Message
from report.paper import first_sentence, paper
from tests.report.cases import subjects


def test_risks_are_those_of_what_is_advised():
    """The risks of a kind of work are about a provider: nobody is warned of one that gets nothing."""
    kept = 0
    for subject in subjects():
        if not subject.shows_shares:
            continue
        service = subject.ruleset.service[subject.case.service or ""]
        provider = {first_sentence(row.text) for row in service.risks}
        options = subject.ruleset.option
        provider |= {first_sentence(options[key].regret) for key in ("bpo", "kpo")}
        shown = paper(subject).risks
        names = [cast(Message, term.name).id for term in shown]
        assert names == ["paper.risk", "paper.risk", "paper.back"]
        stays = not goes_out(subject.advised) and subject.advised.outcome != "open"
        kept += stays
        if stays:
            assert not provider & {term.text for term in shown if isinstance(term.text, str)}
        elif subject.advised.outcome != "open":
            assert provider & {term.text for term in shown if isinstance(term.text, str)}
    assert kept > 3
