"""Files in, reports out: what `review` and `chart` show, and the page beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from uroscope import __version__
from uroscope.command.limits import choose_profile
from uroscope.command.scan import with_scan
from uroscope.errors import UsageError
from uroscope.knowledge import Knowledge, Profile, load
from uroscope.model import KnowledgeNote, ProfileNote, Report

if TYPE_CHECKING:
    from uroscope.reading import Source
    from uroscope.tables import Panel


def make_report(
    files: Sequence[str],
    *,
    profile: str = "stone_us",
    ranges: Path | None = None,
    si: bool = False,
    patient: str | None = None,
    fill: Mapping[str, object] | None = None,
) -> Report:
    """Read files and review every collection in them; see `make_reports`."""
    return make_reports(
        files, profile=profile, ranges=ranges, systems=(si,), patient=patient, fill=fill
    )[0]


def make_reports(
    files: Sequence[Source],
    *,
    profile: str,
    ranges: Path | None,
    systems: Sequence[bool],
    patient: str | None = None,
    fill: Mapping[str, object] | None = None,
    imaging: str | None = None,
) -> list[Report]:
    """Read files once and review every collection in them, once per unit system.

    Parameters
    ----------
    files : sequence of str or InMemory
        Paths, `-`, or bytes with a name.
    profile, ranges : str, Path
        The limits.
    systems : sequence of bool
        For each report, whether its sentences print SI units.
    patient : str, optional
        Only this one.
    fill : mapping, optional
        What the files lack of the subject.
    imaging : str, optional
        The text of a scan report of the only patient.

    Returns
    -------
    list of Report
        One per system.

    Raises
    ------
    UsageError, NothingUsableError, KnowledgeError
        If there is nothing to review.
    """
    from uroscope.pipeline import read_panel

    knowledge = load()
    chosen = choose_profile(profile, ranges, knowledge)
    _check_fill(fill or {}, knowledge)
    return reports_of(read_panel(files, fill), chosen, systems, patient, imaging=imaging)


def reports_of(
    panel: Panel,
    chosen: Profile,
    systems: Sequence[bool],
    patient: str | None = None,
    only: Sequence[int] | None = None,
    imaging: str | None = None,
) -> list[Report]:
    """Review every collection of a panel, or those of one patient, once per unit system.

    Parameters
    ----------
    panel : Panel
        What was read.
    chosen : Profile
        The limits.
    systems : sequence of bool
        For each report, whether its sentences print SI units.
    patient : str, optional
        Only this one; cells of other patients are then in no list.
    only : sequence of int, optional
        Positions of the collections to explain, among those of the patient if one is given.
    imaging : str, optional
        The text of a scan report of the only patient.

    Returns
    -------
    list of Report
        One per system.

    Raises
    ------
    UsageError
        If there is no such patient, or a scan report is given for several.
    """
    from uroscope.reviewing import review_panel

    knowledge = load()
    if patient is not None:
        import numpy as np

        at = np.flatnonzero(panel.rows["patient_id"].to_numpy(dtype=object) == patient)
        if not len(at):
            raise UsageError(f"No collection of patient {patient!r} is in the input.")
        panel = panel.take(at)
    if imaging is not None:
        panel = with_scan(panel, imaging)
    tables = {
        name: getattr(panel, name).to_dict("records")
        for name in ("refused", "not_measured", "ignored")
    }
    if patient is not None:
        tables["refused"] = [r for r in tables["refused"] if r["patient_id"] in (patient, "")]
        tables["not_measured"] = [r for r in tables["not_measured"] if r["patient_id"] == patient]
    return [
        Report(
            uroscope=__version__,
            profile=ProfileNote(id=chosen.id, title=chosen.title, digest=chosen.digest),
            knowledge=KnowledgeNote(version=knowledge.version, digest=knowledge.digest),
            reviews=review_panel(panel, chosen, si, only),
            **tables,
        )
        for si in systems
    ]


def _check_fill(fill: Mapping[str, object], knowledge: Knowledge) -> None:
    """Refuse an age, weight or height on the command line that cannot be true.

    Raises
    ------
    UsageError
        Naming the option and what can be true.
    """
    for name, value in fill.items():
        low, high = knowledge.bounds.get(name, (0.0, 0.0))
        if isinstance(value, int | float) and not low <= value <= high:
            option = name.partition("_")[0]
            raise UsageError(f"--{option} {value:g} cannot be true; {low:g} to {high:g} can.")
