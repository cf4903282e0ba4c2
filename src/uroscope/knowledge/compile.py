"""From the edited files to the one compiled record; everything is checked on the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uroscope.errors import KnowledgeError, Problem, UnitError
from uroscope.knowledge.canonical import between, canonical_unit
from uroscope.knowledge.compile_imaging import compile_imaging
from uroscope.knowledge.compile_patterns import (
    PatternCompiler,
    check_references,
    compile_advice,
    compile_patterns,
)
from uroscope.knowledge.compile_review import (
    check_citations,
    compile_contributions,
    compile_most_wanted,
    compile_stone_types,
)
from uroscope.knowledge.files import Document, check, read_yaml
from uroscope.knowledge.names import Candidate, name_key
from uroscope.knowledge.patient_schema import compile_patient_sheet
from uroscope.knowledge.places import knowledge_folder, ranges_folder
from uroscope.knowledge.ranges import compile_profile, parse_sources, read_sources
from uroscope.knowledge.schema import Plausibility, Quantities, QuantityFile, UnitFile
from uroscope.units import Substance, UnitTable, plain, prove

VERSION = "2026.11"
PROFILES = ("stone_us", "stone_europe", "mayo", "arup")
_SUBJECT_BOUNDS = ("age", "weight_kg", "height_cm", "duration_h")


def compile_units(folder: Path) -> dict[str, Any]:
    """Check the unit table against pint and flatten its spellings.

    Raises
    ------
    KnowledgeError
        If a factor is wrong, or one spelling means two units.
    """
    document = read_yaml(folder / "table.yaml")
    units = check(document, UnitFile)
    problems = [
        Problem(document.path.name, 1, sentence, "correct the factor or the pint expression")
        for sentence in prove(
            {k: v.model_dump() for k, v in units.numerators.items()},
            {k: v.model_dump() for k, v in units.denominators.items()},
        )
    ]
    flat: dict[str, dict[str, list[Any]]] = {"numerators": {}, "denominators": {}}
    for part, entries in (("numerators", units.numerators), ("denominators", units.denominators)):
        for name, entry in entries.items():
            kind = getattr(entry, "kind", None) or getattr(entry, "per", "")
            for spelling in entry.spellings:
                key = plain(spelling)
                if flat[part].get(key, [kind, entry.factor]) != [kind, entry.factor]:
                    line = document.line((part, name))
                    problems.append(
                        Problem(
                            document.path.name, line, f"{spelling!r} means two units", "keep one"
                        )
                    )
                flat[part][key] = [kind, entry.factor]
    if problems:
        raise KnowledgeError(problems)
    return {**flat, "whole": {plain(k): list(v) for k, v in units.whole.items()}}


def _inherit(entry: QuantityFile, timed: Mapping[str, QuantityFile]) -> QuantityFile:
    """Return a spot or fasting analyte with the substance and names of its timed one."""
    if entry.like is None:
        return entry
    parent = timed[entry.like]
    shared = ("molar_mass", "charge", "bases", "stated_basis", "names", "basis_names", "read_as")
    return entry.model_copy(update={name: getattr(parent, name) for name in shared})


def _substance(entry: QuantityFile) -> Substance:
    bases = {plain(k): v for k, v in entry.bases.items()}
    return Substance(entry.molar_mass, bases, entry.stated_basis, entry.charge)


def compile_quantities(
    folder: Path, table: UnitTable, plausible: Mapping[str, Plausibility]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Compile analytes and the index of printed names.

    Returns
    -------
    tuple
        Records of the quantities, and the record of the name index.
    """
    specimens = read_yaml(folder / "specimens.yaml").data
    words = {kind: entry["words"] for kind, entry in specimens.items()}
    files = [
        (read_yaml(folder / f"{name}.yaml"))
        for name in ("urine", "blood", "spot", "fasting", "indices_printed")
    ]
    timed = {q.id: q for q in check(files[0], Quantities).quantities}
    problems: list[Problem] = []
    records: list[dict[str, Any]] = []
    bare: list[tuple[str, Candidate]] = []
    own: list[tuple[str, Candidate]] = []
    for document in files:
        group = check(document, Quantities)
        for position, raw in enumerate(group.quantities):
            line = document.line(("quantities", position))
            entry = _inherit(raw, timed)
            bound = plausible.get(entry.id)
            if bound is None and group.specimen != "printed":
                problems.append(
                    Problem(document.path.name, line, f"{entry.id} has no plausibility", "add it")
                )
                continue
            try:
                records.append(_record(entry, group.specimen, table, bound))
            except UnitError as error:
                problems.append(Problem(document.path.name, line, str(error), "correct the unit"))
            own.append((f"id:{entry.id}", Candidate(group.specimen, entry.id)))
            own += [(name, Candidate(group.specimen, entry.id)) for name in entry.own_names]
            bare += _bare_names(entry, group.specimen)
    if problems:
        raise KnowledgeError(problems)
    index: dict[str, list[Candidate]] = {}
    for name, candidate in bare:
        known = index.setdefault(name_key(name), [])
        if candidate not in known:
            known.append(candidate)
    for name, candidate in own:
        index[name if name.startswith("id:") else name_key(name)] = [candidate]
    return records, _name_record(index, words, folder)


