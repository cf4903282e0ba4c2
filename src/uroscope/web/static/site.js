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

  async function send(action, body) {
    busy().textContent = "Reading…";
    try {
      const answer = await fetch(action, { method: "POST", body, redirect: "follow" });
      const html = await answer.text();
      keep();
      at += 1;
      pages.length = at;
      history.pushState({ at }, "", answer.url.endsWith("/entry") ? "/entry" : "/");
      show(read(html), true);
      keep();
    } catch (error) {
      busy().textContent = "";
      const box = document.createElement("p");
      box.className = "problem";
      box.setAttribute("role", "alert");
      box.textContent = "The page is no longer served. Start it again and drop the file once more.";
      document.getElementById("content").prepend(box);
      return;
    }
    busy().textContent = "";
  }

  history.replaceState({ at }, "");
  history.scrollRestoration = "manual";
  addEventListener("popstate", (event) => {
    const wanted = event.state && pages[event.state.at];
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
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio]), select, textarea, dialog")) return;
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

  function ready() {}
  ready();
})();
