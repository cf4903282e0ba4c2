"""Words that text and HTML share: names, values with their digits, the identity line."""

from __future__ import annotations

from collections.abc import Sequence

from uroscope.model import Effect, Limits, Result, Review, Salt, Saturation, age_said
from uroscope.present.numbers import Units, arrow, bound_number, shown, sides, with_unit

_SPECIMENS = {"blood": "Blood", "spot": "Spot urine", "fasting": "Fasting urine"}
_SEX = {"female": ("girl", "woman"), "male": ("boy", "man")}


# The numbers every reader looks for, in one fixed order.
CORE = (
    "urine_calcium", "urine_oxalate", "urine_citrate", "urine_sodium", "urine_volume", "urine_ph",
    "urine_uric_acid",
)  # fmt: skip


# The salts of a short table; hydroxyapatite is read as energy, the urates stand in JSON.
MAIN_SALTS = ("calcium_oxalate", "brushite", "uric_acid")


def in_order(results: Sequence[Result]) -> list[Result]:
    """Return the core numbers first, in their fixed order, then the rest as they come."""
    place = {name: position for position, name in enumerate(CORE)}
    return sorted(results, key=lambda r: place.get(r.analyte, len(CORE)))


def printed_name(result: Result) -> str:
    """Return the name of a result with its specimen where that is not the 24-hour urine."""
    word = _SPECIMENS.get(result.specimen)
    label = result.label
    if word is None or label.lower().startswith(("blood", "plasma")) or label == "PTH":
        return label
    keep = label[:2].isupper() or label[0].isdigit() or label == "pH" or "vitamin" in label
    return f"{word} {label if keep else label[0].lower() + label[1:]}"


def limit_in(limits: Limits, result: Result, side: str, units: Units) -> str:
    """Return one bound of a limit or goal as printed, without unit."""
    low, high = sides(limits, units, result.si_factor if units == "si" else 1.0)
    bound = low if side == "low" else high
    seen = shown(result, units)
    return "" if bound is None else bound_number(bound, seen.digits, units, seen.exact)


def person(review: Review) -> str:
    """Return who it is: woman 54 y, 68 kg, 165 cm."""
    subject = review.subject
    age = subject.age_years
    words = _SEX.get(subject.sex or "", ("child", "adult, sex not given"))
    parts = [words[0] if age is not None and age < 18 else words[1]]
    if age is not None:
        number, unit = age_said(age)
        parts[0] += f" {number} {'y' if unit == 'years' else unit}"
    if subject.weight_kg is not None:
        # In an infant a few hundred grams are a tenth of the weight.
        digits = 1 if subject.weight_kg < 10 else 0
        parts.append(f"{subject.weight_kg:.{digits}f} kg")
    if subject.height_cm is not None:
        parts.append(f"{subject.height_cm:.0f} cm")
    return ", ".join(parts)


def identity_parts(review: Review) -> list[str]:
    """Return the identity line in parts, the patient first."""
    timed = any(r.specimen == "timed" for r in review.results)
    when = (review.collected.start or "").replace("T", " ")
    if timed:
        hours = review.collected.hours
        what = f"24-h urine {when}".strip()
        what += f" ({hours:.1f} h)" if hours is not None else ""
    elif not review.results and review.imaging is not None:
        what = "scan report alone"
    else:
        what = f"blood {when}".strip()
    parts = [review.patient_id or "no patient id", person(review), what]
    if review.collection_id:
        parts.append(f"collection {review.collection_id}")
    stone = review.context.get("stone_analysis")
    if stone:
        parts.append(f"stone: {stone}")
    on = review.context.get("medications")
    parts.append(f"on: {on}" if on else "medicines: not asked")
    return parts


def salt_range(salt: Salt) -> str:
    """Return a supersaturation with two significant digits and its range, if any."""
    if salt.ss is None:
        energy = "" if salt.delta_g is None else f"{salt.delta_g:+.1f} kJ/mol"
        return f"{salt.label} {energy}".strip()
    text = f"{salt.label} {two_digits(salt.ss)}"
    ends = [two_digits(end) for end in (salt.low, salt.high) if end is not None]
    if len(set(ends)) == 2:
        text += f" ({' to '.join(ends)})"
    if salt.lab_ss is not None:
        text += f", laboratory's own {two_digits(salt.lab_ss)}"
    return text


def assay_share(salt: Salt) -> str:
    """Return how far assay variation moves a supersaturation: ±8 %, or nothing if not known."""
    return "" if salt.assay_cv_pct is None else f"±{salt.assay_cv_pct:.0f} %"


def assay_text(saturation: Saturation) -> str:
    """Return the assay variation of the main salts, where no range of estimation is wider.

    Examples
    --------
    >>> salt = Salt(salt="uric_acid", label="uric acid", ss=2.0, delta_g=1.0, assay_cv_pct=9.8)
    >>> saturation = Saturation(constants="EQUIL2", salts=[salt], assay_note="assay variation")
    >>> assay_text(saturation)
    'assay variation: ±10 % uric acid'
    """
    shares = [
        f"{assay_share(salt)} {salt.label}"
        for salt in saturation.salts
        if salt.salt in MAIN_SALTS
        and salt.assay_cv_pct is not None
        and salt.assay_cv_pct >= (salt.error_pct or 0.0)
    ]
    return f"{saturation.assay_note}: {', '.join(shares)}" if shares else ""


