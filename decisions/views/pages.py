"""Pages for everybody, with or without an account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Edition
from decisions.linking import nowhere, page_of
from decisions.sample import sample, sample_subject
from decisions.views.weights import apart, share_table
from decisions.wording import GATE_EFFECTS, SPLIT_DEFINITION
from engine.fit.interview import progress
from engine.model.places import Places
from engine.model.ruleset import AXES, Ruleset
from engine.outcome import CLEAR, EARLY, LEANING, in_hundred

AXIS_WORDS = {
    "sourcing": ("Who does it", "your own people", "a provider"),
    "expertise": ("Kind of work", "routine", "expert judgement"),
    "pooling": ("Pays to pool", "each unit for itself", "one internal service unit"),
    "automation": ("Software could do it", "hardly any of it", "most of it"),
}
"""What an axis asks, and what its low and its high end mean."""


def _current() -> Edition | None:
    return Edition.objects.current().defer("definition").first()


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the product does, how long it takes, what to have at hand."""
    edition = _current()
    context: dict[str, Any] = {"edition": edition}
    if edition:
        ruleset = edition.ruleset
        context |= {
            "options": ruleset.options,
            "example": _example(),
            "quick": progress(ruleset, {}, "quick").total,
            "full": progress(ruleset, {}, "full").total,
            "gates": len(ruleset.asked_gates()),
            "services": len(ruleset.services),
            "sources": len(ruleset.sources),
        }
    return render(request, "pages/home.html", context)


def _example() -> dict[str, Any] | None:
    """What a result looks like: headline and chances of the finished sample, as its summary shows them."""
    subject = sample_subject()
    if subject is None:
        return None
    return {"name": sample()["heading"]["name"], **page_of(subject, "summary", nowhere)}


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages are built to be used by everybody, and what is known not to work."""
    return render(request, "pages/accessibility.html")


@login_not_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How the advice is computed, in words and numbers of the current edition."""
    edition = _current()
    context: dict[str, Any] = {"edition": edition}
    if edition:
        context |= _method_of(edition.ruleset)
    return render(request, "pages/method.html", context)


def _method_of(ruleset: Ruleset) -> dict[str, Any]:
    asked = [row for row in ruleset.criteria if row.asked != "never"]
    themes = [
        (theme, [row for row in asked if row.theme == theme.code]) for theme in ruleset.themes
    ]
    return {
        "ruleset": ruleset,
        "axes": [(axis, *AXIS_WORDS[axis]) for axis in AXES],
        "themes": [(theme, rows) for theme, rows in themes if rows],
        "shares": share_table(ruleset),
        "apart": apart(ruleset),
        "provider_line": 100 * ruleset.lines.provider,
        "inside_line": 100 * ruleset.lines.inside,
        "clear": in_hundred(CLEAR),
        "leaning": in_hundred(LEANING),
        "early": in_hundred(EARLY),
        "quick": progress(ruleset, {}, "quick").total,
        "full": progress(ruleset, {}, "full").total,
        "gates": [(gate, GATE_EFFECTS[gate.effect]) for gate in ruleset.gates],
    }


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """What the field's words mean here."""
    edition = _current()
    places = edition.ruleset.reference.places if edition else Places()
    context = {
        "options": edition.ruleset.options if edition else (),
        "split": SPLIT_DEFINITION,
        "near_hours": places.near_hours,
    }
    return render(request, "pages/glossary.html", context)


ROBOTS = """User-agent: *
Disallow: /assessments/
Disallow: /teams/
Disallow: /accounts/
Disallow: /admin/
"""
"""What needs an account is no use to a search. Shared links are left out on purpose: their answers say
themselves that no search lists them, which a robot learns only where it may read them."""


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What programs that read the net are asked to leave alone."""
    return HttpResponse(ROBOTS, content_type="text/plain")
