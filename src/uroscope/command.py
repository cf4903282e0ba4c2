"""What each command does, behind its options: files in, a report out, issues to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from uroscope import __version__
from uroscope.errors import ExitCode, NothingUsableError, UsageError
from uroscope.knowledge import Knowledge, Profile, load
from uroscope.model import KnowledgeNote, ProfileNote, Refused, Report

if TYPE_CHECKING:
    from uroscope.present.numbers import Units
    from uroscope.present.text import Style
    from uroscope.reading import Source
    from uroscope.tables import Panel

_MOST_ISSUES = 40


def choose_profile(name: str, ranges: Path | None, knowledge: Knowledge) -> Profile:
    """Return a shipped profile, a clinic's own, or a shipped one with some files replaced.

    Raises
    ------
    UsageError
        If there is no such profile or folder.
    KnowledgeError
        If the clinic's files do not hold.
    """
    if ranges is not None:
        from uroscope.knowledge.overrides import load_ranges

        return load_ranges(ranges, name, knowledge)
    if name not in knowledge.profile_ids:
        known = ", ".join(knowledge.profile_ids)
        raise UsageError(f"There is no profile {name!r}; there are: {known}.")
    return knowledge.profile(name)


def wants_si(units: object, profile: str) -> bool:
    """Tell whether to print SI units: as asked, else as the profile does."""
    if units is not None:
        return str(getattr(units, "value", units)) == "si"
    knowledge = load()
    return profile in knowledge.profile_ids and knowledge.profile(profile).units == "si"


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
    from uroscope.pipeline import review_panel

    knowledge = load()
    if patient is not None:
        import numpy as np

        at = np.flatnonzero(panel.rows["patient_id"].to_numpy(dtype=object) == patient)
        if not len(at):
            raise UsageError(f"No collection of patient {patient!r} is in the input.")
        panel = panel.take(at)
    if imaging is not None:
        panel = _with_scan(panel, imaging)
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


def read_scan(given: str, files: Sequence[str]) -> str:
    """Return the text of a scan report: from a file, from standard input, or as given.

    Parameters
    ----------
    given : str
        A path, `-`, or the text itself.
    files : sequence of str
        The other inputs; only one of all may be standard input.

    Returns
    -------
    str
        The report.

    Raises
    ------
    UsageError
        If the file is missing, is no text, or nothing is in it.
    """
    if given == "-":
        if "-" in files:
            raise UsageError("Standard input can be the results or the scan report, not both.")
        text = sys.stdin.read()
    elif _is_path(given):
        try:
            text = Path(given).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"{Path(given).name} is not UTF-8 text; save the scan report as plain text."
            ) from error
        except OSError as error:
            reason = (error.strerror or "it cannot be read").lower()
            raise UsageError(
                f"{Path(given).name}: {reason}; --imaging takes a text file, - or the text itself."
            ) from error
    else:
        text = given
    if not text.strip():
        raise UsageError("The scan report is empty; --imaging takes a text file, - or the text.")
    return text


_TEXT_ENDINGS = (".txt", ".text", ".rpt", ".md", ".rtf", ".doc", ".docx", ".pdf")


def _is_path(given: str) -> bool:
    """Tell a path from a report: it exists, or it is one word that ends like a file."""
    if len(given) > 400 or "\n" in given:
        return False
    try:
        if Path(given).exists():
            return True
    except (OSError, ValueError):
        return False
    return given.lower().endswith(_TEXT_ENDINGS) and len(given.split()) == 1


def _with_scan(panel: Panel, report: str) -> Panel:
    """Give a scan report to the only patient of a panel.

    Raises
    ------
    UsageError
        If the panel holds several patients.
    """
    from dataclasses import replace

    people = panel.rows["patient_id"].nunique()
    if people > 1:
        raise UsageError(
            f"The input holds {people} patients, and --imaging is of one of them.\n"
            "Choose with --patient ID, or write the reports into a column imaging_report."
        )
    if not len(panel):
        return panel
    return replace(panel, rows=panel.rows.assign(imaging_report=report))


def spare_inputs(files: Sequence[str], *outputs: Path | None) -> None:
    """Refuse to write over what is being read.

    Raises
    ------
    UsageError
        If an output is one of the inputs.
    """
    for output in outputs:
        if output is None or not output.exists():
            continue
        for path in files:
            if path != "-" and Path(path).exists() and output.samefile(path):
                raise UsageError(f"{output} is also the input; choose another place for output.")


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


def exit_code(report: Report) -> int:
    """Return 0 when all was used, 3 when some cells were refused, 4 when nothing was usable."""
    if not report.reviews:
        return int(ExitCode.NOTHING_USABLE)
    return int(ExitCode.SOME_REFUSED if report.refused else ExitCode.ALL_USED)


def write_review(
    report: Report, form: str, output: Path | None, si: bool, other: Report | None = None
) -> None:
    """Write the reviews as text, JSON or HTML; `other` holds them in the other unit system."""
    if not report.reviews and form == "text":
        return
    units: Units = "si" if si else "conventional"
    if form == "json":
        text = report.to_json() + "\n"
    elif form == "html":
        from uroscope.present.html import report_html

        text = report_html(report, units, other)
    else:
        from uroscope.present.text import Style, report_text

        text = report_text(report, units, Style() if output is not None else terminal_style())
    write_text(text, output)


def write_sheets(report: Report, form: str, output: Path | None) -> None:
    """Write the reviews for their patients as text or HTML; JSON is the same for every reader."""
    if form == "json":
        write_review(report, form, output, False)
        return
    if not report.reviews:
        return
    texts = load().record["patient_sheet"]
    if form == "html":
        from uroscope.present.patient.html import sheets_html

        text = sheets_html(report, texts)
    else:
        from uroscope.present.patient.text import sheets_text
        from uroscope.present.text import Style

        text = sheets_text(report, texts, Style() if output is not None else terminal_style())
    write_text(text, output)


def terminal_style() -> Style:
    """Return what the terminal can show: its width, colour, characters beyond ASCII."""
    import shutil

    from uroscope.present.text import Style

    live = sys.stdout.isatty()
    width = shutil.get_terminal_size((96, 24)).columns if live else 96
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return Style(
        width=max(60, min(width, 110)),
        colour=live and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        unicode=encoding.startswith("utf"),
    )


def write_text(text: str, output: Path | None) -> None:
    """Write to a file, or to standard output.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    if output is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise UsageError(f"{output}: {reason}; choose another place with -o.") from error


