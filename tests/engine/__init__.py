"""Tests of the engine: no database, milliseconds."""
