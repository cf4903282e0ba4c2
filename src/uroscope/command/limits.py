"""Which limits a command compares with, and which units it prints."""

from __future__ import annotations

from pathlib import Path

from uroscope.errors import UsageError
from uroscope.knowledge import Knowledge, Profile, load


def choose_profile(name: str, ranges: Path | None, knowledge: Knowledge) -> Profile:
    """Return a shipped profile, a clinic's own, or a shipped one with some files replaced.

    Raises
    ------
    UsageError
        If there is no such profile or folder.
    KnowledgeError
        If the clinic's files do not hold.
    """
    if ranges is not None:
        from uroscope.knowledge.overrides import load_ranges

        return load_ranges(ranges, name, knowledge)
    if name not in knowledge.profile_ids:
        known = ", ".join(knowledge.profile_ids)
        raise UsageError(f"There is no profile {name!r}; there are: {known}.")
    return knowledge.profile(name)


def wants_si(units: object, profile: str) -> bool:
    """Tell whether to print SI units: as asked, else as the profile does."""
    if units is not None:
        return str(getattr(units, "value", units)) == "si"
    knowledge = load()
    return profile in knowledge.profile_ids and knowledge.profile(profile).units == "si"
