"""From everything a report says to what it comes to: one item once, the Impression first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from uroscope.interpret.imaging.items import GONE, PRESENT, UNCERTAIN, Item, NotFound, Span
from uroscope.interpret.imaging.terms import Terms

_ALIKE_MM = 1.0
"""Sizes that differ by no more are one stone measured twice; a convention, the smallest step a
report prints."""
_BUCKETS = (
    "obstruction", "collecting_system_stone", "mass_or_cyst", "dystrophic_calcification",
    "nephrocalcinosis", "kidney_structure", "indeterminate", "look_alike",
)  # fmt: skip
_STATUS = {PRESENT: 0, UNCERTAIN: 1, GONE: 2}
_SPREAD = frozenset({"obstruction", "nephrocalcinosis", "kidney_structure"})
_SIMPLE = frozenset({"cyst", "lesion"})
_FAMILIES = {
    "kidney_stone": "stone", "ureteral_stone": "stone", "bladder_stone": "stone",
    "nephrocalcinosis_medullary": "nephrocalcinosis", "nephrocalcinosis_cortical":
    "nephrocalcinosis", "hydroureter": "hydronephrosis", "opacity": "calcification",
    "echogenic_focus": "calcification", "complex_cyst": "cyst",
}  # fmt: skip


def settled(
    items: list[Item], denied: list[NotFound], terms: Terms
) -> tuple[list[Item], list[NotFound], list[tuple[str, Span, Span]]]:
    """Join what is said twice, and tell where Impression and body disagree.

    Parameters
    ----------
    items : list of Item
        As read, in order.
    denied : list of NotFound
        As read, in order.
    terms : Terms
        Places and which lies within which.

    Returns
    -------
    items : list of Item
        Each thing once, the most important first.
    not_found : list of NotFound
        Each thing once, without what was found after all.
    conflicts : list of (str, span, span)
        What differs (`size`, `side`, `presence`), in the Impression and in the body.
    """
    body = _listed(_once([i for i in items if i.section != "impression"], terms), terms)
    last = _once([i for i in items if i.section == "impression"], terms)
    conflicts: list[tuple[str, Span, Span]] = []
    kept: list[Item] = []
    covered: set[int] = set()
    for item in last:
        alike = [
            n for n, other in enumerate(body) if n not in covered and _covers(item, other, terms)
        ]
        if len(alike) == 1:
            kept.append(_joined(item, body[alike[0]], terms))
            covered.add(alike[0])
        elif alike and item.bucket == "obstruction" and _of_one_side(body[n] for n in alike):
            whole = item
            for n in alike:
                whole = _joined(whole, body[n], terms)
            kept.append(whole)
            covered.update(alike)
        elif alike:
            # "bilateral stones up to 6 mm" sums up what the body lists one by one
            kept += [_confirmed(body[n], item) for n in alike]
            covered.update(alike)
        else:
            clash = _clash(item, body, covered)
            if clash is not None:
                number, what = clash
                conflicts.append((what, item.spans[0], body[number].spans[0]))
                covered.add(number)
            kept.append(item)
    denials = [d for d in denied if d.section == "impression"]
    for number, other in enumerate(body):
        if number in covered:
            continue
        against = next((d for d in denials if _denies(d, other, terms)), None)
        if against is not None and other.status == PRESENT:
            conflicts.append(("presence", against.span, other.spans[0]))
            continue
        kept.append(other)
    for against in denied:
        if against.section != "impression":
            clash_item = next(
                (i for i in last if i.status == PRESENT and _denies(against, i, terms)), None
            )
            if clash_item is not None:
                conflicts.append(("presence", clash_item.spans[0], against.span))
    shown = [item for item in kept if _worth_showing(item)]
    shown.sort(key=lambda i: (_STATUS[i.status] == 2, _BUCKETS.index(i.bucket), _STATUS[i.status],
                              -(i.size_mm or 0.0)))  # fmt: skip
    return shown, _missing(denied, kept, terms), conflicts


def _worth_showing(item: Item) -> bool:
    """Leave out plain cysts and lesions of no bearing here."""
    if item.bucket != "mass_or_cyst":
        return True
    if item.bosniak in ("I", "II") and item.finding not in ("renal_mass", "bladder_mass"):
        return False
    return item.finding not in _SIMPLE or item.bosniak is not None or item.suspicious


def _once(items: list[Item], terms: Terms) -> list[Item]:
    """Join an item with an earlier one it refers back to."""
    kept: list[Item] = []
    for item in items:
        at = None
        for number in range(len(kept) - 1, max(-1, len(kept) - 9), -1):
            other = kept[number]
            back = item.definite or _bare(item) or _equal(item, other)
            if back and _family(item) == _family(other) and _fits(item, other, terms):
                at = number
                break
        if at is None:
            kept.append(item)
        else:
            kept[at] = _joined(kept[at], item, terms)
    return kept


def _listed(items: list[Item], terms: Terms) -> list[Item]:
    """Leave out "bilateral stones" where the stones of each side are listed too."""
    kept = []
    for item in items:
        vague = item.bucket == "collecting_system_stone" and item.status == PRESENT and not (
            item.size_mm or item.size_word or item.count or item.obstructing or item.density
        )  # fmt: skip
        others = [o for o in items if o is not item and o.status == PRESENT]
        if vague and len([o for o in others if _covers(item, o, terms)]) > 1:
            continue
        kept.append(item)
    return kept


def _of_one_side(items: Iterable[Item]) -> bool:
    return len({item.side for item in items} - {None, "single"}) <= 1


def _apart(one: str | None, two: str | None) -> bool:
    """Say whether two sides exclude each other; the only kidney is the left or the right one."""
    return bool(one and two and one != two and "single" not in (one, two))


def _family(item: Item | NotFound) -> str:
    return _FAMILIES.get(item.finding, item.finding)


def _bare(item: Item) -> bool:
    return (
        item.side in (None, "single") and not item.places and item.size_mm is None and not item.many
    )


def _equal(item: Item, other: Item) -> bool:
    return (
        item.side == other.side
        and item.size_mm == other.size_mm
        and item.grade == other.grade
        and (item.places == other.places or item.bucket in _SPREAD)
        and not (item.size_mm is None and item.bucket == "collecting_system_stone"
                 and item.count != other.count)
    )  # fmt: skip


def _fits(item: Item, other: Item, terms: Terms) -> bool:
    """Say whether nothing in two items contradicts that they are one."""
    if (item.status == GONE) != (other.status == GONE):
        return False
    if _apart(item.side, other.side):
        return False
    if item.places and other.places and not _near(item.places, other.places, terms):
        return False
    if item.size_mm is None or other.size_mm is None:
        return True
    return abs(item.size_mm - other.size_mm) <= _ALIKE_MM


def _near(one: tuple[str, ...], two: tuple[str, ...], terms: Terms) -> bool:
    """Say whether a place of one lies in, around or at a place of the other."""
    for place in one:
        for other in two:
            if place == other or place in terms.wider[other] or other in terms.wider[place]:
                return True
            kidneys = {terms.group(place), terms.group(other)}
            if "kidney" in (place, other) and kidneys <= {"kidney", "tissue"}:
                return True
    return False


def _covers(item: Item, other: Item, terms: Terms) -> bool:
    """Say whether an item of the Impression speaks of an item of the body."""
    if _family(item) != _family(other):
        return False
    if item.status == GONE != other.status and other.status == GONE != item.status:
        return False
    if item.places and other.places and not _near(item.places, other.places, terms):
        return False
    if _apart(item.side, other.side) and item.side != "both":
        return False
    if item.size_mm is None or other.size_mm is None:
        return True
    if item.many or item.side == "both":
        return other.size_mm <= item.size_mm + _ALIKE_MM
    return abs(item.size_mm - other.size_mm) <= _ALIKE_MM


def _joined(item: Item, other: Item, terms: Terms) -> Item:
    """Return one item of two: the first says, the second fills what is not said."""
    places = item.places
    if other.places and (not places or all(
        any(p in terms.wider[o] for o in other.places) for p in places
    )):  # fmt: skip
        places = other.places
    if item.bucket == "obstruction" and {item.finding, other.finding} >= {"hydronephrosis"}:
        places = ()  # of the kidney, whatever part of the ureter is wide too
    exact = item.finding if item.finding not in ("nephrocalcinosis", "hydroureter") else (
        other.finding
    )  # fmt: skip
    if item.finding == "hydroureter":
        exact = "hydronephrosis" if other.finding == "hydronephrosis" else item.finding
    return replace(
        item,
        finding=exact,
        places=places,
        side=other.side if other.side and item.side == "single" else item.side or other.side,
        count=item.count if item.count is not None or item.many else other.count,
        many=item.many or (item.count is None and other.many),
        size_mm=other.size_mm if item.size_mm is None else item.size_mm,
        size_low_mm=other.size_low_mm if item.size_mm is None else item.size_low_mm,
        size_below=other.size_below if item.size_mm is None else item.size_below,
        each_mm=_each(item, other),
        size_word=item.size_word or other.size_word,
        density=item.density or other.density,
        grade=item.grade or other.grade,
        obstructing=other.obstructing if item.obstructing is None else item.obstructing,
        change=item.change or other.change,
        prior_mm=item.prior_mm or other.prior_mm,
        bosniak=item.bosniak or other.bosniak,
        suspicious=item.suspicious or other.suspicious,
        spans=(*item.spans, *other.spans),
    )


def _each(item: Item, other: Item) -> tuple[float, ...]:
    """Return the sizes told one by one by either, if they are of the size that counts."""
    size = other.size_mm if item.size_mm is None else item.size_mm
    return next((i.each_mm for i in (item, other) if i.each_mm and i.each_mm[0] == size), ())


def _confirmed(item: Item, by: Item) -> Item:
    """Return an item of the body that the Impression sums up with others."""
    return replace(
        item,
        change=item.change or by.change,
        obstructing=by.obstructing if item.obstructing is None else item.obstructing,
        spans=(*item.spans, *by.spans),
    )


def _clash(item: Item, body: list[Item], covered: set[int]) -> tuple[int, str] | None:
    """Return the one item of the body that differs in size or side only."""
    if item.many or item.status != PRESENT or item.side == "both":
        return None
    alike = [
        (n, other)
        for n, other in enumerate(body)
        if n not in covered
        and _family(other) == _family(item)
        and other.status == PRESENT
        and not other.many
        and set(other.places) == set(item.places)
    ]
    if len(alike) != 1:
        return None
    number, other = alike[0]
    if _apart(item.side, other.side) and other.size_mm == item.size_mm:
        return number, "side"
    if other.side == item.side and item.size_mm and other.size_mm:
        return number, "size"
    return None


def _denies(denial: NotFound, item: Item, terms: Terms) -> bool:
    """Say whether a denial speaks of an item."""
    if not denial.sure or denial.obstructing or _family(denial) != _family(item):
        return False
    if denial.side and item.side and denial.side not in (item.side, "both"):
        return False
    if denial.side and item.side is None:
        return False
    return not denial.places or (
        bool(item.places) and all(_near((p,), denial.places, terms) for p in item.places)
    )


def _missing(denied: list[NotFound], kept: list[Item], terms: Terms) -> list[NotFound]:
    """Return what was looked for in vain, each once, without what was found after all."""
    found: dict[tuple[str, bool, str | None, tuple[str, ...]], NotFound] = {}
    for denial in denied:
        if any(i.status == PRESENT and _denies(denial, i, terms) for i in kept):
            continue
        key = (_family(denial), denial.obstructing, denial.side, denial.places)
        if key not in found or found[key].finding == "hydroureter":
            found[key] = denial
    return list(found.values())
