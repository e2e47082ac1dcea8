"""Comments by a link: what its holder reads of them, and writes.

Nothing here needs an account, and nothing of the team is told but what stands on these pages: names beside
comments, no address of anybody, nobody's mentions and tasks, no question to a colleague, no link's name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.limits import may_comment_by_link
from accounts.models import User
from decisions.access import (
    Action,
    teams_allowing,
    thread_of_link_or_404,
    threads_of_link,
)
from decisions.comment_targets import comments_url
from decisions.forms.comments import GuestCommentForm, GuestReplyForm
from decisions.forms.fields import sent
from decisions.models import SharedLink
from decisions.services import by_link
from decisions.services.by_link import Holder, LinkClosed
from decisions.upgrade import upgraded
from decisions.views.comments import PAGE_SIZE, kept
from decisions.views.held import (
    GONE,
    NOT_FOUND,
    browser_of,
    closed,
    give_browser,
    held,
    private_form,
)
from decisions.views.kept_comments import told
from decisions.views.result import row_of
from decisions.views.shared_targets import shown_by
from decisions.views.versions import kept_keys
from report.pages import ORDER
from reviews.models import About, Comment, Guest, Thread
from reviews.reading import comments_of, with_openings
from reviews.services import Target

Made = TypeVar("Made")
NAMELESS = "A member of the team"
"""What guests are told of a member who gave no name: others read a part of the address."""


def entry_of(link: SharedLink) -> list[dict[str, str]]:
    """The way to the comments in the row of pages, where the link leads to them."""
    if link.right != SharedLink.Right.COMMENT:
        return []
    url = reverse("shared_comments", args=[link.pk])
    return [{"key": "comments", "title": "Comments", "url": url}]


@dataclass(frozen=True)
class TalkPage:
    """The comments behind one link, as one browser sees them."""

    request: HttpRequest
    link: SharedLink
    browser: UUID

    @cached_property
    def shown(self) -> list[Target]:
        """What can be commented."""
        return shown_by(self.link)

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """The version that the link shows; nothing of the result as it is now."""
        return upgraded(self.link.version) if self.link.version else {}

    @cached_property
    def nameless(self) -> set[str]:
        """What members read of those who wrote and gave no name."""
        wrote = Comment.objects.filter(thread__assessment=self.link.assessment).order_by()
        rows = User.objects.filter(pk__in=wrote.values("writer"), name="")
        return set(map(str, rows))

    @property
    def name(self) -> str:
        """What the page is about, by its name now, or then."""
        found: str = (
            self.document["heading"]["name"] if self.document else self.link.assessment.name
        )
        return found

    @property
    def own_url(self) -> str:
        """Where whoever looks comments under their own name; "" for all who cannot."""
        person, assessment = self.request.user, self.link.assessment
        if not person.is_authenticated:
            return ""
        teams = teams_allowing(person, Action.COMMENT)
        return comments_url(assessment) if teams.filter(pk=assessment.team_id).exists() else ""

    @cached_property
    def may_write(self) -> bool:
        """Whether one more may be written or changed now; counts this one, whatever comes of it."""
        return may_comment_by_link(self.request, self.link.pk, self.browser)

    def thread(self, thread_id: UUID) -> Thread:
        """A thread that the link shows."""
        return self.called(thread_of_link_or_404(self.link, self.shown, thread_id))

    def called(self, thread: Thread) -> Thread:
        """The thread, under the name that its subject has on these pages, or had when it was begun."""
        thread.name = self._names.get((thread.about, thread.key), thread.name)
        return thread

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        return {(one.about, one.key): one.name for one in self.shown} | {
            (About.ASSESSMENT, ""): self.name
        }

    def form(self, kind: type[GuestReplyForm], *args: Any, data: Any = None) -> Any:
        """The form of a comment; it asks for a name before the first one. A name is held against others only
        while another comment may be written: nobody tries out who is in the team."""
        guest = Guest.objects.filter(pk=self.browser, link=self.link).first()
        checks = data is not None and guest is None and self.may_write
        taken = by_link.names_taken(self.link) if checks else []
        return kind(*args, taken, guest, data)

    def given_back(self, kind: type[GuestReplyForm], *args: Any) -> Any:
        """The form with what was typed into another one, which may have had no name and no key: sent on, it is
        one comment, under the name that was given before."""
        usual = {"text": "", "name": "", "key": str(uuid5(self.browser, self.request.path))}
        typed = {name: self.request.POST.get(name, value) for name, value in usual.items()}
        return self.form(kind, *args, data=typed)

    def holder(self, name: str = "") -> Holder:
        """Who writes."""
        return Holder(self.link, self.browser, name)

    def kept(self, form: GuestReplyForm, write: Callable[[Holder], Made]) -> Made | None:
        """What ``write`` makes; None where the form says why nothing is written."""
        return kept(form, lambda: write(self.holder(form.given_name)), may=self.may_write)

    def show(self, template: str, **more: Any) -> HttpResponse:
        """A page of these."""
        keys = kept_keys(self.document) if self.document else ORDER
        row = row_of("summary", self.link.pk, "shared", keys)["row"]
        unit = self.document["heading"]["unit"] if self.document else self.link.assessment.unit
        context = {
            "key": "comments",
            "row": [*row, *entry_of(self.link)],
            "name": self.name,
            "unit": unit,
            "link": self.link,
            "state_of": self.link.assessment.updated_at,
            "browser": self.browser,
            "own_url": self.own_url,
            "nameless": NAMELESS,
            "drafts_of": f"link-{self.link.pk}",
            **more,
        }
        return render(self.request, f"decisions/{template}.html", context)

    def show_thread(self, thread: Thread, form: GuestReplyForm, **more: Any) -> HttpResponse:
        """One thread."""
        gone = (thread.about, thread.key) not in {(one.about, one.key) for one in self.shown}
        return self.show(
            "shared_thread",
            thread=thread,
            comments=comments_of(thread),
            form=form,
            is_gone=gone,
            keep_url=self.url_of(thread),
            **more,
        )

    def url_of(self, thread: Thread, comment: Comment | None = None) -> str:
        """The address of a thread, or of a comment in it."""
        place = f"#comment-{comment.number}" if comment else ""
        return reverse("shared_thread", args=[self.link.pk, thread.pk]) + place


View = Callable[..., HttpResponse]


def for_holders(view: View) -> View:
    """A page for whoever holds a link to comment. A browser that is new here is known from then on."""

    @wraps(view)
    def found(request: HttpRequest, link_id: UUID, **keys: UUID) -> HttpResponse:
        link = held(request, link_id)
        if isinstance(link, HttpResponse):
            return link
        if link.right != SharedLink.Right.COMMENT:
            raise Http404
        browser = browser_of(request, link_id)
        page = TalkPage(request, link, browser or uuid4())
        try:
            answer = view(page, **keys)
        except LinkClosed:
            return closed(request, GONE)
        except Http404:
            if request.method != "POST":
                raise
            answer = _not_shown(page)
        if browser is None:
            give_browser(answer, link, page.browser)
        return answer

    return private_form(found)  # type: ignore[return-value]


@for_holders
def shared_comments(page: TalkPage) -> HttpResponse:
    """What was said about what the link shows; POST begins a thread."""
    data = sent(page.request)
    form: GuestCommentForm = page.form(GuestCommentForm, page.shown, data=data)
    if data is not None and form.is_valid():
        thread = page.kept(
            form,
            lambda holder: by_link.begin(holder=holder, target=form.target, written=form.written),
        )
        if thread:
            messages.success(page.request, "Your comment is kept.")
            return redirect(page.url_of(thread))
    return _all(page, form)


def _not_shown(page: TalkPage) -> HttpResponse:
    """All comments, with what was typed about something that is not shown any more: it can be said about
    something else. Nothing is here, whoever reads the page."""
    response = _all(page, page.given_back(GuestCommentForm, page.shown))
    response.status_code = NOT_FOUND
    return response


def _all(page: TalkPage, form: GuestCommentForm) -> HttpResponse:
    rows = Paginator(threads_of_link(page.link, page.shown), PAGE_SIZE)
    some = rows.get_page(page.request.GET.get("page"))
    threads = [page.called(row) for row in with_openings(some.object_list)]
    then = Paginator(_kept_threads(page), PAGE_SIZE).get_page(page.request.GET.get("kept"))
    kept_threads = [told(_outward(row, page.nameless)) for row in then.object_list]
    return page.show(
        "shared_comments",
        form=form,
        threads=threads,
        page=some,
        kept_threads=kept_threads,
        kept_page=then,
    )


def _kept_threads(page: TalkPage) -> list[dict[str, Any]]:
    """What the team had said when the version was kept, of what it shows."""
    shown = {(one.about, one.key) for one in page.shown}
    steps = {one.name for one in page.shown if one.about == About.STEP}
    return [
        row
        for row in page.document.get("comments", [])
        if not row["asks"]
        and (
            (row["about"], row["key"]) in shown
            or (row["about"] == About.STEP and row["name"] in steps)
        )
    ]


def _outward(row: Mapping[str, Any], nameless: set[str]) -> dict[str, Any]:
    """A kept thread without the names of links by which it was written, and without addresses of anybody."""
    comments = []
    for said in row["comments"]:
        writer = said["writer"].removesuffix(said.get("by_link", "")).rstrip()
        is_named = "by_link" in said or writer not in nameless
        comments.append({**said, "writer": writer if is_named else NAMELESS})
    return {**row, "comments": comments}


@for_holders
def shared_thread(page: TalkPage, thread_id: UUID) -> HttpResponse:
    """One thread; POST adds a reply."""
    thread, data = page.thread(thread_id), sent(page.request)
    form: GuestReplyForm = page.form(GuestReplyForm, data=data)
    if data is not None and form.is_valid():
        comment = page.kept(
            form, lambda holder: by_link.reply(holder=holder, thread=thread, written=form.written)
        )
        if comment:
            messages.success(page.request, "Your reply is kept.")
            return redirect(page.url_of(thread, comment))
    return page.show_thread(thread, form)
