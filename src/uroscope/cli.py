"""The command line: parse, run the pipeline, print. Nothing is decided here."""

from __future__ import annotations

import gc
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from uroscope.errors import ExitCode, UroscopeError, UsageError, fault_place

# More objects than a command's modules make.
_COLLECT_AFTER = 250_000
app = typer.Typer(
    name="uroscope",
    help="Read 24-hour urine and blood results of people with kidney stones.",
    epilog="Example: uroscope review labs.csv --chart flags.png",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ranges_app = typer.Typer(
    help="List, show and check profiles of limits.",
    epilog="Example: uroscope ranges show stone_us",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(ranges_app, name="ranges")


class Format(StrEnum):
    """How a review is written."""

    text = "text"
    json = "json"
    html = "html"


class Reader(StrEnum):
    """Who reads a review."""

    clinician = "clinician"
    patient = "patient"


class UnitSystem(StrEnum):
    """The unit system of printed values."""

    conventional = "conventional"
    si = "si"


class Layout(StrEnum):
    """The layout of an input file."""

    long = "long"
    wide = "wide"


class Sex(StrEnum):
    """Sex as the limits know it."""

    female = "female"
    male = "male"


Files = Annotated[
    list[str], typer.Argument(metavar="FILE…", help="CSV files; - reads standard input.")
]
ProfileName = Annotated[
    str, typer.Option("--profile", help="Limits to compare with.", rich_help_panel="Limits")
]
RangesDir = Annotated[
    Path | None,
    typer.Option("--ranges", help="A folder whose files replace those of the profile."),
]
Units = Annotated[
    UnitSystem | None, typer.Option(help="Print conventional or SI units; default: the profile's.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")]


# What the shell is told by every command that reads results.
_EXIT_CODES = (
    "Exit codes: 0 all input was used, 3 some cells were refused, 4 nothing could be used, "
    "2 a wrong call, 5 a range file is invalid, 1 a fault of ours.\n\n"
)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Read 24-hour urine and blood results of people with kidney stones."""
    if show:
        from uroscope import __version__

        typer.echo(f"uroscope {__version__}")
        raise typer.Exit


@app.command(
    epilog=_EXIT_CODES
    + "Example: uroscope review sample_data/01_full_collection.csv --chart flags.png"
)
def review(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE…", help="CSV files; - reads standard input.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.text,
    for_: Annotated[
        Reader, typer.Option("--for", help="Who reads it; a patient gets one page in plain words.")
    ] = Reader.clinician,
    output: Output = None,
    chart: Annotated[
        Path | None, typer.Option(help="Also draw the chart: .png, .svg or .pdf.")
    ] = None,
    patient: Annotated[str | None, typer.Option(help="Only this patient.")] = None,
    profile: ProfileName = "stone_us",
    ranges: RangesDir = None,
    units: Units = None,
    sex: Annotated[Sex | None, typer.Option(help="If the file lacks it.")] = None,
    age: Annotated[float | None, typer.Option(help="Years, if the file lacks it.")] = None,
    weight: Annotated[float | None, typer.Option(help="kg, if the file lacks it.")] = None,
    height: Annotated[float | None, typer.Option(help="cm, if the file lacks it.")] = None,
    imaging: Annotated[
        str | None,
        typer.Option(help="Scan report of the only patient: a text file, - or the text itself."),
    ] = None,
) -> None:
    """Review every collection in the files: what stands out, why, and what to check."""
    from uroscope import command

    files = files or []
    if not files and imaging is None:
        raise UsageError("Give a file of results, a scan report with --imaging, or both.")
    scan = None if imaging is None else command.read_scan(imaging, files)
    filled = {
        "sex": sex.value if sex else None, "age": age, "weight_kg": weight, "height_cm": height,
    }  # fmt: skip
    si = command.wants_si(units, profile)
    command.spare_inputs([*files, imaging] if imaging else files, output, chart)
    report, *others = command.make_reports(
        files,
        profile=profile,
        ranges=ranges,
        # The page carries both unit systems, one switch apart.
        systems=(si, not si) if format is Format.html and for_ is Reader.clinician else (si,),
        patient=patient,
        fill={name: value for name, value in filled.items() if value is not None},
        imaging=scan,
    )
    if for_ is Reader.patient:
        command.write_sheets(report, format.value, output)
    else:
        command.write_review(report, format.value, output, si, *others)
    if chart is not None:
        command.write_chart(report, chart, si)
    command.say_issues(report)
    raise typer.Exit(command.exit_code(report))


@app.command(epilog=_EXIT_CODES + "Example: uroscope chart labs.csv -o flags.svg")
def chart(
    files: Files,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .png, .svg or .pdf file.")],
    patient: Annotated[str | None, typer.Option(help="Only this patient.")] = None,
    profile: ProfileName = "stone_us",
    ranges: RangesDir = None,
    units: Units = None,
) -> None:
    """Draw the chart of flagged values alone."""
    from uroscope import command

    command.spare_inputs(files, output)
    si = command.wants_si(units, profile)
    report = command.make_report(files, profile=profile, ranges=ranges, si=si, patient=patient)
    command.write_chart(report, output, si)
    command.say_issues(report)
    raise typer.Exit(command.exit_code(report))


@app.command(epilog=_EXIT_CODES + "Example: uroscope batch results/ -o table.parquet --workers 4")
def batch(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="CSV or parquet files, long or wide, or folders."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="A .csv or .parquet file.")],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; default: one per processor.")
    ] = None,
    issues: Annotated[
        Path | None, typer.Option(help="Also list every refused cell in this csv file.")
    ] = None,
    summary: Annotated[
        Path | None, typer.Option(help="Also write the summary to this JSON file.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Also draw the summary: .png, .svg or .pdf.")
    ] = None,
    profile: ProfileName = "stone_us",
    ranges: RangesDir = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Let collections of one patient decide together.")
    ] = False,
    fast: Annotated[
        bool, typer.Option("--fast", help="Compiled supersaturations; last digits may differ.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an interrupted run.")
    ] = False,
) -> None:
    """Interpret many collections into one table: values, flags, findings."""
    from uroscope import command

    raise typer.Exit(
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
def whatif(
    files: Files,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="A new value, as analyte=2.5L/d; repeatable.")
    ] = None,
    goal: Annotated[
        list[str] | None,
        typer.Option(
            help="Find the volume for a supersaturation, as calcium_oxalate=4; repeatable."
        ),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="text or json.")] = Format.text,
    chart: Annotated[
        Path | None, typer.Option(help="Also draw before and after: .png, .svg or .pdf.")
    ] = None,
    patient: Annotated[str | None, typer.Option(help="Only this patient.")] = None,
    profile: ProfileName = "stone_us",
) -> None:
    """Change values of each collection and see what its supersaturations and flags would be."""
    from uroscope import command

    asked = (set_ or [], goal or [])
    raise typer.Exit(command.whatif(files, *asked, profile, patient, format.value, chart))


@app.command(epilog="Example: uroscope convert 250 mg/d --analyte urine_calcium --to mmol/d")
def convert(
    value: Annotated[str, typer.Argument(help="The number, as printed.")],
    unit: Annotated[str, typer.Argument(help="Its unit, as printed.")],
    analyte: Annotated[str, typer.Option(help="What was measured, for example urine_calcium.")],
    to: Annotated[str, typer.Option(help="The unit to convert to.")],
) -> None:
    """Convert one value between units of its analyte."""
    from uroscope import command

    typer.echo(command.convert(value, unit, analyte, to))


@app.command(epilog="Example: uroscope template --layout wide -o labs.csv")
def template(
    layout: Annotated[Layout, typer.Option(help="One result per row, or one collection.")],
    output: Output = None,
) -> None:
    """Write an empty input file with every column explained."""
    from uroscope import command

    command.write_text(command.template(layout.value), output)


@app.command(epilog="Example: uroscope explain urine_citrate")
def explain(
    name: Annotated[str, typer.Argument(help="Any id that a review names.")],
    profile: ProfileName = "stone_us",
) -> None:
    """Explain anything a review names: definition, evidence, sources."""
    from uroscope import command

    typer.echo(command.explain(name, profile))


@app.command(epilog="Example: uroscope serve")
def serve(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes any free one.", max=65535)] = 8642,
    token: Annotated[
        str,
        typer.Option(
            envvar="UROSCOPE_TOKEN",
            help="Asked for on every page; beyond this machine one is made if none is given.",
        ),
    ] = "",
    open: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
) -> None:
    """Open the clinician's page: drop a file, see the case."""
    try:
        from uroscope.web import server
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("uroscope"):
            raise
        raise UsageError(
            'The page needs a few more libraries: python -m pip install "uroscope[web]".'
        ) from error
    server.serve(host, port, token, open)


@ranges_app.command("list", epilog="Example: uroscope ranges list")
def ranges_list() -> None:
    """List the profiles."""
    from uroscope import command

    typer.echo(command.ranges_list())


@ranges_app.command("show", epilog="Example: uroscope ranges show stone_europe")
def ranges_show(
    profile: Annotated[str, typer.Argument(help="The profile.")] = "stone_us",
    ranges: RangesDir = None,
) -> None:
    """Show every limit and goal of a profile with its authority."""
    from uroscope import command

    typer.echo(command.ranges_show(profile, ranges))


@ranges_app.command(
    "check",
    epilog="Exit codes: 0 the files hold together, 5 they do not, 2 a wrong call.\n\n"
    "Example: uroscope ranges check my_ranges",
)
def ranges_check(
    folder: Annotated[Path, typer.Argument(help="A folder of range files.")],
) -> None:
    """Check a clinic's own range files; problems name file, line and cure."""
    from uroscope import command

    typer.echo(command.ranges_check(folder))


def main() -> NoReturn:
    """Run the command and turn every stop into one clear sentence and an exit code."""
    # Modules are no garbage: to look through them again and again is a tenth of the start.
    gc.set_threshold(_COLLECT_AFTER, 20, 20)
    try:
        app(standalone_mode=True)
    except UroscopeError as error:
        typer.echo(str(error), err=True)
        code = error.exit_code
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # The reader of our output went away (`| head`); that is no fault.
            sys.stderr.close()
            code = ExitCode.ALL_USED
        else:
            reason = (error.strerror or "it could not be written").lower()
            typer.echo(f"The output could not be written: {reason}.", err=True)
            code = ExitCode.USAGE
    except KeyboardInterrupt:
        code = ExitCode.OUR_FAULT
    except Exception as error:
        # The message of an exception may hold a patient's values; its place does not.
        typer.echo(_own_fault(error), err=True)
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
