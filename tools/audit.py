"""Ask for known weaknesses of what the lock pins, and say so when nobody could be asked.

0 when none is known, 1 when one is, 2 when not everything could be looked up: that is no all-clear.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

UV = Path(sys.executable).with_name("uv")
COMMAND = [
    *(str(UV), "tool", "run", "--from", "pip-audit==2.10.1", "pip-audit"),
    *("--requirement", "requirements-extras.txt", "--no-deps", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off"),
]
"""In an environment of its own: pip-audit brings a pip along, which would replace the one that installs
our locks while it does."""


def judged(answer: str) -> tuple[int, list[str]]:
    """The exit status, and a sentence for each finding."""
    try:
        rows: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except ValueError:
        return 2, [
            "Nothing was checked: the service that knows of weaknesses could not be reached."
        ]
    weak = [row for row in rows if row.get("vulns")]
    if weak:
        return 1, [
            f"{row['name']} {row['version']}: {', '.join(one['id'] for one in row['vulns'])}"
            for row in weak
        ]
    if unknown := [row["name"] for row in rows if "skip_reason" in row]:
        return 2, [
            f"{len(unknown)} of {len(rows)} packages could not be looked up, so this is no all-clear:"
            f" {', '.join(unknown[:5])}{' ...' if len(unknown) > 5 else ''}"
        ]
    return 0, [f"{len(rows)} packages, no known weakness."]


def main() -> int:
    """Ask, and say what was found."""
    done = subprocess.run(  # noqa: S603
        COMMAND, capture_output=True, text=True, check=False
    )
    status, said = judged(done.stdout)
    sys.stdout.write("\n".join(said) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
