"""The chart of flagged values: one drawing, written as svg, png or pdf."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from uroscope.errors import NothingUsableError, UsageError
from uroscope.model import Review
from uroscope.present.chart.scene import chart_scene
from uroscope.present.chart.shapes import Scene, stacked
from uroscope.present.chart.svg import svg_text
from uroscope.present.numbers import Units

__all__ = ["Scene", "chart_scene", "chart_svg", "write_chart"]

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
        A narrow drawing without title.

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
        review, units=units, profile_title=profile_title, older=older, compact=compact
    )
    return svg_text(scene, standalone=False)


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
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"A chart is written as .png, .svg or .pdf; '{path.name}' ends otherwise.")
    if not reviews:
        raise NothingUsableError("There is no collection to draw a chart of.")
    patients = _by_patient(reviews)

    def scene(mine: Sequence[Review], place: int) -> Scene:
        return chart_scene(
            mine[place], units=units, profile_title=profile_title, older=mine[place + 1 :]
        )

    if ending == ".pdf":
        from uroscope.present.chart.draw import pdf_bytes

        data = pdf_bytes([scene(mine, n) for mine in patients for n in range(len(mine))])
    else:
        if len(patients) > MOST_STACKED:
            raise UsageError(
                f"One {ending[1:]} holds the charts of {MOST_STACKED} patients at most, here are "
                f"{len(patients)}: write a .pdf, which has a page for each."
            )
        drawing = stacked(tuple(scene(mine, 0) for mine in patients))
        if ending == ".svg":
            data = svg_text(drawing).encode()
        else:
            from uroscope.present.chart.draw import png_bytes

            data = png_bytes(drawing)
    try:
        path.write_bytes(data)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise UsageError(f"The chart cannot be written to '{path}': {reason}.") from error
