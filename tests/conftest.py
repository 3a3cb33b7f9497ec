"""A real browser for the tests that need one, the order of files, and how Hypothesis draws in a mutation run."""

import contextlib
import os
import re
import shutil
import subprocess
import threading

import pytest
from hypothesis import Phase, settings

# For `make mutants`: that a test fails is all it asks, so no smaller example is looked for.
settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], deadline=None, derandomize=True)

# The files that take longest stand first in the queue of tools/test.py: what is left at the end then keeps no process
# waiting for the other. Those of its stages that are not here take some seconds.
LONGEST = (
    "tests/examples/test_train_distributed.py",
    "tests/nets/test_nets.py",
    "tests/test_parity.py",
    "tests/scratch/training/test_training.py",
    "tests/figures/test_figures.py",
    "tests/exercises/test_check.py",
    "tests/measures/test_measure.py",
)


def place(file):
    """Chapters stand from the last to the first, which is the shortest."""
    chapter = re.match(r"chapters/(\d+)", file)
    return LONGEST.index(file) if file in LONGEST else len(LONGEST), -int(chapter[1]) if chapter else 0


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: place(item.nodeid.partition("::")[0]))


# The first is the same browser without its windows; beside a test run it takes a sixth less time.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def end(process, patience=30):
    """Ask a process to end, and kill it where it does not within `patience` seconds: a run must not wait for ever."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def kill_children():
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()


def system_browser():
    """The path of the system's Chromium. CNNLIB_BROWSER=required makes its absence a failure."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        message = "no Chromium found; install it (Debian, Ubuntu: `apt install chromium`) to run the browser checks"
        if os.environ.get("CNNLIB_BROWSER") == "required":
            pytest.fail(message)
        pytest.skip(message)
    return path


@contextlib.contextmanager
def launched(path, patience=60):
    """A browser, driven by Playwright. One that does not close within `patience` seconds is killed with its driver."""
    from playwright.sync_api import Error, sync_playwright

    playwright = sync_playwright().start()
    running = playwright.chromium.launch(executable_path=path, args=QUIET)
    yield running
    late = threading.Timer(patience, kill_children)
    late.start()
    with contextlib.suppress(Error):
        running.close()
    playwright.stop()
    late.cancel()


@pytest.fixture(scope="session")
def browser():
    with launched(system_browser()) as running:
        yield running


def watched(page, home=()):
    """The list that will hold what goes wrong on a page, a file from outside the book and `home` among it."""
    troubles, own = [], ("file:", "data:", "blob:", "about:blank", *home)
    page.on("console", lambda m: m.type == "error" and troubles.append(f"console error: {m.text}"))
    page.on("pageerror", lambda error: troubles.append(f"page error: {error}"))
    page.on("request", lambda r: r.url.startswith(own) or troubles.append(f"request: {r.url}"))
    # What a page is still loading when a test leaves it is broken off, and is no trouble; a file that is missing is.
    page.on("requestfailed", lambda r: r.failure == "net::ERR_ABORTED" or troubles.append(f"failed: {r.url}"))
    return troubles


def reload(page):
    """Load a page again, once the browser has kept what it stored: beside other work that takes a moment."""
    page.wait_for_timeout(100)
    page.reload()


def without_formulas(context):
    """Leave the formulas of a context's pages as they are written: to set them takes half of the time to load a page."""
    context.route("**/mathjax/*.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))


@pytest.fixture
def open_page(browser):
    """open_page(address, width=…, dark=…): a page, and the list of what went wrong on it; formulas=True sets them."""
    contexts = []

    def open_page(address, width=1280, dark=False, formulas=False, **options):
        scheme = "dark" if dark else "light"
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, **options)
        contexts.append(context)
        if not formulas:
            without_formulas(context)
        page = context.new_page()
        troubles = watched(page, [address.rpartition("/")[0]] if address.startswith("http") else [])
        page.goto(address, wait_until="load")
        return page, troubles

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def visit(browser):
    """visit(address, width=…, dark=…): as `open_page`, but always in one tab, which takes half the time."""
    page = browser.new_page()
    troubles = watched(page)

    def visit(address, width, dark):
        page.goto("about:blank")  # what the page before has not loaded yet fails now, not on this page
        troubles.clear()
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(media="screen", color_scheme="dark" if dark else "light")
        page.goto(address, wait_until="load")
        return page, troubles

    return visit
