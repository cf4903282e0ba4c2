"""Answers that need no results: a conversion, an empty file, an explanation, the limits."""

from __future__ import annotations

import sys
from pathlib import Path

from uroscope.command.limits import choose_profile
from uroscope.errors import UsageError
from uroscope.knowledge import load


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
