"""The page that counts what the method rests on: sources, conventions, review dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from uroscope.knowledge.compile_patterns import SENTENCES
from uroscope.knowledge.dates import review_dates
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.places import knowledge_folder

Row = Sequence[str | int]
_HEAD = """# Evidence

Written by `python -m uroscope.knowledge --docs` from the files in `src/uroscope/knowledge/` and
`reference_ranges/`; a test fails when it is stale. `uroscope explain ID` prints the sentences and
sources behind each line.

A statement is *sourced* when it carries a key of the register and the place in it, a *convention*
when it carries our reason instead. A *plain* sentence prints this patient's own values or names, or
asks a question; it states no fact of medicine and carries neither.
"""


def evidence_page(record: Mapping[str, Any]) -> str:
    """Return docs/evidence.md.

    Parameters
    ----------
    record : mapping
        The compiled knowledge.

    Returns
    -------
    str
        Markdown that depends on the knowledge alone, not on the day.
    """
    conventions = list(_conventions(record))
    dates = review_dates(record)
    dated = [date for date in dates if date.review_by]
    due = Counter(date.review_by for date in dated)
    undated = [f"{date.kind} {date.id}" for date in dates if not date.review_by]
    parts = [
        _HEAD,
        "## Patterns\n",
        _table(
            ("Pattern", "Kind", "Sources", "Sourced", "Convention", "Plain", "Review by"),
            _patterns(record),
        ),
        "## Advice, contributions, stone types\n",
        _table(("Kind", "Entries", "Sourced", "Convention", "Plain"), _advice(record)),
        "Tests and questions name what to measure or ask; the findings that name them carry the\n"
        "sources.\n",
        "## Limits, goals and remarks\n",
        _table(("Profile", "Rows", "Sourced", "Convention", "Review by"), _limits(record)),
        "## Indices\n",
        _table(("Index", "Basis", "Sources", "Convention"), _indices(record)),
        "## Review dates\n",
        f"{len(dated)} parts carry a date; next due {min(due)}.\n"
        "`python -m uroscope.knowledge --due 2028-01-01` lists what is overdue on that day. An "
        "overdue part\nnever fails a build; it is listed there, in CI and in the footer of a "
        "review that shows it.\n",
        _table(("Review by", "Parts"), sorted(due.items())),
        *([f"Without a date: {', '.join(undated)}.\n"] if undated else []),
        f"## Conventions\n\n{len(conventions)} of them, each with its reason.\n",
        _table(("Where", "What", "Reason"), conventions),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _table(head: Row, rows: Sequence[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = ("| " + " | ".join(_cell(item) for item in line) + " |" for line in lines)
    return "\n".join(cells) + "\n"


def _cell(item: str | int) -> str:
    return str(item).replace("|", "\\|").replace("\n", " ")


def _kinds(sentences: Sequence[Mapping[str, Any]]) -> tuple[int, int, int]:
    """Return how many sentences are sourced, conventions, plain."""
    sourced = sum(s["source"] is not None for s in sentences)
    own = sum(s["source"] is None and s["convention"] is not None for s in sentences)
    return sourced, own, len(sentences) - sourced - own


def _patterns(record: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    sums = [0, 0, 0]
    for pattern in sorted(record["patterns"], key=lambda p: (p["importance"], p["id"])):
        kinds = _kinds([s for part in (*SENTENCES, "goals_aside") for s in pattern[part]])
        sums = [a + b for a, b in zip(sums, kinds, strict=True)]
        rows.append(
            (pattern["id"], pattern["kind"].replace("_", " "), len(pattern["sources"]), *kinds,
             pattern["review_by"])
        )  # fmt: skip
    return [*rows, (f"**{len(rows)} patterns**", "", "", *sums, "")]


def _advice(record: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for kind in ("habit", "test", "question"):
        items = [item for item in record["advice"].values() if item["kind"] == kind]
        cautions = [s for item in items for s in item["cautions"]]
        rows.append((kind, len(items), *_kinds([*items, *cautions])))
    items = list(record["contributions"].values())
    slopes = [{"source": s["source"], "convention": None} for c in items for s in c["slopes"]]
    rows.append(("contribution", len(items), len(slopes), len(items), 0))
    types = list(record["stone_types"].values())
    sentences = [s for item in types for s in item["advice"]]
    rows.append(("stone type", len(types), *_kinds(sentences)))
    return rows


def _limits(record: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for name, profile in record["profiles"].items():
        items = [*profile["limits"], *profile["goals"], *profile["remarks"]]
        sourced, own, _ = _kinds(items)
        rows.append((name, len(items), sourced, own, profile["review_by"]))
    return rows


def _indices(record: Mapping[str, Any]) -> list[Row]:
    return [
        (name, item["basis"], ", ".join(item["sources"]) or "arithmetic",
         "yes" if item["convention"] else "")
        for name, item in record["indices"].items()
    ]  # fmt: skip


def _conventions(record: Mapping[str, Any]) -> Iterator[Row]:
    """Yield every convention: where it stands, what it is about, and the reason."""
    for pattern in sorted(record["patterns"], key=lambda p: p["id"]):
        where = f"pattern {pattern['id']}"
        if pattern["convention"]:
            yield where, "the pattern itself", pattern["convention"]
        for part in (*SENTENCES, "goals_aside"):
            yield from _of_sentences(where, pattern[part])
    for name, item in record["advice"].items():
        if item["convention"]:
            yield f"{item['kind']} {name}", item["clinician_text"], item["convention"]
        yield from _of_sentences(f"{item['kind']} {name}", item["cautions"])
    for name, item in record["contributions"].items():
        yield f"contribution {name}", item["basis"], item["convention"]
    for name, item in record["stone_types"].items():
        yield from _of_sentences(f"stone type {name}", item["advice"])
    comparison = record["stone_comparison"]
    yield "stone comparison", comparison["differs"], comparison["convention"]
    yield "most wanted", "weights", record["most_wanted"]["convention"]
    for name, item in record["indices"].items():
        if item["convention"]:
            yield f"index {name}", item["formula"], item["convention"]
    for profile in record["profiles"].values():
        for item in (*profile["limits"], *profile["goals"], *profile["remarks"]):
            if item["convention"]:
                yield f"limit {item['id']}", item["authority"], item["convention"]
    for name, item in record["texts"]["medicines"]["classes"].items():
        if item.get("convention"):
            yield f"medicines {name}", item["label"], item["convention"]
    for stem, data in record["texts"].items():
        if data.get("convention"):
            yield f"words {stem}.yaml", "the list", data["convention"]
    for name, item in read_yaml(knowledge_folder() / "plausibility.yaml").data.items():
        if item.get("convention"):
            yield f"plausibility {name}", f"{item['low']} to {item['high']}", item["convention"]


def _of_sentences(where: str, sentences: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    for sentence in sentences:
        if sentence["convention"]:
            yield where, sentence["text"], sentence["convention"]
