"""What the tests of the page share: sending files, and the case a page holds."""

from __future__ import annotations

import re

import httpx

_HIDDEN = re.compile(r'name="case" value="([^"]*)"')


def upload(client: httpx.Client, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    """Send files as the first page does."""
    return client.post("/review", files=[("files", file) for file in files], data=fields)


def packed(text: str) -> str:
    """Return the hidden field of a page."""
    found = _HIDDEN.search(text)
    assert found is not None
    return found[1]
