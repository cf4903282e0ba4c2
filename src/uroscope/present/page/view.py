"""A review as the templates read it: everything decided, nothing left to compute in a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uroscope.model import Report, Review
from uroscope.present.chart import chart_svg
from uroscope.present.numbers import Units
from uroscope.present.page.cells import (
    Cell,
    Printed,
    Since,
    Verdict,
    beside,
    cells_of,
    core_cells,
    history,
    index_cells,
    other_cells,
    other_verdicts,
    since,
)
from uroscope.present.page.reasons import (
    AdviceView,
    FindingView,
    NoteView,
    RedFlagView,
    SourceView,
    findings_of,
    habits_of,
    notes_of,
    open_lines_of,
    red_flags_of,
    source_numbers,
    sources_of,
    steps_of,
    stone_advice_of,
    stones_of,
)
from uroscope.present.page.sentences import Said, Speaker
from uroscope.present.page.supersaturation import SaturationView, saturation_of
from uroscope.present.page.unused import Unused, refused_names, unused_of
from uroscope.present.scan import ScanViews, scan_title, scan_views
from uroscope.present.words import habits_wait, identity_parts, overdue_text

_GIVEN = {
    "conditions": "Conditions", "symptoms": "Symptoms", "pregnant": "Pregnant",
    "solitary_kidney": "Single kidney", "transplant": "Transplant",
    "imaging_report": "Imaging report",
}  # fmt: skip
_URGENCY = {"now": 0, "same_day": 1, "none": 2}


@dataclass(frozen=True)
class ReviewView:
    """One article of the page."""

    number: int
    patient: str
    person: str
    identity: list[str]
    given: list[tuple[str, str]]
    urgency: str
    red_flags: list[RedFlagView]
    headline: list[Said]
    population: list[NoteView]
    specimen: list[NoteView]
    core: list[Cell]
    others: list[tuple[str, list[Cell]]]
    findings: list[FindingView]
    not_excluded: Said | None
    scan_title: str
    scan: ScanViews | None
    open_lines: list[Said]
    charts: Mapping[Units, tuple[str, str]]
    saturation: SaturationView | None
    stones: list[tuple[str, list[tuple[str, str]]]]
    stone_advice: list[tuple[str, list[Said], list[Said]]]
    habits: list[AdviceView]
    habits_wait: str
    since: Since | None
    steps: list[AdviceView]
    indices: list[tuple[Cell, str]]
    verdicts: list[Verdict]
    beside: list[Printed]
    history: list[Printed]
    every: list[Cell]
    unused: Unused
    sources: list[SourceView]
    constants: str
    overdue: str


def review_views(report: Report, units: Units, other: Report | None) -> list[ReviewView]:
    """Return every review of a report, ready for the templates.

    Parameters
    ----------
    report : Report
        What one command found.
    units : {"conventional", "si"}
        The system its sentences are written in.
    other : Report or None
        The same report with sentences in the other system.

    Returns
    -------
    list of ReviewView
        In the order of the report.
    """
    twins = report.reviews if other is None else other.reviews
    return [
        _view(number, review, twin, report, units)
        for number, (review, twin) in enumerate(zip(report.reviews, twins, strict=True), start=1)
    ]


def by_urgency(views: Sequence[ReviewView]) -> list[ReviewView]:
    """Return reviews with those that cannot wait first, otherwise in their order."""
    return sorted(views, key=lambda view: _URGENCY[view.urgency])


def _urgency(review: Review) -> str:
    return min((flag.tier for flag in review.red_flags), key=_URGENCY.__getitem__, default="none")


def _view(number: int, review: Review, twin: Review, report: Report, units: Units) -> ReviewView:
    speaker = Speaker(review, twin, units)
    refs = {f.id: f.rank for f in review.findings if f.rank}
    identity = identity_parts(review)
    notes = notes_of(review, twin, speaker)
    population = {f.id for f in review.findings if f.kind == "population"}
    cells = cells_of(review)
    not_excluded = review.not_excluded
    return ReviewView(
        number=number,
        patient=identity[0],
        person=identity[1],
        identity=identity[2:],
        given=[(label, review.context[name]) for name, label in _GIVEN.items()
               if review.context.get(name)],
        urgency=_urgency(review),
        red_flags=red_flags_of(review, twin, speaker),
        headline=speaker.each(review.headline, twin.headline),
        population=[note for note in notes if note.code in population],
        specimen=[note for note in notes if note.code not in population],
        core=core_cells(review, cells, refused_names(report, review.patient_id)),
        others=other_cells(review, cells),
        findings=findings_of(review, twin, speaker, source_numbers(review)),
        not_excluded=speaker.say(not_excluded, twin.not_excluded)
        if not_excluded
        else None,
        scan_title="" if review.imaging is None else scan_title(review.imaging),
        scan=None if review.imaging is None else scan_views(review.imaging),
        open_lines=open_lines_of(review, twin, speaker),
        charts=_charts(review, report),
        saturation=saturation_of(review.saturation),
        stones=stones_of(review, refs),
        stone_advice=stone_advice_of(review, twin, speaker),
        habits=habits_of(review, twin, speaker, refs),
        habits_wait=habits_wait(review),
        since=since(review),
        steps=steps_of(review, twin, speaker, refs),
        indices=index_cells(review),
        verdicts=other_verdicts(review),
        beside=beside(review),
        history=history(review),
        every=list(cells.values()),
        unused=unused_of(report, review.patient_id),
        sources=sources_of(review),
        constants="" if review.saturation is None else review.saturation.constants,
        overdue=overdue_text(review) if review.overdue else "",
    )  # fmt: skip


def _charts(review: Review, report: Report) -> Mapping[Units, tuple[str, str]]:
    """Return the chart in both unit systems, each for a page and for a telephone.

    The patient's earlier collections are rings.
    """
    start = review.collected.start
    older = sorted(
        (
            r
            for r in report.reviews
            if review.patient_id and r.patient_id == review.patient_id
            and start and r.collected.start and r.collected.start < start
        ),
        key=lambda r: r.collected.start or "",
        reverse=True,
    )  # fmt: skip
    systems: tuple[Units, Units] = ("conventional", "si")

    def drawn(units: Units, narrow: bool) -> str:
        title = report.profile.title
        return chart_svg(review, units=units, profile_title=title, older=older, narrow=narrow)

    return {units: (drawn(units, False), drawn(units, True)) for units in systems}
