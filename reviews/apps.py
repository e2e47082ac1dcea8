"""The reviews app."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Comments on assessments."""

    name = "reviews"
