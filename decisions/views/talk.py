"""The way to the comments on one thing, beside it on its page: where, and how many are open."""

from dataclasses import dataclass

from decisions.comment_targets import comments_url
from decisions.models import Assessment
from reviews.models import About
from reviews.reading import open_counts


@dataclass(frozen=True, slots=True)
class Talk:
    """The comments on one thing: their address, and how many threads are open."""

    url: str
    open: int


class Talks:
    """Those on all things of one kind, in one query."""

    def __init__(self, assessment: Assessment, about: About) -> None:
        self.assessment, self.about = assessment, about
        self.counts = open_counts(assessment.pk, about)

    def of(self, key: str) -> Talk:
        """Those on the thing with this key."""
        return Talk(comments_url(self.assessment, self.about, key), self.counts.get(key, 0))
