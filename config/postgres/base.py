"""The wrapper of a connection; Django finds it by this module's name (``ENGINE``)."""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A kept connection is looked at before each request instead of being asked ``SELECT 1``."""

    def is_usable(self) -> bool:
        """Whether the connection can be used; nothing is sent unless the last request had an error.

        A server that ends a session says so and closes it, as does the system of a server that is
        gone: all of it can be read at once. A connection that nobody uses has nothing to read, so
        whatever is there means that it is better replaced.
        """
        if self.errors_occurred:
            return bool(super().is_usable())
        if self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return not waiting.poll(0)
