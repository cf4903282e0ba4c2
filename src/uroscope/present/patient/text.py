"""The patient sheet as text: large gaps, short lines, a form feed between two sheets."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from uroscope.model import Report
from uroscope.present.patient.sheet import Care, Section, Sheet, sheets_of
from uroscope.present.text import ASCII, Style

_WIDTH = 76
_BOLD, _RED = "\x1b[1m", "\x1b[31m"
_LETTERS_ONLY = {**ASCII, ord("°"): "degrees "}


def sheets_text(report: Report, texts: Mapping[str, Any], style: Style) -> str:
    """Return one sheet per review; between two of them a printer starts a new page.

    Parameters
    ----------
    report : Report
        What one command found.
    texts : mapping
        The words of the sheet.
    style : Style
        What the terminal can show.

    Returns
    -------
    str
        Text ending with a line break.
    """
    text = "\n\f\n".join(_sheet(sheet, style) for sheet in sheets_of(report, texts))
    return text if style.unicode else text.translate(_LETTERS_ONLY)


def _sheet(sheet: Sheet, style: Style) -> str:
    lines = [
        style.paint(sheet.title, _BOLD),
        *_wrap(f"{_printable(sheet.name)} · {sheet.when}", style, "", ""),
        "",
    ]
    if sheet.urgent:
        lines += _urgent(sheet.care, style)
    for item in sheet.banners:
        lines += [*_wrap(" ".join([item.text, *item.notes]), style, "", ""), ""]
    for section in sheet.sections:
        lines += _section(section, style)
    if not sheet.urgent:
        lines += [style.paint(sheet.care.heading, _BOLD), *_signs(sheet.care, style), ""]
    lines += _wrap(sheet.closing, style, "", "")
    return "\n".join(lines) + "\n"


def _section(section: Section, style: Style) -> list[str]:
    lines = [style.paint(section.heading, _BOLD)]
    if section.intro:
        lines += _wrap(section.intro, style, "  ", "  ")
    for number, item in enumerate(section.items, start=1):
        mark = f"  {number}. " if section.numbered else "  - "
        text = " ".join([item.text, *item.notes]).strip()
        lines += _wrap(text, style, mark, " " * len(mark))
    return [*lines, ""]


def _urgent(care: Care, style: Style) -> list[str]:
    said = [f"!! {care.heading.upper()}"]
    for flag in care.flags:
        said += _wrap(flag, style, "!! ", "   ")
    said += _wrap(care.intro, style, "   ", "   ")
    return [*(style.paint(line, _RED + _BOLD) for line in said), "", *_signs(care, style), ""]


def _signs(care: Care, style: Style) -> list[str]:
    lines: list[str] = []
    for group in care.signs:
        lines += _wrap(group.lead, style, "  ", "  ")
        for sign in group.signs:
            lines += _wrap(sign, style, "  - ", "    ")
    return [*lines, *_wrap(care.last, style, "  ", "  ")]


def _printable(text: str) -> str:
    """Return a text without characters that would steer a terminal or a printer."""
    return "".join(c for c in text if c.isprintable())


def _wrap(text: str, style: Style, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text,
        min(style.width, _WIDTH),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
