"""What is made of the answer about known weaknesses: silence is never taken for an all-clear."""

import json

import pytest

from tools.audit import judged

FINE = {"name": "django", "version": "5.2.8", "vulns": []}
WEAK = {"name": "celery", "version": "5.6.0", "vulns": [{"id": "PYSEC-1"}]}
UNKNOWN = {"name": "redis", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("rows", "status"),
    [([FINE], 0), ([FINE, WEAK], 1), ([FINE, UNKNOWN], 2), ([UNKNOWN, WEAK], 1)],
)
def test_the_exit_status_says_whether_all_is_known_to_be_well(rows, status):
    found, sentences = judged(json.dumps({"dependencies": rows}))
    assert found == status
    assert sentences


def test_no_answer_is_no_all_clear():
    assert judged("")[0] == 2
