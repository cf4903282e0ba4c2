"""The process: where it listens, who is told, and that nothing is logged."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import sys
import threading
import webbrowser

import uvicorn

from uroscope.errors import UsageError
from uroscope.knowledge import load
from uroscope.web.app import create_app
from uroscope.web.guard import LOOPBACK_NAMES, Settings
from uroscope.web.pages import render

PORT = 8642
_SHORTEST_TOKEN = 16


def settings_for(host: str, token: str) -> Settings:
    """Return who may ask: this machine freely, others with a token only.

    Parameters
    ----------
    host : str
        Where to listen.
    token : str
        A token of the user's own, or empty for a new one where one is needed.

    Returns
    -------
    Settings
        For the guard.

    Raises
    ------
    UsageError
        If the token is too short to keep anybody out.

    Examples
    --------
    >>> settings_for("127.0.0.1", "").token, len(settings_for("0.0.0.0", "").token) >= 32
    ('', True)
    """
    if token and len(token) < _SHORTEST_TOKEN:
        raise UsageError(f"A token of at least {_SHORTEST_TOKEN} characters keeps others out.")
    if is_loopback(host):
        return Settings(token=token)
    names = LOOPBACK_NAMES | {host.lower(), socket.gethostname().lower(), socket.getfqdn().lower()}
    return Settings(token or secrets.token_urlsafe(24), frozenset(names), literal_addresses=True)


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine alone.

    Examples
    --------
    >>> is_loopback("localhost"), is_loopback("127.0.0.1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(host: str, port: int, token: str, show: bool) -> None:
    """Serve the page until it is stopped.

    Parameters
    ----------
    host : str
        Where to listen; only 127.0.0.1 and its kind need no token.
    port : int
        Port, 0 for any free one.
    token : str
        Asked for on every page; empty: none on this machine, a new one elsewhere.
    show : bool
        Whether to open a browser.

    Raises
    ------
    UsageError
        If the place is taken or not ours.
    """
    settings = settings_for(host, token)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = (error.strerror or "it cannot be used").lower()
        raise UsageError(f"{host} port {port}: {reason}; choose another with --port.") from error
    number = listener.getsockname()[1]
    address = f"http://{f'[{host}]' if ':' in host else host}:{number}/"
    # Knowledge and templates are read before anybody waits for them.
    load()
    render("start.html", here="/", samples={})
    _say(address, settings, new=bool(settings.token and not token), far=not is_loopback(host))
    if show:
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    config = uvicorn.Config(
        create_app(settings),
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=3,
        lifespan="off",
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listener])


def _say(address: str, settings: Settings, new: bool, far: bool) -> None:
    lines = [f"uroscope is at {address} (stop it with Ctrl+C). Nothing is stored or logged."]
    if new:
        lines.append(f"Its token, printed only here: {settings.token}")
    if far:
        lines.append("Others on the network can reach it and the way is not encrypted.")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
