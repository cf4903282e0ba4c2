"""Profiles of limits: reading, checking and compiling the files a clinic may edit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uroscope.errors import KnowledgeError, Problem, UnitError
from uroscope.knowledge.canonical import between, canonical_unit
from uroscope.knowledge.files import Document, check, read_yaml
from uroscope.knowledge.schema import ProfileFile, RangeFile, SourceFile
from uroscope.units import Substance, UnitTable

# Indices may carry limits too; those are compared by the same machinery as analytes.
INDEX_UNITS = {
    "urine_creatinine_per_kg": ("mg/kg/d", 113.12),
    "urine_cystine_concentration": ("mg/L", 240.30),
    "urine_calcium_per_kg": ("mg/kg/d", 40.078),
    "calcium_creatinine_clearance_ratio": ("ratio", None),
}


def read_sources(path: Path) -> dict[str, list[Any]]:
    """Read a register of sources.

    Raises
    ------
    KnowledgeError
        If an entry does not hold.
    """
    if not path.is_file():
        return {}
    document = read_yaml(path)
    return parse_sources(document, document.data or {})


def parse_sources(
    document: Document, data: Mapping[str, Any], at: tuple[str, ...] = ()
) -> dict[str, list[Any]]:
    """Check the entries of a register that stands in (a part of) a document."""
    entries = {key: check(document, SourceFile, item, (*at, key)) for key, item in data.items()}
    return {
        key: [s.title, s.publisher, s.year, s.url, *([s.public_title] if s.public_title else [])]
        for key, s in entries.items()
    }


def compile_profile(
    folder: Path,
    table: UnitTable,
    analytes: Mapping[str, Mapping[str, Any]],
    sources: Mapping[str, Any],
) -> dict[str, Any]:
    """Compile one folder of limits into a profile record.

    Parameters
    ----------
    folder : Path
        Holds `profile.yaml` and one file per analyte.
    table : UnitTable
        Units that limits may be written in.
    analytes : mapping
        Compiled quantities by id.
    sources : mapping
        Register of sources by key.

    Returns
    -------
    dict
        The record that `knowledge.profile_from_record` reads.

    Raises
    ------
    KnowledgeError
        Every problem of every file, each with its line and cure.
    """
    problems: list[Problem] = []
    head = check(read_yaml(folder / "profile.yaml"), ProfileFile)
    known = {**sources, **read_sources(folder / "sources.yaml")}
    parts: dict[str, Any] = {"limits": [], "goals": [], "remarks": [], "none": {}}
    seen: set[str] = set()
    files = sorted(p for p in folder.glob("*.yaml") if p.stem not in ("profile", "sources"))
    for path in files:
        try:
            compiled = compile_range_file(path, table, analytes, known)
        except KnowledgeError as error:
            problems += error.problems
            continue
        for kind in ("limits", "goals", "remarks"):
            for item in compiled[kind]:
                if item["id"] in seen:
                    problems.append(
                        Problem(path.name, 1, f"the id {item['id']!r} stands twice", "rename one")
                    )
                seen.add(item["id"])
            parts[kind] += compiled[kind]
        parts["none"].update(compiled["none"])
    stated = {item["analyte"] for item in parts["limits"] + parts["goals"]} | set(parts["none"])
    missing = [
        name for name, item in analytes.items() if item["prints"] is None and name not in stated
    ]
    # Fasting twins and newly added analytes may be silent; every analyte of a report may not.
    missing = [name for name in missing if not name.startswith(("fasting_", "spot_"))]
    problems += [
        Problem("profile.yaml", 1, f"no file for {name}", f"add {name}.yaml, with none: if need be")
        for name in missing
    ]
    if problems:
        raise KnowledgeError(problems)
    record = {**head.model_dump(), **parts}
    text = json.dumps(record, sort_keys=True)
    return {**record, "digest": hashlib.sha256(text.encode()).hexdigest()[:12]}


def compile_range_file(
    path: Path,
    table: UnitTable,
    analytes: Mapping[str, Mapping[str, Any]],
    sources: Mapping[str, Any],
) -> dict[str, Any]:
    """Compile one analyte's file; limits come out in the canonical unit.

    Raises
    ------
    KnowledgeError
        All problems of the file.
    """
    document = read_yaml(path)
    entry = check(document, RangeFile)
    if entry.analyte != path.stem:
        raise KnowledgeError(
            [Problem(path.name, 1, f"holds {entry.analyte!r}", "name the file after its analyte")]
        )
    if entry.analyte in analytes:
        item = analytes[entry.analyte]
        unit, substance = item["unit"], Substance(**item["substance"])
    elif entry.analyte in INDEX_UNITS:
        unit, mass = INDEX_UNITS[entry.analyte]
        substance = Substance(molar_mass=mass)
    else:
        raise KnowledgeError(
            [
                Problem(
                    path.name,
                    document.line(("analyte",)),
                    f"{entry.analyte!r} is not an analyte",
                    "use an id of `uroscope template --layout long`",
                )
            ]
        )
    problems: list[Problem] = []
    out: dict[str, Any] = {"limits": [], "goals": [], "remarks": [], "none": {}}
    if entry.none is not None:
        out["none"][entry.analyte] = entry.none
    for part in ("limits", "goals", "remarks"):
        for position, row in enumerate(getattr(entry, part)):
            line = document.line((part, position))
            if row.source is not None and row.source not in sources:
                problems.append(
                    Problem(
                        path.name,
                        line,
                        f"the source {row.source!r} is not in sources.yaml",
                        "add it there",
                    )
                )
            try:
                factor = between(
                    canonical_unit(row.unit, table), canonical_unit(unit, table), substance
                )
            except (UnitError, KeyError) as error:
                problems.append(
                    Problem(path.name, line, str(error), f"use {unit} or a unit it converts from")
                )
                continue
            out[part].append(_limit_record(row, part, entry.analyte, factor))
    problems += _overlaps(document, entry)
    if problems:
        raise KnowledgeError(problems)
    return out


def _limit_record(row: Any, part: str, analyte: str, factor: float) -> dict[str, Any]:
    low = None if row.low is None else float(f"{row.low * factor:.12g}")
    high = None if row.high is None else float(f"{row.high * factor:.12g}")
    if part == "remarks":
        return {
            "id": row.id,
            "analyte": analyte,
            "low": -1e30 if low is None else low,
            "high": 1e30 if high is None else high,
            "sex": row.sex,
            "text": row.text,
            "source": row.source,
            "convention": row.convention,
        }
    return {
        "id": row.id,
        "analyte": analyte,
        "low": low,
        "high": high,
        "printed_low": row.low,
        "printed_high": row.high,
        "unit": row.unit,
        "sex": row.sex,
        "age_min": 18.0 if row.age_min is None else float(row.age_min),
        "age_max": None if row.age_max is None else float(row.age_max),
        "kind": "treatment_goal" if part == "goals" else row.kind,
        "authority": row.authority or "our convention",
        "source": row.source,
        "locator": row.locator,
        "convention": row.convention,
        "note": row.note,
    }


def _overlaps(document: Document, entry: RangeFile) -> list[Problem]:
    """Find two limits of one side that would both hold for the same person."""
    problems = []
    for side in ("low", "high"):
        rows = [(i, r) for i, r in enumerate(entry.limits) if getattr(r, side) is not None]
        for n, (_, first) in enumerate(rows):
            for position, second in rows[n + 1 :]:
                if first.sex is not None and second.sex is not None and first.sex != second.sex:
                    continue
                start = max(first.age_min or 18, second.age_min or 18)
                end = min(
                    999 if first.age_max is None else first.age_max,
                    999 if second.age_max is None else second.age_max,
                )
                if start < end:
                    problems.append(
                        Problem(
                            document.path.name,
                            document.line(("limits", position)),
                            f"{second.id} and {first.id} give a {side} limit to the same people",
                            "keep one, or separate them by sex or age",
                        )
                    )
    return problems
