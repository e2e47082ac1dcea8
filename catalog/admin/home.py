"""The catalog's first page: its tables in four groups, what is not published yet, and one search."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from catalog import models
from catalog.definition import working_definition
from catalog.differences import compare
from catalog.mapping import SINGLES, TABLES
from catalog.models import Edition
from catalog.models.base import Page
from catalog.offers import is_waiting
from engine.model.dump import dump

GROUPS: tuple[tuple[str, str, tuple[type[Model], ...]], ...] = (
    (
        "Questions",
        "What is asked, what each answer moves, and how much it weighs.",
        (models.Criterion, models.Theme, models.Preset),
    ),
    (
        "Recommendation",
        "What can be advised, what rules it out, and the cases that must come out right.",
        (models.Option, models.Gate, models.Trigger, models.Lines, models.ReferenceCase),
    ),
    (
        "Service types and sources",
        "What is usually true of a kind of work, and what all content rests on.",
        (models.ServiceType, models.Kpi, models.Source, models.Precedent),
    ),
    (
        "Place, form, law and cost",
        "What is known beside the questions.",
        (
            *(models.Country, models.PlaceRule),
            *(models.EngagementForm, models.EngagementRule, models.EngagementRisk),
            *(models.EngagementArrangement, models.RegimeQuestion, models.Regime),
            *(models.Deal, models.CostDefault, models.SavingClaim, models.DiscountRate),
            *(models.PriceMakeUp, models.ReferenceNote, models.ReferenceSettings),
        ),
    ),
)
MOST_FOUND, MOST_TYPED = 8, 100
"""Rows that are shown of a table that is searched, and letters that are searched for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One table: where it is edited, how much is in it, who saved last, what waits to be published."""

    name: str
    url: str
    add_url: str
    count: int
    retired: int
    changes: int
    who: Any
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """Some tables under a heading."""

    name: str
    about: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """Pages of one table that a search found."""

    name: str
    url: str
    pages: list[tuple[str, str]]
    is_more: bool


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The tables that the person may see, or what was searched for in them; nobody else's page."""
    if not request.user.has_module_perms("catalog"):
        raise PermissionDenied
    asked = " ".join(request.GET.get("q", "").replace("\0", "").split())[:MOST_TYPED]
    newest = Edition.objects.current().defer("definition").first()
    may_read = request.user.has_perm("catalog.view_edition")
    changes: Counter[type[Model]] = Counter()
    if may_read:
        comparison = compare(dump(newest.ruleset) if newest else {}, working_definition())
        changes.update(_model_at(change.path) for change in comparison.changes)
    context = {
        **admin.site.each_context(request),
        "title": "Catalog",
        "opts": Edition._meta,
        "groups": [group for group in _groups(request, changes) if group.rows],
        "q": asked,
        "found": list(_found(request, asked)) if asked else [],
        "newest": newest,
        "changes": changes.total(),
        "waits": is_waiting(),
        "may_read": may_read,
    }
    return render(request, "admin/catalog/home.html", context)


def _model_at(path: str) -> type[Model]:
    """The table of a change."""
    if path in TABLES:
        return TABLES[path].model
    holds = (model for model, columns in SINGLES.items() if _above(path, columns))
    return next(holds, models.Lines)


def _above(path: str, columns: Any) -> bool:
    return any(place == path or place.startswith(f"{path}.") for place in columns)


def _groups(request: HttpRequest, changes: Counter[type[Model]]) -> Iterator[Group]:
    for name, about, tables in GROUPS:
        seen = [model for model in tables if _page(model).has_view_permission(request)]
        yield Group(name, about, [_row(request, model, changes[model]) for model in seen])


def _page(model: type[Model]) -> Any:
    return admin.site.get_model_admin(model)


def _row(request: HttpRequest, model: type[Model], changes: int) -> Row:
    name, rows = model._meta.model_name, model._default_manager
    history: Any = getattr(model, "history")  # noqa: B009 - made by a library
    last = history.select_related("history_user").order_by("-history_date", "-history_id").first()
    retired = rows.filter(retired=True).count() if issubclass(model, Page) else 0
    may_add = _page(model).has_add_permission(request)
    return Row(
        name=capfirst(str(model._meta.verbose_name_plural)),
        url=reverse(f"admin:catalog_{name}_changelist"),
        add_url=reverse(f"admin:catalog_{name}_add") if may_add else "",
        count=rows.count() - retired,
        retired=retired,
        changes=changes,
        who=last.history_user if last else None,
        at=last.history_date if last else None,
    )


def _found(request: HttpRequest, asked: str) -> Iterator[Found]:
    """The first pages of each table in which all words are found."""
    for model in (model for _, _, tables in GROUPS for model in tables):
        page = _page(model)
        if not page.search_fields or not page.has_view_permission(request):
            continue
        rows, doubled = page.get_search_results(request, page.get_queryset(request), asked)
        found = list((rows.distinct() if doubled else rows)[: MOST_FOUND + 1])
        if found:
            name = model._meta.model_name
            pages = [
                (str(row), reverse(f"admin:catalog_{name}_change", args=[quote(row.pk)]))
                for row in found[:MOST_FOUND]
            ]
            listed = reverse(f"admin:catalog_{name}_changelist")
            yield Found(
                capfirst(str(model._meta.verbose_name_plural)),
                listed,
                pages,
                len(found) > MOST_FOUND,
            )
