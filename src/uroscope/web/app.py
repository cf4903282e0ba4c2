"""Addresses of the page: what each one shows. Everything that computes runs beside the loop."""

from __future__ import annotations

from typing import Any

import anyio
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Scope

from uroscope import __version__
from uroscope.errors import UroscopeError
from uroscope.web.api import add_api
from uroscope.web.case import sample_names
from uroscope.web.guard import COOKIE, Guard, Settings, fault, same
from uroscope.web.pages import asset, render
from uroscope.web.uploads import Form, read_form
from uroscope.web.views import entry_page, explain_page, review_page, saved
from uroscope.web.work import Work

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
