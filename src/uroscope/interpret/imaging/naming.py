"""What a finding is called, by where it lies: calcium in a vein is no stone."""

from __future__ import annotations

from collections.abc import Sequence

from uroscope.interpret.imaging.anchors import Anchor
from uroscope.interpret.imaging.clauses import Clause
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens


def name_of(
    clause: Clause,
    anchor: Anchor,
    places: Sequence[str],
    tokens: Tokens,
    terms: Terms,
    organ: str | None = None,
) -> str | None:
    """Return what the finding is called with these words around it.

    Parameters
    ----------
    clause : Clause
        With its words.
    anchor : Anchor
        What the report names.
    places : sequence of str
        Where it lies.
    tokens : Tokens
        The words.
    terms : Terms
        Findings and places.
    organ : str, optional
        The organ a heading names.

    Returns
    -------
    str or None
        Id of a finding; None for what is of no bearing here, as a cyst of the liver.
    """
    reads = terms.findings[anchor.finding].get("reads")
    groups = {terms.group(place) for place in places}
    if reads == "stone":
        for place in places:
            own = terms.places[place].get("finding")
            if own in ("gallstone", "prostate_calcification") and "kidney" not in places:
                return str(own)
            if own is not None and tuple(places) == (organ,):
                return str(own)
        return anchor.finding
    if reads == "nephrocalcinosis":
        return _nephrocalcinosis(anchor, places, clause, tokens)
    if reads == "lesion":
        words = set(tokens.words[clause.start : clause.end])
        elsewhere = organ is not None and tuple(places) == (organ,)
        if tuple(places) == ("bladder",) and anchor.finding in ("renal_mass", "lesion"):
            return "bladder_mass"
        return None if elsewhere or words & terms.sets["cystic_outside"] else anchor.finding
    if reads == "obstruction":
        if anchor.finding == "obstruction" and organ is not None and tuple(places) == (organ,):
            return None  # of the bowel or the bile ducts
        return anchor.finding
    if reads != "calcium":
        return anchor.finding
    for place in places:
        own = terms.places[place].get("finding")
        if terms.group(place) in ("outside", "lesion") and own is not None:
            return str(own)
    if "tissue" in groups and "collecting" not in groups:
        return _tissue(clause, anchor, places, tokens, terms)
    if "collecting" in groups:
        return "stone"
    return anchor.finding


def _nephrocalcinosis(anchor: Anchor, places: Sequence[str], clause: Clause, tokens: Tokens) -> str:
    words = set(tokens.words[anchor.start : anchor.end])
    if "cortex" in places and "medulla" not in places:
        return "nephrocalcinosis_cortical"
    if "medulla" in places or words & {"pyramid", "medulla", "medullary"}:
        return "nephrocalcinosis_medullary"
    return "nephrocalcinosis"


def _tissue(
    clause: Clause, anchor: Anchor, places: Sequence[str], tokens: Tokens, terms: Terms
) -> str:
    """Return what calcium in kidney tissue is called: focal calcium is not nephrocalcinosis."""
    words = set(tokens.words[clause.start : clause.end])
    if "papilla" in places:
        return "papillary_calcification"
    spread = bool(words & terms.sets["spread"]) or anchor.plural
    if words & terms.sets["focal"] and not words & {"multiple", "diffuse", "bilateral", "both"}:
        spread = False
    if not spread and "medulla" not in places and "cortex" not in places:
        return anchor.finding
    if words & terms.sets["focal"] and not spread:
        return anchor.finding
    if "medulla" in places:
        return "nephrocalcinosis_medullary"
    if "cortex" in places:
        return "nephrocalcinosis_cortical"
    if words & {"diffuse", "bilateral", "both", "extensive", "bilaterally"}:
        return "nephrocalcinosis"
    return anchor.finding
