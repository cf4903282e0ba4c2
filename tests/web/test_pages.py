"""What a visitor gets without a script: every page by plain forms, nothing kept by the server."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import httpx
import pytest

from tests.web.asking import packed, upload


def messy(samples: Path) -> tuple[str, bytes]:
    return "messy.csv", (samples / "07_messy_with_refusals.csv").read_bytes()


def test_the_list_names_the_worst_patient_first_and_why(
    client: httpx.Client, samples: Path
) -> None:
    text = upload(client, messy(samples)).text
    first = text.split("<tbody>")[1].split("</tr>")[0]
    assert "M-01" in first
    assert "Dangerous potassium or bicarbonate: act now" in first
    assert "2.4 mmol/L" in first
    assert [text.index(f"<bdi>{name}</bdi>") for name in ("M-01", "M-03", "M-02")] == sorted(
        text.index(f"<bdi>{name}</bdi>") for name in ("M-01", "M-03", "M-02")
    )


def test_a_row_opens_by_its_button_and_leads_to_the_next(
    client: httpx.Client, samples: Path
) -> None:
    case = packed(upload(client, messy(samples)).text)
    opened = client.post("/review", data={"case": case, "list": "1", "open": "0"}).text
    assert '<article class="sheet" id="review-1"' in opened
    assert "Dangerous potassium or bicarbonate: act now" in opened
    # Cells of the other two people are not in this review.
    assert "M-02" not in opened
    assert "Mystery factor" not in opened
    following = re.search(r'name="open" value="(\d+)" data-key="j"', opened)
    assert following is not None
    again = client.post("/review", data={"case": packed(opened), "at": "0", "open": following[1]})
    assert "<bdi>M-03</bdi>" in again.text
    back = client.post("/review", data={"case": packed(opened), "at": "0", "list": "1"})
    assert 'class="cases"' in back.text


def test_a_refused_core_value_is_not_called_unmeasured(client: httpx.Client, samples: Path) -> None:
    text = upload(client, messy(samples)).text
    row = next(part for part in text.split("<tr ") if "<bdi>M-02</bdi>" in part)
    assert "Refused: urine calcium" in row
    number = re.search(r'name="open" value="(\d+)"', row)
    assert number is not None
    opened = client.post("/review", data={"case": packed(text), "open": number[1]}).text
    strip = opened.split('class="strip"')[1].split("</dl>")[0].split("</div>")
    assert "Calcium" in strip[0]
    assert "refused, see below" in strip[0]
    assert "Sodium" in strip[3]
    assert "not measured" in strip[3]


def test_what_a_finding_explains_is_named_as_the_command_names_it(client: httpx.Client) -> None:
    text = client.post("/review", data={"sample": "01_full_collection.csv"}).text
    assert "high urine calcium, high blood calcium, high PTH." in text
    assert "raised pth" not in text


def test_a_file_without_one_usable_cell_says_why_in_four_lines(client: httpx.Client) -> None:
    head = "patient_id,sex,age,analyte,value,unit\n"
    cells = [
        "A,F,50,urine_volume,1.5,kg",
        "A,F,50,urine_citrate,300,furlongs",
        f"A,F,50,{'y' * 9000},1,mg/d",
        "A,F,50,urine_oxalate,<b>many</b>,mg/d",
    ]
    for kept, last in ((1, "'kg' is a mass"), (4, "And 2 more cells.")):
        answer = upload(client, ("labs.csv", (head + "\n".join(cells[:kept])).encode()))
        assert answer.status_code == 400
        box = answer.text.split('class="problem"')[1].split("</div>")[0]
        assert "labs.csv record 2, value" in box
        assert html.unescape(box).rpartition("<p>")[2].find(last) >= 0
        assert box.count("<p>") == min(kept + 1, 4)
        assert len(box) < 1500


def test_the_list_keeps_what_is_asked_for(client: httpx.Client, samples: Path) -> None:
    case = packed(upload(client, messy(samples)).text)
    fields = {"case": case, "list": "1", "keep": "low_urine_volume"}
    kept = client.post("/review", data=fields).text
    assert "<bdi>M-03</bdi>" in kept
    assert "<bdi>M-02</bdi>" not in kept
    waiting = client.post("/review", data={**fields, "keep": "cannot_wait"}).text
    assert "1 of 3 shown" in waiting


def test_the_opened_review_says_what_the_command_writes(
    client: httpx.Client, samples: Path
) -> None:
    import uroscope
    from uroscope.present.html import report_html

    path = samples / "01_full_collection.csv"
    served = upload(client, (path.name, path.read_bytes())).text
    from uroscope.command import make_reports

    reports = make_reports([str(path)], profile="stone_us", ranges=None, systems=(False, True))
    written = report_html(reports[0], "conventional", reports[1])

    def words(text: str) -> str:
        article = re.search(r"<article.*</article>", text, re.DOTALL)
        assert article is not None
        plain = re.sub(r"<section class=\"whatif\".*?</section>", "", article[0], flags=re.DOTALL)
        plain = re.sub(r' <a class="evidence"[^>]*>evidence.*?</a></p>', "</p>", plain)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", plain))

    assert words(served) == words(written)
    assert uroscope.__version__ in served


def test_newest_collection_of_one_person_opens_with_the_older_as_marks(
    client: httpx.Client, samples: Path
) -> None:
    path = samples / "05_two_collections.csv"
    text = upload(client, (path.name, path.read_bytes())).text
    assert "Earlier: 2026-03-02" in text
    assert "All 2" in text


def test_profile_and_units_travel_with_the_form(client: httpx.Client, samples: Path) -> None:
    case = packed(upload(client, messy(samples)).text)
    fields = {"case": case, "at": "0", "profile": "stone_europe", "units": "si"}
    text = client.post("/review", data=fields).text
    assert '<option value="stone_europe" selected="selected">' in text
    assert re.search(r'id="units-si"[^>]* checked="checked"', text)
    assert "(stone_europe, " in text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("patient_sheet.html", "text/html"),
        ("review.html", "text/html"),
        ("review.json", "application/json"),
        ("flags.csv", "text/csv"),
    ],
)
def test_a_review_can_be_saved_under_a_name_that_tells_nothing(
    client: httpx.Client, samples: Path, name: str, kind: str
) -> None:
    case = packed(upload(client, messy(samples)).text)
    answer = client.post(f"/save/{name}", data={"case": case, "at": "0"})
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert "M-01" in answer.text
    assert "M-02" not in answer.text
    if name == "review.json":
        assert json.loads(answer.text)["schema"] == "uroscope.review/1"


def test_a_slider_works_by_a_plain_form(client: httpx.Client, samples: Path) -> None:
    path = samples / "01_full_collection.csv"
    case = packed(upload(client, (path.name, path.read_bytes())).text)
    fields = {"case": case, "at": "0", "move_urine_volume": "2.5", "move_urine_ph": "6.1"}
    text = client.post("/review", data=fields).text
    row = text.split('data-salt="calcium_oxalate"')[1].split("</tr>")[0]
    # The same change stands in the table of the review: 14 → 7.8 at 2.5 L.
    assert re.findall(r">([\d.]+)<", row) == ["14", "7.8"]
    assert "More fluid only where no limit to it was set" in text


@pytest.mark.parametrize("path", ["/", "/entry", "/api", "/explain/urine_citrate", "/login"])
def test_pages_load_nothing_from_elsewhere_and_nothing_inline(
    client: httpx.Client, path: str
) -> None:
    text = client.get(path).text
    loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]*)"', text)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert not re.search(r"<script(?![^>]* src=)|\son\w+=|\sstyle=|javascript:", text)


def test_an_unknown_address_is_a_page_not_a_trace(client: httpx.Client) -> None:
    for path in ("/nothing", "/static/../pages.py", "/static/site.html", "/explain/nothing"):
        answer = client.get(path)
        assert answer.status_code in (400, 404)
        assert "<h1>" in answer.text
    assert "Nearest" in client.get("/explain/urine_citrxx").text


def test_nothing_is_kept_between_requests(client: httpx.Client, samples: Path) -> None:
    upload(client, messy(samples))
    answer = client.get("/review")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    assert "M-01" not in client.get("/").text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("scan.pdf", b"%PDF-1.4", "this is a PDF, not text"),
        ("labs.xlsx", b"PK\x03\x04rest", "an Excel or zip file"),
        ("empty.csv", b"", "the file is empty"),
        ("notes.txt", b"dear colleague, thank you", "is a header uroscope knows"),
        ("bin.csv", bytes(range(256)) * 4, "not text"),
    ],
)
def test_a_bad_file_is_one_clear_sentence(
    client: httpx.Client, name: str, data: bytes, said: str
) -> None:
    answer = upload(client, (name, data))
    assert answer.status_code == 400
    assert said in answer.text
    assert 'role="alert"' in answer.text


def test_no_file_and_a_spoiled_page_are_said(client: httpx.Client) -> None:
    assert "No file arrived" in client.post("/review", data={"profile": "stone_us"}).text
    assert "no longer holds" in client.post("/review", data={"case": "x!"}).text
    wrong = client.post("/review", data={"sample": "../README.md"})
    assert "There is no such sample" in wrong.text


def test_several_files_are_one_case(client: httpx.Client, samples: Path) -> None:
    files = [
        (path.name, path.read_bytes())
        for path in (samples / "01_full_collection.csv", samples / "08_pregnancy.csv")
    ]
    bad = ("scan.pdf", b"%PDF-1.4")
    text = upload(client, *files, bad).text
    assert "2 collections" in text
    assert "scan.pdf" in text


def test_a_person_without_a_name_is_shown_no_cell_of_another(client: httpx.Client) -> None:
    wide = (
        b"patient_id,urine_calcium (mg/d),urine_oxalate (mg/d)\n"
        b"A-1,312,seen-by-nobody\n,250,30\nA-2,120,40\n"
    )
    case = packed(upload(client, ("wide.csv", wide)).text)
    for row, refused in (("0", True), ("1", False), ("2", False)):
        opened = client.post("/review", data={"case": case, "open": row}).text
        assert ("seen-by-nobody" in opened) is refused
