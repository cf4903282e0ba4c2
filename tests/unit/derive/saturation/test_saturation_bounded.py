"""Printed bounds (`<50`): an interval with the truth in it, or the number where it is as good."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.support.panels import panel_of
from uroscope.compare import compare
from uroscope.derive.saturation import IONS, SALTS, constant_set, estimate, supersaturation
from uroscope.derive.saturation.bounded import BoundedEstimate, estimate_with_bounds
from uroscope.derive.saturation.panel import panel_saturation
from uroscope.derive.saturation.row import saturation_of_row
from uroscope.knowledge import load
from uroscope.pipeline import derive_panel

URINES = Path(__file__).parents[3] / "differential" / "data" / "equil2_urines.csv"
OXALATE, BRUSHITE, URIC = (SALTS.index(s) for s in ("calcium_oxalate", "brushite", "uric_acid"))


@pytest.fixture(scope="module")
def reference() -> pd.DataFrame:
    return pd.read_csv(URINES)[[*IONS, "ph"]]


def bounded(table, v5, rules, **ends):
    """Estimate urines of 1 L/d; `ends` gives the interval of an ion as two columns."""
    low = table.assign(**{ion: pair[0] for ion, pair in ends.items()})
    high = table.assign(**{ion: pair[1] for ion, pair in ends.items()})
    exact = table.assign(**dict.fromkeys(ends, np.nan))
    return estimate_with_bounds((low, exact, high), np.ones(len(table)), v5, rules)


def holds(found, truth, slack=0.0):
    """Tell for every salt and urine whether the truth lies inside the interval, or within 3 %."""
    given = found.refusal == 0
    near = np.abs(found.ss / truth - 1) <= 0.03
    inside = (found.lowest * (1 - slack) <= truth) & (truth <= found.highest * (1 + slack))
    return np.where(given, near, inside)


@pytest.mark.parametrize("ion", IONS)
@pytest.mark.parametrize("factor", [1.1, 2.0, 10.0])
def test_the_truth_lies_below_the_printed_bound(reference, v5, rules, ion, factor):
    found = bounded(reference, v5, rules, **{ion: (0.0, reference[ion] * factor)})
    truth = supersaturation(reference, v5)[[f"ss_{salt}" for salt in SALTS]].to_numpy().T
    assert isinstance(found, BoundedEstimate)
    # A turn between two of the places that are looked at is missed by less than 0.7 %.
    assert holds(found, truth, slack=0.007).all()


@pytest.mark.parametrize("ion", IONS)
def test_the_truth_lies_above_the_printed_bound(reference, v5, rules, ion):
    found = bounded(reference, v5, rules, **{ion: (reference[ion] * 0.6, np.inf)})
    truth = supersaturation(reference, v5)[[f"ss_{salt}" for salt in SALTS]].to_numpy().T
    assert holds(found, truth, slack=0.007).all()


def test_two_bounds_are_multiplied(reference, v5, rules):
    usual = reference.iloc[2:71]
    ends = {ion: (0.0, usual[ion] * 1.5) for ion in ("citrate", "sulfate")}
    found = bounded(usual, v5, rules, **ends)
    truth = supersaturation(usual, v5)[[f"ss_{salt}" for salt in SALTS]].to_numpy().T
    assert holds(found, truth, slack=0.03).mean() > 0.99


def test_without_a_bound_nothing_changes(reference, v5, rules):
    found = bounded(reference, v5, rules)
    plain = estimate(reference, np.ones(len(reference)), v5, rules)
    np.testing.assert_array_equal(found.ss, plain.ss)
    assert not isinstance(found, BoundedEstimate)


def test_rows_without_a_bound_stay_as_they_are(reference, v5, rules):
    low, high = reference["citrate"].copy(), reference["citrate"].copy()
    low[0], high[0] = 0.0, 1.0
    exact = reference.assign(citrate=reference["citrate"].mask(low != high))
    ends = reference.assign(citrate=low), exact, reference.assign(citrate=high)
    found = estimate_with_bounds(ends, np.ones(len(reference)), v5, rules)
    plain = estimate(reference, np.ones(len(reference)), v5, rules)
    np.testing.assert_array_equal(found.ss[:, 1:], plain.ss[:, 1:])
    np.testing.assert_array_equal(found.refusal[:, 1:], plain.refusal[:, 1:])
    assert found.refusal_words("calcium_oxalate", 1) is None


def test_own_ion_below_a_bound_gives_a_ceiling(urine, v5, rules):
    found = bounded(urine, v5, rules, oxalate=(0.0, 0.3))
    assert found.lowest[OXALATE, 0] == 0
    # More oxalate is always more calcium oxalate, so the ceiling is the bound itself.
    whole = supersaturation(urine, v5)["ss_calcium_oxalate"].iloc[0]
    assert found.highest[OXALATE, 0] == pytest.approx(whole)
    assert np.isnan(found.ss[OXALATE, 0])
    assert found.refusal_words("calcium_oxalate", 0) == (
        "oxalate is only known as a bound; the ratio is at most about 8.7"
    )
    assert found.refusal_words("uric_acid", 0) is None


def test_own_ion_above_a_bound_gives_a_floor(urine, v5, rules):
    found = bounded(urine, v5, rules, calcium=(4.0, np.inf))
    words = found.refusal_words("calcium_oxalate", 0)
    assert words == "calcium is only known as a bound; the ratio is at least about 8.7"


def test_what_is_missing_besides_keeps_its_own_reason(urine, v5, rules):
    gap = urine.assign(oxalate=np.nan)
    found = bounded(gap, v5, rules, citrate=(0.0, 9.0))
    assert found.refusal_words("calcium_oxalate", 0) == "oxalate not measured"
    assert "citrate is only known as a bound" in found.refusal_words("brushite", 0)


def test_hydroxyapatite_is_given_no_ratio(urine, v5, rules):
    found = bounded(urine, v5, rules, citrate=(0.0, 9.0))
    assert found.refusal_words("hydroxyapatite", 0) == "citrate is only known as a bound"


CASE = {
    "urine_volume": 1.5, "urine_calcium": 250, "urine_oxalate": 40, "urine_citrate": "<300",
    "urine_sodium": 150, "urine_potassium": 60, "urine_magnesium": 100, "urine_ph": 6.0,
    "urine_phosphorus": 900, "urine_uric_acid": 600, "urine_chloride": 150,
    "urine_ammonium": 30, "urine_sulfate": 20,
}  # fmt: skip


class TestFromAPanel:
    def judged(self, case, constants="equil2_v5"):
        knowledge, panel = load(), panel_of(case)
        flags = compare(panel, knowledge.profile("stone_us"), knowledge, derive_panel(panel))
        return panel, panel_saturation(panel, flags, knowledge, constants)

    def test_a_bound_is_never_called_not_measured(self):
        panel, found = self.judged(CASE)
        assert "only known as a bound" in found.refusal_words("brushite", 0)
        written = saturation_of_row(found, panel, 0, load())
        brushite = next(s for s in written.salts if s.salt == "brushite")
        assert brushite.ss is None
        assert 0 < brushite.low < brushite.high

    def test_a_bound_that_hardly_matters_stands_as_its_number(self):
        _, low = self.judged(CASE | {"urine_citrate": "<50"})
        _, number = self.judged(CASE | {"urine_citrate": 50})
        assert low.ss[OXALATE, 0] == number.ss[OXALATE, 0]
        assert low.imputed_inputs("calcium_oxalate", 0) == ()

    def test_more_than_nothing_is_known_of_uric_acid(self):
        _, found = self.judged(CASE)
        assert found.ss[URIC, 0] > 0

    def test_the_older_constants_can_be_asked_for(self):
        # Solubility products of brushite 2.37e-7 and 3.981e-7: 0.595 of the V5 value.
        case = CASE | {"urine_citrate": 400}
        ratio = self.judged(case, "equil2_v1")[1].ss / self.judged(case)[1].ss
        assert ratio[BRUSHITE, 0] == pytest.approx(2.37e-7 / 3.981e-7, rel=0.01)

    def test_masses_become_amounts(self):
        # 250 mg of calcium / 40.078 and 40 mg of oxalate / 88.018, 900 mg of P / 30.974 …
        case = CASE | {"urine_citrate": 384.246}
        _, found = self.judged(case)
        day = {
            "sodium": 150, "potassium": 60, "calcium": 250 / 40.078, "magnesium": 100 / 24.305,
            "ammonium": 30, "chloride": 150, "phosphate": 900 / 30.974, "sulfate": 20,
            "oxalate": 40 / 88.018, "citrate": 384.246 / 192.123, "urate": 600 / 168.112,
        }  # fmt: skip
        ions = pd.DataFrame([{ion: amount / 1.5 for ion, amount in day.items()} | {"ph": 6.0}])
        v5 = constant_set(load().record["chemistry"]["equil2_v5"])
        by_hand = supersaturation(ions, v5).iloc[0]
        for row, salt in enumerate(SALTS):
            if salt != "hydroxyapatite":
                assert found.ss[row, 0] == pytest.approx(by_hand[f"ss_{salt}"], rel=2e-4)
