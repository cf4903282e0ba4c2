"""The comparisons behind docs/trust.md; each returns the text that stands there."""

from __future__ import annotations

import importlib.util
import math
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from uroscope.derive.saturation import (
    IONS,
    SALTS,
    assay_uncertainty,
    assay_variation,
    constant_set,
    elasticities,
    estimate,
    missing_input_rules,
    supersaturation,
)
from uroscope.derive.saturation.speciation import (
    SOLVED,
    Speciation,
    speciate,
    species_concentrations,
)
from uroscope.knowledge import load

DATA = Path(__file__).resolve().parents[1] / "tests" / "differential" / "data"
MAIN = ("calcium_oxalate", "brushite", "uric_acid")
_PART = 100_000
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

CHEMISTRY = load().record["chemistry"]
V5 = constant_set(CHEMISTRY["equil2_v5"])
V1 = constant_set(CHEMISTRY["equil2_v1"], base=CHEMISTRY["equil2_v5"])
RULES = missing_input_rules(CHEMISTRY["missing_inputs"])

# Inputs of the example in the R package equil2, in mmol/L. Its ammonia of 10 ug/dL is 0.00587
# mmol/L, so its ammonium salts say nothing about real urine.
EXAMPLE = {
    "sodium": 45, "potassium": 55, "calcium": 150 / 40.08, "magnesium": 150 / 24.31,
    "ammonium": 0.1 / 17.031, "chloride": 75, "phosphate": 32.285, "sulfate": 10,
    "oxalate": 10 / 88.02, "citrate": 400 / 192.12, "urate": 500 / 168.0, "ph": 5.5,
}  # fmt: skip
# What that package printed with mass of phosphate and sulfate read as phosphorus and sulfur.
SLIP = {"sulfate": 96.07 / 32.06 * 10, "phosphate": 100 / 30.97 * 10}
# The test of the older class uses other molar masses.
OLDER = {"calcium": 150 / 40.0784, "citrate": 400 / 189.10, "urate": 500 / 168.11}
PUBLISHED: tuple[tuple[str, Any, Mapping[str, float], str, Mapping[str, str]], ...] = (
    ("equil2, reference page", V5, {}, "ss", {
        "calcium_oxalate": "3.096613", "brushite": "1.25935", "hydroxyapatite": "39041.89",
        "uric_acid": "4.563641", "sodium_urate": "1.6269", "ammonium_urate": "0.0001618179",
    }),
    ("equil2 1.0.0, package test (sulfate slip repeated)", V5, SLIP, "dg", {
        "calcium_oxalate": "1.309106", "brushite": "0.008552", "hydroxyapatite": "2.718439",
        "uric_acid": "3.905145", "sodium_urate": "0.567578", "ammonium_urate": "-11.394851",
    }),
    ("test of the older class (V1)", V1, OLDER, "ss", {
        "calcium_oxalate": "3.10", "brushite": "0.75", "uric_acid": "4.72",
    }),
)  # fmt: skip


def named(salt: str) -> str:
    """Return a salt as words."""
    return salt.replace("_", " ")


def small(value: float, digits: int = 1) -> str:
    """Return a small number in powers of ten.

    Examples
    --------
    >>> small(0.000123, 2), small(0)
    ('1.2 × 10⁻⁴', '0')
    """
    if not value:
        return "0"
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    return f"{mantissa} × 10{str(int(power)).translate(_SUPERSCRIPT)}"


def below(value: float) -> str:
    """Return the power of ten that a number stays below, with room for another processor.

    Examples
    --------
    >>> below(3e-13), below(8e-13)
    ('10⁻¹²', '10⁻¹¹')
    """
    return f"10{str(math.ceil(math.log10(2 * value))).translate(_SUPERSCRIPT)}"


