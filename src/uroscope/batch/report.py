"""The counts of a batch, with the names a reader knows things by."""

from __future__ import annotations

from uroscope import __version__
from uroscope.batch.summary import Summary
from uroscope.knowledge import Knowledge, Profile
from uroscope.present.batch import BatchReport, FlagShare, Share


def report_of(summary: Summary, output: str, profile: Profile, knowledge: Knowledge) -> BatchReport:
    """Return what the closing summary prints.

    Parameters
    ----------
    summary : Summary
        The counts.
    output : str
        The name of the table.
    profile : Profile
        The limits.
    knowledge : Knowledge
        Names of analytes and patterns.

    Returns
    -------
    BatchReport
        Findings by frequency, flags in the order of the knowledge.
    """
    rows = summary.rows
    urgent, findings = [], []
    possible: dict[str, Share] = {}
    for pattern in knowledge.record["patterns"]:
        name = pattern["id"]
        red = pattern["kind"] == "red_flag"
        words = summary.counts.get(f"{'red_flag' if red else 'finding'}_{name}", {})
        supported = words.get("supported", 0)
        if red:
            base = name.removesuffix("_same_day")
            tier = "now" if pattern["tier"] == "now" else "same day"
            if supported:
                # What cannot wait at all is among what cannot wait until tomorrow.
                when = tier if base == name else "now or same day"
                short = pattern["title"]["short"]
                title = f"{short[:1].upper()}{short[1:]}, {when}"
                urgent.append(Share(f"{base}, {when}", supported, rows, title))
            continue
        short = pattern["title"]["short"]
        findings.append(Share(name, supported, rows, short[:1].upper() + short[1:]))
        possible[name] = Share(name, words.get("possible", 0), rows)
    flags = []
    for name in (*knowledge.quantities, *knowledge.record["indices"]):
        words = summary.counts.get(f"flag_{name}", {})
        judged = sum(words.get(word, 0) for word in ("low", "normal", "high"))
        if judged:
            low, high = (Share(name, words[word], judged) for word in ("low", "high"))
            flags.append(FlagShare(name, low, high, _title(name, knowledge)))
    return BatchReport(
        rows=rows,
        output=output,
        profile=profile.title,
        refused=summary.refused,
        not_measured=summary.not_measured,
        ignored=summary.ignored,
        unreadable=summary.unreadable,
        urgent=sorted(urgent, key=lambda item: -item.count),
        findings=sorted(findings, key=lambda item: (-item.count, item.label)),
        possible=possible,
        flags=flags,
    )


def _title(name: str, knowledge: Knowledge) -> str:
    quantity = knowledge.quantities.get(name)
    if quantity is not None:
        return quantity.full_label
    label: str = knowledge.record["indices"][name]["label"]
    return label


def summary_json(summary: Summary, profile: Profile, knowledge: Knowledge) -> str:
    """Return the counts as JSON, with the versions that made them."""
    return summary.to_json(
        schema="uroscope.batch/1",
        uroscope=__version__,
        profile={"id": profile.id, "title": profile.title, "digest": profile.digest},
        knowledge={"version": knowledge.version, "digest": knowledge.digest},
    )
