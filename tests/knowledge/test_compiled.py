"""What is committed is what the edited files say."""

from __future__ import annotations

from pathlib import Path

from uroscope.knowledge.__main__ import editor_schema
from uroscope.knowledge.compile import compile_all, dumps


def test_compiled_knowledge_is_fresh(root: Path) -> None:
    compiled = root / "src" / "uroscope" / "knowledge" / "compiled.json"
    assert compiled.read_text(encoding="utf-8") == dumps(compile_all())


def test_editor_schema_is_fresh(root: Path) -> None:
    schema = root / "reference_ranges" / "range_file.schema.json"
    assert schema.read_text(encoding="utf-8") == editor_schema()
