"""Write docs/trust.md: what was checked, how, and with which result.

Run `python benchmarks/trust.py` after any change of the chemistry; it takes about a minute.
`--urines 1000000` solves more urines of the wide box. PHREEQC and the compiled kernel take part
where phreeqpython and numba are installed; without them their last figures stay, with their date.
"""

from __future__ import annotations

import argparse
import datetime
import re
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from string import Template

import trust_checks as checks

from uroscope.knowledge import load
from uroscope.knowledge.compile import digest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "trust.md"
TEMPLATE = ROOT / "benchmarks" / "trust_page.md"
RECORD = load().record
_WIDTH = 100

# A test repeats each of these and looks for its text in the page.
QUICK: dict[str, Callable[[], str]] = {
    "reference": checks.reference,
    "hard": checks.hard,
    "older": checks.older,
    "published": checks.published,
    "missing": checks.missing,
    "change": checks.change,
    "assay": checks.assay,
}
_KINDS = {
    "cause": "causes", "fact": "facts", "red_flag": "red flags", "exclusion": "labels of exclusion",
    "population": "about who it is", "specimen": "about the specimen", "imaging": "about imaging",
}  # fmt: skip


def source(key: str) -> str:
    """Return a source of the register as a link."""
    title, publisher, year, url = RECORD["sources"][key]
    return f"[{title}]({url}) ({publisher}{f', {year}' if year else ''})"


def chemistry_digest() -> str:
    """Return what changes when a constant, a rule or a usual amount does."""
    return digest(RECORD["chemistry"])


def kept(name: str, old: str) -> str:
    """Return a section of the page as it was, or say that there is none."""
    found = re.search(f"<!-- {name} -->\n(.*?)<!-- end -->", old, re.DOTALL)
    return found[1].strip() if found else "Not yet run."


def dated(name: str, text: str | None, today: str, old: str) -> str:
    """Return a section with its date; the last one where it could not be run."""
    body = kept(name, old) if text is None else f"Run on {today}.\n\n{text}"
    return f"<!-- {name} -->\n{body}\n<!-- end -->"


# Counts of what the compiled knowledge holds.


def limits() -> str:
    """Return per profile how many limits rest on a cited source and how many on a convention."""
    rows = []
    for profile in RECORD["profiles"].values():
        every = [*profile["limits"], *profile["goals"]]
        cited = [item for item in every if item["source"] and not item["convention"]]
        both = [item for item in every if item["source"] and item["convention"]]
        own = [item for item in every if not item["source"]]
        goals, none = len(profile["goals"]), len(profile["none"])
        checked = profile["checked_on"]
        rows.append(
            (profile["title"], len(every), len(cited), len(both), len(own), goals, none, checked)
        )
    head = (
        "profile", "limits and goals", "cited", "cited, read by a convention", "convention alone",
        "of these goals", "analytes without a limit", "checked on",
    )  # fmt: skip
    return checks.table(head, rows)


def sentences() -> str:
    """Return by part of a pattern how many statements are cited, conventions, or neither."""
    counts: dict[str, Counter[str]] = {}
    for pattern in RECORD["patterns"]:
        for part, items in pattern.items():
            for item in items if isinstance(items, list) else ():
                if isinstance(item, dict) and "text" in item:
                    kind = "cited" if item["source"] else "convention" if item["convention"] else ""
                    counts.setdefault(part, Counter())[kind] += 1
    rows = [
        (part.replace("_", " "), c["cited"], c["convention"], c[""]) for part, c in counts.items()
    ]
    rows.append(("all", *(sum(int(row[n]) for row in rows) for n in (1, 2, 3))))
    return checks.table(
        ("part", "cited", "our convention", "restates the patient's own values"), rows
    )


