"""Typed values: a form whose answers become one wide record, read like any other file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from uroscope.errors import UroscopeError
from uroscope.knowledge import Knowledge, Quantity
from uroscope.pipeline import read_panel
from uroscope.reading import InMemory
from uroscope.units import unit_text
from uroscope.web.uploads import Form

SOURCE = "entered values"
"""What the record is called where other reviews name a file."""

_PERSON = (
    ("patient_id", "Patient", "any text that tells patients apart"),
    ("sex", "Sex", ""),
    ("age", "Age", "years"),
    ("weight_kg", "Weight", "kg"),
    ("height_cm", "Height", "cm"),
    ("collection_start", "Start of the collection", "as 2026-10-03"),
    ("duration_h", "Hours collected", "empty is read as 24"),
)
_HISTORY = (
    ("medications", "Medicines", "or none; empty means not asked"),
    ("conditions", "Conditions", "or none"),
    ("symptoms", "Symptoms", "or none"),
    ("stone_analysis", "Stone analysis", "as 80 % calcium oxalate, 20 % apatite"),
    ("imaging_report", "Imaging report", "its words"),
    ("pregnant", "Pregnant", ""),
    ("solitary_kidney", "Single kidney", ""),
    ("transplant", "Transplant", ""),
    ("preservative", "In the bottle", "preservative, or none"),
)
_YES_NO = ("pregnant", "solitary_kidney", "transplant")
_ANSWERS = (("", "not asked"), ("yes", "yes"), ("no", "no"))
_RESULTS = (
    ("24-hour urine", "timed"),
    ("Blood", "blood"),
    ("Fresh urine", "fresh"),
)
_FIRST = (
    "urine_volume", "urine_ph", "urine_calcium", "urine_oxalate", "urine_citrate", "urine_sodium",
    "urine_uric_acid", "urine_creatinine", "serum_calcium", "serum_albumin", "serum_creatinine",
    "serum_potassium", "serum_bicarbonate", "serum_pth",
)  # fmt: skip
_FRESH = ("fasting_urine_ph", "spot_urine_ph")
# Spellings beyond the two systems, where reports print another.
_ALSO = {"urine_volume": ("mL/24h",), "urine_creatinine": ("g/24h",), "urine_uric_acid": ("g/24h",)}


@dataclass(frozen=True)
class Field:
    """One field: what it asks, what stands in it, what is wrong with it."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    unit: str = ""
    units: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    wrong: str = ""
    long: bool = False


@dataclass(frozen=True)
class Entry:
    """The form as it stands, with the record it makes."""

    groups: list[tuple[str, list[Field]]]
    problem: str = ""
    record: InMemory | None = field(default=None, repr=False)

    @property
    def wrong(self) -> list[Field]:
        """Return the fields that were refused, in their order."""
        return [item for _, fields in self.groups for item in fields if item.wrong]


def entry_of(form: Form, si: bool, knowledge: Knowledge, check: bool) -> Entry:
    """Return the form with what was typed; checked, with every refusal at its field.

    Parameters
    ----------
    form : Form
        Fields as typed; `unit_` and an analyte is the unit beside it.
    si : bool
        Units to begin with.
    knowledge : Knowledge
        Analytes and units.
    check : bool
        Whether to read the record.

    Returns
    -------
    Entry
        Nothing typed is ever lost.
    """
    if not check:
        return Entry(_groups(form, si, knowledge, {}))
    record, columns = _record(form, si, knowledge)
    problem, wrong = "", {}
    try:
        panel = read_panel([record])
        for item in panel.refused.to_dict("records"):
            name = columns.get(item["column"], item["column"])
            said = f"{item['message']}; {item['hint']}".rstrip(". ") + "."
            wrong[name] = said[:1].upper() + said[1:]
        if not wrong and not any(len(column) for column in panel.values.values()):
            problem = "No result was typed; one value is enough for a beginning."
    except UroscopeError:
        problem = "No result was typed; one value is enough for a beginning."
    groups = _groups(form, si, knowledge, wrong)
    lost = [text for name, text in wrong.items() if not _has(groups, name)]
    return Entry(groups, problem or "\n".join(lost), record)


