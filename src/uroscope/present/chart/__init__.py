"""Charts written as svg, png or pdf: flagged values, and supersaturation today and after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from uroscope.errors import NothingUsableError, UsageError
from uroscope.model import Review, Saturation, WhatIf
from uroscope.present.batch import BatchReport
from uroscope.present.chart.prevalence import prevalence_scene
from uroscope.present.chart.saturation import answer_scene, whatif_scene
from uroscope.present.chart.scene import chart_scene
from uroscope.present.chart.shapes import Scene, stacked
from uroscope.present.chart.svg import svg_text
from uroscope.present.numbers import Units

__all__ = [
    "Scene",
    "answer_scene",
    "chart_scene",
    "chart_svg",
    "whatif_scene",
    "whatif_svg",
    "write_chart",
    "write_prevalence",
    "write_whatif",
]

ENDINGS = (".png", ".svg", ".pdf")
# A picture of more charts is longer than a screen can scroll to with pleasure; pdf has pages.
MOST_STACKED = 12


def chart_svg(
    review: Review,
    *,
    units: Units = "conventional",
    profile_title: str = "",
    older: Sequence[Review] = (),
    compact: bool = True,
    narrow: bool = False,
) -> str:
    """Return the chart of one collection as an svg element to place in a page.

    Parameters
    ----------
    review : Review
        The collection.
    units : {"conventional", "si"}
        The unit system.
    profile_title : str
        Whose limits these are.
    older : sequence of Review
        Earlier collections of the same patient, newest first.
    compact : bool
        A small drawing without title.
    narrow : bool
        The small drawing for a telephone.

    Returns
    -------
    str
        One `svg` element; see `svg.variables` for its colours.

    Examples
    --------
    >>> from uroscope.model import Collected, Review, Subject
    >>> nobody = Subject(sex=None, age_years=None, weight_kg=None, height_cm=None)
    >>> when = Collected(start="2026-10-03", hours=24.0, hours_stated=True)
    >>> empty = Review(patient_id="P-1", collection_id="1", collected=when, subject=nobody,
    ...                context={}, results=[])
    >>> "Nothing was measured" in chart_svg(empty)
    True
    """
    scene = chart_scene(
        review,
        units=units,
        profile_title=profile_title,
        older=older,
        compact=compact,
        narrow=narrow,
    )
    return svg_text(scene, standalone=False)


def whatif_svg(saturation: Saturation) -> str:
    """Return supersaturations today and after each scenario as an svg element for a page.

    Parameters
    ----------
    saturation : Saturation
        Of a review.

    Returns
    -------
    str
        One `svg` element of at most 430 px.

    Examples
    --------
    >>> from uroscope.model import Salt
    >>> salt = Salt(salt="uric_acid", label="uric acid", ss=6.6, delta_g=4.9)
    >>> "saturated" in whatif_svg(Saturation(constants="EQUIL2", salts=[salt]))
    True
    """
    return svg_text(whatif_scene(saturation), standalone=False)


def _by_patient(reviews: Sequence[Review]) -> list[list[Review]]:
    """Return each patient's collections, newest first; undated ones count by their place."""
    patients: dict[str, list[Review]] = {}
    for review in reviews:
        patients.setdefault(review.patient_id, []).append(review)
    for mine in patients.values():
        mine.reverse()
        mine.sort(key=lambda review: review.collected.start or "", reverse=True)
    return list(patients.values())


