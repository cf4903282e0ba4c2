"""The specimen in words: complete or not, how long, what was taken by convention."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from uroscope.interpret.explain.sentences import Speaker
from uroscope.interpret.findings import Findings
from uroscope.interpret.statuses import CONTRADICTED, NOT_ASSESSABLE
from uroscope.knowledge import Knowledge
from uroscope.model import Finding, Quality
from uroscope.tables import ADULT_YEARS, Panel


def quality_of(
    panel: Panel,
    findings: Findings,
    speaker: Speaker,
    specimen: list[Finding],
    knowledge: Knowledge,
) -> list[Quality]:
    """Return the remarks on the specimen, the most serious first."""
    notes: list[Quality] = []
    has_urine = any(
        q.specimen == "timed" and q.id in panel.values and panel.measured(q.id)[0]
        for q in knowledge.quantities.values()
    )
    for finding in specimen:
        if finding.kind == "specimen" or finding.status == "supported":
            notes.append(
                Quality(
                    code=finding.id,
                    severity="warning" if finding.status == "supported" else "info",
                    message=finding.title,
                    evidence=" ".join(finding.why[:2]).rstrip(".") or None,
                )
            )
    hours = float(panel.rows["hours"].iloc[0])
    if has_urine and findings.view.flags.off_day[0]:
        notes.append(
            Quality(
                code="duration_outside",
                severity="warning",
                message=f"Collected over {hours:g} h, not a day: high values stand, "
                "nothing counts as normal or low",
                evidence=None,
            )
        )
    if has_urine:
        complete = _completeness(findings, speaker)
        if complete is not None:
            notes.append(complete)
    apart = speaker.view.derived.values.get("creatinine_agreement")
    if apart is not None and apart[0] > 0.25:
        notes.append(
            Quality(
                code="collections_disagree",
                severity="warning",
                message="Creatinine differs by more than 25 % between this patient's collections: "
                "not all of them are complete",
            )
        )
    if np.isnan(panel.rows["age"].iloc[0]):
        notes.append(
            Quality(code="age_unknown", severity="info", message="No age is given: read as adult")
        )
    if len(panel.remarks):
        columns = (panel.remarks[name] for name in ("code", "severity", "message"))
        notes += [
            Quality(code=str(code), severity=severity, message=f"{message}.")
            for code, severity, message in zip(*columns, strict=True)
        ]
    return notes


def _why_not(speaker: Speaker, per_kg: str | None) -> str:
    row = speaker.view.panel.rows.iloc[0]
    if row["age"] < ADULT_YEARS:
        return "the limits of creatinine are adults'"
    if row["sex"] == "":
        return "sex is missing"
    return "body weight is missing" if per_kg is None else "creatinine alone does not decide"


def _completeness(findings: Findings, speaker: Speaker) -> Quality | None:
    status: Mapping[str, int] = {
        name: int(findings.statuses[name][0])
        for name in ("collection_under", "collection_over")
        if name in findings.statuses
    }
    if not status:
        return None
    per_kg = speaker.quantity_text("urine_creatinine_per_kg")
    creatinine = speaker.quantity_text("urine_creatinine")
    if creatinine is None:
        return Quality(
            code="completeness_unknown",
            severity="info",
            message="Completeness cannot be judged: creatinine was not measured",
        )
    if all(code == CONTRADICTED for code in status.values()):
        number = per_kg or creatinine
        if findings.view.flags.off_day[0]:
            # Of a collection that was no day creatinine tells only that the hours given are right.
            message = f"Creatinine {number} fits the hours given"
            return Quality(code="complete", severity="info", message=message)
        evidence = f"creatinine {number}"
        return Quality(
            code="complete", severity="info", message="Specimen complete", evidence=evidence
        )
    if all(code in (NOT_ASSESSABLE, CONTRADICTED) for code in status.values()):
        return Quality(
            code="completeness_unknown",
            severity="info",
            message=f"Completeness cannot be judged: {_why_not(speaker, per_kg)}",
            evidence=f"creatinine {creatinine}",
        )
    return None
