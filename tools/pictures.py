"""The pictures of docs/first-decision.md and of the readme, taken anew: ``python -m tools.pictures``.

Serves a site of its own on an empty database, goes the way of a first-time manager from the first page to
a paper in hand (``tests/browser/first_decision.py``, which a test counts), and takes a picture of each kind of page
on it, and of page 1 of the paper. Then the summary of a demo assessment that is split. Needs Chromium, and
pdftoppm (poppler-utils).
"""

import base64
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

import django
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools import make_env
from tools.programs import BROWSER

make_env.main()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.browser import journey  # noqa: E402 - it needs what stands above
from tests.browser.first_decision import Stage, walk  # noqa: E402 - the same
from tests.deploy.compose import free_port  # noqa: E402 - the same

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = str(free_port())
BASE = f"http://127.0.0.1:{PORT}"
PATIENCE = 300
TALLEST = 2_100
"""A picture ends here: what is longer is told in words."""
QUALITY = 64
SHOWN: tuple[Stage, ...] = ("home", "sign-up", "start", "question", "result", "order")
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 800}
DEMO = "Supplier invoices, Europe"
"""The demo assessment of the readme: a split with costs."""
PERSON, PASSWORD = "alice@example.com", "demo-password-only"
SAFE = ["--no-sandbox", "--disable-gpu"]


def main() -> None:
    """Take all pictures."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        env = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
            "PORT": PORT,
            "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
            "EMAIL_VERIFICATION": "mandatory",  # as on a site that runs for real
            "PYTHONUNBUFFERED": "1",
        }
        told = folder / "told"
        command = [sys.executable, "manage.py", "serve"]
        with told.open("wb") as out:
            server = subprocess.Popen(  # noqa: S603 - this Python
                command, cwd=ROOT, env=env, stdout=out, start_new_session=True
            )
        try:
            wait(server)
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=BROWSER.find(), args=SAFE)
                first_decision(browser, told, folder)
                split(browser)
                browser.close()
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def wait(server: "subprocess.Popen[bytes]") -> None:
    """Until the site answers. Raises ``TimeoutError``, also where it ended."""
    end = monotonic() + PATIENCE
    while monotonic() < end and server.poll() is None:
        try:
            urlopen(BASE).close()
        except (URLError, ConnectionError):
            sleep(1)
        else:
            return
    raise TimeoutError("The site did not start.")


def first_decision(browser: Browser, told: Path, folder: Path) -> None:
    """Go the whole way; of each kind of page the first is taken, of the result also on a phone."""
    page = browser.new_page(viewport=DESK, base_url=BASE)
    taken: set[Stage] = set()

    def reads(stage: Stage) -> None:
        if stage in taken or stage not in SHOWN:
            return
        taken.add(stage)
        save(page, f"first-{stage}")
        if stage == "result":
            page.set_viewport_size(PHONE)
            save(page, "first-result-phone")
            page.set_viewport_size(DESK)

    download = walk(page, link=lambda: journey.link_in(told.read_text("utf-8")), reads=reads)
    paper(browser, Path(download.path()), folder)


def split(browser: Browser) -> None:
    """The summary of a process that is split by its steps."""
    page = browser.new_page(viewport=DESK, base_url=BASE)
    page.goto("/accounts/login/")
    page.fill("[name=login]", PERSON)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    page.goto("/assessments/")
    page.get_by_role("link", name=DEMO).first.click()
    page.wait_for_load_state()
    page.goto(f"{page.url.partition('?')[0]}result/")
    save(page, "result")


def paper(browser: Browser, file: Path, folder: Path) -> None:
    """Page 1 of a paper, as the browser shows the picture that pdftoppm makes of it."""
    program = shutil.which("pdftoppm")
    if program is None:
        sys.stdout.write("pdftoppm is not installed: the picture of the paper stays as it was.\n")
        return
    out = folder / "page"
    only_first = ["-png", "-r", "96", "-f", "1", "-l", "1", "-singlefile"]
    subprocess.run([program, *only_first, str(file), str(out)], check=True)  # noqa: S603 - the program that was found
    page = browser.new_page(viewport=DESK)
    page.goto(out.with_suffix(".png").as_uri())
    width, height = page.evaluate(
        "[document.images[0].naturalWidth, document.images[0].naturalHeight]"
    )
    page.set_viewport_size({"width": width, "height": height})
    save(page, "first-paper-page-1")


def save(page: Page, name: str) -> None:
    """The page as a WebP, which only the browser's own protocol makes; in a window as high as the page,
    so that what keeps to its lower edge stands where it belongs."""
    before = page.viewport_size
    assert before
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": before["width"], "height": min(height, TALLEST)})
    asked = {"format": "webp", "quality": QUALITY}
    found = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    (IMAGES / f"{name}.webp").write_bytes(base64.b64decode(found["data"]))
    page.set_viewport_size(before)


if __name__ == "__main__":
    main()
