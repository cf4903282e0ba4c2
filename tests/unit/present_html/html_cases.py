"""Reviews written by hand for the page: one with everything a review holds, and relatives."""

from __future__ import annotations

from typing import Any

from uroscope.model import (
    Amount,
    Collected,
    Effect,
    Finding,
    Habit,
    Ignored,
    KnowledgeNote,
    Limits,
    NextStep,
    NotMeasured,
    OtherValue,
    OtherVerdict,
    ProfileNote,
    Quality,
    RedFlag,
    Refused,
    Report,
    Reported,
    Result,
    Review,
    Salt,
    Saturation,
    Scenario,
    SourceNote,
    StoneType,
    Subject,
    Where,
)

# label, specimen, unit, digits, SI unit, SI digits, SI units per unit
KINDS: dict[str, tuple[str, str, str, int, str, int, float]] = {
    "urine_volume": ("Volume", "timed", "L/d", 2, "L/d", 2, 1.0),
    "urine_calcium": ("Calcium", "timed", "mg/d", 0, "mmol/d", 2, 1 / 40.078),
    "urine_oxalate": ("Oxalate", "timed", "mg/d", 0, "mmol/d", 2, 1 / 88.018),
    "urine_citrate": ("Citrate", "timed", "mg/d", 0, "mmol/d", 2, 1 / 192.123),
    "urine_sodium": ("Sodium", "timed", "mmol/d", 0, "mmol/d", 0, 1.0),
    "urine_ph": ("pH", "timed", "pH", 1, "pH", 1, 1.0),
    "urine_uric_acid": ("Uric acid", "timed", "mg/d", 0, "mmol/d", 2, 1 / 168.112),
    "urine_magnesium": ("Magnesium", "timed", "mg/d", 0, "mmol/d", 2, 1 / 24.305),
    "urine_potassium": ("Potassium", "timed", "mmol/d", 0, "mmol/d", 0, 1.0),
    "urine_creatinine": ("Creatinine", "timed", "mg/d", 0, "mmol/d", 1, 1 / 113.12),
    "serum_calcium": ("Calcium", "blood", "mg/dL", 1, "mmol/L", 2, 10 / 40.078),
    "serum_pth": ("PTH", "blood", "pg/mL", 0, "pmol/L", 1, 1 / 9.43),
    "serum_albumin": ("Albumin", "blood", "g/dL", 1, "g/L", 0, 10.0),
    "plasma_oxalate": ("Plasma oxalate", "blood", "µmol/L", 1, "µmol/L", 1, 1.0),
}
Ends = tuple[float | None, float | None]
MAYO = SourceNote(
    key="mayo_calu",
    title="Mayo Clinic Laboratories, Calcium, 24 Hour, Urine",
    locator="Reference Values",
    url="https://www.mayocliniclabs.com/test-catalog/overview/610594",
)
AUA = SourceNote(
    key="aua_2014",
    title="Medical management of kidney stones: AUA guideline",
    locator="Statement 8",
    url="https://www.auanet.org/guidelines/kidney-stones-medical-mangement-guideline",
)
OWN = SourceNote(key="own_band", title="Borderline band, our convention")


def limits(kind: str, ends: Ends, what: str = "decision_limit", who: str = "Mayo") -> Limits:
    factor = KINDS[kind][6]
    low, high = ends
    return Limits(
        id=f"stone_us.{kind}.{what}",
        low=low,
        high=high,
        unit=KINDS[kind][2],
        kind=what,
        authority=who,
        source="mayo_calu",
        si_low=None if low is None else low * factor,
        si_high=None if high is None else high * factor,
    )


def result(
    kind: str,
    value: float | None,
    ends: Ends = (None, None),
    *,
    goal: Ends | None = None,
    goal_only: bool = False,
    lab: bool = False,
    **more: Any,
) -> Result:
    """Return a result flagged by its own limits, unless `flag` is given."""
    label, specimen, unit, digits, si_unit, si_digits, factor = KINDS[kind]
    low, high = goal if goal_only and goal else ends
    flag = more.pop("flag", None)
    if flag is None:
        flag = "unknown" if value is None or low is high is None else "normal"
        if value is not None and low is not None and value < low:
            flag = "low"
        if value is not None and high is not None and value > high:
            flag = "high"
    decided = None if ends == (None, None) else limits(kind, ends)
    if lab:
        decided = limits(kind, ends, "laboratory_range", "the laboratory")
    aim = None if goal is None else limits(kind, goal, "treatment_goal", "AUA")
    met = None
    if goal is not None and value is not None:
        met = (goal[0] is None or value >= goal[0]) and (goal[1] is None or value <= goal[1])
    text = more.pop("text", f"{value:g}" if value is not None else "")
    return Result(
        analyte=kind,
        label=label,
        specimen=specimen,
        reported=Reported(
            text=text,
            comparator=None,
            unit=unit.replace("/d", "/24h"),
            where=Where(source="labs.csv", row=3, column=kind),
        ),
        value=value,
        unit=unit,
        digits=digits,
        si=Amount(value=None if value is None else value * factor, unit=si_unit),
        si_digits=si_digits,
        si_factor=factor,
        limits=aim if goal_only else decided,
        lab_limits=decided if lab else None,
        goal=aim,
        goal_met=met,
        flag=flag,
        **more,
    )


