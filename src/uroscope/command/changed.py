"""The same collection with changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from uroscope.command.issues import say_refused
from uroscope.command.limits import choose_profile
from uroscope.command.output import write_text
from uroscope.errors import ExitCode, UsageError
from uroscope.knowledge import load
from uroscope.model import Refused


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
