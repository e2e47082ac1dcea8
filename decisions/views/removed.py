"""What somebody removed while another was writing about it: nothing that was typed is lost."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpResponse

from accounts.http import AuthenticatedHttpRequest
from decisions.access import Access, Action, assessment_or_404

View = Callable[..., HttpResponse]


def if_removed(
    answer: Callable[[AuthenticatedHttpRequest, Access, UUID], HttpResponse],
) -> Callable[[View], View]:
    """Decorates the page of a row of an assessment. What is posted to it when the row is gone goes to
    ``answer``, for who may edit the assessment; everybody else finds nothing, as at any address.

    The answer holds what was typed, and has status 404: nothing is here, whoever reads the page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def found(
            request: AuthenticatedHttpRequest, assessment_id: UUID, **row: UUID
        ) -> HttpResponse:
            try:
                return view(request, assessment_id, **row)
            except Http404:
                if request.method != "POST":
                    raise
            (gone,) = row.values()
            access = assessment_or_404(request.user, assessment_id, Action.EDIT)
            response = answer(request, access, gone)
            if response.status_code == 200:
                response.status_code = 404
            return response

        return found

    return decorate
