"""Bytes to text: encodings, line ends, and one clear sentence for what is no text."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from pathlib import Path

import pytest

from uroscope.errors import ExitCode, NothingUsableError, UsageError
from uroscope.knowledge import load
from uroscope.reading import read_file
from uroscope.reading.decode import decode, read_bytes

TEXT = "patient_id,analyte,value,unit,specimen\nP1,Oxalate,340,µmol/24 h,urine_24h\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.encode("latin-1"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.rstrip("\n").encode(),
        (TEXT + "\n\n \n").encode(),
        ("\ufeff\ufeff" + TEXT).encode(),
        TEXT.replace("340", "\x1b[31m340\x07").replace("[31m", "").encode(),
    ],
)
def test_one_text_in_many_encodings(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "labs.csv"
    path.write_bytes(data)
    (group,) = read_file(str(path), load()).groups
    assert (group.name, group.unit, group.text.tolist()) == ("Oxalate", "µmol/24 h", ["340"])


def test_control_characters_never_reach_a_terminal() -> None:
    text = decode("labs.csv", TEXT.replace("P1", "\x1b[2JP1\x00").replace("\x00", "").encode())
    assert "\x1b" not in text


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"  \n\r\n\t ", "empty"),
        (zipped(), "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Excel"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (gzip.compress(TEXT.encode()), "gzip"),
        (b"PAR1" + bytes(50), "parquet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        (b"SQLite format 3\x00", "database"),
        (bytes(range(256)) * 20, "binary"),
        (TEXT.encode() + b"\x00\x00", "binary"),
        (b'{"resourceType": "Bundle"}', "JSON"),
        (b"<html><body><table>", "HTML"),
        (b"MSH|^~\\&|LAB|", "HL7"),
        (b"x" * 1_000_001, "one line of 1,000,001 characters"),
    ],
    # The content of a gzip or zip file tells the time, and would be another name in each process.
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_what_is_no_table_gets_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(NothingUsableError) as caught:
        decode("labs.csv", data)
    message = str(caught.value)
    assert says in message
    assert message.startswith("labs.csv: ")
    assert "\n" not in message
    assert caught.value.exit_code == ExitCode.NOTHING_USABLE


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file") as caught:
        read_bytes(str(tmp_path / "nothing.csv"))
    assert caught.value.exit_code == ExitCode.USAGE


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"this is a folder; give the files in it"):
        read_bytes(str(tmp_path))


def test_a_file_taken_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "labs.csv").write_text(TEXT)
    with pytest.raises(UsageError, match="there is no such file"):
        read_bytes(str(tmp_path / "labs.csv" / "labs.csv"))


@pytest.mark.parametrize("path", ["labs\x00.csv", "x" * 5000])
def test_a_name_that_no_file_can_have(path: str) -> None:
    with pytest.raises(UsageError):
        read_bytes(path)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(TEXT.encode())

    monkeypatch.setattr(sys, "stdin", Input())
    reading = read_file("-", load())
    assert (reading.source, len(reading.groups)) == ("standard input", 1)


def test_a_message_never_shows_the_folders_of_the_machine(tmp_path: Path) -> None:
    path = tmp_path / "patients" / "labs.csv"
    path.parent.mkdir()
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(NothingUsableError) as caught:
        read_file(str(path), load())
    assert str(tmp_path) not in str(caught.value)
