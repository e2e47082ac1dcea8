"""The Celery application. Without a broker, jobs run in the web process (eager mode)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sourcing_decisions")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
