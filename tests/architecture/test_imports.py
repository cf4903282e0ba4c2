"""Imports run one way; a broken rule is named with its file, line and reason."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "uroscope"
# Rooms from the top of the house to the bottom; a room may import only from lower floors.
FLOORS = {
    "__main__": 13, "cli": 12, "web": 11, "command": 10, "api": 9, "tabulation": 9, "whatif": 9,
    "batch": 9, "reviewing": 8, "pipeline": 7,
    "reading": 6, "normalize": 6, "derive": 6, "compare": 6, "interpret": 6, "present": 6,
    "model": 5, "knowledge": 4, "numerals": 4, "units": 3, "lazy": 3, "tables": 2, "errors": 1,
}  # fmt: skip
STAGES = {name for name, floor in FLOORS.items() if floor == 6}
ONLY_IN = {
    "pint": {"units.py"},
    "yaml": {"knowledge/files.py"},
    "matplotlib": {"present/chart"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "anyio": {"web"},
    "python_multipart": {"web"},
    "pyarrow": {"lazy.py", "reading/pieces.py", "present/columns.py", "tabulation.py", "batch"},
    "numba": {"derive/saturation/kernel.py"},
}


@cache
def imports() -> list[tuple[Path, int, str, bool]]:
    """Return (file, line, imported module, at top level?) of every import in the package."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = set(map(id, tree.body))
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            found += [(path, node.lineno, name, id(node) in top) for name in names]
    return found


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "uroscope"


def test_imports_run_downwards() -> None:
    broken = []
    for path, line, module, _ in imports():
        if not module.startswith("uroscope."):
            continue
        here = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        there = room(module)
        if here == there or here == "__init__":
            continue
        if here in STAGES and there in STAGES:
            broken.append(f"{path.name}:{line}: stage {here} imports stage {there}")
        elif FLOORS[here] <= FLOORS[there]:
            broken.append(f"{path.name}:{line}: {here} imports {there}, which lies above it")
    assert not broken, "\n".join(broken)


def test_heavy_libraries_stay_in_their_room() -> None:
    broken = []
    for path, line, module, at_top in imports():
        library = module.split(".")[0]
        if library not in ONLY_IN:
            continue
        place = path.relative_to(SOURCE).as_posix()
        if not any(place.startswith(allowed) for allowed in ONLY_IN[library]):
            broken.append(f"{place}:{line}: {library} belongs to {ONLY_IN[library]}")
        elif at_top and ONLY_IN[library] != {"web"}:
            broken.append(f"{place}:{line}: import {library} inside the function that needs it")
    assert not broken, "\n".join(broken)


def test_a_review_loads_neither_pint_nor_yaml_nor_matplotlib(full_sample: Path) -> None:
    script = (
        "import sys, uroscope.command as c\n"
        f"c.make_report([{str(full_sample)!r}])\n"
        "print(sorted({'pint', 'yaml', 'matplotlib', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_public_face_is_small_and_exact() -> None:
    import uroscope

    assert len(uroscope.__all__) <= 12
    assert all(getattr(uroscope, name) is not None for name in uroscope.__all__)


def test_import_of_the_package_is_lazy() -> None:
    script = "import sys, uroscope; print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
