"""Widths of texts before anything is drawn, so that columns can be laid out without a font engine.

Advances of DejaVu Sans, the font of our png and pdf files, and among the widest of the fonts an svg
may meet on a page: what fits here fits there. Accented letters take the width of their base letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Advances of printable ASCII from space to tilde [1/2048 em], regular and bold, from the hmtx
# tables of DejaVu 2.37.
_REGULAR = (
    651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690, 1303,
    1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087, 2048,
    1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604, 604, 1343, 1141, 1767, 1532, 1612, 1235,
    1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799, 690, 799, 1716, 1024, 1024,
    1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569, 1995, 1298, 1253, 1300,
    1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1303, 690, 1303, 1716,
)  # fmt: skip
_BOLD = (
    713, 934, 1067, 1716, 1425, 2052, 1786, 627, 936, 936, 1071, 1716, 778, 850, 778, 748, 1425,
    1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 819, 819, 1716, 1716, 1716, 1188, 2048,
    1585, 1561, 1503, 1700, 1399, 1399, 1681, 1714, 762, 762, 1587, 1305, 2038, 1714, 1741, 1501,
    1741, 1577, 1475, 1397, 1663, 1585, 2259, 1579, 1483, 1485, 936, 748, 936, 1716, 1024, 1024,
    1382, 1466, 1214, 1466, 1389, 891, 1466, 1458, 702, 702, 1362, 702, 2134, 1458, 1407, 1466,
    1466, 1010, 1219, 979, 1458, 1335, 1892, 1321, 1335, 1192, 1458, 748, 1458, 1716,
)  # fmt: skip
# The signs we print ourselves.
_SIGNS = {"×": 1716, "·": 778, "–": 1024, "−": 1716, "≤": 1716, "≥": 1716, "µ": 1507, "…": 2048}
_EM = 2048
# Where a line may break: not at the narrow spaces that group digits.
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_WIDE = 1.05  # em, for East Asian characters
_OTHER = 1.2  # em, for letters of scripts the table does not know: wider than all but a few


@lru_cache(maxsize=1024)
def _advance(character: str, bold: bool) -> float:
    """Return the width of one character [em]."""
    if character in _SIGNS:
        return _SIGNS[character] / _EM
    if unicodedata.combining(character):
        return 0.0
    base = unicodedata.normalize("NFKD", character)[:1]
    if " " <= base <= "~":
        return (_BOLD if bold else _REGULAR)[ord(base) - 32] / _EM
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return the width a text takes at most.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Font size [px].
    bold : bool
        Whether it is set in bold.

    Returns
    -------
    float
        Width [px].

    Examples
    --------
    >>> round(text_width("312 mg/d", 16.0), 1)
    76.9
    """
    return size * sum(_advance(character, bold) for character in text)


def _broken(word: str, size: float, room: float, bold: bool) -> list[str]:
    """Return a word as pieces that fit, in one pass however long it is."""
    pieces, start, width = [], 0, 0.0
    for at, character in enumerate(word):
        width += size * _advance(character, bold)
        if width > room and at > start:
            pieces.append(word[start:at])
            start, width = at, size * _advance(character, bold)
    return [*pieces, word[start:]]


def wrapped(text: str, size: float, room: float, bold: bool = False) -> tuple[str, ...]:
    """Return a text as lines that fit; words longer than a line are broken, nothing is dropped.

    Parameters
    ----------
    text : str
        Any text.
    size : float
        Font size [px].
    room : float
        Width of a line [px].
    bold : bool
        Whether it is set in bold.

    Returns
    -------
    tuple of str
        At least one line.

    Examples
    --------
    >>> wrapped("1,25-(OH)2 vitamin D", 12.0, 90.0)
    ('1,25-(OH)2', 'vitamin D')
    """
    lines: list[str] = []
    line = ""
    for word in _BLANKS.split(text.strip()):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, size, room, bold)
        lines += full
    return (*lines, line) if line or not lines else tuple(lines)
