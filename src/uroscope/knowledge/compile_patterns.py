"""Patterns and advice to compact records: conditions as small lists, everything resolved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from uroscope.errors import KnowledgeError, Problem, UnitError
from uroscope.knowledge.canonical import between, canonical_unit
from uroscope.knowledge.files import Document, check, read_yaml
from uroscope.knowledge.pattern_schema import (
    AdviceFile,
    Condition,
    PatternFile,
    ScanLeaf,
    Sentence,
)
from uroscope.units import Substance, UnitTable

_BOUNDS = ("above", "at_least", "below", "at_most")
_FLAGS = {"low": -1, "normal": 0, "high": 1}
_DEFAULT_COLUMNS = ["medications", "conditions", "symptoms"]
DECIDING = "deciding_calcium"


class PatternCompiler:
    """Resolves the names in conditions and turns thresholds into canonical units."""

    def __init__(
        self,
        table: UnitTable,
        analytes: Mapping[str, Mapping[str, Any]],
        indices: Mapping[str, Mapping[str, Any]],
        concepts: Mapping[str, Any],
        components: set[str],
    ) -> None:
        self.table = table
        self.analytes = analytes
        self.indices = indices
        self.concepts = concepts
        self.components = components
        self.findings: set[str] = set()
        self.scan_findings: set[str] = set()
        self.scan_kinds: set[str] = set()

    def condition(self, node: Condition, kind: str = "") -> list[Any]:
        """Return a condition as a nested list; the first item says what the rest is.

        Raises
        ------
        ValueError
            If a leaf names something that does not exist, or a unit that does not fit.
        """
        if node.all is not None:
            return ["all", [self.condition(child, kind) for child in node.all]]
        if node.any is not None:
            return ["any", [self.condition(child, kind) for child in node.any]]
        if node.not_ is not None:
            return ["not", self.condition(node.not_, kind)]
        if node.of is not None:
            return ["count", node.count, [self.condition(child, kind) for child in node.of]]
        if node.always is not None:
            return ["always", node.always]
        if node.analyte or node.index or (node.subject and node.subject != "sex"):
            return self._comparison(node, kind)
        return self._leaf(node)

    def _comparison(self, node: Condition, kind: str) -> list[Any]:
        bound = next(b for b in _BOUNDS if getattr(node, b) is not None)
        number = float(getattr(node, bound))
        if node.subject:
            return ["compare", "subject", node.subject, bound, number]
        if node.index:
            entry = self.indices.get(node.index)
            if entry is None:
                raise ValueError(f"there is no index {node.index!r}")
            if node.unit != entry["unit"]:
                raise ValueError(f"{node.index} is in {entry['unit']!r}, not {node.unit!r}")
            return ["compare", "index", node.index, bound, number]
        name = str(node.analyte)
        if name not in self.analytes:
            raise ValueError(f"there is no analyte {name!r}")
        item = self.analytes[name]
        try:
            factor = between(
                canonical_unit(str(node.unit), self.table),
                canonical_unit(item["unit"], self.table),
                Substance(**item["substance"]),
            )
        except UnitError as error:
            raise ValueError(str(error)) from error
        # Specimen patterns ask whether the pH can be trusted; all others only use a trusted one.
        if kind == "specimen" and name == "urine_ph":
            name = "raw_urine_ph"
        return ["compare", "analyte", name, bound, float(f"{number * factor:.12g}")]

    def _leaf(self, node: Condition) -> list[Any]:
        if node.subject == "sex":
            return ["sex", node.is_]
        if node.flag is not None:
            if node.flag not in self.analytes and node.flag not in (DECIDING, *self.indices):
                raise ValueError(f"there is no analyte {node.flag!r}")
            words = [node.is_] if isinstance(node.is_, str) else list(node.is_ or [])
            return ["flag", node.flag, sorted(_FLAGS[word] for word in words), node.firm]
        if node.measured is not None:
            if node.measured not in self.analytes and node.measured not in self.indices:
                raise ValueError(f"there is no analyte {node.measured!r}")
            return ["measured", node.measured]
        if node.mention is not None:
            ids = [node.mention] if isinstance(node.mention, str) else list(node.mention)
            unknown = [name for name in ids if name not in self.concepts]
            if unknown:
                raise ValueError(f"there is no concept {', '.join(unknown)}")
            return ["mention", ids, node.in_ or _DEFAULT_COLUMNS]
        if node.scan is not None:
            return self._scan(node.scan)
        if node.scan_kind is not None:
            unknown = [name for name in node.scan_kind if name not in self.scan_kinds]
            if unknown:
                raise ValueError(f"there is no kind of scan {', '.join(unknown)}")
            return ["scan_kind", list(node.scan_kind)]
        if node.stone is not None:
            if node.stone not in self.components:
                raise ValueError(f"there is no stone component {node.stone!r}")
            bound = next((b for b in _BOUNDS if getattr(node, b) is not None), None)
            return ["stone", node.stone, bound, float(getattr(node, bound)) if bound else 0.0]
        if node.yes is not None:
            return ["yes", node.yes]
        if node.finding not in self.findings:
            raise ValueError(f"there is no pattern {node.finding!r}")
        words = [node.is_] if isinstance(node.is_, str) else list(node.is_ or [])
        return ["finding", node.finding, words]

    def _scan(self, leaf: ScanLeaf) -> list[Any]:
        """Return a leaf on the items of a scan report: findings, side, smallest size [mm]."""
        names = [leaf.finding] if isinstance(leaf.finding, str) else list(leaf.finding)
        unknown = [name for name in names if name not in self.scan_findings]
        if unknown:
            raise ValueError(f"there is no scan finding {', '.join(unknown)}")
        size = 0.0 if leaf.at_least_mm is None else float(leaf.at_least_mm)
        return ["scan", names, leaf.side, size, leaf.bosniak or []]

    def sentence(self, item: Sentence, kind: str = "") -> dict[str, Any]:
        """Return a sentence with its compiled condition."""
        return {
            "text": item.text,
            "when": None if item.when is None else self.condition(item.when, kind),
            "unless": None if item.unless is None else self.condition(item.unless, kind),
            "source": item.source,
            "locator": item.locator,
            "convention": item.convention,
        }


SENTENCES = (
    "headline", "supporting", "opposing", "why", "patient_why", "drivers", "distinguish",
    "cautions",
)  # fmt: skip
_PLAIN = (
    "id", "public_id", "kind", "tier", "importance", "ask", "explains", "stone_types", "next_steps",
    "habits", "action", "convention", "checked_on", "review_by",
)  # fmt: skip


def compile_patterns(folder: Path, compiler: PatternCompiler) -> list[dict[str, Any]]:
    """Compile every pattern file, in the order in which findings depend on each other.

    Raises
    ------
    KnowledgeError
        Every problem of every file with its line.
    """
    problems: list[Problem] = []
    files: dict[str, tuple[Document, PatternFile]] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path)
            pattern = check(document, PatternFile)
        except KnowledgeError as error:
            problems += error.problems
            continue
        if pattern.id != path.stem:
            problems.append(
                Problem(path.name, 1, f"holds {pattern.id!r}", "name the file after it")
            )
        files[pattern.id] = (document, pattern)
    compiler.findings = set(files)
    records: dict[str, dict[str, Any]] = {}
    for name, (document, pattern) in files.items():
        try:
            records[name] = _pattern_record(pattern, compiler)
        except ValueError as error:
            problems.append(
                Problem(document.path.name, 1, str(error), "correct the name or the unit")
            )
        for other in pattern.explains:
            if other not in files:
                problems.append(
                    Problem(
                        document.path.name,
                        document.line(("explains",)),
                        f"explains {other!r}, which is no pattern",
                        "correct the id",
                    )
                )
    order: list[str] = []
    try:
        order = list(
            TopologicalSorter(
                {n: sorted(set(_findings_in(r))) for n, r in records.items()}
            ).static_order()
        )
    except CycleError as error:
        circle = " → ".join(error.args[1])
        problems.append(
            Problem("patterns", 1, f"findings ask for each other: {circle}", "break the circle")
        )
    if problems:
        raise KnowledgeError(problems)
    return [records[name] for name in order]


def _pattern_record(pattern: PatternFile, compiler: PatternCompiler) -> dict[str, Any]:
    kind = pattern.kind
    record: dict[str, Any] = {name: getattr(pattern, name) for name in _PLAIN}
    record["title"] = pattern.title.model_dump()
    for part in ("entry", "required", "suggested", "excluded_by", "aside"):
        node = getattr(pattern, part)
        record[part] = None if node is None else compiler.condition(node, kind)
    for part in SENTENCES:
        record[part] = [compiler.sentence(item, kind) for item in getattr(pattern, part)]
    record["goals_aside"] = [
        item.model_dump(exclude={"when"}) | {"when": compiler.condition(item.when, kind)}
        for item in pattern.goals_aside
    ]
    record["sources"] = [[item.key, item.locator] for item in pattern.sources]
    record["examples"] = [item.model_dump() for item in pattern.examples]
    return record


def _findings_in(record: Mapping[str, Any]) -> list[str]:
    """Return the findings that a pattern's status depends on."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, list) and node and node[0] == "finding":
            found.append(node[1])
        elif isinstance(node, list):
            for child in node:
                walk(child)

    for part in ("entry", "required", "suggested", "excluded_by"):
        walk(record[part])
    return found


