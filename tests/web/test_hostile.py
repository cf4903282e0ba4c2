"""Names and cells that would be code somewhere else stay text on every page and in every file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import httpx
import pytest

from tests.web.asking import packed, upload
from uroscope.web.record import neutral
from uroscope.web.uploads import safe_name

EVIL = "<script>alert(1)</script>"
HEADER = "patient_id,sex,age,analyte,value,unit,medications\n"


def hostile(patient: str) -> bytes:
    quoted = patient.replace('"', '""')
    lines = [
        f'"{quoted}",F,50,urine_calcium,312,mg/24h,"{quoted}"',
        f'"{quoted}",F,50,urine_volume,1.2,L/24h,',
        f'"{quoted}",F,50,"{quoted}",=1+1,mg/24h,',
        f'"other {quoted}",F,50,urine_oxalate,80,mg/24h,',
    ]
    return (HEADER + "\n".join(lines) + "\n").encode()


@pytest.mark.parametrize(
    "patient",
    [
        EVIL,
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "</style><script>alert(1)</script>",
        "</textarea></button>{{ 7*7 }}{% x %}",
        "javascript:alert(1)",
        "a\u202eevil\u202c\x0bb",
        "=cmd|' /C calc'!A0",
    ],
)
def test_a_name_is_text_wherever_it_stands(client: httpx.Client, patient: str) -> None:
    first = upload(client, (f"{patient}.csv", hostile(patient)))
    assert first.status_code == 200
    opened = client.post("/review", data={"case": packed(first.text), "open": "0"})
    saved = client.post("/save/review.html", data={"case": packed(first.text), "at": "0"})
    form = client.post("/entry", data={"patient_id": patient, "urine_calcium": patient})
    for answer in (first, opened, saved, form):
        assert not re.search(r"<script(?![^>]* src=\"/static/)", answer.text)
        tags = re.findall(r"<[a-z]+\b[^<>]*>", answer.text)
        assert not [tag for tag in tags if re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', "", tag))]
        assert "<img" not in answer.text
        assert "49" not in re.findall(r"<bdi>([^<]*)</bdi>", answer.text)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", answer.text)
        assert 'href="javascript' not in answer.text


def test_the_printed_name_cannot_leave_its_style(client: httpx.Client) -> None:
    patient = '"; } body { display: none } </style><script>alert(1)</script>'
    text = upload(client, ("a.csv", hostile(patient).replace(b"other ", b""))).text
    style = re.search(r'<style nonce="([^"]+)" id="page-name">(.*?)</style>', text, re.DOTALL)
    assert style is not None
    inside = re.search(r'content: "([^"]*)"', style[2])
    assert inside is not None
    assert "{" not in inside[1]
    assert "<" not in style[2]


def test_cells_of_a_spreadsheet_compute_nothing(client: httpx.Client) -> None:
    first = upload(client, ("a.csv", hostile("=HYPERLINK(1)")))
    saved = client.post("/save/flags.csv", data={"case": packed(first.text), "at": "0"}).text
    rows = list(csv.DictReader(io.StringIO(saved)))
    assert {row["patient_id"] for row in rows} == {"'=HYPERLINK(1)"}
    calcium = next(row for row in rows if row["analyte"] == "urine_calcium")
    assert (calcium["value"], calcium["flag"], calcium["limit_high"]) == ("312", "high", "200")
    for cell in ("=1", "+1", "-x", "@x", "\t=1", "\r=1"):
        assert neutral(cell).startswith("'")


def test_a_file_name_is_shown_without_its_folder_and_without_tricks() -> None:
    assert safe_name("..\\..\\a/b/<script>.csv") == "<script>.csv"
    assert safe_name("labs\u202evsc.exe\x00\n.csv") == "labsvsc.exe.csv"
    assert len(safe_name("x" * 4000 + ".csv")) <= 80


def test_no_address_ever_carries_a_patient(client: httpx.Client, samples: Path) -> None:
    path = samples / "07_messy_with_refusals.csv"
    text = upload(client, (path.name, path.read_bytes())).text
    opened = client.post("/review", data={"case": packed(text), "open": "0"}).text
    for page in (text, opened):
        addresses = re.findall(r'(?:href|action|formaction|src)="([^"]*)"', page)
        assert addresses
        assert not [a for a in addresses if "M-0" in a or "2.4" in a or "messy" in a]