def write_chart(report: Report, path: Path, si: bool) -> None:
    """Draw the chart of the reviews as png, svg or pdf."""
    if not report.reviews:
        return
    from uroscope.present.chart import write_chart as draw

    draw(
        report.reviews,
        path,
        units="si" if si else "conventional",
        profile_title=report.profile.title,
    )


def say_refused(refused: Sequence[Refused], rest_used: bool = True) -> None:
    """Say on standard error which cells were refused, each with its place and its cure."""
    if not refused:
        return
    count = len(refused)
    rest = "; everything else was used" if rest_used else ""
    sys.stderr.write(f"\n{count} cell{'s' if count > 1 else ''} refused{rest}:\n")
    alike: dict[tuple[str, ...], list[int]] = {}
    for item in refused:
        cell = (item.source, item.column, item.analyte, item.seen, item.message, item.hint)
        alike.setdefault(cell, []).append(item.row)
    for key, rows in list(alike.items())[:_MOST_ISSUES]:
        sys.stderr.write(_refusal_text(key, rows))
    if len(alike) > _MOST_ISSUES:
        more = len(alike) - _MOST_ISSUES
        sys.stderr.write(f"  and {more} more; --format json lists all of them.\n")


def say_issues(report: Report) -> None:
    """Say on standard error what was not used, the refusals first."""
    say = sys.stderr.write
    say_refused(report.refused, bool(report.reviews))
    notes = []
    if report.not_measured:
        names = list(dict.fromkeys(item.analyte for item in report.not_measured))
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        notes.append(f"Not measured: {', '.join(names[:6])}{more}.")
    if report.ignored:
        names = list(dict.fromkeys(item.analyte for item in report.ignored))
        cells = sum(item.rows for item in report.ignored)
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        notes.append(f"Not used here: {', '.join(names[:6])}{more} ({cells} cells).")
    if notes:
        say("\n" + "\n".join(notes) + "\n")
    if not report.reviews:
        raise NothingUsableError("No cell of the input could be used, so there is no review.")


