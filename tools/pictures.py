"""The pictures of the readme, taken anew of the demo: ``python -m tools.pictures``.

Serves a site of its own on an empty database, signs in as a demo person, and writes the summary and the
page Why of a demo assessment, and page 1 of its paper, into docs/images. Needs Chromium, and pdftoppm
(poppler-utils) for the paper.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from tools.programs import BROWSER

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = "8765"
BASE = f"http://127.0.0.1:{PORT}"
PATIENCE = 300
NAME = "Supplier invoices, Europe"
"""The demo assessment on the pictures: a split with costs."""
EMAIL, PASSWORD = "alice@example.com", "demo-password-only"
SAFE = ["--no-sandbox", "--disable-gpu"]


def main() -> None:
    """Take all pictures."""
    with TemporaryDirectory() as folder:
        env = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3", "PORT": PORT}
        command = [sys.executable, "manage.py", "serve"]
        server = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)  # noqa: S603
        try:
            wait()
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=BROWSER.find(), args=SAFE)
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                take(page, Path(folder))
                browser.close()
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def wait() -> None:
    """Until the site answers. Raises ``TimeoutError``."""
    end = monotonic() + PATIENCE
    while monotonic() < end:
        try:
            urlopen(BASE).close()
        except (URLError, ConnectionError):
            sleep(1)
        else:
            return
    raise TimeoutError("The site did not start.")


def take(page: Page, folder: Path) -> None:
    """Sign in, and save the pictures."""
    page.goto(f"{BASE}/accounts/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    page.goto(f"{BASE}/assessments/")
    page.get_by_role("link", name=NAME).first.click()
    page.wait_for_load_state()
    result = f"{page.url.partition('?')[0]}result/"
    for name, part in (("result", ""), ("why", "why/")):
        page.goto(result + part)
        page.screenshot(path=IMAGES / f"{name}.png", full_page=True)
    page.goto(result)
    page.get_by_role("link", name="Create paper").click()
    page.get_by_role("button", name="Create PDF").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").first.click()
    paper(Path(download.value.path()), folder)


def paper(file: Path, folder: Path) -> None:
    """Page 1 of a paper as a picture; nothing without pdftoppm."""
    program = shutil.which("pdftoppm")
    if program is None:
        sys.stdout.write("pdftoppm is not installed: the picture of the paper stays as it was.\n")
        return
    out = folder / "page"
    command = [
        program,
        "-r",
        "80",
        "-png",
        "-f",
        "1",
        "-l",
        "1",
        "-singlefile",
        str(file),
        str(out),
    ]
    subprocess.run(command, check=True)  # noqa: S603 - the program that was found
    shutil.copy(out.with_suffix(".png"), IMAGES / "paper-page-1.png")


if __name__ == "__main__":
    main()
