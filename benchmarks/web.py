"""The page beside the same work in Python: one upload, one slider, a list of ten thousand.

python benchmarks/web.py [--rows 10000] [--check]

Times are the best of several runs by the wall clock, since a visitor waits by it. `ready` is the
page that a clinician reads: both unit systems, all profiles compared, as HTML. With a chromium on
the path the upload is also timed until the review stands on the screen.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from interpret import collections

from uroscope.command import reports_of
from uroscope.derive.follow import between_collections
from uroscope.knowledge import load
from uroscope.knowledge.places import samples_folder
from uroscope.pipeline import judge_panel, read_panel
from uroscope.present.html import report_html
from uroscope.reading import InMemory
from uroscope.web.app import create_app
from uroscope.web.record import canonical_record

SAMPLE = samples_folder() / "01_full_collection.csv"
SHOWN = """([name, text]) => new Promise((done) => {
  const start = performance.now();
  new MutationObserver((_, seen) => {
    if (!document.querySelector("article")) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
  }).observe(document.body, { childList: true, subtree: true });
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  const there = { dataTransfer: carried, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("drop", there));
})"""


def best(action: Callable[[], object], runs: int = 9) -> float:
    """Return the shortest time of an action [s]."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


@contextmanager
def page() -> Iterator[str]:
    """Serve the page on a free port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(), log_level="critical", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


def in_browser(site: str, runs: int = 5) -> float | None:
    """Return the time from a dropped file to the review on the screen [s], if chromium is there."""
    path = shutil.which("chromium")
    if path is None:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        times = []
        for _ in range(runs):
            tab = browser.new_page()
            tab.goto(site)
            # A visitor drops a file on a page that stands; the browser is done with starting.
            tab.wait_for_timeout(1000)
            times.append(tab.evaluate(SHOWN, [SAMPLE.name, SAMPLE.read_text("utf-8")]) / 1000)
            tab.close()
        browser.close()
    return min(times)


def main() -> int:
    """Print the three figures beside their limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    knowledge = load()
    profile = knowledge.profile("stone_us")
    data = SAMPLE.read_bytes()

    def ready() -> str:
        panel = read_panel([InMemory(SAMPLE.name, data)])
        one, two = reports_of(panel, profile, (False, True))
        return report_html(one, "conventional", two)

    many = InMemory("many.csv", collections(options.rows).encode())

    def table() -> object:
        panel = read_panel([many])
        return judge_panel(panel, profile, knowledge, between_collections(panel))

    record = canonical_record(read_panel([InMemory(SAMPLE.name, data)]), 0, knowledge)
    with page() as site, httpx.Client(base_url=site, timeout=120) as client:
        client.headers["Origin"] = site

        def send(path: str, name: str, content: bytes, **fields: str) -> None:
            files = {"files": (name, content)}
            client.post(path, files=files, data=fields).raise_for_status()

        ready()
        api = best(ready)
        upload = best(lambda: send("/review", SAMPLE.name, data))
        shown = in_browser(site)
        moved = best(lambda: send("/api/whatif", "a.csv", record.encode(), set="urine_volume=2.5"))
        work = best(table, 3)
        listed = best(lambda: send("/review", many.name, many.data), 3)
    limit = 1.5 * api + 0.1
    print(f"one patient ready in Python   {api * 1000:6.0f} ms")
    print(f"  uploaded and answered       {upload * 1000:6.0f} ms (limit {limit * 1000:.0f})")
    if shown is not None:
        print(f"  dropped and on the screen   {shown * 1000:6.0f} ms (limit {limit * 1000:.0f})")
    print(f"a slider moved and answered   {moved * 1000:6.0f} ms (limit 100)")
    print(f"{options.rows:,} collections judged   {work * 1000:6.0f} ms")
    print(f"  uploaded and listed         {listed * 1000:6.0f} ms ({listed / work:.2f}, limit 1.5)")
    slow = max(upload, shown or 0.0) > limit or moved > 0.1 or listed > 1.5 * work
    return int(options.check and slow)


if __name__ == "__main__":
    raise SystemExit(main())
