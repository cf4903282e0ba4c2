"""The scan report as text and page show it: the most important first, in the report's words."""

from __future__ import annotations

from dataclasses import dataclass

from uroscope.model import Imaging, ScanItem

_LONGEST_QUOTE = 84


@dataclass(frozen=True)
class ScanViews:
    """Lines of the section: what was seen with the words it comes from, then remarks."""

    items: list[tuple[str, str]]
    notes: list[str]


def scan_title(imaging: Imaging) -> str:
    """Return the title: the kind of scan and what it is compared with.

    Examples
    --------
    >>> scan_title(Imaging(modality="mri", modality_label="MRI", prior="May 2024"))
    'Scan report (MRI, compared with May 2024)'
    >>> scan_title(Imaging())
    'Scan report (kind of scan not stated)'
    """
    parts = [imaging.modality_label or "kind of scan not stated"]
    if imaging.prior is not None:
        parts.append(f"compared with {imaging.prior}")
    return f"Scan report ({', '.join(parts)})"


def scan_views(imaging: Imaging) -> ScanViews:
    """Return the lines of the section.

    Parameters
    ----------
    imaging : Imaging
        The decoded report.

    Returns
    -------
    ScanViews
        Each item with a quotation; conflicts, what to ask, denials and what the scan misses
        as remarks.
    """
    items = [(f"{item.clinician_text}.", quotation(item)) for item in imaging.items]
    notes = [conflict.text for conflict in imaging.conflicts]
    if imaging.ask:
        notes.append(imaging.ask)
    denied = list(dict.fromkeys(denial.text for denial in imaging.not_found))
    if denied:
        notes.append(f"Looked for and not found: {', '.join(denied)}.")
    if not imaging.items and not denied:
        notes.append("Nothing in this report names a stone, calcium, or held-back urine.")
    if imaging.change is not None and not imaging.items:
        notes.append(f"Compared with before: {imaging.change}.")
    if imaging.misses is not None:
        notes.append(imaging.misses)
    if imaging.more:
        notes.append(f"The report names {imaging.more} more than uroscope keeps.")
    return ScanViews(items, notes)


def quotation(item: ScanItem) -> str:
    """Return the words an item comes from on one line."""
    return shortened(" ".join(item.words[0].text.split()), _LONGEST_QUOTE)


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut at a word.

    Examples
    --------
    >>> shortened("6 mm obstructing left UVJ calculus", 22)
    '6 mm obstructing left…'
    """
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(" ,;:") + "…"
