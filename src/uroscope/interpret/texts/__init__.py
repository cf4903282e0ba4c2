"""Free text of context cells: what was said, denied, stopped, queried, or never asked."""

from uroscope.interpret.texts.build import build_lexicon
from uroscope.interpret.texts.codes import (
    HISTORICAL,
    KIND_OF_CELL,
    MENTIONED,
    NEGATED,
    NONE,
    NOT_ASKED,
    UNCERTAIN,
    UNMENTIONED,
    Decoded,
    Mention,
)
from uroscope.interpret.texts.columns import TextColumn, merge_codes, read_texts
from uroscope.interpret.texts.decode import code, decode
from uroscope.interpret.texts.lexicon import Concept, Lexicon

__all__ = [
    "HISTORICAL",
    "KIND_OF_CELL",
    "MENTIONED",
    "NEGATED",
    "NONE",
    "NOT_ASKED",
    "UNCERTAIN",
    "UNMENTIONED",
    "Concept",
    "Decoded",
    "Lexicon",
    "Mention",
    "TextColumn",
    "build_lexicon",
    "code",
    "decode",
    "merge_codes",
    "read_texts",
]
