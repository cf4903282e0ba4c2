"""Which records make a collection, and whose."""

from __future__ import annotations

import numpy as np
import pytest

from tests.properties.accounting import panel_of_texts, unaccounted
from uroscope.tables import Panel

LONG = "patient_id,collection_id,collection_start,specimen,analyte,value,unit\n"


def long(*rows: str) -> str:
    return LONG + "\n".join(rows) + "\n"


def table(panel: Panel, *analytes: str) -> list[tuple[object, ...]]:
    """Return patient, collection id and values of every row, NaN as None."""
    out = []
    for row in range(len(panel)):
        values = [panel.value(a)[row] for a in analytes]
        out.append(
            (
                panel.rows["patient_id"][row],
                panel.rows["collection_id"][row],
                *(None if np.isnan(v) else round(float(v), 6) for v in values),
            )
        )
    return out


class TestCollections:
    def test_patient_and_collection_id(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,A,,urine_24h,calcium,100,mg/24h",
                "P1,B,,urine_24h,calcium,200,mg/24h",
                "P1,A,,urine_24h,oxalate,30,mg/24h",
                "P2,A,,urine_24h,calcium,300,mg/24h",
            )
        )
        assert table(panel, "urine_calcium", "urine_oxalate") == [
            ("P1", "A", 100, 30),
            ("P1", "B", 200, None),
            ("P2", "A", 300, None),
        ]

    def test_the_collection_id_alone_never_joins_patients(self) -> None:
        panel = panel_of_texts(
            long("P1,V1,,urine_24h,calcium,100,mg/24h", "P2,V1,,urine_24h,oxalate,30,mg/24h")
        )
        assert table(panel, "urine_calcium", "urine_oxalate") == [
            ("P1", "V1", 100, None),
            ("P2", "V1", None, 30),
        ]

    def test_patient_and_date_without_an_id(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,2026-01-10,urine_24h,calcium,100,mg/24h",
                "P1,,2026-03-10,urine_24h,calcium,200,mg/24h",
                "P1,,10.01.2026,urine_24h,oxalate,30,mg/24h",
            )
        )
        assert table(panel, "urine_calcium", "urine_oxalate") == [
            ("P1", "", 100, 30),
            ("P1", "", 200, None),
        ]

    def test_a_dated_record_without_an_id_joins_the_one_id_of_its_date(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,A,2026-01-10,urine_24h,calcium,100,mg/24h",
                "P1,,2026-01-10,urine_24h,oxalate,30,mg/24h",
                "P1,B,2026-03-10,urine_24h,calcium,200,mg/24h",
            )
        )
        assert table(panel, "urine_calcium", "urine_oxalate") == [
            ("P1", "A", 100, 30),
            ("P1", "B", 200, None),
        ]

    def test_one_collection_per_patient_if_nothing_repeats(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,,urine_24h,calcium,100,mg/24h",
                "P1,,,urine_24h,oxalate,30,mg/24h",
                "P2,,,urine_24h,calcium,200,mg/24h",
            )
        )
        assert table(panel, "urine_calcium", "urine_oxalate") == [
            ("P1", "", 100, 30),
            ("P2", "", 200, None),
        ]

    def test_two_units_of_one_report_are_no_repeat(self) -> None:
        # 250 mg is 6.24 mmol (÷ 40.08); 30 mg is 0.34 mmol (÷ 88.02).
        panel = panel_of_texts(
            long(
                "P1,,,urine_24h,calcium,250,mg/24h",
                "P1,,,urine_24h,calcium,6.24,mmol/24h",
                "P1,,,urine_24h,oxalate,30,mg/24h",
                "P1,,,urine_24h,oxalate,0.34,mmol/24h",
            )
        )
        assert table(panel, "urine_calcium", "urine_oxalate") == [("P1", "", 250, 30)]

    def test_if_something_repeats_all_urine_of_the_patient_is_refused(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,,urine_24h,calcium,100,mg/24h",
                "P1,,,urine_24h,oxalate,30,mg/24h",
                "P1,,,urine_24h,calcium,200,mg/24h",
                "P1,,,serum,calcium,9.5,mg/dL",
                "P2,,,urine_24h,calcium,150,mg/24h",
            )
        )
        assert table(panel, "urine_calcium", "urine_oxalate", "serum_calcium") == [
            ("P1", "", None, None, 9.5),
            ("P2", "", 150, None, None),
        ]
        assert panel.refused["row"].tolist() == [2, 3, 4]
        assert set(panel.refused["code"]) == {"which_collection"}
        assert "collection_id or collection_start" in panel.refused["hint"][0]

    def test_a_number_that_cannot_be_true_repeats_nothing(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,,urine_24h,calcium,100,mg/24h",
                "P1,,,urine_24h,oxalate,30,mg/24h",
                "P1,,,urine_24h,calcium,250,g/24h",
            )
        )
        assert table(panel, "urine_calcium", "urine_oxalate") == [("P1", "", 100, 30)]
        assert panel.refused["code"].tolist() == ["implausible"]

    def test_a_record_that_several_collections_could_claim_is_refused(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,A,,urine_24h,calcium,100,mg/24h",
                "P1,B,,urine_24h,calcium,200,mg/24h",
                "P1,,,urine_24h,oxalate,30,mg/24h",
            )
        )
        assert table(panel, "urine_calcium", "urine_oxalate") == [
            ("P1", "A", 100, None),
            ("P1", "B", 200, None),
        ]
        assert panel.refused[["row", "code", "analyte"]].values.tolist() == [
            [4, "which_collection", "urine_oxalate"]
        ]

    def test_a_record_without_key_joins_the_only_collection(self) -> None:
        panel = panel_of_texts(
            long("P1,A,,urine_24h,calcium,100,mg/24h", "P1,,,urine_24h,oxalate,30,mg/24h")
        )
        assert table(panel, "urine_calcium", "urine_oxalate") == [("P1", "A", 100, 30)]

    def test_a_file_without_any_identity_is_one_person(self) -> None:
        text = (
            "specimen,analyte,value,unit\nurine_24h,calcium,100,mg/24h\nserum,calcium,9.5,mg/dL\n"
        )
        assert table(panel_of_texts(text), "urine_calcium", "serum_calcium") == [("", "", 100, 9.5)]

    def test_dates_that_cannot_be_read_still_tell_collections_apart(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,03/04/2026,urine_24h,calcium,100,mg/24h",
                "P1,,05/06/2026,urine_24h,calcium,200,mg/24h",
            )
        )
        assert table(panel, "urine_calcium") == [("P1", "", 100), ("P1", "", 200)]
        assert panel.refused["code"].tolist() == ["unreadable_date", "unreadable_date"]

    def test_wide_rows_are_their_own_collections(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_id,urine_calcium (mg/d),serum_calcium (mg/dL)\n"
            "P1,A,100,9.1\nP1,A,200,9.2\nP1,,300,\n,,400,9.4\n"
        )
        assert table(panel, "urine_calcium", "serum_calcium") == [
            ("P1", "A", 100, 9.1),
            ("P1", "A", 200, 9.2),
            ("P1", "", 300, None),
            ("", "", 400, 9.4),
        ]

    def test_a_collection_of_which_nothing_is_usable_is_no_row(self) -> None:
        panel = panel_of_texts("patient_id,urine_calcium (mg/d)\nP1,100\nP2,QNS\nP3,0.01\n")
        assert table(panel, "urine_calcium") == [("P1", "", 100)]
        assert panel.refused["patient_id"].tolist() == ["P3"]
        assert panel.not_measured["patient_id"].tolist() == ["P2"]

    def test_the_date_of_a_collection_may_stand_in_any_of_its_records(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,A,,urine_24h,calcium,100,mg/24h",
                "P1,A,2026-06-01,urine_24h,oxalate,30,mg/24h",
                "P1,,2026-06-03,serum,calcium,9.4,mg/dL",
            )
        )
        assert panel.rows["day"].tolist() == ["2026-06-01"]
        days = panel.origins["serum_calcium"].days
        assert days is not None
        assert days.tolist() == [2.0]

    def test_blood_lends_its_id_to_no_urine(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,2026-06-01,urine_24h,calcium,100,mg/24h",
                "P1,S-7,2026-06-03,serum,calcium,9.4,mg/dL",
            )
        )
        assert table(panel, "urine_calcium", "serum_calcium") == [("P1", "", 100, 9.4)]


