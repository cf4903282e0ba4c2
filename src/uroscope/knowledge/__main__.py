"""`python -m uroscope.knowledge`: check every knowledge file and write the compiled one."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from uroscope.errors import KnowledgeError
from uroscope.knowledge.compile import compile_all, dumps
from uroscope.knowledge.coverage import coverage_page, read_features
from uroscope.knowledge.dates import overdue_text
from uroscope.knowledge.evidence import evidence_page
from uroscope.knowledge.places import docs_folder, knowledge_folder, ranges_folder
from uroscope.knowledge.schema import RangeFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def main(arguments: list[str]) -> int:
    """Compile, or with `--check` only compare; print every problem and return 5.

    `--docs` also writes docs/evidence.md and docs/coverage.md. `--due 2026-11-22` lists what is
    past its review date on that day (left out: today) and writes nothing; time alone is no error.
    """
    try:
        record = compile_all()
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
    if "--due" in arguments:
        given = arguments[arguments.index("--due") + 1 :]
        sys.stdout.write(overdue_text(record, given[0] if given else date.today().isoformat()))
        sys.stdout.write("\n")
        return 0
    files = {
        knowledge_folder() / "compiled.json": dumps(record),
        ranges_folder() / "range_file.schema.json": editor_schema(),
    }
    if "--check" in arguments:
        stale = [p.name for p, text in files.items() if p.read_text(encoding="utf-8") != text]
        if stale:
            sys.stderr.write(f"stale: {', '.join(stale)}; run python -m uroscope.knowledge\n")
            return 1
        sys.stdout.write(f"compiled knowledge is fresh, digest {record['digest']}\n")
        return 0
    if "--docs" in arguments:
        files |= pages(record)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"compiled knowledge {record['version']}, digest {record['digest']}\n")
    return 0


def pages(record: Mapping[str, Any]) -> dict[Path, str]:
    """Return the generated pages of the documentation by their place."""
    features = read_features(docs_folder() / "coverage.yaml")
    return {
        docs_folder() / "evidence.md": evidence_page(record),
        docs_folder() / "coverage.md": coverage_page(features),
    }


def editor_schema() -> str:
    """Return the JSON Schema of a range file, for editors that check while one types."""
    schema = RangeFile.model_json_schema()
    return json.dumps({"$schema": _DIALECT, **schema}, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
