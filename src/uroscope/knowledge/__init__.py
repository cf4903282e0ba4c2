"""The method as data: quantities, units, limits, patterns, words; one compiled file at run time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from uroscope.knowledge.names import Candidate, NameIndex
from uroscope.units import Substance, Unit, UnitTable

__all__ = [
    "Goal",
    "Knowledge",
    "Limit",
    "Profile",
    "Quantity",
    "Remark",
    "Source",
    "load",
]


@dataclass(frozen=True)
class Quantity:
    """An analyte: what it is called, what it is kept in, what can be true of it."""

    id: str
    label: str
    specimen: str
    unit: str
    si_unit: str
    digits: int
    si_digits: int
    si_factor: float
    canonical: Unit
    substance: Substance
    plausible: tuple[float, float]
    usual: tuple[float, float] | None
    bare_unit: bool
    one_unit: bool
    prints: str | None
    judged_by: str | None
    ratio_of: tuple[str, ...]

    @property
    def full_label(self) -> str:
        """Return the label with its specimen, for lists that mix them."""
        words = {"blood": "Blood", "spot": "Spot urine", "fasting": "Fasting urine"}
        word = words.get(self.specimen)
        if word is None or self.label[:5].lower() in ("blood", "plasm"):
            return self.label
        keep = self.label[:2].isupper() or self.label[0].isdigit() or self.label == "pH"
        return f"{word} {self.label if keep else self.label[0].lower() + self.label[1:]}"


@dataclass(frozen=True)
class Source:
    """One citable source."""

    key: str
    title: str
    publisher: str
    year: int | None
    url: str
    public_title: str | None = None


@dataclass(frozen=True)
class Limit:
    """A limit in the analyte's canonical unit, with the numbers and unit it was printed in."""

    id: str
    analyte: str
    low: float | None
    high: float | None
    printed_low: float | None
    printed_high: float | None
    unit: str
    sex: str | None
    age_min: float
    age_max: float | None
    kind: str
    authority: str
    source: str | None
    locator: str | None
    convention: str | None
    note: str | None = None


class Goal(Limit):
    """What treatment aims at."""


@dataclass(frozen=True)
class Remark:
    """A quiet remark for values between `low` and `high` (canonical unit)."""

    id: str
    analyte: str
    low: float
    high: float
    sex: str | None
    text: str
    source: str | None
    convention: str | None


@dataclass(frozen=True)
class Profile:
    """A named set of limits."""

    id: str
    title: str
    description: str
    units: str
    checked_on: str
    review_by: str
    digest: str
    limits: tuple[Limit, ...]
    goals: tuple[Goal, ...]
    remarks: tuple[Remark, ...]
    none: Mapping[str, str]


@dataclass(frozen=True)
class Knowledge:
    """Everything a review needs to know, read from the compiled file."""

    version: str
    digest: str
    record: Mapping[str, Any]
    units: UnitTable
    quantities: Mapping[str, Quantity]
    names: NameIndex
    sources: Mapping[str, Source]
    bounds: Mapping[str, tuple[float, float]]
    _profiles: dict[str, Profile] = field(default_factory=dict)

    @property
    def profile_ids(self) -> tuple[str, ...]:
        """Return the shipped profiles, default first."""
        return tuple(self.record["profiles"])

    def profile(self, name: str) -> Profile:
        """Return a shipped profile.

        Raises
        ------
        KeyError
            If there is no such profile.
        """
        if name not in self._profiles:
            self._profiles[name] = profile_from_record(self.record["profiles"][name])
        return self._profiles[name]


def profile_from_record(record: Mapping[str, Any]) -> Profile:
    """Build a profile from its compiled record."""
    parts = dict(record)
    parts["limits"] = tuple(Limit(**item) for item in record["limits"])
    parts["goals"] = tuple(Goal(**item) for item in record["goals"])
    parts["remarks"] = tuple(Remark(**item) for item in record["remarks"])
    return Profile(**parts)


def _quantity(record: Mapping[str, Any]) -> Quantity:
    parts = dict(record)
    parts["canonical"] = Unit(*record["canonical"])
    parts["substance"] = Substance(**record["substance"])
    parts["plausible"] = tuple(record["plausible"])
    parts["usual"] = tuple(record["usual"]) if record["usual"] else None
    parts["ratio_of"] = tuple(record["ratio_of"])
    return Quantity(**parts)


def from_record(record: Mapping[str, Any]) -> Knowledge:
    """Build the knowledge from its compiled record."""
    names = record["names"]
    return Knowledge(
        version=record["version"],
        digest=record["digest"],
        record=record,
        units=UnitTable.from_record(record["units"]),
        quantities={item["id"]: _quantity(item) for item in record["quantities"]},
        names=NameIndex(
            analytes={
                key: tuple(Candidate(*candidate) for candidate in found)
                for key, found in names["analytes"].items()
            },
            loinc=names["loinc"],
            specimens=names["specimens"],
            columns=names["columns"],
            long_columns=names["long_columns"],
            no_use=frozenset(names["no_use"]),
        ),
        sources={key: Source(key, *item) for key, item in record["sources"].items()},
        bounds={key: (low, high) for key, (low, high) in record["bounds"].items()},
    )


@cache
def load() -> Knowledge:
    """Return the compiled knowledge, read once per process.

    Returns
    -------
    Knowledge
        The shipped knowledge.

    Examples
    --------
    >>> load().quantities["urine_calcium"].unit
    'mg/d'
    """
    text = resources.files(__package__).joinpath("compiled.json").read_text(encoding="utf-8")
    return from_record(json.loads(text))
