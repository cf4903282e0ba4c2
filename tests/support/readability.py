"""How hard a text is to read: the Flesch-Kincaid grade, with a syllable counter of our own.

J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom, Derivation of new readability formulas
for Navy enlisted personnel, Research Branch Report 8-75, Naval Technical Training Command, 1975:
grade = 0.39 words/sentence + 11.8 syllables/word - 15.59.
"""

from __future__ import annotations

import re

# A full stop between digits (100.4) ends no sentence; a list line is one. A colon or semicolon does
# not end one, so that a long chain cannot be made to look short.
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n+")
_WORD = re.compile(r"[0-9][0-9.,]*|[A-Za-zÀ-ÿ]+(?:['’][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouyàâäéèêëïîôöûü]+")
# Vowels that stand side by side and are spoken apart.
_APART = re.compile(
    r"(?<![tscgx])i[ao](?!u)|(?<!q)u[ao](?!i|y)|eo(?!n\b)|[^aeiou]ie[nt]|[aeiou]ing$|yi"
)
# Spellings that no rule gets right, counted by ear.
_BY_EAR = {
    "advice": 2, "area": 3, "breastfeeding": 3, "brought": 1, "create": 2, "creatine": 3,
    "cystine": 2, "diet": 2, "every": 2, "furosemide": 4, "germs": 1, "gout": 1, "hours": 1,
    "litre": 2, "litres": 2,
    "lithium": 3, "medicine": 3, "medicines": 3, "once": 1, "people": 2, "prednisone": 3,
    "protein": 2, "quiet": 2, "science": 2, "sometimes": 2, "sugar": 2, "something": 2,
    "someone": 2, "urine": 2, "usual": 3, "usually": 4, "vegetables": 4, "yogurt": 2,
    "mostly": 2, "closely": 2, "lately": 2, "safely": 2, "rarely": 2, "breakfast": 2,
    "zonisamide": 4, "acetazolamide": 6, "business": 2, "sardines": 2, "special": 2, "ph": 2,
    "pth": 3, "mg": 3, "c": 1, "f": 1, "d": 1, "lifetime": 2, "before": 2, "therefore": 2,
    "potassium": 4, "calcium": 3, "magnesium": 4, "ammonium": 4, "being": 2, "anyone": 3,
}  # fmt: skip


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; each line is at least one."""
    return [part.strip() for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """Return the words of a text; a number is one word."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Return how many syllables a word has; a number is read digit by digit."""
    if word[0].isdigit():
        return sum(c.isdigit() for c in word)
    word = re.sub(r"['’]s?$", "", word.lower()).replace("’", "'")
    if word in _BY_EAR:
        return _BY_EAR[word]
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word))
    # A silent e at the end, alone or before s or d; not after a consonant and l (table).
    if re.search(r"[^aeiouyl]es?$|[^aeiou]les?$|[aeiouy]les?$|ues?$", word) and not re.search(
        r"[^aeiouyl]les?$|(?:[sxz]|ch|sh|[cg])es$", word
    ):
        count -= 1
    if re.search(r"[^aeioutd]ed$", word):
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text."""
    found = words(text)
    if not found:
        return 0.0
    spoken = sum(syllables(word) for word in found)
    return 0.39 * len(found) / len(sentences(text)) + 11.8 * spoken / len(found) - 15.59
