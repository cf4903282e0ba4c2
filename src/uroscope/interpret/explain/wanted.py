"""Which missing number would change the picture most, read off the evaluator's own answers.

Every finding that is open is reduced to what is unknown in its conditions. Each missing item is
then answered in turn, low, normal and high, or yes and no, and counts by the answers that decide.
Nothing is evaluated twice: known leaves come from the cache of the view.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from uroscope.interpret.conditions import evaluate, truth_of_leaf
from uroscope.interpret.explain.lacking import leaf_name, test_name
from uroscope.interpret.explain.reasons import steps_back
from uroscope.interpret.findings import Findings
from uroscope.interpret.statuses import (
    CODES,
    CONTRADICTED,
    NO_LEADER,
    NOT_ASSESSABLE,
    POSSIBLE,
    SUPPORTED,
)
from uroscope.interpret.view import View
from uroscope.knowledge import Knowledge
from uroscope.model import MostWanted
from uroscope.tables import CALCIUM_ANALYTES, NO_CALCIUM

# Three-valued answers as numbers, so that "all" is the least and "any" the greatest of them.
TRUE, UNKNOWN, FALSE = 1, 0, -1
_PARTS = ("entry", "required", "suggested", "excluded_by")
_ENDS = {"low": -np.inf, "high": np.inf}
_FLAG_OF = {"low": -1, "normal": 0, "high": 1}
_NAMED = 3
_CARRIES = ("cause", "imaging")
_CALCIUM = {"deciding_calcium", *CALCIUM_ANALYTES.values()}
_SUBJECT_WORDS = {
    "age": "age", "weight_kg": "body weight", "height_cm": "height", "hours": "collection time",
    "sex": "sex",
}  # fmt: skip

Item = tuple[str, str]
Node = Any
_STONE: Item = ("question", "stone_analysis")
_BLOOD_CALCIUM: Item = ("analyte", "serum_calcium")


@dataclass
class _Open:
    """A finding that is not decided: its conditions without what is known, and what they ask."""

    pattern: Mapping[str, Any]
    status: int
    parts: list[Node]
    items: dict[Item, set[str]] = field(default_factory=dict)
    leans_on: set[str] = field(default_factory=set)
    only: set[Item] | None = None
    log: list[tuple[Item | None, Any]] = field(default_factory=list)

    def collect(self) -> None:
        """Take over what the reduction met and kept."""
        for item, said in self.log:
            if item is None:
                self.leans_on.add(said)
            else:
                self.items.setdefault(item, set()).update(said)
        self.log.clear()


def most_wanted(
    findings: Findings, knowledge: Knowledge, refused: Collection[str] = ()
) -> list[MostWanted]:
    """Rank what is missing by what it would decide.

    Parameters
    ----------
    findings : Findings
        Statuses and view of a panel of one row.
    knowledge : Knowledge
        Labels, and the weights of `most_wanted.yaml`.
    refused : collection of str
        Analytes of which a cell was given that could not be used.

    Returns
    -------
    list of MostWanted
        What the panel of urine lacks, then the most telling first; empty where nothing open hangs
        on one missing item.
    """
    rules = knowledge.record["most_wanted"]
    reader = _Reader(findings, knowledge)
    # What a supported finding explains already is folded under it: deciding it changes nothing.
    folded = {
        name
        for p in findings.patterns
        if reader.statuses[p["id"]] == SUPPORTED
        for name in p["explains"]
    }
    counted = (
        p
        for p in findings.patterns
        if reader.statuses[p["id"]] in (POSSIBLE, NOT_ASSESSABLE)
        and rules["weights"][p["kind"]]
        and p["id"] not in folded
    )
    open_ = [found for p in counted if (found := reader.reduced(p)) is not None]
    by_id = {found.pattern["id"]: found for found in open_}
    for found in open_:  # in the order of dependence: what a finding leans on is complete
        for name in found.leans_on & set(by_id):
            for item, answers in by_id[name].items.items():
                found.items.setdefault(item, set()).update(answers)
    weight = {found.pattern["id"]: _weight(found, rules) for found in open_}
    kinds = {name: record["kind"] for name, record in reader.records.items()}
    pointed = {
        found.pattern["id"]
        for found in open_
        if found.status == POSSIBLE
        and not steps_back(found.pattern, reader.statuses, kinds, findings)
    }
    # A supported fact that no cause explains yet points to every cause of it, or to those that are
    # possible by now.
    would = {
        name
        for p in findings.patterns
        if p["id"] in pointed and p["kind"] == "cause"
        for name in p["explains"]
    }
    alone = {
        name
        for name, kind in kinds.items()
        if kind == "fact"
        and reader.statuses[name] == SUPPORTED
        and findings.led_by[name][0] == NO_LEADER
        and name not in would
    }
    pointed |= {f.pattern["id"] for f in open_ if not alone.isdisjoint(f.pattern["explains"])}
    # Beside a cause that carries the case, what nothing points to changes no picture; beside one
    # that something points to, only what cannot wait does.
    carried = any(
        reader.statuses[p["id"]] == SUPPORTED and p["kind"] in _CARRIES for p in findings.patterns
    )
    led = carried or any(reader.records[name]["kind"] in _CARRIES for name in pointed)
    touched: dict[Item, list[_Open]] = {}
    for found in open_:
        for item in found.items:
            touched.setdefault(item, []).append(found)
    first = _of_the_panel(reader, rules, refused)
    scores: dict[Item, tuple[float, dict[str, float]]] = {}
    best: list[float] = []
    at_most = {
        item: round(sum(weight[found.pattern["id"]] for found in asking), 6)
        for item, asking in touched.items()
    }
    for item in sorted(touched, key=lambda item: -at_most[item]):
        # What could not count enough with every answer is not tried.
        if at_most[item] < (best[-1] if len(best) == rules["shown"] else rules["least"]):
            break
        for found in touched[item]:
            reader.complete(found, by_id)
        shares = _shares(item, touched[item])
        score = _score(shares, weight)
        urgent = any(reader.records[name]["kind"] == "red_flag" for name in shares)
        if pointed.isdisjoint(shares) and (carried or (led and not urgent)):
            continue
        if _asks_for_itself(reader.label(item), shares, reader.records):
            continue
        if item == _BLOOD_CALCIUM and first is not None and pointed.isdisjoint(shares):
            continue
        # What may not be named alone is no answer to "what would it decide".
        if score >= rules["least"] and not set(shares) <= {*rules["unnamed"]}:
            scores[item] = score, shares
            best = sorted([*best, score], reverse=True)[: rules["shown"]]
    ranked = sorted(
        scores, key=lambda item: (-scores[item][0], item[0] != "analyte", reader.label(item))
    )
    said = [_wanted(item, scores[item][1], weight, reader, rules) for item in ranked]
    if first is not None:
        analyte, text = first
        said = [wanted for wanted in said if wanted.id != analyte]
        label = reader.label(("analyte", analyte))
        # It is weighed above every other: what it would decide is the reading of the panel.
        said.insert(
            0,
            MostWanted(
                id=analyte,
                label=label,
                kind="analyte",
                decides=[],
                weight=max([float(rules["least"]), *(wanted.weight for wanted in said)]),
                text=text.format(item=_opened(label)),
            ),
        )
    return said[: rules["shown"]]


def _of_the_panel(
    reader: _Reader, rules: Mapping[str, Any], refused: Collection[str]
) -> tuple[str, str] | None:
    """Return the number of the urine panel that comes first, with its sentence; None if none."""
    panel = reader.view.panel
    lacking = [name for name in rules["panel"] if not panel.measured(name)[0]]
    for name in lacking:
        if name in refused:
            return name, rules["refused"]
    given = len(rules["panel"]) - len(lacking)
    if "urine_calcium" in lacking and given >= rules["panel_least"]:
        return "urine_calcium", rules["unmeasured"]
    return None


def _asks_for_itself(
    label: str, shares: Mapping[str, float], records: Mapping[str, Mapping[str, Any]]
) -> bool:
    """Tell whether a question names the one thing it would decide: "gout?" may decide gout."""
    asked = label.removesuffix("?").casefold()
    return [records[name]["title"]["short"].casefold() for name in shares] == [asked]


def _score(shares: Mapping[str, float], weight: Mapping[str, float]) -> float:
    return round(sum(share * weight[name] for name, share in shares.items()), 6)


def _weight(found: _Open, rules: Mapping[str, Any]) -> float:
    kind = found.pattern["kind"]
    if kind == "cause" and found.pattern["importance"] < rules["system_before"]:
        kind = "system_cause"
    whole = float(rules["weights"][kind])
    return whole if found.status == POSSIBLE else whole * float(rules["not_assessable"])


def _wanted(
    item: Item,
    shares: Mapping[str, float],
    weight: Mapping[str, float],
    reader: _Reader,
    rules: Mapping[str, Any],
) -> MostWanted:
    records = reader.records
    order = sorted(
        (name for name in shares if weight[name]),
        key=lambda n: (-weight[n] * shares[n], records[n]["importance"], n),
    )
    nameable = [name for name in order if name not in rules["unnamed"]]
    named = [records[name]["title"]["short"] for name in nameable[:_NAMED]]
    more = len(order) - len(named)
    if more > 0:
        named.append(f"{more} more")
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    sure = [name for name in order if shares[name] == 1.0]
    always = set(nameable[:_NAMED]) <= set(sure)
    decides = rules["decides" if always else "may_decide"].format(findings=listed)
    label = reader.label(item)
    kind: Literal["analyte", "subject", "question"] = (
        "analyte" if item[0] == "analyte" else "subject" if item[0] == "subject" else "question"
    )
    text = rules["question_text" if label.endswith("?") else "text"]
    return MostWanted(
        id=item[1],
        label=label,
        kind=kind,
        decides=sure,
        may_decide=[name for name in order if name not in sure],
        weight=_score(shares, weight),
        text=text.format(item=_opened(label), decides=decides),
    )


def _opened(label: str) -> str:
    """Return a label as the first word of a sentence; pH and eGFR keep their own letter."""
    return label if label[1:2].isupper() else label[:1].upper() + label[1:]


def _shares(item: Item, touched: Sequence[_Open]) -> dict[str, float]:
    """Return, per finding, the share of an item's answers that would decide it."""
    answers: dict[str, None] = {}
    for found in touched:
        answers.update(dict.fromkeys(sorted(found.items[item])))
    decided: dict[str, int] = {}
    # What no answer brings up is not a change of the picture, though an answer may rule it out.
    opened = {found.pattern["id"] for found in touched if found.status == POSSIBLE}
    for answer in answers:
        statuses: dict[str, int] = {}
        for found in touched:
            name = found.pattern["id"]
            statuses[name] = _status(found.parts, item, answer, statuses)
            if answer in found.items[item] and statuses[name] in (SUPPORTED, CONTRADICTED):
                decided[name] = decided.get(name, 0) + 1
            if statuses[name] in (SUPPORTED, POSSIBLE):
                opened.add(name)
    # A stone is of one kind: its components are answers that exclude each other.
    whole = len(answers) if item == _STONE else 0
    return {
        found.pattern["id"]: decided[found.pattern["id"]] / (whole or len(found.items[item]))
        for found in touched
        if found.pattern["id"] in decided and found.pattern["id"] in opened
    }


