"""The money of an assessment as its pages show it."""
