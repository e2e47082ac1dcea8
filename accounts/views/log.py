"""What happened in a team, for its owners: as a page, and as a file."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import team_or_404
from accounts.http import AuthenticatedHttpRequest
from accounts.models import in_log
from audit.log import record
from audit.models import Event, Kind
from audit.reading import FilterForm, a_page, as_csv, in_words

ON_A_PAGE = 100


@require_safe
@never_cache
def team_log(request: AuthenticatedHttpRequest, team_id: UUID) -> HttpResponse:
    """The newest events that fit the filter, and a way to older ones."""
    team = team_or_404(request.user, team_id, manage=True).team
    form = FilterForm(request.GET)
    events = form.apply(Event.objects.of_team(team.pk))
    shown, query, before = a_page(events, request.GET, ON_A_PAGE)
    context = {
        "team": team,
        "form": form,
        "lines": in_words(shown),
        "query": query,
        "before": before,
    }
    return render(request, "accounts/team_log.html", context)


@require_safe
@never_cache
def team_log_file(request: AuthenticatedHttpRequest, team_id: UUID) -> HttpResponseBase:
    """All events that fit the filter, as CSV."""
    team = team_or_404(request.user, team_id, manage=True).team
    events = FilterForm(request.GET).apply(Event.objects.of_team(team.pk))
    record(Kind.EXPORTED, by=request.user, subject=in_log(team.name), team=team.pk, file="log")
    return as_csv(events, f"{slugify(team.name)[:60] or 'team'}-log.csv")
