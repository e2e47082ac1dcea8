"""Low, likely and high, as they are typed."""

from django.core.exceptions import ValidationError

from engine.cost.lines import Range


def range_of(low: float | None, likely: float | None, high: float | None) -> Range | None:
    """Low, likely and high from what was typed; without ends the figure is certain.

    Raises ``ValidationError`` when an end was typed without the likely figure.
    """
    if likely is None:
        if low is not None or high is not None:
            raise ValidationError("Enter the likely figure too.")
        return None
    return Range(likely if low is None else low, likely, likely if high is None else high)
