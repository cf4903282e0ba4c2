"""`python -m uroscope.knowledge`: check every knowledge file and write the compiled one."""

from __future__ import annotations

import sys

from uroscope.errors import KnowledgeError
from uroscope.knowledge.compile import compile_all, dumps
from uroscope.knowledge.places import knowledge_folder


def main(arguments: list[str]) -> int:
    """Compile, or with `--check` only compare; print every problem and return 5."""
    try:
        record = compile_all()
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
    target = knowledge_folder() / "compiled.json"
    text = dumps(record)
    if "--check" in arguments:
        if target.read_text(encoding="utf-8") != text:
            sys.stderr.write("compiled.json is stale; run python -m uroscope.knowledge\n")
            return 1
        sys.stdout.write(f"compiled knowledge is fresh, digest {record['digest']}\n")
        return 0
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(f"compiled knowledge {record['version']}, digest {record['digest']}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