class TestBlood:
    def test_it_attaches_by_patient_and_date_the_nearest_wins(self) -> None:
        text = long(
            "P1,,2026-06-01,urine_24h,calcium,100,mg/24h",
            "P1,,2026-06-04,serum,calcium,9.4,mg/dL",
            "P1,,2026-05-20,serum,calcium,9.2,mg/dL",
            "P2,,2026-06-01,serum,calcium,8.8,mg/dL",
        )
        panel = panel_of_texts(text)
        assert table(panel, "urine_calcium", "serum_calcium") == [
            ("P1", "", 100, 9.4),
            ("P2", "", None, 8.8),
        ]
        assert panel.history[["row", "analyte", "value", "date"]].values.tolist() == [
            [0, "serum_calcium", 9.2, "2026-05-20"]
        ]
        days = panel.origins["serum_calcium"].days
        assert days is not None
        assert days.tolist() == [3.0, 0.0]
        assert not len(panel.remarks)
        assert unaccounted((text,), panel) == []

    @pytest.mark.parametrize(
        ("date", "value", "remarks", "history"),
        [
            ("2026-07-01", 9.4, [], 0),  # 30 days
            ("2026-07-02", 9.4, ["blood_other_date"], 0),  # 31 days: said
            ("2026-05-01", 9.4, ["blood_other_date"], 0),  # 31 days before
            ("2026-11-28", 9.4, ["blood_other_date"], 0),  # 180 days
            ("2026-11-29", None, [], 1),  # 181 days: not used
            ("2025-12-02", None, [], 1),
        ],
    )
    def test_beyond_30_days_it_is_said_beyond_180_not_used(
        self, date: str, value: float | None, remarks: list[str], history: int
    ) -> None:
        panel = panel_of_texts(
            long(
                "P1,,2026-06-01,urine_24h,calcium,100,mg/24h",
                f"P1,,{date},serum,calcium,9.4,mg/dL",
            )
        )
        assert table(panel, "serum_calcium") == [("P1", "", value)]
        assert panel.remarks["code"].tolist() == remarks
        assert len(panel.history) == history

    def test_the_remark_names_the_result_and_the_days(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,2026-06-01,urine_24h,calcium,100,mg/24h",
                "P1,,2026-08-01,serum,calcium,9.4,mg/dL",
            )
        )
        assert panel.remarks["message"].tolist() == [
            "Blood calcium was taken 61 days from the collection"
        ]

    def test_one_draw_serves_every_collection_of_the_patient(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,2026-06-01,urine_24h,calcium,100,mg/24h",
                "P1,,2026-06-08,urine_24h,calcium,200,mg/24h",
                "P1,,2026-06-03,serum,calcium,9.4,mg/dL",
            )
        )
        assert table(panel, "urine_calcium", "serum_calcium") == [
            ("P1", "", 100, 9.4),
            ("P1", "", 200, 9.4),
        ]

    def test_a_named_collection_takes_its_own_blood_first(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,A,2026-06-01,urine_24h,calcium,100,mg/24h",
                "P1,B,2026-06-08,urine_24h,calcium,200,mg/24h",
                "P1,A,2026-06-06,serum,calcium,9.1,mg/dL",
                "P1,B,2026-06-20,serum,calcium,9.2,mg/dL",
            )
        )
        # B's own blood is twelve days away, A's only two.
        assert table(panel, "serum_calcium") == [("P1", "A", 9.1), ("P1", "B", 9.2)]

    def test_undated_blood_of_another_collection_stays_by_itself(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,before,,urine_24h,calcium,300,mg/24h",
                "P1,before,,serum,calcium,11.2,mg/dL",
                "P1,after,,serum,calcium,9.0,mg/dL",
            )
        )
        assert table(panel, "urine_calcium", "serum_calcium") == [
            ("P1", "before", 300, 11.2),
            ("P1", "after", None, 9.0),
        ]

    def test_accession_numbers_of_blood_and_urine_differ_and_still_belong_together(self) -> None:
        text = long(
            "P1,U-1,,urine_24h,calcium,300,mg/24h", "P1,S-7,,serum,calcium,11.2,mg/dL"
        ).replace("collection_id", "Accession")
        assert table(panel_of_texts(text), "urine_calcium", "serum_calcium") == [
            ("P1", "U-1", 300, 11.2)
        ]

    def test_blood_in_a_second_long_file(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_start,urine_calcium (mg/d)\n"
            "P1,2026-06-01,100\nP2,2026-06-01,150\n",
            long("P2,,2026-06-02,serum,PTH,50,pg/mL", "P1,,2026-06-02,serum,PTH,40,pg/mL"),
        )
        assert table(panel, "urine_calcium", "serum_pth") == [
            ("P1", "", 100, 40),
            ("P2", "", 150, 50),
        ]

    def test_blood_in_a_second_wide_file(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_start,urine_calcium (mg/d)\n"
            "P1,2026-06-01,100\nP2,2026-06-01,150\n",
            "patient_id,date,PTH (pg/mL)\nP2,2026-06-02,50\nP1,2026-06-02,40\nP3,2026-06-02,60\n",
        )
        assert table(panel, "urine_calcium", "serum_pth") == [
            ("P1", "", 100, 40),
            ("P2", "", 150, 50),
            ("P3", "", None, 60),
        ]

    def test_blood_without_a_patient_goes_to_no_stranger(self) -> None:
        panel = panel_of_texts(
            "collection_start,urine_calcium (mg/d)\n2026-06-01,100\n2026-06-02,150\n",
            "date,PTH (pg/mL)\n2026-06-02,50\n",
        )
        assert [row[2:] for row in table(panel, "urine_calcium", "serum_pth")] == [
            (100, None),
            (150, None),
            (None, 50),
        ]

    def test_a_patient_with_blood_only(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,2026-06-01,serum,calcium,9.4,mg/dL",
                "P1,,2026-01-01,serum,calcium,9.9,mg/dL",
                "P1,,2026-06-01,serum,PTH,44,pg/mL",
            )
        )
        assert table(panel, "serum_calcium", "serum_pth") == [("P1", "", 9.4, 44)]
        assert panel.history["value"].tolist() == [9.9]
        assert str(panel.rows["start"][0].date()) == "2026-06-01"

    def test_a_printed_index_serves_one_collection_only(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,2026-06-01,urine_24h,calcium,100,mg/24h",
                "P1,,2026-06-20,urine_24h,calcium,200,mg/24h",
                "P1,,2026-06-01,urine_24h,SS CaOx,7.5,",
                "P1,,2026-06-02,serum,eGFR,90,mL/min/1.73m2",
            )
        )
        assert table(panel, "supersaturation_calcium_oxalate", "printed_egfr") == [
            ("P1", "", 7.5, 90),
            ("P1", "", None, 90),
        ]


