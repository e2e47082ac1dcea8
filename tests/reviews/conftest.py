"""Fixtures for comments: a thread on a question, and everybody's way to write."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from accounts.models import User
from decisions.models import Assessment
from decisions.services.comments import write_comment
from reviews.models import Thread
from reviews.services import Target, Written
from tests.people import make_answers
from tests.reviews.by_link import Board, board_of

QUESTION = Target("question", "A1", "Do customers notice?")
Begin = Callable[..., Thread]


@pytest.fixture
def begin(assessment: Assessment, alice: User) -> Begin:
    """Begin a thread, by Alice about a question where nothing else is said."""

    def made(
        text: str = "Are you sure?",
        *mentions: User,
        by: User = alice,
        target: Target = QUESTION,
    ) -> Thread:
        written = Written(text, uuid4(), mentions)
        return write_comment(assessment=assessment, by=by, target=target, written=written)

    return made


@pytest.fixture
def board(assessment: Assessment) -> Board:
    """A board that has opened a link to the result as it is."""
    make_answers(assessment, {"A1": 2})
    return board_of(assessment)
