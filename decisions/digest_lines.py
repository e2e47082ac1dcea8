"""What a daily mail says, line by line: who did what on what, never a word of a comment."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from decisions.action_items import item_id, key_of
from decisions.activity import action_words
from decisions.models import ActionItem, Assessment
from decisions.wording import day_words, listed
from reviews.models import About, Thread
from reviews.news import News

LONGEST = 120
SUMMARY = {
    "overdue": ("action overdue", "actions overdue"),
    "due": ("action due", "actions due"),
    "mention": ("mention of you", "mentions of you"),
    "assigned": ("thread assigned to you", "threads assigned to you"),
    "reply": ("thread with replies", "threads with replies"),
    "by_link": ("thread with comments by link", "threads with comments by link"),
}
"""What a subject calls each kind, one and several."""
SENTENCES = {
    "overdue": "Your action {what} was due on {day}.",
    "due": "Your action {what} is due on {day}.",
    "mention": "{who} mentioned you in a comment on {what}.",
    "assigned": "{who} assigned the comments on {what} to you.",
    "reply": "{who} replied in the comments on {what}.",
    "reply_many": "{who} replied in the comments on {what}, {count} times.",
    "by_link": "New comment on {what}: {who}.",
    "by_link_many": "{count} new comments on {what}: {who}.",
}


@dataclass(frozen=True, slots=True)
class Due:
    """An action whose day is near or past, on a day."""

    action: ActionItem
    on: date

    @property
    def left(self) -> timedelta:
        """How long its day is still ahead; less than none when it is past."""
        return (self.action.due or self.on) - self.on

    @property
    def kind(self) -> Literal["due", "overdue"]:
        """Which of both it is."""
        return "overdue" if self.left < timedelta() else "due"

    @property
    def key(self) -> str:
        """What is told once: another day of the same action is told anew."""
        return f"{self.action.pk} {self.action.due} {self.kind}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what kind it is of, who did it, on what, by which day, and where that is on the site."""

    kind: Literal["mention", "assigned", "reply", "by_link", "due", "overdue"]
    what: str
    path: str
    who: str = ""
    count: int = 1
    day: str = ""

    @property
    def text(self) -> str:
        """The sentence."""
        return self._sentence.format(who=self.who, what=self.what, day=self.day, count=self.count)

    @property
    def html(self) -> SafeString:
        """The sentence, in which a name of another script turns nothing around."""
        who, what = (format_html("<bdi>{}</bdi>", text) for text in (self.who, self.what))
        return format_html(self._sentence, who=who, what=what, day=self.day, count=self.count)

    @property
    def _sentence(self) -> str:
        return SENTENCES[f"{self.kind}_many" if self.count > 1 else self.kind]


def lines_of(assessment: Assessment, news: Sequence[News], dues: Iterable[Due]) -> list[Line]:
    """What concerns the person most comes first. A thread that is new for them needs no line for each reply
    in it, and one with replies has one for all of them."""
    given = {row.thread.pk: row for row in news if row.kind == "assigned"}
    mentions = [row for row in news if row.kind == "mention"]
    several: dict[tuple[str, UUID], list[News]] = {}
    for row in news:
        if row.kind in ("reply", "by_link") and row.thread.pk not in given:
            several.setdefault((row.kind, row.thread.pk), []).append(row)
    actions = [_due(assessment, one) for one in dues]
    return [
        *(line for line in actions if line.kind == "overdue"),
        *(line for line in actions if line.kind == "due"),
        *(_line(row) for row in mentions),
        *(_line(row) for row in given.values()),
        *(_line(*rows) for rows in several.values()),
    ]


def summary_of(lines: Iterable[Line]) -> str:
    """How many of each kind, for the subject: "1 action overdue, 2 mentions of you"."""
    counts: Counter[str] = Counter(line.kind for line in lines)
    return ", ".join(
        f"{counts[kind]} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in SUMMARY.items()
        if counts[kind]
    )


def _line(*rows: News) -> Line:
    first = rows[0]
    path = reverse("thread", args=[first.thread.assessment_id, first.thread.pk])
    path += f"#comment-{first.number}" if first.number else ""
    who = listed(list(dict.fromkeys(str(row.by) for row in rows)))
    return Line(first.kind, _subject(first.thread), path, who, len(rows))


def _subject(thread: Thread) -> str:
    return "the whole assessment" if thread.about == About.ASSESSMENT else _quoted(thread.name)


def _due(assessment: Assessment, one: Due) -> Line:
    key = item_id(assessment, key_of(one.action))
    path = f"{reverse('actions', args=[assessment.pk])}#action-{key}"
    words = action_words(assessment.edition.ruleset, one.action.key, one.action.text)
    return Line(one.kind, _quoted(words), path, day=day_words(one.action.due or one.on))


def _quoted(name: str) -> str:
    one_line = " ".join(name.split())
    return f"“{one_line if len(one_line) <= LONGEST else one_line[: LONGEST - 1] + '…'}”"
