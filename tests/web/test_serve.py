"""The command: one line to start, nothing logged, one sentence when it cannot."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def served(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command and return it with the first thing it prints."""
    command = [sys.executable, "-m", "uroscope", "serve", "--no-open", "--port", "0", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as done:
        assert done.stdout is not None
        try:
            yield done, done.stdout.readline()
        finally:
            if done.poll() is None:
                done.send_signal(signal.SIGINT)


def answer(address: str, **options: object) -> httpx.Response:
    for _ in range(600):
        try:
            return httpx.get(address, timeout=60, **options)  # type: ignore[arg-type]
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError("the page does not answer")


def test_one_command_serves_the_page_and_logs_nothing(samples: Path) -> None:
    with served() as (done, said):
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert found is not None
        site = found[0].rstrip("/")
        assert "Drop result files here" in answer(site).text
        with (samples / "01_full_collection.csv").open("rb") as opened:
            sent = httpx.post(f"{site}/review", files={"files": ("Doe_Jane.csv", opened)},
                              headers={"Origin": site}, timeout=60)  # fmt: skip
        assert "P-0412" in sent.text
        done.send_signal(signal.SIGINT)
        out, err = done.communicate(timeout=30)
    assert "P-0412" not in out + err
    assert "Doe" not in out + err
    assert err == ""


def test_beyond_this_machine_a_token_is_printed_once() -> None:
    with served("--host", "0.0.0.0") as (done, said):  # noqa: S104
        assert done.stdout is not None
        token = done.stdout.readline().rsplit(" ", 1)[1].strip()
        port = re.search(r":(\d+)/", said)
        assert port is not None
        site = f"http://127.0.0.1:{port[1]}"
        assert answer(f"{site}/").headers["location"] == "/login"
        right = {"Authorization": f"Bearer {token}"}
        assert answer(f"{site}/", headers=right).status_code == 200


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "uroscope", "serve", "--no-open", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        f"127.0.0.1 port {port}: address already in use; choose another with --port.\n"
    )


def test_without_the_extra_one_helpful_sentence(tmp_path: Path) -> None:
    (tmp_path / "fastapi.py").write_text("raise ModuleNotFoundError(name='fastapi')\n")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "uroscope", "serve"], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    assert done.returncode == 2
    assert 'python -m pip install "uroscope[web]"' in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_help_needs_none_of_its_libraries() -> None:
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom uroscope.cli import app\n"
        "assert CliRunner().invoke(app, ['serve', '--help']).exit_code == 0\n"
        "print(sorted({'fastapi', 'uvicorn', 'starlette', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
