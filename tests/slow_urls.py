"""The site's addresses and one whose answer takes its time, for the tests of what follows a test."""

from threading import Event

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.models import User
from config.urls import urlpatterns as site
from tests.people import make_team

BEGUN, GO_ON, DONE = Event(), Event(), Event()


@login_not_required
def register(request: HttpRequest, name: str) -> HttpResponse:
    """Write one row, wait, and write two that belong to it."""
    user = User.objects.create(email=f"{name}@example.org")
    BEGUN.set()
    GO_ON.wait(60)
    try:
        make_team(user)
    finally:
        DONE.set()
    return HttpResponse()


urlpatterns = [*site, path("register/<str:name>/", register)]