RESULTS = [
    result("urine_volume", 1.35, goal=(2.5, None), goal_only=True),
    result(
        "urine_calcium",
        312,
        (None, 200),
        severity="moderate",
        other_profiles=[
            OtherVerdict(profile="nice_uk", flag="high", authority="NICE", high=281, unit="mg/d")
        ],
    ),
    result("urine_oxalate", 58, (None, 40), goal=(None, 25)),
    result("urine_citrate", 240, (320, None), goal=(600, None)),
    result("urine_sodium", 218, (None, 150), goal=(None, 100)),
    result("urine_ph", 6.1, (5.5, 6.5)),
    result(
        "urine_uric_acid",
        610,
        (None, 750),
        other_values=[
            OtherValue(
                analyte="serum_calcium",
                label="Blood calcium",
                text="615",
                unit="mg/24h",
                value=615,
                date="2026-10-03",
                where=Where(source="labs.csv", row=9, column="urine_uric_acid"),
            )
        ],
    ),
    result("urine_magnesium", 98, (51, None)),
    result("urine_potassium", 52, (25, 125)),
    result("urine_creatinine", 1163, (500, 1400)),
    result("serum_calcium", 10.9, (8.6, 10.2)),
    result("serum_pth", 88, (15, 65), lab=True, lab_flag="H"),
    result(
        "plasma_oxalate",
        None,
        (None, 2.0),
        lower=0.0,
        upper=5.0,
        text="<5",
        note="<5 may lie on either side of 2",
    ),
]


def index(name: str, label: str, value: float, unit: str, digits: int, formula: str) -> Result:
    return Result(
        analyte=name,
        label=label,
        specimen="index",
        value=value,
        unit=unit,
        digits=digits,
        si=Amount(value=value, unit=unit),
        si_digits=digits,
        flag="unknown",
        formula=formula,
    )


INDICES = [
    index(
        "urine_creatinine_per_kg", "Creatinine per kg", 17.1, "mg/kg/d", 1, "creatinine / weight"
    ),
    index(
        "calcium_creatinine_clearance_ratio",
        "Calcium/creatinine clearance ratio",
        0.018,
        "ratio",
        3,
        "(UCa × SCr) / (SCa × UCr)",
    ),
    index("salt_intake", "Salt intake", 12.7, "g/d", 1, "sodium × 58.44 / 1000"),
]

FINDINGS = [
    Finding(
        id="primary_hyperparathyroidism",
        title="Fits primary hyperparathyroidism",
        kind="cause",
        rank=1,
        status="supported",
        explains=["hypercalciuria", "hypercalcemia", "raised_pth"],
        why=["Blood calcium 10.9 mg/dL with PTH 88 pg/mL, and urine calcium 312 mg/d."],
        **{"for": ["The calcium/creatinine clearance ratio of 0.018 speaks against FHH."]},
        against=["Phosphorus was not measured; a low one would support it."],
        missing=["ionized calcium", "25-OH vitamin D", "lithium or a thiazide?"],
        distinguish=["Familial hypocalciuric hypercalcemia has a ratio below 0.01."],
        cautions=["Vitamin D can raise urine calcium further: repeat the calcium first."],
        sources=[MAYO],
    ),
    Finding(
        id="sodium_driven_hypercalciuria",
        title="Salt adds to the urine calcium",
        kind="cause",
        rank=2,
        status="supported",
        why=["Sodium 218 mmol/d (salt about 12.7 g) accounts for some 32 to 94 mg of the 312 mg."],
        sources=[SourceNote(**{**AUA.model_dump(), "locator": "Statement 11"})],
    ),
    Finding(
        id="low_urine_volume",
        title="Low volume concentrates everything",
        kind="fact",
        rank=3,
        status="supported",
        why=["1.35 L/d, 1.15 L short of the goal."],
        sources=[AUA],
    ),
    Finding(
        id="hypocitraturia",
        title="Low citrate, cause open",
        kind="fact",
        rank=4,
        status="possible",
        why=["Oxalate 58 mg/d with citrate 240 mg/d, below 320."],
        missing=["potassium", "bicarbonate", "bowel surgery or diarrhoea?"],
        sources=[OWN],
    ),
    Finding(
        id="solitary_kidney_person",
        title="Single kidney: every threshold for acting is lower",
        kind="population",
        rank=0,
        status="supported",
    ),
]

