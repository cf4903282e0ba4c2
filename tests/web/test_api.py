"""The API gives what the command gives, and describes itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from uroscope import command
from uroscope.knowledge import load
from uroscope.pipeline import read_panel
from uroscope.reading import InMemory
from uroscope.web.record import canonical_record
from uroscope.whatif import what_if


@pytest.fixture
def program(site: str) -> Iterator[httpx.Client]:
    """A program that asks: it names no page it comes from."""
    with httpx.Client(base_url=site, timeout=60) as found:
        yield found


def test_review_is_the_json_of_the_command(program: httpx.Client, samples: Path) -> None:
    path = samples / "07_messy_with_refusals.csv"
    expected = command.make_report([str(path)]).dump()
    with path.open("rb") as opened:
        answer = program.post("/api/review", files={"files": (path.name, opened)})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(expected))
    short = program.post("/api/review?patient=M-02", content=path.read_bytes(),
                       headers={"Content-Type": "text/csv"})  # fmt: skip
    assert [review["patient_id"] for review in short.json()["reviews"]] == ["M-02"]


def test_whatif_is_the_json_of_the_command(
    program: httpx.Client, samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = samples / "01_full_collection.csv"
    asked = (["urine_volume=2.5L/d", "urine_sodium=100"], ["calcium_oxalate=5"])
    command.whatif([str(path)], *asked, "stone_us", None, "json")
    expected = json.loads(capsys.readouterr().out)
    with path.open("rb") as opened:
        answer = program.post("/api/whatif", files={"files": (path.name, opened)},
                            data={"set": asked[0], "goal": asked[1]})  # fmt: skip
    assert answer.json() == expected


def test_explain_gives_limits_side_by_side_with_their_sources(program: httpx.Client) -> None:
    entry = program.get("/api/explain?id=urine_citrate").json()["entries"][0]
    assert {row["profile"] for row in entry["limits"]} >= {
        load().profile(name).title for name in ("stone_us", "stone_europe", "mayo")
    }
    assert entry["sources"]
    assert all(source["title"] and source["url"] for source in entry["sources"])
    pattern = program.get("/api/explain?id=primary_hyperparathyroidism").json()["entries"][0]
    assert pattern["parts"][0]["heading"] == "Considered when"


@pytest.mark.parametrize("name", [p["id"] for p in load().record["patterns"]])
def test_every_pattern_has_a_page(client: httpx.Client, name: str) -> None:
    assert client.get(f"/explain/{name}").status_code == 200


def test_every_analyte_and_index_has_a_page(client: httpx.Client) -> None:
    knowledge = load()
    for name in [*list(knowledge.quantities)[::4], *knowledge.record["indices"]]:
        assert client.get(f"/explain/{name}").status_code == 200, name


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("/api/review", {"profile": "stone_us"}, "No file arrived"),
        ("/api/review", {"sample": "08_pregnancy.csv", "profile": "nobody"}, "no profile"),
        ("/api/whatif", {"sample": "08_pregnancy.csv"}, "Say what to change"),
        ("/api/whatif", {"sample": "08_pregnancy.csv", "set": "volume=2"}, "no analyte"),
    ],
)
def test_what_is_wrong_is_said(
    program: httpx.Client, path: str, fields: dict[str, str], said: str
) -> None:
    answer = program.post(path, data=fields)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_openapi_describes_the_three(program: httpx.Client) -> None:
    described = program.get("/api/openapi.json").json()
    assert set(described["paths"]) == {"/api/review", "/api/whatif", "/api/explain"}
    assert "Report" in described["components"]["schemas"]
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert program.get(path).status_code == 404


@pytest.mark.parametrize("number", range(9))
def test_the_sliders_record_answers_as_the_file_does(samples: Path, number: int) -> None:
    knowledge = load()
    profile = knowledge.profile("stone_us")
    panel = read_panel([str(sorted(samples.glob("*.csv"))[number])])
    changes = {"urine_volume": 2.8, "urine_sodium": 90.0, "urine_citrate": 700.0}
    for row in range(len(panel)):
        text = canonical_record(panel, row, knowledge)
        again = read_panel([InMemory("collection.csv", text.encode())])
        assert not len(again.refused), again.refused
        expected = what_if(panel, row, changes, {}, profile, knowledge)
        found = what_if(again, 0, changes, {}, profile, knowledge)
        assert found.changes == expected.changes
        assert found.refused == expected.refused
        assert [e.salt for e in found.effects] == [e.salt for e in expected.effects]
        for mine, theirs in zip(found.effects, expected.effects, strict=True):
            assert mine.after == pytest.approx(theirs.after, rel=1e-9)
