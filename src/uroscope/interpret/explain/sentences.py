"""Sentences of the knowledge with the numbers of one row in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.findings import Findings
from uroscope.knowledge import Knowledge
from uroscope.model import age_said
from uroscope.numerals import OF_A_VALUE, OF_AN_ESTIMATE, Units, bound_number, number_beside
from uroscope.tables import ADJUSTED, CALCIUM_ANALYTES, CORRECTED, IONIZED, NO_CALCIUM
from uroscope.units import unit_text

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)(?::([a-z]+))?\}")
# A reader must see when it is not the plain total that decided.
_CALCIUM_WORDS = {IONIZED: "ionized", ADJUSTED: "adjusted", CORRECTED: "corrected for albumin"}
# Numbers to be read aloud; a US fluid ounce is 29.5735 mL (NIST Handbook 44, appendix C).
_PLAIN = {"about": 1.0, "litres": 1.0, "ounces": 1000 / 29.5735}
# A unit said with its number; English takes the singular with one alone.
_SAID_WITH = {"litres": ("litre", "litres")}
# A number that a sentence itself holds, such as the limit it sets a value against.
_LITERAL = re.compile(r"(?<![\w.,{-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w-])")
_SUBJECT = {"age": ("years", 0), "weight_kg": ("kg", 0), "height_cm": ("cm", 0), "hours": ("h", 1)}


@dataclass(frozen=True)
class Shown:
    """A quantity as it is printed: a factor to the unit, the unit, the digits."""

    label: str
    factor: float
    unit: str
    digits: int


def shown(name: str, knowledge: Knowledge, si: bool) -> Shown:
    """Return how an analyte or index is printed in one of the two unit systems."""
    quantity = knowledge.quantities.get(name)
    if quantity is not None:
        if si:
            return Shown(quantity.label, quantity.si_factor, quantity.si_unit, quantity.si_digits)
        return Shown(quantity.label, 1.0, quantity.unit, quantity.digits)
    index = knowledge.record["indices"][name]
    if si:
        return Shown(index["label"], index["si_factor"], index["si_unit"], index["si_digits"])
    return Shown(index["label"], 1.0, index["unit"], index["digits"])


def quantity_name(name: str, knowledge: Knowledge) -> str:
    """Return an analyte or index as it stands inside a sentence."""
    quantity = knowledge.quantities.get(name)
    label = quantity.full_label if quantity is not None else shown(name, knowledge, False).label
    keep = label[1:2].isupper() or label[0].isdigit() or label[:2] in ("pH", "eG")
    return label if keep else label[0].lower() + label[1:]


def spoken_number(value: float) -> str:
    """Return a number as one would say it: whole from 10 on, one decimal below.

    Examples
    --------
    >>> spoken_number(1.35), spoken_number(12.3), spoken_number(2.0)
    ('1.4', '12', '2')
    """
    return f"{value:.0f}" if round(value, 1) >= 10 else f"{value:.1f}".removesuffix(".0")


def _with_doubtful_unit(findings: Findings, knowledge: Knowledge) -> dict[str, str]:
    """Return the analytes of the row that may be printed in a wrong unit, with their names."""
    remarks = findings.view.panel.remarks
    if not len(remarks):
        return {}
    names = remarks.loc[remarks["code"] == "unit_doubtful", "analyte"]
    return {name: quantity_name(name, knowledge) for name in names}


def _literals(text: str) -> list[float]:
    """Return the numbers written out in a sentence.

    Examples
    --------
    >>> _literals("Ratio {clearance:n}, between 0.01 and 0.02, in a 24-h urine of 1,000 mL.")
    [0.01, 0.02, 1000.0]
    """
    return [float(found.replace(",", "")) for found in _LITERAL.findall(text)]


def _compared(node: Any) -> Iterator[tuple[str, float]]:
    """Return each quantity of a compiled condition with the number it is compared with."""
    if isinstance(node, Sequence) and not isinstance(node, str) and node:
        if node[0] == "compare":
            yield str(node[2]).removeprefix("raw_"), float(node[4])
        else:
            for part in node:
                yield from _compared(part)


def _words_of(node: Any) -> Iterator[str]:
    """Return every word of a compiled condition, the analytes it asks among them."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Sequence):
        for part in node:
            yield from _words_of(part)


