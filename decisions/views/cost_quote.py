"""Is a provider's quote plausible? Nothing is stored: the figures stand in the address."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from decisions.cost.published import evidence
from decisions.cost.quote import hour, verdict
from decisions.forms.cost_quote import WORDS, QuoteForm
from decisions.views.cost_page import cost_page


@require_safe
@never_cache
def cost_quote(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Rebuild the price of an hour from pay, and say what a quote means."""
    page = cost_page(request, assessment_id)
    content = page.ruleset.reference.cost
    form = QuoteForm(content, request.GET if "quote" in request.GET else None)
    context: dict[str, Any] = {
        "form": form,
        "tab": "quote",
        "shares_fact": evidence(content.make_up.fact, page.ruleset) if content.make_up else None,
    }
    if form.is_bound and form.is_valid() and form.rebuilt and form.check:
        context |= {
            "verdict": verdict(form.check, form.cleaned_data["quote"]),
            "hour": hour(form.rebuilt, WORDS),
        }
    return page.render("decisions/cost_quote.html", context)
