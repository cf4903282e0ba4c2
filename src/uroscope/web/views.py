"""Pages from forms: what was posted to a whole document; the same again for the same form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from starlette.exceptions import HTTPException

from uroscope.command import choose_profile, reports_of
from uroscope.knowledge import load
from uroscope.present.html import report_html
from uroscope.present.page.evidence import evidence_of
from uroscope.present.page.unused import unused_elsewhere
from uroscope.present.patient.html import sheets_html
from uroscope.tables import Integers, Panel
from uroscope.web.case import Case, case_of, settings_of
from uroscope.web.entry import SOURCE, entry_of, typed_again
from uroscope.web.limits import MOST_REFUSALS, PAGE_ROWS
from uroscope.web.opened import Opened, newest, open_row
from uroscope.web.pages import evidence_address, render
from uroscope.web.record import flags_csv
from uroscope.web.sliders import moved
from uroscope.web.uploads import Form
from uroscope.web.worklist import Worklist, worklist_of


@dataclass(frozen=True)
class Sheet:
    """A way to keep the opened review: the name of its button, its type, and what writes it."""

    button: str
    kind: str
    write: Callable[[Case, Opened], str]


SHEETS = {
    "review.html": Sheet(
        "Save page", "text/html; charset=utf-8",
        lambda case, opened: report_html(opened.report, case.units, opened.other),
    ),
    "patient_sheet.html": Sheet(
        "Patient sheet", "text/html; charset=utf-8",
        lambda case, opened: sheets_html(opened.report, case.knowledge.record["patient_sheet"]),
    ),
    "review.json": Sheet(
        "JSON", "application/json", lambda _, opened: opened.report.to_json() + "\n"
    ),
    "flags.csv": Sheet(
        "Flags as CSV", "text/csv; charset=utf-8", lambda _, opened: flags_csv(opened.report)
    ),
}  # fmt: skip
"""What the opened review can be saved as, by file name; one more is one more line here."""


def review_page(form: Form, nonce: str) -> str:
    """Return the page of what was posted: the list of many collections, or one opened.

    Parameters
    ----------
    form : Form
        Files or the packed case; `open` or `at` names a row, `list` asks for the list.
    nonce : str
        Allows the one style sheet that a printed page needs.

    Returns
    -------
    str
        A whole document.

    Raises
    ------
    UroscopeError
        If there is nothing to show.
    """
    case = case_of(form)
    panel = case.panel()
    row = _asked(form, len(panel))
    if row is None and _one_person(panel) and not form.get("list"):
        row = newest(panel)
    keep = form.get("keep")
    kept = np.zeros(1, np.int64)
    found = None
    if len(panel) > 1 or row is None:
        found = worklist_of(panel, case.profile, case.knowledge)
        kept = found.kept(keep)
        if not len(kept) or (row is not None and row not in kept):
            keep, kept = "", found.order
    frame = {
        "profile": case.profile,
        "units": case.units,
        "packed": case.packed(),
        "keep": keep,
        "total": len(panel),
        "kept": len(kept),
    }
    if row is None and found is not None:
        return _list_page(form, found, kept, frame)
    row = row or 0
    opened = open_row(case, panel, row)
    order = kept.tolist()
    place = order.index(row)
    return render(
        "opened.html",
        **frame,
        row=row,
        nonce=nonce,
        view=opened.view,
        views=[opened.view],
        report=opened.report,
        elsewhere=opened.elsewhere,
        one_system=False,
        place=place + 1,
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
        saves=[(f"/save/{name}", sheet.button) for name, sheet in SHEETS.items()],
        typed=case.files[0].name == SOURCE,
        evidence=evidence_address(case.profile.id),
        whatif=moved(
            panel, row, form, case.profile, case.knowledge, opened.report.reviews[0].saturation
        ),
    )


def _one_person(panel: Panel) -> bool:
    """Tell whether all collections are of one person, whose newest then opens at once."""
    people = set(panel.rows["patient_id"])
    return len(panel) == 1 or (len(people) == 1 and people != {""})


def entry_page(form: Form, nonce: str) -> tuple[str, int]:
    """Return the page of typed values and its status: the form, or the review of what was typed.

    Raises
    ------
    UroscopeError
        If the page no longer holds what was typed.
    """
    knowledge = load()
    profile, units = settings_of(form, knowledge)
    typed = bool(form.fields.keys() - {"profile", "units", "case"}) and not form.get("case")
    if form.get("case"):
        form = typed_again(case_of(form).files[0], knowledge)
    entry = entry_of(form, units == "si", knowledge, check=typed)
    done = typed and not entry.problem and (not entry.wrong or form.get("anyway"))
    if done and entry.record is not None:
        case = {"profile": profile.id, "units": units}
        return review_page(Form(case, (entry.record,)), nonce), 200
    wrong = typed and bool(entry.wrong or entry.problem)
    text = render("entry.html", here="/entry", profile=profile, entry=entry)
    return text, 400 if wrong else 200


def explain_page(name: str, profile: str) -> str:
    """Return the page of what stands behind a name.

    Raises
    ------
    UsageError
        If there is nothing of that name.
    """
    knowledge = load()
    chosen = choose_profile(profile, None, knowledge)
    found = evidence_of(name, chosen, knowledge)
    return render("explain.html", profile=chosen, found=found)


def saved(form: Form, name: str) -> tuple[str, str]:
    """Return the opened review as a file to keep: its text and its type.

    Raises
    ------
    UroscopeError
        If there is nothing to review.
    HTTPException
        If there is no such file.
    """
    sheet = SHEETS.get(name)
    if sheet is None:
        raise HTTPException(404)
    case = case_of(form)
    panel = case.panel()
    return sheet.write(case, open_row(case, panel, _asked(form, len(panel)) or 0)), sheet.kind


def _asked(form: Form, rows: int) -> int | None:
    """Return the row that a form asks for, None for the list.

    A button that opens a row outranks one that asks for the list, which outranks the row at hand.
    """
    text = form.get("open") or ("" if form.get("list") else form.get("at"))
    return int(text) if text.isascii() and text.isdigit() and int(text) < rows else None


def _list_page(form: Form, found: Worklist, kept: Integers, frame: dict[str, Any]) -> str:
    pages = max(-(-len(kept) // PAGE_ROWS), 1)
    text = form.get("page")
    page = min(int(text), pages - 1) if text.isascii() and text.isdigit() else 0
    panel = replace(found.panel, refused=found.panel.refused.head(MOST_REFUSALS))
    report = reports_of(panel, frame["profile"], (False,), only=())[0]
    return render(
        "list.html",
        **frame,
        lines=found.lines(kept[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]),
        choices=found.choices(),
        waiting=int((found.urgency < 2).sum()),
        page=page,
        pages=pages,
        page_rows=PAGE_ROWS,
        unused_cells=unused_elsewhere(report),
        more_refused=max(len(found.panel.refused) - MOST_REFUSALS, 0),
    )