def _refusal_text(key: tuple[str, ...], rows: Sequence[int]) -> str:
    """Return one refusal in two lines; the same cell in many records is said once."""
    source, column, analyte, seen, message, hint = key
    numbers = ", ".join(str(row) for row in rows[:4]) + (" …" if len(rows) > 4 else "")
    place = f"{source} record{'s' if len(rows) > 1 else ''} {numbers}"
    place += f", {column}" if column else ""
    name = f"{analyte}: " if analyte else ""
    return f"  {place}: {name}{seen}\n    {message}; {hint}.\n"


def convert(value: str, unit: str, analyte: str, to: str) -> str:
    """Convert one printed value; pint checks the factor.

    Raises
    ------
    UsageError
        If analyte, unit or number is not understood.
    """
    from uroscope.knowledge.conversion import convert_text
    from uroscope.normalize.numbers import OK, parse_one

    read = parse_one(value)
    if read.status != OK or read.comparator or read.unit:
        raise UsageError(f"{value[:40]!r} is not a number; write it like 250 or 6.24.")
    if read.open_sign == ",":
        raise UsageError(
            f"{value!r} can mean decimals or thousands; write it with a decimal point, or without "
            "separator."
        )
    return convert_text(read.value, unit, analyte, to, load())


def whatif(
    files: Sequence[str],
    sets: Sequence[str],
    goals: Sequence[str],
    profile: str,
    patient: str | None,
    form: str,
    chart: Path | None = None,
) -> int:
    """Change values of every collection and print what moves, as text or JSON.

    Returns
    -------
    int
        The exit code: 3 when some cells of the input were refused.

    Raises
    ------
    UsageError
        If nothing is asked, a change or goal is not understood, or the chart cannot be drawn.
    """
    from uroscope.pipeline import read_panel
    from uroscope.whatif import parse_changes, parse_goals, what_if

    if not sets and not goals:
        raise UsageError("Say what to change, for example --set urine_volume=2.5L/d.")
    if chart is not None and not sets:
        raise UsageError("A chart shows what a change moves; say one with --set.")
    knowledge = load()
    changes, aims = parse_changes(sets, knowledge), parse_goals(goals)
    chosen = choose_profile(profile, None, knowledge)
    panel = read_panel(files)
    rows = [
        row
        for row in range(len(panel))
        if patient is None or panel.rows["patient_id"].iloc[row] == patient
    ]
    if not rows:
        raise UsageError("There is no such collection in the input.")
    answers = [what_if(panel, row, changes, aims, chosen, knowledge) for row in rows]
    if chart is not None:
        from uroscope.present.chart import write_whatif

        write_whatif(answers, chart)
    if form == "html":
        raise UsageError("whatif writes text or json; choose one of them with --format.")
    if form == "json":
        import json

        text = json.dumps([a.model_dump(mode="json") for a in answers], indent=2)
    else:
        from uroscope.present.whatif import whatif_text

        text = "\n\n".join(whatif_text(answer) for answer in answers)
    write_text(text, None)
    refused = [Refused.model_validate(item) for item in panel.refused.to_dict("records")]
    say_refused(refused)
    return int(ExitCode.SOME_REFUSED if refused else ExitCode.ALL_USED)


