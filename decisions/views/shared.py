"""What the holder of a link sees: the result, read only, and nothing else of the team but the comments on it
where the link says so (``decisions.views.shared_comments``)."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from accounts.limits import may_try_link
from decisions.access import open_links
from decisions.costing import cost_row
from decisions.linking import nowhere, page_of
from decisions.models import Assessment, Paper, SharedLink, Version
from decisions.results import subject_of
from decisions.services.assessments import note_export
from decisions.services.papers import intact_file
from decisions.services.sharing import hash_of, note_opened
from decisions.upgrade import upgraded
from decisions.views.held import GONE, NOT_FOUND, TOO_MANY, closed, give, held, private
from decisions.views.papers import name_of_file
from decisions.views.result import next_actions, row_of, template_of
from decisions.views.shared_comments import entry_of
from decisions.views.versions import kept_actions, kept_keys, kept_page
from report.document import PageKey
from report.subject import Subject


@private
def shared_open(request: HttpRequest, token: str) -> HttpResponse:
    """The address that was sent: remember who holds it, and lead on to one without the secret."""
    link = SharedLink.objects.filter(token_sha256=hash_of(token)).only("pk").first()
    if link is None:
        if not may_try_link(request):
            return render(request, "429.html", status=TOO_MANY)
        return closed(request, NOT_FOUND)
    found = open_links().select_related("assessment").filter(pk=link.pk).first()
    if found is None:
        return closed(request, GONE)
    if request.method == "GET":
        note_opened(found, request.user)
    answer = redirect("shared", found.pk)
    give(answer, found)
    return answer


@private
def shared(request: HttpRequest, link_id: UUID, part: PageKey = "summary") -> HttpResponse:
    """The result, a page at a time: as it is now, or as the version was."""
    link = held(request, link_id)
    if isinstance(link, HttpResponse):
        return link
    if link.version:
        paper = _papers().filter(version=link.version_id).first()
        context = _kept(link, link.version, part)
    else:
        assessment = link.assessment
        subject = subject_of(assessment, cost_row(assessment))
        paper = _paper_of(assessment, subject)
        context = _now(link, subject, part)
    context |= {
        "row": [*context["row"], *entry_of(link)],
        "link": link,
        "paper": paper,
        "file_name": name_of_file(link.assessment, paper) if paper else "",
    }
    return render(request, template_of("shared", part), context)


def _now(link: SharedLink, subject: Subject, part: PageKey) -> dict[str, Any]:
    """A page of the result as it is now."""
    assessment = link.assessment
    context = row_of(part, link.pk, "shared") | page_of(subject, part, nowhere)
    context |= {"name": assessment.name, "unit": assessment.unit, "state_of": assessment.updated_at}
    if part == "summary":
        context["actions"] = next_actions(assessment, subject.result)["actions"]
    return context


def _kept(link: SharedLink, version: Version, part: PageKey) -> dict[str, Any]:
    """A page of the version."""
    shown = upgraded(version)
    context = row_of(part, link.pk, "shared", kept_keys(shown)) | kept_page(shown, part)
    context |= {"name": shown["heading"]["name"], "unit": shown["heading"]["unit"]}
    if part == "summary":
        context["actions"] = kept_actions(link.assessment, version, shown)
    return context


def _papers() -> QuerySet[Paper]:
    """Those that can be read, the last first. What the team says among itself is nobody's who holds a link."""
    rows = Paper.objects.filter(state=Paper.State.READY).exclude(file="")
    rows = rows.filter(Q(order__parts__isnull=True) | ~Q(order__parts__icontains="comments"))
    rows = rows.select_related("version").defer("version__snapshot")
    return rows.order_by("-version__number", "-finished_at", "-pk")


def _paper_of(assessment: Assessment, subject: Subject) -> Paper | None:
    """The last paper that says what the assessment says now."""
    digest = subject.result.digest
    return _papers().filter(version__assessment=assessment, version__digest=digest).first()


@private
def shared_paper(request: HttpRequest, link_id: UUID) -> HttpResponseBase:
    """The paper as a file."""
    link = held(request, link_id)
    if isinstance(link, HttpResponse):
        return link
    assessment = link.assessment
    if link.version_id:
        paper = _papers().filter(version=link.version_id).first()
    else:
        paper = _paper_of(assessment, subject_of(assessment, cost_row(assessment)))
    file = intact_file(paper) if paper else None
    if paper is None or file is None:
        return redirect("shared", link_id)
    note_export(assessment, by=request.user, what="paper, by link")
    name = name_of_file(assessment, paper)
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
