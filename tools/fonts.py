"""Fetch the fonts that are built into the decision papers, with version and licence beside them.

Run it by hand after changing a version below: ``python -m tools.fonts``. The result is committed, so
making a paper never asks another server for a file. It needs ``npm`` for ``npm pack``.
"""

import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.vendor import Package, member, pack

FONTS = Path(__file__).resolve().parent.parent / "exports" / "pdf" / "fonts"


@dataclass(frozen=True, slots=True)
class Family:
    """One font family: its npm package, and the weights that ``paper.typ`` really uses."""

    package: str
    version: str
    file: str
    weights: tuple[str, ...] = ("400Regular", "600SemiBold")


FAMILIES = (
    Family("inter", "0.4.2", "Inter"),
    Family("noto-sans", "0.4.2", "NotoSans"),
    Family("noto-sans-arabic", "0.4.3", "NotoSansArabic"),
    Family("noto-sans-devanagari", "0.4.1", "NotoSansDevanagari"),
    Family("noto-sans-hebrew", "0.4.1", "NotoSansHebrew"),
    Family("noto-sans-thai", "0.4.2", "NotoSansThai"),
    Family("noto-emoji", "0.4.7", "NotoEmoji", weights=("400Regular",)),
)


def install(family: Family) -> None:
    """Write the family's files, its font licence and its VERSION below ``FONTS``."""
    target = FONTS / family.package
    target.mkdir(parents=True, exist_ok=True)
    package = Package(f"@expo-google-fonts/{family.package}", family.version, "", {})
    with tempfile.TemporaryDirectory() as scratch:
        archive_path, integrity = pack(package, Path(scratch))
        with tarfile.open(archive_path) as archive:
            for weight in family.weights:
                name = f"{family.file}_{weight}.ttf"
                (target / name).write_bytes(member(archive, f"{weight}/{name}"))
            (target / "LICENSE_FONT").write_bytes(member(archive, "LICENSE_FONT"))
    version = f"{package.name} {package.version}\n{integrity}\nUnchanged.\n"
    (target / "VERSION").write_text(version, encoding="utf-8")


def main() -> None:
    """Install every family and say so."""
    for family in FAMILIES:
        install(family)
        sys.stdout.write(f"{family.package} {family.version} -> {family.file}\n")


if __name__ == "__main__":
    main()
