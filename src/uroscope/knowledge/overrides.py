"""A clinic's own limits: whole profiles, or single files that replace those of a shipped one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uroscope.errors import KnowledgeError, Problem, UsageError
from uroscope.knowledge import Knowledge, Profile, profile_from_record
from uroscope.knowledge.ranges import compile_profile, compile_range_file, read_sources


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("*.yaml") if p.stem not in ("sources", "profile"))


def _profiles(folder: Path) -> list[Path]:
    return sorted(p.parent for p in folder.glob("*/profile.yaml"))


def _register(folder: Path, knowledge: Knowledge) -> dict[str, Any]:
    shipped = dict(knowledge.record["sources"])
    return {**shipped, **read_sources(folder / "sources.yaml")}


def _analytes(knowledge: Knowledge) -> dict[str, Mapping[str, Any]]:
    return {item["id"]: item for item in knowledge.record["quantities"]}


def load_ranges(folder: Path, name: str, knowledge: Knowledge) -> Profile:
    """Return the profile to use with a clinic's folder.

    Parameters
    ----------
    folder : Path
        Holds either `<name>/profile.yaml` (a whole profile) or analyte files that replace those of
        the shipped profile `name`.
    name : str
        The profile.
    knowledge : Knowledge
        Shipped profiles, units and analytes.

    Returns
    -------
    Profile
        With a digest of its own.

    Raises
    ------
    UsageError
        If the folder or the profile does not exist.
    KnowledgeError
        All problems of the files.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder of range files.")
    analytes, register = _analytes(knowledge), _register(folder, knowledge)
    if (folder / name / "profile.yaml").is_file():
        return profile_from_record(
            compile_profile(folder / name, knowledge.units, analytes, register)
        )
    if name not in knowledge.profile_ids:
        have = [p.name for p in _profiles(folder)] + list(knowledge.profile_ids)
        raise UsageError(f"There is no profile {name!r}; there are: {', '.join(have)}.")
    record = json.loads(json.dumps(knowledge.record["profiles"][name]))
    files = _files(folder)
    if not files:
        raise UsageError(f"{folder}: there is no range file; name one urine_calcium.yaml, say.")
    problems: list[Problem] = []
    for path in files:
        try:
            compiled = compile_range_file(path, knowledge.units, analytes, register)
        except KnowledgeError as error:
            problems += error.problems
            continue
        for part in ("limits", "goals", "remarks"):
            kept = [item for item in record[part] if item["analyte"] != path.stem]
            record[part] = kept + compiled[part]
        record["none"].pop(path.stem, None)
        record["none"].update(compiled["none"])
    if problems:
        raise KnowledgeError(problems)
    record["title"] += " with own limits"
    record["digest"] = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:12]
    return profile_from_record(record)


def check_ranges(folder: Path, knowledge: Knowledge) -> str:
    """Check every range file of a folder.

    Parameters
    ----------
    folder : Path
        Range files, profiles, or both.
    knowledge : Knowledge
        Units and analytes.

    Returns
    -------
    str
        One sentence saying what was checked.

    Raises
    ------
    UsageError
        If the folder holds nothing to check.
    KnowledgeError
        All problems of all files.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder.")
    analytes, problems = _analytes(knowledge), []
    register = _register(folder, knowledge)
    profiles = [folder] if (folder / "profile.yaml").is_file() else _profiles(folder)
    loose = [] if (folder / "profile.yaml").is_file() else _files(folder)
    if not profiles and not loose:
        raise UsageError(f"{folder}: there is no range file; name one urine_calcium.yaml, say.")
    for path in profiles:
        try:
            compile_profile(path, knowledge.units, analytes, register)
        except KnowledgeError as error:
            problems += error.problems
    for path in loose:
        try:
            compile_range_file(path, knowledge.units, analytes, register)
        except KnowledgeError as error:
            problems += error.problems
    if problems:
        raise KnowledgeError(problems)
    files = len(loose) + sum(len(_files(path)) for path in profiles)
    return f"{files} range file{'s' if files != 1 else ''} checked, no problem found."
