"""Review to text for a terminal: the case first, everything checkable, 80 columns suffice."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uroscope.model import Finding, Imaging, OtherVerdict, Report, Result, Review, Saturation
from uroscope.present.numbers import Units, arrow, bound_number, range_text, shown, with_unit
from uroscope.present.scan import scan_title, scan_views, shortened
from uroscope.present.words import (
    CORE,
    MAIN_SALTS,
    assay_text,
    contributions_under,
    earlier_texts,
    effect_text,
    habits_wait,
    identity_parts,
    in_brackets,
    in_order,
    limit_in,
    open_lines,
    overdue_text,
    printed_name,
    salt_range,
    scenario_notes,
)

_TRACK = 24
MOST_STEPS = 6
MOST_SCAN_ITEMS = 6
_LEAST_QUOTE = 26
_RED, _BLUE, _BOLD, _GREY, _PLAIN = "\x1b[31m", "\x1b[34m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True)
class Style:
    """How a terminal can be written to: columns, colour, characters beyond ASCII."""

    width: int = 96
    colour: bool = False
    unicode: bool = True

    def paint(self, text: str, code: str) -> str:
        """Return a text in a colour, where there is colour."""
        return f"{code}{text}{_PLAIN}" if self.colour else text


def report_text(report: Report, units: Units, style: Style) -> str:
    """Return all reviews of a report, one below the other.

    Parameters
    ----------
    report : Report
        What one command found.
    units : {"conventional", "si"}
        Unit system.
    style : Style
        What the terminal can show.

    Returns
    -------
    str
        Text ending with a line break.
    """
    parts = [review_text(review, report, units, style) for review in report.reviews]
    rule = ("─" if style.unicode else "-") * min(style.width, 80)
    text = "\n".join([*_overview(report, style), f"\n{rule}\n\n".join(parts)]).translate(_TURNS)
    return text if style.unicode else text.translate(ASCII)


# Signs that turn the direction of a line, which a name of a file must not do to ours.
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
ASCII = str.maketrans(
    {"↑": "^", "↓": "v", "→": ">", "·": "|", "≥": ">=", "≤": "<=", "−": "-", "µ": "u", "²": "2",
     "×": "x", "–": "-", "…": "...", "Δ": "d", "█": "#", "░": ".", "│": "|", "●": "o", "▶": ">",
     "±": "+/-", "◀": "<", "≈": "~", "’": "'", "\u202f": " ", "“": '"', "”": '"'}
)  # fmt: skip


def review_text(review: Review, report: Report, units: Units, style: Style) -> str:
    """Return one review; see `report_text`."""
    lines: list[str] = []
    head = identity_parts(review)
    lines += _wrap(style.paint(head[0], _BOLD) + "  " + " · ".join(head[1:]), style, "", "  ")
    lines.append("")
    for flag in review.red_flags:
        word = "NOW" if flag.tier == "now" else "SAME DAY"
        text = f"{word}: {flag.text}. {flag.because} {flag.action}"
        lines += [style.paint(line, _RED + _BOLD) for line in _wrap(text, style, "!! ", "   ")]
    if review.red_flags:
        lines.append("")
    lines += [
        style.paint(line, _BOLD) for line in _wrap(" ".join(review.headline), style, "  ", "  ")
    ]
    lines.append("")
    lines += _specimen(review, style)
    lines += _strip(review, units, style)
    lines += _refused(review, report, style)
    lines += _findings(review, style)
    lines += scan_lines(review.imaging, style)
    lines += _flagged(review, units, style)
    lines += _saturation(review, style)
    lines += _earlier(review, units, style)
    lines += _advice(review, style)
    lines += _foot(review, report, units, style)
    return "\n".join(lines) + "\n"


def _wrap(text: str, style: Style, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, style.width, initial_indent=first, subsequent_indent=rest, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _specimen(review: Review, style: Style) -> list[str]:
    said = []
    for note in review.quality:
        message = note.message.rstrip(".")
        if note.evidence and f"{message}." in review.headline:
            # The headline has just said it; what is left is why.
            said.append(f"{note.evidence.rstrip('.')}.")
            continue
        why = (note.evidence or "").rstrip(".")
        if in_brackets(why):
            said.append(f"{message} ({why}).")
        else:
            # Whole sentences follow; between brackets they would be hard to read.
            said.append(f"{message}. {why}." if why else f"{message}.")
    return [*_wrap(" ".join(said), style, "  ", "  "), ""] if said else []


def _strip(review: Review, units: Units, style: Style) -> list[str]:
    """Return the numbers in one fixed order, each with the limit it crosses."""
    ordered = in_order(review.results)
    core = [r for r in ordered if r.analyte in CORE]
    urine = [r for r in ordered if r.specimen == "timed" and r.analyte not in CORE]
    blood = [r for r in review.results if r.specimen == "blood"]
    rest = [r for r in review.results if r.specimen in ("spot", "fasting", "printed")]
    lines = []
    for title, group in (
        ("", core),
        ("", urine),
        ("Blood: ", blood),
        ("Also: ", rest),
    ):
        if group:
            cells = [_cell(r, units, style) for r in group]
            lines += _join_cells(title, cells, style)
    return [*lines, ""] if lines else []


def _refused(review: Review, report: Report, style: Style) -> list[str]:
    """Say beside the numbers what was refused, so that it is not taken for not measured."""
    seen = [
        f"{item.analyte.replace('_', ' ')} {item.seen}"
        for item in report.refused
        if item.patient_id == review.patient_id and item.analyte
    ]
    return [*_wrap(f"Refused: {', '.join(seen[:6])}.", style, "  ", "  "), ""] if seen else []


def _overview(report: Report, style: Style) -> list[str]:
    """Say who cannot wait, before the first of several reviews."""
    urgent = [
        f"{review.patient_id or 'no patient id'} ({flag.tier.replace('_', ' ')}: {flag.text})"
        for tier in ("now", "same_day")
        for review in report.reviews
        for flag in review.red_flags[:1]
        if flag.tier == tier
    ]
    if len(report.reviews) < 2 or not urgent:
        return []
    text = f"{len(urgent)} of {len(report.reviews)} collections cannot wait: {'; '.join(urgent)}"
    return [*(style.paint(x, _RED + _BOLD) for x in _wrap(text, style, "", "  ")), ""]


def _join_cells(title: str, cells: Sequence[tuple[str, str]], style: Style) -> list[str]:
    """Lay out cells so that none is broken; the second of each pair is what is printed."""
    lines, line, size = [], f"  {title}", 2 + len(title)
    for position, (bare, painted) in enumerate(cells):
        sign = " · " if position else ""
        if position and size + len(sign) + len(bare) > style.width:
            lines.append(line)
            line, size, sign = "  " + " " * len(title), 2 + len(title), ""
        line += sign + painted
        size += len(sign) + len(bare)
    return [*lines, line]


def _cell(result: Result, units: Units, style: Style) -> tuple[str, str]:
    name = result.label
    text = shown(result, units).amount
    mark = ""
    limits = result.limits
    if result.flag in ("low", "high") and limits is not None:
        bound = limit_in(limits, result, result.flag, units)
        goal = "goal " if limits.kind == "treatment_goal" else ""
        mark = f" {arrow(result.flag)}{goal}{bound}"
    elif result.goal_met is False and result.goal is not None:
        side = "low" if result.goal.low is not None else "high"
        mark = f" goal {limit_in(result.goal, result, side, units)}"
    if result.borderline:
        mark += " borderline"
    if result.flag in ("low", "high"):
        colour = _RED if result.flag == "high" else _BLUE
        return f"{name} {text}{mark}", f"{name} {style.paint(text + mark, colour)}"
    return f"{name} {text}{mark}", f"{name} {text}{mark}"


def _findings(review: Review, style: Style) -> list[str]:
    lines: list[str] = []
    for finding in review.findings:
        if finding.rank:
            added = contributions_under(review, finding.id)
            lines += _finding(finding, review.names, style, added)
    for line in (*contributions_under(review, None), review.not_excluded, *open_lines(review)):
        if line:
            lines += _wrap(line, style, "  ", "    ")
    return [*lines, ""] if lines else []


def _finding(
    finding: Finding, titles: Mapping[str, str], style: Style, added: Sequence[str] = ()
) -> list[str]:
    tag = finding.status
    width = min(style.width, 96)
    head = f"  {finding.rank} {finding.title}"
    if len(head) + len(tag) + 2 <= width:
        gap = " " * (width - len(head) - len(tag))
        lines = [style.paint(head, _BOLD) + gap + tag]
    else:
        lines = [style.paint(line, _BOLD) for line in _wrap(f"{head} ({tag})", style, "", "    ")]
    body = " ".join([*finding.why, *finding.for_, *added])
    lines += _wrap(body, style, "    ", "    ")
    # A fact is read in one breath; what would confirm or separate belongs to causes.
    cause = finding.kind != "fact"
    against = [*finding.against, *(finding.distinguish[:1] if cause else [])]
    if against:
        lines += _wrap(" ".join(against), style, "    ", "    ")
    missing = [m for m in finding.missing if not m.endswith("?")]
    if missing:
        lines += _wrap(f"Missing: {', '.join(missing)}.", style, "    ", "    ")
    asked = [m for m in finding.missing if m.endswith("?")]
    if asked and cause:
        lines += _wrap(" ".join(q[0].upper() + q[1:] for q in asked[:2]), style, "    ", "    ")
    usual = [c for c in finding.cautions if c not in finding.warnings]
    for caution in [*finding.warnings, *(usual[:1] if cause else [])]:
        lines += _wrap(caution, style, "    ", "    ")
    if finding.explains:
        names = ", ".join(titles.get(name, name.replace("_", " ")) for name in finding.explains)
        lines += _wrap(f"Explains: {names}.", style, "    ", "    ")
    return lines


def scan_lines(imaging: Imaging | None, style: Style) -> list[str]:
    """Return the scan report decoded: what was seen, in its words, and what was not."""
    if imaging is None:
        return []
    lines = [style.paint(line, _BOLD) for line in _wrap(scan_title(imaging), style, "  ", "    ")]
    views = scan_views(imaging)
    for text, words in views.items[:MOST_SCAN_ITEMS]:
        lines += _wrap(f"{text}  “{_fitting(text, words, style)}”", style, "    ", "      ")
    left = len(views.items) - MOST_SCAN_ITEMS
    if left > 0:
        lines += _wrap(f"and {left} more; --format json has all of them", style, "    ", "      ")
    for text in views.notes:
        lines += _wrap(text, style, "    ", "      ")
    return [*lines, ""]


def _fitting(text: str, words: str, style: Style) -> str:
    """Return a quotation cut to the rest of the line, where enough of it stays readable."""
    room = style.width - len(text) - 9
    return shortened(words, room) if room >= _LEAST_QUOTE else shortened(words, style.width - 12)


def _flagged(review: Review, units: Units, style: Style) -> list[str]:
    """Return the flagged values as tracks: the acceptable zone filled, the value a mark."""
    outside = [
        r for r in in_order(review.results) if r.flag in ("low", "high") and r.limits is not None
    ]
    if not outside or not style.unicode or style.width < 72:
        return []
    lines = [style.paint("  Flagged values", _BOLD)]
    for result in outside:
        word = "below goal" if _is_goal(result) else result.flag.upper()
        line = (
            f"    {printed_name(result)[:20]:<20} {_track(result)}"
            f" {shown(result, units).amount:>12}  {word}"
        )
        colour = _RED if result.flag == "high" else _BLUE
        lines.append(style.paint(line + _apart(result, units), colour))
    return [*lines, ""]


def _is_goal(result: Result) -> bool:
    return result.limits is not None and result.limits.kind == "treatment_goal"


def _apart(result: Result, units: Units) -> str:
    limits = result.limits
    if limits is None:
        return ""
    text = limit_in(limits, result, result.flag, units)
    sign = "" if _is_goal(result) else {"high": "above ", "low": "below "}[result.flag]
    lab = ", lab's own limit" if limits.id == "laboratory" else ""
    return f" {sign}{text}{lab}"


def _track(result: Result) -> str:
    """Return a scale with the zone between the limits filled and the value marked."""
    limits, value = result.limits, result.value
    if limits is None or value is None:
        return " " * _TRACK
    ends = [b for b in (limits.low, limits.high) if b is not None]
    low = 0.0 if limits.low is None else limits.low
    top = max(value, *ends) * 1.15
    start = 0.0 if result.unit != "pH" else 4.0
    top = max(top, start + 1e-9)

    def at(number_: float) -> int:
        return max(0, min(_TRACK - 1, round((number_ - start) / (top - start) * (_TRACK - 1))))

    high = top if limits.high is None else limits.high
    cells = ["█" if at(low) <= i <= at(high) else "░" for i in range(_TRACK)]
    cells[at(value)] = "▶" if result.flag == "high" else "◀"
    return "".join(cells)


def _saturation(review: Review, style: Style) -> list[str]:
    saturation = review.saturation
    if saturation is None:
        return []
    main = [s for s in saturation.salts if s.salt in MAIN_SALTS]
    given = [s for s in main if s.refused is None]
    refused = [s for s in main if s.refused is not None]
    names = ["pH" if n == "ph" else n for s in given for n in s.imputed]
    estimated = list(dict.fromkeys(names))
    note = f"; {', '.join(estimated)} estimated" if estimated else ""
    title = f"Supersaturation ({saturation.constants.split(',')[0]}{note})"
    lines = [style.paint(line, _BOLD) for line in _wrap(title, style, "  ", "    ")]
    if given:
        lines += _wrap(" · ".join(salt_range(s) for s in given), style, "    ", "    ")
    for salt in refused:
        lines += _wrap(f"{salt.label} not given: {salt.refused}", style, "    ", "      ")
    for warning in saturation.warnings:
        lines += _wrap(warning, style, "    ", "    ")
    assays = assay_text(saturation)
    if assays:
        lines += _wrap(assays, style, "    ", "    ")
    return [*lines, *_scenarios(saturation, style), ""]


def _scenarios(saturation: Saturation, style: Style) -> list[str]:
    """Return what would move the supersaturations, a line per change and a column per salt."""
    if not saturation.scenarios:
        return []
    label = {s.salt: s.label for s in saturation.salts}
    energy = {s.salt: s.delta_g or 0.0 for s in saturation.salts}
    salts = {e.salt for s in saturation.scenarios for e in s.effects}
    columns = sorted(salts, key=lambda salt: -energy[salt])
    head = "".join(f"{label[salt]:<20}" for salt in columns)
    lines = [f"  {'What would move it':<22}{head}".rstrip()]
    for scenario in saturation.scenarios:
        effects = {e.salt: effect_text(e) for e in scenario.effects}
        cells = "".join(f"{effects.get(salt, ''):<20}" for salt in columns)
        lines.append(f"    {scenario.label:<20}{cells}".rstrip())
    for note in scenario_notes(saturation):
        lines += _wrap(note, style, "    ", "    ")
    return lines


def _earlier(review: Review, units: Units, style: Style) -> list[str]:
    """Return the values of the collection before, beside those of this one."""
    if review.earlier is None:
        return []
    moved = earlier_texts(review, units)
    head = f"  Since {review.earlier.start}  "
    text = " · ".join(moved) if moved else "nothing was flagged in either"
    return [
        *_wrap(text + ".", style, head, " " * len(head)),
        *_wrap(review.earlier.caution, style, "    ", "    "),
        "",
    ]


def _advice(review: Review, style: Style) -> list[str]:
    lines = []
    if review.next_steps:
        # More than a handful is not a plan; JSON and the page carry the rest.
        steps = [step.text.rstrip(".") for step in review.next_steps]
        more = [f"and {len(steps) - MOST_STEPS} more"] if len(steps) > MOST_STEPS + 1 else []
        text = " · ".join([*(steps[:MOST_STEPS] if more else steps), *more])
        lines += _wrap(text, style, "  Ask and test   ", " " * 17)
    waiting = habits_wait(review)
    if waiting:
        lines += _wrap(f"{waiting}; --format json lists them.", style, "  ", " " * 17)
    elif review.habits:
        habits = [habit.clinician_text.rstrip(".") for habit in review.habits]
        more = [f"and {len(habits) - MOST_STEPS} more"] if len(habits) > MOST_STEPS + 1 else []
        text = " · ".join([*(habits[:MOST_STEPS] if more else habits), *more])
        lines += _wrap(text, style, "  Habits         ", " " * 17)
    return [*lines, ""] if lines else []


def _foot(review: Review, report: Report, units: Units, style: Style) -> list[str]:
    lines = []
    apart = [text for r in in_order(review.results) for text in _verdicts(r, units)]
    if apart:
        lines += _wrap("By other limits: " + "; ".join(apart) + ".", style, "  ", "  ")
    if review.history:
        older = [
            f"{v.label} {v.text} {v.unit}".strip() + (f" ({v.date})" if v.date else "")
            for v in review.history[:6]
        ]
        lines += _wrap("Other dates: " + ", ".join(older) + ".", style, "  ", "  ")
    shown = [f.public_id or f.id for f in review.findings if f.rank]
    sources = f" Sources: uroscope explain {shown[0]}." if shown else ""
    lines += _wrap(
        f"Limits: {report.profile.id}.{sources} Possible causes and checks; the clinician decides.",
        style, "  ", "  ",
    )  # fmt: skip
    if review.overdue:
        lines += _wrap(overdue_text(review), style, "  ", "  ")
    return [style.paint(line, _GREY) for line in lines]


def _verdicts(result: Result, units: Units) -> list[str]:
    """Return what others would call a value, where they differ, once per verdict."""
    said: dict[str, list[str]] = {}
    for verdict in result.other_profiles:
        said.setdefault(verdict.flag, []).append(
            f"{verdict.profile} ({_other_limit(verdict, result, units)})"
        )
    name = printed_name(result)
    return [f"{name} is {flag} by {' and '.join(whose)}" for flag, whose in said.items()]


def _other_limit(verdict: OtherVerdict, result: Result, units: Units) -> str:
    """Return the bound that makes the difference: the one crossed there, or here."""
    normal = verdict.flag in ("normal", "unknown")
    side = result.flag if normal else verdict.flag
    factor = result.si_factor if units == "si" else 1.0
    digits = result.si_digits if units == "si" else result.digits
    unit = result.si.unit if units == "si" else result.unit
    if side not in ("high", "low"):
        # Nothing is crossed: the whole range is told.
        low, high = (None if b is None else b * factor for b in (verdict.low, verdict.high))
        return with_unit(range_text(low, high, digits, units), unit)
    bound = verdict.high if side == "high" else verdict.low
    if bound is None:
        return f"no {side} limit"
    words = {True: {"high": "to", "low": "from"}, False: {"high": "above", "low": "below"}}
    word = words[normal].get(side, "")
    return f"{word} {with_unit(bound_number(bound * factor, digits, units), unit)}".strip()
