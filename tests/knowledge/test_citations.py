"""Every citation in every knowledge file resolves, and one work has one key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from uroscope.errors import KnowledgeError
from uroscope.knowledge.compile import compile_sources
from uroscope.knowledge.compile_review import check_citations
from uroscope.knowledge.places import knowledge_folder

# A citation of each kind of file, and what a slip of the pen makes of it.
SLIPS = [
    ("medicines.yaml", "source: mayo_sup24", "source: mayo_nowhere"),
    ("texts/imaging.yaml", "source: dyer_1998", "source: dyer_nowhere"),
    ("scenarios.yaml", "source: massey_1995", "source: massey_nowhere"),
    ("stone_types.yaml", "source: ukkidney_aprt", "source: ukkidney_nowhere"),
    ("contributions.yaml", "source: allen_1979", "source: allen_nowhere"),
    ("indices.yaml", "sources: [batlle_1988]", "sources: [batlle_nowhere]"),
    ("plausibility.yaml", "source: lee_2018", "source: lee_nowhere"),
    ("chemistry/equil2_v5.yaml", "source: equil2_v5_listing", "source: listing_nowhere"),
]


@pytest.fixture(scope="module")
def sources() -> dict[str, Any]:
    """The register of sources by key."""
    return dict(compile_sources(knowledge_folder()))


def test_all_files_cite_what_exists(sources: dict[str, Any]) -> None:
    check_citations(knowledge_folder(), sources)


def test_every_dangling_key_is_an_error_with_its_line(
    tmp_path: Path, sources: dict[str, Any]
) -> None:
    home = tmp_path / "knowledge"
    shutil.copytree(knowledge_folder(), home, ignore=shutil.ignore_patterns("*.py", "*.json"))
    expected = set()
    for file, old, new in SLIPS:
        path = home / file
        text = path.read_text(encoding="utf-8")
        line = text[: text.index(old)].count("\n") + 1
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        expected.add((path.name, line, re.sub(r".*[ \[]|\]", "", new)))
    with pytest.raises(KnowledgeError) as caught:
        check_citations(home, sources)
    found = {(p.file, p.line, p.message.split("'")[1]) for p in caught.value.problems}
    assert found == expected
    assert len(caught.value.problems) == len(SLIPS)


def test_a_work_has_one_key(sources: dict[str, Any]) -> None:
    """The same address under two keys is one work cited as two."""
    keys: dict[str, list[str]] = {}
    for key, (title, _, _, url, *_) in sources.items():
        keys.setdefault(f"{url.rstrip('/').split('://')[1]} {title}", []).append(key)
    assert not [found for found in keys.values() if len(found) > 1]
    assert "massey_whiting_1995" not in sources
