"""Who may ask, what every answer carries, and that nobody's values leave by another door."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.asking import run
from uroscope.errors import UsageError
from uroscope.web import guard, limits
from uroscope.web.app import create_app
from uroscope.web.guard import Settings
from uroscope.web.server import settings_for

SECRET = "a-long-enough-token-for-tests"  # noqa: S105


def ask(settings: Settings, method: str, path: str, **options: Any) -> httpx.Response:
    """Ask an application of its own once, as from the network."""

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(settings), raise_app_exceptions=False)
        host = options.pop("host", "127.0.0.1")
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
            return await client.request(method, path, **options)

    return run(once())


def test_every_answer_carries_the_headers(client: httpx.Client) -> None:
    for path in ("/", "/static/site.js", "/api/openapi.json", "/nothing"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert not any(name.startswith("access-control") for name in headers)
    assert client.get("/").headers["cache-control"] == "no-store"


def test_the_nonce_is_new_each_time(client: httpx.Client) -> None:
    first, second = (client.get("/").headers["content-security-policy"] for _ in range(2))
    assert first != second


def test_a_name_that_points_here_is_not_ours(site: str) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "[::1"):
        answer = httpx.get(site, headers={"Host": host}, timeout=60)
        assert answer.status_code in (400, 421)
    own = httpx.get(site, headers={"Host": "localhost:1"}, timeout=60)
    assert own.status_code == 200


def test_beyond_this_machine_only_addresses_and_own_names() -> None:
    open_to_all = settings_for("0.0.0.0", SECRET)  # noqa: S104
    cookie = {"Cookie": f"{guard.COOKIE}={open_to_all.cookie()}"}
    for host, status in (("192.168.1.7", 200), ("evil.example", 421)):
        assert ask(open_to_all, "GET", "/", host=host, headers=cookie).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1"},
        {"Referer": "http://evil.example/127.0.0.1"},
        {},
    ],
)
def test_another_site_cannot_post(headers: dict[str, str]) -> None:
    answer = ask(Settings(), "POST", "/review", data={"sample": "08_pregnancy.csv"},
                 headers=headers)  # fmt: skip
    assert answer.status_code == 403
    if headers:
        answer = ask(Settings(), "POST", "/api/review", data={"sample": "08_pregnancy.csv"},
                     headers=headers)  # fmt: skip
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Referer": "http://127.0.0.1/entry"},
    ],
)
def test_the_page_itself_can(headers: dict[str, str]) -> None:
    answer = ask(Settings(), "POST", "/review", data={"sample": "08_pregnancy.csv"},
                 headers=headers)  # fmt: skip
    assert answer.status_code == 200


def test_without_the_token_there_is_only_the_form_for_it() -> None:
    settings = Settings(token=SECRET)
    assert ask(settings, "GET", "/").headers["location"] == "/login"
    assert ask(settings, "GET", "/login").status_code == 200
    assert ask(settings, "GET", "/static/site.css").status_code == 200
    assert ask(settings, "GET", "/api/openapi.json").status_code == 401
    wrong = {"Authorization": "Bearer wrong"}
    assert ask(settings, "POST", "/api/review", headers=wrong).status_code == 401
    right = {"Authorization": f"Bearer {SECRET}"}
    assert ask(settings, "GET", "/api/openapi.json", headers=right).status_code == 200


def test_the_form_gives_a_cookie_that_does_not_tell_the_token() -> None:
    settings = Settings(token=SECRET)
    origin = {"Origin": "http://127.0.0.1"}
    refused = ask(settings, "POST", "/login", data={"token": "wrong"}, headers=origin)
    assert refused.status_code == 401
    assert "set-cookie" not in refused.headers
    answer = ask(settings, "POST", "/login", data={"token": SECRET}, headers=origin)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert SECRET not in cookie
    assert answer.headers["location"] == "/"
    carried = {"Cookie": cookie.partition(";")[0]}
    assert ask(settings, "GET", "/", headers=carried).status_code == 200
    forged = {"Cookie": f"{guard.COOKIE}={SECRET}"}
    assert ask(settings, "GET", "/", headers=forged).status_code == 303


def test_other_machines_need_a_token_and_get_a_new_one() -> None:
    first, second = (settings_for("0.0.0.0", "").token for _ in range(2))  # noqa: S104
    assert len(first) >= 32
    assert first != second
    assert settings_for("::1", "").token == ""
    with pytest.raises(UsageError, match="at least 16"):
        settings_for("127.0.0.1", "short")
    assert SECRET not in repr(Settings(token=SECRET))


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    origin = {"Origin": "http://127.0.0.1"}
    files = {"files": ("a.csv", b"x" * 4000)}
    monkeypatch.setattr(guard, "MOST_BYTES", 2000)
    assert ask(Settings(), "POST", "/review", files=files, headers=origin).status_code == 413

    async def endless() -> Any:
        for _ in range(10):
            yield b"x" * 500

    answer = ask(Settings(), "POST", "/api/review", content=endless(),
                 headers={**origin, "Content-Type": "text/csv"})  # fmt: skip
    assert answer.status_code == 413


def test_many_large_uploads_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_HELD", 3000)
    files = {"files": ("a.csv", b"x" * 4000)}
    origin = {"Origin": "http://127.0.0.1"}
    assert ask(Settings(), "POST", "/review", files=files, headers=origin).status_code == 503


def test_what_was_answered_is_no_longer_held() -> None:
    async def twice() -> int:
        app = create_app(Settings())
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            for _ in range(2):
                await client.post("/api/review", files={"files": ("a.csv", b"x" * 4000)})
        assert isinstance(app, guard.Guard)
        return app._held

    assert run(twice()) == 0


def test_an_upload_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "UPLOAD_SECONDS", 0.1)

    async def slow() -> Any:
        yield b"analyte"
        await asyncio.sleep(5)

    answer = ask(Settings(), "POST", "/api/review", content=slow(),
                 headers={"Content-Type": "text/csv"})  # fmt: skip
    assert answer.status_code == 408


def test_a_bomb_in_the_hidden_field_does_not_go_off() -> None:
    import base64
    import zlib

    from uroscope.web.uploads import TooMuchError, unpack

    bomb = base64.urlsafe_b64encode(zlib.compress(b"0" * (limits.MOST_BYTES * 4), 9)).decode()
    with pytest.raises(TooMuchError):
        unpack(bomb)


def test_an_answer_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from uroscope.web import app, work

    monkeypatch.setattr(work, "WORK_SECONDS", 0.1)
    monkeypatch.setattr(app, "review_page", lambda form, nonce: time.sleep(1))
    answer = ask(Settings(), "POST", "/review", data={"sample": "08_pregnancy.csv"},
                 headers={"Origin": "http://127.0.0.1"})  # fmt: skip
    assert answer.status_code == 503


def test_the_page_of_a_crash_holds_a_place_and_no_value(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from uroscope.web import app

    def broken(form: Any, nonce: str) -> str:
        raise ValueError(f"the value was {form.files[0].data!r} of {form.files[0].name}")

    monkeypatch.setattr(app, "review_page", broken)
    answer = ask(
        Settings(), "POST", "/review", headers={"Origin": "http://127.0.0.1"},
        files={"files": ("Doe_Jane.csv", b"analyte,value,unit\nurine_calcium,31415,mg/d\n")},
    )  # fmt: skip
    assert answer.status_code == 500
    said = answer.text + "".join(capfd.readouterr())
    assert re.search(r"app\.py:\d+ \(ValueError\)", answer.text)
    assert "31415" not in said
    assert "Doe" not in said


def test_no_upload_touches_the_disk(monkeypatch: pytest.MonkeyPatch, samples: Path) -> None:
    import tempfile

    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError("a temporary file was opened")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", forbidden)
    monkeypatch.setattr(tempfile, "_TemporaryFileWrapper", forbidden)
    header, *rows = (samples / "01_full_collection.csv").read_bytes().splitlines(keepends=True)
    large = header + b"".join(rows) + b" " * 3_000_000
    answer = ask(
        Settings(), "POST", "/review", headers={"Origin": "http://127.0.0.1"},
        files={"files": ("a.csv", large)},
    )  # fmt: skip
    assert answer.status_code == 200
