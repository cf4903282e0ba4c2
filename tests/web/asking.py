"""What the tests of the page share: sending files, and the case a page holds."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx

Answer = TypeVar("Answer")

_HIDDEN = re.compile(r'name="case" value="([^"]*)"')


def upload(client: httpx.Client, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    """Send files as the first page does."""
    return client.post("/review", files=[("files", file) for file in files], data=fields)


def packed(text: str) -> str:
    """Return the hidden field of a page."""
    found = _HIDDEN.search(text)
    assert found is not None
    return found[1]


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a coroutine in a thread of its own; a browser under test keeps the loop of this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
