"""Write a development .env from .env.example with a secret key of its own."""

import secrets
import sys
from pathlib import Path


def main(example: str, target: str) -> None:
    """Copy ``example`` to ``target``, filling the empty SECRET_KEY."""
    text = Path(example).read_text(encoding="utf-8")
    key = secrets.token_urlsafe(50)
    Path(target).write_text(text.replace("SECRET_KEY=\n", f"SECRET_KEY={key}\n", 1), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
