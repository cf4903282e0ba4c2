"""A clinician at the page, in a browser: by mouse, by keys alone, without a script, on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

DROP = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, { type: "text/csv" }));
  const there = { dataTransfer: carried, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("dragenter", there));
  document.body.dispatchEvent(new DragEvent("drop", there));
}"""


def drop(page: Any, path: Path) -> None:
    page.evaluate(DROP, [path.name, path.read_text(encoding="utf-8")])


def open_sample(page: Any, name: str) -> None:
    page.click(f"button[value='{name}']")
    page.wait_for_selector("article, .cases")


def test_drop_the_messy_file_and_find_the_red_flag(page: Any, samples: Path) -> None:
    drop(page, samples / "07_messy_with_refusals.csv")
    first = page.locator(".cases tbody tr").first
    first.wait_for()
    assert page.locator("h1").inner_text().endswith("1 cannot wait")
    text = first.inner_text()
    assert "NOW" in text
    assert "M-01" in text
    assert "Dangerous potassium or bicarbonate: act now" in text
    assert "2.4 mmol/L" in text
    # The reason is on the first screen, before anything is scrolled or opened.
    box = first.bounding_box()
    assert box["y"] + box["height"] < 900
    first.locator("button").click()
    page.wait_for_selector(".red-flags")
    assert "Potassium 2.4 mmol/L" in page.locator(".red-flags").inner_text()


def test_choosing_a_file_needs_no_second_click(page: Any, samples: Path) -> None:
    page.set_input_files("#files", samples / "01_full_collection.csv")
    page.wait_for_selector("article")
    assert "P-0412" in page.locator("article h1").inner_text()
    assert page.url.endswith("/")