def patterns() -> str:
    """Return how many patterns there are, and how many worked examples the tests run."""
    found = RECORD["patterns"]
    kinds = Counter(pattern["kind"] for pattern in found)
    named_kinds = ", ".join(f"{n} {_KINDS[kind]}" for kind, n in kinds.most_common())
    examples = sum(len(pattern["examples"]) for pattern in found)
    conventions = sum(bool(pattern["convention"]) for pattern in found)
    cited = sum(bool(pattern["sources"]) for pattern in found)
    return (
        f"{len(found)} patterns ({named_kinds}). {cited} name sources for the pattern as a whole; "
        f"{conventions} also state a convention of ours, for instance which number decides. "
        f"{examples} worked examples stand in their files, and the tests run every one."
    )


def filled(text: str) -> str:
    r"""Return the page with its paragraphs and list items broken at 100 columns.

    Examples
    --------
    >>> filled("one\ntwo\n\n| a |\n| - |")
    'one two\n\n| a |\n| - |\n'
    """
    blocks = []
    for block in text.strip().split("\n\n"):
        if block.startswith(("|", "#", "<!--")) or block.endswith("-->"):
            blocks.append(block)
            continue
        parts = re.split(r"\n(?=- )", block)
        indents = ["  " if part.startswith("- ") else "" for part in parts]
        lines = [
            textwrap.fill(
                " ".join(part.split()), _WIDTH, subsequent_indent=indent,
                break_long_words=False, break_on_hyphens=False,
            )
            for part, indent in zip(parts, indents, strict=True)
        ]  # fmt: skip
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def page(count: int, today: str, old: str) -> str:
    """Return the whole page.

    Parameters
    ----------
    count : int
        Urines of the wide box to solve.
    today : str
        Date of the sections that are run.
    old : str
        The page as it was, for what cannot be run here.
    """
    given, temperature = checks.urines(), RECORD["chemistry"]["equil2_v5"]["temperature"]
    cited = ("equil2_v5_listing", "rodgers_2014", "omar_2015")
    text = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        {name: check() for name, check in QUICK.items()},
        **{key: source(key) for key in cited},
        chemistry_digest=chemistry_digest(),
        version=RECORD["version"],
        knowledge_digest=RECORD["digest"],
        today=today,
        urines=len(given),
        usual=int((given["kind"] == "usual").sum()),
        phreeqc=dated("phreeqc", checks.phreeqc(), today, old),
        solved=checks.solved(count),
        speed=dated("speed", checks.speed(), today, old),
        assumed=_assumed(),
        not_modelled="\n".join(
            f"- {item['text']}" for item in RECORD["chemistry"]["equil2_v5"]["not_modelled"]
        ),
        nominal=temperature["nominal"],
        implied=temperature["implied"],
        limits=limits(),
        patterns=patterns(),
        sentences=sentences(),
    )
    return filled(text)


def _assumed() -> str:
    """Return the assumed coefficients of variation as words."""
    item = RECORD["chemistry"]["assay_variation"]
    groups: dict[float, list[str]] = {}
    for ion, percent in item["coefficient_of_variation"].items():
        if ion != "unit":
            groups.setdefault(float(percent), []).append(ion)
    parts = [f"{', '.join(ions)} {percent:g} %" for percent, ions in sorted(groups.items())]
    return f"{'; '.join(parts)}; pH ± {item['standard_deviation']['ph']:g}"


def sections(text: str) -> dict[str, str]:
    """Return the body under each heading of a page."""
    found = re.split(r"^#{1,2} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def main() -> None:
    """Write the page and say what could not be run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--urines", type=int, default=100_000, help="urines of the wide box")
    arguments = parser.parse_args()
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    today = datetime.date.today().isoformat()
    text = page(arguments.urines, today, old)
    PAGE.write_text(text, encoding="utf-8")
    before, after = sections(old), sections(text)
    changed = [title for title, body in after.items() if before.get(title) != body]
    print(f"{PAGE.relative_to(ROOT)}: changed {', '.join(changed) or 'nothing'}")


if __name__ == "__main__":
    main()
