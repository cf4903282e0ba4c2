"""Addresses of the page: what each one shows. Everything that computes runs beside the loop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import anyio
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Scope

from uroscope import __version__
from uroscope.command import choose_profile, reports_of
from uroscope.errors import UroscopeError
from uroscope.knowledge import load
from uroscope.present.html import report_html
from uroscope.present.page.evidence import evidence_of
from uroscope.present.page.unused import unused_elsewhere
from uroscope.tables import Integers
from uroscope.web.api import add_api
from uroscope.web.case import case_of, sample_names, settings_of
from uroscope.web.entry import SOURCE, entry_of, typed_again
from uroscope.web.guard import COOKIE, Guard, Settings, fault, same
from uroscope.web.limits import MOST_REFUSALS, PAGE_ROWS
from uroscope.web.opened import newest, open_row
from uroscope.web.pages import asset, evidence_address, render
from uroscope.web.record import flags_csv
from uroscope.web.sliders import moved
from uroscope.web.uploads import Form, read_form
from uroscope.web.work import Work
from uroscope.web.worklist import Worklist, worklist_of

_TITLES = {
    400: "This could not be read",
    401: "A token is needed",
    403: "Not from here",
    404: "There is no such page",
    405: "There is no such page",
    408: "Too slow",
    413: "Too large",
    421: "Another name",
    500: "A fault of ours",
    503: "Busy",
}


def create_app(settings: Settings | None = None) -> ASGIApp:
    """Return the page as an ASGI application, inside its guard.

    Parameters
    ----------
    settings : Settings, optional
        Token and names; without them only this machine is answered.

    Returns
    -------
    ASGI application
        Stateless: any number of processes may serve it.
    """
    chosen = settings or Settings()
    app = FastAPI(
        title="uroscope",
        version=__version__,
        summary="Reviews of 24-hour urine and blood results of people with kidney stones.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    work = Work()
    _add_pages(app, work, chosen)
    add_api(app, work)

    @app.exception_handler(UroscopeError)
    async def _refused(request: Request, error: UroscopeError) -> Response:
        return problem(request.scope, 400, str(error))

    @app.exception_handler(HTTPException)
    async def _stopped(request: Request, error: HTTPException) -> Response:
        return problem(request.scope, error.status_code, str(error.detail))

    @app.exception_handler(Exception)
    async def _broken(request: Request, error: Exception) -> Response:
        return fault(request.scope, error, problem)

    return Guard(app, chosen, problem)


def problem(scope: Scope, status: int, text: str) -> Response:
    """Return a message as a page, or as JSON for a program."""
    if str(scope["path"]).startswith("/api/"):
        from starlette.responses import JSONResponse

        return JSONResponse({"error": text}, status)
    if status in (404, 405):
        text = "The address leads nowhere; start from the first page."
    title = _TITLES.get(status, "This did not work")
    return HTMLResponse(render("problem.html", title=title, problem=text), status)


def _add_pages(app: FastAPI, work: Work, settings: Settings) -> None:
    def page(name: str, **values: Any) -> HTMLResponse:
        return HTMLResponse(render(name, **values))

    @app.get("/", include_in_schema=False)
    async def start() -> Response:
        return page("start.html", here="/", samples=sample_names())

    @app.get("/review", include_in_schema=False)
    async def forgotten() -> Response:
        # Nothing is kept, so there is nothing to show again.
        return RedirectResponse("/", 303)

    @app.post("/review", include_in_schema=False)
    async def review(request: Request) -> Response:
        form = await read_form(request)
        try:
            return HTMLResponse(await work.run(lambda: review_page(form, request.state.nonce)))
        except UroscopeError as error:
            values: dict[str, Any] = {"here": "/", "samples": sample_names()}
            text = render("start.html", problem=str(error), **values)
            return HTMLResponse(text, 400)

    @app.get("/entry", include_in_schema=False)
    async def empty() -> Response:
        return HTMLResponse(await work.run(lambda: entry_page(Form(), "")[0]))

    @app.post("/entry", include_in_schema=False)
    async def entered(request: Request) -> Response:
        form = await read_form(request)
        text, status = await work.run(lambda: entry_page(form, request.state.nonce))
        return HTMLResponse(text, status)

    @app.post("/save/{name}", include_in_schema=False)
    async def save(request: Request, name: str) -> Response:
        form = await read_form(request)
        text, kind = await work.run(lambda: saved(form, name))
        # The name of the file says what it is, never whose.
        attached = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text, media_type=kind, headers=attached)

    @app.get("/explain/{name}", include_in_schema=False)
    async def explain(name: str, profile: str = "stone_us") -> Response:
        return HTMLResponse(await work.run(lambda: explain_page(name, profile)))

    @app.get("/login", include_in_schema=False)
    async def ask() -> Response:
        return page("login.html")

    @app.post("/login", include_in_schema=False)
    async def login(request: Request) -> Response:
        form = await read_form(request)
        if not settings.token or not same(form.get("token"), settings.token):
            await anyio.sleep(0.5)
            wrong = "That is not the token; it was printed when the page was started."
            return HTMLResponse(render("login.html", problem=wrong), 401)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, settings.cookie(), httponly=True, samesite="strict", path="/")
        return answer

    @app.get("/static/{name}", include_in_schema=False)
    async def static(name: str) -> Response:
        found = asset(name)
        if found is None:
            raise HTTPException(404)
        return Response(found[0], media_type=found[1], headers={"Cache-Control": "no-cache"})

    @app.get("/robots.txt", include_in_schema=False)
    async def robots() -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")


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
    found = worklist_of(panel, case.profile, case.knowledge)
    keep = form.get("keep")
    kept = found.kept(keep)
    if not len(kept):
        keep, kept = "", found.order
    frame = {
        "profile": case.profile,
        "units": case.units,
        "packed": case.packed(),
        "keep": keep,
        "total": len(panel),
        "kept": len(kept),
    }
    row = _asked(form, len(panel))
    one_person = len(set(panel.rows["patient_id"])) == 1 and bool(panel.rows["patient_id"].iloc[0])
    if row is None and (len(panel) == 1 or one_person) and not form.get("list"):
        row = newest(panel)
    if row is None:
        return _list_page(form, found, kept, frame)
    opened = open_row(case, panel, row)
    order = kept.tolist()
    place = order.index(row) if row in order else 0
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
        saves=SAVES,
        typed=case.files[0].name == SOURCE,
        evidence=evidence_address(case.profile.id),
        whatif=moved(
            panel, row, form, case.profile, case.knowledge, opened.report.reviews[0].saturation
        ),
    )


SAVES = (
    ("/save/review.html", "Save page"),
    ("/save/review.json", "JSON"),
    ("/save/flags.csv", "Flags as CSV"),
)
"""What the opened review can be saved as: address and name of its button."""


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
    if name not in _KINDS:
        raise HTTPException(404)
    case = case_of(form)
    panel = case.panel()
    row = _asked(form, len(panel))
    opened = open_row(case, panel, 0 if row is None else row)
    if name == "review.json":
        return opened.report.to_json() + "\n", _KINDS[name]
    if name == "flags.csv":
        return flags_csv(opened.report), _KINDS[name]
    return report_html(opened.report, case.units, opened.other), _KINDS[name]


_KINDS = {
    "review.html": "text/html; charset=utf-8",
    "review.json": "application/json",
    "flags.csv": "text/csv; charset=utf-8",
}


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


__all__ = ["create_app", "problem", "review_page"]
