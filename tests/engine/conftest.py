"""Hypothesis settings for the engine: no deadline (a busy machine is no bug), no files left."""

from hypothesis import settings

settings.register_profile("engine", deadline=None, database=None, max_examples=60)
settings.load_profile("engine")
