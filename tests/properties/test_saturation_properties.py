"""What must hold for every urine, whatever it contains."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uroscope.derive.saturation import (
    INPUTS,
    IONS,
    SALTS,
    constant_set,
    elasticities,
    estimate,
    missing_input_rules,
    supersaturation,
)
from uroscope.derive.saturation.plan import coefficients, plan_of
from uroscope.derive.saturation.solids import saturation
from uroscope.derive.saturation.speciation import (
    SOLVED,
    solve_by_bisection,
    speciate,
    species_concentrations,
)
from uroscope.derive.saturation.sweeps import Workspace, sweep_once
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.places import knowledge_folder

_FOLDER = knowledge_folder() / "chemistry"
_V5_RECORD = read_yaml(_FOLDER / "equil2_v5.yaml").data
V5 = constant_set(_V5_RECORD)
V1 = constant_set(read_yaml(_FOLDER / "equil2_v1.yaml").data, base=_V5_RECORD)
RULES = missing_input_rules(read_yaml(_FOLDER / "missing_inputs.yaml").data)

CALCIUM, MAGNESIUM = IONS.index("calcium"), IONS.index("magnesium")
# Lowest and highest of a wide box in mmol/L: anything between a dilute and a very sick urine.
LOWEST = np.array([5, 3, 0.2, 0.2, 0.5, 5, 1, 0.5, 0.02, 0.03, 0.1])
HIGHEST = np.array([400, 200, 16, 16, 120, 430, 90, 60, 3, 13, 12])


def box(count: int, seed: int, low=LOWEST, high=HIGHEST, ph=(4.5, 8.5)):
    """Return totals [mol/L] and pH of urines spread evenly, on a logarithmic scale, over a box."""
    rng = np.random.default_rng(seed)
    low, high = np.broadcast_to(low, len(IONS)), np.broadcast_to(high, len(IONS))
    share = rng.random((len(IONS), count))
    totals = np.exp(np.log(low)[:, None] + share * np.log(high / low)[:, None]) / 1000
    return totals, rng.uniform(*ph, count)


def table(totals, ph) -> pd.DataFrame:
    return pd.DataFrame(dict(zip(IONS, totals * 1000, strict=True))).assign(ph=ph)


@st.composite
def urines(draw):
    """One urine of the box, any of whose ions may be absent."""
    share = [draw(st.floats(0, 1)) for _ in IONS]
    present = [draw(st.sampled_from([1.0, 1.0, 1.0, 0.0])) for _ in IONS]
    totals = LOWEST * (HIGHEST / LOWEST) ** np.array(share) * np.array(present) / 1000
    return totals[:, None], np.array([draw(st.floats(4.0, 9.0))])


def balances(solved, constants):
    """Return total concentrations and ionic strength put together again from the solution."""
    power = solved.activity_coefficient ** (constants.ion_charge[:, None] ** 2)
    free = solved.activity / power
    complexes = species_concentrations(solved, constants)
    totals = free + np.einsum("si,sn->in", constants.stoichiometry, complexes)
    counted = constants.in_ionic_strength * constants.charge**2
    water = 10.0**-solved.ph + 10.0 ** (solved.ph - constants.water)
    strength = np.einsum("i,in->n", constants.ion_charge**2, free)
    strength += np.einsum("s,sn->n", counted, complexes) + water / solved.activity_coefficient
    return totals, np.clip(strength / 2, 1e-6, 1.0)


@given(urines())
@settings(max_examples=100, deadline=None)
def test_every_mass_balance_closes(urine):
    totals, ph = urine
    solved = speciate(totals, ph, V5)
    assert solved.status[0] == SOLVED
    again, strength = balances(solved, V5)
    np.testing.assert_allclose(again, totals, rtol=1e-12, atol=0)
    np.testing.assert_allclose(strength, solved.ionic_strength, rtol=1e-12)


@pytest.mark.parametrize("constants", [V5, V1], ids=["V5", "V1"])
@pytest.mark.parametrize("ph", [(4.5, 8.5), (3.5, 10)])
def test_balances_close_in_wide_and_absurd_boxes(constants, ph):
    low, high = (LOWEST, HIGHEST) if ph == (4.5, 8.5) else (1e-6, 1000.0)
    totals, acidity = box(3000, 7, low, high, ph)
    solved = speciate(totals, acidity, constants)
    assert (solved.status == SOLVED).all()
    again, strength = balances(solved, constants)
    np.testing.assert_allclose(again, totals, rtol=1e-12)
    np.testing.assert_allclose(strength, solved.ionic_strength, rtol=1e-12)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("present", [0.75, 0.4])
def test_balances_close_where_ions_are_absent(present, compiled):
    # Without calcium and magnesium the ionic strength may stand still before the others do.
    totals, ph = box(20_000, 11, ph=(4, 9))
    totals *= np.random.default_rng(12).random(totals.shape) < present
    assert ((totals[CALCIUM] == 0) & (totals[MAGNESIUM] == 0)).any()
    solved = speciate(totals, ph, V5, compiled=compiled)
    assert (solved.status == SOLVED).all()
    again, strength = balances(solved, V5)
    np.testing.assert_allclose(again, totals, rtol=1e-12, atol=0)
    np.testing.assert_allclose(strength, solved.ionic_strength, rtol=1e-12)


@given(urines())
@settings(max_examples=50, deadline=None)
def test_another_sweep_from_the_solution_changes_nothing(urine):
    totals, ph = urine
    solved = speciate(totals, ph, V5)
    plan = plan_of(V5)
    state = np.vstack([solved.activity[plan.cations], solved.ionic_strength])
    new = np.empty_like(state)
    factors = coefficients(plan, 10.0**-ph, 10.0 ** (ph - V5.water))
    sweep_once(state, totals[plan.order], factors, plan, Workspace.of(1), new)
    np.testing.assert_allclose(new, state, rtol=1e-12)


def test_order_and_company_change_no_bit():
    usual, absurd = box(3000, 11), box(1500, 12, 1e-6, 1000.0, (3.5, 10))
    totals = np.concatenate([usual[0], absurd[0]], axis=1)
    ph = np.concatenate([usual[1], absurd[1]])
    totals[2, 5], totals[4, 8], ph[13] = np.nan, 0.0, np.nan
    ions = table(totals, ph)
    whole = supersaturation(ions, V5)
    shuffled = ions.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(supersaturation(shuffled, V5).sort_index(), whole, rtol=0, atol=0)
    parts = [supersaturation(ions.iloc[a : a + 7], V5) for a in range(0, 700, 7)]
    pd.testing.assert_frame_equal(pd.concat(parts), whole.iloc[:700], rtol=0, atol=0)
    alone = pd.concat([supersaturation(ions.iloc[[row]], V5) for row in range(100)])
    pd.testing.assert_frame_equal(alone, whole.iloc[:100], rtol=0, atol=0)
    solved = speciate(totals, ph, V5)
    for rows in (64, 1000):
        chunked = speciate(totals, ph, V5, chunk_rows=rows)
        np.testing.assert_array_equal(chunked.activity, solved.activity)


def test_fallback_alone_finds_the_same_solution():
    for low, high, ph in ((LOWEST, HIGHEST, (4.5, 8.5)), (1e-6, 1000.0, (3.5, 10))):
        totals, acidity = box(150, 5, low, high, ph)
        solved = speciate(totals, acidity, V5)
        activity, strength = solve_by_bisection(totals, acidity, V5)
        plan = plan_of(V5)
        held = [*plan.cations, *plan.anions]
        np.testing.assert_allclose(activity[held], solved.activity[held], rtol=1e-10)
        np.testing.assert_allclose(strength, solved.ionic_strength, rtol=1e-12)


def test_fallback_does_not_look_at_other_rows():
    totals, ph = box(40, 6, 1e-6, 1000.0, (3.5, 10))
    whole = solve_by_bisection(totals, ph, V5)
    alone = solve_by_bisection(totals[:, 7:8], ph[7:8], V5)
    np.testing.assert_array_equal(alone[0][:, 0], whole[0][:, 7])
    np.testing.assert_array_equal(alone[1][0], whole[1][7])


def test_rows_that_do_not_settle_reach_the_fallback(monkeypatch):
    totals, ph = box(20, 8)
    expected = speciate(totals, ph, V5)
    monkeypatch.setattr("uroscope.derive.saturation.speciation.MOST_SWEEPS", 5)
    forced = speciate(totals, ph, V5)
    np.testing.assert_allclose(forced.activity, expected.activity, rtol=1e-10)
    assert (forced.status == SOLVED).all()


@given(urines(), st.floats(1.01, 3))
@settings(max_examples=100, deadline=None)
def test_more_oxalate_never_lowers_calcium_oxalate(urine, factor):
    totals, ph = urine
    more = totals.copy()
    more[IONS.index("oxalate")] *= factor
    found = saturation(speciate(np.hstack([totals, more]), np.repeat(ph, 2), V5), V5).ss[0]
    if totals[IONS.index("oxalate"), 0] and totals[IONS.index("calcium"), 0]:
        assert found[1] > found[0]
    else:
        assert np.isnan(found).all()


@given(urines())
@settings(max_examples=100, deadline=None)
def test_a_salt_is_missing_exactly_where_one_of_its_ions_is_zero(urine):
    totals, ph = urine
    found = supersaturation(table(totals, ph), V5).iloc[0]
    for row, salt in enumerate(SALTS):
        own = V5.solid_stoichiometry[row] > 0
        assert np.isnan(found[f"ss_{salt}"]) == (totals[own, 0] == 0).any()
        assert np.isnan(found[f"dg_{salt}"]) == np.isnan(found[f"ss_{salt}"])


@given(urines(), st.sampled_from([*IONS, "ph"]), st.sampled_from([np.nan, -1.0, np.inf, -np.inf]))
@settings(max_examples=60, deadline=None)
def test_a_bad_cell_empties_its_own_row_only(urine, name, value):
    totals, ph = urine
    ions = table(np.hstack([totals, totals]), np.repeat(ph, 2))
    ions.loc[0, name] = value
    found = supersaturation(ions, V5)
    assert found.iloc[0].isna().all()
    np.testing.assert_array_equal(found.iloc[1], supersaturation(table(totals, ph), V5).iloc[0])


def test_elasticities_are_the_slopes_of_the_solution():
    totals, ph = box(40, 21)
    slopes = elasticities(speciate(totals, ph, V5), V5)
    step = 1e-4
    for column in range(len(IONS) + 1):
        ratio = []
        for sign in (1, -1):
            moved, acidity = totals.copy(), ph.copy()
            if column < len(IONS):
                moved[column] *= np.exp(sign * step)
            else:
                acidity += sign * step
            ratio.append(np.log(saturation(speciate(moved, acidity, V5), V5).ss))
        # Central differences: error of the order step squared, 1e-8, times the curvature.
        np.testing.assert_allclose(
            slopes[:, column], (ratio[0] - ratio[1]) / (2 * step), rtol=1e-5, atol=1e-6
        )


@given(urines(), st.sets(st.sampled_from([*IONS, "ph"])))
@settings(max_examples=100, deadline=None)
def test_removing_a_measurement_never_adds_a_result(urine, gaps):
    totals, ph = urine
    ions = table(totals, ph)
    full = estimate(ions, np.array([1.5]), V5, RULES)
    holed = estimate(ions.assign(**dict.fromkeys(gaps, np.nan)), np.array([1.5]), V5, RULES)
    # A measured zero of the salt's own ions is refused; a gap there is refused as well.
    assert not ((holed.refusal[:, 0] == 0) & (full.refusal[:, 0] != 0)).any()
    assert (np.isnan(holed.ss[:, 0]) == (holed.refusal[:, 0] != 0)).all()
    given_there = holed.refusal[:, 0] == 0
    expected = sum(1 << INPUTS.index(name) for name in gaps)
    assert (holed.imputed[given_there, 0] == expected).all()
    assert ((holed.error_percent[given_there, 0] > 0) == bool(gaps)).all()