FULL = Review(
    patient_id="P-0412",
    collection_id="C-1",
    collected=Collected(start="2026-10-03", hours=24.0, hours_stated=True),
    subject=Subject(sex="female", age_years=54, weight_kg=68, height_cm=165),
    context={
        "stone_analysis": "calcium oxalate 80 %, apatite 20 %",
        "conditions": "hypertension",
        "solitary_kidney": "yes",
        "imaging_report": "CT without contrast: two non-obstructing stones of 4 and 6 mm in "
        "the lower pole on the left. No hydronephrosis. Right kidney absent.",
    },
    headline=[
        "High blood calcium with a PTH that should be suppressed and is not: fits primary "
        "hyperparathyroidism.",
        "Salt and a low volume add to it.",
    ],
    not_excluded="Not excluded: enteric hyperoxaluria, renal tubular acidosis (bicarbonate and a "
    "bowel history would decide most of it).",
    quality=[
        Quality(
            code="solitary_kidney_person",
            severity="warning",
            message="Single kidney: every threshold for acting is lower",
        ),
        Quality(
            code="complete",
            severity="info",
            message="Specimen complete",
            evidence="creatinine 17.1 mg/kg/d",
        ),
        Quality(
            code="blood_days",
            severity="warning",
            message="Blood was drawn 41 days before the collection.",
        ),
    ],
    results=RESULTS,
    history=[
        OtherValue(
            analyte="serum_calcium",
            label="Blood calcium",
            text="91",
            unit="pg/mL",
            value=91,
            date="2026-01-12",
            where=Where(source="labs.csv", row=14, column="PTH intact"),
        )
    ],
    indices=INDICES,
    saturation=Saturation(
        constants="EQUIL2",
        salts=[
            Salt(
                salt="calcium_oxalate",
                label="calcium oxalate",
                ss=14.1,
                delta_g=6.6,
                low=11.2,
                high=17.4,
                error_pct=22,
                imputed=["ammonium", "sulfate"],
                lab_ss=12.9,
            ),
            Salt(
                salt="brushite",
                label="brushite",
                ss=1.92,
                delta_g=1.6,
                low=1.5,
                high=2.4,
                error_pct=22,
                imputed=["sulfate"],
            ),
            Salt(salt="uric_acid", label="uric acid", ss=1.13, delta_g=0.3),
            Salt(
                salt="struvite",
                label="struvite",
                ss=None,
                delta_g=None,
                refused="ammonium was not measured",
            ),
        ],
        scenarios=[
            Scenario(
                id="volume_goal",
                label="2.5 L of urine",
                habit="fluids",
                effects=[
                    Effect(salt="calcium_oxalate", before=14.1, after=7.31),
                    Effect(salt="brushite", before=1.92, after=1.03),
                ],
            ),
            Scenario(
                id="sodium_goal",
                label="sodium 100 mmol",
                effects=[Effect(salt="calcium_oxalate", before=14.1, after=12.2, after_high=13.3)],
            ),
        ],
        warnings=["Ionic strength is outside the tested range."],
    ),
    findings=FINDINGS,
    stone_types=[
        StoneType(
            type="calcium oxalate",
            level="favoured",
            because=["primary_hyperparathyroidism", "low_urine_volume"],
        ),
        StoneType(
            type="calcium phosphate", level="possible", because=["primary_hyperparathyroidism"]
        ),
    ],
    habits=[
        Habit(
            id="fluids",
            clinician_text="Fluids through day and evening to 2.5 L of urine, unless "
            "a limit was set",
            patient_text="Drink.",
            because=["low_urine_volume"],
            effect=Effect(salt="calcium_oxalate", before=14.1, after=7.31),
        ),
        Habit(
            id="calcium_with_meals",
            clinician_text="Calcium from food with meals, fewer very high oxalate foods",
            patient_text="Eat.",
            because=["hypocitraturia"],
            effect=Effect(salt="calcium_oxalate", before=14.1, after=10.4),
            cautions=["Keep food calcium at 1,000 to 1,200 mg a day."],
        ),
        Habit(
            id="salt",
            clinician_text="Salt to 2.3 g of sodium a day",
            patient_text="Less.",
            because=["sodium_driven_hypercalciuria"],
        ),
    ],
    next_steps=[
        NextStep(
            id="repeat",
            text="calcium with albumin and PTH again, same sample",
            because=["primary_hyperparathyroidism"],
        ),
        NextStep(id="vitamin_d", text="25-OH vitamin D", because=["primary_hyperparathyroidism"]),
        NextStep(
            id="bicarbonate", text="Blood potassium and bicarbonate", because=["hypocitraturia"]
        ),
    ],
    red_flags=[
        RedFlag(
            id="single_obstructed",
            tier="same_day",
            text="Pain with a single kidney",
            action="Exclude obstruction today.",
            because="Flank pain is named.",
        ),
    ],
    sources=[MAYO, AUA, OWN],
)

