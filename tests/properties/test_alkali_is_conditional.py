"""With potassium, creatinine and medicines unknown, no sentence advises alkali without condition.

Every sentence of every output that names alkali, citrus, potassium as a treatment, or fruit and
vegetables has to carry its condition, ask, or warn; what is left must be one of the plain
statements listed here. A new sentence fails until somebody has read it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from tests.properties.test_finding_properties import cases
from tests.support.panels import panel_of
from uroscope.knowledge import load
from uroscope.knowledge.compile_patterns import SENTENCES
from uroscope.model import KnowledgeNote, ProfileNote, Report
from uroscope.present.html import report_html
from uroscope.present.text import Style, report_text
from uroscope.reviewing import review_panel

NAMED = re.compile(
    r"\balkali\b|\bcitrus\b|potassium (?:citrate|salt|bicarbonate)"
    r"|citrate (?:drink|tablet|is right)|fruit(?: and|,) vegetable|potassium.rich|less acid"
    r"|medicine against the acid",
    re.I,
)
CONDITION = re.compile(
    r"only (?:once|after) potassium and kidney function are known"
    r"|for people whose potassium and kidney function allow (?:it|them)"
    r"|before a fresh pH, potassium and kidney function|potassium and kidney function come first"
    r"|it is dealt with before any alkali|only with the transplant team"
    r"|no potassium salt(?: and no|, ) ?citrus"
    # The patient's words for the same condition.
    r"|ask your doctor first",
    re.I,
)
ASKS_OR_WARNS = re.compile(
    r"\?\.?$|^(?:care |only possible: )*no (?:potassium, citrate or )?alkali|may harm", re.I
)
# What is said of the urine or of a cause, not of what to take.
PLAIN = [
    re.compile(pattern, re.I)
    for pattern in (
        r"^the answer to “",
        r"^potassium citrate is contraindicated",
        r"more acid, less alkali|and too much alkali",
        r"little fruit and vegetables (?:would )?(?:may )?fit",
        r"little fruit and vegetables against it",
        r"alkali raises the pH it grows in",
        r"alkali leaves with it|loss of alkali|loses alkali|spends alkali",
        r"both come with fruit and vegetables",
        r"(?:infection|culture).*\balkali\b.*(?:tubular|habit)",
        r"would also cut fruit, vegetables",
        # What was taken and is named, what it did, what it does not do.
        r"\bon alkali\b|^aims of alkali",
        r"alkali (?:or salt tablets )?(?:is|are) (?:named|prescribed)",
        r"^alkali raised citrate from|does not dissolve with alkali|alkali may not\.",
        r"milk-alkali syndrome",
        r"what fruit and vegetables bring is low|few fruit and vegetables leave",
        r"loose stools carry off|^in less acid urine it does|lowers citrate and makes urine less",
        r"diet poor in fruit and vegetables fits",
        r"alkali rule of uric acid stones does not hold here",
        r"ignores alkali and answers allopurinol",
        r"^losing weight slowly",
        r"^keep other fruit and vegetables",
        # What alkali that is taken already does, meets or loses.
        r"^your medicine (?:may make|makes) urine less acid than needed",
        r"^bowel loss is named(?::| and carries) alkali|works against the alkali on citrate",
        r"more acid is there than the alkali covers|the alkali arrives, but not enough",
        r"^the sodium alkali adds to|with a sodium alkali: its sodium",
        r"^no potassium, citrus or salt substitute by advice|culture before any alkali",
        r"^fruit and vegetables raise citrate and pH too",
        r"vitamin D or milk-alkali",
        # What patients read of uric acid, of germs, and of what a habit moves.
        r"^it hardly dissolves in acid urine, and far better in less acid urine",
        r"^some germs make urine less acid|^this can make urine less acid\.$",
        r"^cystine dissolves better in less acid urine",
        r"^the medicine (?:makes|may make) your urine less acid, as intended",
    )
]


FINDINGS = re.compile("|".join(re.escape(p["title"]["short"]) for p in load().record["patterns"]))


def sentences(text: str) -> Iterator[str]:
    text = FINDINGS.sub("finding", text)
    for part in re.split(r"(?<=[.;?!])\s+|\s·\s|\n\n", text):
        yield re.sub(r"\s+", " ", part).strip()


def unconditional(text: str) -> list[str]:
    """Return the sentences that name alkali as if it could simply be taken."""
    return [
        s for s in sentences(text)
        if NAMED.search(s) and not CONDITION.search(s) and not ASKS_OR_WARNS.search(s)
        and not any(plain.search(s) for plain in PLAIN)
    ]  # fmt: skip


def said(data: Any) -> Iterator[str]:
    """Yield every text of a dumped report but citations and what was typed in."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in ("sources", "context", "reported", "names", "id"):
                yield from said(value)
    elif isinstance(data, list):
        for value in data:
            yield from said(value)