def _status(parts: Sequence[Node], item: Item, answer: str, statuses: Mapping[str, int]) -> int:
    """Return a status by the order of `statuses.decide`, once an item is answered."""
    entry = _answered(parts[0], item, answer, statuses)
    if entry != TRUE:
        return CONTRADICTED if entry == FALSE else NOT_ASSESSABLE
    required = _answered(parts[1], item, answer, statuses)
    if required == FALSE and _answered(parts[2], item, answer, statuses) != TRUE:
        return CONTRADICTED
    if _answered(parts[3], item, answer, statuses) == TRUE:
        return CONTRADICTED
    return SUPPORTED if required == TRUE else POSSIBLE


def _answered(node: Node, item: Item, answer: str, statuses: Mapping[str, int]) -> int:
    """Return what a reduced condition says once an item is answered."""
    if isinstance(node, int):
        return node
    kind = node[0]
    if kind == "leaf":
        return _leaf_answer(node[2], answer) if node[1] == item else UNKNOWN
    if kind == "finding":
        status = statuses.get(node[1])
        if status is None or status == NOT_ASSESSABLE:
            return UNKNOWN
        if status in node[2]:
            return TRUE
        return UNKNOWN if status == POSSIBLE else FALSE
    answers = [_answered(child, item, answer, statuses) for child in node[-1]]
    return _combined(node, answers)


