"""Scan reports of many manners, read by hand first."""

from __future__ import annotations

import pytest

from tests.unit.interpret.scan_reports import CASES, brief, brief_denial
from uroscope.interpret.imaging import decode_report, terms_of
from uroscope.knowledge import load

TERMS = terms_of(load())


@pytest.mark.parametrize("name", CASES)
def test_a_report_is_read_as_a_careful_reader_would(name: str) -> None:
    case = CASES[name]
    report = decode_report(case.text, TERMS)
    got = (
        sorted(brief(item) for item in report.items),
        sorted(brief_denial(item) for item in report.not_found),
        report.modality,
        report.prior,
    )
    assert got == (sorted(case.items), sorted(case.not_found), case.modality, case.prior)
