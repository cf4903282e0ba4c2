"""What a batch counts: rows, refusals by reason, how often each flag and finding."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from uroscope.present.columns import Coded, ResultTable
from uroscope.tables import Panel

_PREFIXES = ("flag_", "finding_", "red_flag_", "urgency", "sex")


@dataclass
class Summary:
    """Counts of a batch, or of one of its parts.

    `counts` gives, for every column of words, how many rows have each word; `measured` how many
    rows have a number; `ignored` is by file and column; `unreadable` are files and parts of files
    that were skipped.
    """

    rows: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    not_measured: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    measured: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)

    def add(self, other: Summary) -> None:
        """Add the counts of another part."""
        self.rows += other.rows
        self.refused.update(other.refused)
        self.not_measured += other.not_measured
        self.ignored.update(other.ignored)
        self.measured.update(other.measured)
        self.unreadable += other.unreadable
        for name, words in other.counts.items():
            mine = self.counts.setdefault(name, {})
            for word, count in words.items():
                mine[word] = mine.get(word, 0) + count

    def count(self, panel: Panel, table: ResultTable) -> None:
        """Count one panel and the table made of it."""
        self.rows += table.size
        self.refused.update(panel.refused["code"].tolist())
        self.not_measured += panel.left_out
        for item in panel.ignored.to_dict("records"):
            self.ignored[f"{item['source']}: {item['analyte']}"] += int(item["rows"])
        for entry in table.fields:
            column = table.columns.get(entry.name)
            if column is None:
                continue
            if entry.kind == "words" and isinstance(column, Coded):
                words = self.counts.setdefault(entry.name, dict.fromkeys(entry.words, 0))
                if (only := column.only) is not None:
                    if only >= 0:
                        words[entry.words[only]] += table.size
                    continue
                for code, word in enumerate(entry.words):
                    words[word] += int(np.count_nonzero(column.codes == code))
            elif entry.kind == "number" and isinstance(column, np.ndarray):
                known = int(np.count_nonzero(~np.isnan(column)))
                if known:
                    self.measured[entry.name] += known

    def supported(self) -> dict[str, int]:
        """Return how many rows support each pattern, most frequent first; none are left out."""
        found = {
            name.partition("_")[2] if name.startswith("finding_") else name: words["supported"]
            for name, words in self.counts.items()
            if "supported" in words
        }
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def flagged(self) -> dict[str, tuple[int, int, int]]:
        """Return how many rows are low, normal and high, by analyte, where any is flagged."""
        return {
            name.removeprefix("flag_"): (words["low"], words["normal"], words["high"])
            for name, words in self.counts.items()
            if name.startswith("flag_") and words["low"] + words["high"]
        }

    def to_json(self, **more: Any) -> str:
        """Return the counts as JSON, with versions and other facts of the run."""
        return json.dumps({**more, **vars(self)}, indent=2, ensure_ascii=False)


def from_record(record: Mapping[str, Any]) -> Summary:
    """Build the counts of a part from what its file says."""
    return Summary(
        rows=record["rows"],
        refused=Counter(record["refused"]),
        not_measured=record["not_measured"],
        ignored=Counter(record["ignored"]),
        counts=dict(record["counts"]),
        measured=Counter(record["measured"]),
        unreadable=list(record["unreadable"]),
    )
