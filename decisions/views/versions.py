"""Versions: a result frozen as it is now, read page by page, and named."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Action, assessment_or_404, version_or_404
from decisions.forms.assessments import CopyForm, VersionForm, VersionNameForm
from decisions.forms.fields import sent
from decisions.linking import laid_out, linked, nowhere
from decisions.models import Assessment, Version
from decisions.services.restoring import restore_version
from decisions.services.versions import is_current, name_version, save_version
from decisions.upgrade import upgraded
from decisions.views.actions import table
from decisions.views.result import NEXT, row_of, template_of
from report.action_words import foremost
from report.document import PageKey
from writing.conflict import Difference
from writing.opened import form_on


@form_on("result_page", "assessment_id", "versions")
def version_save(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Freeze the result as it is now. What is kept already under another name is not named anew
    unasked: what was typed waits in the form for that."""
    access = assessment_or_404(request.user, assessment_id, Action.SAVE_VERSION)
    form = VersionForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "assessment": access.assessment}
        return render(request, "decisions/version_save.html", context)
    name = form.cleaned_data["name"]
    saved = save_version(assessment=access.assessment, by=request.user, name=name)
    if name not in ("", saved.name):
        said = f"This state is kept already, as version {saved.number}. You can name it here."
        messages.info(request, said)
        return redirect(f"{reverse('version_name', args=[saved.pk])}?{urlencode({'name': name})}")
    messages.success(request, f"This state is kept as version {saved.number}.")
    return redirect("version", saved.pk)


@require_safe
@never_cache
def version(
    request: AuthenticatedHttpRequest, version_id: UUID, part: PageKey = "summary"
) -> HttpResponse:
    """A frozen state, a page at a time: what it said then, whatever changed since."""
    access = version_or_404(request.user, version_id, Action.VIEW)
    shown = upgraded(access.version)
    context = {
        **row_of(part, version_id, "version", kept_keys(shown)),
        **kept_page(shown, part),
        "assessment": access.assessment,
        "version": access.version,
        "allowed": access.allowed,
    }
    if part == "summary":
        context["actions"] = kept_actions(access.assessment, access.version, shown)
        context["is_current"] = is_current(access.version)
    return render(request, template_of("version", part), context)


def kept_actions(
    assessment: Assessment, version: Version, shown: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The first actions that were not done then, overdue by the day of the version."""
    first = foremost(shown["actions"], NEXT)
    return table(assessment, first, on=localdate(version.created_at), brief=True)


def kept_keys(shown: Mapping[str, Any]) -> list[PageKey]:
    """The pages that a stored document has: an older one may lack those that came later."""
    return [row["key"] for row in shown["document"]["pages"]]


def kept_page(shown: Mapping[str, Any], key: PageKey) -> dict[str, Any]:
    """One page of a stored document."""
    document = shown["document"]
    page = next(row for row in document["pages"] if row["key"] == key)
    found = linked({"verdict": document["verdict"], "page": page}, nowhere)
    return {**laid_out(found), "result": shown}


@form_page
@never_cache
def version_restore(request: AuthenticatedHttpRequest, version_id: UUID) -> HttpResponse:
    """Ask for the name of a new draft that says what the version says, and make it."""
    access = version_or_404(request.user, version_id, Action.CREATE)
    kept = access.version
    initial = {
        "name": CopyForm.name_for(access.assessment.name, f" (version {kept.number})"),
        "start_key": uuid4(),
    }
    form = CopyForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = restore_version(
            version=kept,
            by=request.user,
            name=form.cleaned_data["name"],
            start_key=form.cleaned_data["start_key"],
        )
        messages.success(request, f"This is a new draft from version {kept.number}.")
        return redirect(made)
    context = {"form": form, "version": kept, "assessment": access.assessment}
    return render(request, "decisions/version_restore.html", context)


@form_page
@never_cache
def version_name(request: AuthenticatedHttpRequest, version_id: UUID) -> HttpResponse:
    """Give a version another name, or none."""
    access = version_or_404(request.user, version_id, Action.SAVE_VERSION)
    kept = access.version
    typed = request.GET.get("name", kept.name)
    form = VersionNameForm(sent(request), initial={"name": typed, "version": kept.version})
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        conflict = name_version(
            version=kept, by=request.user, name=form.cleaned_data["name"], seen=form.seen
        )
        if conflict is None:
            messages.success(request, "Saved.")
            return redirect("version", version_id)
        form.send_back(conflict)
        differences = conflict.differences(lambda _: "Name", lambda _, name: str(name or ""))
    context = {
        "form": form,
        "version": kept,
        "assessment": access.assessment,
        "conflict": differences,
        "keep_url": reverse("version", args=[version_id]),
    }
    return render(request, "decisions/version_name.html", context)
