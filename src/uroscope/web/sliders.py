"""Values that can be moved on the page, and what they move, as the templates read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from uroscope.derive.saturation.row import SHOWN
from uroscope.knowledge import Knowledge, Profile
from uroscope.model import Saturation, WhatIf
from uroscope.present.numbers import number
from uroscope.present.page.cells import Amount
from uroscope.present.words import effect_text, two_digits
from uroscope.tables import ADULT_YEARS, Panel
from uroscope.units import unit_text
from uroscope.web.record import canonical_record
from uroscope.web.uploads import Form
from uroscope.whatif import parse_changes, what_if

# Analyte, ends and step of its slider in canonical units; an end gives way to the value itself.
_SLIDERS = (
    ("urine_volume", 0.5, 4.0, 0.05),
    ("urine_sodium", 40.0, 300.0, 5.0),
    ("urine_citrate", 100.0, 1000.0, 10.0),
    ("urine_oxalate", 10.0, 100.0, 1.0),
    ("urine_ph", 5.0, 7.5, 0.1),
)


@dataclass(frozen=True)
class Slider:
    """One value that can be moved [canonical unit], with what the page needs to print it."""

    id: str
    label: str
    unit: Amount
    value: float
    low: float
    high: float
    step: float
    digits: int
    si_digits: int
    si_factor: float
    today: Amount
    now: str


@dataclass(frozen=True)
class Moved:
    """What the sliders say: their values, the ratios before and after, and remarks."""

    sliders: list[Slider]
    record: str
    salts: list[tuple[str, str, str, str]]
    notes: list[str]
    asked: bool


def sliders_of(panel: Panel, row: int, form: Form, knowledge: Knowledge) -> list[Slider]:
    """Return the sliders of the values that were measured exactly, at the asked place or today's.

    Parameters
    ----------
    panel : Panel
        Any panel.
    row : int
        The collection.
    form : Form
        Where a slider stands that was moved: `move_` and its analyte.
    knowledge : Knowledge
        Labels, digits and units.

    Returns
    -------
    list of Slider
        None for a child: these changes are adults'.
    """
    found: list[Slider] = []
    if panel.rows["age"].iloc[row] < ADULT_YEARS:
        return found
    for name, low, high, step in _SLIDERS:
        value = float(panel.value(name)[row])
        quantity = knowledge.quantities[name]
        if np.isnan(value):
            continue
        units = Amount(unit_text(quantity.unit), unit_text(quantity.si_unit))
        today = Amount(
            number(value, quantity.digits),
            number(value * quantity.si_factor, quantity.si_digits, "si"),
        )
        found.append(
            Slider(
                id=name,
                label=quantity.label,
                unit=units,
                value=value,
                low=min(low, np.floor(value / step) * step),
                high=max(high, np.ceil(value / step) * step),
                step=step,
                digits=quantity.digits,
                si_digits=quantity.si_digits,
                si_factor=quantity.si_factor,
                today=today,
                now=form.get(f"move_{name}") or f"{value:.12g}",
            )
        )
    return found


def moved(
    panel: Panel,
    row: int,
    form: Form,
    profile: Profile,
    knowledge: Knowledge,
    saturation: Saturation | None,
) -> Moved | None:
    """Return the sliders with what they move; None where there is nothing to move.

    Parameters
    ----------
    panel : Panel
        Everything that was read.
    row : int
        The opened collection.
    form : Form
        Where the sliders stand.
    profile : Profile
        Limits for the flags.
    knowledge : Knowledge
        Everything else.
    saturation : Saturation or None
        Today's supersaturations.

    Returns
    -------
    Moved or None
        Ready for the templates.

    Raises
    ------
    UsageError
        If a value cannot be true.
    """
    sliders = sliders_of(panel, row, form, knowledge)
    given = {s.salt: s for s in (saturation.salts if saturation else []) if s.ss is not None}
    salts = [given[name] for name in SHOWN if name in given]
    if not sliders or not salts:
        return None
    changed = [s for s in sliders if s.now != f"{s.value:.12g}"]
    answer: WhatIf | None = None
    if changed:
        changes = parse_changes([f"{s.id}={s.now}" for s in changed], knowledge)
        answer = what_if(panel, row, changes, {}, profile, knowledge)
    return Moved(
        sliders=sliders,
        record=canonical_record(panel, row, knowledge),
        salts=[
            (s.salt, s.label[:1].upper() + s.label[1:], two_digits(s.ss or 0.0), after)
            for s, after in zip(salts, _after(answer, [s.salt for s in salts]), strict=True)
        ],
        notes=answer.notes if answer else [],
        asked=bool(changed),
    )


def _after(answer: WhatIf | None, salts: list[str]) -> list[str]:
    effects: Mapping[str, str] = (
        {e.salt: effect_text(e).partition("→ ")[2] for e in answer.effects} if answer else {}
    )
    return [effects.get(salt, "") for salt in salts]