def test_a_bad_file_is_refused_in_place(page: Any) -> None:
    page.set_input_files(
        "#files", files=[{"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}]
    )
    page.wait_for_selector(".problem")
    assert "this is a PDF, not text; export it as CSV" in page.locator(".problem").inner_text()
    assert page.locator("#files").is_visible()


def test_two_clicks_are_one_step_and_the_last_file_wins(page: Any, samples: Path) -> None:
    before = page.evaluate("history.length")
    page.dblclick("button[value='01_full_collection.csv']")
    page.wait_for_selector("article")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("history.length") == before + 1
    head = "patient_id,sex,age,urine_calcium (mg/24h)\n"
    many = head + "".join(f"MANY-{n},F,50,{100 + n % 300}\n" for n in range(5000))
    page.evaluate(f"texts => texts.forEach({DROP})", [
        ["many.csv", many],
        ["few.csv", (samples / "07_messy_with_refusals.csv").read_text(encoding="utf-8")],
    ])  # fmt: skip
    page.wait_for_selector(".cases >> text=M-01")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    assert page.locator("h1").inner_text().startswith("3 collections")


def test_a_very_long_name_leaves_the_list_and_the_review_in_place(page: Any) -> None:
    head = "patient_id,sex,age,analyte,value,unit\n"
    text = f"{head}{'X' * 10_000},F,50,urine_calcium,300,mg/d\nB,F,50,urine_calcium,300,mg/d\n"
    page.evaluate(DROP, ["names.csv", text])
    page.wait_for_selector(".cases")
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width in (360, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(wider) == 0
        assert page.locator(".cases .open").first.bounding_box()["height"] < 180
    page.locator(".cases .open").first.click()
    page.wait_for_selector("article")
    assert page.evaluate(wider) == 0
    assert page.locator("h1").bounding_box()["height"] < 180


def test_a_file_too_large_is_said_before_it_is_sent(page: Any) -> None:
    # Made where it is dropped: to send it there would take longer than all the rest.
    page.evaluate(f"size => ({DROP})(['large.csv', 'x'.repeat(size)])", 32_500_000)
    page.wait_for_selector(".problem")
    assert "33 MB are more than is read at once here (32 MB)" in page.inner_text(".problem")


def test_units_switch_without_asking_anybody(page: Any) -> None:
    open_sample(page, "01_full_collection.csv")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    amount = page.locator(".strip > div").first
    assert "312" in amount.inner_text()
    page.click("label[for=units-si]")
    # 312 mg of calcium / 40.08 = 7.78 mmol.
    assert "7.78" in amount.inner_text()
    assert asked == []
    # The choice goes along to the next page.
    page.select_option("select[name=profile]", "mayo")
    page.wait_for_selector("text=(mayo, ")
    assert "7.78" in page.locator(".strip > div").first.inner_text()


def test_a_slider_moves_the_supersaturation(page: Any) -> None:
    open_sample(page, "01_full_collection.csv")
    then = page.locator("[data-salt=calcium_oxalate] .then")
    assert then.inner_text() == ""
    # As the table of the review says: 14 → 7.8 at 2.5 L.
    page.locator("#move-urine_volume").fill("2.5")
    page.wait_for_selector(".whatif[data-answered]")
    assert then.inner_text() == "7.8"
    assert "2.50" in page.locator(".sliders tbody tr").first.inner_text()
    page.locator("[data-reset]").click()
    page.wait_for_selector(".whatif[data-answered='2']")
    assert then.inner_text() == ""


def test_a_slider_moves_by_keys_and_says_where_it_stands(page: Any) -> None:
    open_sample(page, "01_full_collection.csv")
    slider = page.locator("#move-urine_volume")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "1.40 L/d"
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "1.35 L/d"


def test_print_is_a_document_with_the_name_on_every_sheet(page: Any) -> None:
    open_sample(page, "01_full_collection.csv")
    data = page.pdf(format="A4", print_background=False)
    assert data.startswith(b"%PDF")
    with page.expect_download() as waiting:
        page.click("text=Save page")
    alone = page.context.new_page()
    alone.set_content(Path(waiting.value.path()).read_text(encoding="utf-8"))
    sheet = re.compile(rb"/Type\s*/Page\b")
    # As many sheets as the saved page takes: the frame adds none.
    saved = alone.pdf(format="A4", print_background=False)
    assert len(sheet.findall(data)) == len(sheet.findall(saved))
    alone.close()
    page.emulate_media(media="print")
    for hidden in ("header.site", ".tools", ".whatif", "footer.site"):
        assert not page.locator(hidden).first.is_visible()
    rules = page.evaluate(
        "[...document.adoptedStyleSheets].flatMap(s => [...s.cssRules].map(r => r.cssText)).join()"
    )
    assert "P\\\\2d 0412" in rules.replace("\\", "\\\\") or "P-0412" in rules


def test_keyboard_alone_from_the_first_page_to_the_next_patient(page: Any) -> None:
    wanted = page.locator("button[value='07_messy_with_refusals.csv']")
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("button => button === document.activeElement"):
            break
    else:
        pytest.fail("the sample cannot be reached by Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cases")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.innerText") == "M-01"
    page.keyboard.press("Enter")
    page.wait_for_selector("article >> text=M-01")
    page.keyboard.press("j")
    page.wait_for_selector("article >> text=M-03")
    page.keyboard.press("k")
    page.wait_for_selector("article >> text=M-01")
    page.keyboard.press("u")
    page.wait_for_selector(".cases")


def test_back_and_forward_ask_nothing_and_show_no_patient_in_the_address(page: Any) -> None:
    open_sample(page, "07_messy_with_refusals.csv")
    page.locator(".cases .open").first.click()
    page.wait_for_selector("article")
    assert page.url.endswith("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.go_back()
    page.wait_for_selector(".cases")
    page.go_back()
    page.wait_for_selector("#files")
    page.go_forward()
    page.go_forward()
    page.wait_for_selector("article")
    assert asked == []
    page.reload()
    # Reloading forgets: nothing was kept.
    page.wait_for_selector("#files")
    assert "M-01" not in page.content()


def test_evidence_is_one_click_and_escape_away(page: Any) -> None:
    open_sample(page, "01_full_collection.csv")
    link = page.locator(".strip .evidence", has_text="Citrate")
    link.click()
    box = page.locator("dialog[open]")
    box.wait_for()
    text = box.inner_text()
    assert "low below 320 mg/d" in text
    assert "Mayo Clinic Laboratories" in text
    assert "Sources" in text
    page.keyboard.press("Escape")
    assert not box.is_visible()
    assert link.evaluate("a => a === document.activeElement")
    page.locator(".findings .evidence").first.press("Enter")
    page.wait_for_selector("dialog[open] >> text=Supported when")


@pytest.mark.parametrize("way", ["hover", "keys", "touch"])
def test_a_row_of_the_chart_tells_value_limit_and_source(page: Any, way: str) -> None:
    open_sample(page, "01_full_collection.csv")
    rows = page.locator(".chart .conventional g[role=img]")
    if way == "hover":
        rows.nth(2).hover()
    elif way == "touch":
        rows.nth(2).dispatch_event("click")
    else:
        rows.first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
    tip = page.locator(".chart .conventional .tip")
    tip.wait_for()
    said = tip.inner_text()
    assert said == rows.nth(2).get_attribute("aria-label")
    assert "Calcium 312 mg/d" in said
    assert "200 mg/d (Mayo Clinic Laboratories" in said


def test_a_resting_pointer_takes_no_sentence_from_who_reads_by_keys(page: Any) -> None:
    open_sample(page, "01_full_collection.csv")
    rows = page.locator(".chart .conventional g[role=img]")
    tip = page.locator(".chart .conventional .tip")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    tip.wait_for()
    # As a browser does when the page scrolls under the pointer.
    page.locator("h1").first.dispatch_event("pointerover")
    assert tip.is_visible()
    assert tip.inner_text() == rows.nth(1).get_attribute("aria-label")
    page.keyboard.press("Escape")
    page.locator("h1").first.dispatch_event("pointerover")
    assert not tip.is_visible()


def test_earlier_collections_stand_as_faint_marks_on_the_same_tracks(page: Any) -> None:
    open_sample(page, "05_two_collections.csv")
    rows = page.locator(".chart .conventional g[role=img]")
    assert "Earlier: 2026-03-02" in (rows.first.get_attribute("aria-label") or "")
    assert page.locator(".chart .conventional svg circle").count() > rows.count() / 2


def test_typed_values_by_keys_with_one_correction(page: Any, site: str) -> None:
    page.goto(f"{site}/entry")
    page.locator("#f-patient_id").press_sequentially("E-7")
    page.locator("#f-urine_volume").press_sequentially("900")
    page.locator("#f-urine_calcium").press_sequentially("312")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong")
    assert "was it mL/d?" in page.locator("#w-urine_volume").inner_text()
    page.click(".problem a")
    assert page.evaluate("document.activeElement.id") == "f-urine_volume"
    page.locator("[name=unit_urine_volume]").select_option("mL/24h")
    page.locator("button.main").click()
    page.wait_for_selector("article")
    assert "E-7" in page.locator("article h1").inner_text()
    page.click("text=Change values")
    page.wait_for_selector("#f-urine_calcium")
    assert page.locator("#f-urine_calcium").input_value() == "312"


def test_saved_flags_come_as_a_file(page: Any) -> None:
    open_sample(page, "01_full_collection.csv")
    with page.expect_download() as waiting:
        page.click("text=Flags as CSV")
    saved = waiting.value
    assert saved.suggested_filename == "flags.csv"


def test_everything_works_without_a_script(browser: Any, site: str, samples: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.set_input_files("#files", samples / "07_messy_with_refusals.csv")
    page.click("button.main")
    assert "M-01" in page.locator(".cases tbody tr").first.inner_text()
    page.locator(".cases .open").first.click()
    assert "act now" in page.locator(".red-flags").inner_text()
    page.click("text=Next →")
    assert "M-03" in page.locator("article h1").inner_text()
    page.click("label[for=units-si]")
    page.select_option("select[name=profile]", "stone_europe")
    page.click("text=Apply")
    assert "(stone_europe" in page.locator(".foot").inner_text()
    page.click("text=All 3")
    page.select_option("#keep", "cannot_wait")
    page.click("text=Apply")
    assert page.locator(".cases tbody tr").count() == 1
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1024, 1920])
@pytest.mark.parametrize("sample", ["01_full_collection.csv", "07_messy_with_refusals.csv"])
def test_nothing_is_wider_than_the_screen(page: Any, site: str, width: int, sample: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) <= 0
    open_sample(page, sample)
    assert page.evaluate(over) <= 0
    if page.locator(".cases").count():
        page.locator(".cases .open").first.click()
        page.wait_for_selector("article")
        assert page.evaluate(over) <= 0
    for path in ("/entry", "/api", "/explain/urine_citrate"):
        page.goto(f"{site}{path}")
        assert page.evaluate(over) <= 0, path
