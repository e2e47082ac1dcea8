"""The sentence under the map."""

BEYOND = {
    True: "Your answers stand beyond the line from which on a provider is worth the change",
    False: "Your answers stand on the side of your own people",
}
KIND = {True: "on the side of expert work.", False: "on the side of routine work."}


def stands(*, beyond: bool, expert: bool) -> str:
    """Where the point of the map stands."""
    return f"{BEYOND[beyond]}, {KIND[expert]}"
