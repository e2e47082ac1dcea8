"""Tests of people deciding."""
