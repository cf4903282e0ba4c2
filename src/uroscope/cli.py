"""The command line: parse, run the pipeline, print. Nothing is decided here."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from click.exceptions import Exit

from uroscope.errors import ExitCode, UroscopeError, UsageError, fault_place

# More objects than a command's modules make.
_COLLECT_AFTER = 250_000
_PATH = click.Path(path_type=Path)
# What the shell is told by every command that reads results.
_EXIT_CODES = (
    "Exit codes: 0 all input was used, 3 some cells were refused, 4 nothing could be used, "
    "2 a wrong call, 5 a range file is invalid, 1 a fault of ours.\n\n"
)

# What a shell expects of a command that Ctrl+C ended.
_INTERRUPTED = 130


class _Commands(click.Group):
    """Commands listed as they stand here, the main job first; Ctrl+C ends one without a word."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in order."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Exit(_INTERRUPTED) from None


files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE…")
profile_option = click.option(
    "--profile", default="stone_us", show_default=True, metavar="NAME",
    help="Limits to compare with.",
)  # fmt: skip
ranges_option = click.option(
    "--ranges", type=_PATH, metavar="FOLDER",
    help="A folder whose files replace those of the profile.",
)  # fmt: skip
units_option = click.option(
    "--units", type=click.Choice(["conventional", "si"]),
    help="Print conventional or SI units; default: the profile's.",
)  # fmt: skip
output_option = click.option(
    "--output", "-o", type=_PATH, metavar="PATH", help="Write to this file."
)
patient_option = click.option("--patient", metavar="ID", help="Only this patient.")


@click.group(
    cls=_Commands,
    epilog="Example: uroscope review labs.csv --chart flags.png",
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    no_args_is_help=True,
)
@click.option("--version", "show", is_flag=True, help="Print the version and stop.")
def app(show: bool) -> None:
    """Read 24-hour urine and blood results of people with kidney stones."""
    if show:
        from uroscope import __version__

        click.echo(f"uroscope {__version__}")
        raise Exit


@app.command(
    epilog=_EXIT_CODES
    + "Example: uroscope review sample_data/01_full_collection.csv --chart flags.png"
)
@click.argument("files", nargs=-1, metavar="[FILE…]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text",
    show_default=True, help="How to write it.",
)  # fmt: skip
@click.option(
    "--for", "reader", type=click.Choice(["clinician", "patient"]), default="clinician",
    show_default=True, help="Who reads it; a patient gets one page in plain words.",
)  # fmt: skip
@output_option
@click.option("--chart", type=_PATH, help="Also draw the chart: .png, .svg or .pdf.")
@patient_option
@profile_option
@ranges_option
@units_option
@click.option("--sex", type=click.Choice(["female", "male"]), help="If the file lacks it.")
@click.option("--age", type=float, metavar="YEARS", help="If the file lacks it.")
@click.option("--weight", type=float, metavar="KG", help="If the file lacks it.")
@click.option("--height", type=float, metavar="CM", help="If the file lacks it.")
@click.option(
    "--imaging", metavar="REPORT",
    help="Scan report of the only patient: a text file, - or the text itself.",
)  # fmt: skip
def review(
    files: tuple[str, ...],
    form: str,
    reader: str,
    output: Path | None,
    chart: Path | None,
    patient: str | None,
    profile: str,
    ranges: Path | None,
    units: str | None,
    sex: str | None,
    age: float | None,
    weight: float | None,
    height: float | None,
    imaging: str | None,
) -> None:
    """Review each collection: what stands out, why, what to check.

    FILE… are csv files of results, one result or one collection per row; - reads standard input.
    """
    from uroscope import command

    if not files and imaging is None:
        raise UsageError("Give a file of results, a scan report with --imaging, or both.")
    scan = None if imaging is None else command.read_scan(imaging, files)
    filled = {"sex": sex, "age": age, "weight_kg": weight, "height_cm": height}
    si = command.wants_si(units, profile)
    command.spare_inputs([*files, imaging] if imaging else files, output, chart)
    report, *others = command.make_reports(
        files,
        profile=profile,
        ranges=ranges,
        # The page carries both unit systems, one switch apart.
        systems=(si, not si) if form == "html" and reader == "clinician" else (si,),
        patient=patient,
        fill={name: value for name, value in filled.items() if value is not None},
        imaging=scan,
    )
    if reader == "patient":
        command.write_sheets(report, form, output)
    else:
        command.write_review(report, form, output, si, *others)
    if chart is not None:
        command.write_chart(report, chart, si)
    command.say_issues(report)
    raise Exit(command.exit_code(report))


