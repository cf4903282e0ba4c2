from __future__ import annotations

import math

import pytest

from uroscope.derive.saturation import SALTS, constant_set
from uroscope.derive.saturation.plan import plan_of


def _beta(constants, species):
    return constants.beta[constants.species.index(species)]


@pytest.mark.parametrize(
    ("species", "logarithm"),
    # Overall constants multiplied up by hand, e.g. H2PO4: 12.2380 + 7.1732 = 19.4112.
    [
        ("H2PO4", 19.4112),
        ("H3Cit", 14.2595),
        ("CaH2PO4", 20.9068),
        ("Ca2Ox", 5.2924),
        ("MgOx2", 4.3773),
    ],
)
def test_stepwise_constants_are_multiplied_up(v5, species, logarithm):
    assert math.log10(_beta(v5, species)) == pytest.approx(logarithm, abs=6e-5)


def test_calcium_oxalate_product_is_written_with_its_ions(v5):
    # 6.16e-6 over the constant of the dissolved pair, 2746.
    assert math.exp(v5.ln_ksp[SALTS.index("calcium_oxalate")]) == pytest.approx(
        2.24327e-9, rel=1e-5
    )


def test_every_species_holds_the_charge_of_its_parts(v5):
    parts = v5.stoichiometry @ v5.ion_charge + v5.hydrogen - v5.hydroxide
    assert (parts == v5.charge).all()


def test_v1_is_v5_but_for_what_it_states(v1, v5):
    assert v1.species == v5.species
    changed = {s for s, a, b in zip(v1.species, v1.beta, v5.beta, strict=True) if a != b}
    assert changed == {"H2U"}
    left_out = {s for s, kept in zip(v1.species, v1.in_ionic_strength, strict=True) if not kept}
    assert left_out == {"NH4HPO4", "MgPO4", "MgH2PO4", "MgCit", "MgH2Cit", "MgOH"}
    ratio = {s: math.exp(b - a) for s, a, b in zip(SALTS, v1.ln_ksp, v5.ln_ksp, strict=True)}
    assert ratio["brushite"] == pytest.approx(2.37e-7 / 3.981e-7)
    assert ratio["struvite"] == pytest.approx(1.15e-13 / 7.1e-14)
    # The printed product of uric acid is that of the acid, so on ions it moves with the constant.
    assert ratio["uric_acid"] == pytest.approx(294000 / 278000)
    assert all(ratio[s] == 1 for s in SALTS if s not in {"brushite", "struvite", "uric_acid"})


def test_differences_need_their_base(v1_record, v5_record):
    with pytest.raises(ValueError, match="differs from equil2_v5"):
        constant_set(v1_record)
    with pytest.raises(ValueError, match="no solids named gypsum"):
        constant_set({**v1_record, "solids": [{"id": "gypsum", "ksp": 1.0}]}, base=v5_record)


def _with_species(record, **changes):
    species = [{**item, **changes.get(item["id"], {})} for item in record["species"]]
    return {**record, "species": species}


def test_a_wrong_charge_is_found(v5_record):
    with pytest.raises(ValueError, match=r"CaOx: its parts carry \+0, not \+1"):
        constant_set(_with_species(v5_record, CaOx={"charge": 1}))


def test_a_species_from_something_undefined_is_found(v5_record):
    with pytest.raises(ValueError, match="HPO4 is formed from H2PO4"):
        constant_set(_with_species(v5_record, HPO4={"formed_from": {"H2PO4": 1}}))


def test_a_complex_the_sweeps_cannot_treat_is_found(v5_record):
    # Calcium with two kinds of anion: the exact sweeps would no longer be exact.
    mixed = {"id": "CaOxCit", "charge": -3, "formed_from": {"CaOx": 1, "Cit": 1}, "constant": 10}
    whole = constant_set({**v5_record, "species": [*v5_record["species"], mixed]})
    with pytest.raises(ValueError, match="CaOxCit: a complex may hold one kind"):
        plan_of(whole)


def test_every_number_names_a_source(v5_record, v1_record, sources):
    records = [*v5_record["species"], *v5_record["solids"], *v1_record["species"]]
    records += [*v1_record["solids"], v1_record["not_in_ionic_strength"], v5_record["activity"]]
    assert {item["source"] for item in records} <= set(sources)
    assert {v5_record["main_source"], v1_record["main_source"]} <= set(sources)