def write_chart(
    reviews: Sequence[Review],
    path: str | Path,
    *,
    units: Units = "conventional",
    profile_title: str = "",
) -> None:
    """Write the chart of flagged values to a file; its ending decides the kind.

    One patient: svg and png draw the newest collection with the earlier ones as faint rings.
    Several patients: one chart under another, in the order given, up to twelve. A pdf has one page
    for each collection, a patient's newest first, each with the collections before it as rings.

    Parameters
    ----------
    reviews : sequence of Review
        The collections.
    path : str or Path
        A file ending in `.png`, `.svg` or `.pdf`; an existing one is replaced.
    units : {"conventional", "si"}
        The unit system.
    profile_title : str
        Whose limits these are.

    Raises
    ------
    UsageError
        If the ending is another one, the place cannot be written, or there are too many patients
        for one picture.
    NothingUsableError
        If there is no collection.

    Examples
    --------
    >>> write_chart([], "a.jpg")
    Traceback (most recent call last):
    uroscope.errors.UsageError: A chart is written as .png, .svg or .pdf; 'a.jpg' ends otherwise.
    """
    path, ending = _place(path)
    if not reviews:
        raise NothingUsableError("There is no collection to draw a chart of.")
    patients = _by_patient(reviews)

    def scene(mine: Sequence[Review], place: int) -> Scene:
        return chart_scene(
            mine[place], units=units, profile_title=profile_title, older=mine[place + 1 :]
        )

    if ending == ".pdf":
        scenes = [scene(mine, n) for mine in patients for n in range(len(mine))]
    else:
        _check_count(len(patients), "patients", ending)
        scenes = [scene(mine, 0) for mine in patients]
    _write(scenes, path, ending)


def write_whatif(answers: Sequence[WhatIf], path: str | Path) -> None:
    """Write the supersaturations before and after a change to a file; its ending decides the kind.

    Parameters
    ----------
    answers : sequence of WhatIf
        One per collection: one under another in svg and png, up to twelve; a page each in pdf.
    path : str or Path
        A file ending in `.png`, `.svg` or `.pdf`; an existing one is replaced.

    Raises
    ------
    UsageError
        If the ending is another one, the place cannot be written, or there are too many
        collections for one picture.
    NothingUsableError
        If there is no collection.

    Examples
    --------
    >>> write_whatif([], "a.txt")
    Traceback (most recent call last):
    uroscope.errors.UsageError: A chart is written as .png, .svg or .pdf; 'a.txt' ends otherwise.
    """
    path, ending = _place(path)
    if not answers:
        raise NothingUsableError("There is no collection to draw a chart of.")
    if ending != ".pdf":
        _check_count(len(answers), "collections", ending)
    _write([answer_scene(answer) for answer in answers], path, ending)


def write_prevalence(report: BatchReport, path: str | Path) -> None:
    """Write how often each finding and flag holds in a batch; the ending decides the kind.

    Parameters
    ----------
    report : BatchReport
        The counts.
    path : str or Path
        A file ending in `.png`, `.svg` or `.pdf`; an existing one is replaced.

    Raises
    ------
    UsageError
        If the ending is another one, or the place cannot be written.
    """
    path, ending = _place(path)
    _write([prevalence_scene(report)], path, ending)


def _place(path: str | Path) -> tuple[Path, str]:
    """Return a path and its ending.

    Raises
    ------
    UsageError
        If it is not one of a chart.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"A chart is written as .png, .svg or .pdf; '{path.name}' ends otherwise.")
    return path, ending


def _check_count(count: int, what: str, ending: str) -> None:
    """Check that one picture can hold so many charts.

    Raises
    ------
    UsageError
        If it cannot.
    """
    if count > MOST_STACKED:
        raise UsageError(
            f"One {ending[1:]} holds the charts of {MOST_STACKED} {what} at most, here are "
            f"{count}: write a .pdf, which has a page for each."
        )


def _write(scenes: Sequence[Scene], path: Path, ending: str) -> None:
    """Write drawings: a page each in a pdf, else one under another.

    Raises
    ------
    UsageError
        If the place cannot be written.
    """
    if ending == ".pdf":
        from uroscope.present.chart.draw import pdf_bytes

        data = pdf_bytes(scenes)
    elif ending == ".svg":
        data = svg_text(stacked(tuple(scenes))).encode()
    else:
        from uroscope.present.chart.draw import png_bytes

        data = png_bytes(stacked(tuple(scenes)))
    try:
        path.write_bytes(data)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise UsageError(f"The chart cannot be written to '{path}': {reason}.") from error