def effect_text(effect: Effect) -> str:
    """Return what a change does: 14 → 7.3, or 14 → 11 to 12.

    A digit more where two would print no change, or would hide on which side of 1 it ends: above 1
    crystals can grow.

    Examples
    --------
    >>> effect_text(Effect(salt="uric_acid", before=16.2, after=15.6))
    '16.2 → 15.6'
    >>> effect_text(Effect(salt="uric_acid", before=1.7, after=0.996))
    '1.70 → 0.996'
    """
    ends = [end for end in (effect.after, effect.after_high) if end is not None]
    texts = list(dict.fromkeys(map(two_digits, ends)))
    before = two_digits(effect.before)
    if texts == [before] or "1.0" in texts:
        before = _three_digits(effect.before)
        texts = list(dict.fromkeys(map(_three_digits, ends)))
    return f"{before} → {' to '.join(texts)}"


def in_brackets(evidence: str) -> bool:
    """Tell whether the evidence of a remark is short enough to stand in brackets.

    Examples
    --------
    >>> in_brackets("creatinine 17.1 mg/kg/d"), in_brackets("Creatinine is low. So is volume.")
    (True, False)
    """
    return evidence[:1].islower() and ". " not in evidence


def scenario_notes(saturation: Saturation) -> list[str]:
    """Return what has to be read with the changes, each once, behind the changes it is of."""
    notes = dict.fromkeys(s.note for s in saturation.scenarios if s.note)
    return [
        f"{', '.join(s.label for s in saturation.scenarios if s.note == note)}: {note}."
        for note in notes
    ]


def two_digits(value: float) -> str:
    """Return a ratio with two significant digits.

    Examples
    --------
    >>> two_digits(14.2), two_digits(7.31), two_digits(0.214), two_digits(9.97), two_digits(1260.0)
    ('14', '7.3', '0.21', '10', '1,300')
    """
    if value == 0:
        return "0"
    rounded_ = float(f"{value:.2g}")
    return f"{rounded_:,.0f}" if abs(rounded_) >= 10 else f"{rounded_:#.2g}"


def _three_digits(value: float) -> str:
    """Return a ratio with three significant digits."""
    rounded_ = float(f"{value:.3g}")
    return f"{rounded_:,.0f}" if abs(rounded_) >= 100 else f"{rounded_:#.3g}"


def earlier_texts(review: Review, units: Units) -> list[str]:
    """Return what moved since the collection before: Calcium 312 ↑ → 240 mg/d."""
    if review.earlier is None:
        return []
    before = {result.analyte: result for result in review.earlier.results}
    texts = []
    for now in in_order([r for r in review.results if r.analyte in before]):
        old, new = (shown(r, units) for r in (before[now.analyte], now))
        marks = [arrow(r.flag) for r in (before[now.analyte], now)]
        first = f"{old.text} {marks[0]}".strip()
        second = f"{with_unit(new.text, new.unit)} {marks[1]}".strip()
        texts.append(f"{printed_name(now)} {first} → {second}")
    ratios = {s.salt: s.ss for s in (review.saturation.salts if review.saturation else [])}
    for salt in review.earlier.salts:
        after = ratios.get(salt.salt)
        if salt.salt in MAIN_SALTS and salt.ss is not None and after is not None:
            texts.append(f"{salt.label} SS {two_digits(salt.ss)} → {two_digits(after)}")
    return texts


def habits_wait(review: Review) -> str:
    """Return why habits are not laid out: something cannot wait; empty where nothing is in the way.

    Parameters
    ----------
    review : Review
        The collection.

    Returns
    -------
    str
        A sentence without its full stop.
    """
    if not review.habits or all(flag.tier != "now" for flag in review.red_flags):
        return ""
    return "Habits come once the urgent matter above is settled"


def contributions_under(review: Review, finding: str | None) -> list[str]:
    """Return the contributions printed under a finding, or (None) on a line of their own.

    Parameters
    ----------
    review : Review
        The collection.
    finding : str or None
        Id of a shown finding.

    Returns
    -------
    list of str
        Without those that a sentence of the finding already says.
    """
    return [c.text for c in review.contributions if c.finding == finding and c.text and not c.said]


def open_lines(review: Review) -> list[str]:
    """Return the stone set against today's urine, and the missing number that matters most."""
    stone = [review.stone_comparison.text] if review.stone_comparison else []
    return [*stone, *(wanted.text for wanted in review.most_wanted[:1])]


def overdue_text(review: Review) -> str:
    """Return the quiet line on statements that are past their review date."""
    named = ", ".join(review.overdue[:4])
    more = f" and {len(review.overdue) - 4} more" if len(review.overdue) > 4 else ""
    return f"Past the date of review: {named}{more}; read the sources before relying on it."
