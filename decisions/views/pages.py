"""Pages for everybody, with or without an account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Edition
from decisions.evaluation import example_of
from decisions.views.weights import share_table
from decisions.wording import HYBRID_DEFINITION, SEVERITY
from engine.model.places import Places
from engine.model.ruleset import AXES, Ruleset

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
def home(request: HttpRequest) -> HttpResponse:
    """What the product does, how long it takes, what to have at hand."""
    edition = _current()
    context: dict[str, Any] = {"edition": edition}
    if edition:
        ruleset = edition.ruleset
        context |= {
            "options": ruleset.options,
            "example": example_of(ruleset, edition.sha256),
            "quick": sum(row.quick for row in ruleset.criteria),
            "full": len(ruleset.criteria),
            "gates": len(ruleset.asked_gates()),
            "services": len(ruleset.services),
            "sources": len(ruleset.sources),
        }
    return render(request, "pages/home.html", context)


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
    return {
        "ruleset": ruleset,
        "axes": [(axis, *AXIS_WORDS[axis]) for axis in AXES],
        "profiles": [
            (option, [(AXIS_WORDS[axis][0], _signed(option.profile.get(axis, 0))) for axis in AXES])
            for option in ruleset.options
        ],
        "themes": [(theme, ruleset.criteria_of(theme.code)) for theme in ruleset.themes],
        "shares": share_table(ruleset),
        "completeness": 100 * ruleset.thresholds.clear_completeness,
        "quick": sum(row.quick for row in ruleset.criteria),
        "gates": [(gate, SEVERITY[gate.severity]) for gate in ruleset.gates],
    }


def _signed(number: float) -> str:
    """A factor with its sign, as print writes it, with a true minus."""
    return f"{number:+g}".replace("-", "\N{MINUS SIGN}") if number else "0"


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """What the field's words mean here."""
    edition = _current()
    places = edition.ruleset.reference.places if edition else Places()
    context = {
        "options": edition.ruleset.options if edition else (),
        "hybrid": HYBRID_DEFINITION,
        "near_hours": places.near_hours,
    }
    return render(request, "pages/glossary.html", context)
