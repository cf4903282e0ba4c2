"""From a path or standard input to text, with one clear sentence for what is not text."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from uroscope.errors import NothingUsableError, UsageError

_KNOWN_BINARY = {
    b"PK\x03\x04": "an Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"7z\xbc\xaf": "a 7z file",
    b"PAR1": "a parquet file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a Word (RTF) file",
    b"SQLite format 3": "a database",
}
_KNOWN_TEXT = {"{": "JSON", "[{": "JSON", "<": "HTML or XML", "MSH|": "an HL7 message"}
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r")) + b"\x7f"
_BLANK, _LINE_FEED = ord(" "), ord("\n")
_LONGEST_LINE = 1_000_000


@dataclass(frozen=True)
class InMemory:
    """An input that is already in memory: the name it is printed under, and its bytes."""

    name: str
    data: bytes = field(repr=False)


Source = str | InMemory
"""A path, `-` for standard input, or bytes with a name."""


def printed_name(source: Source) -> str:
    """Return the name an input is printed under.

    Examples
    --------
    >>> printed_name("exports/labs.csv"), printed_name(InMemory("labs.csv", b""))
    ('labs.csv', 'labs.csv')
    """
    return source.name if isinstance(source, InMemory) else Path(source).name


def read_bytes(path: Source) -> tuple[str, bytes]:
    """Return the printed name of an input and its bytes.

    Raises
    ------
    UsageError
        If the path is missing, is a directory, or cannot be opened.
    """
    if isinstance(path, InMemory):
        return path.name, path.data
    if path == "-":
        return "standard input", sys.stdin.buffer.read()
    try:
        place = Path(path)
        if place.is_dir():
            raise UsageError(f"{path}: this is a folder; give the files in it, as in {path}/*.csv.")
        return place.name, place.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            f"{path}: there is no such file; check the name and the folder."
        ) from error
    except OSError as error:
        reason = (error.strerror or "it could not be opened").lower()
        raise UsageError(f"{path}: {reason}; check the name and its permissions.") from error
    except ValueError as error:
        # A path with a null character in it.
        raise UsageError(f"{path!r}: this is no file name.") from error


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
        Its text without byte order mark and control characters, with one kind of line end.

    Raises
    ------
    NothingUsableError
        If the file is empty, binary, or one huge line.
    """
    for magic, what in _KNOWN_BINARY.items():
        if data.startswith(magic):
            raise NothingUsableError(f"{name}: this is {what}, not text; export it as CSV.")
    text = _text(name, data)
    if not text.strip():
        raise NothingUsableError(f"{name}: the file is empty; export the results again.")
    text = _one_line_end(text)
    start = text[:2000].lstrip()
    for opening, what in _KNOWN_TEXT.items():
        if start.startswith(opening):
            raise NothingUsableError(
                f"{name}: this is {what}, not a table of cells; export it as CSV."
            )
    if "\n" not in text.strip("\n") and len(text) > _LONGEST_LINE:
        raise NothingUsableError(
            f"{name}: one line of {len(text):,} characters and no second one; "
            "a result file has a header line and one line per record."
        )
    return text


def is_plain(data: bytes) -> bool:
    """Tell whether some records hold no quote, carriage return, control character or mark."""
    if b'"' in data or b"\r" in data or (not data.isascii() and b"\xef\xbb\xbf" in data):
        return False
    if b"\x7f" in data:
        return False
    raw = np.frombuffer(data, dtype=np.uint8)
    controls = np.count_nonzero(raw < _BLANK) - np.count_nonzero(raw == _LINE_FEED)
    # Tabs part cells in some files and are hardly ever in others.
    return not controls or controls == data.count(b"\t")


def cleaned(data: bytes, encoding: str) -> str:
    """Return the text of some records, in the encoding of their whole file."""
    errors = "strict" if encoding == "utf-8" else "replace"
    return _one_line_end(data.translate(None, _CONTROL).decode(encoding, errors))


def _one_line_end(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\ufeff", "")


def _text(name: str, data: bytes) -> str:
    """Decode UTF-16, UTF-8 or Windows-1252, whichever the bytes are."""
    wide = utf_16(data)
    if wide is not None:
        text = data.decode(wide, errors="replace")
        return text.translate(dict.fromkeys(_CONTROL))
    if b"\x00" in data:
        raise NothingUsableError(f"{name}: this is a binary file, not text; export it as CSV.")
    # Control characters would reach the terminal of whoever reads the refusals.
    data = data.translate(None, _CONTROL)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Exports of older laboratory systems are Windows-1252; it maps nearly every byte.
        return data.decode("cp1252", errors="replace")


def utf_16(data: bytes) -> str | None:
    """Return the UTF-16 flavour of the bytes; None for anything else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:4000]
    # Text of western letters has a zero in every other byte.
    for start, flavour in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = head[start::2]
        if len(half) > 20 and half.count(0) > 0.8 * len(half) and 0 not in head[1 - start :: 2]:
            return flavour
    return None
