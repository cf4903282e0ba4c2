"""The scan report in a review: sentences, patterns, red flags, and what it never does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.properties.accounting import panel_of_texts
from tests.support.panels import panel_of
from uroscope.interpret.imaging import decode_report, read_reports, terms_of
from uroscope.knowledge import load
from uroscope.model import Imaging, Review
from uroscope.reviewing import review_panel

TERMS = terms_of(load())
ADULT = {"sex": "male", "age": 50}


def review_of(**given: Any) -> Review:
    return review_panel(panel_of({**ADULT, **given}), load().profile("stone_us"))[0]


def imaging_of(text: str) -> Imaging:
    imaging = review_of(imaging_report=text).imaging
    assert imaging is not None
    return imaging


def test_no_report_no_section() -> None:
    assert review_of(urine_calcium=200).imaging is None
    assert review_of(urine_calcium=200, imaging_report="  ").imaging is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("6 mm obstructing left UVJ calculus, 980 HU.",
         "Stone, left ureterovesical junction, 6 mm, 980 HU, obstructing"),
        ("Three stones in the right kidney, up to 6 mm.", "Stones (3), right kidney, largest 6 mm"),
        ("At least 3 calculi in the left lower pole.", "Stones (at least 3), left lower pole"),
        ("Bilateral renal calculi.", "Stones, both kidneys"),
        ("Left kidney: stones of 3, 4 and 7 mm.", "Stones (3), left kidney, 7, 4 and 3 mm"),
        ("A 3 and a 5 mm stone in the left kidney.", "Stones (2), left kidney, 5 and 3 mm"),
        ("Stones between 2 mm and 5 mm in the left kidney.", "Stones, left kidney, 2 to 5 mm"),
        ("Possible 2 mm stone in the right lower pole.", "Possible stone, right lower pole, 2 mm"),
        ("The 5 mm right UVJ stone is no longer seen.",
         "No longer seen: stone, right ureterovesical junction, 5 mm"),
        ("Calcification noted.",
         "Calcification: undetermined, the report does not say where; not counted as a stone"),
        ("Phleboliths.", "Phleboliths (calcium in veins): not a stone"),
        ("2.1 cm Bosniak IIF cyst, left upper pole, with septal calcification.",
         "Calcium in the wall of a cyst, left upper pole, 21 mm, Bosniak IIF: not a stone"),
        ("Moderate left hydronephrosis.", "Hydronephrosis, left, moderate"),
        ("Stone in left ureter, 3-4 mm, previously 2 mm.",
         "Stone, left ureter, 3 to 4 mm, 2 mm before"),
        ("Sub-5 mm stone in the transplant kidney.", "Stone, transplant kidney, under 5 mm"),
    ],
)  # fmt: skip
def test_the_clinicians_sentence(text: str, sentence: str) -> None:
    assert imaging_of(text).items[0].clinician_text == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("4 mm stone in the left lower pole.",
         "A stone in the lower part of the kidney on the left, about 4 mm."),
        ("Several 3-4 mm calculi in the right kidney.",
         "Several stones in the kidney on the right, up to 4 mm."),
        ("Calcification noted.",
         "A calcium spot. The report does not say that it is a stone."),
        ("Left pelvic phlebolith.", "Calcium in a vein on the left, not a kidney stone."),
        ("3 cm calcified mass, right kidney.",
         "Calcium in something that needs a closer look on the right, not a stone. Ask who follows "
         "this up."),
        ("Possible 2 mm stone in the right kidney.",
         "Perhaps a stone in the kidney on the right, about 2 mm. The report is not sure."),
    ],
)  # fmt: skip
def test_the_patients_sentence(text: str, sentence: str) -> None:
    assert imaging_of(text).items[0].patient_text == sentence


def test_every_item_and_denial_quotes_the_report() -> None:
    text = "FINDINGS: 4 mm stone, left lower pole.\nIMPRESSION: Left renal stone. No hydroureter."
    imaging = imaging_of(text)
    words = [word for item in imaging.items for word in item.words]
    words += [denial.words for denial in imaging.not_found]
    assert len(words) == 3
    assert all(text[word.start : word.end] == word.text for word in words)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("FINDINGS: 5 mm stone in the right distal ureter.\n"
         "IMPRESSION: 5 mm stone in the left distal ureter.", "side"),
        ("FINDINGS: 9 mm stone in the left renal pelvis.\n"
         "IMPRESSION: 4 mm stone in the left renal pelvis.", "size"),
        ("FINDINGS: Mild left hydronephrosis.\nIMPRESSION: No hydronephrosis.", "presence"),
        ("FINDINGS: No hydronephrosis.\nIMPRESSION: Mild left hydronephrosis.", "presence"),
    ],
)  # fmt: skip
def test_impression_and_body_that_disagree_are_said(text: str, what: str) -> None:
    imaging = imaging_of(text)
    assert [conflict.what for conflict in imaging.conflicts] == [what]
    conflict = imaging.conflicts[0]
    assert text[conflict.impression.start : conflict.impression.end] == conflict.impression.text
    assert conflict.impression.start > text.index("IMPRESSION") > conflict.body.start


def test_the_only_kidney_is_the_left_or_the_right_one() -> None:
    imaging = imaging_of(
        "6 x 5 mm obstructing calculus at the left ureterovesical junction.\n"
        "IMPRESSION: Obstructing 6 mm left UVJ stone in a solitary kidney."
    )
    assert not imaging.conflicts
    assert len(imaging.items) == 1


def test_every_size_of_several_stones_is_kept() -> None:
    text = (
        "FINDINGS: Left renal stones of 3, 4 and 7 mm.\nIMPRESSION: Left renal stones up to 7 mm."
    )
    item = imaging_of(text).items[0]
    assert item.sizes_mm == [7.0, 4.0, 3.0]
    assert item.size_mm == 7.0
    assert imaging_of("6 mm left renal stone.").items[0].sizes_mm == []


def test_the_impression_decides() -> None:
    body = "FINDINGS: 9 mm stone in the left renal pelvis.\n"
    text = f"{body}IMPRESSION: 4 mm stone, left renal pelvis."
    assert [item.size_mm for item in imaging_of(text).items] == [4.0]


def test_every_kind_of_scan_says_what_it_misses_with_a_source_or_convention() -> None:
    for name in TERMS.modalities:
        word = TERMS.modalities[name]["words"]
        text = f"{word[0]}: no stone." if word else "CT with contrast: no stone."
        imaging = imaging_of(text)
        assert imaging.modality == name
        assert imaging.misses
        assert imaging.patient_misses
        assert (imaging.misses_source is None) == (imaging.misses_convention is not None)


STATUSES = [
    ("no hydronephrosis is no obstruction", "single_or_transplant", "contradicted",
     {"solitary_kidney": "yes", "imaging_report": "No hydronephrosis or obstruction."}),
    ("an obstructed single kidney", "single_or_transplant", "supported",
     {"solitary_kidney": "yes", "imaging_report": "CT KUB: obstructing 7 mm stone at the UPJ."}),
    ("single kidney in the report itself", "single_or_transplant", "supported",
     {"imaging_report": "Solitary left kidney with moderate hydronephrosis from a 7 mm stone."}),
    ("transplant in the report itself", "single_or_transplant", "supported",
     {"imaging_report": "Mild hydronephrosis of the transplant kidney."}),
    ("a single kidney in the sentence before", "single_or_transplant", "supported",
     {"imaging_report": "Solitary left kidney. Moderate left hydronephrosis."}),
    ("the other kidney taken out", "single_or_transplant", "supported",
     {"imaging_report": "HISTORY: left nephrectomy.\nFINDINGS: Moderate right hydronephrosis."}),
    ("the other kidney never there", "single_or_transplant", "supported",
     {"imaging_report": "Left kidney: absent. Right kidney: hydronephrosis, moderate."}),
    ("the transplant in the sentence before", "single_or_transplant", "supported",
     {"imaging_report": "Transplant kidney in the right iliac fossa. Mild hydronephrosis."}),
    ("a part of a kidney taken out", "single_or_transplant", "not_assessable",
     {"imaging_report": "Left partial nephrectomy. Moderate right hydronephrosis."}),
    ("a single kidney stone", "single_or_transplant", "not_assessable",
     {"imaging_report": "Single kidney stone on the right. Moderate right hydronephrosis."}),
    ("a grade for each side", "single_or_transplant", "supported",
     {"imaging_report": "Bilateral hydronephrosis, moderate on the right and mild on the left."}),
    ("both sides", "single_or_transplant", "supported",
     {"imaging_report": "Moderate right and mild left hydronephrosis."}),
    ("one side of two kidneys", "single_or_transplant", "not_assessable",
     {"imaging_report": "Moderate right hydronephrosis. No left hydronephrosis."}),
    *(
        (f"obstruction of an only kidney: {report}", "single_or_transplant", "supported",
         {"imaging_report": report})
        for report in (
            "Obstructing 6 mm left UVJ stone in a solitary kidney",
            "Obstructing stone in the only functioning kidney (right), 8 mm at the UPJ.",
            "The left kidney is her only kidney. Obstructing 4 mm UVJ stone.",
            "Status post nephrectomy right. Obstructing 5 mm left proximal ureteral stone.",
            "s/p nephrectomy (left). Obstructing 5 mm right UVJ stone.",
            "Right-sided nephrectomy. Obstructing 5 mm left UVJ stone.",
            "History of nephrectomy. Obstructing 5 mm right UVJ stone.",
            "Obstructing 4 mm stone in the transplant ureter.",
            "Bilateral obstructing ureteral stones.",
            "Obstructing 4 mm left UVJ stone. Obstructing 6 mm right UPJ stone.",
            "Indication: pain. Technique: Non-contrast low-dose CT. There is an obstructing "
            "calculus at the left UVJ. Status post right nephrectomy. Impression: Left UVJ stone.",
        )
    ),
    *(
        (f"no obstruction of an only kidney: {report}", "single_or_transplant", "not_assessable",
         {"imaging_report": report})
        for report in (
            "Nonobstructing 6 mm left renal stone in a solitary kidney.",
            "Status post partial nephrectomy right. Obstructing 5 mm left UVJ stone.",
            "Obstructing 4 mm left UVJ stone. Nonobstructing 3 mm right renal stone.",
            "6 mm only kidney stone on the left, obstructing.",
            "Left nephrectomy for an obstructing left stone. No stone on the right.",
        )
    ),
    *(
        (f"fever in the report: {report}", "fever_obstruction", "supported",
         {"imaging_report": report})
        for report in (
            "HISTORY: Left flank pain, fever 39.1, rigors.\nFINDINGS: Obstructing 5 mm left UVJ "
            "stone.",
            "Indication: left flank pain, fever 38.9. Technique: Non-contrast CT. There is a 6 mm "
            "obstructing calculus at the left UVJ. Impression: Left UVJ stone.",
            "Patient febrile. 5 mm left UVJ stone with hydronephrosis.",
            "Left pyonephrosis with 8 mm UPJ stone.",
            "Infected obstructed left kidney due to a 6 mm UVJ stone.",
            "Moderate left hydronephrosis, suspicious for infection.",
            "Moderate left hydronephrosis with likely superimposed infection.",
            "Obstructing left UVJ stone, appears infected.",
            "Indication: urosepsis. Findings: Mild right hydronephrosis.",
            "Indication: fever and colic. 5 mm left distal ureteral stone.",
            "Indication: fever. Forniceal rupture with urinoma on the left.",
        )
    ),
    *(
        (f"no fever in the report: {report}", "fever_obstruction", "not_assessable",
         {"imaging_report": report})
        for report in (
            "Afebrile. Moderate left hydronephrosis. 5 mm UVJ stone.",
            "Indication: colic, no fever. Findings: Obstructing 5 mm left UVJ stone.",
            "Moderate left hydronephrosis. No signs of infection.",
            "Moderate left hydronephrosis. Correlate for fever.",
            "Moderate left hydronephrosis. Kidney AP 41 x T 38 mm, T 12 vertebra 40 mm.",
            "Moderate left hydronephrosis. Correlate with clinical signs of infection.",
            "Moderate left hydronephrosis. Urgent drainage if fever develops.",
            "Moderate left hydronephrosis. History of infected stone in 2019.",
            "Indication: fever and flank pain. Findings: No stones. No hydronephrosis.",
        )
    ),
    ("a leak of urine in an only kidney", "single_or_transplant", "supported",
     {"imaging_report": "Solitary kidney with forniceal rupture and urinoma."}),
    ("no leak of urine", "single_or_transplant", "not_assessable",
     {"imaging_report": "Solitary kidney. No urinoma. 3 mm stone."}),
    ("an obstructing stone and fever", "fever_obstruction", "supported",
     {"symptoms": "fever 39", "imaging_report": "Obstructing 4 mm left UVJ stone."}),
    ("bowel obstruction", "single_or_transplant", "not_assessable",
     {"solitary_kidney": "yes", "imaging_report": "Small bowel obstruction. 3 mm renal stone."}),
    ("queried obstruction in the indication", "single_or_transplant", "not_assessable",
     {"solitary_kidney": "yes",
      "imaging_report": "INDICATION: ?obstruction\nFINDINGS: 4 mm stone in the left kidney."}),
    ("stable and tiny cancels no fever", "fever_with_stone", "supported",
     {"symptoms": "fever 38.6",
      "imaging_report": "IMPRESSION: 1. Stable tiny 2 mm nonobstructing left renal calculus."}),
    ("fever and hydronephrosis in a long report", "fever_obstruction", "supported",
     {"symptoms": "rigors",
      "imaging_report": "TECHNIQUE: CT KUB\nFINDINGS: Moderate right hydroureteronephrosis to a "
                        "5 mm VUJ calculus.\nIMPRESSION: Obstructing right VUJ calculus."}),
    ("fever, widened ureter by another wording", "fever_obstruction", "supported",
     {"symptoms": "fever 39", "imaging_report": "Right pelvicalyceal fullness with a UVJ stone."}),
    ("fever without obstruction", "fever_obstruction", "not_assessable",
     {"symptoms": "fever 39", "imaging_report": "No hydronephrosis. 3 mm left renal stone."}),
    ("a calcified mass is for urology", "kidney_mass_or_cyst_calcification", "supported",
     {"imaging_report": "FINDINGS: 3 cm heavily calcified lesion of the left kidney, indeterminate "
                        "mass. No stones."}),
    ("an ovarian cyst is not", "kidney_mass_or_cyst_calcification", "not_assessable",
     {"imaging_report": "4 cm simple ovarian cyst. 3 mm stone in the left kidney."}),
    ("a Bosniak class", "kidney_mass_or_cyst_calcification", "supported",
     {"imaging_report": "Bosniak category III cystic mass in the left kidney."}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "status", "given"), [row[1:] for row in STATUSES], ids=[row[0] for row in STATUSES]
)
def test_realistic_reports_raise_and_spare(
    pattern: str, status: str, given: dict[str, str]
) -> None:
    assert review_of(**given).statuses[pattern] == status


def test_a_calcified_mass_is_not_counted_as_a_stone() -> None:
    imaging = imaging_of("Calcified renal mass, 4 cm. Calcified cyst wall on the right.")
    assert not [i for i in imaging.items if i.bucket == "collecting_system_stone"]


def test_a_leaf_on_size_side_and_class() -> None:
    reports = [
        "9 mm left renal stone.", "3 mm left renal stone.", "Left renal stone.",
        "Bilateral stones up to 7 mm.", "No stones.", "", "No bladder stone.",
    ]  # fmt: skip
    column = read_reports(np.array(reports, dtype=object), TERMS)
    true, false = column.has(["stone"])
    assert true.tolist() == [True, True, True, True, False, False, False]
    assert false.tolist() == [False, False, False, False, True, False, False]
    assert column.has(["stone"], side="left", at_least_mm=5)[0].tolist() == [
        True, False, False, True, False, False, False,
    ]  # fmt: skip
    assert not column.has(["stone"], side="right", at_least_mm=8)[0].any()


def test_a_stent_is_a_look_alike_and_a_report_without_findings_says_so() -> None:
    assert decode_report("Normal study.", TERMS).items == ()
    assert imaging_of("Double J stent on the left.").items[0].bucket == "look_alike"


def test_a_row_with_a_report_and_no_result_is_read_for_its_report() -> None:
    head = "patient_id,sex,age,symptoms,imaging_report,urine_calcium (mg/d)\n"
    scan = "A,m,50,fever and flank pain,6 mm stone at the left UVJ with hydronephrosis.,\n"
    for rest in ("", "B,f,40,,,150\n"):
        panel = panel_of_texts(head + scan + rest)
        first = review_panel(panel, load().profile("stone_us"))[0]
        assert first.patient_id == "A"
        assert first.headline[0].startswith("No urine or blood was given")
        assert [flag.tier for flag in first.red_flags] == ["now"]


def test_a_row_without_result_and_report_is_none() -> None:
    head = "patient_id,sex,age,symptoms,imaging_report,urine_calcium (mg/d)\n"
    assert len(panel_of_texts(head + "A,m,50,none, ,\nB,f,40,,,150\n")) == 1
