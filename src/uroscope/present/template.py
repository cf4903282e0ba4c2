"""Empty input files with every column explained."""

from __future__ import annotations

from uroscope.knowledge import Knowledge

_LONG = (
    ("patient_id", "any text that tells patients apart"),
    ("sex", "female or male (also f, m, woman, man)"),
    ("age", "years; or birth_date as 2026-10-03"),
    ("weight_kg", "kg; lets completeness be judged"),
    ("height_cm", "cm"),
    ("collection_id", "needed only when a patient has several collections without dates"),
    ("collection_start", "start of the urine collection, or the draw date of blood: 2026-10-03"),
    ("duration_h", "hours collected; empty is read as 24"),
    ("specimen", "urine_24h, urine_spot, urine_fasting or serum"),
    ("analyte", "one of the names below, or the laboratory's own"),
    ("value", "as printed: 312, 1.35, <5, QNS"),
    ("unit", "as printed: mg/24h, mmol/d, mg/dL …"),
    ("reference_text", "the laboratory's printed range: 15-65, <200"),
    ("medications", "free text, or none; empty means not asked"),
    ("conditions", "free text, or none"),
    ("symptoms", "free text, or none"),
    ("stone_analysis", "free text, for example 80% calcium oxalate, 20% apatite"),
    ("imaging_report", "the words of the scan report"),
    ("pregnant", "yes or no"),
    ("solitary_kidney", "yes or no"),
    ("transplant", "yes or no"),
    ("preservative", "what was in the bottle, or none"),
)
_RESULT_COLUMNS = ("specimen", "analyte", "value", "unit", "reference_text")
_LONG_ORDER = ("timed", "blood", "spot", "fasting")
_WORDS = {"timed": "urine_24h", "blood": "serum", "spot": "urine_spot", "fasting": "urine_fasting"}


def template_text(layout: str, knowledge: Knowledge) -> str:
    """Return an input file to fill.

    Parameters
    ----------
    layout : {"long", "wide"}
        One result per record, or one collection per record.
    knowledge : Knowledge
        Analytes and their units.

    Returns
    -------
    str
        Comment lines that explain each column, then the header and, in the long layout, one empty
        record per analyte; the comments may stay in the file.
    """
    quantities = [
        q
        for specimen in _LONG_ORDER
        for q in knowledge.quantities.values()
        if q.specimen == specimen
    ]
    if layout == "long":
        columns = [name for name, _ in _LONG]
        notes = [f"# {name}: {text}" for name, text in _LONG]
        empty = dict.fromkeys(columns, "")
        body = []
        for quantity in quantities[:36]:
            filled = {**empty, "specimen": _WORDS[quantity.specimen], "analyte": quantity.id}
            filled["unit"] = "" if quantity.unit == "pH" else quantity.unit
            body.append(",".join(filled[name] for name in columns))
        return "\n".join([*notes, ",".join(columns), *body]) + "\n"
    subject = [(name, text) for name, text in _LONG if name not in _RESULT_COLUMNS]
    notes = [f"# {name}: {text}" for name, text in subject]
    notes.append("# every other column is one result; its unit stands in brackets in the header")
    results = [
        q.id if q.unit == "pH" else f"{q.id} ({q.unit})"
        for q in quantities
        if q.specimen in ("timed", "blood")
    ]
    header = ",".join([*(name for name, _ in subject), *results])
    return "\n".join([*notes, header]) + "\n"
