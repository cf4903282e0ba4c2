"""Published cases in the long layout, as somebody would type them from the paper."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "data" / "published_cases.jsonl"
COLUMNS = (
    "patient_id",
    "collection_id",
    "sex",
    "age",
    "weight_kg",
    "specimen",
    "analyte",
    "value",
    "unit",
    "reference_text",
    "medications",
    "conditions",
    "stone_analysis",
    "imaging_report",
)


def published_cases() -> list[dict[str, Any]]:
    """Return every case of the register."""
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def printed(result: Mapping[str, Any]) -> str:
    """Return a result as the source prints it."""
    return f"{result.get('op', '')}{result.get('as_printed', result['value'])}"


def printed_name(result: Mapping[str, Any]) -> str:
    """Return a result's name as the source prints it; the register's own name else."""
    return str(result.get("printed", result["analyte"]))


def long_rows(case: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield one record per printed result; urine is a 24-hour urine unless the source says not."""
    subject = case["subject"]
    for collection in case["collections"]:
        for part, specimen in (("urine", "urine_24h"), ("serum", "serum")):
            for result in collection[part]:
                yield {
                    "patient_id": case["case_id"],
                    "collection_id": collection["label"],
                    "sex": subject["sex"] or "",
                    "age": "" if subject["age"] is None else str(subject["age"]),
                    "weight_kg": str(subject["weight_kg"] or ""),
                    "specimen": result.get("specimen", specimen),
                    "analyte": printed_name(result),
                    "value": printed(result),
                    "unit": result["unit"],
                    "reference_text": result.get("ref", ""),
                }


def long_text(rows: Sequence[Mapping[str, str]]) -> str:
    """Return records as a csv file in the long layout."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
