"""What is made of a form that may be sent twice, or again with other words after going back."""

from uuid import UUID, uuid5


def sent_once(key: UUID, *said: object) -> UUID:
    """The key of what is made of a form: the same form with the same words is one thing, however often it is
    sent; with other words, after going back, it is another."""
    return uuid5(key, repr(said))
