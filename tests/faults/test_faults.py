"""A short run of the faults, and whether the comparison would find what it is there for."""

from pathlib import Path

import pytest

from tests.faults.harness import run
from tests.faults.managers import History, Place, Write
from tests.faults.model import doubled_papers, lost_writes, wrong_counts, wrong_sums
from tests.faults.stage import Stage
from tests.worker.lane import broker, database_url

FAULTS = 20
SEED = 100
"""Each kind once, and of the four beyond those none that starts the web server or a worker anew."""
AT = Place("/a/", "note")


def write(value: str, sent: float, outcome: str, place: Place = AT) -> Write:
    return Write(place, value, sent, sent + 1, outcome)


@pytest.mark.parametrize(
    ("writes", "stored", "lost"),
    [
        ([write("1", 0, "acknowledged"), write("2", 2, "acknowledged")], "2", 0),
        ([write("1", 0, "acknowledged"), write("2", 2, "acknowledged")], "1", 1),
        ([write("1", 0, "acknowledged"), write("2", 2, "unknown")], "1", 0),
        ([write("1", 0, "acknowledged"), write("2", 2, "unknown")], "2", 0),
        ([write("1", 0, "unknown"), write("2", 2, "acknowledged")], "1", 1),
        ([write("1", 0, "acknowledged"), write("2", 2, "refused")], "2", 1),
        ([write("1", 0, "acknowledged")], "", 1),
        ([write("1", 0, "acknowledged"), write("2", 0.5, "acknowledged")], "1", 0),
        ([write("1", 0, "unknown")], "", 0),
    ],
)
def test_the_comparison_finds_what_was_lost_and_nothing_else(writes, stored, lost):
    assert len(lost_writes(History(writes), {AT: stored})) == lost


def test_the_comparison_finds_what_happened_twice_or_never():
    writes = [write("1", 0, "acknowledged"), write("2", 2, "unknown"), write("3", 4, "refused")]
    assert wrong_counts(History(writes), {"1": 1}) == []
    assert wrong_counts(History(writes), {"1": 1, "2": 1}) == []
    for count in ({}, {"1": 2}, {"1": 1, "2": 2}, {"1": 1, "3": 1}):
        assert len(wrong_counts(History(writes), count)) == 1


def test_the_comparison_counts_what_the_log_does_not_tell_apart():
    at = Place("/cost/", "people", counted="cost")
    outcomes = ("acknowledged", "acknowledged", "unknown", "refused")
    history = History([write(str(n), n, outcome, at) for n, outcome in enumerate(outcomes)])
    found = {count: len(wrong_sums(history, {"cost": count})) for count in range(1, 5)}
    assert found == {1: 1, 2: 0, 3: 0, 4: 1}


def test_the_comparison_finds_a_paper_too_many():
    history = History(papers=["a", "b", "b"], papers_unheard=1)
    one_file = {"a": 1, "b": 1}
    for rows, wrong in ((1, 1), (2, 0), (3, 0), (4, 1)):
        assert len(doubled_papers(history, rows, rows, one_file)) == wrong
    assert len(doubled_papers(history, 2, 3, one_file)) == 1
    assert len(doubled_papers(history, 2, 2, {"a": 1, "b": 2})) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_acknowledged_is_lost_or_doubled_by_twenty_faults(tmp_path: Path) -> None:
    stage = Stage(tmp_path, database_url(), web_processes=1)
    try:
        stage.start_all()
        with broker(stage.redis_url):
            report = run(stage, seed=SEED, faults=FAULTS, managers=2, pause=0.3)
    finally:
        stage.close()
    assert report.wrong == [], str(report)
    assert report.injected.total() == FAULTS
    assert report.count("acknowledged") > FAULTS
    assert report.history.papers
