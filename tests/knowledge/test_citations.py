"""Every citation in every knowledge file resolves, and one work has one key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from uroscope.errors import KnowledgeError
from uroscope.knowledge.compile import compile_sources
from uroscope.knowledge.compile_review import check_citations
from uroscope.knowledge.places import knowledge_folder


def test_all_files_cite_what_exists() -> None:
    check_citations(knowledge_folder(), compile_sources(knowledge_folder()))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("medicines.yaml", "source: mayo_sup24", "source: mayo_nowhere"),
        ("texts/imaging.yaml", "source: dyer_1998", "source: dyer_nowhere"),
        ("scenarios.yaml", "source: massey_1995", "source: massey_nowhere"),
        ("stone_types.yaml", "source: ukkidney_aprt", "source: ukkidney_nowhere"),
        ("contributions.yaml", "source: allen_1979", "source: allen_nowhere"),
        ("indices.yaml", "sources: [batlle_1988]", "sources: [batlle_nowhere]"),
        ("plausibility.yaml", "source: lee_2018", "source: lee_nowhere"),
        ("chemistry/equil2_v5.yaml", "source: equil2_v5_listing", "source: listing_nowhere"),
    ],
)
def test_a_dangling_key_is_an_error_with_its_line(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    home = tmp_path / "knowledge"
    shutil.copytree(knowledge_folder(), home, ignore=shutil.ignore_patterns("*.py", "*.json"))
    path = home / file
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        check_citations(home, compile_sources(knowledge_folder()))
    (problem,) = caught.value.problems
    assert "nowhere" in str(problem)
    assert f"{path.name}" in str(problem)
    # A list in one line may be reported at the line of its key.
    assert f":{line}" in str(problem) or f"line {line}" in str(problem)


def test_a_work_has_one_key() -> None:
    """The same address under two keys is one work cited as two."""
    keys: dict[str, list[str]] = {}
    for key, (title, _, _, url, *_) in compile_sources(knowledge_folder()).items():
        keys.setdefault(f"{url.rstrip('/').split('://')[1]} {title}", []).append(key)
    assert not [found for found in keys.values() if len(found) > 1]
    assert "massey_whiting_1995" not in compile_sources(knowledge_folder())
