"""What the tests of comments by a link share: browsers that hold one, and ways to write in them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from decisions.models import Assessment, SharedLink
from reviews.models import Comment, Thread
from tests.decisions.test_shared import make, opened
from tests.forms_on_page import PageForm, forms_of

LINK = "Board of 14 December"
WHOLE, QUESTION = "assessment:", "question:A1"


@dataclass(frozen=True, slots=True)
class Board:
    """A browser without an account that holds a link to comment."""

    link: SharedLink
    token: str
    browser: Client

    @property
    def comments(self) -> str:
        """The page with all comments."""
        return reverse("shared_comments", args=[self.link.pk])

    def at(self, thread: Thread) -> str:
        """The page of a thread."""
        return reverse("shared_thread", args=[self.link.pk, thread.pk])

    def own(self, comment: Comment, name: str = "shared_comment") -> str:
        """The page of a comment."""
        return reverse(name, args=[self.link.pk, comment.thread_id, comment.pk])

    def get(self, address: str) -> Any:
        """A page."""
        return self.browser.get(address)

    def begin(self, text: str, about: str = WHOLE, **more: str) -> Thread:
        """A new thread."""
        sent = {"about": about, "text": text, "key": str(uuid4()), **more}
        answer = self.browser.post(self.comments, sent)
        assert answer.status_code == 302, answer.context["form"].errors
        return Thread.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])

    def reply(self, thread: Thread, text: str, **more: str) -> Comment:
        """The last comment of the thread, after it was written."""
        answer = self.browser.post(self.at(thread), {"text": text, "key": str(uuid4()), **more})
        assert answer.status_code == 302, answer.context["form"].errors
        return thread.comments.order_by("-number")[0]


def board_of(assessment: Assessment, **options: Any) -> Board:
    """A browser that has opened such a link."""
    link, token = make(assessment, **{"right": "comment", "made_for": LINK} | options)
    return Board(link, token, opened(token)[0])


def another(board: Board) -> Board:
    """Another browser that has opened the same link."""
    return Board(board.link, board.token, opened(board.token)[0])


def form_of(response: Any, field: str = "text") -> PageForm:
    """The form of a page with this field."""
    (form,) = (row for row in forms_of(response.text) if row.posts and field in row.names)
    return form
