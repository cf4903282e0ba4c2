"""The cells that are in no result, each list at the end of the review it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from uroscope.model import Ignored, NotMeasured, Refused, Report
from uroscope.present.page.cells import place


@dataclass(frozen=True)
class RefusedView:
    """A refused cell in words."""

    place: str
    analyte: str
    seen: str
    message: str


@dataclass(frozen=True)
class Unused:
    """Cells that are in no result: refused, not measured, ignored."""

    refused: list[RefusedView]
    not_measured: list[str]
    ignored: list[str]

    @property
    def any(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(self.refused or self.not_measured or self.ignored)


def unused_of(report: Report, patient: str) -> Unused:
    """Return what was not used of one patient; a report of one review has it all there.

    Parameters
    ----------
    report : Report
        What one command found.
    patient : str
        The patient of the review.

    Returns
    -------
    Unused
        Never a cell of another patient, so that a printed review can be handed on.
    """
    if len(report.reviews) == 1:
        return _unused(report.refused, report.not_measured, report.ignored)
    return _unused(
        [cell for cell in report.refused if patient and cell.patient_id == patient],
        [cell for cell in report.not_measured if patient and cell.patient_id == patient],
        [],
    )


def refused_names(report: Report, patient: str) -> set[str]:
    """Return the analytes of one patient with a refused cell.

    Parameters
    ----------
    report : Report
        What one command found.
    patient : str
        The patient of the review.

    Returns
    -------
    set of str
        Names in the vocabulary, or as printed where they are not in it.
    """
    alone = len(report.reviews) == 1
    return {
        cell.analyte
        for cell in report.refused
        if cell.analyte and (alone or (patient and cell.patient_id == patient))
    }


def unused_elsewhere(report: Report) -> Unused:
    """Return what was not used and belongs to no review, for the end of a longer report."""
    if len(report.reviews) == 1:
        return _unused([], [], [])
    known = {review.patient_id for review in report.reviews if review.patient_id}
    return _unused(
        [cell for cell in report.refused if cell.patient_id not in known],
        [cell for cell in report.not_measured if cell.patient_id not in known],
        report.ignored,
    )


def _unused(
    refused: Sequence[Refused], not_measured: Sequence[NotMeasured], ignored: Sequence[Ignored]
) -> Unused:
    return Unused(
        refused=[
            RefusedView(
                place(r.source, r.row, r.column),
                _named(r.analyte or r.column),
                r.seen,
                _sentence(r),
            )
            for r in refused
        ],
        not_measured=_counted((cell.analyte, 1) for cell in not_measured),
        ignored=_counted((cell.analyte, cell.rows) for cell in ignored),
    )


def _named(analyte: str) -> str:
    """Return an analyte as a reader writes it; a name as printed stays as it is."""
    return analyte.replace("_", " ")


def _sentence(refused: Refused) -> str:
    parts = [part.rstrip(". ") for part in (refused.message, refused.hint) if part.strip()]
    return "; ".join(parts) + "."


def _counted(items: Iterable[tuple[str, int]]) -> list[str]:
    """Return names, each once, with how often where that is more than once."""
    counts: dict[str, int] = {}
    for analyte, times in items:
        name = _named(analyte)
        counts[name] = counts.get(name, 0) + times
    return [name if times == 1 else f"{name} ({times})" for name, times in counts.items()]