def compile_advice(folder: Path, compiler: PatternCompiler) -> dict[str, dict[str, Any]]:
    """Compile habits, tests and questions.

    Raises
    ------
    KnowledgeError
        Every problem of every file.
    """
    problems: list[Problem] = []
    items: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path)
            group = check(document, AdviceFile)
        except KnowledgeError as error:
            problems += error.problems
            continue
        for position, item in enumerate(group.items):
            line = document.line(("items", position))
            try:
                record = item.model_dump(exclude={"when", "unless", "safe", "instead", "cautions"})
                for part in ("when", "unless", "safe"):
                    node = getattr(item, part)
                    record[part] = None if node is None else compiler.condition(node)
                record["instead"] = [
                    other.model_dump() | {"when": compiler.condition(other.when)}
                    for other in item.instead
                ]
                record["cautions"] = [compiler.sentence(s) for s in item.cautions]
                record |= {"checked_on": group.checked_on, "review_by": group.review_by}
            except ValueError as error:
                problems.append(
                    Problem(path.name, line, str(error), "correct the name or the unit")
                )
                continue
            if item.id in items:
                problems.append(Problem(path.name, line, f"{item.id!r} stands twice", "rename one"))
            items[item.id] = record
    if problems:
        raise KnowledgeError(problems)
    return items


