"""The results and indices of one row, with their limits, goals and other verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from uroscope.interpret.explain.sentences import Shown, shown
from uroscope.knowledge import Knowledge, Limit, Profile, Quantity
from uroscope.model import (
    Amount,
    Limits,
    OtherValue,
    OtherVerdict,
    Reported,
    Result,
    Where,
)
from uroscope.tables import CORRECTED, FLAG_WORDS, AnalyteFlags, Derived, Flags, Origin, Panel

Comparator = Literal["<", ">"] | None


def results_of(
    panel: Panel,
    derived: Derived,
    flags: Flags,
    others: Mapping[str, tuple[Profile, Flags]],
    profile: Profile,
    knowledge: Knowledge,
    goals_aside: Mapping[str, str] = MappingProxyType({}),
) -> list[Result]:
    """Return the measured analytes of a panel of one row in the fixed order of the knowledge.

    `goals_aside` says, by analyte, why a goal is not held up to this person.
    """
    found = []
    for quantity in knowledge.quantities.values():
        if quantity.id in panel.values and panel.measured(quantity.id)[0]:
            result = _result(panel, quantity, flags, others, profile, knowledge)
            if quantity.id in goals_aside:
                # No remark on how far off the goal is either.
                result = result.model_copy(update={"note": f"{goals_aside[quantity.id]}."})
            judge = quantity.judged_by
            if judge is not None and judge in derived.values and derived.values[judge][0] > 0:
                # The index says more than the bare amount; two verdicts on one number confuse.
                label = knowledge.record["indices"][judge]["label"]
                result = result.model_copy(
                    update={
                        "flag": "unknown",
                        "limits": None,
                        "borderline": False,
                        "other_profiles": [],
                        "note": f"Judged by {label[0].lower()}{label[1:]}.",
                    }
                )
            found.append(result)
    return found


def _number(value: float) -> float | None:
    # Twelve digits, as in every comparison: a factor must not print 249.99999999999997.
    return None if not np.isfinite(value) else float(f"{value:.12g}")


def _result(
    panel: Panel,
    quantity: Quantity,
    flags: Flags,
    others: Mapping[str, tuple[Profile, Flags]],
    profile: Profile,
    knowledge: Knowledge,
) -> Result:
    low, high = float(panel.low(quantity.id)[0]), float(panel.high(quantity.id)[0])
    comparator: Comparator = None if low == high else (">" if np.isinf(high) else "<")
    value = _number(low if comparator == ">" else high)
    origin = panel.origins.get(quantity.id)
    mine = flags.analytes.get(quantity.id)
    reported = None
    if origin is not None:
        where = Where(
            source=str(origin.source[0]), row=int(origin.record[0]), column=str(origin.column[0])
        )
        reported = Reported(
            text=str(origin.text[0]).strip(),
            comparator=comparator,
            unit=str(origin.unit[0]).strip(),
            where=where,
        )
    flag = FLAG_WORDS[int(mine.flag[0])] if mine is not None else "unknown"
    lab_flag = "" if origin is None or origin.lab_flag is None else str(origin.lab_flag[0]).strip()
    goal = _goal(mine, flags, quantity)
    return Result(
        analyte=quantity.id,
        label=quantity.label,
        specimen=quantity.specimen,
        reported=reported,
        value=value,
        lower=_number(low) if comparator else None,
        upper=_number(high) if comparator else None,
        unit=quantity.unit,
        digits=quantity.digits,
        si=Amount(
            value=None if value is None else _number(value * quantity.si_factor),
            unit=quantity.si_unit,
        ),
        si_digits=quantity.si_digits,
        si_factor=quantity.si_factor,
        limits=_limits(mine, flags, quantity),
        lab_limits=_lab_limits(panel, quantity),
        goal=goal,
        goal_met=_goal_met(goal, low, high),
        other_values=_beside(panel.other_values, quantity.id, knowledge),
        other_profiles=_other_profiles(quantity, flag, mine, others),
        flag=flag,
        borderline=bool(mine.borderline[0]) if mine is not None else False,
        lab_flag=lab_flag or None,
        note=_note(quantity, mine, profile, value, knowledge),
        date=None if origin is None else _date(panel, origin),
    )


def _date(panel: Panel, origin: Origin) -> str | None:
    """Return the day a value was drawn, where it and the collection both carry one."""
    if origin.days is None or np.isnan(origin.days[0]):
        return None
    start = panel.rows["start"].iloc[0]
    if pd.isna(start):
        return None
    return str(np.datetime64(start, "D") + np.timedelta64(int(origin.days[0]), "D"))


def _limits(mine: AnalyteFlags | None, flags: Flags, quantity: Quantity) -> Limits | None:
    if mine is None:
        return None
    low, high = float(mine.low[0]), float(mine.high[0])
    if np.isnan(low) and np.isnan(high):
        return None
    if mine.by_lab[0]:
        return _limit_record(
            "laboratory", low, high, quantity, "reference_interval", "the laboratory"
        )
    parts = [flags.limits[p] for p in (mine.low_limit[0], mine.high_limit[0]) if p >= 0]
    return _joined(parts, low, high, quantity)


def _joined(parts: list[Limit], low: float, high: float, quantity: Quantity) -> Limits | None:
    if not parts:
        return None
    ids = list(dict.fromkeys(p.id for p in parts))
    authorities = list(dict.fromkeys(p.authority for p in parts))
    sources = list(dict.fromkeys(p.source for p in parts if p.source))
    conventions = [p.convention for p in parts if p.convention]
    return _limit_record(
        " / ".join(ids),
        low,
        high,
        quantity,
        parts[0].kind,
        " / ".join(authorities),
        source=" / ".join(sources) or None,
        convention=conventions[0] if conventions else None,
    )


def _limit_record(
    name: str,
    low: float,
    high: float,
    quantity: Quantity,
    kind: str,
    authority: str,
    source: str | None = None,
    convention: str | None = None,
) -> Limits:
    low_, high_ = _number(low), _number(high)
    return Limits(
        id=name,
        low=low_,
        high=high_,
        unit=quantity.unit,
        kind=kind,
        authority=authority,
        source=source,
        convention=convention,
        si_low=None if low_ is None else _number(low_ * quantity.si_factor),
        si_high=None if high_ is None else _number(high_ * quantity.si_factor),
    )


def _lab_limits(panel: Panel, quantity: Quantity) -> Limits | None:
    origin = panel.origins.get(quantity.id)
    if origin is None or origin.lab_low is None or origin.lab_high is None:
        return None
    low, high = float(origin.lab_low[0]), float(origin.lab_high[0])
    if np.isnan(low) and np.isnan(high):
        return None
    return _limit_record("laboratory", low, high, quantity, "reference_interval", "the laboratory")


def _goal(mine: AnalyteFlags | None, flags: Flags, quantity: Quantity) -> Limits | None:
    if mine is None or mine.goal[0] < 0:
        return None
    goal = flags.limits[mine.goal[0]]
    low = np.nan if goal.low is None else goal.low
    high = np.nan if goal.high is None else goal.high
    return _joined([goal], low, high, quantity)


def _goal_met(goal: Limits | None, low: float, high: float) -> bool | None:
    if goal is None:
        return None
    if (goal.low is not None and high < goal.low) or (goal.high is not None and low > goal.high):
        return False
    reached = (goal.low is None or low >= goal.low) and (goal.high is None or high <= goal.high)
    return True if reached else None


def _beside(table: pd.DataFrame, analyte: str, knowledge: Knowledge) -> list[OtherValue]:
    if not len(table):
        return []
    return [
        OtherValue(
            analyte=analyte,
            label=knowledge.quantities[analyte].full_label,
            text=str(item.text).strip(),
            unit=str(item.unit).strip(),
            value=_number(float(str(item.value))),
            date=str(item.date) or None,
            where=Where(
                source=str(item.source), row=int(str(item.record)), column=str(item.column)
            ),
        )
        for item in table[table["analyte"] == analyte].itertuples()
    ]


def history_of(panel: Panel, knowledge: Knowledge) -> list[OtherValue]:
    """Return the results of other dates, as printed."""
    if not len(panel.history):
        return []
    return [
        value
        for analyte in panel.history["analyte"].unique()
        for value in _beside(panel.history, analyte, knowledge)
    ]


def _other_profiles(
    quantity: Quantity,
    flag: str,
    mine: AnalyteFlags | None,
    others: Mapping[str, tuple[Profile, Flags]],
) -> list[OtherVerdict]:
    """Return the profiles that judge the value otherwise; silence is not a verdict."""
    if mine is None or mine.by_lab[0]:
        return []
    verdicts = []
    for name, (profile, flags) in others.items():
        other = flags.analytes.get(quantity.id)
        if other is None or (other.low_limit[0] < 0 and other.high_limit[0] < 0):
            continue
        word = FLAG_WORDS[int(other.flag[0])]
        if word in (flag, "unknown"):
            continue
        limits = _limits(other, flags, quantity)
        if limits is not None:
            verdicts.append(
                OtherVerdict(
                    profile=name,
                    flag=word,
                    authority=limits.authority,
                    low=limits.low,
                    high=limits.high,
                    unit=quantity.unit,
                )
            )
        del profile
    return verdicts


def _note(
    quantity: Quantity,
    mine: AnalyteFlags | None,
    profile: Profile,
    value: float | None,
    knowledge: Knowledge,
) -> str | None:
    """Return the quiet remark on a value: below ideal, or why there is no limit."""
    del knowledge
    if value is not None:
        for remark in profile.remarks:
            if remark.analyte == quantity.id and remark.low <= value < remark.high:
                return remark.text
    if mine is not None and mine.flag[0] == 2 and quantity.id in profile.none:
        return f"No limit in this profile: {profile.none[quantity.id]}."
    return None


_THEIRS = "As printed by the laboratory; ours could not be computed."


def _limits_of_index(mine: AnalyteFlags | None, flags: Flags, how: Shown) -> Limits | None:
    """Return the limit an index was compared with, where it was judged."""
    if mine is None or FLAG_WORDS[int(mine.flag[0])] == "unknown":
        return None
    parts = [flags.limits[p] for p in (mine.low_limit[0], mine.high_limit[0]) if p >= 0]
    if not parts:
        return None
    return Limits(
        id=" / ".join(dict.fromkeys(p.id for p in parts)),
        low=_number(float(mine.low[0])),
        high=_number(float(mine.high[0])),
        unit=how.unit,
        kind=parts[0].kind,
        authority=" / ".join(dict.fromkeys(p.authority for p in parts)),
        source=parts[0].source,
        convention=parts[0].convention,
    )


def _decides(flags: Flags) -> bool:
    return flags.calcium is not None and int(flags.calcium.which[0]) == CORRECTED


def indices_of(derived: Derived, flags: Flags, knowledge: Knowledge) -> list[Result]:
    """Return the indices of a row with their formulas."""
    found = []
    for name, entry in knowledge.record["indices"].items():
        value = derived.values.get(name)
        if value is None:
            continue
        low = float(derived.lower.get(name, value)[0])
        high = float(derived.upper.get(name, value)[0])
        if np.isnan(low):
            continue
        how, si = shown(name, knowledge, False), shown(name, knowledge, True)
        exact = low == high
        mine = flags.analytes.get(name)
        flag = FLAG_WORDS[int(mine.flag[0])] if mine is not None else "unknown"
        if name == "corrected_calcium" and _decides(flags):
            # Where the corrected calcium decides, its flag is the decision.
            flag = FLAG_WORDS[int(flags.calcium.flag[0])] if flags.calcium else "unknown"
        number = _number(low) if exact else None
        found.append(
            Result(
                analyte=name,
                label=how.label,
                specimen="index",
                value=number,
                lower=None if exact else _number(low),
                upper=None if exact else _number(high),
                unit=how.unit,
                digits=how.digits,
                si=Amount(
                    value=None if number is None else _number(number * si.factor), unit=si.unit
                ),
                si_digits=si.digits,
                si_factor=si.factor,
                flag=flag,
                limits=_limits_of_index(mine, flags, how),
                note=_THEIRS if name in derived.printed and derived.printed[name][0] else None,
                formula=entry["formula"],
            )
        )
    return found