def table(head: Sequence[str], rows: Iterable[Sequence[object]], words: int = 1) -> str:
    """Return a table of which the first columns are words and the others numbers."""
    lines = [head, ["---"] * words + ["---:"] * (len(head) - words), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def off(found: Any, expected: Any) -> float:
    """Return the largest relative difference [-]."""
    return float(np.max(np.abs(np.asarray(found) / np.asarray(expected) - 1)))


def urines() -> pd.DataFrame:
    """Return the reference urines."""
    return pd.read_csv(DATA / "equil2_urines.csv")


# Quick checks: a test repeats each of them and looks for its text in the page.


def reference() -> str:
    """Compare with the R program: its fixed point, its printout, its energies."""
    given = urines()
    ours = supersaturation(given, V5)
    rows = []
    for salt in SALTS:
        energy = np.abs(ours[f"dg_{salt}"] - given[f"program_dg_{salt}"]).max()
        rows.append(
            (
                named(salt),
                small(off(ours[f"ss_{salt}"], given[f"exact_ss_{salt}"])),
                small(off(ours[f"ss_{salt}"], given[f"program_ss_{salt}"])),
                f"{energy:.4f}" if energy >= 5e-5 else "below 0.0001",
            )
        )
    head = ("salt", "its fixed point", "its printout", "its energy [kJ/mol]")
    return table(head, rows)


def hard() -> str:
    """Compare where the program's own iteration does not end."""
    given = pd.read_csv(DATA / "equil2_not_converging.csv")
    ours = supersaturation(given, V5)
    rows = []
    for salt in SALTS:
        if f"exact_ss_{salt}" not in given:
            continue
        theirs = "not printed"
        if f"program_ss_{salt}" in given:
            ratio = given[f"program_ss_{salt}"] / given[f"exact_ss_{salt}"]
            theirs = f"{float(f'{np.exp(np.abs(np.log(ratio)).max()):.2g}'):,g}"
        exact = small(off(ours[f"ss_{salt}"], given[f"exact_ss_{salt}"]))
        rows.append((named(salt), exact, theirs))
    head = ("salt", "ours, largest relative difference", "the program, off by a factor of up to")
    return f"{len(given)} urines.\n\n{table(head, rows)}"


def older() -> str:
    """Compare with the older class, and say how far its scale is from the default one."""
    given = urines()
    ours, default = supersaturation(given, V1), supersaturation(given, V5)
    rows = []
    for salt in ("calcium_oxalate", "brushite", "struvite", "uric_acid"):
        ratio = ours[f"ss_{salt}"] / default[f"ss_{salt}"]
        rows.append(
            (
                named(salt),
                small(off(ours[f"ss_{salt}"], given[f"v1_ss_{salt}"])),
                f"{ratio.median():.3f} ({ratio.min():.3f} to {ratio.max():.3f})",
            )
        )
    head = ("salt", "largest relative difference", "older over default, median (range)")
    return table(head, rows)


def published() -> str:
    """Compare with numbers that others printed."""
    rows = []
    for title, constants, changes, part, values in PUBLISHED:
        ours = supersaturation(pd.DataFrame([EXAMPLE | changes]), constants).iloc[0]
        for salt, text in values.items():
            digits = len(text.partition(".")[2])
            quantity = "ratio" if part == "ss" else "energy [kJ/mol]"
            rows.append(
                (title, named(salt), quantity, text, f"{ours[f'{part}_{salt}']:.{digits}f}")
            )
    return table(("where", "salt", "quantity", "printed", "ours"), rows, words=3)


def missing() -> str:
    """Take inputs away from complete urines and see how often the stated bound holds."""
    given = urines()
    usual, wide = (given[given["kind"] == kind] for kind in ("usual", "wide box"))
    sets: list[tuple[str, ...]] = [(ion,) for ion in IONS] + [("ph",)]
    sets += [
        ("ammonium", "sulfate"),
        ("ammonium", "sulfate", "chloride"),
        ("ammonium", "sulfate", "chloride", "potassium", "magnesium"),
        ("ammonium", "sulfate", "chloride", "potassium", "magnesium", "phosphate"),
    ]
    rows = []
    held: list[bool] = []
    for names in sets:
        cells = _bounds(usual, names)
        rows.append((", ".join("pH" if n == "ph" else n for n in names), *[c[0] for c in cells]))
        held += [inside for _, insides in cells for inside in insides]
    outside = [
        inside
        for names in sets
        for _, insides in _bounds(wide.assign(volume=1.5), names)
        for inside in insides
    ]
    text = table(("not measured", *[named(salt) for salt in MAIN]), rows)
    said = (
        f"Over all cells of the table the bound held in {100 * np.mean(held):.0f} % of "
        f"{len(held):,} results. On {len(wide)} urines that spread evenly over a wide box instead "
        f"of around usual amounts it held in {100 * np.mean(outside):.0f} %: a bound is for a "
        "urine that is ordinary in what was not measured."
    )
    return f"{text}\n\n{textwrap.fill(said, 100, break_on_hyphens=False)}"


def _bounds(given: pd.DataFrame, names: Sequence[str]) -> list[tuple[str, list[bool]]]:
    """Return per main salt what to print and in which urines the bound held."""
    gaps = given[[*IONS, "ph"]].assign(**dict.fromkeys(names, np.nan))
    found = estimate(gaps, given["volume"].to_numpy(), V5, RULES)
    truth = supersaturation(given, V5)
    cells = []
    for salt in MAIN:
        row = SALTS.index(salt)
        change = 100 * np.abs(found.ss[row] / truth[f"ss_{salt}"].to_numpy() - 1)
        known = ~np.isnan(change)
        if not known.any():
            cells.append(("refused", []))
            continue
        bound = found.error_percent[row, known]
        inside = change[known] <= bound
        low, high = float(bound.min()), float(bound.max())
        stated = f"{low:.3g}" if high - low < 0.05 else f"{low:.3g} to {high:.3g}"
        said = f"± {stated} %, held {100 * inside.mean():.0f} %, worst {change[known].max():.2g} %"
        cells.append((said, inside.tolist()))
    return cells


def change() -> str:
    """Say how far estimated inputs put the effect of more volume off, beside the level itself."""
    given = urines()
    usual = given[given["kind"] == "usual"]
    names = ("ammonium", "sulfate", "chloride")
    ions = [*IONS]

    def both(part: pd.DataFrame, factor: float) -> tuple[Any, Any]:
        diluted = part.assign(**{ion: part[ion] / factor for ion in ions})
        gaps = diluted[[*IONS, "ph"]].assign(**dict.fromkeys(names, np.nan))
        volume = part["volume"].to_numpy() * factor
        return supersaturation(diluted, V5), estimate(gaps, volume, V5, RULES).ss

    (true_before, before), (true_after, after) = both(usual, 1.0), both(usual, 1.5)
    rows = []
    for salt in MAIN:
        row, name = SALTS.index(salt), f"ss_{salt}"
        level = np.abs(before[row] / true_before[name] - 1)
        moved = np.abs((after[row] / before[row]) / (true_after[name] / true_before[name]) - 1)
        rows.append((named(salt), *(f"{100 * np.percentile(x, 95):.1f} %" for x in (level, moved))))
    head = ("salt", "level off by (95 %)", "effect of 1.5 × the volume off by (95 %)")
    return table(head, rows)


def assay() -> str:
    """Return how far repeated measurement alone moves a result."""
    given = urines()
    usual = given[given["kind"] == "usual"]
    totals, ph = usual[list(IONS)].to_numpy().T / 1000, usual["ph"].to_numpy()
    variation = assay_variation(CHEMISTRY["assay_variation"])
    relative, _ = assay_uncertainty(elasticities(speciate(totals, ph, V5), V5), variation, V5)
    middle = np.median(relative, axis=1)
    return table(
        ("salt", "coefficient of variation, median"),
        [(named(salt), f"{middle[row]:.0f} %") for row, salt in enumerate(SALTS)],
    )


# Slow checks, and those that need what may not be installed.


def solved(count: int) -> str:
    """Solve urines of a wide and of an absurd box; count failures and close the balances."""
    tools = speed_tools()
    spread = np.asarray(tools.HIGHEST) / np.asarray(tools.LOWEST)
    wide = f"wide: most {spread.min():.0f} to {spread.max():.0f} times least, pH 4.5 to 8.5"
    boxes = (
        (wide, count, tools.LOWEST, tools.HIGHEST, (4.5, 8.5)),
        ("absurd: 10⁻⁶ to 1000 mmol/L each, pH 3.5 to 10", max(count // 10, 1000), 1e-6, 1000.0,
         (3.5, 10.0)),
    )  # fmt: skip
    rows = []
    for name, size, low, high, acidity in boxes:
        rng = np.random.default_rng(2026)
        low, high = np.broadcast_to(low, len(IONS)), np.broadcast_to(high, len(IONS))
        share = rng.random((len(IONS), size))
        totals = low[:, None] * (high / low)[:, None] ** share / 1000
        ph = rng.uniform(*acidity, size)
        failed, imbalance, sweeps = 0, 0.0, np.zeros(size)
        for start in range(0, size, _PART):
            part = slice(start, start + _PART)
            solution = speciate(totals[:, part], ph[part], V5)
            again, strength = balances(solution)
            fine = solution.status == SOLVED
            failed += int((~fine).sum())
            apart = (
                off(again[:, fine], totals[:, part][:, fine]),
                off(strength[fine], solution.ionic_strength[fine]),
            )
            imbalance = max(imbalance, *apart)
            sweeps[part] = solution.sweeps
        rows.append(
            (
                name,
                f"{size:,}",
                failed,
                f"{np.median(sweeps):.0f} ({sweeps.max():.0f})",
                below(imbalance),
            )
        )
    head = ("box", "urines", "unsolved", "sweeps, median (most)", "imbalance below")
    return table(head, rows)


def balances(solution: Speciation) -> tuple[Any, Any]:
    """Return total concentrations and ionic strength put together again from a solution."""
    free = solution.activity / solution.activity_coefficient ** (V5.ion_charge[:, None] ** 2)
    complexes = species_concentrations(solution, V5)
    totals = free + np.einsum("si,sn->in", V5.stoichiometry, complexes)
    water = (10.0**-solution.ph + 10.0 ** (solution.ph - V5.water)) / solution.activity_coefficient
    strength = np.einsum("i,in->n", V5.ion_charge**2, free) + water
    strength += np.einsum("s,sn->n", V5.in_ionic_strength * V5.charge**2, complexes)
    low, high = V5.ionic_strength_min, V5.ionic_strength_max
    return totals, np.clip(strength / 2, low, high)


def speed_tools() -> Any:
    """Return the benchmark beside this file."""
    sys.path.insert(0, str(Path(__file__).parent))
    import saturation

    return saturation


def phreeqc() -> str | None:
    """Compare with PHREEQC, or return None without phreeqpython."""
    if importlib.util.find_spec("phreeqpython") is None:
        return None
    sys.path.insert(0, str(DATA.parent))
    import test_phreeqc as other

    given = other.random_urines(100)
    ours, theirs = supersaturation(given, V5), other.phreeqc(given).astype(float)
    rows = []
    for salt in SALTS:
        ratio = 10 ** theirs[salt] / ours[f"ss_{salt}"]
        note = ""
        if salt == "hydroxyapatite":
            note, ratio = " (after the activity of water)", ratio / theirs["water"]
        apart = np.abs(ratio - 1)
        rows.append((named(salt) + note, small(apart.median(), 2), small(apart.max(), 2)))
    text = table(("salt", "median relative difference", "largest"), rows)
    water = np.abs(1 - theirs["water"]).max()
    return (
        f"{len(given)} random urines, half usual and half wide, pH 4.6 to 8.4.\n\n{text}\n\n"
        "EQUIL2 takes the activity of water as 1; PHREEQC does not. Hydroxyapatite, which\n"
        f"dissolves to one water, differs by that factor, up to {100 * water:.1f} % here."
    )


def speed() -> str | None:
    """Time numpy, the kernel and PHREEQC in one run, or return None if one of them is missing."""
    if any(importlib.util.find_spec(name) is None for name in ("phreeqpython", "numba")):
        return None
    tools = speed_tools()
    many = tools.usual(400_000)
    few = many.iloc[:200]
    works = {"PHREEQC": tools.phreeqc_work(few)}
    works["200"] = tools.with_numpy(lambda: supersaturation(few, V5))
    works["one"] = tools.with_numpy(lambda: supersaturation(few.iloc[:1], V5))
    totals, ph = many[list(IONS)].to_numpy().T / 1000, many["ph"].to_numpy()
    compiled = tools.kernel.compiled_kernel()
    if compiled is None:
        return None
    ways = tools.ways(lambda: speciate(totals, ph, V5), compiled.threads)
    works |= {f"many, {way}": work for way, work in ways.items()}
    works["table"] = tools.with_numpy(lambda: supersaturation(many, V5))
    taken = tools.race(works, 5)
    theirs = taken["PHREEQC"] / len(few)
    first = taken["many, numpy"]
    ratios = {
        "PHREEQC, 200 solutions in one run": 1.0,
        "numpy, the same 200 as one table": theirs / (taken["200"] / len(few)),
        "numpy, one urine at a time": theirs / taken["one"],
        f"numpy, a table of {len(many):,}": theirs / (taken["table"] / len(many)),
    }
    over = {way: first / taken[f"many, {way}"] for way in ways if way != "numpy"}
    ratios |= {f"{way}, over numpy, the equilibrium alone": ratio for way, ratio in over.items()}
    rows = [(what, f"{float(f'{ratio:.2g}'):g}") for what, ratio in ratios.items()]
    return table(("urines per second", "ratio"), rows)
