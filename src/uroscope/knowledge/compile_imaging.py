"""The scan report words to one compact record; every name in them resolves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uroscope.errors import KnowledgeError, Problem
from uroscope.knowledge.files import check, read_yaml
from uroscope.knowledge.imaging_schema import (
    FindingsFile,
    ModalitiesFile,
    PlacesFile,
    QuestionsFile,
    WordsFile,
)
from uroscope.knowledge.schema import Strict

_FILES: Mapping[str, type[Strict]] = {
    "findings": FindingsFile,
    "places": PlacesFile,
    "words": WordsFile,
    "modalities": ModalitiesFile,
    "questions": QuestionsFile,
}


def compile_imaging(folder: Path, sources: Mapping[str, Any]) -> dict[str, Any]:
    """Check the files of `imaging/` and join them.

    Parameters
    ----------
    folder : Path
        Where the files lie.
    sources : mapping
        The register of sources.

    Returns
    -------
    dict
        File stem → its content; empty and default fields are left out.

    Raises
    ------
    KnowledgeError
        Every misspelt key, and every finding, place or source that does not exist.
    """
    record: dict[str, Any] = {}
    problems: list[Problem] = []
    for stem, model in _FILES.items():
        try:
            parsed = check(read_yaml(folder / f"{stem}.yaml"), model)
        except KnowledgeError as error:
            problems += error.problems
            continue
        record[stem] = parsed.model_dump(exclude_defaults=True)
    if not problems:
        problems = [
            Problem(f"{stem}.yaml", 1, f"{name}: {what} does not exist", "add it or correct it")
            for stem, name, what in _dangling(record, sources)
        ]
    if problems:
        raise KnowledgeError(problems)
    return record


def _dangling(record: Mapping[str, Any], sources: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the names that resolve to nothing: file, entry, what it asks for."""
    findings, places = record["findings"]["findings"], record["places"]["places"]
    modalities = record["modalities"]["modalities"]
    missing: list[tuple[str, str, str]] = []
    lacks = record["questions"]["lacks"]
    asked = (("findings", findings), ("modalities", modalities), ("questions", lacks))
    for stem, entries in asked:
        for name, entry in entries.items():
            if entry.get("source", "") and entry["source"] not in sources:
                missing.append((stem, name, f"the source {entry['source']!r}"))
            if entry.get("part_of", "") and entry["part_of"] not in findings:
                missing.append((stem, name, f"the finding {entry['part_of']!r}"))
            if entry.get("place", "") and entry["place"] not in places:
                missing.append((stem, name, f"the place {entry['place']!r}"))
    for name, entry in places.items():
        if entry.get("finding", "") and entry["finding"] not in findings:
            missing.append(("places", name, f"the finding {entry['finding']!r}"))
    for name in record["questions"]["vague_sizes"]:
        if name not in record["words"]["size_words"]:
            missing.append(("questions", "vague_sizes", f"the word of size {name!r}"))
    for name in record["words"]["subjects"]:
        if name not in places and name not in {*record["places"]["sides"], "none"}:
            missing.append(("words", "subjects", f"the side or place {name!r}"))
    for name in record["modalities"]["inferred"]:
        if name not in modalities:
            missing.append(("modalities", "inferred", f"the kind of scan {name!r}"))
    return missing
