"""From a printed name to the analytes it can mean: exact tables, no fuzzy matching."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Longer than any printed name of an analyte.
_LONGEST_NAME, _MOST_WORDS = 120, 12
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

        A name may carry its specimen ("Calcium, urine 24 h", "total serum calcium", "urinary
        calcium excretion"); then what is left without the words for the specimen has to stand in
        the table of bare names.
        """
        raw = name.strip().casefold()
        if len(raw) > _LONGEST_NAME:
            return ()
        exact = self.analytes.get("id:" + raw)
        if exact is not None:
            return exact
        key = name_key(name).removesuffix(" level").removesuffix(" levels")
        known = self.analytes.get(key)
        if known is not None:
            return known
        words = key.split(" ")
        if not 1 < len(words) <= _MOST_WORDS:
            return ()
        found = self._with_specimen(words)
        return found or self._said_twice(raw)

    def _said_twice(self, raw: str) -> tuple[Candidate, ...]:
        """Read a name with its own short form behind it: "parathyroid hormone (PTH)".

        Both have to be known, and what is returned is what both can mean.
        """
        if not raw.endswith(")"):
            return ()
        for at, sign in enumerate(raw):
            if sign != "(" or not 0 < at < len(raw) - 2:
                continue
            short = self.candidates(raw[at + 1 : -1])
            found = tuple(c for c in self.candidates(raw[:at]) if c in short)
            if found:
                return found
        return ()

    def _with_specimen(self, words: list[str]) -> tuple[Candidate, ...]:
        """Read a name around which, or inside which, its specimen stands."""
        size = len(words)
        cuts = [
            (start, stop)
            for length in range(size - 1, 0, -1)
            for start in range(size - length + 1)
            for stop in (start + length,)
        ]
        for start, stop in cuts:
            inside = " ".join(words[start:stop])
            around = " ".join(words[:start] + words[stop:])
            # "urinary calcium excretion": the bare name inside, a specimen word at each end.
            bare = self.analytes.get(inside)
            outer = [" ".join(part) for part in (words[:start], words[stop:]) if part]
            if bare is not None and all(part in self.specimens for part in outer):
                found: tuple[Candidate, ...] = bare
                for part in outer:
                    found = of_specimen(found, self.specimens[part])
                if found:
                    return found
            # "total serum calcium": the specimen inside the bare name.
            specimen = self.specimens.get(inside)
            if specimen is not None and around in self.analytes:
                found = of_specimen(self.analytes[around], specimen)
                if found:
                    return found
        return ()

    def has_no_use(self, name: str) -> bool:
        """Tell whether a name, with or without words for its specimen, is known to have no use."""
        key = name_key(name)
        if key in self.no_use:
            return True
        words = key.split(" ")
        if not 1 < len(words) <= _MOST_WORDS:
            return False
        return any(
            " ".join(words[start:stop]) in self.no_use
            and all(
                " ".join(part) in self.specimens for part in (words[:start], words[stop:]) if part
            )
            for start in range(len(words))
            for stop in range(start + 1, len(words) + 1)
        )

    def specimen(self, word: str) -> str | None:
        """Return timed, spot, fasting, blood or either; None for an unknown word."""
        return self.specimens.get(name_key(word))

    def near(self, name: str) -> list[str]:
        """Return the nearest known names, for the text of an error only."""
        key = name_key(name)
        pool = [known for known in self.analytes if known[:1] == key[:1] and known[:3] != "id:"]
        return difflib.get_close_matches(key, pool, n=3, cutoff=0.75)


def of_specimen(found: Iterable[Candidate], specimen: str) -> tuple[Candidate, ...]:
    """Return the candidates that a specimen class allows; `either` is any urine."""
    allowed = ("timed", "spot", "fasting") if specimen == "either" else (specimen,)
    return tuple(c for c in found if c.specimen in allowed)
