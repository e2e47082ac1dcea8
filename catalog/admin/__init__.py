"""The catalog in Django's admin: every table of the working copy, and the editions made of it."""

from catalog.admin import editions, outcomes, questions, services

__all__ = ["editions", "outcomes", "questions", "services"]
