"""One report in, its items out; the Impression outranks the body."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from uroscope.interpret.imaging.alone import About, lone_kidney
from uroscope.interpret.imaging.anchors import Anchor, anchors_of
from uroscope.interpret.imaging.beside import denied_alone, denied_beside
from uroscope.interpret.imaging.clauses import Clause, Measured, clauses_of
from uroscope.interpret.imaging.extent import SHORTEST_KIDNEY_MM, extent
from uroscope.interpret.imaging.items import Item, NotFound, ScanReport, Span
from uroscope.interpret.imaging.joined import joined
from uroscope.interpret.imaging.layout import Stretch, flowing, stretches
from uroscope.interpret.imaging.listed import (
    FURTHER,
    SMALL,
    another,
    graded_alone,
    is_label,
    listed,
    nameless,
)
from uroscope.interpret.imaging.numbers import dates, densities, sizes
from uroscope.interpret.imaging.parted import parted
from uroscope.interpret.imaging.resolve import read_clause
from uroscope.interpret.imaging.scan import modality_of, prior_of
from uroscope.interpret.imaging.shared import shared
from uroscope.interpret.imaging.summary import settled
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.matching import Trigger, find
from uroscope.interpret.texts.tokens import Tokens, fold, tokenise

_SILENT = frozenset({"title", "indication", "technique", "comparison", "advice"})
MOST_ITEMS = 80
"""Items kept of one report, far more than any real one; a convention that bounds the work."""
_REFERS = frozenset(
    {
        "it", "this", "which", "measure", "measuring", "measured", "size", "density", "hu",
        "these", "they", "largest", "attenuation", "stone", "maximum",
    }
)  # fmt: skip


def decode_report(text: str, terms: Terms) -> ScanReport:
    """Read one scan report.

    Parameters
    ----------
    text : str
        A report as typed; blank text gives a report without items.
    terms : Terms
        From `build_terms`.

    Returns
    -------
    ScanReport
        Items with places, sizes [mm] and the words they come from; what was looked for and not
        found; the kind of scan; the date of comparison; where Impression and body disagree.

    Examples
    --------
    >>> from uroscope.knowledge import load
    >>> from uroscope.interpret.imaging.terms import build_terms
    >>> knowledge = load().record
    >>> terms = build_terms(knowledge["imaging"], knowledge["texts"]["context"])
    >>> report = decode_report("4 mm stone in the left lower pole. No hydronephrosis.", terms)
    >>> item = report.items[0]
    >>> item.finding, item.side, item.places, item.size_mm
    ('stone', 'left', ('lower_pole',), 4.0)
    >>> report.not_found[0].finding
    'hydronephrosis'
    """
    if not text.strip():
        return ScanReport(text)
    flat = flowing(text)
    tokens = tokenise(flat, terms.lexicon)
    if not tokens.words:
        return ScanReport(text)
    folded, measured, dated = _numbers(flat)
    parts = stretches(tokens, flat, terms)
    hits = find(tokens, "imaging_report", terms.lexicon)
    starts = [hit.start for hit in hits]
    items: list[Item] = []
    denied: list[NotFound] = []
    change: str | None = None
    change_span: Span | None = None
    previous: list[Trigger] = []
    more = 0
    label: int | None = None  # the item of "Stones:", while the lines below it list them
    filled: set[int] = set()
    empty: set[int] = set()
    told: list[Item | NotFound] = []
    lone, idle = lone_kidney(tokens, hits, parts, terms)
    about = About(None if idle else lone)
    for part in parts:
        if part.section in _SILENT:
            previous = []
            continue
        own = hits[bisect_left(starts, part.start) : bisect_left(starts, part.end)]
        # "…: dilated" and "Left ureter: …" below it make no dilated left ureter
        own = [hit for hit in own if hit.end <= part.end]
        anchors, previous = anchors_of(tokens, part, own, previous, folded, terms)
        anchors = joined(anchors, tokens, terms)
        clauses = clauses_of(tokens, part, anchors, measured, terms)
        about.hear(tokens.words, part, clauses)
        if not anchors:
            none = denied_alone(part, tokens, told, terms)
            if none:
                denied += none[: MOST_ITEMS - len(denied)]
                if label is not None and label not in filled:
                    empty.add(label)
                continue
            line = None if label is None else listed(items[label], clauses[0], tokens, part, terms)
            if label is not None and line is not None:
                if label not in filled:
                    items[label] = line
                elif len(items) < MOST_ITEMS:
                    items.append(line)
                filled.add(label)
                empty.discard(label)
                continue
            label = None
            alone = graded_alone(told, clauses[0], tokens, part, terms)
            alone = alone or nameless(clauses[0], tokens, part, terms)
            if alone is not None:
                told = [alone]
                if len(items) < MOST_ITEMS:
                    items.append(alone)
                continue
            said = _continued(items, clauses[0], tokens, part, terms)
            overall = clauses[0].values("change")
            if not said and overall and change is None:
                change = overall[0]
                change_span = (tokens.starts[part.start], tokens.ends[part.end - 1])
            continue
        label = len(items) if is_label(anchors, part, tokens, terms) else None
        told = []
        sides_here = {side for clause in clauses for side in clause.values("side")}
        found: list[tuple[Item, Anchor]] = []
        for whole in clauses:
            for clause in parted(whole, tokens, terms):
                read = read_clause(clause, tokens, part, sides_here, terms)
                if read is not None:
                    told.append(read)
                if isinstance(read, NotFound):
                    if len(denied) < MOST_ITEMS:
                        denied.append(read)
                elif read is not None and clause.anchor is not None:
                    found.append((read, clause.anchor))
                    beside = denied_beside(clause, read, tokens, part.section)
                    if beside is not None and len(denied) < MOST_ITEMS:
                        denied.append(beside)
        for item in shared(found, tokens, terms):
            item = about.sided(item)
            if len(items) < MOST_ITEMS:
                items.append(item)
            else:
                more += 1
        label = label if label is not None and label + 1 == len(items) else None
    items = [item for number, item in enumerate(items) if number not in empty]
    modality, modality_span = modality_of(tokens, parts, terms)
    prior, prior_span = prior_of(text, tokens, parts, dated, terms)
    if lone is None and any(item.side == "single" for item in items):
        lone = "either"
    kept, missing, conflicts = settled(items, denied, terms)
    return ScanReport(
        text=text,
        items=tuple(kept),
        not_found=tuple(missing),
        modality=modality,
        modality_span=modality_span,
        prior=prior,
        prior_span=prior_span,
        change=change,
        change_span=change_span,
        conflicts=tuple(conflicts),
        more=more,
        denied=_denied(denied, terms),
        lone=lone,
    )


def _denied(denied: list[NotFound], terms: Terms) -> frozenset[str]:
    """Return what the report denies altogether: of both sides and of no single place."""
    names = set()
    for item in denied:
        stone = terms.findings[item.finding]["bucket"] == "collecting_system_stone"
        anywhere = not stone or not item.places or {"kidney", "ureter"} <= set(item.places)
        if item.sure and not item.obstructing and item.side in (None, "both") and anywhere:
            names.add(item.finding)
    names |= {n for n, record in terms.findings.items() if record.get("part_of") in names}
    return frozenset(names)


def _numbers(flat: str) -> tuple[str, Measured, list[Span]]:
    """Return the text in lower case at the same length, and every size, density and date in it."""
    lowered, origin = fold(flat)
    folded = lowered if origin is None else _aligned(flat, lowered, origin)
    found, dense = sizes(folded), densities(folded)
    measured = Measured(
        found, dense, [size.start for size in found], [density.start for density in dense]
    )
    return folded, measured, dates(folded)


def _aligned(flat: str, lowered: str, origin: list[int]) -> str:
    """Return the folded text with one character for each of the original."""
    characters = [" "] * len(flat)
    for character, place in zip(lowered, origin, strict=True):
        characters[place] = character
    return "".join(characters)


def _continued(
    items: list[Item], clause: Clause, tokens: Tokens, part: Stretch, terms: Terms
) -> bool:
    """Give the size or density of "It measures 6 mm." to the item before; say whether it did."""
    words = tokens.words[part.start : part.end]
    if not items or items[-1].section != part.section:
        return False
    last = items[-1]
    if _is_another(last, clause, tokens, part):
        side = next(iter(_own_sides(clause, part)), last.side)
        span = (tokens.starts[part.start], tokens.ends[part.end - 1])
        items.append(
            another(last, clause, side, extent(clause, tokens, terms), span, tokens, terms)
        )
        return True
    if part.headed:
        return False
    if not _REFERS & set(words[:4]) or terms.sets["sized_others"] & set(words):
        return False
    size = extent(clause, tokens, terms)
    density = clause.density
    if size.mm is None and density is None:
        return False
    span = (tokens.starts[part.start], tokens.ends[part.end - 1])
    if last.bucket == "obstruction" and size.mm is None and density is not None:
        return _dense(items, (density.low, density.high), span)
    if last.bucket in ("obstruction", "kidney_structure"):
        return False
    sides, changes = clause.values("side"), clause.values("change")
    if len(sides) == 1 and last.side not in (None, "both", sides[0]) and size.mm is not None:
        # "…; largest on the right 4 mm, upper pole" is another one
        items.append(another(last, clause, sides[0], size, span, tokens, terms))
        return True
    items[-1] = replace(
        last,
        side=last.side or (sides[0] if len(set(sides)) == 1 else None),
        change=last.change or (changes[0] if changes and changes[0] != "gone" else None),
        prior_mm=last.prior_mm or size.prior,
        size_mm=last.size_mm if last.size_mm is not None else size.mm,
        size_low_mm=last.size_low_mm if last.size_mm is not None else size.low,
        density=last.density or (None if density is None else (density.low, density.high)),
        spans=(*last.spans, span),
    )
    return True


def _dense(items: list[Item], density: tuple[float, float], span: Span) -> bool:
    """Give a density behind a hydronephrosis to the one stone; say whether there is one."""
    stones = [n for n, item in enumerate(items) if item.bucket == "collecting_system_stone"]
    if len(stones) != 1 or items[stones[0]].density is not None or items[stones[0]].many:
        return False
    stone = items[stones[0]]
    items[stones[0]] = replace(stone, density=density, spans=(*stone.spans, span))
    return True


def _own_sides(clause: Clause, part: Stretch) -> list[str]:
    """Return the sides a sentence names, or that of the heading it opens with: "Left: 4 mm"."""
    headed = part.headed and part.subject in ("left", "right")
    return clause.values("side") or ([str(part.subject)] if headed else [])


def _is_another(last: Item, clause: Clause, tokens: Tokens, part: Stretch) -> bool:
    """Say whether only side, place and size stand there: "Stones: right 3 mm; left 6 mm".

    Or whether a sentence tells of "another of 3 mm".
    """
    if last.bucket != "collecting_system_stone" or last.size_mm is None or len(clause.sizes) != 1:
        return False
    sides = _own_sides(clause, part)
    if tokens.words[clause.start] in FURTHER:
        return True
    if len(sides) != 1 or sides[0] not in ("left", "right") or sides[0] == last.side:
        return False
    if clause.sizes[0][2].mm >= SHORTEST_KIDNEY_MM:
        return False  # "Left kidney: 11 cm."
    told = {n for a, b, _ in clause.attributes for n in range(a, b)}
    told |= {n for a, b, _ in clause.sizes for n in range(a, b)}
    words = tokens.words
    rest = {words[n] for n in range(clause.start, clause.end) if n not in told}
    return rest <= SMALL
