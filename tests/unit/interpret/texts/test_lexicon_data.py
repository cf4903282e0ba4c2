"""The knowledge files of the text reader hold together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from uroscope.interpret.texts import KIND_OF_CELL, Lexicon, decode
from uroscope.interpret.texts.tokens import stem_phrase, tokenise

FILES = ("conditions", "symptoms", "imaging", "stone")
LISTS = ("words", "brands", "absent_words", "denial_words", "free_words", "beside_stone_words")
CONCEPT_KEYS = {
    *LISTS,
    *("words_in", "bare_in", "not_before", "not_after", "label", "patient_label", "course"),
    *(
        "part_of",
        "also",
        "family_becomes",
        "suspected_becomes",
        "open_becomes",
        "kind",
        "source",
        "convention",
        "atc",
        "regions",
    ),
    "medicines",
}
MARKS = set(",()/+:-=?&%")


def concepts(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in FILES:
        yield from record[name]["concepts"].items()
    for identifier, item in record["medicines"]["classes"].items():
        yield identifier, item
        yield from (item.get("medicines") or {}).items()


def trigger_words(record: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for identifier, item in concepts(record):
        for key in LISTS:
            for word in item.get(key, ()):
                yield identifier, key, word
        for key in ("words_in", "bare_in"):
            for cell, words in item.get(key, {}).items():
                for word in words:
                    yield identifier, f"{key} {cell}", word
    for item in record["medicines"]["combinations"]:
        for word in item["brands"]:
            yield "+".join(item["of"]), "brands", word


def context_words(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    context = record["context"]
    for kind, item in context["modifiers"].items():
        for key, words in item.items():
            if key != "except":
                yield from ((f"{kind} {key}", word) for word in words)
    for key in (
        "ignore",
        "ends",
        "affirms",
        "affirms_item",
        "gaps",
        "line_joins",
        "openers",
    ):
        yield from ((key, word) for word in context[key])
    for key in ("not_asked", "void", "abbreviations"):
        yield from ((key, word) for word in context[key])
    for key, words in context["headers"].items():
        yield from ((f"headers {key}", word) for word in words)
    none = context["explicit_none"]
    yield from (("none words", word) for word in none["words"])
    yield from (("none fillers", word) for word in none["fillers"])
    for part in ("nouns", "phrases"):
        for key, words in none[part].items():
            yield from ((f"none {part} {key}", word) for word in words)


def normal_form(phrase: str, lexicon: Lexicon) -> str:
    tokens = tokenise(phrase.replace("#y", "2001").replace("#", "7"), lexicon)
    shape = {"2001": "#y", "7": "#"} if "#" in phrase else {}
    return " ".join(shape.get(word, word) for word in tokens.words)


def test_every_phrase_is_written_as_the_reader_will_see_it(
    record: dict[str, Any], lexicon: Lexicon
) -> None:
    phrases = [word for _, _, word in trigger_words(record)]
    phrases += [word for _, word in context_words(record)]
    wrong = {
        phrase: normal_form(phrase, lexicon)
        for phrase in phrases
        if phrase not in MARKS and normal_form(phrase, lexicon) != stem_phrase(phrase)
    }
    assert wrong == {}


def test_no_phrase_stands_twice_in_one_list(record: dict[str, Any]) -> None:
    seen = Counter((owner, key, stem_phrase(word)) for owner, key, word in trigger_words(record))
    seen.update((key, "", stem_phrase(word)) for key, word in context_words(record))
    assert [entry for entry, times in seen.items() if times > 1] == []


def test_only_known_keys_are_used(record: dict[str, Any]) -> None:
    unknown = {
        (identifier, key)
        for identifier, item in concepts(record)
        for key in item
        if key not in CONCEPT_KEYS
    }
    assert unknown == set()


def test_every_concept_is_labelled_for_both_readers(lexicon: Lexicon) -> None:
    for concept in lexicon.concepts.values():
        assert concept.label, concept.id
        assert concept.patient_label, concept.id
        assert concept.course in {"permanent", "chronic", "episodic", "recent"}, concept.id
        assert concept.kind in {*KIND_OF_CELL.values(), "diet", "family"}, concept.id


def test_patient_labels_accuse_nobody(lexicon: Lexicon) -> None:
    words = ("laxative", "abuse", "misuse", "non-adherent", "malignan", "obese")
    accusing = {
        concept.id: concept.patient_label
        for concept in lexicon.concepts.values()
        for word in words
        if word in concept.patient_label.lower()
    }
    assert accusing == {}


def test_concept_ids_are_unique(record: dict[str, Any]) -> None:
    counts = Counter(identifier for identifier, _ in concepts(record))
    assert [identifier for identifier, times in counts.items() if times > 1] == []


def test_names_of_concepts_resolve(record: dict[str, Any], lexicon: Lexicon) -> None:
    for identifier, item in concepts(record):
        for name in (*item.get("part_of", ()), item.get("family_becomes")):
            assert name is None or name in lexicon.concepts, (identifier, name)
        for cell in (*item.get("words_in", {}), *item.get("bare_in", {})):
            assert cell in KIND_OF_CELL, (identifier, cell)


def test_every_medicine_class_says_where_its_members_come_from(record: dict[str, Any]) -> None:
    for identifier, item in record["medicines"]["classes"].items():
        stated = item.get("atc") or item.get("source") or item.get("convention")
        assert stated or not item.get("medicines"), identifier
        assert stated or len(item.get("part_of", ())) > 0, identifier


def test_members_carry_the_code_of_their_class_or_the_class_says_why(
    record: dict[str, Any],
) -> None:
    # ATC codes are hierarchical: C03AA03 belongs to C03A. Read from the index, not from our code.
    for identifier, item in record["medicines"]["classes"].items():
        for generic, drug in (item.get("medicines") or {}).items():
            if "atc" not in item or "atc" not in drug or "convention" in item:
                continue
            assert drug["atc"].startswith(tuple(item["atc"])), (identifier, generic)


# Codes looked up in the WHO index, one or two for each class a pattern depends on.
ATC = {
    "hydrochlorothiazide": "C03AA03",
    "chlorthalidone": "C03BA04",
    "indapamide": "C03BA11",
    "furosemide": "C03CA01",
    "spironolactone": "C03DA01",
    "amiloride": "C03DB01",
    "triamterene": "C03DB02",
    "lisinopril": "C09AA03",
    "losartan": "C09CA01",
    "tacrolimus": "L04AD02",
    "potassium_citrate": "A12BA02",
    "allopurinol": "M04AA01",
    "febuxostat": "M04AA03",
    "probenecid": "M04AB01",
    "calcium_carbonate": "A12AA04",
    "cholecalciferol": "A11CC05",
    "calcitriol": "A11CC04",
    "topiramate": "N03AX11",
    "zonisamide": "N03AX15",
    "prednisone": "H02AB07",
    "alendronate": "M05BA04",
    "senna": "A06AB06",
}


def test_codes_are_those_of_the_who_index(record: dict[str, Any]) -> None:
    written = {identifier: item.get("atc") for identifier, item in concepts(record)}
    assert {name: written[name] for name in ATC} == ATC


@pytest.mark.parametrize(
    ("brand", "content"),
    [
        # WHO list of combinations; the rest stands on each product's label
        ("Qsiva", {"topiramate"}),
        ("Sibnayal", {"potassium_citrate", "potassium_bicarbonate"}),
        ("Evotaz", {"atazanavir"}),
        ("Citrafleet", {"sodium_picosulfate"}),
        ("Calcichew D3", {"calcium_carbonate", "cholecalciferol"}),
        ("Uralyt-U", {"potassium_sodium_citrate"}),
        ("Bactrim", {"sulfamethoxazole", "trimethoprim"}),
        ("Dyazide", {"triamterene", "hydrochlorothiazide"}),
        ("Duzallo", {"lesinurad", "allopurinol"}),
        ("Xigduo", {"dapagliflozin", "metformin"}),
    ],
)
def test_brands_hold_what_their_label_says(lexicon: Lexicon, brand: str, content: set[str]) -> None:
    mentions = decode(brand, "medications", lexicon).mentions
    assert {mention.concept for mention in mentions} == content


def test_sources_are_in_the_register_of_sources(record: dict[str, Any]) -> None:
    ours = set(record["sources"])
    cited = {record["medicines"]["source"], record["context"]["source"]}
    cited |= {rule["source"] for rule in record["symptoms"]["measured"].values()}
    assert cited <= ours
    assert all(entry["url"].startswith("http") for entry in record["sources"].values())


NEEDED = [
    "thiazide",
    "loop_diuretic",
    "diuretic",
    "potassium_raising",
    "alkali",
    "alkali_citrate",
    "sodium_alkali",
    "alkali_bicarbonate",
    "carbonic_anhydrase_inhibitor",
    "topiramate",
    "lithium",
    "calcium_supplement",
    "vitamin_d",
    "vitamin_a",
    "vitamin_c",
    "allopurinol",
    "xanthine_oxidase_inhibitor",
    "uricosuric",
    "thiol",
    "laxative",
    "metformin",
    "corticosteroid",
    "indinavir",
    "atazanavir",
    "protease_inhibitor",
    "triamterene",
    "sulfonamide",
    "ceftriaxone",
    "acetohydroxamic_acid",
    "orlistat",
    "fat_malabsorption_medicine",
    "sglt2_inhibitor",
    "teriparatide",
    "cinacalcet",
    "bisphosphonate",
    "denosumab",
    "antiresorptive",
    "deferasirox",
    "amphotericin",
    "ifosfamide",
    "calcineurin_inhibitor",
    "proton_pump_inhibitor",
    "iodinated_contrast",
    "stone_forming_medicine",
    "gastric_bypass",
    "bowel_resection",
    "bowel_disease",
    "crohn_disease",
    "ulcerative_colitis",
    "ileostomy",
    "chronic_diarrhea",
    "celiac_disease",
    "pancreatic_insufficiency",
    "cystic_fibrosis",
    "short_bowel",
    "sarcoidosis",
    "tuberculosis",
    "granulomatous_disease",
    "malignancy",
    "diabetes",
    "gout",
    "metabolic_syndrome",
    "obesity",
    "sjogren_syndrome",
    "medullary_sponge_kidney",
    "primary_hyperoxaluria",
    "cystinuria",
    "dent_disease",
    "fhh",
    "cyp24a1",
    "primary_hyperparathyroidism",
    "hypoparathyroidism",
    "distal_rta",
    "chronic_kidney_disease",
    "kidney_transplant",
    "solitary_kidney",
    "pregnancy",
    "heart_failure",
    "dialysis",
    "hyponatremia",
    "fluid_restriction",
    "immobilization",
    "urinary_diversion",
    "urinary_catheter",
    "neurogenic_bladder",
    "recurrent_uti",
    "urinary_tract_infection",
    "urease_organism",
    "eating_disorder",
    "laxative_use",
    "ketogenic_diet",
    "low_calcium_diet",
    "high_oxalate_diet",
    "vegetarian_diet",
    "family_history_stones",
    "recurrent_stones",
    "ureteral_stent",
    "recent_stone_procedure",
    "thyrotoxicosis",
    "addison_disease",
    "paget_disease",
    "milk_alkali",
    "low_muscle_mass",
    "fever",
    "rigors",
    "sepsis",
    "flank_pain",
    "renal_colic",
    "stone_pain",
    "anuria",
    "oliguria",
    "vomiting",
    "confusion",
    "weakness",
    "paralysis",
    "polyuria",
    "constipation",
    "hematuria",
    "gross_hematuria",
    "dysuria",
    "palpitations",
    "syncope",
    "weight_loss",
    "stone",
    "ureteral_stone",
    "staghorn_stone",
    "obstruction",
    "hydronephrosis",
    "bilateral_obstruction",
    "nephrocalcinosis",
    "nephrocalcinosis_medullary",
    "nephrocalcinosis_cortical",
    "renal_mass",
    "cyst_wall_calcification",
    "calcium_oxalate",
    "calcium_oxalate_monohydrate",
    "calcium_oxalate_dihydrate",
    "calcium_phosphate",
    "brushite",
    "apatite",
    "hydroxyapatite",
    "carbonate_apatite",
    "struvite",
    "uric_acid",
    "ammonium_urate",
    "sodium_urate",
    "cystine",
    "xanthine",
    "dihydroxyadenine",
    "drug_component",
    "silica",
]


def test_every_context_a_pattern_names_has_a_concept(lexicon: Lexicon) -> None:
    assert [name for name in NEEDED if name not in lexicon.concepts] == []


def test_no_trigger_can_be_shadowed_away(record: dict[str, Any], lexicon: Lexicon) -> None:
    """Every name of a medicine, typed alone in a medications cell, is read."""
    generics = {
        generic
        for item in record["medicines"]["classes"].values()
        for generic in (item.get("medicines") or {})
    }
    unread = []
    for owner, key, word in trigger_words(record):
        if "+" in owner or key not in {"words", "brands"}:
            continue
        if owner not in record["medicines"]["classes"] and owner not in generics:
            continue
        found = {mention.concept for mention in decode(word, "medications", lexicon).mentions}
        if owner not in found:
            unread.append((owner, word))
    assert unread == []
