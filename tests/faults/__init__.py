"""Faults injected into the running site, and whether anything acknowledged was lost."""
