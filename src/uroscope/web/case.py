"""A request to a panel: files of this or an earlier request, read and normalized anew each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from uroscope.command import choose_profile, wants_si
from uroscope.errors import NothingUsableError, UsageError
from uroscope.knowledge import Knowledge, Profile, load
from uroscope.knowledge.places import samples_folder
from uroscope.pipeline import read_panel
from uroscope.present.numbers import Units
from uroscope.present.page.cells import place
from uroscope.reading import InMemory
from uroscope.tables import Panel
from uroscope.web.limits import MOST_BYTES, MOST_COLLECTIONS, MOST_RECORDS
from uroscope.web.uploads import Form, TooMuchError, pack, unpack

_MOST_REASONS = 3
_LONGEST_SEEN = 60


@dataclass(frozen=True)
class Case:
    """What one page is about: the files, the limits and the units they are shown in."""

    files: tuple[InMemory, ...] = field(repr=False)
    profile: Profile
    units: Units
    knowledge: Knowledge = field(repr=False)

    def packed(self) -> str:
        """Return the files for the page's hidden field."""
        return pack(self.files)

    def panel(self) -> Panel:
        """Read and normalize the files.

        Raises
        ------
        UsageError, NothingUsableError
            If there is nothing to review, or more than a page can show.
        """
        records = sum(file.data.count(b"\n") + file.data.count(b"\r") for file in self.files)
        if records > 2 * MOST_RECORDS or sum(len(f.data) for f in self.files) > MOST_BYTES:
            raise TooMuchError(
                f"At most {MOST_RECORDS:,} lines are read at once here; use the command line."
            )
        panel = read_panel(self.files)
        if len(panel) > MOST_COLLECTIONS:
            raise TooMuchError(
                f"{len(panel):,} collections are more than a page can list "
                f"({MOST_COLLECTIONS:,}); use the command line."
            )
        if not len(panel):
            raise NothingUsableError(_nothing_usable(panel))
        return panel


def _nothing_usable(panel: Panel) -> str:
    """Say that nothing could be used, and why for the first cells: four lines at most."""
    lines = ["No cell of the input could be used, so there is no review."]
    count = len(panel.refused)
    for cell in panel.refused.head(2 if count > _MOST_REASONS else _MOST_REASONS).itertuples():
        seen = str(cell.seen)
        seen = f"{seen[:_LONGEST_SEEN]}…" if len(seen) > _LONGEST_SEEN else seen
        where = place(str(cell.source), int(str(cell.row)), str(cell.column))
        what = str(cell.analyte).replace("_", " ")[:_LONGEST_SEEN]
        why = "; ".join(str(text).rstrip(". ") for text in (cell.message, cell.hint) if text)
        lines.append(f"{what or 'cell'} “{seen}” ({where}): {why}.")
    if count > _MOST_REASONS:
        lines.append(f"And {count - 2:,} more cells.")
    return "\n".join(lines)


def sample_names() -> Mapping[str, str]:
    """Return the shipped samples: file name to what it shows."""
    shows = {}
    for line in (samples_folder() / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0].endswith(".csv`"):
            shows[cells[0].strip("`")] = cells[2].replace("`", "")
    return {path.name: shows.get(path.name, "") for path in sorted(samples_folder().glob("*.csv"))}


def settings_of(form: Form, knowledge: Knowledge) -> tuple[Profile, Units]:
    """Return the profile and unit system a form asks for; the profile's units by default.

    Raises
    ------
    UsageError
        If there is no such profile.
    """
    profile = choose_profile(form.get("profile") or knowledge.profile_ids[0], None, knowledge)
    units = form.get("units")
    if units not in ("conventional", "si"):
        units = "si" if wants_si(None, profile.id) else "conventional"
    return profile, "si" if units == "si" else "conventional"


def case_of(form: Form) -> Case:
    """Return what a form is about: its files, else a sample, else what the page held.

    Raises
    ------
    UsageError
        If there is none of them.
    """
    knowledge = load()
    profile, units = settings_of(form, knowledge)
    files = form.files
    if not files and form.get("sample"):
        name = form.get("sample")
        if name not in sample_names():
            raise UsageError("There is no such sample.")
        files = (InMemory(name, (samples_folder() / name).read_bytes()),)
    if not files and form.get("case"):
        files = unpack(form.get("case"))
    if not files:
        raise UsageError("No file arrived; choose one or drop it on the page.")
    return Case(files, profile, units, knowledge)