@app.command(epilog=_EXIT_CODES + "Example: uroscope chart labs.csv -o flags.svg")
@files_argument
@click.option(
    "--output", "-o", type=_PATH, required=True, metavar="PATH", help="A .png, .svg or .pdf file."
)
@patient_option
@profile_option
@ranges_option
@units_option
def chart(
    files: tuple[str, ...],
    output: Path,
    patient: str | None,
    profile: str,
    ranges: Path | None,
    units: str | None,
) -> None:
    """Draw the chart of flagged values alone.

    FILE… are csv files of results; - reads standard input.
    """
    from uroscope import command

    command.spare_inputs(files, output)
    si = command.wants_si(units, profile)
    report = command.make_report(files, profile=profile, ranges=ranges, si=si, patient=patient)
    command.write_chart(report, output, si)
    command.say_issues(report)
    raise Exit(command.exit_code(report))


@app.command(epilog=_EXIT_CODES + "Example: uroscope batch results/ -o table.parquet --workers 4")
@files_argument
@click.option(
    "--output", "-o", type=_PATH, required=True, metavar="PATH", help="A .csv or .parquet file."
)
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="NUMBER",
    help="Processes; default: one per processor.",
)  # fmt: skip
@click.option("--issues", type=_PATH, help="Also list every refused cell in this csv file.")
@click.option("--summary", type=_PATH, help="Also write the summary to this JSON file.")
@click.option("--picture", type=_PATH, help="Also draw the summary: .png, .svg or .pdf.")
@profile_option
@ranges_option
@click.option("--follow", is_flag=True, help="Let collections of one patient decide together.")
@click.option("--fast", is_flag=True, help="Compiled supersaturations; last digits may differ.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run.")
def batch(
    files: tuple[str, ...],
    output: Path,
    workers: int | None,
    issues: Path | None,
    summary: Path | None,
    picture: Path | None,
    profile: str,
    ranges: Path | None,
    follow: bool,
    fast: bool,
    resume: bool,
) -> None:
    """Interpret many collections into one table, with a summary.

    FILE… are csv or parquet files, long or wide, or folders of them.
    """
    from uroscope import command

    raise Exit(
        command.batch(
            files,
            output,
            profile=profile,
            ranges=ranges,
            workers=workers,
            issues=issues,
            summary=summary,
            picture=picture,
            follow=follow,
            fast=fast,
            resume=resume,
        )
    )


@app.command(epilog=_EXIT_CODES + "Example: uroscope whatif labs.csv --set urine_volume=2.5L/d")
@files_argument
@click.option(
    "--set", "changes", multiple=True, metavar="CHANGE",
    help="A new value, as analyte=2.5L/d; repeatable.",
)  # fmt: skip
@click.option(
    "--goal", "goals", multiple=True, metavar="GOAL",
    help="Find the volume for a supersaturation, as calcium_oxalate=4; repeatable.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How to write it.",
)  # fmt: skip
@click.option("--chart", type=_PATH, help="Also draw before and after: .png, .svg or .pdf.")
@patient_option
@profile_option
def whatif(
    files: tuple[str, ...],
    changes: tuple[str, ...],
    goals: tuple[str, ...],
    form: str,
    chart: Path | None,
    patient: str | None,
    profile: str,
) -> None:
    """Change values; see what supersaturations and flags would be.

    FILE… are csv files of results; - reads standard input.
    """
    from uroscope import command

    asked = (list(changes), list(goals))
    raise Exit(command.whatif(files, *asked, profile, patient, form, chart))


