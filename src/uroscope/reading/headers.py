"""What the header line of a file says: identity columns, analyte columns, layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from uroscope.errors import NothingUsableError
from uroscope.knowledge import Knowledge
from uroscope.knowledge.names import name_key

_BRACKETED = re.compile(r"(?P<name>.*)[\[(](?P<unit>[^\[\]()]*)[\])]\s*", re.DOTALL)
_BODY_UNITS = frozenset(
    [
        *("kg", "kgs", "lb", "lbs", "pounds", "g"),
        *("cm", "m", "in", "inch", "inches"),
        *("h", "hr", "hrs", "hour", "hours", "std", "stunden", "heures", "horas", "ore"),
        *("min", "mins", "minutes", "d", "days"),
        *("y", "yr", "yrs", "year", "years", "jahre", "ans", "años", "anni", "anos", "months"),
    ]
)
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\s*[<>≤≥]?\s*[+-]?\d[\d.,]*\s*")
# No header cell is longer; a longer one is a report or a sentence.
_LONGEST_CELL = 200
# Columns that only a result table has.
_OF_RESULTS = frozenset(("led_by", "urgency", "quality", "finding_low_urine_volume"))


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
        if not self.analytes:
            # People with scan reports and no results; any header of results is the better one.
            return int({"patient_id", "imaging_report"} <= self.columns.keys())
        return len(self.analytes) + len(self.columns)


def refuse_own_table(name: str, columns: Sequence[str]) -> None:
    """Refuse what uroscope itself wrote: its numbers carry no units, and were judged already.

    Raises
    ------
    NothingUsableError
        If the columns are those of a result table.
    """
    if set(columns) >= _OF_RESULTS:
        raise NothingUsableError(
            f"{name}: this is a table of findings that uroscope wrote, not of laboratory values.\n"
            "Give the file that it was made of."
        )


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
    words = {
        position: cell.strip()
        for position, cell in enumerate(cells)
        if len(cell) <= _LONGEST_CELL and _LETTER.search(cell)
    }
    _own_columns(header, words, knowledge)
    names_results = "analyte" in header.long_columns or "loinc" in header.long_columns
    taken = set(header.columns.values())
    if names_results and "value" in header.long_columns:
        header.layout = "long"
        taken |= set(header.long_columns.values())
    elif not any(_NUMBER.fullmatch(cell) for cell in cells):
        for position, cell in words.items():
            if position not in taken and (found := _analyte(cell, position, knowledge)):
                header.analytes.append(found)
                taken.add(position)
        if "specimen" in header.long_columns:
            taken.add(header.long_columns["specimen"])
    header.unused = [position for position in range(len(cells)) if position not in taken]
    return header


def _own_columns(header: Header, words: dict[int, str], knowledge: Knowledge) -> None:
    """Find identity, subject and context columns, and those of the long layout."""
    names = knowledge.names
    ranks: dict[tuple[str, str], tuple[int, int]] = {}
    for position, cell in words.items():
        for kind, table in (("long", names.long_columns), ("row", names.columns)):
            for name, unit in ((cell, ""), *_bracketed(cell)):
                column = table.get(name_key(name))
                if column is None or (unit and unit.casefold() not in _BODY_UNITS):
                    continue
                # Of two headers for one column, the one nearer to our own name holds it.
                rank = (0 if name_key(name) == name_key(column) else 1, position)
                if ranks.get((kind, column), (9, 0)) > rank:
                    ranks[kind, column] = rank
                    header.column_units.pop(column, None)
                    if unit:
                        header.column_units[column] = unit
                break
    header.columns = {c: at for (kind, c), (_, at) in ranks.items() if kind == "row"}
    header.long_columns = {c: at for (kind, c), (_, at) in ranks.items() if kind == "long"}


def _bracketed(cell: str) -> Iterator[tuple[str, str]]:
    """Yield the name and unit of a header such as `Calcium (mg/24h)`."""
    found = _BRACKETED.fullmatch(cell)
    if found and found["name"].strip():
        yield found["name"].strip(), found["unit"].strip()


def _analyte(cell: str, position: int, knowledge: Knowledge) -> AnalyteColumn | None:
    """Recognise a result column by its name, whatever stands as its unit."""
    known = knowledge.names.candidates
    for name, unit in _bracketed(cell):
        if is_unit(unit, knowledge) and (known(name) or "/" in unit):
            # A unit of excretion or concentration makes this a result, though the name be unknown.
            return AnalyteColumn(position, name, unit)
    if known(cell):
        return AnalyteColumn(position, cell, "")
    for name, unit in _bracketed(cell):
        if known(name):
            return AnalyteColumn(position, name, unit)
    # "Calcium mg/24h", "Calcium, mg/d" and "urine_calcium_mg_24h".
    for separator, between, joiner in ((r"[\s,]+", " ", " "), (r"_", "_", "/")):
        pieces = re.split(separator, cell)
        for cut in range(1, min(len(pieces), 12)):
            name, unit = between.join(pieces[:cut]), joiner.join(pieces[cut:])
            if is_unit(unit, knowledge) and known(name):
                return AnalyteColumn(position, name, unit)
    return None


def is_unit(text: str, knowledge: Knowledge) -> bool:
    """Tell whether a text is a unit of the table."""
    unit = knowledge.units.find(text)
    return unit is not None and unit.kind != "none"
