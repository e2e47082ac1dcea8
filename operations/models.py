"""Signs of life."""

from django.db import models


class Pulse(models.Model):
    """When a worker last did a job of its queue that the scheduler sent. Both were alive then."""

    queue = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.queue} at {self.at:%H:%M}"
