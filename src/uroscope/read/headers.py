"""What the header line of a file says: identity columns, analyte columns, layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from uroscope.errors import UnitError
from uroscope.knowledge import Knowledge
from uroscope.knowledge.names import name_key

_BRACKETED = re.compile(r"^(?P<name>.*?)\s*[\[(](?P<unit>[^\[\]]*)[\])]\s*$", re.DOTALL)
_BODY_UNITS = {"kg", "lb", "lbs", "g", "cm", "m", "in", "inch", "inches", "ft", "h", "hr", "hrs", "hours", "min", "minutes", "years", "y", "yr", "yrs", "months", "d", "days"}


@dataclass(frozen=True)
class AnalyteColumn:
    """A wide column that holds results."""

    position: int
    name: str
    unit: str


@dataclass
class Header:
    """A header line, understood as far as it goes."""

    layout: str = "wide"
    columns: dict[str, int] = field(default_factory=dict)
    long_columns: dict[str, int] = field(default_factory=dict)
    column_units: dict[str, str] = field(default_factory=dict)
    analytes: list[AnalyteColumn] = field(default_factory=list)
    unused: list[int] = field(default_factory=list)

    @property
    def recognised(self) -> int:
        """Return how much of the header is known; 0 means this is no header."""
        if self.layout == "long":
            return 10 + len(self.columns) + len(self.long_columns)
        return len(self.analytes) and len(self.analytes) + len(self.columns)


def read_header(cells: Sequence[str], knowledge: Knowledge) -> Header:
    """Read one line as a header.

    Parameters
    ----------
    cells : sequence of str
        The cells of the line.
    knowledge : Knowledge
        Column names, analyte names and units.

    Returns
    -------
    Header
        The columns found; `recognised` is 0 when the line is no header of ours.
    """
    header = Header()
    ranks: dict[tuple[str, str], tuple[int, int]] = {}
    names = knowledge.names
    for position, cell in enumerate(cells):
        for kind, table in (("long", names.long_columns), ("row", names.columns)):
            for name, unit in _splits(cell):
                column = table.get(name_key(name))
                if column is None or (unit and unit.strip().casefold() not in _BODY_UNITS):
                    continue
                # Of two headers for one column, the one nearer to our own name holds it.
                rank = (0 if name_key(name) == name_key(column) else 1, position)
                if ranks.get((kind, column), (9, 0)) > rank:
                    ranks[kind, column] = rank
                    if unit:
                        header.column_units[column] = unit.strip()
                break
    header.columns = {c: at for (kind, c), (_, at) in ranks.items() if kind == "row"}
    header.long_columns = {c: at for (kind, c), (_, at) in ranks.items() if kind == "long"}
    names_results = "analyte" in header.long_columns or "loinc" in header.long_columns
    taken = set(header.columns.values())
    if names_results and "value" in header.long_columns:
        header.layout = "long"
        taken |= set(header.long_columns.values())
    else:
        for position, cell in enumerate(cells):
            if position not in taken and (found := _analyte(cell, position, knowledge)):
                header.analytes.append(found)
                taken.add(position)
        if "specimen" in header.long_columns:
            taken.add(header.long_columns["specimen"])
    header.unused = [position for position in range(len(cells)) if position not in taken]
    return header


def _splits(cell: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a header as (name, unit)."""
    text = cell.strip()
    yield text, ""
    found = _BRACKETED.match(text)
    if found and found["name"].strip():
        yield found["name"], found["unit"]


def _analyte(cell: str, position: int, knowledge: Knowledge) -> AnalyteColumn | None:
    """Recognise a result column by its name, whatever stands as its unit."""
    for name, unit in _splits(cell):
        if knowledge.names.candidates(name):
            return AnalyteColumn(position, name.strip(), unit.strip())
    text = cell.strip()
    found = _BRACKETED.match(text)
    if found and _is_unit(found["unit"], knowledge) and "/" in found["unit"]:
        # A unit of excretion or concentration makes this a result, though the name is unknown.
        return AnalyteColumn(position, found["name"].strip(), found["unit"].strip())
    # "Calcium mg/24h", "Calcium, mg/d" and "urine_calcium_mg_24h".
    for separator, joiner in ((r"[\s,]+", " "), (r"_", "/")):
        pieces = re.split(separator, text)
        for cut in range(1, len(pieces)):
            name, unit = " ".join(pieces[:cut]), joiner.join(pieces[cut:])
            if separator == "_":
                name = "_".join(pieces[:cut])
            if knowledge.names.candidates(name) and _is_unit(unit, knowledge):
                return AnalyteColumn(position, name, unit)
    return None


def _is_unit(text: str, knowledge: Knowledge) -> bool:
    try:
        return knowledge.units.parse(text).kind != "none"
    except UnitError:
        return False
