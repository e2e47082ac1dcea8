"""The one door to teams: members see their team, owners manage it, strangers find nothing."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Membership, Role, User


def team_or_404(user: User, team_id: UUID, *, manage: bool = False) -> Membership:
    """The person's membership, with its ``team`` loaded, in one query.

    Raises ``Http404`` for strangers and, with ``manage``, ``PermissionDenied`` for members who
    are not owners.
    """
    membership = Membership.objects.select_related("team").filter(user=user, team=team_id).first()
    if membership is None:
        raise Http404
    if manage and membership.role != Role.OWNER:
        raise PermissionDenied
    return membership
