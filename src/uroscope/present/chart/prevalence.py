"""How often each finding and flag holds in a batch: one bar per name, on one scale."""

from __future__ import annotations

from collections.abc import Callable

from uroscope.present.batch import BatchReport, FlagShare, Share
from uroscope.present.chart.columns import RISE, wrap
from uroscope.present.chart.look import FULL
from uroscope.present.chart.shapes import Group, Line, Rect, Role, Run, Scene, Shape, Text

# More rows than these no reader takes in; the summary as text and JSON has all of them.
MOST_FINDINGS, MOST_FLAGS = 18, 18
# Of fewer than these a share in per cent says more than is known.
_FEW = 100
_PITCH = 22.0
_BAR = 12.0
_NEXT_LINE = 16.0
_LABEL_ROOM = 250.0
_NUMBER_ROOM = 172.0


def prevalence_scene(report: BatchReport) -> Scene:
    """Return the picture of a batch.

    Parameters
    ----------
    report : BatchReport
        Its counts.

    Returns
    -------
    Scene
        Red flags, findings by frequency, then flags, low and high apart.
    """
    look = FULL
    left, right = look.margin, look.width - look.margin
    title = f"{report.rows:,} collections"
    unit = "" if report.rows < _FEW else ", in per cent"
    words = f"Share of collections{unit} · {report.profile}"
    groups: list[Group] = []
    top = look.margin + 0.8 * look.title
    groups.append(Group("part", (Text(left, top, (Run(title, look.title, "ink", True),)),)))
    top += 20
    lines = wrap(Run(words, look.text, "muted"), right - left)
    for line in lines:
        groups.append(Group("part", (Text(left, top, (line,)),)))
        top += 17
    findings = [item for item in report.findings if item.count][:MOST_FINDINGS]
    flags = [item for item in report.flags if item.low.count or item.high.count]
    flags = sorted(flags, key=lambda f: -(f.low.percent + f.high.percent))[:MOST_FLAGS]
    if report.urgent:
        top = _section(groups, "Red flags", "what cannot wait", top)
        for item in report.urgent:
            bars = [_bar(top, 0.0, item.percent, "high")]
            top = _row(groups, item.title or item.label, top, bars, Run(_said(item), 13, "ink"))
        top += 12
    top = _section(groups, "Findings", "supported, and in pale what is possible", top)
    for item in findings:
        top = _finding(groups, item, report.possible[item.label], top)
    if not findings:
        top = _nothing(groups, "No finding is supported.", top)
    top = _section(groups, "Flags", "of those judged: low, then high", top + 12)
    for flag in flags:
        top = _flag(groups, flag, top)
    if not flags:
        top = _nothing(groups, "No value is flagged.", top)
    return Scene(
        look.width, round(top + look.margin, 1), "Summary of a batch", title, tuple(groups)
    )


def _section(groups: list[Group], name: str, key: str, top: float) -> float:
    look = FULL
    left, right = look.margin, look.width - look.margin
    shapes: list[Shape] = [Line(left, top, right, top, "rule", 1.0)]
    runs = (Run(name, look.text, "muted", True), Run(f"  {key}", look.text, "muted"))
    shapes.append(Text(left, top + 20, runs))
    groups.append(Group("part", tuple(shapes)))
    return top + 30


def _nothing(groups: list[Group], text: str, top: float) -> float:
    groups.append(Group("part", (Text(FULL.margin, top + 14, (Run(text, 13, "muted"),)),)))
    return top + _PITCH


def _place() -> tuple[float, Callable[[float], float]]:
    """Return where bars start and how long a share is."""
    start = FULL.margin + _LABEL_ROOM
    room = FULL.width - FULL.margin - _NUMBER_ROOM - start
    return start, lambda percent: room * min(percent, 100.0) / 100.0


def _row(groups: list[Group], label: str, top: float, bars: list[Rect], number: Run) -> float:
    start, length = _place()
    middle = top + _PITCH / 2
    # A long name goes on below; the bar stands beside its first line.
    names = wrap(Run(label, 13, "ink"), _LABEL_ROOM - 12)
    shapes: list[Shape] = [
        *(
            Text(FULL.margin, middle + RISE * 13 + _NEXT_LINE * line, (name,))
            for line, name in enumerate(names)
        ),
        Rect(start, middle - _BAR / 2, length(100.0), _BAR, "track"),
        *bars,
        Text(start + length(100.0) + 12, middle + RISE * 13, (number,)),
    ]
    groups.append(Group("row", tuple(shapes), f"{label}: {number.text}"))
    return top + _PITCH + _NEXT_LINE * (len(names) - 1)


def _bar(top: float, begin: float, percent: float, role: Role) -> Rect:
    start, length = _place()
    middle = top + _PITCH / 2
    # What happens at all is seen: a bar is never thinner than a line.
    return Rect(start + length(begin), middle - _BAR / 2, max(length(percent), 1.0), _BAR, role)


def _finding(groups: list[Group], item: Share, possible: Share, top: float) -> float:
    bars = [_bar(top, 0.0, item.percent, "older")]
    if possible.count:
        bars.append(_bar(top, item.percent, possible.percent, "acceptable"))
    if item.of < _FEW:
        number = f"{item.count}{f' + {possible.count}' if possible.count else ''} of {item.of}"
    else:
        number = item.text + (f" + {possible.text}" if possible.count else "")
    return _row(groups, item.title or item.label, top, bars, Run(number, 13, "ink"))


def _flag(groups: list[Group], item: FlagShare, top: float) -> float:
    bars = [_bar(top, 0.0, item.low.percent, "low")] if item.low.count else []
    if item.high.count:
        bars.append(_bar(top, item.low.percent, item.high.percent, "high"))
    few = item.low.of < _FEW
    shares = [(w, s) for w, s in (("low", item.low), ("high", item.high)) if s.count]
    parts = [f"{word} {share.count if few else share.text}" for word, share in shares]
    number = ", ".join(parts) + (f" of {item.low.of}" if few else "")
    return _row(groups, item.title or item.label, top, bars, Run(number, 13, "ink"))


def _said(item: Share) -> str:
    return f"{item.count} of {item.of}" if item.of < _FEW else f"{item.count:,}, {item.text}"
