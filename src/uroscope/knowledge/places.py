"""Where the folders that people edit lie, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def knowledge_folder() -> Path:
    """Return the folder of the knowledge files."""
    return _HERE


def _edited(name: str) -> Path:
    inside = _HERE.parent / name
    return inside if inside.is_dir() else _HERE.parents[2] / name


def ranges_folder() -> Path:
    """Return the folder of the profiles of limits."""
    return _edited("reference_ranges")


def samples_folder() -> Path:
    """Return the folder of the sample inputs."""
    return _edited("sample_data")


def docs_folder() -> Path:
    """Return the folder of the documentation, which only a checkout has."""
    return _HERE.parents[2] / "docs"
