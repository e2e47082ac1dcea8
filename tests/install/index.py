"""A package index on this machine, with wheels that hold nothing but what they need.

Each wheel has the name, the version and the requirements of a real one and no code, so that real locks
are really installed by a real pip within seconds and without a network.
"""

import base64
import hashlib
import re
import threading
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]+)\])?==([^ ;\\]+)", re.MULTILINE)
NEWER = "9999"
"""The version that was released after the lock was written."""


def pinned(lock: str) -> dict[tuple[str, str], set[str]]:
    """What a lock pins: by name and version, the extras that it names."""
    return {
        (name, version): {extra.strip() for extra in extras.split(",")} if extras else set()
        for name, extras, version in PINNED.findall(lock)
    }


@dataclass
class Index:
    """A folder of wheels that is served as an index."""

    folder: Path
    address: str = ""
    asked: list[str] = field(default_factory=list)
    """The files that were asked for, in order."""
    held_back: str = ""
    """A wheel whose download does not go on before ``go_on`` is set."""
    go_on: threading.Event = field(default_factory=threading.Event)

    def add(self, name: str, version: str, needs: Iterable[str] = ()) -> str:
        """Put a wheel into the index; its SHA-256."""
        stem = f"{re.sub(r'[-_.]+', '_', name).lower()}-{version}"
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        head += "".join(f"Requires-Dist: {need}\n" for need in needs)
        head += "".join(
            f"Provides-Extra: {extra}\n"
            for extra in sorted(set(re.findall(r"""extra *== *["']([^"']+)""", head)))
        )
        kind = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        files = {f"{stem}.dist-info/METADATA": head, f"{stem}.dist-info/WHEEL": kind}
        record = "".join(f"{path},{_digest(text)},{len(text)}\n" for path, text in files.items())
        files[f"{stem}.dist-info/RECORD"] = f"{record}{stem}.dist-info/RECORD,,\n"
        file = self.folder / stem.partition("-")[0].replace("_", "-") / f"{stem}-py3-none-any.whl"
        file.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(file, "w") as wheel:
            for path, text in files.items():
                wheel.writestr(zipfile.ZipInfo(path), text)
        return hashlib.sha256(file.read_bytes()).hexdigest()

    def add_sources(self, name: str, version: str) -> str:
        """Put a package into the index that is there as source only; its SHA-256."""
        file = self.folder / name / f"{name}-{version}.tar.gz"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"")
        return hashlib.sha256(b"").hexdigest()

    def add_lock(self, lock: str) -> str:
        """Put into the index what a lock pins, and a newer release of each; the lock for these wheels.

        The requirements are those of the installed packages. What is not installed here is for another
        system or Python and needs nothing.
        """
        digests = {}
        for name, version in pinned(lock):
            digests[name, version] = self.add(name, version, _needs(name))
            self.add(name, NEWER)
        lines = []
        for line in lock.splitlines():
            if found := PINNED.match(line):
                digest = digests[found[1], found[3]]
                lines.append(f"{line.removesuffix(chr(92)).strip()} --hash=sha256:{digest}")
        return "\n".join(lines) + "\n"


@contextmanager
def served(folder: Path) -> Iterator[Index]:
    """An empty index, served while the block runs."""
    folder.mkdir()
    index = Index(folder)
    handler = partial(_Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.index = index  # type: ignore[attr-defined]
        index.address = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield index
        index.go_on.set()
        server.shutdown()


class _Handler(SimpleHTTPRequestHandler):
    """Lists a folder as the page of a package, which is all that an index is."""

    def do_GET(self) -> None:
        index: Index = self.server.index  # type: ignore[attr-defined]
        index.asked.append(self.path.rpartition("/")[2])
        if index.held_back and index.held_back in index.asked[-1]:
            index.go_on.wait(60)
        super().do_GET()

    def log_message(self, *_: Any) -> None:
        """Keep the output of the tests clean."""


def _digest(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
    return f"sha256={digest.decode().rstrip('=')}"


def _needs(name: str) -> list[str]:
    try:
        return metadata(name).get_all("Requires-Dist") or []
    except PackageNotFoundError:
        return []
