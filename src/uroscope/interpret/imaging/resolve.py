"""What a finding is, by the words around it: its bucket, place and side."""

from __future__ import annotations

from collections.abc import Sequence

from uroscope.interpret.imaging.anchors import DROPPED, NEGATED, Anchor
from uroscope.interpret.imaging.clauses import Clause, extent, number_of
from uroscope.interpret.imaging.items import GONE, PRESENT, UNCERTAIN, Item, NotFound
from uroscope.interpret.imaging.layout import Stretch
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens

_CALYX = {"upper_pole": "upper_calyx", "mid_pole": "mid_calyx", "lower_pole": "lower_calyx"}
_GRADES = ("minimal", "mild", "mild to moderate", "moderate", "moderate to severe", "severe")
_NO_SIDE = frozenset({"bladder", "urethra"})
_IN_KIDNEY = frozenset({"stent", "papillary_calcification", "milk_of_calcium"})


def read_clause(
    clause: Clause, tokens: Tokens, stretch: Stretch, sides_here: set[str], terms: Terms
) -> Item | NotFound | None:
    """Return what one clause says of its finding; None where it says nothing of this scan.

    Parameters
    ----------
    clause : Clause
        With its finding, attributes and sizes.
    tokens : Tokens
        The words.
    stretch : Stretch
        The sentence, with the side its heading names.
    sides_here : set of str
        Every side the sentence names.
    terms : Terms
        The words.

    Returns
    -------
    Item, NotFound or None
        None for other organs' cysts and for what is only recommended or denied as new.
    """
    anchor = clause.anchor
    if anchor is None or anchor.status == DROPPED:
        return None
    places = _places(clause, anchor, terms)
    if not places and stretch.organ is not None and _in_organ(anchor, stretch, sides_here, terms):
        places = (stretch.organ,)
    finding = _finding(clause, anchor, places, tokens, terms, stretch.organ)
    if finding is None:
        return None
    bucket = str(terms.findings[finding]["bucket"])
    status = anchor.status
    reads = terms.findings[anchor.finding].get("reads")
    if reads == "calcium" and bucket == "collecting_system_stone" and status == PRESENT:
        status = UNCERTAIN if not anchor.others else status
    places = _kept_places(places, finding, bucket, stretch, terms)
    if {"transplant", "single"} & set(clause.values("side")):
        places = tuple(place for place in places if place != "kidney")  # it says which one
    side = _side(clause, anchor, tokens, stretch, sides_here, places, bucket)
    size = extent(clause, tokens, terms)
    span = (tokens.starts[anchor.start], tokens.ends[anchor.end - 1])
    obstructing = _obstructing(clause, anchor, tokens)
    if anchor.weak and (size.mm is not None or clause.values("grade")):
        status = PRESENT  # "no stone, mild hydronephrosis": the second stands by itself
    if anchor.answered and size.mm is not None and size.span is not None:
        status = PRESENT  # "Renal calculi: right 3 mm, left none"
        side = _side_before(clause, size.span[0]) or side
    if status == NEGATED:
        # "no stone larger than 5 mm" leaves the smaller ones open
        sure = not anchor.soft and not (clause.sizes and _bounded(clause, tokens, terms))
        where = () if bucket == "obstruction" else places
        return NotFound(finding, obstructing is True, side, where, sure, stretch.section, span)
    changes = clause.values("change")
    change = next((c for c in changes if c != "gone"), None)
    if "gone" in changes and not _not_gone(clause, tokens):
        status = GONE
    count, many = number_of(clause, tokens, _sized(clause))
    grades = clause.values("grade")
    words = clause.values("size_word")
    return Item(
        finding=finding,
        bucket=bucket,
        status=status,
        places=places,
        side=side,
        count=count if bucket not in ("obstruction", "nephrocalcinosis") else None,
        many=many and bucket not in ("obstruction", "nephrocalcinosis", "kidney_structure"),
        size_mm=size.mm if bucket != "obstruction" else None,
        size_low_mm=size.low if bucket != "obstruction" else None,
        size_below=size.below,
        size_word=words[-1] if words and size.mm is None else None,
        density=None if clause.density is None else (clause.density.low, clause.density.high),
        grade=max(grades, key=_GRADES.index) if grades and bucket == "obstruction" else None,
        obstructing=obstructing if bucket == "collecting_system_stone" else None,
        change=None if status == GONE else change,
        prior_mm=size.prior,
        bosniak=anchor.bosniak,
        focal=_is_focal(clause, tokens, terms),
        suspicious=_suspicious(clause, anchor, tokens, terms),
        definite=anchor.definite,
        section=stretch.section,
        spans=(_quoted(clause, anchor, tokens, size.span, bool(places)),),
    )


def _not_gone(clause: Clause, tokens: Tokens) -> bool:
    """Say whether a stone "has not passed"."""
    first = next(a for a, _, attribute in clause.attributes if attribute == ("change", "gone"))
    return "not" in tokens.words[max(clause.start, first - 2) : first]


def _in_organ(anchor: Anchor, stretch: Stretch, sides_here: set[str], terms: Terms) -> bool:
    """Say whether what stands under "Gallbladder:" without a place of its own lies there."""
    reads = terms.findings[anchor.finding].get("reads")
    if stretch.organ == "bladder":
        return reads in ("stone", "calcium")
    if stretch.headed:
        return reads in ("calcium", "lesion") or not sides_here
    # further on only what is usual there: "Liver: …" takes no stone from the kidneys
    usual = reads != "stone" or stretch.organ in ("gallbladder", "prostate")
    return usual and not sides_here


def _sized(clause: Clause) -> set[int]:
    return {position for first, last, _ in clause.sizes for position in range(first, last + 1)}


