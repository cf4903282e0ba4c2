"""Who may ask, how much and how long, and what every answer carries; one shell around the app.

Referrer-Policy is `same-origin`, not `no-referrer`: with the latter browsers send `Origin: null`
for forms of our own pages, and the check of the origin would rest on one header alone. Nothing
is sent to other sites either way, and no address of ours says anything about a patient.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from uroscope.errors import fault_place
from uroscope.web.limits import MOST_BYTES, MOST_HELD, UPLOAD_SECONDS

COOKIE = "uroscope_access"
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# Asked before anybody is known: the form for the token and what it looks like.
_OPEN_PATHS = ("/login", "/static/")
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


# Status and sentence to an answer that fits the request.
Problem = Callable[[Scope, int, str], Response]


@dataclass(frozen=True)
class Settings:
    """How the page is served.

    `token` is asked for on every request where it is not empty; `names` are host names that a
    request may carry beside literal addresses.
    """

    token: str = field(default="", repr=False)
    names: frozenset[str] = LOOPBACK_NAMES
    literal_addresses: bool = False

    def cookie(self) -> str:
        """Return what a browser that knows the token carries; it does not tell the token."""
        return hmac.new(self.token.encode(), b"uroscope page", hashlib.sha256).hexdigest()


def policy(nonce: str) -> str:
    """Return the Content-Security-Policy of an answer; `nonce` allows one style of its own."""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


class Guard:
    """An ASGI shell: host, origin, token, size and time of a request; headers of an answer."""

    def __init__(self, app: ASGIApp, settings: Settings, problem: Problem) -> None:
        self._app = app
        self._settings = settings
        self._problem = problem
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    headers.setdefault(name, value)
                headers["Content-Security-Policy"] = policy(nonce)
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, answer)
                return
            body = _Bounded(receive, self._hold)
            try:
                await self._app(scope, body, answer)
            finally:
                self._held -= body.read
        except Exception as error:
            # The application answers its own faults and then raises them for a server to log,
            # which nobody does here: the message of an exception may hold a patient's values.
            if not started:
                await fault(scope, error, self._problem)(scope, receive, answer)

    def _hold(self, size: int) -> None:
        """Count bytes of requests that are not answered yet.

        Raises
        ------
        HTTPException
            If all of them together are more than is held at once.
        """
        self._held += size
        if self._held > MOST_HELD:
            raise HTTPException(503, TOO_BUSY)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to a request that may not be asked, or None."""
        headers = Headers(scope=scope)
        if not self._known_host(headers.get("host", "")):
            return self._problem(scope, 421, OTHER_NAME)
        path = scope["path"]
        if scope["method"] not in ("GET", "HEAD") and not _same_origin(scope, headers, path):
            return self._problem(scope, 403, OTHER_SITE)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return self._problem(scope, 413, TOO_LARGE)
        if self._settings.token and not path.startswith(_OPEN_PATHS) and not self._knows(headers):
            if path.startswith("/api/"):
                return self._problem(scope, 401, ASK_ALOUD)
            return RedirectResponse("/login", 303)
        return None

    def _known_host(self, host: str) -> bool:
        """Tell whether a Host header names us; a name of somebody else's may point here too."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._settings.names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        # A literal address cannot be pointed elsewhere by its owner, a name can.
        return self._settings.literal_addresses

    def _knows(self, headers: Headers) -> bool:
        """Tell whether a request carries the token or the cookie that stands for it."""
        given = headers.get("authorization", "")
        if given[:7].lower() == "bearer " and same(given[7:].strip(), self._settings.token):
            return True
        try:
            jar = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        return COOKIE in jar and same(jar[COOKIE].value, self._settings.cookie())


def same(given: str, expected: str) -> bool:
    """Compare two secrets in the same time whatever they are."""
    return hmac.compare_digest(given.encode(), expected.encode())


def _same_origin(scope: Scope, headers: Headers, path: str) -> bool:
    """Tell whether a request comes from a page of ours, or from a program that is no browser."""
    own = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}".lower()
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is not None:
        # An opaque origin tells nothing; the browser's own word then has to.
        return origin.lower() == own or (origin == "null" and site == "same-origin")
    if site is not None:
        return True
    referer = headers.get("referer")
    if referer is not None:
        return referer.lower().startswith(f"{own}/")
    # Browsers name their origin on every post; only programs come here without one.
    return path.startswith("/api/")


def fault(scope: Scope, error: Exception, problem: Problem) -> Response:
    """Return the answer to a fault of ours, and say its place, and no value, where we run."""
    place = f"{fault_place(error)} ({type(error).__name__})"
    sys.stderr.write(f"uroscope failed at {place}; this is a fault of ours.\n")
    return problem(scope, 500, FAULT.format(place=place))


TOO_LARGE = (
    f"At most {MOST_BYTES // 1_000_000} MB are read at once here; use the command line for more."
)
TOO_BUSY = "Too much is being sent at the same time; try again in a moment."
TOO_SLOW = "The upload took too long; try again."
OTHER_NAME = "This page is not served under that name; open the address that was printed."
OTHER_SITE = "Only this page itself may send results here; open it and try again."
ASK_ALOUD = "Send the token that was printed: Authorization: Bearer TOKEN."
FAULT = (
    "uroscope failed at {place}; this is a fault of ours.\n"
    "Nothing of your data was written or sent. Please report the place above, without data."
)


class _Bounded:
    """A body that stops at its bound, in size and in time."""

    def __init__(self, receive: Receive, hold: Callable[[int], None]) -> None:
        self._receive = receive
        self._hold = hold
        self.read = 0
        self._until = asyncio.get_running_loop().time() + UPLOAD_SECONDS
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError as error:
            raise HTTPException(408, TOO_SLOW) from error
        if message["type"] == "http.request":
            size = len(message.get("body", b""))
            self.read += size
            self._hold(size)
            if self.read > MOST_BYTES:
                raise HTTPException(413, TOO_LARGE)
            self._whole = not message.get("more_body", False)
        return message
