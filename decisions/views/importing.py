"""An assessment from a file that was taken along, here or on another site."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.services import personal_team
from decisions.access import Action, teams_allowing
from decisions.costing import cost_row
from decisions.forms.fields import sent
from decisions.forms.importing import ImportForm
from decisions.models import Assessment
from decisions.results import result_of
from decisions.services.importing import import_file

CHANGED = (
    "The file was changed after it was taken along, or was made by another program: its fingerprint is "
    "not that of what it says. Check the answers."
)


@form_page
@never_cache
def from_file(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Make a new assessment of a file; of a bad one nothing."""
    teams = teams_allowing(request.user, Action.CREATE)
    own = next((team for team in teams if team.personal_to_id == request.user.pk), None)
    initial = {"start_key": uuid4(), "team": own}
    form = ImportForm(teams, sent(request), request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = import_file(
            file=form.case,
            by=request.user,
            team=form.cleaned_data.get("team") or personal_team(request.user),
            name=form.cleaned_data["name"],
            start_key=form.cleaned_data["start_key"],
        )
        _tell(request, made, form.case.digest)
        return redirect(made)
    return render(request, "decisions/from_file.html", {"form": form})


def _tell(request: AuthenticatedHttpRequest, made: Assessment, digest: str) -> None:
    """That it is there, and whether it says what the file said."""
    stored = Assessment.objects.get(pk=made.pk)
    messages.success(request, f"“{made.name}” is here, on edition {made.edition.number}.")
    if digest and result_of(stored, cost_row(stored)).digest != digest:
        messages.warning(request, CHANGED)
