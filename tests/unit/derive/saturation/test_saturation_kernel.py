"""The compiled kernel: numpy's results, at any size, order and number of threads."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from uroscope.derive.saturation import IONS, SALTS, kernel, lanes, supersaturation
from uroscope.derive.saturation.plan import ANIONS, CATIONS, coefficients, plan_of
from uroscope.derive.saturation.solids import saturation
from uroscope.derive.saturation.speciation import (
    MISSING,
    NEGATIVE,
    PH_OUT_OF_SCALE,
    SOLVED,
    Speciation,
    speciate,
    species_concentrations,
)
from uroscope.derive.saturation.sweeps import Workspace, sweep_once

pytest.importorskip("numba")

SOURCE = Path(kernel.__file__).parents[3]
DIFFERENTIAL = Path(__file__).parents[3] / "differential" / "data"
# Lowest and highest of a wide box in mmol/L: anything between a dilute and a very sick urine.
LOWEST = np.array([5, 3, 0.2, 0.2, 0.5, 5, 1, 0.5, 0.02, 0.03, 0.1])
HIGHEST = np.array([400, 200, 16, 16, 120, 430, 90, 60, 3, 13, 12])


def box(count: int, seed: int, low=LOWEST, high=HIGHEST, ph=(4.5, 8.5)):
    rng = np.random.default_rng(seed)
    low, high = np.broadcast_to(low, len(IONS)), np.broadcast_to(high, len(IONS))
    totals = low[:, None] * (high / low)[:, None] ** rng.random((len(IONS), count)) / 1000
    return totals, rng.uniform(*ph, count)


@pytest.fixture
def numpy_only(monkeypatch):
    """Return a function that solves with numpy whatever else is switched on."""

    def solve(totals, ph, constants) -> Speciation:
        with monkeypatch.context() as patch:
            patch.setattr(kernel, "pays_for", lambda _: False)
            return speciate(totals, ph, constants)

    return solve


@pytest.fixture
def fast(monkeypatch, numpy_only):
    """Let the kernel solve every input, and count how often it was asked."""
    calls = []
    solve = kernel.solve

    def counted(*arguments) -> None:
        calls.append(arguments)
        solve(*arguments)

    monkeypatch.setattr(kernel, "pays_for", lambda _: True)
    monkeypatch.setattr(kernel, "solve", counted)
    return calls


@pytest.mark.parametrize("name", ["v5", "v1"])
def test_numpy_and_kernel_agree(request, fast, numpy_only, name):
    constants = request.getfixturevalue(name)
    totals, ph = box(20_000, 31)
    totals[np.random.default_rng(3).random(totals.shape) < 0.03] = 0.0
    compiled, reference = speciate(totals, ph, constants), numpy_only(totals, ph, constants)
    assert len(fast) == 1
    np.testing.assert_array_equal(compiled.status, reference.status)
    for part in ("activity", "ionic_strength", "activity_coefficient"):
        found, expected = getattr(compiled, part), getattr(reference, part)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=0)
    ss, expected = (saturation(one, constants).ss for one in (compiled, reference))
    np.testing.assert_allclose(ss, expected, rtol=1e-12)
    # The same algorithm: a row needs another sweep only where it stops just at the tolerance.
    assert (compiled.sweeps == reference.sweeps).mean() > 0.99


@pytest.mark.parametrize("salt", SALTS)
def test_fixed_point_of_the_program_is_met_to_nine_digits(fast, v5, salt):
    urines = pd.read_csv(DIFFERENTIAL / "equil2_urines.csv")
    found = supersaturation(urines, v5)[f"ss_{salt}"]
    assert len(fast) == 1
    np.testing.assert_allclose(found, urines[f"exact_ss_{salt}"], rtol=1e-9)


@pytest.mark.parametrize("salt", [salt for salt in SALTS if salt != "potassium_urate"])
def test_urines_on_which_the_program_does_not_converge(fast, v5, salt):
    urines = pd.read_csv(DIFFERENTIAL / "equil2_not_converging.csv")
    found = supersaturation(urines, v5)[f"ss_{salt}"]
    np.testing.assert_allclose(found, urines[f"exact_ss_{salt}"], rtol=1e-8)


def test_mass_balances_close(fast, v5):
    totals, ph = box(3000, 7)
    solved = speciate(totals, ph, v5)
    free = solved.activity / solved.activity_coefficient ** (v5.ion_charge[:, None] ** 2)
    complexes = species_concentrations(solved, v5)
    again = free + np.einsum("si,sn->in", v5.stoichiometry, complexes)
    np.testing.assert_allclose(again, totals, rtol=1e-12, atol=0)


def test_another_sweep_of_numpy_changes_nothing(fast, v5):
    totals, ph = box(500, 9)
    solved = speciate(totals, ph, v5)
    plan = plan_of(v5)
    state = np.vstack([solved.activity[plan.cations], solved.ionic_strength])
    new = np.empty_like(state)
    factors = coefficients(plan, 10.0**-ph, 10.0 ** (ph - v5.water))
    sweep_once(state, totals[plan.order], factors, plan, Workspace.of(ph.size), new)
    np.testing.assert_allclose(new, state, rtol=1e-12)


def test_order_company_and_threads_change_no_bit(fast, monkeypatch, v5):
    wide, absurd = box(20_000, 11), box(1500, 12, 1e-6, 1000.0, (3.5, 10))
    totals = np.concatenate([wide[0], absurd[0]], axis=1)
    ph = np.concatenate([wide[1], absurd[1]])
    totals[2, 5], totals[4, 8], ph[13] = np.nan, 0.0, np.nan
    whole = speciate(totals, ph, v5)
    shuffle = np.random.default_rng(5).permutation(ph.size)
    shuffled = speciate(totals[:, shuffle], ph[shuffle], v5)
    np.testing.assert_array_equal(shuffled.activity, whole.activity[:, shuffle])
    np.testing.assert_array_equal(shuffled.ionic_strength, whole.ionic_strength[shuffle])
    for first, last in ((0, 1), (1, 8), (8, 1000), (20_400, 20_431)):
        part = speciate(totals[:, first:last], ph[first:last], v5)
        np.testing.assert_array_equal(part.activity, whole.activity[:, first:last])
    for threads in (1, 3):
        limited = kernel.compiled_kernel()._replace(threads=threads)
        monkeypatch.setattr(kernel, "compiled_kernel", lambda found=limited: found)
        np.testing.assert_array_equal(speciate(totals, ph, v5).activity, whole.activity)


def test_several_callers_at_once(fast, v5):
    urines = [box(9000, seed) for seed in range(4)]
    alone = [speciate(*urine, v5).activity for urine in urines]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda urine: speciate(*urine, v5).activity, urines))
    np.testing.assert_array_equal(together, alone)


def test_bad_rows_say_why_and_leave_others_alone(fast, v5):
    totals, ph = box(300, 2)
    good = speciate(totals, ph, v5)
    totals[2, 0], totals[5, 150], ph[299] = np.nan, -0.1, 14.5
    solved = speciate(totals, ph, v5)
    assert solved.status[[0, 150, 299]].tolist() == [MISSING, NEGATIVE, PH_OUT_OF_SCALE]
    assert np.isnan(solved.activity[:, [0, 150, 299]]).all()
    others = np.setdiff1d(np.arange(300), [0, 150, 299])
    assert (solved.status[others] == SOLVED).all()
    np.testing.assert_array_equal(solved.activity[:, others], good.activity[:, others])


def test_no_rows_at_all(fast, v5):
    assert speciate(np.empty((len(IONS), 0)), np.empty(0), v5).activity.shape == (len(IONS), 0)


def test_extreme_rows_are_all_solved(fast, v5):
    # Twelve powers of ten of every ion, one in ten absent, any pH: no row may fail.
    rng = np.random.default_rng(55)
    totals = 10 ** rng.uniform(-12, 1.7, (len(IONS), 1500))
    totals[rng.random(totals.shape) < 0.1] = 0.0
    solved = speciate(totals, rng.uniform(0, 14, 1500), v5)
    assert (solved.status == SOLVED).all()
    assert np.isfinite(solved.activity).all()


def test_rows_that_do_not_settle_reach_the_fallback(fast, monkeypatch, v5):
    totals, ph = box(20, 8)
    expected = speciate(totals, ph, v5)
    monkeypatch.setattr("uroscope.derive.saturation.speciation.MOST_SWEEPS", 5)
    forced = speciate(totals, ph, v5)
    assert (forced.sweeps == 5).all()
    np.testing.assert_allclose(forced.activity, expected.activity, rtol=1e-10)


def test_layout_counts_ions_as_the_plan_does(v5):
    layout = lanes.layout_of(plan_of(v5))
    named = [IONS[row] for row in layout.order]
    assert named == [*CATIONS, *ANIONS, "chloride", "urate"]
    assert [named[ion] for ion in np.flatnonzero(layout.twice)] == [
        "calcium",
        "magnesium",
        "oxalate",
    ]


def test_small_inputs_do_not_even_load_numba(monkeypatch):
    monkeypatch.setattr(kernel, "compiled_kernel", lambda: pytest.fail("loaded"))
    assert not kernel.pays_for(kernel.FEWEST_URINES - 1)


@pytest.mark.parametrize("kept", [True, False])
def test_code_that_cannot_be_kept_must_pay_for_compiling(monkeypatch, kept):
    found = kernel.compiled_kernel()._replace(kept=kept)
    monkeypatch.setattr(kernel, "compiled_kernel", lambda: found)
    assert kernel.pays_for(kernel.FEWEST_URINES) == kept
    assert kernel.pays_for(kernel.FEWEST_IF_COMPILED_ANEW)


@pytest.fixture
def afresh():
    """Forget the compiled kernel before and after a test."""
    kernel.compiled_kernel.cache_clear()
    yield
    kernel.compiled_kernel.cache_clear()


@pytest.mark.usefixtures("afresh")
def test_without_numba_numpy_does_it(monkeypatch, v5):
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", absent)
    assert not kernel.pays_for(10**9)
    monkeypatch.setattr(kernel, "FEWEST_URINES", 1)
    assert (speciate(*box(10, 1), v5).status == SOLVED).all()
    with pytest.raises(RuntimeError, match="uroscope\\[fast\\]"):
        kernel.solve(*box(1, 1), np.arange(1), plan_of(v5), None, None)


@pytest.mark.usefixtures("afresh")
def test_vector_library_with_other_last_digits_is_not_used(monkeypatch):
    monkeypatch.setattr("numba.config.USING_SVML", True)
    assert kernel.compiled_kernel() is None


def test_code_is_kept_only_where_python_keeps_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(kernel, "__file__", str(tmp_path / "kernel.py"))
    assert not kernel._may_keep("")
    (tmp_path / "__pycache__").mkdir()
    assert kernel._may_keep("")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert not kernel._may_keep("")
    assert kernel._may_keep(str(tmp_path))
    assert not kernel._may_keep(str(tmp_path / "absent"))
    assert [path.name for path in tmp_path.rglob("*")] == ["__pycache__"]


def test_nothing_is_written_where_python_may_not_write(tmp_path):
    places = dict.fromkeys(("HOME", "USERPROFILE", "XDG_CACHE_HOME", "LOCALAPPDATA"), str(tmp_path))
    code = (
        "import sys, numpy as np\n"
        "from uroscope.derive.saturation import constant_set, kernel, speciation\n"
        "from uroscope.knowledge import load\n"
        "assert 'numba' not in sys.modules\n"
        "v5 = constant_set(load().record['chemistry']['equil2_v5'])\n"
        "kernel.pays_for = lambda _: True\n"
        "solved = speciation.speciate(np.full((11, 3), 0.01), np.full(3, 6.0), v5)\n"
        "assert 'numba' in sys.modules\n"
        "assert (solved.status == 0).all()\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"} | places
    environment |= {"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}
    # Quick code takes numba seconds more to make; where it would be kept is the same.
    environment |= {"NUMBA_OPT": "0"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=tmp_path)
    assert list(tmp_path.rglob("*")) == []
