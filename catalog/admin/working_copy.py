"""The page of the working copy: problems, changes, publish, import, export."""

import dataclasses
import json
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from audit.log import record
from audit.models import Kind
from catalog.admin.findings import findings
from catalog.content import InvalidContentError, file_bytes
from catalog.definition import fingerprint, working_definition, working_ruleset
from catalog.differences import Comparison, compare
from catalog.forms import ApplyForm, ImportForm, PublishForm
from catalog.models import Edition, ReferenceCase
from catalog.models.base import WorkingRow
from catalog.offers import is_waiting
from catalog.services import (
    ChangedMeanwhileError,
    Proposed,
    PublishRefusedError,
    checked_state,
    effects_on_cases,
    import_definition,
    propose,
    publish,
    read_definition,
)
from engine.model.dump import dump
from engine.model.ruleset import Ruleset
from writing.opened import form_on

REPLACED = tuple(
    model
    for model in apps.get_app_config("catalog").get_models()
    if issubclass(model, WorkingRow) and model is not ReferenceCase
)
"""What an import replaces; whoever imports must be allowed to add, change and delete them all."""


def may_import(request: HttpRequest) -> bool:
    """Whether the person may do to every table what an import may do."""
    return request.user.has_perms(
        f"catalog.{action}_{model._meta.model_name}"
        for model in REPLACED
        for action in ("add", "change", "delete")
    )


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


@require_safe
def check_page(request: HttpRequest) -> HttpResponse:
    """What is wrong, what would change, and the form to publish."""
    _require(request.user.has_perm("catalog.view_edition"))
    return _check_page(request, PublishForm())


def _check_page(request: HttpRequest, form: PublishForm, status: int = 200) -> HttpResponse:
    ruleset = working_ruleset()
    definition, found = dump(ruleset), findings(ruleset)
    newest = Edition.objects.current().defer("definition").first()
    comparison = compare(dump(newest.ruleset) if newest else {}, definition)
    context = {
        **_shown(request, comparison),
        "checked": checked_state(definition, newest),
        "title": "Working copy",
        "findings": found,
        "errors": sum(finding.is_error for finding in found),
        "newest": newest,
        "next_number": newest.number + 1 if newest else 1,
        "comparison": comparison,
        "effects": effects_on_cases(definition, newest),
        "form": form,
        "may_publish": request.user.has_perm("catalog.publish_edition"),
        "may_import": may_import(request),
        "waits": is_waiting(),
    }
    return _render(request, "check", context, status)


@form_on("admin:catalog_check")
def publish_page(request: HttpRequest) -> HttpResponse:
    """Ask whether to publish what was checked, then do it; or show again why not."""
    _require(request.user.has_perm("catalog.publish_edition"))
    form = PublishForm(request.POST)
    if form.is_valid():
        wanted = {
            "note": form.cleaned_data["note"],
            "checked": request.POST.get("checked", ""),
        }
        try:
            if "confirmed" not in request.POST:
                return _confirm_page(request, propose(**wanted), form)
            edition = publish(by=request.user, **wanted)
        except ChangedMeanwhileError as error:
            form.add_error(None, f"{error} Check it again, then publish.")
            return _check_page(request, form, status=409)
        except PublishRefusedError as error:
            form.add_error(None, error.sentences[0])
        else:
            messages.success(request, f"{edition} is published. New assessments use it.")
            return redirect("admin:catalog_check")
    return _check_page(request, form, status=422)


def _confirm_page(request: HttpRequest, proposed: Proposed, form: PublishForm) -> HttpResponse:
    """What publishing means, with the number that the edition would get."""
    newest = Edition.objects.current().defer("definition").first()
    comparison = compare(dump(newest.ruleset) if newest else {}, proposed.definition)
    context = {
        **_shown(request, comparison),
        "title": f"Publish edition {proposed.number}?",
        "number": proposed.number,
        "newest": newest,
        "comparison": comparison,
        "changed_cases": [
            row for row in effects_on_cases(proposed.definition, newest) if row.changed
        ],
        "checked": request.POST.get("checked", ""),
        "note": form.cleaned_data["note"],
    }
    return _render(request, "publish", context)


