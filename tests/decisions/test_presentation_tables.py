"""The tables of a snapshot: answers, facts, why not the others, the map. ``tests.decisions.snapshots``
says what the small ruleset does."""

from decisions.presentation import Heading, Signature, present
from engine.intake import read
from engine.scoring import Given
from tests.decisions.snapshots import HEADING, shown
from tests.engine.makers import NOT_APPLICABLE, answers_of, make_branching, make_rich, make_tiny


def test_the_quick_screen_is_an_early_indication() -> None:
    """A1 and B1 are quick; A2 is left out and said to be."""
    heading = Heading(name="Payroll", edition_number=1, edition_sha256="", depth="quick")
    snapshot = shown(make_tiny(), answers_of(A1=3, B1=1), heading=heading)
    assert snapshot["heading"]["early"]
    assert snapshot["not_asked"] == 1
    assert snapshot["completeness"]["words"] == (
        "2 of 2 quick questions answered, 83% of the weight of all questions known."
    )
    assert snapshot["next_actions"][0]["text"] == (
        "Answer the 1 question that the quick screen leaves out. Your answers stay."
    )


def test_answers_set_aside_are_shown_apart_and_never_counted() -> None:
    """A1 = 1 closes A2, which holds an answer; B1 is asked as if A2 had none."""
    snapshot = shown(make_branching(), answers_of(A1=1, A2=2, B1=3))
    assert [row["criterion"] for row in snapshot["set_aside"]] == ["A2"]
    listed = [row["criterion"] for theme in snapshot["answers"] for row in theme["answers"]]
    assert listed == ["A1", "B1"]
    assert [row["criterion"] for row in snapshot["contributions"]["rows"]] == ["A1", "B1"]


def test_does_not_apply_is_listed_with_its_reason_and_counts_nothing() -> None:
    """A2 does not apply: two questions are left, both known."""
    given = {**answers_of(A1=3, B1=1), "A2": NOT_APPLICABLE}
    snapshot = shown(make_tiny(), given)
    row = snapshot["answers"][0]["answers"][1]
    assert (row["answer"], row["reason"]) == ("Does not apply", "There is none.")
    counts = snapshot["completeness"]
    assert (counts["asked"], counts["answered"], counts["not_applicable"]) == (2, 2, 1)
    assert counts["percent"] == 100


def test_an_answer_carries_evidence_note_person_and_time() -> None:
    """What the annex of the paper prints."""
    heading = Heading(
        name="Payroll",
        edition_number=1,
        edition_sha256="",
        answered_by={"A1": Signature("Alice", "2026-11-22T10:00:00+00:00")},
    )
    given = {"A1": Given(3, evidence="measured", note="Counted in May.")}
    row = shown(make_tiny(), given, heading=heading)["answers"][0]["answers"][0]
    assert (row["evidence_words"], row["note"]) == ("Measured data", "Counted in May.")
    assert (row["by"], row["at"]) == ("Alice", "2026-11-22T10:00:00+00:00")


def test_facts_of_the_service_type_say_what_they_rest_on() -> None:
    """A reported measure, a verified rule and their one source."""
    ruleset = make_rich()
    case = read(ruleset, {"service": "payroll", "answers": {"A1": 3}}).case
    snapshot = present(ruleset, case, HEADING)
    service = snapshot["service"]
    assert service is not None
    assert service["kpis"][0]["mark_words"] == "Reported by S1"
    assert service["rules"][0]["mark_words"] == "Verified in S1"
    assert [row["title"] for row in service["sources"]] == ["A source"]


def test_why_not_gives_the_difference_between_two_options() -> None:
    """B1 = 1: BPO +30, automate +10, so it favours BPO by 20; A1 = 3: 15 against 0."""
    snapshot = shown(make_tiny(), answers_of(A1=3, A2=2, B1=1))
    automate = snapshot["why_not"][0]
    assert automate["option"] == "automate"
    assert automate["words"] == "It scores 40 points less than Name of bpo."
    assert [(row["criterion"], row["signed"]) for row in automate["against"]] == [
        ("B1", "+20.0"),
        ("A1", "+15.0"),
        ("A2", "+5.0"),
    ]
    assert automate["favoured_title"] == "Speaks for \u201cName of automate\u201d too"
    assert [(row["criterion"], row["signed"]) for row in automate["favoured"]] == [("B1", "+10.0")]


def test_the_map_has_the_point_and_its_range() -> None:
    """A1 = 3 is +0.75 of sourcing; A2 is open (-0.25 to +0.25); B1 = 1 is -1.5 of expertise."""
    plane = shown(make_tiny(), answers_of(A1=3, B1=1))["map"]
    across, up = plane["across"], plane["up"]
    assert (across["value"], across["low"], across["high"]) == (0.75, 0.5, 1.0)
    assert (up["value"], up["low"], up["high"], up["extent"]) == (-1.5, -1.5, -1.5, 1.5)
    assert {row["option"] for row in plane["flags"]} == {"automate", "shared_service"}
    assert plane["words"].endswith("in the area of Name of bpo.")
