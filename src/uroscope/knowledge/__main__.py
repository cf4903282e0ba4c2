"""`python -m uroscope.knowledge`: check every knowledge file and write the compiled one."""

from __future__ import annotations

import json
import sys

from uroscope.errors import KnowledgeError
from uroscope.knowledge.compile import compile_all, dumps
from uroscope.knowledge.places import knowledge_folder, ranges_folder
from uroscope.knowledge.schema import RangeFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def main(arguments: list[str]) -> int:
    """Compile, or with `--check` only compare; print every problem and return 5."""
    try:
        record = compile_all()
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
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
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"compiled knowledge {record['version']}, digest {record['digest']}\n")
    return 0


def editor_schema() -> str:
    """Return the JSON Schema of a range file, for editors that check while one types."""
    schema = RangeFile.model_json_schema()
    return json.dumps({"$schema": _DIALECT, **schema}, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
