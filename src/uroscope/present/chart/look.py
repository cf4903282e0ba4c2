"""Sizes of the drawing [px]: a look for the file, one for a column of a page, one for a phone."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class RowLook:
    """Sizes of a kind of row.

    `label`, `value`, `unit`, `word`, `note`, `tick` are font sizes; `track` is the height of the
    track, `over` how far ticks reach past it, `pitch` the least height of a row.
    """

    label: float
    value: float
    unit: float
    word: float
    note: float
    tick: float
    track: float
    over: float
    pitch: float


@dataclass(frozen=True)
class Look:
    """Sizes of a chart; rooms are the most a column may take before its text wraps."""

    width: float
    margin: float
    gap: float
    title: float
    text: float
    large: RowLook
    small: RowLook
    head: float
    shaft: float
    label_room: float
    note_room: float
    least_track: float


FULL = Look(
    width=760,
    margin=26,
    gap=18,
    title=20,
    text=12,
    large=RowLook(15, 15, 12, 12, 11.5, 11, 16, 5, 50),
    small=RowLook(13, 13, 11, 11.5, 11.5, 10.5, 9, 3, 25),
    head=12,
    shaft=4,
    label_room=170,
    note_room=150,
    least_track=230,
)
COMPACT = Look(
    width=460,
    margin=1,
    gap=11,
    title=0,
    text=10.5,
    large=RowLook(12.5, 12.5, 10.5, 10.5, 10, 9.5, 12, 4, 40),
    small=RowLook(11.5, 11.5, 10, 10, 10, 9.5, 7, 2.5, 21),
    head=9,
    shaft=3,
    label_room=104,
    note_room=104,
    least_track=130,
)
# A telephone held upright shows about 320 px beside its margins: nothing is scaled down there.
NARROW = replace(
    COMPACT,
    width=320,
    gap=8,
    large=replace(COMPACT.large, label=12, value=12, unit=10, word=10.5, note=9.5),
    label_room=84,
    note_room=72,
    least_track=70,
)
