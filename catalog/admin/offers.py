"""The page on which newer shipped content is compared with an edited working copy and merged."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from catalog.admin.working_copy import may_import
from catalog.content import InvalidContentError
from catalog.differences import place_in_words
from catalog.merging import Clash
from catalog.models import Edition
from catalog.offers import Offer, merge_offered, waiting_offer
from catalog.services import ChangedMeanwhileError


@dataclass(frozen=True, slots=True)
class Decision:
    """One clash in words, under the name of its field in the form, and which side is taken."""

    name: str
    what: str
    was: str
    yours: str
    shipped: str
    taken: bool


@require_http_methods(["GET", "HEAD", "POST"])
def merge_page(request: HttpRequest) -> HttpResponse:
    """Show what is shipped, what is yours and what both changed; merge what was decided."""
    if not may_import(request):
        raise PermissionDenied
    offer = waiting_offer()
    if offer is None:
        messages.info(request, "No shipped content waits to be merged.")
        return redirect("admin:catalog_check")
    if request.method != "POST":
        return _page(request, offer)
    take = {clash.key for clash in offer.clashes if request.POST.get(_field_of(clash)) == "shipped"}
    try:
        count = merge_offered(take=take, over=request.POST.get("state", ""), by=request.user)
    except ChangedMeanwhileError as error:
        return _page(request, offer, take, [f"{error} Look at it again, then merge."], 409)
    except InvalidContentError as error:
        return _page(request, offer, take, error.problems, 422)
    messages.success(request, f"Merged; {count} rows changed. Check and publish to make it live.")
    return redirect("admin:catalog_check")


def _page(
    request: HttpRequest,
    offer: Offer,
    take: Any = (),
    problems: Any = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "opts": Edition._meta,
        "title": "Merge newer shipped content",
        "offer": offer,
        "decisions": list(_decisions(offer.clashes, take)),
        "problems": problems or offer.problems,
    }
    return render(request, "admin/catalog/merge.html", context, status=status)


def _decisions(clashes: tuple[Clash, ...], take: Any) -> Iterator[Decision]:
    for clash in clashes:
        was, yours, shipped = map(_text, (clash.was, clash.yours, clash.shipped))
        name, what = _field_of(clash), place_in_words(clash.way)
        yield Decision(name, what, was, yours, shipped, clash.key in take)


def _field_of(clash: Clash) -> str:
    """By what it is about, not by its place: what others do meanwhile moves no decision to another clash."""
    return f"clash {clash.key}"


def _text(value: Any) -> str:
    """A value as a person reads it; empty for what is not there."""
    if isinstance(value, Mapping):
        return "\n".join(f"{key.replace('_', ' ')}: {_text(part)}" for key, part in value.items())
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)
