"""Contributions, stone types and most wanted to records, and every citation checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from uroscope.errors import KnowledgeError, Problem
from uroscope.knowledge.compile_patterns import PatternCompiler
from uroscope.knowledge.files import check, read_yaml
from uroscope.knowledge.review_schema import ContributionsFile, MostWantedFile, StoneTypesFile

# Keys under which a knowledge file names a source, or several.
_ONE, _MANY = "source", "sources"


def compile_contributions(path: Path, compiler: PatternCompiler) -> dict[str, dict[str, Any]]:
    """Compile what goes with what.

    Raises
    ------
    KnowledgeError
        If an analyte, index or finding does not exist.
    """
    document = read_yaml(path)
    group = check(document, ContributionsFile)
    problems: list[Problem] = []
    records: dict[str, dict[str, Any]] = {}
    for position, item in enumerate(group.items):
        line = document.line(("items", position))
        names = [(n, compiler.indices) for n in (item.low, item.high, item.share) if n]
        known: list[tuple[str, Any]] = [*names, (item.of, compiler.analytes)]
        known += [(name, compiler.findings) for name in (*item.under, *item.said_by)]
        problems += [
            Problem(path.name, line, f"{name!r} does not exist", "correct the id")
            for name, where in known
            if name not in where
        ]
        try:
            when = compiler.condition(item.when)
        except ValueError as error:
            problems.append(Problem(path.name, line, str(error), "correct the name or the unit"))
            continue
        record = item.model_dump(exclude={"when"})
        records[item.id] = {**record, "when": when, **_dates(group)}
    if problems:
        raise KnowledgeError(problems)
    return records


def compile_stone_types(
    path: Path, compiler: PatternCompiler, advice: Mapping[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Compile the stone types, and the sentences that compare them with the analysis.

    Raises
    ------
    KnowledgeError
        If a component, a type or an advice does not exist.
    """
    document = read_yaml(path)
    group = check(document, StoneTypesFile)
    problems: list[Problem] = []
    records: dict[str, dict[str, Any]] = {}
    for name, item in group.types.items():
        line = document.line(("types", name))
        known: list[tuple[str, Any]] = [(c, compiler.components) for c in item.components]
        known += [(a, advice) for a in (*item.habits, *item.next_steps)]
        known += [(item.part_of, group.types)] if item.part_of else []
        problems += [
            Problem(path.name, line, f"{other!r} does not exist", "correct the id")
            for other, where in known
            if other not in where
        ]
        record = item.model_dump(exclude={"advice", "unlike"})
        record["unlike"] = None if item.unlike is None else compiler.condition(item.unlike)
        record["advice"] = [compiler.sentence(sentence) for sentence in item.advice]
        records[name] = {**record, **_dates(group)}
    if problems:
        raise KnowledgeError(problems)
    return records, {**group.comparison.model_dump(), **_dates(group)}


def compile_most_wanted(path: Path, compiler: PatternCompiler) -> dict[str, Any]:
    """Compile how open findings are weighed, and which questions are not asked."""
    group = check(read_yaml(path), MostWantedFile)
    return group.model_dump() | {
        "not_asked": [[item.question, compiler.condition(item.when)] for item in group.not_asked]
    }


def _dates(group: ContributionsFile | StoneTypesFile) -> dict[str, str]:
    return {"checked_on": group.checked_on, "review_by": group.review_by}


def check_citations(home: Path, sources: Mapping[str, Any]) -> None:
    """Check that every citation outside patterns, advice and limits resolves.

    Parameters
    ----------
    home : Path
        The knowledge folder.
    sources : mapping
        Register of sources by key.

    Raises
    ------
    KnowledgeError
        One problem per dangling key, with its file and line.
    """
    paths = [
        *(home / f"{stem}.yaml" for stem in ("contributions", "indices", "indices_agreement")),
        *(home / f"{stem}.yaml" for stem in ("medicines", "plausibility", "scenarios")),
        home / "stone_types.yaml",
        *(p for p in sorted((home / "texts").glob("*.yaml")) if p.stem != "sources"),
        *(p for p in sorted((home / "chemistry").glob("*.yaml")) if p.stem != "sources"),
    ]
    problems = []
    for path in paths:
        document = read_yaml(path)
        for key, place in _cited(document.data, ()):
            if key not in sources:
                problems.append(
                    Problem(
                        path.name,
                        document.line(place),
                        f"the source {key!r} does not exist",
                        "add it to a register or correct it",
                    )
                )
    if problems:
        raise KnowledgeError(problems)


def _cited(data: Any, place: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield every key under `source` and in a list under `sources`, with its place."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            here = (*place, name)
            if name == _ONE and isinstance(value, str):
                yield value, here
            elif name == _MANY and isinstance(value, list):
                yield from ((key, here) for key in value if isinstance(key, str))
            else:
                yield from _cited(value, here)
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from _cited(value, (*place, position))
