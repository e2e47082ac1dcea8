"""One mail a day to each person about each assessment, with what is new for them: comments and actions.

A row says that a mail is due on a day, and is sent like other mails (``accounts.mails``). What stands in
it is found when it is sent, for what its person may read then. A mail tells what happened until 7 o'clock
of the person's own day, after what the last one told that was sent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.mails import claim, note, send
from accounts.models import Mail, User
from decisions.access import readers
from decisions.digest_lines import Due, Line, lines_of, summary_of
from decisions.models import ActionItem
from reviews.models import Digest
from reviews.muting import muted_pairs, stop_token
from reviews.news import News, Pair, news_after

HOUR = 7
"""Of a person's own day: from then on the mails of the day are sent."""
OLDEST = timedelta(days=7)
"""Nothing older is told."""
NEAR = timedelta(days=2)
"""So long before the day of an action it is told."""
DAY = timedelta(days=1)
KEPT = timedelta(days=30)
"""Rows: longer than anything in them matters."""
MOST_LINES = 20


@dataclass(slots=True)
class Found:
    """What may be told to one person about one assessment."""

    news: list[News] = field(default_factory=list)
    actions: list[ActionItem] = field(default_factory=list)


@dataclass(slots=True)
class Past:
    """The mails that there were: what the last one told that was sent, and the last day that has one."""

    until: datetime | None = None
    day: date = date.min
    sent_at: datetime | None = None
    told: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Morning:
    """7 o'clock of one day of one person."""

    day: date
    at: datetime


def morning_of(person: User, now: datetime) -> Morning | None:
    """Of the day that it is now for the person; None before 7 o'clock."""
    day = now.astimezone(person.zone).date()
    at = datetime.combine(day, time(HOUR), tzinfo=person.zone)
    return Morning(day, at) if at <= now else None


def queue_digests(now: datetime, hand_over: Callable[[UUID], None]) -> int:
    """Queue the mails of everybody whose 7 o'clock is past; how many. Safe to run twice, also at once: a day
    has one row, and whoever makes it hands it over."""
    Digest.objects.filter(day__lt=(now - KEPT).date()).delete()
    found = _found(now - OLDEST - DAY, now.date())
    past = _past(found)
    people = User.objects.in_bulk({person for person, _ in found})
    made = 0
    for pair in sorted(_wanted(found)):
        person = people[pair[0]]
        morning = morning_of(person, now)
        if morning is None or _has_mail(past[pair], morning, person):
            continue
        if any(_new(found[pair], past[pair], morning)):
            made += _queue(pair, morning, now, hand_over)
    return made


def _wanted(pairs: Iterable[Pair]) -> set[Pair]:
    """Those whose person may read the assessment, and has not stopped such mails."""
    allowed = readers({assessment for _, assessment in pairs}) & set(pairs)
    muted = muted_pairs(person for person, _ in allowed)
    return {pair for pair in allowed if not muted & {pair, (pair[0], None)}}


def _has_mail(past: Past, morning: Morning, person: User) -> bool:
    """Whether the day has its mail; also one of an earlier day that could not be sent before."""
    sent = past.sent_at and past.sent_at.astimezone(person.zone).date()
    return past.day >= morning.day or sent == morning.day


@transaction.atomic
def _queue(pair: Pair, morning: Morning, now: datetime, hand_over: Callable[[UUID], None]) -> bool:
    row, is_new = Digest.objects.get_or_create(
        person_id=pair[0],
        assessment_id=pair[1],
        day=morning.day,
        defaults={"until": morning.at, "mail": Mail.QUEUED, "mail_at": now},
    )
    if is_new:
        transaction.on_commit(partial(hand_over, row.pk))
    return is_new


def _found(after: datetime, day: date, of: UUID | None = None) -> dict[Pair, Found]:
    """All of it, of one assessment where one is given; more than is told in any zone."""
    found: dict[Pair, Found] = defaultdict(Found)
    for pair, rows in news_after(after, of).items():
        found[pair].news = rows
    actions = ActionItem.objects.exclude(status=ActionItem.Status.DONE).exclude(member=None)
    actions = actions.filter(
        assessment__deleted_at=None,
        due__range=(day - OLDEST - DAY, day + NEAR + DAY),
        **({"assessment": of} if of else {}),
    )
    for row in actions.order_by("due", "added_at", "pk"):
        if row.member_id:
            found[row.member_id, row.assessment_id].actions.append(row)
    return found


def _past(pairs: Iterable[Pair]) -> dict[Pair, Past]:
    """The mails of these that are kept."""
    past: dict[Pair, Past] = defaultdict(Past)
    people = {person for person, _ in pairs}
    fields = ("person", "assessment", "day", "until", "mail", "mail_at", "told")
    rows = Digest.objects.filter(person__in=people).order_by("until").values_list(*fields)
    for person, assessment, day, until, mail, mail_at, told in rows:
        one = past[person, assessment]
        one.day = max(one.day, day)
        if mail == Mail.SENT:
            one.until, one.sent_at = until, mail_at
            one.told |= set(told)
    return past


def _new(found: Found, past: Past, morning: Morning) -> tuple[list[News], list[Due]]:
    """What of it the mail of this morning tells."""
    since = max(past.until or morning.at - OLDEST, morning.at - OLDEST)
    news = [row for row in found.news if since < row.at <= morning.at]
    dues = [Due(row, morning.day) for row in found.actions if row.due]
    dues = [one for one in dues if -OLDEST <= one.left <= NEAR and one.key not in past.told]
    return news, dues


def deliver_digest(digest_id: str, *, last_try: bool) -> bool:
    """Mail it if that is due; whether nothing remains to be done. Where nothing is left to tell, no mail is
    sent."""
    rows = Digest.objects.due().select_related("person", "assessment__edition")
    digest = claim(rows.filter(pk=digest_id))
    if digest is None:
        return True
    pair, morning = (digest.person_id, digest.assessment_id), Morning(digest.day, digest.until)
    found = _found(digest.until - OLDEST, digest.day, digest.assessment_id)
    news, dues = _new(found[pair], _past([pair])[pair], morning)
    lines = lines_of(digest.assessment, news, dues)
    if not lines:
        note(digest, Mail.NOT_SENT)
        return True
    Digest.objects.filter(pk=digest.pk).update(told=[one.key for one in dues])
    state = send(_message(digest, lines), f"The digest {digest_id}", last_try=last_try)
    note(digest, state)
    return state != Mail.QUEUED


def _message(digest: Digest, lines: list[Line]) -> EmailMultiAlternatives:
    site = settings.SITE_URL
    stop = site + reverse("mails_stop", args=[stop_token(digest.person_id, digest.assessment_id)])
    context = {
        "assessment": digest.assessment,
        "lines": lines[:MOST_LINES],
        "more": len(lines) - MOST_LINES,
        "site": site,
        "link": site + reverse("assessment", args=[digest.assessment_id]),
        "mails": site + reverse("mails"),
        "stop": stop,
    }
    subject = f"{digest.assessment.name}: {summary_of(lines)}"
    headers = {"Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{stop}>"}
    if stop.startswith("https:"):  # the only kind of address that a mail program may send to
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("decisions/mail/digest.txt", context),
        to=[digest.person.email],
        headers=headers,
    )
    mail.attach_alternative(render_to_string("decisions/mail/digest.html", context), "text/html")
    return mail
