"""The table of supersaturations: a column per salt, today and range, then what would move them."""

from __future__ import annotations

from dataclasses import dataclass

from uroscope.model import Salt, Saturation
from uroscope.present.chart import whatif_svg
from uroscope.present.words import MAIN_SALTS, assay_share, effect_text, scenario_notes, two_digits


@dataclass(frozen=True)
class ScenarioView:
    """One change and the value it leads to per salt of the table, empty where it moves none."""

    label: str
    after: list[str]


@dataclass(frozen=True)
class SaturationView:
    """Columns of the table, its rows, and what stands below it in small print."""

    salts: list[str]
    today: list[str]
    ranges: list[str]
    assay_note: str
    assays: list[str]
    laboratory: list[str]
    scenarios: list[ScenarioView]
    notes: list[str]
    chart: str
    method: str
    remarks: list[str]


def saturation_of(saturation: Saturation | None) -> SaturationView | None:
    """Return the table of the main salts, the most supersaturated first.

    Parameters
    ----------
    saturation : Saturation or None
        Supersaturations of a review.

    Returns
    -------
    SaturationView or None
        None where nothing was computed; a salt that is not given is named with its reason.
    """
    if saturation is None:
        return None
    given = [salt for salt in saturation.salts if salt.refused is None]
    main = [salt for salt in given if salt.salt in MAIN_SALTS]
    main.sort(key=lambda salt: -(salt.delta_g or 0.0))
    remarks = [f"{_named(warning.rstrip('.'))}." for warning in saturation.warnings]
    remarks += [
        f"{_named(salt.label)} not given: {salt.refused.rstrip('.')}."
        for salt in saturation.salts
        if salt.refused is not None and salt.salt in MAIN_SALTS
    ]
    rest = [f"{salt.label} {_today(salt)}" for salt in given if salt.salt not in MAIN_SALTS]
    if rest:
        remarks.append(f"Also {', '.join(rest)}.")
    scenarios = _scenarios(saturation, main)
    return SaturationView(
        salts=[_named(salt.label) for salt in main],
        today=[_today(salt) for salt in main],
        ranges=[_range(salt) for salt in main],
        assay_note=saturation.assay_note or "",
        assays=[assay_share(salt) for salt in main],
        laboratory=["" if salt.lab_ss is None else two_digits(salt.lab_ss) for salt in main],
        scenarios=scenarios,
        notes=scenario_notes(saturation),
        chart=whatif_svg(saturation) if scenarios else "",
        method=_method(saturation, given),
        remarks=remarks,
    )


def _named(label: str) -> str:
    return label[:1].upper() + label[1:]


def _today(salt: Salt) -> str:
    if salt.ss is not None:
        return two_digits(salt.ss)
    return "" if salt.delta_g is None else f"ΔG {salt.delta_g:+.1f} kJ/mol".replace("-", "−")


def _range(salt: Salt) -> str:
    if salt.low is None or salt.high is None or not salt.error_pct:
        return ""
    return f"{two_digits(salt.low)} to {two_digits(salt.high)}"


def _scenarios(saturation: Saturation, main: list[Salt]) -> list[ScenarioView]:
    rows = []
    for scenario in saturation.scenarios:
        after = {e.salt: effect_text(e).partition("→ ")[2] for e in scenario.effects}
        cells = [after.get(salt.salt, "") for salt in main]
        if any(cells):
            rows.append(ScenarioView(scenario.label, cells))
    return rows


def _method(saturation: Saturation, given: list[Salt]) -> str:
    """Return the method and what had to be estimated."""
    method = saturation.constants.split(",")[0]
    estimated = list(dict.fromkeys(name for salt in given for name in salt.imputed))
    if not estimated:
        return f"{method}."
    verb = "was" if len(estimated) == 1 else "were"
    return f"{method}; {', '.join(estimated)} {verb} not measured and estimated."
