"""The wrapper of a connection; Django finds it by this module's name (``ENGINE``)."""

import re
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """``LIKE`` compares letters of any script whatever their case, as PostgreSQL does: SQLite's own knows
    those of ASCII only. Every search is written with it, those of the admin too."""

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection with our own ``LIKE``."""
        connection = super().get_new_connection(conn_params)
        for arguments in (2, 3):
            connection.create_function("like", arguments, is_like, deterministic=True)
        return connection


def is_like(pattern: object, text: object, escape: str = "") -> bool | None:
    """What ``text LIKE pattern ESCAPE escape`` says; None where either is NULL."""
    if pattern is None or text is None:
        return None
    return bool(_compiled(str(pattern), escape).fullmatch(str(text).casefold()))


@lru_cache(maxsize=256)
def _compiled(pattern: str, escape: str) -> re.Pattern[str]:
    parts, signs = [], iter(pattern.casefold())
    for sign in signs:
        if sign == escape:
            parts.append(re.escape(next(signs, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(sign) or re.escape(sign))
    return re.compile("".join(parts), re.DOTALL)