def check_references(
    patterns: list[dict[str, Any]],
    advice: Mapping[str, Any],
    sources: Mapping[str, Any],
    stone_types: Mapping[str, Any],
    analytes: Collection[str],
) -> None:
    """Check that every id and citation resolves.

    Raises
    ------
    KnowledgeError
        One problem per dangling id.
    """
    problems: list[Problem] = []

    def need(file: str, what: str, name: str | None, known: Collection[str]) -> None:
        if name is not None and name not in known:
            problems.append(
                Problem(file, 1, f"{what} {name!r} does not exist", "add it or correct it")
            )

    for record in patterns:
        file = f"{record['id']}.yaml"
        for key, _ in record["sources"]:
            need(file, "the source", key, sources)
        for part in SENTENCES:
            for sentence in record[part]:
                need(file, "the source", sentence["source"], sources)
        for aside in record["goals_aside"]:
            need(file, "the source", aside["source"], sources)
            need(file, "the analyte", aside["analyte"], analytes)
        for name in record["habits"] + record["next_steps"] + record["ask"]:
            need(file, "the advice", name, advice)
        for name in record["stone_types"]:
            need(file, "the stone type", name, stone_types)
    for name, item in advice.items():
        need(f"advice {name}", "the source", item["source"], sources)
        for part in item["instead_of"]:
            need(f"advice {name}", "the advice", part, advice)
    if problems:
        raise KnowledgeError(problems)