def typed_again(record: InMemory, knowledge: Knowledge) -> Form:
    """Return the form that made a record, to go on typing.

    Parameters
    ----------
    record : InMemory
        What `entry_of` made.
    knowledge : Knowledge
        Analytes.

    Returns
    -------
    Form
        Its fields.
    """
    rows = list(csv.reader(io.StringIO(record.data.decode("utf-8", errors="replace"))))
    fields: dict[str, str] = {}
    for header, cell in zip(*rows[:2], strict=False) if len(rows) > 1 else ():
        name, _, unit = header.partition(" (")
        fields[name] = cell
        if name in knowledge.quantities:
            fields[f"unit_{name}"] = unit.removesuffix(")")
    return Form(fields)


def _has(groups: Sequence[tuple[str, list[Field]]], name: str) -> bool:
    return any(item.name == name for _, fields in groups for item in fields)


def _quantities(knowledge: Knowledge) -> dict[str, list[Quantity]]:
    """Return the analytes of each group, those every review asks for first."""
    known = knowledge.quantities
    ordered = [known[name] for name in _FIRST] + [q for q in known.values() if q.id not in _FIRST]
    return {
        "timed": [q for q in ordered if q.specimen == "timed"],
        "blood": [q for q in ordered if q.specimen == "blood"],
        "fresh": [known[name] for name in _FRESH],
    }


def _units(quantity: Quantity) -> tuple[tuple[str, str], ...]:
    if quantity.unit == "pH":
        return ()
    names = dict.fromkeys((quantity.unit, quantity.si_unit, *_ALSO.get(quantity.id, ())))
    return tuple((name, unit_text(name) or name) for name in names)


def _unit(quantity: Quantity, form: Form, si: bool) -> str:
    known = [name for name, _ in _units(quantity)]
    asked = form.get(f"unit_{quantity.id}")
    if asked in known:
        return asked
    return (quantity.si_unit if si else quantity.unit) if known else ""


def _groups(
    form: Form, si: bool, knowledge: Knowledge, wrong: Mapping[str, str]
) -> list[tuple[str, list[Field]]]:
    sexes = (("", "not given"), ("female", "female"), ("male", "male"))
    groups = [
        (
            "Who and when",
            [
                Field(name, label, hint, form.get(name), wrong=wrong.get(name, ""),
                      choices=sexes if name == "sex" else ())
                for name, label, hint in _PERSON
            ],
        )
    ]  # fmt: skip
    by_group = _quantities(knowledge)
    for title, key in _RESULTS:
        fields = [
            Field(q.id, q.label if key != "fresh" else q.full_label, "", form.get(q.id),
                  _unit(q, form, si), _units(q), wrong=wrong.get(q.id, ""))
            for q in by_group[key]
        ]  # fmt: skip
        groups.append((title, fields))
    groups.append(
        (
            "History",
            [
                Field(name, label, hint, form.get(name), wrong=wrong.get(name, ""),
                      long=name == "imaging_report",
                      choices=_ANSWERS if name in _YES_NO else ())
                for name, label, hint in _HISTORY
            ],
        )
    )  # fmt: skip
    return groups


def _record(form: Form, si: bool, knowledge: Knowledge) -> tuple[InMemory, dict[str, str]]:
    """Return the typed values as a wide record, and the field behind each of its columns."""
    cells: dict[str, tuple[str, str]] = {}
    for name, *_ in (*_PERSON, *_HISTORY):
        if form.get(name).strip():
            cells[name] = (name, form.get(name).strip())
    for quantities in _quantities(knowledge).values():
        for quantity in quantities:
            text = form.get(quantity.id).strip()
            if text:
                unit = _unit(quantity, form, si)
                header = f"{quantity.id} ({unit})" if unit else quantity.id
                cells[header] = (quantity.id, text)
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(cells)
    writer.writerow([" ".join(text.split()) for _, text in cells.values()])
    columns = {header: name for header, (name, _) in cells.items()}
    return InMemory(SOURCE, made.getvalue().encode()), columns
