"""The version that every row carries which people write."""

from django.db import models


class Versioned(models.Model):
    """A row with a ``version`` that counts its changes, so that nobody overwrites what they have not
    seen: a form sends the version that it was made from."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
