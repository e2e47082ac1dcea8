"""Write a development .env from .env.example with a secret key of its own, unless there is one."""

import os
import secrets
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(target: Path = ROOT / ".env") -> None:
    """Fill the empty SECRET_KEY. Only the owner may read the file, and it is never there in part."""
    if target.exists():
        return
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    key = secrets.token_urlsafe(50)
    number, name = tempfile.mkstemp(dir=target.parent, prefix=".env-")  # mode 600
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text.replace("SECRET_KEY=\n", f"SECRET_KEY={key}\n", 1))
    Path(name).replace(target)


if __name__ == "__main__":
    main()
