"""Django's createsuperuser; the address of such a person counts as confirmed."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.management.commands import createsuperuser

from accounts.models import User


class Command(createsuperuser.Command):
    """Whoever may run this command may also sign in, before any mail can be sent."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the person as Django does, then confirm the address."""
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True, emailaddress=None):
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
