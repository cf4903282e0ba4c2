"""What a finding lacks, in words: a test, an answer, a second collection, a limit to judge by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.explain.sentences import quantity_name
from uroscope.interpret.findings import Findings
from uroscope.knowledge import Knowledge
from uroscope.tables import ADULT_YEARS, NO_CALCIUM, UNKNOWN

_NO_LIMIT, _OF_A_CHILD = "a limit for ", " at this age"
_MOST_NAMED = 3
_OF_ANYTHING = ("volume", "pH")
_SUBJECT_WORDS = {
    "age": "age", "weight_kg": "body weight", "height_cm": "height", "hours": "collection time",
}  # fmt: skip


def test_name(name: str, knowledge: Knowledge) -> str:
    """Return an analyte or index as what is asked for: of which urine, or of blood.

    Parameters
    ----------
    name : str
        Id of an analyte or index.
    knowledge : Knowledge
        Labels.

    Returns
    -------
    str
        `24-h calcium` beside `blood calcium`.
    """
    label = quantity_name(name, knowledge)
    quantity = knowledge.quantities.get(name)
    if quantity is None or quantity.specimen != "timed":
        return label
    return f"24-h {'urine ' if label in _OF_ANYTHING else ''}{label.removeprefix('24-h ')}"


def leaf_name(leaf: Sequence[Any], knowledge: Knowledge) -> str | None:
    """Return what would have to be known to answer a leaf, in words."""
    kind = leaf[0]
    if kind == "compare":
        source, name = leaf[1], leaf[2].removeprefix("raw_")
        if source == "subject":
            return _SUBJECT_WORDS.get(name)
        return test_name(name, knowledge)
    if kind in ("flag", "measured"):
        return "blood calcium" if leaf[1] == "deciding_calcium" else test_name(leaf[1], knowledge)
    if kind == "mention":
        labels = [knowledge.record["concepts"][name]["label"] for name in leaf[1][:3]]
        return " or ".join(dict.fromkeys(labels)) + "?"
    if kind == "stone":
        return "stone analysis"
    if kind == "scan":
        return "the images themselves"
    if kind == "scan_kind":
        return "the kind of scan"
    if kind == "yes":
        return {"pregnant": "pregnancy?", "solitary_kidney": "single kidney?"}.get(
            leaf[1], f"{leaf[1]}?"
        )
    return None


def missing_of(pattern: Mapping[str, Any], findings: Findings, knowledge: Knowledge) -> list[str]:
    """Return what is unknown and would decide a pattern, required tests first."""
    for part in ("required", "suggested"):
        if pattern[part] is not None:
            names = list(dict.fromkeys(_open_names(pattern[part], findings, knowledge)))
            if names:
                return _once(names)
    return []


def _once(names: list[str]) -> list[str]:
    """Leave out what stands in a longer item too."""
    parts = {part for name in names if " and " in name for part in name.split(" and ")}
    return [name for name in names if name not in parts]


def _open_names(node: Sequence[Any], findings: Findings, knowledge: Knowledge) -> list[str]:
    """Return what would answer an open condition; alternatives count as one item."""
    true, false = evaluate(node, findings.view)
    if true[0] or false[0]:
        return []
    if node[0] == "not":
        return _open_names(node[1], findings, knowledge)
    if node[0] in ("all", "count", "any"):
        children = [_open_names(child, findings, knowledge) for child in node[-1]]
        if node[0] == "any":
            # The shortest way to an answer is what to ask for; equally short ones are "or".
            open_ = [names for names in children if names]
            fewest = min((len(names) for names in open_), default=0)
            short = [" and ".join(names) for names in open_ if len(names) == fewest]
            # A test beside a question reads as neither; what to ask stands with the finding.
            short = [name for name in short if not name.endswith("?")] or short
            # A limit that nobody published cannot be brought: what can be is named instead.
            short = [name for name in short if can_be_had(name)] or short
            return [" or ".join(dict.fromkeys(short[:2]))] if short else []
        return [name for names in children for name in names]
    name = _leaf_missing(node, findings, knowledge)
    return [] if name is None else [name]


def _leaf_missing(leaf: Sequence[Any], findings: Findings, knowledge: Knowledge) -> str | None:
    view = findings.view
    if leaf[0] == "flag" and _is_borderline(leaf, findings):
        return "a second collection"
    if leaf[0] == "stone" and _stone_was_analysed(findings):
        # The analysis is in hand and does not hold it; another would be of another stone.
        return None
    name = str(leaf[2] if leaf[0] == "compare" else leaf[1]).removeprefix("raw_")
    rate = leaf[0] in ("compare", "flag") and name in view.timed_rates
    if rate and view.panel.measured(name)[0] and view.flags.off_day[0]:
        return "a collection of 22 to 26 h"
    if name == "urine_ph" and view.panel.measured(name)[0] and not view.flags.trusted_ph[0]:
        return "the pH of a fresh urine"
    unjudged = _lacks_a_limit(leaf, name, findings, knowledge)
    if unjudged is not None:
        return unjudged
    if leaf[0] == "compare" and leaf[1] == "index":
        return _missing_inputs(name, findings, knowledge)
    return leaf_name(leaf, knowledge)


def _stone_was_analysed(findings: Findings) -> bool:
    """Tell whether a stone analysis that names what it found was given."""
    text = findings.view.texts.get("stone_analysis")
    return text is not None and bool(text.decoded(0).components)


def _lacks_a_limit(
    leaf: Sequence[Any], name: str, findings: Findings, knowledge: Knowledge
) -> str | None:
    """Return what a measured value lacks to be judged; None where it was judged or not measured."""
    view = findings.view
    child = bool(view.panel.rows["age"].iloc[0] < ADULT_YEARS)
    if leaf[0] == "compare" and leaf[1] == "analyte":
        # Amounts per day in the patterns are adults'; of a child's the number alone says nothing.
        adult = name in view.timed_rates or name == "urine_creatinine"
        without = child and adult and bool(view.panel.measured(name)[0])
    elif leaf[0] == "flag" and name == "deciding_calcium":
        calcium = view.flags.calcium
        without = calcium is not None and calcium.which[0] != NO_CALCIUM
        name = "serum_calcium"
        without = without and _without_limits(name, findings)
    elif leaf[0] == "flag":
        without = _without_limits(name, findings)
    else:
        return None
    if not without:
        return None
    if not child and _is_limited_by_sex(name, findings):
        return "sex"
    what = quantity_name(name, knowledge)
    quantity = knowledge.quantities.get(name)
    if child and quantity is not None and quantity.specimen == "blood":
        # A laboratory that serves children prints their range, and that range would decide.
        return f"the laboratory's own range of {what}"
    if name in view.timed_rates and "urine" not in what:
        what = f"urine {what}"
    return f"{_NO_LIMIT}{what}{_OF_A_CHILD if child else ''}"


def _without_limits(name: str, findings: Findings) -> bool:
    """Tell whether a value was there to be judged, and no limit to judge it by."""
    mine = findings.view.flags.analytes.get(name)
    if mine is None or mine.flag[0] != UNKNOWN or not findings.view.measured(name)[0][0]:
        return False
    return bool(np.isnan(mine.low[0]) and np.isnan(mine.high[0]))


def _is_limited_by_sex(name: str, findings: Findings) -> bool:
    """Tell whether the sex that was not given would bring a limit."""
    if findings.view.panel.rows["sex"].iloc[0] in ("female", "male"):
        return False
    return any(limit.analyte == name and limit.sex for limit in findings.view.flags.limits)


def can_be_had(name: str) -> bool:
    """Tell whether something missing can be brought; a limit that nobody published cannot.

    Parameters
    ----------
    name : str
        One of the things a finding lacks.

    Returns
    -------
    bool
        False for a limit.

    Examples
    --------
    >>> can_be_had("blood potassium"), can_be_had("a limit for urine calcium at this age")
    (True, False)
    """
    return not name.startswith(_NO_LIMIT)


def said_of_limits(missing: Sequence[str]) -> list[str]:
    """Return what to say of the limits among the things that are missing.

    Parameters
    ----------
    missing : sequence of str
        What findings lack.

    Returns
    -------
    list of str
        One clause, or none where no limit is lacking.

    Examples
    --------
    >>> said_of_limits(["pH", "a limit for urine calcium at this age"])
    ['there is no limit at this age for urine calcium']
    """
    lacking = dict.fromkeys(name for name in missing if not can_be_had(name))
    if not lacking:
        return []
    aged = _OF_A_CHILD if next(iter(lacking)).endswith(_OF_A_CHILD) else ""
    names = [name.removeprefix(_NO_LIMIT).removesuffix(_OF_A_CHILD) for name in lacking]
    *most, last = names[:_MOST_NAMED]
    named = f"{', '.join(most)} or {last}" if most else last
    return [f"there is no limit{aged} for {named}"]


def _missing_inputs(index: str, findings: Findings, knowledge: Knowledge) -> str:
    """Return the inputs an index lacks, where only one or two are missing; else its name."""
    panel = findings.view.panel
    lacking = []
    for name in knowledge.record["indices"][index]["inputs"]:
        if name in knowledge.quantities:
            if not panel.measured(name)[0]:
                lacking.append(test_name(name, knowledge))
        elif name in panel.rows and panel.rows[name].iloc[0] in ("", None):
            lacking.append(_SUBJECT_WORDS.get(name, name))
        elif name in _SUBJECT_WORDS and panel.rows[name].isna().iloc[0]:
            lacking.append(_SUBJECT_WORDS[name])
    return " and ".join(lacking) if 0 < len(lacking) <= 2 else quantity_name(index, knowledge)


def _is_borderline(leaf: Sequence[Any], findings: Findings) -> bool:
    """Tell whether a flag is open only because the value lies near its limit."""
    flags = findings.view.flags.analytes.get(leaf[1])
    return flags is not None and bool(flags.borderline[0])
