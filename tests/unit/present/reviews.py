"""Reviews written by hand, as different from one another as a clinic's day."""

from __future__ import annotations

from uroscope.model import (
    Amount,
    Collected,
    Limits,
    Quality,
    RedFlag,
    Reported,
    Result,
    Review,
    Subject,
    Where,
)

# id: label, specimen, unit, digits, SI unit, SI digits, SI units per unit (1 / molar mass)
ANALYTES = {
    "urine_volume": ("Volume", "timed", "L/d", 2, "L/d", 2, 1.0),
    "urine_calcium": ("Calcium", "timed", "mg/d", 0, "mmol/d", 2, 1 / 40.078),
    "urine_oxalate": ("Oxalate", "timed", "mg/d", 0, "mmol/d", 2, 1 / 88.018),
    "urine_citrate": ("Citrate", "timed", "mg/d", 0, "mmol/d", 2, 1 / 192.123),
    "urine_sodium": ("Sodium", "timed", "mmol/d", 0, "mmol/d", 0, 1.0),
    "urine_ph": ("pH", "timed", "pH", 1, "pH", 1, 1.0),
    "urine_uric_acid": ("Uric acid", "timed", "mg/d", 0, "mmol/d", 2, 1 / 168.112),
    "urine_magnesium": ("Magnesium", "timed", "mg/d", 0, "mmol/d", 2, 1 / 24.305),
    "urine_potassium": ("Potassium", "timed", "mmol/d", 0, "mmol/d", 0, 1.0),
    "urine_phosphorus": ("Phosphorus", "timed", "mg/d", 0, "mmol/d", 1, 1 / 30.974),
    "urine_ammonium": ("Ammonium", "timed", "mmol/d", 0, "mmol/d", 0, 1.0),
    "urine_sulfate": ("Sulfate", "timed", "mmol/d", 0, "mmol/d", 1, 1.0),
    "urine_chloride": ("Chloride", "timed", "mmol/d", 0, "mmol/d", 0, 1.0),
    "urine_urea_nitrogen": ("Urea nitrogen", "timed", "g/d", 1, "mmol/d", 0, 1000 / 28.014),
    "urine_creatinine": ("Creatinine", "timed", "mg/d", 0, "mmol/d", 1, 1 / 113.12),
    "urine_cystine": ("Cystine", "timed", "mg/d", 0, "mmol/d", 2, 1 / 240.3),
    "urine_protein": ("Protein", "timed", "mg/d", 0, "mg/d", 0, 1.0),
    "urine_osmolality": ("Osmolality", "timed", "mOsm/kg", 0, "mOsm/kg", 0, 1.0),
    "urine_creatinine_per_kg": (
        "Creatinine per kg", "timed", "mg/kg/d", 1, "mmol/kg/d", 3, 1 / 113.12,
    ),
    "fasting_urine_ph": ("pH", "fasting", "pH", 1, "pH", 1, 1.0),
    "serum_calcium": ("Calcium", "blood", "mg/dL", 1, "mmol/L", 2, 10 / 40.078),
    "serum_pth": ("PTH", "blood", "pg/mL", 0, "pmol/L", 1, 1000 / 9425.0),
    "serum_25_oh_vitamin_d": ("25-OH vitamin D", "blood", "ng/mL", 0, "nmol/L", 0, 1000 / 400.64),
    "serum_1_25_oh2_vitamin_d": (
        "1,25-(OH)2 vitamin D", "blood", "pg/mL", 0, "pmol/L", 0, 1000 / 416.64,
    ),
    "serum_creatinine": ("Creatinine", "blood", "mg/dL", 2, "µmol/L", 0, 1e4 / 113.12),
    "serum_potassium": ("Potassium", "blood", "mmol/L", 1, "mmol/L", 1, 1.0),
    "serum_bicarbonate": ("Bicarbonate", "blood", "mmol/L", 0, "mmol/L", 0, 1.0),
    "serum_sodium": ("Sodium", "blood", "mmol/L", 0, "mmol/L", 0, 1.0),
    "serum_phosphorus": ("Phosphorus", "blood", "mg/dL", 1, "mmol/L", 2, 10 / 30.974),
    "serum_uric_acid": ("Uric acid", "blood", "mg/dL", 1, "µmol/L", 0, 1e4 / 168.112),
    "serum_albumin": ("Albumin", "blood", "g/dL", 1, "g/L", 0, 10.0),
    "plasma_oxalate": ("Plasma oxalate", "blood", "µmol/L", 1, "µmol/L", 1, 1.0),
}  # fmt: skip