@dataclass(frozen=True)
class _Beside:
    """What the values of a sentence are read against.

    `written` are numbers in its text, in the unit they are printed in; `compared` are analytes with
    the number their condition asks for, in the canonical unit.
    """

    written: Sequence[float]
    compared: Sequence[tuple[str, float]]


class Speaker:
    """Fills sentences for the single row of a view."""

    def __init__(self, findings: Findings, knowledge: Knowledge, si: bool) -> None:
        self.view = findings.view
        self.knowledge = knowledge
        self.si = si
        self.doubtful = _with_doubtful_unit(findings, knowledge)

    def holds(self, condition: Sequence[Any] | None) -> bool:
        """Tell whether a condition is known true (none given: always)."""
        return condition is None or bool(evaluate(condition, self.view)[0][0])

    def forbids(self, condition: Sequence[Any] | None) -> bool:
        """Tell whether a condition is given and known true."""
        return condition is not None and bool(evaluate(condition, self.view)[0][0])

    def say(self, sentences: Sequence[Mapping[str, Any]], aloud: bool = False) -> list[str]:
        """Return the sentences whose conditions hold and whose numbers are all there.

        What stands on a value whose unit is in doubt says so, except `aloud`: a patient cannot
        check it.
        """
        said = []
        for sentence in sentences:
            if self.holds(sentence["when"]) and not self.forbids(sentence["unless"]):
                text = self.fill(sentence["text"], sentence["when"])
                if text is not None and self.doubtful and not aloud:
                    text = self._with_doubt(text, sentence)
                if text is not None and text not in said:
                    said.append(text)
        return said

    def first(self, sentences: Sequence[Mapping[str, Any]]) -> str | None:
        """Return the first sentence that can be said."""
        said = self.say(sentences)
        return said[0] if said else None

    def fill(self, text: str, when: Sequence[Any] | None = None) -> str | None:
        """Return a text with its placeholders filled; None if a number is missing.

        No value is rounded across a number of the sentence, of its condition `when`, or across its
        own limit.
        """
        missing = False
        beside = _Beside(_literals(text), list(_compared(when)))

        def put(match: re.Match[str]) -> str:
            nonlocal missing
            if match[2] == "percent":
                printed = self.percent_text(match[1])
            elif match[2] in _PLAIN:
                printed = self.plain_text(match[1], _PLAIN[match[2]])
                if printed and match[2] in _SAID_WITH:
                    one, many = _SAID_WITH[match[2]]
                    printed += f" {one if printed == '1' else many}"
            else:
                bare = match[2] is not None
                printed = self.quantity_text(match[1], bare=bare, beside=beside)
            missing |= printed is None
            return printed or ""

        filled = _PLACEHOLDER.sub(put, text)
        return None if missing else filled

    def _with_doubt(self, text: str, sentence: Mapping[str, Any]) -> str:
        """Return a sentence with the values named whose unit is in doubt, where it uses one."""
        used = {match[1] for match in _PLACEHOLDER.finditer(sentence["text"])}
        used |= set(_words_of(sentence["when"]))
        labels = [label for name, label in self.doubtful.items() if name in used]
        if not labels:
            return text
        end = text[-1] if text.endswith((".", "?", "!")) else ""
        body = text.removesuffix(end)
        many = len(labels) > 1
        which = f"{', '.join(labels[:-1])} and {labels[-1]}" if many else labels[0]
        doubt = f"the units of {which} are" if many else f"the unit of {which} is"
        return f"{body} ({doubt} in doubt){end}"

    def percent_text(self, name: str) -> str | None:
        """Return a share in percent, an interval as its two ends."""
        value = self.view.derived.values.get(name)
        if value is None:
            return None
        ends = [
            float(self.view.derived.lower.get(name, value)[0]),
            float(self.view.derived.upper.get(name, value)[0]),
        ]
        if not np.isfinite(ends).all():
            return None
        texts = dict.fromkeys(f"{100 * end:.0f}" for end in ends)
        return f"{' to '.join(texts)} %"

    def plain_text(self, name: str, factor: float) -> str | None:
        """Return a value for reading aloud, without unit; None where it is open to one side."""
        if name in self.knowledge.quantities:
            low, high = self.view.panel.low(name)[0], self.view.panel.high(name)[0]
        else:
            value = self.view.derived.values.get(name)
            if value is None:
                return None
            low = self.view.derived.lower.get(name, value)[0]
            high = self.view.derived.upper.get(name, value)[0]
        if not np.isfinite(low) or not np.isfinite(high) or low <= 0:
            return None
        return " to ".join(dict.fromkeys(spoken_number(end * factor) for end in (low, high)))

    def quantity_text(
        self, name: str, bare: bool = False, rough: bool = False, beside: _Beside | None = None
    ) -> str | None:
        """Return the value of an analyte, index or subject column as printed.

        `bare` leaves the unit out; `rough` is for an estimate; `beside` holds what the value is
        read against.
        """
        if name in ("calcium", "deciding_calcium"):
            return self.calcium_text(bare, beside)
        if name in _SUBJECT:
            value = float(self.view.panel.rows[name].iloc[0])
            if name == "age" and not np.isnan(value):
                number, unit = age_said(value)
                return str(number) if bare else f"{number} {unit}"
            unit, digits = _SUBJECT[name]
            return None if np.isnan(value) else f"{value:.{digits}f}" + ("" if bare else f" {unit}")
        if name in self.knowledge.quantities:
            low, high = self.view.panel.low(name)[0], self.view.panel.high(name)[0]
        elif name in self.knowledge.record["indices"]:
            value_ = self.view.derived.values.get(name)
            if value_ is None:
                return None
            low = self.view.derived.lower.get(name, value_)[0]
            high = self.view.derived.upper.get(name, value_)[0]
            theirs = self.view.derived.printed.get(name)
            if theirs is not None and theirs[0]:
                text = self._interval_text(name, float(low), float(high), bare, rough, beside)
                return f"{text} (laboratory's own)"
        else:
            return None
        return self._interval_text(name, float(low), float(high), bare, rough, beside)

    def _interval_text(
        self,
        name: str,
        low: float,
        high: float,
        bare: bool,
        rough: bool,
        beside: _Beside | None,
    ) -> str | None:
        if np.isnan(low) or np.isnan(high):
            return None
        how = shown(name, self.knowledge, self.si)
        units: Units = "si" if self.si else "conventional"
        printed = "" if bare else unit_text(how.unit)
        unit = f" {printed}" if printed else ""
        if np.isinf(high):
            return f">{bound_number(low * how.factor, how.digits, units)}{unit}"
        if low <= 0 and low != high:
            return f"<{bound_number(high * how.factor, how.digits, units)}{unit}"
        bounds = self._bounds(name, how, beside)
        share = OF_AN_ESTIMATE if rough or low != high else OF_A_VALUE
        texts = dict.fromkeys(
            number_beside(end * how.factor, how.digits, bounds, units, share) for end in (low, high)
        )
        return f"{' to '.join(texts)}{unit}"

    def _bounds(self, name: str, how: Shown, beside: _Beside | None) -> list[float]:
        """Return what a value is read against, as printed: its limits, its goal, the sentence's."""
        limited = "serum_calcium" if name == "corrected_calcium" else name
        mine = self.view.flags.analytes.get(limited)
        found: list[float] = []
        if mine is not None:
            found += [float(mine.low[0]), float(mine.high[0])]
            goal = self.view.flags.limits[mine.goal[0]] if mine.goal[0] >= 0 else None
            if goal is not None:
                found += [end for end in (goal.low, goal.high) if end is not None]
        if beside is not None:
            found += [bound for of, bound in beside.compared if of == name]
        bounds = [bound * how.factor for bound in found if np.isfinite(bound)]
        return bounds if beside is None else [*bounds, *beside.written]

    def calcium_text(self, bare: bool = False, beside: _Beside | None = None) -> str | None:
        """Return the deciding blood calcium as printed."""
        calcium = self.view.flags.calcium
        if calcium is None or calcium.which[0] == NO_CALCIUM:
            return None
        which = int(calcium.which[0])
        text = self.quantity_text(CALCIUM_ANALYTES[which], bare, beside=beside)
        word = _CALCIUM_WORDS.get(which)
        return f"{text} {word}" if text and word and not bare else text
