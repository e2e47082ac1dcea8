"""A software bill of materials (CycloneDX 1.6, JSON) of what runs, from the locks and the vendored files.

``make sbom`` writes it to ``var/sbom.json``. Nothing is resolved or asked: the locks are what is installed,
extras (of scope "optional") where somebody asked for them.
"""

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "var" / "sbom.json"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(\[[^]]*\])?==(\S+)([^\\\n]*)\\?$")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VENDORED = ("static/vendor/*/VERSION", "static/fonts/*/VERSION", "exports/pdf/fonts/*/VERSION")


def of_lock(text: str) -> list[dict[str, Any]]:
    """One component for each pinned package, with the hashes of its files."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        if pinned := PINNED.match(line):
            name, version = pinned[1].lower(), pinned[3]
            found.append(_component(name, version, f"pkg:pypi/{name}@{version}"))
        elif found and (file := HASH.search(line)):
            hashes = found[-1].setdefault("hashes", [])
            hashes.append({"alg": "SHA-256", "content": file[1]})
    return found


def of_vendored() -> list[dict[str, Any]]:
    """One component for each package of which files lie in the project."""
    found = []
    for pattern in VENDORED:
        for file in sorted(ROOT.glob(pattern)):
            name, version = file.read_text("utf-8").splitlines()[0].rsplit(" ", 1)
            component = _component(name, version, f"pkg:npm/{name.replace('@', '%40')}@{version}")
            found.append(component | {"bom-ref": str(file.parent.relative_to(ROOT))})
    return found


def _component(name: str, version: str, purl: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
    }


def sbom() -> dict[str, Any]:
    """The whole document. It has no date: the same lock gives the same bytes."""
    always, possible = (
        of_lock((ROOT / f"requirements{kind}.txt").read_text("utf-8")) for kind in ("", "-extras")
    )
    names = {row["name"] for row in always}
    for row in possible:
        row["scope"] = "required" if row["name"] in names else "optional"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "sourcing-decisions"}},
        "components": [*possible, *of_vendored()],
    }


def main() -> None:
    """Write it."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(sbom(), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