def outputs(case: dict[str, Any], si: bool) -> dict[str, str]:
    """Return text, page and JSON of a case as running words."""
    knowledge = load()
    profile = knowledge.profile("stone_us")
    report = Report(
        uroscope="0",
        profile=ProfileNote(id=profile.id, title=profile.title, digest=profile.digest),
        knowledge=KnowledgeNote(version=knowledge.version, digest=knowledge.digest),
        reviews=review_panel(panel_of(case), profile, si),
    )
    units = "si" if si else "conventional"
    page = report_html(report, units)
    page = re.sub(r"<(style|svg)\b.*?</\1>", " ", page, flags=re.S)
    page = re.sub(r'<section class="sources".*?</section>', " ", page, flags=re.S)
    page = re.sub(r"</?(?:p|li|dt|dd|td|th|h\d|summary|div)\b[^>]*>", "\n\n", page)
    page = html.unescape(re.sub(r"<[^>]+>", "", page))
    # In the terminal a paragraph is what stands between line starts of a new item.
    text = report_text(report, units, Style(width=10_000)).replace("\n", "\n\n")
    return {
        "text": re.sub(r"  (?:Habits|Ask and test) +", "", text),
        "page": page,
        "json": "\n\n".join(said(report.dump())),
    }


@given(cases())
@settings(max_examples=40)
def test_no_unconditional_alkali(case: dict[str, Any]) -> None:
    unknown = {"serum_potassium", "serum_creatinine", "medications"}
    case = {name: value for name, value in case.items() if name not in unknown}
    for name, words in outputs(case, si=False).items():
        assert not unconditional(words), name


@pytest.mark.parametrize("stone", [t["label"] for t in load().record["stone_types"].values()])
def test_advice_of_every_stone_type(stone: str) -> None:
    case = {"sex": "male", "age": 50, "urine_volume": 1.4, "urine_ph": 5.2, "urine_citrate": 150,
            "urine_uric_acid": 700, "stone_analysis": f"{stone} 100 %"}  # fmt: skip
    for si in (False, True):
        for name, words in outputs(case, si).items():
            assert not unconditional(words), name


def test_every_sentence_of_the_advice_and_stone_types() -> None:
    """Whatever a review could print of them while nothing is known."""
    record = load().record
    texts = [s["text"] for t in record["stone_types"].values() for s in t["advice"]]
    for item in record["advice"].values():
        for text in (item["clinician_text"], item["patient_text"]):
            texts.append(f"{text.rstrip('.')}, {item['conditional']}" if item["safe"] else text)
        texts += [c["text"] for c in item["cautions"] if c["when"] is None]
    assert not [s for text in texts for s in unconditional(text)]


def test_every_sentence_of_the_patterns() -> None:
    """Also those that few urines bring up: a new one is read here before it is printed."""
    bad = []
    for pattern in load().record["patterns"]:
        titles = [title for title in pattern["title"].values() if title is not None]
        texts = [*titles, pattern["action"] or ""]
        texts += [s["text"] for part in SENTENCES for s in pattern[part]]
        bad += [(pattern["id"], s) for text in texts for s in unconditional(text)]
    assert not bad


@pytest.mark.parametrize(
    "bad",
    [
        "Citrus or alkali is for the clinician.",
        "more fruit and vegetables (potassium and alkali)",
        "Take potassium citrate with meals.",
        "It may dissolve in less acid urine.",
    ],
)
def test_the_net_has_no_hole(bad: str) -> None:
    assert unconditional(f"Volume 1.4 L. {bad} Salt moderate.")
