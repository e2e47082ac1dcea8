"""Sources: codes of the register are resolved wherever somebody wrote one, and weak ones said to be weak."""

from engine.model.ruleset import Source
from report.messages import Message, Text, read
from report.sources import HOST, YEAR, full, is_weak, split, titled
from tests.shipped import shipped

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


def ids_in(text: Text) -> set[str]:
    """The messages of a text, however deep."""
    if not isinstance(text, Message):
        return set()
    values = (value for value in text.values.values() if isinstance(value, str | Message))
    return {text.id, *(one for value in values for one in ids_in(value))} - {"joined"}


def test_every_source_is_resolved_or_said_to_be_weak() -> None:
    """Address and year, or what is missing; what nobody of us read and what nobody can look up is weak. A
    name of a publisher that the title has already is no address."""
    seen = set()
    for source in shipped().sources:
        ids = ids_in(full(source))
        is_at, is_dated = bool(HOST.match(source.where)), bool(YEAR.search(source.title))
        assert ("source.at" in ids) is is_at
        assert ("source.nowhere" in ids) is not is_at
        assert ("source.undated" in ids) is not is_dated
        assert ("source.second_hand" in ids) is is_weak(source)
        assert ("source.lost" in ids) is not (is_weak(source) or is_at or is_dated)
        if source.where and not is_at:
            assert ("source.in" in ids) is (source.where not in source.title)
        seen |= ids
    assert len(seen) == 6
