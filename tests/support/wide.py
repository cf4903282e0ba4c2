"""Wide tables of invented collections, tidy or as laboratories print them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

# Column, usual value, spread on a logarithmic scale, printed decimals.
COLUMNS = (
    ("urine_volume (L/d)", 1.8, 0.35, 2),
    ("urine_calcium (mg/d)", 200.0, 0.4, 0),
    ("urine_oxalate (mg/d)", 35.0, 0.4, 1),
    ("urine_citrate (mg/d)", 500.0, 0.6, 0),
    ("urine_sodium (mmol/d)", 150.0, 0.35, 0),
    ("urine_ph", 6.0, 0.09, 2),
    ("urine_uric_acid (mg/d)", 600.0, 0.3, 0),
    ("urine_magnesium (mg/d)", 90.0, 0.35, 0),
    ("urine_potassium (mmol/d)", 55.0, 0.35, 0),
    ("urine_phosphorus (mg/dL)", 50.0, 0.35, 1),
    ("urine_ammonium (mmol/d)", 35.0, 0.4, 0),
    ("urine_chloride (mmol/d)", 150.0, 0.35, 0),
    ("urine_sulfate (mmol/d)", 20.0, 0.35, 0),
    ("urine_creatinine (mg/d)", 1350.0, 0.3, 0),
    ("serum_calcium (mmol/L)", 2.4, 0.06, 2),
    ("serum_potassium (mmol/L)", 4.2, 0.1, 1),
    ("serum_creatinine (mg/dL)", 0.95, 0.25, 2),
    ("serum_pth (pg/mL)", 45.0, 0.5, 0),
    ("serum_bicarbonate (mmol/L)", 25.0, 0.1, 0),
)
_ODD = (
    "", "QNS", " ", "<5", ">400", "≤ 2,5", "n/a", "abc", "312 H", "1e3", "-4", "12.5 mg/d", "0",
    "999999", "1,5", "trace", "1.2.3", "4.",
)  # fmt: skip
_TEXTS = {
    "sex": ("f", "female", "male", "M", "", "x"),
    "age": ("54", "7 months", "90+", "", "17", "old"),
    "weight_kg": ("68", "150 lb", "", "5000"),
    "height_cm": ("165", "1.80", "", "5'6\""),
    "collection_start": ("2026-10-03", "2026-10-03 07:30", "", "03/04/20", "3 Oct 2026"),
    "duration_h": ("24", "", "20", "23:30", "10", "30 h"),
    "medications": ("", "none", "hydrochlorothiazide", "topiramate 50 mg", "not on lithium"),
    "conditions": ("", "Crohn's disease", "mother has FHH", "kidney transplant", "pregnant"),
    "symptoms": ("", "fever 39 and flank pain", "no fever"),
    "stone_analysis": ("", "calcium oxalate 80 %, apatite 20 %", "uric acid", "struvite"),
    "preservative": ("", "boric acid", "none"),
    "solitary_kidney": ("", "yes", "no"),
}


def tidy(rows: int, seed: int, share_missing: float = 0.1) -> pd.DataFrame:
    """Return collections as numbers, some of them missing."""
    random = np.random.default_rng(seed)
    frame: dict[str, Any] = {
        "patient_id": [f"P-{number:04d}" for number in range(rows)],
        "sex": random.choice(["female", "male"], rows),
        "age": random.integers(16, 90, rows).astype(float),
        "weight_kg": random.normal(75, 14, rows).clip(35).round(1),
        "height_cm": random.normal(170, 10, rows).round(0),
    }
    for name, usual, spread, decimals in COLUMNS:
        values = np.round(usual * np.exp(spread * random.normal(size=rows)), decimals)
        frame[name] = np.where(random.random(rows) < share_missing, np.nan, values)
    return pd.DataFrame(frame)


def messy(rows: int, seed: int, share_odd: float = 0.15) -> pd.DataFrame:
    """Return collections as laboratories print them: text, bounds, units, words, gaps."""
    random = np.random.default_rng(seed)
    numbers = tidy(rows, seed)
    frame: dict[str, list[str]] = {"patient_id": numbers["patient_id"].tolist()}
    for name, choices in _TEXTS.items():
        frame[name] = random.choice(np.array(choices, dtype=object), rows).tolist()
    for name, *_, decimals in COLUMNS:
        odd = random.random(rows) < share_odd
        words = random.choice(np.array(_ODD, dtype=object), rows)
        printed = ["" if np.isnan(v) else f"{v:.{decimals}f}" for v in numbers[name]]
        frame[name] = [w if o else p for w, o, p in zip(words, odd, printed, strict=True)]
    return pd.DataFrame(frame, dtype=object)
