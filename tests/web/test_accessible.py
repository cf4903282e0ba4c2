"""The rules of axe-core hold on every page, light and dark, narrow and wide."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = (
    "start", "refused", "list", "urgent", "review", "moved", "evidence", "entry", "wrong",
    "explained", "programs", "token", "lost",
)  # fmt: skip


def show(page: Any, site: str, name: str) -> None:
    """Bring the browser to one of the pages."""
    places = {
        "entry": "/entry",
        "wrong": "/entry",
        "explained": "/explain/primary_hyperparathyroidism",
        "programs": "/api",
        "token": "/login",
        "lost": "/nothing",
    }
    page.goto(site + places.get(name, "/"))
    if name == "refused":
        page.set_input_files(
            "#files", files=[{"name": "a.csv", "mimeType": "text/csv", "buffer": b"x"}]
        )
        page.wait_for_selector(".problem")
    elif name in ("list", "urgent"):
        page.click("button[value='07_messy_with_refusals.csv']")
        page.wait_for_selector(".cases")
        if name == "urgent":
            page.locator(".cases .open").first.click()
            page.wait_for_selector("article")
    elif name in ("review", "moved", "evidence"):
        page.click("button[value='01_full_collection.csv']")
        page.wait_for_selector("article")
        if name == "moved":
            page.locator("#move-urine_ph").fill("6.8")
            page.wait_for_selector(".whatif[data-answered]")
        if name == "evidence":
            page.locator(".strip .evidence").first.click()
            page.wait_for_selector("dialog[open]")
    elif name == "wrong":
        page.fill("#f-urine_volume", "900")
        page.click("button.main")
        page.wait_for_selector(".wrong")


@pytest.mark.parametrize(("width", "scheme"), [(1024, "light"), (360, "dark")])
def test_no_rule_is_broken(browser: Any, site: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    broken = []
    for name in PAGES:
        show(page, site, name)
        for rule in axe.run(page).response["violations"]:
            targets = [node["target"] for node in rule["nodes"][:3]]
            broken.append(f"{name}: {rule['id']} ({rule['impact']}): {targets}")
    context.close()
    assert not broken, "\n".join(broken)
