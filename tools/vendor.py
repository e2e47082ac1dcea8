"""Fetch the third-party style sheets and fonts that the site serves itself, with version and licence.

Run it by hand after changing a version below: ``python tools/vendor.py``. The result is committed, so
neither the site nor its build ever asks another server for a file. It needs ``npm`` for ``npm pack``.
"""

from __future__ import annotations

import json
import re
import subprocess  # only npm is run, with a fixed command line
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
SUBSETS = ("latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese")


def keep(content: bytes) -> bytes:
    """Return the file as the package ships it."""
    return content


def tame_style_sheet(content: bytes) -> bytes:
    """Make Bootstrap's style sheet fit a strict page: no source map, no ``data:`` image, one layer.

    The content security policy allows images from our own host only, so every ``data:`` image becomes
    ``none`` (site.css draws the few that are needed). The layer lets any rule of ours win whatever
    its specificity. The source map is not shipped, and hashed static files need every link to exist.
    """
    text = content.decode("utf-8").replace('@charset "UTF-8";', "")
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text)
    text, count = re.subn(r"url\((\"|')data:.*?\1\)", "none", text)
    if not count:
        raise SystemExit("bootstrap.min.css holds no data: image any more: look at it again")
    return f'@charset "UTF-8";@layer bootstrap{{{text.strip()}}}\n'.encode()


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package: ``files`` maps a path in the package to a file name in ``folder`` of static/."""

    name: str
    version: str
    folder: str
    files: dict[str, str]
    change: Callable[[bytes], bytes] = keep
    note: str = "Unchanged."


PACKAGES = (
    Package(
        name="bootstrap",
        version="5.3.9",
        folder="vendor/bootstrap",
        files={"dist/css/bootstrap.min.css": "bootstrap.min.css"},
        change=tame_style_sheet,
        note="Changed by tools/vendor.py: wrapped in a cascade layer, data: images and source map removed.",
    ),
    Package(
        name="@fontsource-variable/inter",
        version="5.3.0",
        folder="fonts/inter",
        files={f"files/inter-{s}-opsz-normal.woff2": f"inter-{s}.woff2" for s in SUBSETS},
    ),
)


def pack(package: Package, folder: Path) -> tuple[Path, str]:
    """Download one package into ``folder``; return the archive and npm's integrity hash of it."""
    command = ["npm", "pack", "--json", f"{package.name}@{package.version}"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
    report = json.loads(done.stdout)[0]
    return folder / str(report["filename"]), str(report["integrity"])


def member(archive: tarfile.TarFile, path: str) -> bytes:
    """Return the bytes of one file of the package; npm keeps everything under ``package/``."""
    handle = archive.extractfile(f"package/{path}")
    if handle is None:
        raise SystemExit(f"the package has no file {path}")
    return handle.read()


def install(package: Package) -> None:
    """Write the package's files, its LICENSE and its VERSION below static/."""
    target = STATIC / package.folder
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        archive_path, integrity = pack(package, Path(scratch))
        with tarfile.open(archive_path) as archive:
            for source, name in package.files.items():
                (target / name).write_bytes(package.change(member(archive, source)))
            (target / "LICENSE").write_bytes(member(archive, "LICENSE"))
    version = f"{package.name} {package.version}\n{integrity}\n{package.note}\n"
    (target / "VERSION").write_text(version, encoding="utf-8")


def main() -> None:
    """Install every package and say so."""
    for package in PACKAGES:
        install(package)
        sys.stdout.write(f"{package.name} {package.version} -> static/{package.folder}\n")


if __name__ == "__main__":
    main()
