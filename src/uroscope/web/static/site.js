// Drop, keys, live what-if. Every page works without this file; nothing here is stored.
"use strict";
(() => {
  document.documentElement.classList.add("scripted");
  const busy = () => document.getElementById("busy");
  // Answers of this tab, for the back button; they go with it.
  const pages = [];
  let at = 0;
  let names = null;

  const keep = () => { pages[at] = { main: document.getElementById("content"), title: document.title, scroll: scrollY, style: names, here: location.pathname }; };

  function show(page, focus) {
    document.getElementById("content").replaceWith(page.main);
    document.title = page.title;
    names = page.style;
    document.adoptedStyleSheets = names ? [names] : [];
    ready();
    scrollTo(0, focus ? 0 : page.scroll || 0);
    if (focus) page.main.focus({ preventScroll: true });
  }

  // The one style of a page's own names the patient on paper; taken out before parsing, because
  // the policy of the open page knows no nonce of a later answer.
  const own = /<style[^>]* id="page-name">([^<]*)<\/style>/;

  function read(html) {
    const found = own.exec(html);
    const parsed = new DOMParser().parseFromString(html.replace(own, ""), "text/html");
    let style = null;
    if (found) { style = new CSSStyleSheet(); style.replaceSync(found[1]); }
    return { main: document.adoptNode(parsed.getElementById("content")), title: parsed.title, style };
  }

  function complain(text) {
    document.querySelector(".problem.own")?.remove();
    const box = document.createElement("p");
    box.className = "problem own";
    box.setAttribute("role", "alert");
    box.textContent = text;
    (document.querySelector("#content .sheet") || document.getElementById("content")).prepend(box);
    box.scrollIntoView({ block: "nearest" });
  }

  // The question under way; going back, or asking another, gives it up.
  let under = null;
  function stop() { under?.abort(); under = null; busy().textContent = ""; }

  async function send(action, body) {
    // A body that is too large is cut off by the server before it can answer.
    const most = +document.body.dataset.mostBytes;
    const size = [...body.values()].reduce((sum, part) => sum + (part.size ?? part.length), 0);
    if (size > 0.99 * most) {
      complain(`${Math.max(Math.round(size / 1e6), most / 1e6 + 1)} MB are more than is read at once here (${most / 1e6} MB); use the command line for more.`);
      return;
    }
    // Only the last question counts: a second click or file takes the place of the first.
    stop();
    const mine = under = new AbortController();
    busy().textContent = "Reading…";
    try {
      const answer = await fetch(action, { method: "POST", body, redirect: "follow", signal: mine.signal });
      const html = await answer.text();
      if (mine !== under) return;
      keep();
      at += 1;
      pages.length = at;
      history.pushState({ at }, "", answer.url.endsWith("/entry") ? "/entry" : "/");
      show(read(html), true);
      keep();
    } catch (error) {
      if (mine !== under) return;
      busy().textContent = "";
      complain("The page is no longer served. Start it again and drop the file once more.");
      return;
    }
    busy().textContent = "";
  }

  history.replaceState({ at }, "");
  history.scrollRestoration = "manual";
  addEventListener("popstate", (event) => {
    const wanted = event.state && pages[event.state.at];
    stop();
    if (!wanted) { location.assign("/"); return; }
    keep();
    at = event.state.at;
    show(wanted, false);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target, by = event.submitter;
    if (form.method !== "post" || form.dataset.plain || (by && by.dataset.plain)) return;
    event.preventDefault();
    send((by && by.getAttribute("formaction")) || form.getAttribute("action"), new FormData(form, by));
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("select[form=case]")) field.form.requestSubmit();
    if (field.matches(".drop input[type=file]") && field.files.length) field.form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
    // A whole row of the list opens, unless its text is being selected.
    const row = event.target.closest(".cases tbody tr");
    if (row && !event.target.closest("button") && getSelection().isCollapsed) row.querySelector("button").click();
    const all = event.target.closest("[data-all]");
    if (all) for (const unit of document.querySelectorAll("select.unit")) unit.selectedIndex = +all.dataset.all;
  });

  // A file may be dropped anywhere on any page.
  let depth = 0;
  const files = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  addEventListener("dragenter", (event) => { if (files(event)) { depth += 1; document.body.classList.add("over"); } });
  addEventListener("dragleave", (event) => { if (files(event) && --depth <= 0) { depth = 0; document.body.classList.remove("over"); } });
  addEventListener("dragover", (event) => { if (files(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    depth = 0;
    document.body.classList.remove("over");
    const body = new FormData();
    for (const file of event.dataTransfer.files) body.append("files", file);
    for (const field of document.querySelectorAll("select[name=profile], input[name=units]:checked")) body.append(field.name, field.value);
    send("/review", body);
  });

  // Keys: j and k move in the list, or to the next and previous review; u goes back to the list.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio]), select, textarea, dialog, svg")) return;
    const rows = [...document.querySelectorAll(".cases .open")];
    const step = { j: 1, k: -1 }[event.key];
    if (rows.length && step) {
      const now = rows.indexOf(document.activeElement);
      rows[Math.max(0, Math.min(rows.length - 1, now < 0 ? (step > 0 ? 0 : rows.length - 1) : now + step))].focus();
      event.preventDefault();
      return;
    }
    const button = /^[a-z]$/.test(event.key) && document.querySelector(`button[data-key="${event.key}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });

  // Sliders: the collection travels in its canonical record, so an answer takes a few hundredths.
  const digits = (text, count, si) => {
    while (count < 12 && Math.abs((+text).toFixed(count) - text) > .05 * Math.abs(text)) count++;
    const [whole, rest] = Math.abs(text).toFixed(count).split(".");
    const grouped = si && whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, si ? "\u202f" : ",");
    return rest ? `${grouped}.${rest}` : grouped;
  };
  const two = (value) => value === 0 ? "0" : value >= 10 ? String(+value.toPrecision(2)) : value.toPrecision(2);
  let asking = null, again = false;

  const moved = (field) => +field.value !== +field.dataset.today;

  function say(field) {
    const told = field.closest("tr").querySelector("output"), set = field.dataset;
    told.querySelector(".conventional").textContent = digits(+field.value, +set.digits, false);
    told.querySelector(".si").textContent = digits(field.value * set.siFactor, +set.siDigits, true);
    const shown = document.getElementById("units-si").checked ? ".si" : ".conventional";
    const unit = field.closest("tr").querySelector(".to .unit");
    field.setAttribute("aria-valuetext", `${told.querySelector(shown).textContent} ${(unit.querySelector(shown) || unit).textContent}`.trim());
  }

  async function whatif() {
    const part = document.querySelector(".whatif");
    if (!part) return;
    if (asking) { again = true; return; }
    const fields = [...part.querySelectorAll("input[type=range]")].filter(moved);
    const body = new FormData();
    body.append("files", new Blob([part.dataset.record], { type: "text/csv" }), "collection.csv");
    body.append("profile", part.dataset.profile);
    for (const field of fields) body.append("set", `${field.name.slice(5)}=${+(+field.value).toPrecision(8)}`);
    let answer = { effects: [], notes: [] };
    try {
      asking = fields.length ? fetch("/api/whatif", { method: "POST", body }) : true;
      if (fields.length) {
        const found = await (await asking).json();
        answer = found.error ? { effects: [], notes: [found.error] } : found[0];
      }
    } catch (error) {
      answer.notes = ["The page is no longer served; start it again."];
    }
    asking = null;
    const after = Object.fromEntries(answer.effects.map((e) => [e.salt, e]));
    for (const row of part.querySelectorAll("[data-salt]")) {
      const e = after[row.dataset.salt];
      const low = e && two(e.after), high = e && e.after_high !== null ? two(e.after_high) : low;
      row.querySelector(".then").textContent = e ? (low === high ? low : `${low} to ${high}`) : fields.length ? "as today" : "";
    }
    part.querySelector(".notes").textContent = answer.notes.join(" ");
    part.dataset.answered = String(1 + +(part.dataset.answered || 0));
    if (again) { again = false; whatif(); }
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches(".whatif input[type=range]")) return;
    const step = +field.dataset.step, today = +field.dataset.today;
    const near = Math.round(field.value / step) * step;
    // Today's own value stays reachable although it lies between two steps.
    field.value = Math.abs(near - today) < step * 0.75 ? today : near;
    say(field);
    whatif();
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
    if (!way || !field.matches(".whatif input[type=range]")) return;
    event.preventDefault();
    const step = +field.dataset.step, now = field.value / step;
    const next = way > 0 ? Math.floor(now + 1e-6) + way : Math.ceil(now - 1e-6) + way;
    field.value = Math.min(field.max, Math.max(field.min, next * step));
    say(field);
    whatif();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-reset]")) return;
    for (const field of document.querySelectorAll(".whatif input[type=range]")) { field.value = field.dataset.today; say(field); }
    whatif();
  });

  // Places inside the page are shown without a step in the history, whose steps are pages.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']"), place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    if (!place.matches("input, select, textarea, button, a, [tabindex]")) place.setAttribute("tabindex", "-1");
    place.scrollIntoView({ block: "center" });
    place.focus({ preventScroll: true });
  });

  // Rows of the charts: one stop of the Tab key, arrows move, the whole sentence stands beside.
  const rowOf = (event) => event.target.closest && event.target.closest(".uroscope-chart g[role=img]");

  function tell(row) {
    const box = row.closest("svg").parentElement;
    let tip = box.querySelector(".tip");
    if (!tip) { tip = document.createElement("p"); tip.className = "tip"; tip.setAttribute("aria-hidden", "true"); box.append(tip); }
    tip.textContent = row.getAttribute("aria-label");
    tip.hidden = false;
    const place = row.getBoundingClientRect(), frame = box.getBoundingClientRect();
    tip.style.top = `${place.bottom - frame.top + 4}px`;
  }
  const hush = () => document.querySelectorAll(".tip").forEach((tip) => { tip.hidden = true; });

  // A page that scrolls under a resting pointer is no reason to take a sentence from who reads by keys.
  let dismissed = false;
  document.addEventListener("pointerover", (event) => {
    const row = rowOf(event) || (!dismissed && rowOf({ target: document.activeElement }));
    hush();
    if (row) tell(row);
  });
  document.addEventListener("focusin", (event) => { dismissed = false; const row = rowOf(event); hush(); if (row) tell(row); });
  document.addEventListener("click", (event) => { const row = rowOf(event); if (row) { row.focus({ preventScroll: true }); tell(row); } });
  document.addEventListener("keydown", (event) => {
    const row = rowOf(event);
    if (!row) return;
    if (event.key === "Escape") { dismissed = true; hush(); return; }
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const rows = [...row.closest("svg").querySelectorAll("g[role=img]")];
    const next = rows[rows.indexOf(row) + way];
    if (!next) return;
    row.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });

  // Evidence opens over the review; without this it opens in a tab of its own.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a.evidence");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    let box = document.getElementById("evidence");
    if (!box) { box = document.createElement("dialog"); box.id = "evidence"; box.setAttribute("aria-label", "Evidence"); document.body.append(box); }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "Close";
    close.addEventListener("click", () => box.close());
    try {
      const found = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
      box.replaceChildren(close, ...found.getElementById("content").children);
    } catch (error) {
      box.replaceChildren(close, "The page is no longer served; start it again.");
    }
    box.showModal();
    box.scrollTop = 0;
  });

  function ready() {
    for (const chart of document.querySelectorAll(".uroscope-chart")) {
      chart.querySelectorAll("g[role=img]").forEach((row, at) => {
        row.setAttribute("tabindex", at ? "-1" : "0");
        row.querySelector("title")?.remove();
      });
    }
    document.querySelectorAll(".whatif input[type=range]").forEach(say);
  }
  ready();
})();
