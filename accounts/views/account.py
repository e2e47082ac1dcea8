"""A person's own data: taken along, and erased; and showing who one is without a password."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.adapter import signed_in_again
from accounts.erasure import erase, to_hand_over
from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.own_data import own_data
from accounts.services import RefusedError
from accounts.single_sign_on import ask_again, provider_again
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


@form_page
@never_cache
def sign_in_again(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Lead whoever has no password to their provider, and from there to where they were going."""
    next_url = get_next_redirect_url(request) or reverse("profile")
    if signed_in_again(request):
        resumed: HttpResponse = resume_request(request) or redirect(next_url)
        return resumed
    provider = provider_again(request.user)
    if provider and request.method == "POST":
        back = urlencode({REDIRECT_FIELD_NAME: next_url})
        return ask_again(request, provider, f"{reverse('sign_in_again')}?{back}")
    return render(request, "accounts/sign_in_again.html", {"provider": provider, "next": next_url})
