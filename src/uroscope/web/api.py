"""What programs ask: the command's JSON over HTTP, described by OpenAPI."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, Response

from uroscope.command import choose_profile, reports_of
from uroscope.errors import UsageError
from uroscope.knowledge import load
from uroscope.model import Report, WhatIf
from uroscope.web.case import case_of
from uroscope.web.pages import render
from uroscope.web.uploads import Form, read_form
from uroscope.web.work import Work

_FILES = {
    "files": {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "description": "Delimited result files, long or wide.",
    },
    "profile": {"type": "string", "description": "The limits to compare with.",
                "default": "stone_us"},
}  # fmt: skip
_UNITS = {
    "units": {"type": "string", "enum": ["conventional", "si"],
              "description": "Units of the numbers in sentences; values carry both."},
    "patient": {"type": "string", "description": "Only this patient."},
}  # fmt: skip
_CHANGES = {
    "set": {"type": "array", "items": {"type": "string"},
            "description": "A new value, as urine_volume=2.5L/d; repeatable."},
    "goal": {"type": "array", "items": {"type": "string"},
             "description": "A supersaturation to reach by volume, as calcium_oxalate=4."},
    "patient": {"type": "string", "description": "Only this patient."},
}  # fmt: skip


def _body(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI of a form; `text/csv` alone is the short way for one file."""
    schema = {"type": "object", "properties": {**_FILES, **fields}, "required": ["files"]}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {"schema": schema},
                "text/csv": {"schema": {"type": "string"}},
            },
        }
    }


def add_api(app: FastAPI, work: Work) -> None:
    """Add the addresses of programs to the application."""
    errors: dict[int | str, dict[str, Any]] = {
        400: {"description": "What was wrong and what to do, in `error`."},
        413: {"description": "More than is read at once."},
    }

    @app.post(
        "/api/review", response_model=Report, responses=errors, openapi_extra=_body(_UNITS),
        summary="Review every collection in the files", tags=["uroscope"],
    )  # fmt: skip
    async def review(request: Request) -> Response:
        form = await read_form(request)
        return _json(await work.run(lambda: review_json(form)))

    @app.post(
        "/api/whatif", response_model=list[WhatIf], responses=errors,
        openapi_extra=_body(_CHANGES), tags=["uroscope"],
        summary="Change values of each collection and see what moves",
    )  # fmt: skip
    async def whatif(request: Request) -> Response:
        form = await read_form(request)
        return _json(await work.run(lambda: whatif_json(form)))

    @app.get("/api/explain", responses=errors, tags=["uroscope"],
             summary="Explain one analyte, index, limit or pattern")  # fmt: skip
    async def explain(id: str, profile: str = "stone_us") -> dict[str, Any]:
        return await work.run(lambda: explain_json(id, profile))

    @app.get("/api", include_in_schema=False)
    async def about() -> Response:
        return HTMLResponse(render("api.html", here="/api", operations=operations(app)))


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")


def review_json(form: Form) -> str:
    """Return the JSON of `uroscope review --format json` for a form.

    Raises
    ------
    UroscopeError
        If there is nothing to review.
    """
    case = case_of(form)
    si = case.units == "si"
    patient = form.get("patient") or None
    return reports_of(case.panel(), case.profile, (si,), patient)[0].to_json()


def whatif_json(form: Form) -> str:
    """Return the JSON of `uroscope whatif --format json` for a form.

    Raises
    ------
    UroscopeError
        If a change is not understood, or nothing is asked.
    """
    from uroscope.whatif import parse_changes, parse_goals, what_if

    case = case_of(form)
    sets, goals = (form.all.get(name, ()) for name in ("set", "goal"))
    if not sets and not goals:
        raise UsageError("Say what to change, for example set=urine_volume=2.5L/d.")
    changes, aims = parse_changes(sets, case.knowledge), parse_goals(goals)
    panel = case.panel()
    patient = form.get("patient")
    people = panel.rows["patient_id"].tolist()
    rows = [row for row in range(len(panel)) if not patient or people[row] == patient]
    if not rows:
        raise UsageError("There is no such collection in the input.")
    answers = [what_if(panel, row, changes, aims, case.profile, case.knowledge) for row in rows]
    return json.dumps([answer.model_dump(mode="json") for answer in answers])


def explain_json(name: str, profile: str) -> dict[str, Any]:
    """Return what `uroscope explain` says, in parts.

    Raises
    ------
    UsageError
        If nothing has that id.
    """
    from dataclasses import asdict

    from uroscope.present.page.evidence import evidence_of

    knowledge = load()
    chosen = choose_profile(profile, None, knowledge)
    return {"entries": [asdict(entry) for entry in evidence_of(name, chosen, knowledge)]}


def operations(app: FastAPI) -> list[dict[str, Any]]:
    """Return what the API page lists: method, path, summary and fields of every operation."""
    found = []
    for path, methods in app.openapi()["paths"].items():
        for method, item in methods.items():
            body = item.get("requestBody", {}).get("content", {}).get("multipart/form-data", {})
            fields = body.get("schema", {}).get("properties", {})
            asked = [
                {"name": p["name"], "text": p.get("description", ""), "needed": p["required"]}
                for p in item.get("parameters", [])
            ]
            asked += [
                {"name": name, "text": field["description"], "needed": name == "files"}
                for name, field in fields.items()
            ]
            found.append(
                {"method": method.upper(), "path": path, "summary": item["summary"],
                 "fields": asked}
            )  # fmt: skip
    return found
