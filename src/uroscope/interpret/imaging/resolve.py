"""What a finding is, by the words around it: its bucket, place and side."""

from __future__ import annotations

from collections.abc import Sequence

from uroscope.interpret.imaging.anchors import DROPPED, NEGATED, Anchor
from uroscope.interpret.imaging.beside import denies_both, other_side
from uroscope.interpret.imaging.clauses import Clause, number_of
from uroscope.interpret.imaging.extent import Extent, extent
from uroscope.interpret.imaging.items import GONE, PRESENT, UNCERTAIN, Item, NotFound
from uroscope.interpret.imaging.layout import Stretch
from uroscope.interpret.imaging.naming import name_of
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens

_CALYX = {"upper_pole": "upper_calyx", "mid_pole": "mid_calyx", "lower_pole": "lower_calyx"}
_GRADES = ("minimal", "mild", "mild to moderate", "moderate", "moderate to severe", "severe")
_NO_SIDE = frozenset({"bladder", "urethra"})
_IN_KIDNEY = frozenset({"stent", "nephrostomy", "papillary_calcification", "milk_of_calcium"})
_BUT = frozenset({"but", "except", "however", "apart", "other", "only", "although", "though"})
_ALTERNATIVE = frozenset({"differential", "ddx", "versus", "vs", "or"})
_PIECE = frozenset({"largest", "lead", "leading", "fragment", "up"})
_NOW_AT = (["in"], ["at"], ["within"], ["located"], ["lies"], ["lying"], ["seen"])


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
    places = _places(clause, anchor, tokens, terms)
    if stretch.organ is not None and all(terms.group(place) == "tissue" for place in places):
        places = ()  # "Pancreas: parenchymal calcifications"
    if not places and stretch.organ is not None and _in_organ(anchor, stretch, sides_here, terms):
        places = (stretch.organ,)
    finding = name_of(clause, anchor, places, tokens, terms, stretch.organ)
    if finding is None:
        return None
    if not places and stretch.within is not None and _in_heading(anchor, clause, stretch, terms):
        places = (stretch.within,)
    bucket = str(terms.findings[finding]["bucket"])
    status = anchor.status
    reads = terms.findings[anchor.finding].get("reads")
    if status == NEGATED and reads == "calcium" and bucket == "collecting_system_stone":
        finding = anchor.finding  # "no density along the ureters" denies no stone
        bucket = str(terms.findings[finding]["bucket"])
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
    other = other_side(clause, anchor, tokens, stretch) if anchor.answered else None
    if other is not None:
        return read_clause(other, tokens, stretch, sides_here, terms)
    if anchor.answered and _answers(clause, anchor, tokens, size.span):
        status = PRESENT  # "Renal calculi: right 3 mm, left none"
        side = _side_before(clause, size.span[0] if size.span else 0) or side
    if status == NEGATED and _known_before(clause, anchor, tokens, terms):
        status = GONE  # "the previously described stone is not seen today"
    if status == NEGATED:
        if anchor.answered and denies_both(clause, anchor, tokens):
            side = "both"
        # "no stone larger than 5 mm" leaves the smaller ones open
        sure = not anchor.soft and not (clause.sizes and _bounded(clause, tokens, terms))
        where = () if bucket == "obstruction" else places
        return NotFound(finding, obstructing is True, side, where, sure, stretch.section, span)
    changes = clause.values("change")
    change = next((c for c in changes if c != "gone"), None)
    if "gone" in changes and not _not_gone(clause, anchor, tokens):
        if status == UNCERTAIN and _ALTERNATIVE & set(tokens.words[clause.start : stretch.end]):
            return None  # "differential includes a recently passed stone"
        status = GONE
    if change == "unchanged" and size.prior is not None and size.prior != size.mm:
        change = None  # "again seen, 8 mm (previously 6 mm)"
    count, many = clause.number or number_of(clause, tokens, _sized(clause))
    if not clause.values("several"):
        count, many = _counted(count, many, clause, anchor, size)
    if terms.sets["rows"] & set(tokens.words[anchor.start : anchor.end]):
        count, many = None, True
        if not _PIECE & set(tokens.words[clause.start : clause.end]):
            size = Extent()  # the length of the row
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
        each_mm=_each(count, many, bucket, size),
        size_word=words[-1] if words and size.mm is None else None,
        density=None if clause.density is None else (clause.density.low, clause.density.high),
        grade=_grade(clause, tokens, terms) if bucket == "obstruction" else None,
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


def _counted(
    count: int | None, many: bool, clause: Clause, anchor: Anchor, size: Extent
) -> tuple[int | None, bool]:
    """Return how many, where the sizes tell: "8 and 11 mm stones", "a 3 and a 5 mm stone"."""
    if count is None and anchor.plural:
        # sizes before the noun are those of all; "stones of 8 mm and 11 mm" may be among others
        each = [len(size.each) for _, _, size in clause.sizes if size.each]
        if len(each) == 1:
            return each[0], False
        if size.each and all(last <= anchor.start for _, last, _ in clause.sizes):
            return len(size.each), False
    if count == 1 and not anchor.plural and size.apart and clause.number is None:
        return len(size.each), False
    return count, many