@app.command(epilog="Example: uroscope convert 250 mg/d --analyte urine_calcium --to mmol/d")
@click.argument("value")
@click.argument("unit")
@click.option(
    "--analyte", required=True, metavar="ID", help="What was measured, for example urine_calcium."
)
@click.option("--to", required=True, metavar="UNIT", help="The unit to convert to.")
def convert(value: str, unit: str, analyte: str, to: str) -> None:
    """Convert one value between units of its analyte.

    VALUE and UNIT are written as the laboratory printed them.
    """
    from uroscope import command

    click.echo(command.convert(value, unit, analyte, to))


@app.command(epilog="Example: uroscope template --layout wide -o labs.csv")
@click.option(
    "--layout", type=click.Choice(["long", "wide"]), required=True,
    help="One result per row, or one collection.",
)  # fmt: skip
@output_option
def template(layout: str, output: Path | None) -> None:
    """Write an empty input file with every column explained."""
    from uroscope import command

    command.write_text(command.template(layout), output)


@app.command(epilog="Example: uroscope explain urine_citrate")
@click.argument("name")
@profile_option
def explain(name: str, profile: str) -> None:
    """Explain anything a review names: definition, evidence, sources.

    NAME is any id that a review names.
    """
    from uroscope import command

    click.echo(command.explain(name, profile))


@app.command(epilog="Example: uroscope serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, metavar="NUMBER",
    help="Port; 0 takes any free one.",
)  # fmt: skip
@click.option(
    "--token", envvar="UROSCOPE_TOKEN", show_envvar=True, default="",
    help="Asked for on every page; beyond this machine one is made if none is given.",
)  # fmt: skip
@click.option(
    "--open/--no-open", "browser", default=True, show_default=True, help="Open a browser."
)
def serve(host: str, port: int, token: str, browser: bool) -> None:
    """Open the clinician's page: drop a file, see the case."""
    try:
        from uroscope.web import server
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("uroscope"):
            raise
        raise UsageError(
            'The page needs a few more libraries: python -m pip install "uroscope[web]".'
        ) from error
    server.serve(host, port, token, browser)


@app.group("ranges", cls=_Commands, epilog="Example: uroscope ranges show stone_us")
def ranges_app() -> None:
    """List, show and check profiles of limits."""


@ranges_app.command("list", epilog="Example: uroscope ranges list")
def ranges_list() -> None:
    """List the profiles."""
    from uroscope import command

    click.echo(command.ranges_list())


@ranges_app.command("show", epilog="Example: uroscope ranges show stone_europe")
@click.argument("profile", default="stone_us")
@ranges_option
def ranges_show(profile: str, ranges: Path | None) -> None:
    """Show every limit and goal of a profile with its authority."""
    from uroscope import command

    click.echo(command.ranges_show(profile, ranges))


@ranges_app.command(
    "check",
    epilog="Exit codes: 0 the files hold together, 5 they do not, 2 a wrong call.\n\n"
    "Example: uroscope ranges check my_ranges",
)
@click.argument("folder", type=_PATH)
def ranges_check(folder: Path) -> None:
    """Check your own range files; problems name file, line, cure."""
    from uroscope import command

    click.echo(command.ranges_check(folder))


def main() -> NoReturn:
    """Run the command and turn every stop into one clear sentence and an exit code."""
    # Modules are no garbage: to look through them again and again is a tenth of the start.
    gc.set_threshold(_COLLECT_AFTER, 20, 20)
    try:
        app(standalone_mode=True)
    except UroscopeError as error:
        click.echo(str(error), err=True)
        code = error.exit_code
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # The reader of our output went away (`| head`); that is no fault.
            sys.stderr.close()
            code = ExitCode.ALL_USED
        else:
            reason = (error.strerror or "it could not be written").lower()
            click.echo(f"The output could not be written: {reason}.", err=True)
            code = ExitCode.USAGE
    except Exception as error:
        # The message of an exception may hold a patient's values; its place does not.
        click.echo(_own_fault(error), err=True)
        code = ExitCode.OUR_FAULT
    finally:
        # Nor is there anything to find when Python ends, which looks three times for it.
        gc.freeze()
    raise SystemExit(int(code))


def _own_fault(error: Exception) -> str:
    place = fault_place(error)
    return (
        f"uroscope failed at {place} ({type(error).__name__}); this is a fault of ours.\n"
        "Nothing of your data was written or sent. Please report the place above, without data."
    )


__all__ = ["UsageError", "app", "main"]