def batch(
    files: Sequence[str],
    output: Path,
    *,
    profile: str = "stone_us",
    ranges: Path | None = None,
    workers: int | None = None,
    issues: Path | None = None,
    summary: Path | None = None,
    picture: Path | None = None,
    follow: bool = False,
    fast: bool = False,
    resume: bool = False,
) -> int:
    """Interpret many collections into one table, and print what was counted.

    Returns
    -------
    int
        The exit code: 3 when some cells or files were refused.

    Raises
    ------
    UsageError, NothingUsableError, KnowledgeError
        If there is nothing to interpret or nowhere to write.
    """
    import importlib.util

    if importlib.util.find_spec("pyarrow") is None:
        raise UsageError(
            "uroscope batch needs pyarrow: python -m pip install 'uroscope[batch]'.\n"
            "For a few collections, `uroscope review` does without."
        )
    from uroscope.batch import Options, run_batch
    from uroscope.batch.report import report_of, summary_json
    from uroscope.present.batch import batch_text

    if fast:
        from uroscope.tabulation import check_kernel

        check_kernel()
    if picture is not None and picture.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise UsageError(f"{picture}: a picture is written as .png, .svg or .pdf.")
    knowledge = load()
    chosen = choose_profile(profile, ranges, knowledge)
    options = Options(
        output=output,
        profile=chosen,
        workers=workers or len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else workers or os.cpu_count() or 1,
        issues=issues,
        fast=fast,
        follow=follow,
        resume=resume,
    )
    try:
        with _progress() as progress:
            found = run_batch(files, options, progress)
    except KeyboardInterrupt:
        sys.stderr.write(
            f"Stopped; nothing was written to {output}. "
            "The same command with --resume goes on from here.\n"
        )
        raise
    report = report_of(found, output.name, chosen, knowledge)
    if summary is not None:
        write_text(summary_json(found, chosen, knowledge) + "\n", summary)
    if picture is not None:
        from uroscope.present.chart import write_prevalence

        write_prevalence(report, picture)
    write_text(batch_text(report, None if issues is None else issues.name), None)
    used_all = not found.refused and not found.unreadable
    return int(ExitCode.ALL_USED if used_all else ExitCode.SOME_REFUSED)


@contextmanager
def _progress() -> Iterator[Callable[[int, int, int], None]]:
    """Yield what tells how far a batch is: a bar on a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total, rows: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[rows]:,} collections"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
        TimeElapsedColumn(),
    )
    console = Console(file=sys.stderr, no_color=bool(os.environ.get("NO_COLOR")))
    # Drawn when it is told something: a thread that draws would forbid copying this process.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=None, rows=0, rate="reading")

        def tell(done: int, total: int, rows: int) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = f"{rows / elapsed:,.0f}/s" if elapsed > 1 else ""
            bar.update(task, total=total, completed=done, rows=rows, rate=rate, refresh=True)

        yield tell


def template(layout: str) -> str:
    """Return an empty input file with every column explained."""
    from uroscope.present.template import template_text

    return template_text(layout, load())


def explain(name: str, profile: str) -> str:
    """Return the explanation of one id; say on standard error what another name was taken for."""
    from uroscope.present.explain import explain_text, taken_as

    knowledge = load()
    text = explain_text(name, choose_profile(profile, None, knowledge), knowledge)
    taken = taken_as(name, knowledge)
    if len(taken) == 1:
        sys.stderr.write(f"{name!r} is a name of {taken[0]}, which is explained here.\n")
    elif taken:
        sys.stderr.write(
            f"{name!r} can be {', '.join(taken)}; all are explained here. Ask for one by its id.\n"
        )
    return text


def ranges_list() -> str:
    """Return the shipped profiles, one per line."""
    from uroscope.present.ranges import list_text

    return list_text(load())


def ranges_show(profile: str, ranges: Path | None) -> str:
    """Return every limit and goal of a profile."""
    from uroscope.present.ranges import show_text

    knowledge = load()
    return show_text(choose_profile(profile, ranges, knowledge), knowledge)


def ranges_check(folder: Path) -> str:
    """Check a clinic's own files.

    Raises
    ------
    UsageError
        If the folder is missing.
    KnowledgeError
        All problems found.
    """
    from uroscope.knowledge.overrides import check_ranges

    return check_ranges(folder, load())
