"""From a path or standard input to text, with one clear sentence for what is not text."""

from __future__ import annotations

import sys
from pathlib import Path

from uroscope.errors import NothingUsableError, UsageError

_KNOWN_BINARY = {
    b"PK\x03\x04": "an Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip file",
    b"PAR1": "a parquet file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_LONGEST_LINE = 1_000_000


def read_bytes(path: str) -> tuple[str, bytes]:
    """Return the printed name of an input and its bytes.

    Raises
    ------
    UsageError
        If the path is missing, is a directory, or cannot be opened.
    """
    if path == "-":
        return "standard input", sys.stdin.buffer.read()
    place = Path(path)
    if not place.exists():
        raise UsageError(f"{path}: there is no such file; check the name and the folder.")
    if place.is_dir():
        raise UsageError(f"{path}: this is a folder; give the files in it, for example {path}/*.csv.")
    try:
        return place.name, place.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it could not be opened").lower()
        raise UsageError(f"{path}: {reason}; check its permissions.") from error


def decode(name: str, data: bytes) -> str:
    """Return the text of a file.

    Parameters
    ----------
    name : str
        Printed name, for messages.
    data : bytes
        The file.

    Returns
    -------
    str
        Its text without byte order mark, with one kind of line end.

    Raises
    ------
    NothingUsableError
        If the file is empty, binary, or one huge line.
    """
    if not data.strip():
        raise NothingUsableError(f"{name}: the file is empty; export the results again.")
    for magic, what in _KNOWN_BINARY.items():
        if data.startswith(magic):
            raise NothingUsableError(f"{name}: this is {what}, not text; export it as CSV.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        if b"\x00" in data:
            raise NothingUsableError(f"{name}: this is a binary file, not text; export it as CSV.")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Exports of older laboratory systems are Windows-1252; it maps nearly every byte.
            text = data.decode("cp1252", errors="replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\n" not in text.strip("\n") and len(text) > _LONGEST_LINE:
        raise NothingUsableError(
            f"{name}: one line of {len(text):,} characters and no second one; "
            "a result file has a header line and one line per record."
        )
    return text.lstrip("\ufeff")