@require_safe
def export_page(request: HttpRequest) -> HttpResponse:
    """The working copy as one JSON file."""
    _require(request.user.has_perm("catalog.view_edition"))
    return json_file(request, working_definition(), "working-copy.json")


def json_file(request: HttpRequest, definition: dict[str, Any], name: str) -> HttpResponse:
    """A definition as a download, in canonical bytes; that it was taken along leaves a line."""
    record(Kind.EXPORTED, by=request.user, subject="Catalog", file=name)
    response = HttpResponse(file_bytes(definition), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Ask for a file, then show what it would change; nothing is stored yet."""
    _require(may_import(request))
    if request.method != "POST":
        return _import_page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, form, status=422)
    try:
        ruleset = read_definition(form.cleaned_data["file"])
    except InvalidContentError as error:
        form.add_error("file", list(error.problems))
        return _import_page(request, form, status=422)
    return preview(request, ruleset)


@form_on("admin:catalog_import")
def apply_page(request: HttpRequest) -> HttpResponse:
    """Replace the working copy by the definition that was shown before."""
    _require(may_import(request))
    form = ApplyForm(request.POST)
    try:
        ruleset = read_definition(request.POST.get("definition", "").encode(errors="replace"))
    except InvalidContentError as error:
        return _import_page(request, ImportForm(), problems=error.problems, status=422)
    if not form.is_valid():
        return preview(request, ruleset, form, status=422)
    try:
        count = import_definition(
            ruleset,
            over=form.cleaned_data["compared_with"],
            by=request.user,
            reason=form.cleaned_data["reason"],
        )
    except ChangedMeanwhileError as error:
        messages.warning(request, f"{error} Compare again, then apply.")
        return preview(request, ruleset, status=409)
    except InvalidContentError as error:
        return _import_page(request, ImportForm(), problems=error.problems, status=422)
    messages.success(
        request, f"The working copy was replaced; {count} rows changed. Publish to make it live."
    )
    return redirect("admin:catalog_check")


def _import_page(
    request: HttpRequest, form: ImportForm, problems: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    context = {"title": "Import a catalog", "form": form, "problems": problems}
    return _render(request, "import", context, status)


def preview(
    request: HttpRequest,
    ruleset: Ruleset,
    form: ApplyForm | None = None,
    status: int = 200,
    reason: str = "Imported from a file",
) -> HttpResponse:
    """What a ruleset would change in the working copy, with the button to do it."""
    definition = dump(ruleset)
    present = working_definition()
    initial = {
        "definition": json.dumps(definition, ensure_ascii=False),
        "compared_with": fingerprint(present),
        "reason": request.POST.get("reason", reason),
    }
    comparison = compare(present, definition)
    context = {
        **_shown(request, comparison),
        "title": "What would change in the working copy",
        "form": form or ApplyForm(initial=initial),
        "comparison": comparison,
    }
    return _render(request, "import_preview", context, status)


def _shown(request: HttpRequest, comparison: Comparison) -> dict[str, Any]:
    """Short digests of the changes that a page shows, which come back with its button, and which of
    the changes were not on the page whose button was pressed."""
    digests = {
        fingerprint(dataclasses.asdict(change))[:12]: change for change in comparison.changes
    }
    known = request.POST.get("shown")
    fresh = [] if known is None else [digests[one] for one in digests if one not in known.split()]
    gone = len({*(known or "").split()} - digests.keys())
    return {"shown": " ".join(digests), "fresh": fresh, "gone": gone}


def _render(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    whole = {**admin.site.each_context(request), "opts": Edition._meta, **context}
    return render(request, f"admin/catalog/{name}.html", whole, status=status)
