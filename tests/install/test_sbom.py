"""The bill of materials has everything that runs, and nothing that does not."""

import re
from importlib.metadata import version
from pathlib import Path

from tools.sbom import ROOT, of_vendored, sbom

LOCK, EXTRAS = (
    (ROOT / name).read_text("utf-8") for name in ("requirements.txt", "requirements-extras.txt")
)


def test_it_has_every_package_of_the_lock_with_its_hashes():
    components = [row for row in sbom()["components"] if "pypi" in row["purl"]]
    assert [(row["name"], row["version"]) for row in components] == pinned(EXTRAS)
    always = [row for row in components if row["scope"] == "required"]
    assert [(row["name"], row["version"]) for row in always] == pinned(LOCK)
    assert 40 < len(always) < len(components)
    assert sum(len(row["hashes"]) for row in components) == EXTRAS.count("--hash=")
    assert f"pkg:pypi/django@{version('django')}" in {row["purl"] for row in components}


def pinned(lock: str) -> list[tuple[str, str]]:
    return re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==(\S+)", lock, re.MULTILINE)


def test_it_has_every_folder_of_vendored_files():
    folders = {row["bom-ref"] for row in of_vendored()}
    for place in ("static/vendor", "static/fonts", "exports/pdf/fonts"):
        for folder in Path(ROOT, place).iterdir():
            assert str(folder.relative_to(ROOT)) in folders


def test_each_component_has_a_key_of_its_own_and_the_same_lock_gives_the_same_bill():
    keys = [row["bom-ref"] for row in sbom()["components"]]
    assert len(keys) == len(set(keys))
    assert sbom() == sbom()
