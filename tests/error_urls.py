"""The site's addresses and three that fail, for the tests of the error pages."""

from typing import NoReturn

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.urls import path

from config.urls import urlpatterns as site

PROBLEMS: dict[int, type[Exception]] = {
    400: SuspiciousOperation,
    403: PermissionDenied,
    500: RuntimeError,
}


@login_not_required
def fail(request: HttpRequest, status: int) -> NoReturn:
    """Fail in the way that Django answers with this status."""
    raise PROBLEMS[status]


urlpatterns = [*site, path("fail/<int:status>/", fail)]
