"""`python -m uroscope.knowledge`: check every knowledge file and write the compiled one."""

from __future__ import annotations

import sys

from uroscope.errors import KnowledgeError
from uroscope.knowledge.compile import compile_all, dumps
from uroscope.knowledge.places import knowledge_folder


def main() -> int:
    """Compile, or print every problem and return 5."""
    try:
        record = compile_all()
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
    target = knowledge_folder() / "compiled.json"
    target.write_text(dumps(record), encoding="utf-8")
    sys.stdout.write(f"compiled knowledge {record['version']}, digest {record['digest']}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
