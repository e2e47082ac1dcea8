"""Hypothesis settings for the engine, whose many properties share one number of examples."""

from hypothesis import settings

settings.register_profile("engine", settings.get_profile("all"), max_examples=60)
settings.load_profile("engine")