def _each(count: int | None, many: bool, bucket: str, size: Extent) -> tuple[float, ...]:
    """Return the sizes of several, if they are those of all that are counted."""
    told = len(size.each) == count or (count is None and many)
    return size.each if told and bucket != "obstruction" else ()


def _grade(clause: Clause, tokens: Tokens, terms: Terms) -> str | None:
    """Return the highest grade it has now, or the last of "from severe to mild"."""
    named = [(first, last, v) for first, last, (kind, v) in clause.attributes if kind == "grade"]
    if not named:
        return None
    prior = terms.sets["prior"] - {"is", "was", "versus", "vs"}
    named = [item for item in named if tokens.words[item[0] - 1] not in prior or not item[0]] or (
        named
    )
    first, last, grade = named[0]
    if tokens.words[max(clause.start, first - 1) : first] == ["from"]:
        if " to " in grade:
            return grade.rpartition(" to ")[2]
        for after, _, later in named[1:]:
            if "to" in tokens.words[last:after]:
                return later
    return max((value for _, _, value in named), key=_GRADES.index)


def _not_gone(clause: Clause, anchor: Anchor, tokens: Tokens) -> bool:
    """Say whether a stone "has not passed", or something else was removed."""
    first, last = next(
        (a, b) for a, b, attribute in clause.attributes if attribute == ("change", "gone")
    )
    words = tokens.words
    removed = words[last - 1] == "removed" and not 0 <= first - anchor.end <= 1
    if words[last : last + 1] == ["into"]:
        return True  # "has passed into the bladder", where it is now
    return removed or "not" in words[max(clause.start, first - 2) : first]


def _answers(clause: Clause, anchor: Anchor, tokens: Tokens, span: tuple[int, int] | None) -> bool:
    """Say whether a size answers a label: "Renal calculi: right 3 mm, left none"."""
    if span is None or span[0] < anchor.end:
        return False
    return ":" in tokens.words[anchor.end : min(span[0], clause.end)]


def _known_before(clause: Clause, anchor: Anchor, tokens: Tokens, terms: Terms) -> bool:
    """Say whether what is denied now was seen before."""
    if not anchor.answered:
        return False
    before = tokens.words[max(clause.start, anchor.start - 8) : anchor.start]
    return bool((terms.sets["prior"] & set(before)) - {"was", "versus", "vs", "before"})


def _in_heading(anchor: Anchor, clause: Clause, stretch: Stretch, terms: Terms) -> bool:
    """Say whether a finding without a place lies where its heading says: "Left ureter: …"."""
    if {"transplant", "single"} & {stretch.subject, *clause.values("side")}:
        return False
    return terms.findings[anchor.finding].get("reads") in ("stone", "calcium")


def _in_organ(anchor: Anchor, stretch: Stretch, sides_here: set[str], terms: Terms) -> bool:
    """Say whether what stands under "Gallbladder:" without a place of its own lies there."""
    reads = terms.findings[anchor.finding].get("reads")
    if stretch.organ == "bladder":
        return reads in ("stone", "calcium", "lesion") and not (reads == "lesion" and sides_here)
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


def _places(clause: Clause, anchor: Anchor, tokens: Tokens, terms: Terms) -> tuple[str, ...]:
    """Return the most exact places of a clause; where it has moved, those it moved to."""
    placed = [(first, value) for first, _, (k, value) in clause.attributes if k == "place"]
    words = tokens.words
    for position in range(clause.start, clause.end):
        following = words[position + 1 : position + 2]
        if words[position] in {"previously", "formerly"} and following in _NOW_AT:
            end = next((n for n in range(position, clause.end) if words[n] == ","), clause.end)
            placed = [item for item in placed if not position < item[0] < end] or placed
        elif words[position] in terms.sets["moved"] or (
            (words[position] == "now" and following in _NOW_AT)
            or (words[position] == "passed" and following == ["into"])
        ):
            placed = [item for item in placed if item[0] > position] or placed
    named = list(dict.fromkeys(value for _, value in placed))
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


def _is_focal(clause: Clause, tokens: Tokens, terms: Terms) -> bool:
    return bool(terms.sets["focal"] & set(tokens.words[clause.start : clause.end]))


def _suspicious(clause: Clause, anchor: Anchor, tokens: Tokens, terms: Terms) -> bool:
    if anchor.finding in ("renal_mass", "complex_cyst"):  # a mass of the bladder too
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
    if "transplant" in own:
        return "transplant"
    if "single" in own:
        # "left UVJ stone in a solitary kidney" keeps its side
        return next((side for side in own if side in ("left", "right")), "single")
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
    if anchor.status == NEGATED and _BUT & set(tokens.words[anchor.end : stretch.end]):
        return None  # "no hydronephrosis or stones other than …" denies it of both sides
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