def _bare_names(entry: QuantityFile, specimen: str) -> list[tuple[str, Candidate]]:
    read_as = entry.read_as
    special = {name_key(n): read_as.basis for n in read_as.names} if read_as else {}
    found = [
        (
            name,
            Candidate(specimen, entry.id, special.get(name_key(name)), name_key(name) in special),
        )
        for name in entry.names
    ]
    for basis, names in entry.basis_names.items():
        found += [(name, Candidate(specimen, entry.id, basis)) for name in names]
    return found


def _record(
    entry: QuantityFile, specimen: str, table: UnitTable, bound: Plausibility | None
) -> dict[str, Any]:
    substance = _substance(entry)
    canonical = canonical_unit(entry.unit, table)
    si = canonical_unit(entry.si_unit, table)
    ratio = bool(entry.ratio_of)
    usual = (
        [bound.usual_low, bound.usual_high]
        if bound is not None and bound.usual_low is not None and bound.usual_high is not None
        else None
    )
    return {
        "id": entry.id,
        "label": entry.label,
        "specimen": specimen,
        "unit": entry.unit,
        "si_unit": entry.si_unit,
        "digits": entry.digits,
        "si_digits": entry.digits if entry.si_digits is None else entry.si_digits,
        # mg/mg → mmol/mmol of calcium over creatinine is a ratio of molar masses.
        "si_factor": 113.12 / 40.078 if ratio else between(canonical, si, substance),
        "canonical": [canonical.spelled, canonical.kind, canonical.factor, canonical.per],
        "substance": {
            "molar_mass": substance.molar_mass,
            "bases": dict(substance.bases),
            "stated_basis": substance.stated_basis,
            "charge": substance.charge,
        },
        "plausible": [bound.low, bound.high] if bound is not None else [0.0, 1e9],
        "usual": usual,
        "bare_unit": entry.bare_unit or canonical.kind == "ph",
        "one_unit": entry.one_unit,
        "prints": entry.prints,
        "judged_by": entry.judged_by,
        "ratio_of": entry.ratio_of,
    }


def _name_record(
    index: Mapping[str, list[Candidate]], words: Mapping[str, list[str]], folder: Path
) -> dict[str, Any]:
    columns = read_yaml(folder / "subject.yaml").data
    return {
        "analytes": {
            key: [[c.specimen, c.analyte, c.basis, c.read_as] for c in found]
            for key, found in index.items()
        },
        "loinc": {
            code: analyte
            for analyte, codes in read_yaml(folder / "loinc.yaml").data.items()
            for code in codes
        },
        "specimens": {name_key(word): kind for kind, entry in words.items() for word in entry},
        "columns": _column_names(columns["columns"]),
        "long_columns": _column_names(columns["long_columns"]),
        "no_use": [name_key(n) for n in read_yaml(folder / "no_use.yaml").data["timed"]],
    }


def _column_names(entries: Mapping[str, list[str]]) -> dict[str, str]:
    return {
        name_key(name): column for column, names in entries.items() for name in [column, *names]
    }


def read_plausibility(document: Document) -> dict[str, Plausibility]:
    """Check `plausibility.yaml`."""
    return {key: check(document, Plausibility, item, (key,)) for key, item in document.data.items()}


