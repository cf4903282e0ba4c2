"""Requests to files: read in memory, bounded, never spooled to disk; packed to travel back."""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from uroscope.errors import UsageError
from uroscope.reading import InMemory
from uroscope.web.limits import MOST_BYTES, MOST_FILES

_MOST_FIELDS = 400
_LONGEST_NAME = 80


class TooMuchError(UsageError):
    """An upload is larger than this page takes."""


class _InMemoryParser(MultiPartParser):
    """Forms whose files stay in memory; the usual parser writes larger ones to a temporary file."""

    spool_max_size = MOST_BYTES + 1


@dataclass(frozen=True)
class Form:
    """A request's fields and files; of a repeated field the last one counts, `all` has every."""

    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: tuple[InMemory, ...] = field(default=(), repr=False)
    all: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def get(self, name: str, default: str = "") -> str:
        """Return a field, or the default where it is missing."""
        return self.fields.get(name, default)


async def read_form(request: Request) -> Form:
    """Return the form of a request, or its body as one file where it is delimited text.

    Parameters
    ----------
    request : Request
        Any request with a body; its size was bounded by the guard.

    Returns
    -------
    Form
        Files with their base names; empty file inputs are left out.

    Raises
    ------
    UsageError
        If the body is no form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _multipart(request)
    body = await request.body()
    if kind == "application/x-www-form-urlencoded":
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError as error:
            raise UsageError("The form could not be read; load the page again.") from error
        return _form(pairs, ())
    if kind in ("text/csv", "text/plain", "application/octet-stream", "") and body:
        return _form(list(request.query_params.multi_items()), (InMemory("upload.csv", body),))
    raise UsageError("Send the results as a form with a file, or as text/csv.")


async def _multipart(request: Request) -> Form:
    parser = _InMemoryParser(
        request.headers,
        request.stream(),
        max_files=MOST_FILES,
        max_fields=_MOST_FIELDS,
        max_part_size=MOST_BYTES,
    )
    try:
        parsed = await parser.parse()
    except MultiPartException as error:
        many = "Too many" in str(error.message)
        raise UsageError(
            f"At most {MOST_FILES} files go into one upload; send them in parts."
            if many
            else "The form could not be read; load the page again."
        ) from error
    pairs: list[tuple[str, str]] = []
    files: list[InMemory] = []
    for name, value in parsed.multi_items():
        if isinstance(value, UploadFile):
            data = await value.read()
            await value.close()
            if data or value.filename:
                files.append(InMemory(safe_name(value.filename or ""), data))
        else:
            pairs.append((name, value))
    return _form(pairs, tuple(files))


def _form(pairs: Sequence[tuple[str, str]], files: tuple[InMemory, ...]) -> Form:
    everything: dict[str, list[str]] = {}
    for name, value in pairs:
        everything.setdefault(name, []).append(value)
    return Form(dict(pairs), files, {name: tuple(values) for name, values in everything.items()})


def safe_name(printed: str) -> str:
    r"""Return the base name of an upload: no folder, no control or direction characters, not long.

    Examples
    --------
    >>> safe_name("C:\\exports\\labs.csv"), safe_name("../../etc/passwd"), safe_name("")
    ('labs.csv', 'passwd', 'upload')
    """
    base = re.split(r"[\\/]", printed)[-1]
    kept = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip()
    if len(kept) > _LONGEST_NAME:
        kept = f"{kept[: _LONGEST_NAME - 9]}…{kept[-8:]}"
    return kept or "upload"


def pack(files: Sequence[InMemory]) -> str:
    """Return files as one text for a hidden field.

    Examples
    --------
    >>> unpack(pack([InMemory("a.csv", b"x,y")]))[0].data
    b'x,y'
    """
    head = json.dumps([[file.name, len(file.data)] for file in files]).encode()
    body = b"".join([head, b"\n", *(file.data for file in files)])
    return base64.urlsafe_b64encode(zlib.compress(body, 3)).decode()


def unpack(packed: str) -> tuple[InMemory, ...]:
    """Return the files of a hidden field.

    Parameters
    ----------
    packed : str
        What `pack` gave.

    Returns
    -------
    tuple of InMemory
        The files.

    Raises
    ------
    TooMuchError
        If they would be larger than an upload may be.
    UsageError
        If the field was changed on the way.
    """
    try:
        squeezed = base64.b64decode(packed.encode("ascii"), altchars=b"-_", validate=True)
        stretch = zlib.decompressobj()
        body = stretch.decompress(squeezed, MOST_BYTES)
        if not stretch.eof:
            raise TooMuchError("The results are larger than this page takes; drop the file again.")
        head, _, rest = body.partition(b"\n")
        files, start = [], 0
        for name, length in json.loads(head):
            if not isinstance(name, str) or not isinstance(length, int) or length < 0:
                raise ValueError
            files.append(InMemory(safe_name(name), rest[start : start + length]))
            start += length
        if start != len(rest) or len(files) > MOST_FILES:
            raise ValueError
    except (ValueError, TypeError, binascii.Error, zlib.error, RecursionError) as error:
        raise UsageError("The page no longer holds the results; drop the file again.") from error
    return tuple(files)
