"""The catalog in Django's admin: every table of the working copy, and the editions made of it."""

from catalog.admin import (
    costs,
    editions,
    engagement,
    outcomes,
    places,
    precedents,
    questions,
    regimes,
    services,
)

__all__ = [
    "costs",
    "editions",
    "engagement",
    "outcomes",
    "places",
    "precedents",
    "questions",
    "regimes",
    "services",
]
