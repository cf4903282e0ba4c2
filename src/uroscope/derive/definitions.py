"""Which indices there are: formula, inputs, and where each is withheld."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from uroscope.derive.formulas import body, diet, kidney, solution
from uroscope.derive.intervals import Formula

# Outside these a clearance ratio betrays mixed units, which change it a thousandfold (convention).
PLAUSIBLE_CLEARANCE_RATIO = (0.0005, 0.2)

CHILD, SEX, ALKALINE, ACID, APART, IMPLAUSIBLE, UNDEFINED, NOT_MONOTONE, OPEN = range(1, 10)
REASONS = (
    "",
    "valid for adults only",
    "sex is not known",
    "a urine pH above 8 is not interpreted: bacteria may have grown in the bottle",
    "acid or boric-acid bottle: its pH and chloride are not the urine's",
    "blood and fasting urine were not taken together",
    "the result cannot be true: check units and specimens of its inputs",
    "an input is zero, so the formula has no value",
    "an input is known only as below or above a number, which does not bound this formula",
    "its inputs are known only as below or above a number, which leaves the result open",
)


@dataclass(frozen=True)
class Input:
    """An analyte, a subject value or `female`; `molar` takes it in its SI unit (mmol)."""

    name: str
    sign: int = 1
    molar: bool = False


@dataclass(frozen=True)
class Index:
    """One index: its formula, the inputs in the formula's order, and where it is withheld.

    `withheld` lists reason codes; `plausible` are bounds of a result that can be true; `positive`
    asks for inputs above zero; `floor` is the lowest value the formula can take.
    """

    id: str
    formula: Formula
    inputs: tuple[Input, ...]
    withheld: tuple[int, ...] = ()
    plausible: tuple[float, float] | None = None
    positive: bool = False
    floor: float = 0.0


_WEIGHT, _HEIGHT, _AGE = Input("weight_kg", -1), Input("height_cm", -1), Input("age", -1)
FEMALE = Input("female")
_ADULT = (CHILD,)
_OWN_PH = (ALKALINE, ACID)
_FASTING_PHOSPHATE = (
    Input("fasting_urine_phosphorus"),
    Input("serum_phosphorus", -1),
    Input("fasting_urine_creatinine", -1),
    Input("serum_creatinine"),
)

INDICES = (
    Index(
        "corrected_calcium",
        kidney.corrected_calcium,
        (Input("serum_calcium"), Input("serum_albumin", -1)),
        floor=-np.inf,
    ),
    Index("urine_calcium_per_kg", body.per_amount, (Input("urine_calcium"), _WEIGHT)),
    Index(
        "urine_calcium_creatinine_ratio",
        body.per_amount,
        (Input("urine_calcium"), Input("urine_creatinine", -1)),
    ),
    Index(
        "calcium_creatinine_clearance_ratio",
        kidney.clearance_ratio,
        (
            Input("urine_calcium"),
            Input("serum_calcium", -1),
            Input("urine_creatinine", -1),
            Input("serum_creatinine"),
        ),
        plausible=PLAUSIBLE_CLEARANCE_RATIO,
    ),
    Index("urine_creatinine_per_kg", body.per_amount, (Input("urine_creatinine"), _WEIGHT)),
    Index("expected_creatinine", kidney.expected_creatinine, (_WEIGHT, _AGE, FEMALE), _ADULT),
    Index(
        "urine_creatinine_to_expected",
        kidney.creatinine_to_expected,
        (Input("urine_creatinine"), _WEIGHT, _AGE, FEMALE),
        _ADULT,
    ),
    Index(
        "creatinine_clearance",
        kidney.creatinine_clearance,
        (Input("urine_creatinine"), Input("serum_creatinine", -1)),
    ),
    Index("egfr", kidney.egfr, (Input("serum_creatinine", -1), _AGE, FEMALE), _ADULT),
    Index("protein_intake", diet.protein_intake, (Input("urine_urea_nitrogen"), _WEIGHT), _ADULT),
    Index(
        "protein_intake_per_kg",
        diet.protein_intake_per_kg,
        (Input("urine_urea_nitrogen"), _WEIGHT),
        _ADULT,
    ),
    Index("salt_intake", diet.salt_intake, (Input("urine_sodium"),)),
    Index(
        "sodium_related_calcium_low",
        partial(diet.sodium_related_calcium, slope=diet.CALCIUM_PER_SODIUM[0]),
        (Input("urine_sodium"), Input("urine_calcium")),
        _ADULT,
    ),
    Index(
        "sodium_related_calcium_high",
        partial(diet.sodium_related_calcium, slope=diet.CALCIUM_PER_SODIUM[1]),
        (Input("urine_sodium"), Input("urine_calcium")),
        _ADULT,
    ),
    Index(
        "protein_related_calcium_low",
        partial(diet.protein_related_calcium, slope=diet.CALCIUM_PER_PROTEIN[0]),
        (Input("urine_urea_nitrogen"), _WEIGHT, Input("urine_calcium")),
        _ADULT,
    ),
    Index(
        "protein_related_calcium_high",
        partial(diet.protein_related_calcium, slope=diet.CALCIUM_PER_PROTEIN[1]),
        (Input("urine_urea_nitrogen"), _WEIGHT, Input("urine_calcium")),
        _ADULT,
    ),
    Index(
        "undissociated_uric_acid_fraction",
        solution.undissociated_uric_acid_fraction,
        (Input("urine_ph", -1),),
        _OWN_PH,
    ),
    Index(
        "undissociated_uric_acid",
        solution.undissociated_uric_acid,
        (Input("urine_uric_acid"), Input("urine_volume", -1), Input("urine_ph", -1)),
        _OWN_PH,
    ),
    Index(
        "ap_calcium_oxalate",
        solution.ap_calcium_oxalate,
        (
            Input("urine_calcium", molar=True),
            Input("urine_oxalate", molar=True),
            Input("urine_citrate", -1, molar=True),
            Input("urine_magnesium", -1, molar=True),
            Input("urine_volume", -1),
        ),
        _ADULT,
        positive=True,
    ),
    Index(
        "urine_anion_gap",
        solution.urine_anion_gap,
        (
            Input("urine_sodium"),
            Input("urine_potassium"),
            Input("urine_chloride", -1),
            # A larger volume brings a positive gap down and a negative one up.
            Input("urine_volume", 0),
        ),
        (ACID,),
        floor=-np.inf,
    ),
    Index(
        "urine_cystine_concentration",
        body.per_amount,
        (Input("urine_cystine"), Input("urine_volume", -1)),
    ),
    Index(
        "urine_cystine_creatinine",
        body.per_gram,
        (Input("urine_cystine"), Input("urine_creatinine", -1)),
    ),
    Index(
        "fasting_calcium_creatinine_ratio",
        body.per_amount,
        (Input("fasting_urine_calcium"), Input("fasting_urine_creatinine", -1)),
    ),
    Index(
        "fractional_excretion_of_phosphate",
        kidney.clearance_ratio,
        _FASTING_PHOSPHATE,
        (APART,),
        plausible=(0.0, 1.0),
    ),
    Index(
        "tmp_gfr",
        kidney.phosphate_threshold,
        tuple(Input(item.name, 0) for item in _FASTING_PHOSPHATE),
        (CHILD, APART),
        plausible=(0.0, np.inf),
    ),
    Index("body_mass_index", body.body_mass_index, (_WEIGHT, _HEIGHT)),
    Index("body_surface_area", body.body_surface_area, (_WEIGHT, _HEIGHT)),
    Index(
        "urine_oxalate_per_bsa",
        body.per_standard_surface,
        (Input("urine_oxalate", molar=True), _WEIGHT, _HEIGHT),
    ),
)
