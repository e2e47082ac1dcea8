"""Three states of a page brought together: nobody's change is lost, and nobody's comes unseen."""

import pytest

from writing.merge import Row, State, merge, same

BASE = State({"name": ["Name"], "on": ["on"]}, {"rows": [Row("1", "One", {"text": ["one"]})]})


def state(*rows: Row, **page: list[str]) -> State:
    return State({**BASE.page, **page}, {"rows": list(rows)})


def row(text: str, key: str = "1", *, gone: bool = False) -> Row:
    return Row(key, key, {"text": [text]}, gone)


def told(found):
    return [(part.row, part.name, part.theirs, part.mine) for part in found.parts]


@pytest.mark.parametrize(
    ("one", "other"),
    [([], [""]), (["a\nb"], ["a\r\nb"]), (["1", "2"], ["2", "1"]), ([""], ["", ""])],
)
def test_a_browsers_way_of_sending_is_no_change(one, other):
    assert same(one, other)


@pytest.mark.parametrize(("one", "other"), [(["a"], ["a "]), (["a"], []), (["a"], ["a", "a"])])
def test_everything_else_is_a_change(one, other):
    assert not same(one, other)


def test_what_nobody_else_changed_is_saved_as_it_was_sent():
    found = merge(BASE, BASE, state(row("mine"), name=["Mine"]))
    assert not found.overtaken
    assert told(found) == [("", "name", False, True), ("One", "text", False, True)]


def test_each_keeps_the_field_that_only_they_changed_and_both_are_told():
    found = merge(BASE, state(row("theirs")), state(row("one"), name=["Mine"]))
    assert found.overtaken
    assert found.state == state(row("theirs"), name=["Mine"])
    assert told(found) == [("", "name", False, True), ("1", "text", True, False)]


def test_where_both_changed_the_same_mine_stays_in_the_form_and_theirs_is_shown():
    found = merge(BASE, state(row("theirs")), state(row("mine")))
    assert found.state == state(row("mine"))
    (part,) = found.parts
    assert (part.saved, part.yours) == ({"text": ["theirs"]}, {"text": ["mine"]})
    assert part.theirs
    assert part.mine


def test_a_box_that_they_took_out_is_not_ticked_again_by_who_left_it():
    found = merge(BASE, state(row("one"), on=[]), BASE)
    assert found.state.page["on"] == []
    assert told(found) == [("", "on", True, False)]


def test_a_box_that_i_took_out_stays_out():
    found = merge(BASE, state(row("theirs")), state(row("one"), on=[]))
    assert found.state.page["on"] == []


def test_the_same_change_by_both_is_no_conflict():
    found = merge(BASE, state(row("same"), name=["Same"]), state(row("same"), name=["Same"]))
    assert not found.overtaken
    assert found.parts == []


def test_a_row_that_they_added_is_there_and_told():
    found = merge(BASE, state(row("one"), row("two", "2")), BASE)
    assert found.state.tables["rows"] == [row("one"), row("two", "2")]
    assert told(found) == [("2", "", True, False)]


def test_a_row_that_they_deleted_and_i_left_alone_stays_deleted_and_is_told():
    found = merge(BASE, state(), BASE)
    assert found.state.tables["rows"] == []
    assert told(found) == [("One", "", True, False)]


def test_a_row_that_they_deleted_while_i_wrote_in_it_comes_back_as_a_new_one():
    found = merge(BASE, state(), state(row("mine")))
    assert found.state.tables["rows"] == [row("mine", "1").__class__("", "1", {"text": ["mine"]})]
    assert told(found) == [("One", "", True, True)]


def test_a_row_that_both_deleted_is_no_conflict():
    found = merge(BASE, state(), state(row("one", gone=True)))
    assert not found.overtaken
    assert found.state.tables["rows"] == []


def test_a_row_that_i_delete_while_they_write_in_it_is_told():
    found = merge(BASE, state(row("theirs")), state(row("one", gone=True)))
    assert found.overtaken
    assert found.state.tables["rows"] == [row("theirs", gone=True)]
    assert told(found) == [("1", "", True, True)]


def test_a_row_that_i_delete_alone_is_no_conflict():
    assert not merge(BASE, BASE, state(row("one", gone=True))).overtaken


def test_a_new_row_of_each_gives_two_rows():
    found = merge(BASE, state(row("one"), row("two", "2")), state(row("one"), row("new", "")))
    assert found.state.tables["rows"] == [row("one"), row("two", "2"), row("new", "")]


def test_a_new_row_that_was_sent_twice_is_one_row():
    found = merge(BASE, state(row("one"), row("new", "2")), state(row("one"), row("new", "")))
    assert found.state.tables["rows"] == [row("one"), row("new", "2")]
    assert not found.overtaken


def test_who_saw_nothing_is_told_of_every_difference():
    found = merge(None, state(row("theirs"), row("two", "2")), state(row("one"), name=["Mine"]))
    assert found.overtaken
    assert told(found) == [
        ("", "name", True, True),
        ("1", "text", True, True),
        ("2", "", True, False),
    ]
