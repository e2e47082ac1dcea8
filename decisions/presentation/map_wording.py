"""The sentence under the map."""

from collections.abc import Sequence

from decisions.wording import ANSWERS, continued, listed

NOWHERE = "Nothing is known yet of the process as a whole, so it stands in the middle."
SIDES = {
    "provider": "beyond the line from which on a provider is worth the change",
    "own": "on the side of your own people",
    "bpo": "on the side of routine work",
    "kpo": "on the side of expert work",
}


def stands(answers: Sequence[str]) -> str:
    """Where the point of the map stands, by the answers to who and kind."""
    return f"Your answers stand {', '.join(SIDES[answer] for answer in answers)}."


def ruled(answers: Sequence[str]) -> str:
    """What holds where a gate decides, which the place of the point does not show."""
    named = listed([continued(ANSWERS[answer]) for answer in answers])
    return f"A gate decides here, wherever the point stands: {named}."