REFUSED = [
    Refused(
        source="labs.csv",
        row=7,
        column="Sulfate",
        analyte="Sulfate",
        code="basis",
        seen="1800 mg/24h",
        message="mg of sulfate has no stated basis",
        hint="give mmol, or mg of sulfur (S)",
        patient_id="P-0412",
    ),
    Refused(
        source="labs.csv",
        row=8,
        column="Ammonium",
        analyte="Ammonium",
        code="unit",
        seen="40 units",
        message="the unit is not known",
        hint="use mmol/24h",
        patient_id="P-9999",
    ),
]
NOT_MEASURED = [
    NotMeasured(
        source="labs.csv",
        row=3,
        column="Cystine",
        analyte="Cystine",
        seen="QNS",
        patient_id="P-0412",
    ),
]
IGNORED = [Ignored(source="labs.csv", analyte="ALT", rows=2)]


def report(*reviews: Review, **more: Any) -> Report:
    return Report(
        uroscope="0.1.0",
        profile=ProfileNote(
            id="stone_us", title="Stone clinic, United States", digest="78c80506f086"
        ),
        knowledge=KnowledgeNote(version="2026.11", digest="5d1e0c1b2a3f"),
        reviews=list(reviews),
        **more,
    )


def full_report() -> Report:
    return report(FULL, refused=REFUSED[:1], not_measured=NOT_MEASURED, ignored=IGNORED)


def twin_of(review: Review) -> Review:
    """The same review with the sentences of its first finding in SI units."""
    first = review.findings[0].model_copy(
        update={
            "why": ["Blood calcium 2.72 mmol/L with PTH 9.3 pmol/L, and urine calcium 7.78 mmol/d."]
        }
    )
    return review.model_copy(update={"findings": [first, *review.findings[1:]]})


def clinic() -> Report:
    """Five collections of four patients: one that cannot wait, one for the same day, one empty."""
    earlier = FULL.model_copy(
        update={
            "collection_id": "C-0",
            "collected": Collected(start="2026-03-01", hours=23.5, hours_stated=True),
            "red_flags": [],
            "results": [result("urine_calcium", 280, (None, 200)), *RESULTS[2:6]],
        }
    )
    calm = Review(
        patient_id="Q-1",
        collection_id="",
        collected=Collected(start="2026-09-14", hours=None, hours_stated=False),
        subject=Subject(sex="male", age_years=63, weight_kg=None, height_cm=None),
        context={"medications": "metformin"},
        headline=["None of the 2 judged values is outside its limits."],
        results=[result("urine_calcium", 140, (None, 250)), result("urine_ph", 6.0, (5.5, 6.5))],
    )
    urgent = calm.model_copy(
        update={
            "patient_id": "Q-2",
            "red_flags": [
                RedFlag(
                    id="potassium",
                    tier="now",
                    text="Potassium 6.8 mmol/L",
                    action="Repeat at once with an ECG.",
                    because="At or above 6.5.",
                )
            ],
        }
    )
    empty = Review(
        patient_id="",
        collection_id="",
        collected=Collected(start=None, hours=None, hours_stated=False),
        subject=Subject(sex=None, age_years=None, weight_kg=None, height_cm=None),
        context={},
        headline=["Nothing was measured that uroscope reads."],
        results=[],
    )
    return report(
        earlier,
        calm,
        FULL,
        urgent,
        empty,
        refused=REFUSED,
        not_measured=NOT_MEASURED,
        ignored=IGNORED,
    )