class TestSeveralResults:
    def test_blood_of_one_day_the_last_in_the_file_is_used(self) -> None:
        text = long(
            "P1,,2026-06-01,urine_24h,calcium,100,mg/24h",
            "P1,,2026-06-02,serum,calcium,9.4,mg/dL",
            "P1,,2026-06-02,serum,calcium,10.6,mg/dL",
        )
        panel = panel_of_texts(text)
        assert panel.value("serum_calcium").tolist() == [10.6]
        assert panel.other_values[["analyte", "value", "record"]].values.tolist() == [
            ["serum_calcium", 9.4, 3]
        ]
        assert not len(panel.history)
        assert unaccounted((text,), panel) == []

    def test_blood_without_a_date_the_last_in_the_file_is_used(self) -> None:
        panel = panel_of_texts(
            long("P1,,,serum,calcium,9.4,mg/dL", "P1,,,serum,calcium,10.6,mg/dL")
        )
        assert panel.value("serum_calcium").tolist() == [10.6]
        assert panel.other_values["value"].tolist() == [9.4]

    def test_dated_blood_of_an_undated_collection_the_latest_is_used(self) -> None:
        rows = [
            "P1,,,urine_24h,calcium,100,mg/24h",
            "P1,,2026-06-13,serum,calcium,10.6,mg/dL",
            "P1,,2026-06-07,serum,calcium,9.4,mg/dL",
        ]
        panel = panel_of_texts(long(*rows))
        assert panel.value("serum_calcium").tolist() == [10.6]
        assert panel.history["value"].tolist() == [9.4]

    def test_undated_blood_stands_beside_the_dated(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,2026-06-10,urine_24h,calcium,100,mg/24h",
                "P1,,2026-06-10,serum,calcium,10.6,mg/dL",
                "P1,,,serum,calcium,9.4,mg/dL",
            )
        )
        assert panel.value("serum_calcium").tolist() == [10.6]
        assert panel.other_values["value"].tolist() == [9.4]
        assert not len(panel.history)

    def test_as_many_days_before_and_after_are_two_dates(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,,2026-06-10,urine_24h,calcium,100,mg/24h",
                "P1,,2026-06-07,serum,calcium,9.4,mg/dL",
                "P1,,2026-06-13,serum,calcium,10.6,mg/dL",
            )
        )
        assert panel.value("serum_calcium").tolist() == [10.6]
        assert panel.history["value"].tolist() == [9.4]
        assert not len(panel.other_values)

    def test_timed_urine_that_differs_is_withheld_and_refused_together(self) -> None:
        text = long(
            "P1,A,,urine_24h,calcium,100,mg/24h",
            "P1,A,,urine_24h,calcium,200,mg/24h",
            "P1,A,,urine_24h,oxalate,30,mg/24h",
        )
        panel = panel_of_texts(text)
        assert table(panel, "urine_calcium", "urine_oxalate") == [("P1", "A", None, 30)]
        assert panel.refused[["row", "code", "seen"]].values.tolist() == [
            [2, "conflict", "100 mg/24h"],
            [3, "conflict", "200 mg/24h"],
        ]
        assert unaccounted((text,), panel) == []

    def test_equal_after_conversion_is_merged_with_both_places_named(self) -> None:
        text = long(
            "P1,A,,urine_24h,calcium,250,mg/24h",
            "P1,A,,urine_24h,Ca,6.24,mmol/24h",  # 6.24 × 40.08 = 250.1
        )
        panel = panel_of_texts(text)
        assert panel.value("urine_calcium").tolist() == [250.0]
        assert panel.origins["urine_calcium"].record.tolist() == [2]
        assert panel.other_values[["record", "text", "unit"]].values.tolist() == [
            [3, "6.24", "mmol/24h"]
        ]
        assert not len(panel.refused)
        assert unaccounted((text,), panel) == []

    def test_units_that_differ_beyond_their_rounding_conflict(self) -> None:
        panel = panel_of_texts(
            long(
                "P1,A,,urine_24h,calcium,250,mg/24h",
                "P1,A,,urine_24h,calcium,6.30,mmol/24h",  # 252.5 ± 0.2
            )
        )
        assert panel.refused["code"].tolist() == ["conflict", "conflict"]

    def test_a_bound_and_a_number_conflict(self) -> None:
        panel = panel_of_texts(
            long("P1,A,,urine_24h,oxalate,<10,mg/24h", "P1,A,,urine_24h,oxalate,10,mg/24h")
        )
        assert panel.refused["code"].tolist() == ["conflict", "conflict"]

    @pytest.mark.parametrize(
        ("concentration", "refused"),
        [
            ("12.5", []),  # 125 mg/L × 2 L = 250
            ("13.1", []),  # 262: within five per cent
            ("13.3", ["conflict", "conflict"]),  # 266: beyond five per cent and rounding
        ],
    )
    def test_rate_and_concentration_are_cross_checked(
        self, concentration: str, refused: list[str]
    ) -> None:
        panel = panel_of_texts(
            long(
                "P1,A,,urine_24h,volume,2.0,L/24h",
                f"P1,A,,urine_24h,calcium,{concentration},mg/dL",
                "P1,A,,urine_24h,calcium,250,mg/24h",
            )
        )
        assert panel.refused["code"].tolist() == refused
        if not refused:
            # The printed rate stands, whichever came first.
            assert panel.value("urine_calcium").tolist() == [250.0]
            assert panel.other_values["text"].tolist() == [concentration]

    def test_columns_twice_in_two_units(self) -> None:
        panel = panel_of_texts(
            "patient_id,urine_calcium (mg/d),urine_calcium (mmol/d),PTH (pg/mL),PTH (pmol/L)\n"
            "P1,250,6.24,47,5.0\nP2,250,7.0,47,9.0\n"
        )
        assert table(panel, "urine_calcium") == [("P1", "", 250), ("P2", "", None)]
        assert panel.refused[["row", "column"]].values.tolist() == [
            [3, "urine_calcium (mg/d)"],
            [3, "urine_calcium (mmol/d)"],
        ]
        # Blood: the last is used, 5.0 × 9.425 = 47.1 and 9.0 × 9.425 = 84.8.
        assert panel.value("serum_pth").round(1).tolist() == [47.1, 84.8]
        assert panel.other_values["value"].round(1).tolist() == [250.1, 47.0, 47.0]


