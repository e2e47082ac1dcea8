"""A person's own data: taken along, and erased."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.erasure import erase, to_hand_over
from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.own_data import own_data
from accounts.services import RefusedError
from audit.log import record
from audit.models import Kind


@require_safe
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
def own_data_file(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All that is stored about the person, as a file. Like all that matters about an account, it takes
    the password first."""
    record(Kind.EXPORTED, by=request.user, person=request.user, file="own data")
    response = JsonResponse(
        own_data(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="own-data.json"'
    return response


@form_page
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
def erase_account(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What erasing means, and the button. Teams that need another owner first are named."""
    if request.method == "POST":
        try:
            erase(person=request.user, by=request.user)
        except RefusedError:
            pass  # the page says which teams
        else:
            logout(request)
            messages.success(request, "Your account is erased.")
            return redirect("home")
    teams = to_hand_over(request.user)
    return render(
        request,
        "accounts/erase.html",
        {"teams": teams},
        status=409 if teams and request.method == "POST" else 200,
    )