def compile_all() -> dict[str, Any]:
    """Compile every edited file into one record with a digest.

    Raises
    ------
    KnowledgeError
        All problems found, each with file and line.
    """
    home = knowledge_folder()
    units = compile_units(home / "units")
    table = UnitTable.from_record(units)
    plausible = read_plausibility(read_yaml(home / "plausibility.yaml"))
    quantities, names = compile_quantities(home / "quantities", table, plausible)
    sources = compile_sources(home)
    analytes = {item["id"]: item for item in quantities}
    texts = compile_texts(home)
    indices = {
        **_data(home / "indices.yaml").get("indices", {}),
        **read_yaml(home / "indices_agreement.yaml").data["indices"],
    }
    concepts = concept_labels(texts)
    imaging = compile_imaging(home / "imaging", sources)
    compiler = PatternCompiler(table, analytes, indices, concepts, set(texts["stone"]["concepts"]))
    compiler.scan_findings = set(imaging["findings"]["findings"])
    compiler.scan_kinds = set(imaging["modalities"]["modalities"])
    patterns = compile_patterns(home / "patterns", compiler)
    advice = compile_advice(home / "advice", compiler)
    contributions = compile_contributions(home / "contributions.yaml", compiler)
    stone_types, comparison = compile_stone_types(home / "stone_types.yaml", compiler, advice)
    check_references(patterns, advice, sources, stone_types, analytes)
    check_citations(home, sources)
    record: dict[str, Any] = {
        "version": VERSION,
        "units": units,
        "quantities": quantities,
        "indices": indices,
        "names": names,
        "bounds": {name: [plausible[name].low, plausible[name].high] for name in _SUBJECT_BOUNDS},
        "sources": sources,
        "profiles": {
            name: compile_profile(ranges_folder() / name, table, analytes, sources)
            for name in PROFILES
        },
        "chemistry": {
            path.stem: read_yaml(path).data
            for path in sorted((home / "chemistry").glob("*.yaml"))
            if path.stem != "sources"
        },
        "texts": texts,
        "concepts": concepts,
        "imaging": imaging,
        "stone_types": stone_types,
        "stone_comparison": comparison,
        "contributions": contributions,
        "most_wanted": compile_most_wanted(home / "most_wanted.yaml", compiler),
        "scenarios": read_yaml(home / "scenarios.yaml").data,
        "between_collections": read_yaml(home / "between_collections.yaml").data,
        "patterns": patterns,
        "advice": advice,
        "patient_sheet": compile_patient_sheet(
            read_yaml(home / "patient_sheet.yaml"), sources, set(advice), set(analytes)
        ),
    }
    record["digest"] = digest(record)
    return record


def compile_sources(home: Path) -> dict[str, list[Any]]:
    """Join the registers of sources; one key means one source everywhere.

    Raises
    ------
    KnowledgeError
        If an entry does not hold, or a key stands for two sources.
    """
    registers = [
        ranges_folder() / "sources.yaml",
        home / "chemistry" / "sources.yaml",
        home / "texts" / "sources.yaml",
        home / "imaging" / "sources.yaml",
        *sorted((home / "references").glob("*.yaml")),
    ]
    joined: dict[str, list[Any]] = {}
    problems: list[Problem] = []
    found = [(path.name, read_sources(path)) for path in registers]
    if (home / "indices.yaml").exists():
        own = read_yaml(home / "indices.yaml")
        listed = own.data.get("sources") or {}
        found.append((own.path.name, parse_sources(own, listed, ("sources",))))
    for name, register in found:
        for key, entry in register.items():
            if key in joined and joined[key][3].rstrip("/") != entry[3].rstrip("/"):
                problems.append(
                    Problem(name, 1, f"the key {key!r} means two sources", "rename one of them")
                )
            joined.setdefault(key, entry)
    if problems:
        raise KnowledgeError(problems)
    return joined


def _data(path: Path) -> dict[str, Any]:
    return dict(read_yaml(path).data) if path.exists() else {}


def compile_texts(home: Path) -> dict[str, Any]:
    """Return the words of the context reader, file by file."""
    texts = {
        path.stem: read_yaml(path).data
        for path in sorted((home / "texts").glob("*.yaml"))
        if path.stem != "sources"
    }
    return {**texts, "medicines": read_yaml(home / "medicines.yaml").data}


def concept_labels(texts: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return every concept a pattern can ask for, with what it is called."""
    labels: dict[str, dict[str, str]] = {}

    def add(name: str, item: Mapping[str, Any]) -> None:
        label = item.get("label", name.replace("_", " "))
        labels[name] = {"label": label, "patient_label": item.get("patient_label", label)}

    for stem, data in texts.items():
        if stem != "medicines":
            for name, item in (data.get("concepts") or {}).items():
                add(name, item)
    for name, item in texts["medicines"]["classes"].items():
        add(name, item)
        for generic, drug in (item.get("medicines") or {}).items():
            add(generic, drug)
    return labels


def digest(record: Mapping[str, Any]) -> str:
    """Return twelve hexadecimal digits that change when the record does."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def dumps(record: Mapping[str, Any]) -> str:
    """Return the compiled file: one line per top-level part, so that differences stay readable."""
    parts = [
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for key, value in record.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"