class TestSubject:
    def test_age_comes_from_the_date_of_birth_at_the_collection(self) -> None:
        panel = panel_of_texts(
            "patient_id,birth_date,collection_start,urine_calcium (mg/d)\n"
            "P1,1970-06-15,2026-06-14,100\nP2,1970-06-15,2026-06-15,100\nP3,1970-06-15,,100\n"
        )
        age = panel.rows["age"].to_numpy()
        assert 55.9 < age[0] < 56.0
        assert age[1] == 56.0
        assert np.isnan(age[2])

    def test_a_printed_age_wins(self) -> None:
        panel = panel_of_texts(
            "patient_id,age,birth_date,collection_start,urine_calcium (mg/d)\n"
            "P1,54,1970-06-15,2026-06-14,100\n"
        )
        assert panel.rows["age"].tolist() == [54.0]

    def test_a_date_of_birth_in_the_blood_file_counts_at_the_urine(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_start,urine_calcium (mg/d)\nP1,2026-06-15,100\n",
            "patient_id,date,birth_date,PTH (pg/mL)\nP1,2026-07-01,1970-06-15,50\n",
        )
        assert panel.rows["age"].tolist() == [56.0]

    def test_an_impossible_date_of_birth_is_said(self) -> None:
        panel = panel_of_texts(
            "patient_id,birth_date,collection_start,urine_calcium (mg/d)\n"
            "P1,2026-07-01,2026-06-14,100\n"
        )
        assert np.isnan(panel.rows["age"][0])
        assert panel.remarks["code"].tolist() == ["birth_date_impossible"]

    def test_medicines_of_another_collection_are_not_this_ones(self) -> None:
        text = (
            "patient_id,collection_start,medications,specimen,analyte,value,unit\n"
            "P1,2026-03-01,none,urine_24h,calcium,300,mg/24h\n"
            "P1,2026-06-01,chlorthalidone,urine_24h,calcium,200,mg/24h\n"
            "P1,2026-06-01,chlorthalidone,serum,potassium,3.6,mmol/L\n"
        )
        panel = panel_of_texts(text)
        assert panel.rows["medications"].tolist() == ["none", "chlorthalidone"]
        assert panel.value("serum_potassium").tolist() == [3.6, 3.6]

    def test_what_the_urine_records_do_not_say_blood_may(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_start,urine_calcium (mg/d)\nP1,2026-06-01,100\n",
            "patient_id,date,sex,weight_kg,conditions,PTH (pg/mL)\n"
            "P1,2026-06-20,F,61,gout,50\nP1,2026-06-02,F,62,asthma,51\n",
        )
        row = panel.rows.iloc[0]
        assert (row["sex"], row["weight_kg"], row["conditions"]) == ("female", 62.0, "asthma")

    def test_different_words_of_one_collection_are_joined_in_file_order(self) -> None:
        text = (
            "patient_id,medications,specimen,analyte,value,unit\n"
            "P1,allopurinol,urine_24h,calcium,300,mg/24h\n"
            "P1,metformin,urine_24h,oxalate,30,mg/24h\n"
            "P1,allopurinol,urine_24h,citrate,400,mg/24h\n"
        )
        assert panel_of_texts(text).rows["medications"].tolist() == ["allopurinol. metformin"]

    def test_two_sexes_of_one_patient_are_no_sex(self) -> None:
        panel = panel_of_texts(
            "patient_id,sex,specimen,analyte,value,unit\nP1,F,urine_24h,calcium,300,mg/24h\n"
            "P1,M,urine_24h,oxalate,30,mg/24h\nP2,M,urine_24h,calcium,200,mg/24h\n"
        )
        assert panel.rows["sex"].tolist() == ["", "male"]
        assert panel.remarks[["row", "code"]].values.tolist() == [[0, "sex_conflict"]]

    @pytest.mark.parametrize(
        ("one", "other", "doubted"),
        [
            ("45,2026-03-01", "67,2026-03-01", True),
            ("45,2026-03-01", "47,2026-03-01", True),
            ("45,2026-03-01", "46,2026-03-02", False),  # a birthday between them
            ("45,2026-03-01", "46,2026-07-01", False),
            ("45,2026-03-01", "43,2026-07-01", True),  # nobody grows younger
            ("45,2026-03-01", "47,", True),
            ("45,2026-03-01", "44,2025-01-01", False),  # 14 months before
            ("45,2026-03-01", "40,2021-02-01", False),  # five years before
            ("45,2026-03-01", "45,2021-02-01", True),  # five years before, and no younger
            ("89,2026-03-01", "94,2026-03-01", False),  # ages above 89 are often given as 89
            ("45,2026-03-01", ",2026-03-01", False),
        ],
    )
    def test_two_ages_that_dates_do_not_explain(self, one: str, other: str, doubted: bool) -> None:
        panel = panel_of_texts(
            "patient_id,age,date,specimen,analyte,value,unit\n"
            f"P1,{one},urine_24h,calcium,300,mg/24h\nP1,{other},serum,calcium,9.5,mg/dL\n"
            "P2,50,2026-03-01,urine_24h,calcium,200,mg/24h\n"
        )
        codes = panel.remarks[["row", "code"]]
        assert codes[codes["code"] == "age_conflict"].values.tolist() == (
            [[0, "age_conflict"]] if doubted else []
        )
        assert panel.rows["age"].tolist() == [float(one.partition(",")[0]), 50.0]

    def test_a_stated_age_that_the_date_of_birth_contradicts(self) -> None:
        # Born in May 1980 she is 45 in March 2026.
        head = "patient_id,age,birth_date,collection_start,urine_calcium (mg/d)\n"
        panel = panel_of_texts(
            head + "P1,45,1980-05-01,2026-03-01,100\nP2,30,1980-05-01,2026-03-01,100\n"
        )
        assert panel.remarks[["row", "code"]].values.tolist() == [[1, "age_conflict"]]

    def test_fill_completes_and_never_replaces(self) -> None:
        text = "patient_id,sex,age,urine_calcium (mg/d)\nP1,F,40,100\nP2,,,100\n"
        panel = panel_of_texts(text, fill={"sex": "male", "age": 50, "weight_kg": 80.0})
        assert panel.rows["sex"].tolist() == ["female", "male"]
        assert panel.rows["age"].tolist() == [40.0, 50.0]
        assert panel.rows["weight_kg"].tolist() == [80.0, 80.0]
