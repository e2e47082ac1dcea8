"""Sources: codes of the register are resolved wherever somebody wrote one, and weak ones said to be weak."""

from engine.model.ruleset import Source
from report.messages import Message, read
from report.sources import split, titled

REGISTER = {
    "S1": Source("S1", "A survey", "example.org", "passage"),
    "S2": Source("S2", "A book that others quote", "", "second hand"),
}


def test_codes_are_found_among_what_somebody_wrote() -> None:
    assert split(REGISTER, "S2, Our ledger, page 3; S1,S2") == (("S2", "S1"), "Our ledger, page 3")
    assert split(REGISTER, "S12 of the shelf") == ((), "S12 of the shelf")


def test_titles_stand_in_the_place_of_codes_and_what_was_typed_stays() -> None:
    assert titled(REGISTER, "Our ledger, page 3") == "Our ledger, page 3"
    assert titled(REGISTER, "S1") == "A survey"
    found = titled(REGISTER, "S2, S1, Our ledger")
    assert isinstance(found, Message)
    first, *rest = read(found).split(" \u00b7 ")
    assert first != REGISTER["S2"].title
    assert first.startswith(REGISTER["S2"].title)
    assert rest == ["A survey", "Our ledger"]
