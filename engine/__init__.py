"""The decision itself: pure Python and NumPy, no Django, no clock, no input or output."""
