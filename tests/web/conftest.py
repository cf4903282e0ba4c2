"""A page to ask: in the process for answers, and behind a port for browsers."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from uroscope.web.app import create_app

REQUIRED = os.environ.get("UROSCOPE_REQUIRE_BROWSER") == "1"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
NO_BROWSER = "No chromium found: the page was not tested in a browser (apt install chromium)."
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say once, and clearly, that the browser was missing."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(NO_BROWSER in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{NO_BROWSER} {count} tests were skipped.")


@pytest.fixture(scope="session")
def samples(root: Path) -> Path:
    return root / "sample_data"


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The page on a port of its own, as `uroscope serve` runs it."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    config = uvicorn.Config(
        create_app(), log_level="critical", access_log=False, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def client(site: str) -> Iterator[httpx.Client]:
    """A visitor whose requests look like those of the page itself."""
    with httpx.Client(base_url=site, headers={"Origin": site}, timeout=60) as found:
        yield found


def installed() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's chromium; where none is found the tests that need it say so in one line."""
    path = installed()
    if path is None:
        if REQUIRED:
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Any]:
    """A fresh tab; anything the browser complains about fails the test."""
    context = browser.new_context(viewport={"width": 1024, "height": 900})
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type in ("error", "warning") and "status of 400" not in said.text
            else None
        ),
    )
    tab.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((site, "data:", "blob:")) else complaints.append(asked.url)
        ),
    )
    tab.goto(site)
    yield tab
    context.close()
    assert complaints == []
