"""Flags, indices and words to the status of every pattern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.statuses import CONTRADICTED, NOT_ASSESSABLE, decide, leaders
from uroscope.interpret.texts import Lexicon, TextColumn, build_lexicon, read_texts
from uroscope.interpret.view import View
from uroscope.knowledge import Knowledge
from uroscope.tables import Codes, Derived, Flags, Panel, filled

if TYPE_CHECKING:
    from uroscope.interpret.imaging import ScanColumn

_TEXT_COLUMNS = ("medications", "conditions", "symptoms", "imaging_report", "stone_analysis")


@dataclass(frozen=True)
class Findings:
    """Status of every pattern, and who leads whom; `view` is kept for explaining a row."""

    statuses: Mapping[str, Codes]
    led_by: Mapping[str, npt.NDArray[np.int16]]
    patterns: Sequence[Mapping[str, Any]]
    view: View


_LEXICONS: dict[str, Lexicon] = {}


def lexicon_of(knowledge: Knowledge) -> Lexicon:
    """Return the words of the context reader, built once per knowledge."""
    found = _LEXICONS.get(knowledge.digest)
    if found is None:
        found = _LEXICONS[knowledge.digest] = build_lexicon(knowledge.record["texts"])
    return found


def read_context(panel: Panel, knowledge: Knowledge) -> dict[str, TextColumn]:
    """Decode the context columns that hold anything, each distinct text once."""
    columns = {}
    for name in _TEXT_COLUMNS:
        cells = panel.rows[name].to_numpy(dtype=object)
        if filled(cells):
            columns[name] = read_texts(cells, name, lexicon_of(knowledge))
    return columns


def read_scans(panel: Panel, knowledge: Knowledge) -> ScanColumn | None:
    """Decode the scan reports, each distinct text once; None where no row has one."""
    cells = panel.rows["imaging_report"].to_numpy(dtype=object)
    if not filled(cells):
        return None
    # A table of laboratory results has no use for the words of scan reports.
    from uroscope.interpret.imaging import read_reports, terms_of

    return read_reports(cells, terms_of(knowledge))


def interpret(panel: Panel, derived: Derived, flags: Flags, knowledge: Knowledge) -> Findings:
    """Decide the status of every pattern for every row.

    Parameters
    ----------
    panel : Panel
        Canonical values and context.
    derived : Derived
        Indices.
    flags : Flags
        Comparison with the limits.
    knowledge : Knowledge
        Patterns in the order of their dependence.

    Returns
    -------
    Findings
        Statuses as codes; texts are looked up only when a row is explained.
    """
    texts = read_context(panel, knowledge)
    view = View(
        panel=panel,
        derived=derived,
        flags=flags,
        texts=texts,
        timed_rates=timed_rates(knowledge),
        # A scan report that says anything is among the texts.
        scans=read_scans(panel, knowledge) if "imaging_report" in texts else None,
    )
    patterns = knowledge.record["patterns"]
    pregnant = evaluate(["yes", "pregnant"], view)[0]
    for pattern in patterns:
        view.statuses[pattern["id"]] = _status(pattern, view, pregnant)
    return Findings(view.statuses, leaders(view.statuses, patterns), patterns, view)


def is_known(condition: Sequence[Any] | None, findings: Findings) -> bool:
    """Tell whether a condition is given and known true of a panel of one row."""
    return condition is not None and bool(evaluate(condition, findings.view)[0][0])


def timed_rates(knowledge: Knowledge) -> frozenset[str]:
    """Return the rates that an incomplete day makes too low; creatinine tells of it and stays."""
    return frozenset(
        q.id
        for q in knowledge.quantities.values()
        if q.specimen == "timed" and q.canonical.per == "day" and q.id != "urine_creatinine"
    )


def _status(pattern: Mapping[str, Any], view: View, pregnant: np.ndarray) -> Codes:
    entry = evaluate(pattern["entry"], view)
    if entry[0] is view.nothing or not entry[0].any():
        # Nobody is considered: what is known false is contradicted, the rest not assessable.
        return entry[1].astype(np.int8) * np.int8(CONTRADICTED)
    status = decide(
        entry,
        evaluate(pattern["required"], view),
        None if pattern["suggested"] is None else evaluate(pattern["suggested"], view),
        None if pattern["excluded_by"] is None else evaluate(pattern["excluded_by"], view),
    )
    if pattern["kind"] == "exclusion":
        # Pregnancy raises urine calcium by itself; nothing is then called idiopathic. What is known
        # not to be considered stays contradicted, whoever else is in the table.
        status[pregnant & ~entry[1] & (status > NOT_ASSESSABLE)] = NOT_ASSESSABLE
    return status
