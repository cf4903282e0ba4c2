"""From a printed name to the analytes it can mean: exact tables, no fuzzy matching."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[\s_\-–—−/()\[\]{},:;.'\"*#|]+")


def name_key(text: str) -> str:
    """Return the form in which names are compared.

    Parameters
    ----------
    text : str
        A name as printed.

    Returns
    -------
    str
        Lower case, full-width characters folded, punctuation read as one space.

    Examples
    --------
    >>> name_key("Calcium, Urine (24-h)")
    'calcium urine 24 h'
    """
    folded = unicodedata.normalize("NFKC", text).replace("μ", "µ").casefold()
    return _SEPARATORS.sub(" ", folded).strip()


@dataclass(frozen=True)
class Candidate:
    """One analyte a name can mean, with the mass basis the name implies."""

    specimen: str
    analyte: str
    basis: str | None = None
    read_as: bool = False


@dataclass(frozen=True)
class NameIndex:
    """All printed names, column names and specimen words."""

    analytes: Mapping[str, tuple[Candidate, ...]]
    loinc: Mapping[str, str]
    specimens: Mapping[str, str]
    columns: Mapping[str, str]
    long_columns: Mapping[str, str]
    no_use: frozenset[str]

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """Return every analyte a printed name can mean, most specific reading only.

        A name may carry its specimen ("Calcium, urine 24 h"); then both halves have to stand in
        the tables, the bare name in one and the specimen in the other.
        """
        raw = name.strip().casefold()
        exact = self.analytes.get("id:" + raw)
        if exact is not None:
            return exact
        key = name_key(name)
        known = self.analytes.get(key)
        if known is not None:
            return known
        words = key.split(" ")
        for cut in range(1, len(words)):
            first, last = " ".join(words[:cut]), " ".join(words[cut:])
            for bare, word in ((first, last), (last, first)):
                specimen = self.specimens.get(word)
                if specimen is not None and bare in self.analytes:
                    found = of_specimen(self.analytes[bare], specimen)
                    if found:
                        return found
        return ()

    def specimen(self, word: str) -> str | None:
        """Return timed, spot, fasting, blood or either; None for an unknown word."""
        return self.specimens.get(name_key(word))

    def near(self, name: str) -> list[str]:
        """Return the nearest known names, for the text of an error only."""
        pool = [key for key in self.analytes if not key.startswith("id:")]
        return difflib.get_close_matches(name_key(name), pool, n=3, cutoff=0.75)


def of_specimen(found: Iterable[Candidate], specimen: str) -> tuple[Candidate, ...]:
    """Return the candidates that a specimen class allows; `either` is any urine."""
    allowed = ("timed", "spot", "fasting") if specimen == "either" else (specimen,)
    return tuple(c for c in found if c.specimen in allowed)