def _quoted(
    clause: Clause,
    anchor: Anchor,
    tokens: Tokens,
    size: tuple[int, int] | None,
    placed: bool,
) -> tuple[int, int]:
    """Return the characters a reader checks: from the first word that counts to the last."""
    used = [(anchor.start, anchor.end)]
    used += [
        (a, b)
        for a, b, (kind, _) in clause.attributes
        if placed or kind != "place" or b == anchor.start
    ]
    if size is not None:
        used.append(size)
    first, last = min(a for a, _ in used), max(b for _, b in used)
    last = min(max(last, first + 1), len(tokens.ends))
    return tokens.starts[first], tokens.ends[last - 1]


def _places(clause: Clause, anchor: Anchor, terms: Terms) -> tuple[str, ...]:
    """Return the most exact places of a clause."""
    named = list(dict.fromkeys(clause.values("place")))
    own = terms.findings[anchor.finding].get("place")
    if own is not None and own not in named:
        named.append(own)
    if "calyx" in named:
        poles = [place for place in named if place in _CALYX]
        if poles:
            named = [_CALYX.get(place, place) for place in named if place != "calyx"]
    wider = {outer for place in named for outer in terms.wider[place]}
    return tuple(place for place in dict.fromkeys(named) if place not in wider)


def _kept_places(
    places: tuple[str, ...], finding: str, bucket: str, stretch: Stretch, terms: Terms
) -> tuple[str, ...]:
    """Return the places that belong to a finding of this kind."""
    if bucket == "obstruction":
        return tuple(p for p in places if terms.group(p) == "collecting" and p != "bladder")
    if bucket == "nephrocalcinosis":
        return ()
    if bucket == "collecting_system_stone":
        inner = ["renal_pelvis" if p == "bony_pelvis" else p for p in places]
        if "bony_pelvis" in places and not (
            stretch.subject or any(terms.group(p) == "kidney" for p in places if p != "bony_pelvis")
        ):
            inner = [p for p in inner if p != "renal_pelvis"] or inner
        return tuple(p for p in dict.fromkeys(inner) if terms.group(p) in ("collecting", "kidney")
                     and p != "urinary_tract")  # fmt: skip
    if bucket in ("look_alike", "dystrophic_calcification"):
        own = terms.findings[finding]
        return tuple(p for p in places if terms.places[p].get("finding") is None
                     and terms.group(p) != "tissue" and own is not None
                     and p != "urinary_tract")  # fmt: skip
    return tuple(p for p in places if p != "urinary_tract")


def _finding(
    clause: Clause,
    anchor: Anchor,
    places: Sequence[str],
    tokens: Tokens,
    terms: Terms,
    organ: str | None = None,
) -> str | None:
    """Return what the finding is called with these words around it."""
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


def _is_focal(clause: Clause, tokens: Tokens, terms: Terms) -> bool:
    return bool(terms.sets["focal"] & set(tokens.words[clause.start : clause.end]))


def _suspicious(clause: Clause, anchor: Anchor, tokens: Tokens, terms: Terms) -> bool:
    if anchor.finding in ("renal_mass", "complex_cyst"):
        return True
    return bool(terms.sets["suspicious"] & set(tokens.words[clause.start : clause.end]))


def _obstructing(clause: Clause, anchor: Anchor, tokens: Tokens) -> bool | None:
    """Return whether a stone is said to obstruct; None where nothing is said."""
    for first, _, (kind, value) in clause.attributes:
        if kind == "obstructing":
            if value == "yes" and tokens.words[max(clause.start, first - 1) : first] == ["not"]:
                return False
            return value == "yes"
    return None


def _side(
    clause: Clause,
    anchor: Anchor,
    tokens: Tokens,
    stretch: Stretch,
    sides_here: set[str],
    places: Sequence[str],
    bucket: str,
) -> str | None:
    """Return the side of a finding: its own, that of its heading, that of its sentence."""
    if places and all(place in _NO_SIDE for place in places):
        return None
    own = clause.values("side")
    for special in ("transplant", "single"):
        if special in own:
            return special
    if "both" in own or {"left", "right"} <= set(own):
        if "both" not in own:
            near = _nearest_side(clause, anchor, tokens)
            if near is not None and len(clause.sizes) < 2:
                return near
        return "both"
    if own:
        return own[0]
    if stretch.subject is not None and (bucket != "look_alike" or anchor.finding in _IN_KIDNEY):
        return stretch.subject
    if bucket == "obstruction" and "transplant" in sides_here:
        return "transplant"
    if bucket == "obstruction" and len(sides_here) == 1:
        return next(iter(sides_here))
    return None


def _bounded(clause: Clause, tokens: Tokens, terms: Terms) -> bool:
    """Say whether a denial speaks only of what is larger than a size."""
    return bool(terms.sets["larger_than"] & set(tokens.words[clause.start : clause.end]))


def _side_before(clause: Clause, position: int) -> str | None:
    """Return the side that stands directly before a size."""
    near = [v for a, b, (k, v) in clause.attributes if k == "side" and 0 <= position - b <= 1]
    return near[-1] if near else None


def _nearest_side(clause: Clause, anchor: Anchor, tokens: Tokens) -> str | None:
    """Return the one side in the same comma-stretch as the finding; None if left and right are."""
    words = tokens.words
    low = anchor.start
    while low > clause.start and words[low - 1] not in {",", ";"}:
        low -= 1
    high = anchor.end
    while high < clause.end and words[high] not in {",", ";"}:
        high += 1
    near = {v for a, _, (k, v) in clause.attributes if k == "side" and low <= a < high}
    return next(iter(near)) if len(near) == 1 else None
