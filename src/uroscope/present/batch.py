"""The closing summary of a batch as text: rows, refusals by reason, how often what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MOST_REASONS = 8
_MOST_FILES = 5


@dataclass(frozen=True)
class Share:
    """How many of some rows something holds for; `title` is what a picture calls it."""

    label: str
    count: int
    of: int
    title: str = ""

    @property
    def percent(self) -> float:
        """The share [%]."""
        return 100.0 * self.count / self.of if self.of else 0.0

    @property
    def text(self) -> str:
        """The share in words; what happens is never printed as 0 %."""
        if self.count and self.percent < 0.1:
            return "<0.1 %"
        return f"{self.percent:.1f} %"


@dataclass(frozen=True)
class FlagShare:
    """How many of the rows with a flag on an analyte are low and high."""

    label: str
    low: Share
    high: Share
    title: str = ""


@dataclass(frozen=True)
class BatchReport:
    """What the summary of a batch prints; every list is in the order of printing."""

    rows: int
    output: str
    profile: str
    refused: Mapping[str, int]
    not_measured: int
    ignored: Mapping[str, int]
    unreadable: Sequence[str]
    urgent: Sequence[Share]
    findings: Sequence[Share]
    possible: Mapping[str, Share]
    flags: Sequence[FlagShare]


def batch_text(report: BatchReport, issues: str | None = None) -> str:
    """Return the summary of a batch.

    Parameters
    ----------
    report : BatchReport
        The counts.
    issues : str, optional
        Where the refusals are listed.

    Returns
    -------
    str
        At most 100 columns wide.
    """
    plural = "s" if report.rows != 1 else ""
    lines = [f"{report.rows:,} collection{plural} in {report.output}, {report.profile}", ""]
    lines += _unused(report, issues)
    if report.urgent:
        lines += ["Red flags", *_table(report.urgent), ""]
    found = [item for item in report.findings if item.count]
    if found:
        lines += _findings(found, report.possible)
    flags = [item for item in report.flags if item.low.count or item.high.count]
    if flags:
        lines += _flags(flags)
    while not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def _unused(report: BatchReport, issues: str | None) -> list[str]:
    lines = []
    for message in report.unreadable[:_MOST_FILES]:
        lines.append("\n  ".join(f"Skipped: {message}".splitlines()))
    if len(report.unreadable) > _MOST_FILES:
        rest = len(report.unreadable) - _MOST_FILES
        where = f"listed in {issues}" if issues else "--issues FILE lists them"
        lines.append(f"Skipped: {rest} more file{'s' if rest > 1 else ''} or parts; {where}")
    total = sum(report.refused.values())
    if total:
        where = f", listed in {issues}" if issues else "; --issues FILE lists them"
        lines.append(f"{total:,} cell{'s' if total > 1 else ''} refused{where}")
        ranked = sorted(report.refused.items(), key=lambda item: (-item[1], item[0]))
        width = max(len(name) for name, _ in ranked[:_MOST_REASONS])
        for name, count in ranked[:_MOST_REASONS]:
            lines.append(f"  {name.replace('_', ' '):<{width}}  {count:>11,}")
        if len(ranked) > _MOST_REASONS:
            rest = sum(count for _, count in ranked[_MOST_REASONS:])
            lines.append(f"  {'other reasons':<{width}}  {rest:>11,}")
    if report.not_measured:
        plural = "s" if report.not_measured > 1 else ""
        lines.append(f"{report.not_measured:,} cell{plural} empty or not measured")
    if report.ignored:
        names = [name for name, _ in sorted(report.ignored.items(), key=lambda i: -i[1])]
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        lines.append(f"Not used here: {', '.join(names[:4])}{more}")
    return [*lines, ""] if lines else []


def _table(items: Sequence[Share]) -> list[str]:
    width = max(len(item.label) for item in items)
    return [f"  {item.label:<{width}}  {item.count:>11,}  {item.text:>7}" for item in items]


def _findings(found: Sequence[Share], possible: Mapping[str, Share]) -> list[str]:
    width = max(len("Findings"), *(len(item.label) + 2 for item in found))
    lines = [f"{'Findings':<{width}}  {'supported':>20}  {'possible':>20}"]
    for item in found:
        pair = f"{_cell(item)}  {_cell(possible[item.label])}"
        lines.append(f"  {item.label:<{width - 2}}  {pair}".rstrip())
    return [*lines, ""]


def _cell(item: Share) -> str:
    """Return count and share in one column; nothing where it never holds."""
    return f"{item.count:>11,}  {item.text:>7}" if item.count else " " * 20


def _flags(flags: Sequence[FlagShare]) -> list[str]:
    width = max(len("Flags, of those judged"), *(len(item.label) + 2 for item in flags))
    lines = [f"{'Flags, of those judged':<{width}}  {'low':>20}  {'high':>20}"]
    for item in flags:
        pair = f"{_cell(item.low)}  {_cell(item.high)}"
        lines.append(f"  {item.label:<{width - 2}}  {pair}".rstrip())
    return [*lines, ""]
