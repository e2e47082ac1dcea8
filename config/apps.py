"""The config app: tells of faults and times elsewhere, where a setting says where."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string


class WiringConfig(AppConfig):
    """What begins with every process that serves pages or does jobs."""

    name = "config"

    def ready(self) -> None:
        """Import what is an extra only where it is asked for."""
        if settings.SENTRY_DSN:
            import_string("config.sentry.start")(settings.SENTRY_DSN)
        if settings.OTLP_ENDPOINT:
            import_string("config.tracing.start")(settings.OTLP_ENDPOINT, settings.OTLP_HEADERS)
