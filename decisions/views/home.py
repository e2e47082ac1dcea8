"""The page that signed-in people begin with: what needs them today."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from decisions.access import Action, teams_allowing
from decisions.views.pages import about
from decisions.waiting import AT_MOST, EVERYTHING, today_for


@login_not_required
@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """What needs this person today; strangers read what the product does."""
    if not request.user.is_authenticated:
        return about(request)
    at_most = EVERYTHING if request.GET.get("show") == "all" else AT_MOST
    context = {
        "today": today_for(request.user, localdate(), at_most),
        "can_start": teams_allowing(request.user, Action.CREATE).exists(),
    }
    return render(request, "decisions/home.html", context)