Ends = tuple[float | None, float | None]


def limits(analyte: str, ends: Ends, kind: str = "decision_limit", who: str = "Mayo") -> Limits:
    unit, factor = ANALYTES[analyte][2], ANALYTES[analyte][6]
    low, high = ends
    return Limits(
        id=f"stone_us.{analyte}.{kind}",
        low=low,
        high=high,
        unit=unit,
        kind=kind,
        authority=who,
        source="mayo_calu",
        si_low=None if low is None else low * factor,
        si_high=None if high is None else high * factor,
    )


def result(
    analyte: str,
    value: float | None,
    ends: Ends = (None, None),
    *,
    goal: Ends | None = None,
    lower: float | None = None,
    upper: float | None = None,
    text: str | None = None,
    flag: str | None = None,
    lab: bool = False,
    goal_only: bool = False,
    **more: object,
) -> Result:
    """Return a result, flagged by its own limits unless a flag is given."""
    label, specimen, unit, digits, si_unit, si_digits, factor = ANALYTES[analyte]
    low, high = goal if goal_only and goal is not None else ends
    first = value if value is not None else (lower if lower is not None else float("-inf"))
    last = value if value is not None else (upper if upper is not None else float("inf"))
    if flag is None:
        flag = "unknown" if low is None and high is None else "normal"
        if low is not None and last < low:
            flag = "low"
        if high is not None and first > high:
            flag = "high"
        undecided = (low is not None and first < low <= last) or (
            high is not None and first <= high < last
        )
        flag = "unknown" if undecided else flag
    decided = None if ends == (None, None) else limits(analyte, ends)
    if lab:
        decided = limits(analyte, ends, "laboratory_range", "the laboratory")
    aim = None if goal is None else limits(analyte, goal, "treatment_goal", "AUA")
    met = None
    if goal is not None and value is not None:
        met = (goal[0] is None or value >= goal[0]) and (goal[1] is None or value <= goal[1])
    return Result(
        analyte=analyte,
        label=str(more.pop("label", label)),
        specimen=specimen,
        reported=Reported(
            text=text or ("" if value is None else f"{value:g}"),
            comparator=text[0] if text and text[0] in "<>" else None,  # type: ignore[arg-type]
            unit=unit.replace("/d", "/24h"),
            where=Where(source="labs.csv", row=3, column="value"),
        ),
        value=value,
        lower=lower,
        upper=upper,
        unit=unit,
        digits=digits,
        si=Amount(value=None if value is None else value * factor, unit=si_unit),
        si_digits=si_digits,
        si_factor=factor,
        limits=aim if goal_only else decided,
        lab_limits=decided if lab else None,
        goal=aim,
        goal_met=met,
        flag=flag,  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def review(
    results: list[Result],
    *,
    patient: str = "P-0412",
    start: str | None = "2026-10-03",
    sex: str | None = "female",
    age: float | None = 54,
    hours: float | None = 24.0,
    **more: object,
) -> Review:
    return Review(
        patient_id=patient,
        collection_id=f"{patient}-1",
        collected=Collected(start=start, hours=hours, hours_stated=hours is not None),
        subject=Subject(sex=sex, age_years=age, weight_kg=68, height_cm=165),  # type: ignore[arg-type]
        context={},
        results=results,
        **more,  # type: ignore[arg-type]
    )


def hyperparathyroid() -> Review:
    """The case most values of which are outside: seven crossed, two goals, five within."""
    return review(
        [
            result("urine_volume", 1.35, goal=(2.5, None), goal_only=True),
            result("urine_calcium", 312, (None, 200)),
            result("urine_oxalate", 58, (None, 40), goal=(None, 25)),
            result("urine_citrate", 240, (320, None), goal=(600, None)),
            result("urine_sodium", 218, (None, 150), goal=(None, 100)),
            result("urine_ph", 6.1, (5.5, 6.5)),
            result("urine_uric_acid", 610, (None, 750)),
            result("urine_magnesium", 98, (51, None)),
            result("urine_potassium", 52, (25, 125)),
            result("urine_creatinine", 1160, (500, 1400)),
            result("serum_calcium", 10.9, (8.6, 10.2)),
            result("serum_pth", 88, (15, 65), lab=True),
        ],
        indices=[result("urine_creatinine_per_kg", 17.1, (11, 20))],
    )


def followed() -> list[Review]:
    """The same patient three times, oldest first."""
    return [
        review(
            [
                result("urine_volume", volume, goal=(2.5, None), goal_only=True),
                result("urine_calcium", calcium, (None, 200)),
                result("urine_oxalate", oxalate, (None, 40), goal=(None, 25)),
                result("urine_citrate", citrate, (320, None), goal=(600, None)),
                result("urine_sodium", sodium, (None, 150), goal=(None, 100)),
                result("urine_ph", ph, (5.5, 6.5)),
            ],
            start=start,
        )
        for start, volume, calcium, oxalate, citrate, sodium, ph in (
            ("2025-09-10", 1.1, 355, 61, 190, 240, 5.9),
            ("2026-03-01", 1.8, 280, 38, 300, 180, 6.2),
            ("2026-10-03T07:00", 2.2, 231, 44, 410, 128, 6.3),
        )
    ]


def three_values() -> Review:
    """A short list: one crossed limit, one borderline on the wrong side, one fine; 23.5 h."""
    return review(
        [
            result("urine_calcium", 330, (None, 200), severity="moderate"),
            result("urine_citrate", 302, (320, None), borderline=True),
            result("serum_calcium", 9.4, (8.6, 10.2)),
        ],
        patient="F-208",
        start="2026-08-30",
        hours=23.5,
    )


def everything() -> Review:
    """Twenty-five values of every kind, long labels and a warning."""
    return review(
        [
            result("urine_volume", 1.3, goal=(2.5, None), goal_only=True),
            result("urine_calcium", 70, (None, 200)),
            result("urine_oxalate", 104, (None, 40), goal=(None, 25), severity="severe"),
            result("urine_citrate", 150, (320, None), goal=(600, None)),
            result("urine_sodium", 120, (None, 150), goal=(None, 100)),
            result("urine_ph", 5.4, (5.5, 6.5), borderline=True),
            result("urine_uric_acid", 705, (None, 750), borderline=True),
            result("urine_magnesium", 35, (51, None)),
            result("urine_potassium", 30, (25, 125)),
            result("urine_phosphorus", 1020, (400, 1300)),
            result("urine_ammonium", 52, (15, 56), borderline=True),
            result("urine_sulfate", 21.4),
            result("urine_chloride", 110, (110, 250), borderline=True),
            result("urine_urea_nitrogen", 11.2),
            result("urine_creatinine", 1350, (500, 1400), borderline=True),
            result(
                "urine_osmolality",
                640,
                note="No limit in this profile: it follows the drinking, no value is abnormal by "
                "itself.",
            ),
            result("fasting_urine_ph", 5.6),
            result("serum_calcium", 8.4, (8.6, 10.2)),
            result("serum_pth", 88, (15, 65), lab=True),
            result("serum_25_oh_vitamin_d", 14, (20, 50)),
            result("serum_1_25_oh2_vitamin_d", 61, (18, 78)),
            result("serum_creatinine", 1.12, (0.6, 1.1)),
            result("serum_potassium", 3.4, (3.5, 5.1)),
            result("serum_bicarbonate", 19, (22, 29)),
            result("plasma_oxalate", None, (None, 2.0), upper=5.0, lower=0.0, text="<5"),
        ],
        patient="F-330",
        start="2026-10-01",
        age=49,
        quality=[
            Quality(
                code="specimen_under_collection",
                severity="warning",
                message="Under-collection is possible (creatinine 10.4 mg/kg): high values stand, "
                "normal ones prove nothing.",
            ),
            Quality(code="duration_assumed", severity="info", message="24 h taken."),
        ],
    )


def censored_and_extreme() -> Review:
    """Values a scale must survive: a hundred times the limit, `<50`, `>400`, next to the limit."""
    return review(
        [
            result("urine_oxalate", 4000, (None, 40)),
            result("urine_calcium", None, (None, 250), lower=400, text=">400"),
            result("urine_citrate", None, (320, None), lower=0.0, upper=50, text="<50"),
            result("urine_cystine", None, (None, 30), lower=0.0, upper=50, text="<50"),
            result("urine_uric_acid", 800.4, (None, 800), borderline=True),
            result("urine_sodium", 0.4, (40, 220)),
            result("urine_magnesium", None, (51, None), lower=60, text=">60"),
            result("serum_potassium", 9.8, (3.5, 5.1)),
            result("serum_bicarbonate", 4, (22, 29), lab=True),
            result("serum_creatinine", 11.4, (0.74, 1.35)),
            result("urine_protein", 12500, (None, 150)),
        ],
        patient="X-9",
        sex="male",
        age=71.4,
        start=None,
        red_flags=[
            RedFlag(
                id="potassium_critical",
                tier="now",
                text="Potassium 9.8 mmol/L.",
                action="Repeat at once and record an ECG.",
                because="potassium",
            )
        ],
    )


def goals_only() -> Review:
    """Nothing crossed, three goals missed."""
    return review(
        [
            result("urine_volume", 2.2, goal=(2.5, None), goal_only=True),
            result("urine_calcium", 150, (None, 250)),
            result("urine_citrate", 410, (320, None), goal=(600, None)),
            result("urine_sodium", 128, (None, 150), goal=(None, 100)),
            result("urine_oxalate", 22, (None, 40), goal=(None, 25)),
        ],
        patient="G-7",
        sex="male",
        age=38,
    )


def all_normal() -> Review:
    return review(
        [
            result("urine_volume", 2.7, goal=(2.5, None), goal_only=True),
            result("urine_calcium", 140, (None, 250)),
            result("urine_oxalate", 24, (None, 40)),
            result("urine_citrate", 720, (320, None), goal=(600, None)),
            result("urine_ph", 6.2, (5.5, 6.5)),
            result("serum_calcium", 9.4, (8.6, 10.2)),
        ],
        patient="N-1",
        sex="male",
        age=41,
    )


def one_value() -> Review:
    return review([result("urine_volume", 1.0, goal=(2.5, None), goal_only=True)], patient="V-1")


def nothing_measured() -> Review:
    return review([result("urine_calcium", None, (None, 200), flag="unknown")], patient="E-1")


def child() -> Review:
    return review(
        [
            result("urine_calcium", 120, flag="unknown"),
            result("urine_volume", 0.9, flag="unknown"),
            result("serum_calcium", 9.9, (8.6, 10.2), flag="unknown", note="adult limits only"),
        ],
        patient="C-3",
        age=7.6,
    )


ALL = {
    "hyperparathyroid": hyperparathyroid,
    "three_values": three_values,
    "everything": everything,
    "censored_and_extreme": censored_and_extreme,
    "goals_only": goals_only,
    "all_normal": all_normal,
    "one_value": one_value,
    "nothing_measured": nothing_measured,
    "child": child,
}
