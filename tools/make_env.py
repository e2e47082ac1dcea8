"""Write a development .env from .env.example with a secret key of its own, unless there is one.

A ``PORT`` that is given, and can be served on, is kept there: the address of the site follows from it, and
a worker that is started beside the site, or later, puts the same one into papers and mails.
"""

import fcntl
import os
import re
import secrets
import socket
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(target: Path = ROOT / ".env", port: str = "") -> None:
    """Fill the empty SECRET_KEY. Only the owner may read the file, and it is never there in part.
    Of two starts at once the second reads what the first wrote."""
    with Path(__file__).open() as only_one:
        fcntl.flock(only_one, fcntl.LOCK_EX)
        _write(target, port)


def _write(target: Path, port: str) -> None:
    text = target.read_text(encoding="utf-8") if target.exists() else _new()
    if port.isdecimal() and int(port) and _is_free(int(port)):
        text = _with_port(text, port)
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return
    number, name = tempfile.mkstemp(dir=target.parent, prefix=".env-")  # mode 600
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(target)


def _new() -> str:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return text.replace("SECRET_KEY=\n", f"SECRET_KEY={secrets.token_urlsafe(50)}\n", 1)


def _is_free(port: int) -> bool:
    """Whether it can be served on; ``manage.py serve`` says why not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def _with_port(text: str, port: str) -> str:
    """The file with this port, in the place of the line that has or shows one."""
    if re.search(rf"^PORT={port}$", text, re.MULTILINE):
        return text
    sys.stderr.write(f"PORT={port} is kept in .env: later starts and workers take it too.\n")
    line = re.compile(r"^(# )?PORT=.*$", re.MULTILINE)
    return line.sub(f"PORT={port}", text, count=1) if line.search(text) else f"{text}PORT={port}\n"


if __name__ == "__main__":
    main(port=os.environ.get("PORT", ""))
