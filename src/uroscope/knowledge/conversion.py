"""The unit converter by itself; every factor it uses is checked by pint on the way."""

from __future__ import annotations

from uroscope.errors import UnitError, UsageError
from uroscope.knowledge import Knowledge
from uroscope.knowledge.canonical import canonical_unit
from uroscope.units import Unit, check_factor, conversion


def convert_text(value: float, unit: str, analyte: str, to: str, knowledge: Knowledge) -> str:
    """Convert one printed value between units of its analyte.

    Parameters
    ----------
    value : float
        The number, in `unit`.
    unit, to : str
        Units as printed.
    analyte : str
        Analyte id or a name that has one meaning.
    knowledge : Knowledge
        Units and quantities.

    Returns
    -------
    str
        `250 mg/d of urine_calcium = 6.2378 mmol/d`.

    Raises
    ------
    UsageError
        If anything is not understood, in one sentence.
    """
    candidates = knowledge.names.candidates(analyte)
    if len(candidates) != 1:
        choices = (
            ", ".join(c.analyte for c in candidates) or "see `uroscope template --layout long`"
        )
        raise UsageError(f"{analyte!r} is not one analyte; use its id ({choices}).")
    quantity = knowledge.quantities[candidates[0].analyte]
    try:
        source, target = (_unit(text, knowledge) for text in (unit, to))
        if source.per != target.per:
            raise UnitError(
                f"{unit!r} and {to!r} have different denominators; convert like with like"
            )
        factor = conversion(source, quantity.canonical, quantity.substance) / conversion(
            target, quantity.canonical, quantity.substance
        )
        check_factor(factor, source, target, quantity.substance)
    except UnitError as error:
        usual = " or ".join(dict.fromkeys((quantity.unit, quantity.si_unit)))
        raise UsageError(f"{error}.\nWrite {quantity.id} in {usual}.") from error
    result = value * factor
    return f"{value:g} {unit} of {quantity.id} = {result:.5g} {to}"


def _unit(text: str, knowledge: Knowledge) -> Unit:
    return canonical_unit(text, knowledge.units)
