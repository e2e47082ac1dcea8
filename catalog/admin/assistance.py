"""What helps to fill in a page: choices and sources by their words, what effects would move, errors with
a link to where they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from catalog.definition import working_ruleset
from catalog.models import Choice, Country, Criterion, Gate, RegimeChoice, RegimeQuestion, Source
from catalog.models.base import active_rows
from engine.model import ruleset as engine
from engine.model.ruleset import AXES, EFFECT, WEIGHT
from engine.moves import Moved, moved_by

MOST_CHOICES = 20
SAYS = {
    "sourcing": ("Own people or a provider?", "own people", "a provider"),
    "expertise": ("Routine or expert work?", "routine work", "expert work"),
    "pooling": ("In each unit or pooled?", "each unit", "pooling"),
    "automation": ("Could software do it?", "people", "software"),
}
"""The questions of the result with their two ends, as editors read them."""


@dataclass(frozen=True, slots=True)
class Linked:
    """One error of a form: what it is about, what is wrong, and the id of the field or the table."""

    label: str
    message: str
    target: str


@require_safe
def words(request: HttpRequest) -> JsonResponse:
    """The choices of every question by number, the values of every fact by key, sources, countries and
    gates by code: for whoever may see questions."""
    if not request.user.has_perm("catalog.view_criterion"):
        raise PermissionDenied
    choices: dict[int, list[tuple[int, str]]] = {}
    for key, number, text in Choice.objects.values_list("criterion_id", "number", "text"):
        choices.setdefault(key, []).append((number, text))
    values: dict[int, list[tuple[str, str]]] = {}
    for fact, value, name in RegimeChoice.objects.values_list("question_id", "key", "name"):
        values.setdefault(fact, []).append((value, name))
    return JsonResponse(
        {
            "facts": {
                key: {"name": name, "choices": values.get(key, [])}
                for key, name in RegimeQuestion.objects.values_list("pk", "name")
            },
            "criteria": {
                key: {"code": code, "name": name, "choices": choices.get(key, [])}
                for key, code, name in Criterion.objects.values_list("pk", "code", "name")
            },
            "sources": dict(active_rows(Source).values_list("code", "title")),
            "gates": dict(active_rows(Gate).values_list("code", "name")),
            "countries": dict(active_rows(Country).order_by("name").values_list("code", "name")),
        }
    )


@require_safe
def effects(request: HttpRequest) -> HttpResponse:
    """A part of a page: what the choices that are being typed would move."""
    if not request.user.has_perm("catalog.view_criterion"):
        raise PermissionDenied
    sent = request.GET
    choices = list(_choices(sent))
    weight = _number(sent.get("weight", ""))
    code = sent.get("code", "")[:10] or "new"
    moved = None
    if len(choices) > 1 and weight is not None and WEIGHT.accepts(weight):
        moved = moved_by(working_ruleset(), code, weight, choices)
    return render(request, "admin/catalog/_moves.html", {"moves": moves_in_words(moved)})


def moves_in_words(moved: tuple[Moved, ...] | None) -> Any:
    """Each question of the result with its ends and moves; None where nothing can be told."""
    if moved is None:
        return None
    return [
        {
            "question": SAYS[row.axis][0],
            "ends": SAYS[row.axis][1:],
            "row": row,
            "share": row.share * 100,
        }
        for row in moved
    ]


def _choices(sent: Any) -> Iterator[engine.Choice]:
    numbers = sent.getlist("number")[:MOST_CHOICES]
    columns = {axis: sent.getlist(axis) for axis in AXES}
    texts = sent.getlist("text")
    seen: set[int] = set()
    for place, typed in enumerate(numbers):
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0
        if number < 1 or number in seen:
            continue
        seen.add(number)
        values = {
            axis: _number(column[place]) if place < len(column) else None
            for axis, column in columns.items()
        }
        found = {axis: value for axis, value in values.items() if value and EFFECT.accepts(value)}
        text = texts[place].strip() if place < len(texts) else ""
        yield engine.Choice(number, text[:200] or f"Choice {number}", found)


def _number(text: str) -> float | None:
    try:
        return float(text[:20])
    except ValueError:
        return None


def linked_errors(form: Any, formsets: Iterable[Any]) -> Iterator[Linked]:
    """Every error of a page and its tables, those of fields that nobody sees too."""
    yield from _of_form(form, "", "")
    for formset in formsets:
        noun = capfirst(str(formset.model._meta.verbose_name))
        group = f"{formset.prefix}-group"
        yield from (Linked(noun, message, group) for message in formset.non_form_errors())
        for place, part in enumerate(formset.forms, start=1):
            yield from _of_form(part, f"{noun} {place}", group)


def _of_form(form: Any, label: str, group: str) -> Iterator[Linked]:
    for message in form.non_field_errors():
        yield Linked(label, message, group or "content-main")
    for bound in form:
        name = ": ".join(filter(None, [label, str(bound.label)]))
        target = group or "content-main" if bound.is_hidden else bound.id_for_label
        yield from (Linked(name, message, target or group) for message in bound.errors)