def _combined(node: Node, answers: Sequence[int]) -> int:
    kind = node[0]
    if kind == "not":
        return -answers[0]
    if kind == "count":
        if answers.count(TRUE) >= node[1]:
            return TRUE
        return FALSE if answers.count(FALSE) > len(answers) - node[1] else UNKNOWN
    return min(answers) if kind == "all" else max(answers)


def _leaf_answer(leaf: Sequence[Any], answer: str) -> int:
    """Return what a leaf says if its item is low, normal or high, or yes or no."""
    kind = leaf[0]
    if answer in ("yes", "no"):
        return TRUE if answer == "yes" else FALSE
    if kind == "measured":
        return TRUE
    if kind == "flag":
        return TRUE if _FLAG_OF[answer] in leaf[2] else FALSE
    if kind == "sex" or answer not in _ENDS:
        return UNKNOWN
    wants_high = leaf[3] in ("above", "at_least")
    return TRUE if (answer == "high") == wants_high else FALSE


class _Reader:
    """Reduces conditions to what is unknown in them, and names it."""

    def __init__(self, findings: Findings, knowledge: Knowledge) -> None:
        self.findings = findings
        self.view: View = findings.view
        self.knowledge = knowledge
        self.records = {p["id"]: p for p in findings.patterns}
        self.statuses = {name: int(codes[0]) for name, codes in findings.statuses.items()}
        self.leaves: dict[Item, Sequence[Any]] = {}
        self.quantity: dict[str, Item | None] = {}
        text = self.view.texts.get("stone_analysis")
        self.analysed = text is not None and text.decoded(0).asked
        self.pregnant = bool(self.view.yes("pregnant")[0][0])
        self.not_asked = {
            question
            for question, when in knowledge.record["most_wanted"]["not_asked"]
            if evaluate(when, self.view)[0][0]
        }

    def reduced(self, pattern: Mapping[str, Any]) -> _Open | None:
        """Return an open finding without what is known; None where it is decided."""
        status = self.statuses[pattern["id"]]
        if self.pregnant and pattern["kind"] == "exclusion":
            return None
        if pattern["id"].removesuffix("_same_day") != pattern["id"]:
            return None  # the more urgent tier of the same flag stands for both
        found = _Open(pattern, status, [])
        for part in _PARTS:
            node = pattern[part]
            found.parts.append(FALSE if node is None else self._reduce(node, found))
            found.collect()
            if part == "entry" and status == NOT_ASSESSABLE:
                if not found.items and not found.leans_on:
                    return None
                if not found.leans_on:
                    # Nothing but what opens it can decide it; the rest is read when that counts.
                    found.only = set(found.items)
                    return found
        return found if found.items or found.leans_on else None

    def complete(self, found: _Open, by_id: Mapping[str, _Open]) -> None:
        """Read the rest of a finding of which only the entry has been read."""
        if len(found.parts) == len(_PARTS):
            return
        for part in _PARTS[1:]:
            node = found.pattern[part]
            found.parts.append(FALSE if node is None else self._reduce(node, found))
            found.collect()
        for name in found.leans_on & set(by_id):
            self.complete(by_id[name], by_id)
            for item in found.items.keys() & by_id[name].items.keys():
                found.items[item].update(by_id[name].items[item])

    def label(self, item: Item) -> str:
        """Return what an item is called."""
        kind, name = item
        if item == _STONE:
            return "stone analysis"
        if kind == "question":
            return leaf_name(self.leaves[item], self.knowledge) or name
        if kind == "subject":
            return _SUBJECT_WORDS.get(name, name)
        if name == "serum_calcium":
            return "blood calcium"
        return test_name(name, self.knowledge)

    def _reduce(self, node: Sequence[Any], found: _Open) -> Node:
        kind = node[0]
        if kind == "not":
            inner = self._reduce(node[1], found)
            return -inner if isinstance(inner, int) else ("not", [inner])
        if kind in ("all", "any", "count"):
            return self._combination(node, found)
        truth = truth_of_leaf(node, self.view)
        if truth:
            return truth
        if kind == "finding":
            found.log.append((None, node[1]))
            return ("finding", node[1], [CODES[word] for word in node[2]])
        item = self._item(node)
        if item is None or (found.only is not None and item not in found.only):
            return UNKNOWN
        answers: tuple[str, ...] = ("low", "high")
        if kind == "stone":
            answers = (str(node[1]),)
        elif item[0] == "question":
            answers = ("yes", "no")
        elif kind == "flag":
            answers = ("low", "normal", "high")
        found.log.append((item, answers))
        return ("leaf", item, node)

    def _combination(self, node: Sequence[Any], found: _Open) -> Node:
        kind = node[0]
        settles = {"all": FALSE, "any": TRUE}.get(kind)
        kept = len(found.log)
        children = []
        open_ = False
        for child in node[-1]:
            reduced = self._reduce(child, found)
            if isinstance(reduced, int):
                if reduced == settles:
                    del found.log[kept:]  # nothing beside it can matter
                    return reduced
            else:
                open_ = True
            children.append(reduced)
        return (*node[:-1], children) if open_ else _combined(node, children)

    def _item(self, leaf: Sequence[Any]) -> Item | None:
        """Return what is missing behind an unknown leaf; None where nothing is merely missing."""
        kind = leaf[0]
        if kind == "mention":
            if self.not_asked.issuperset(leaf[1]):
                return None
            item = ("question", "+".join(leaf[1]))
            self.leaves[item] = leaf
            return item
        if kind == "yes":
            if leaf[1] in self.not_asked:
                return None
            item = ("question", str(leaf[1]))
            self.leaves[item] = leaf
            return item
        if kind == "stone":
            return None if self.analysed else _STONE
        if kind in ("sex", "scan", "scan_kind"):
            # What no image showed is no number; images are asked for among the next steps.
            return None
        name = str(leaf[2] if kind == "compare" else leaf[1]).removeprefix("raw_")
        if kind == "compare" and leaf[1] == "subject":
            return ("subject", name)
        if name not in self.quantity:
            self.quantity[name] = self._quantity(name)
        return self.quantity[name]

    def _quantity(self, name: str) -> Item | None:
        if name in _CALCIUM:
            # One blood calcium decides; with one of them known, another is no missing number.
            calcium = self.view.flags.calcium
            if calcium is not None and calcium.which[0] != NO_CALCIUM:
                return None
            return ("analyte", "serum_calcium")
        if name in self.knowledge.quantities:
            return None if self.view.panel.measured(name)[0] else ("analyte", name)
        return self._input(name)

    def _input(self, index: str) -> Item | None:
        """Return the one input an index lacks; with more than one, none of them decides alone."""
        lacking: list[Item] = []
        panel = self.view.panel
        for name in self.knowledge.record["indices"][index]["inputs"]:
            if name in self.knowledge.quantities:
                if not panel.measured(name)[0]:
                    lacking.append(("analyte", name))
            elif name in panel.rows:
                value = panel.rows[name].iloc[0]
                if value in ("", None) or (isinstance(value, float) and np.isnan(value)):
                    lacking.append(("subject", name))
        return lacking[0] if len(lacking) == 1 else None
