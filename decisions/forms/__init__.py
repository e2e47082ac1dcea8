"""Turning what people send into clean values. Forms clean; services save."""
