"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config.roomy import roomy
from config.whole_body import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = roomy(whole_bodies(get_wsgi_application()))

# What is loaded by now stays: a page need not wait while all of it is looked through for garbage.
gc.collect()
gc.freeze()
