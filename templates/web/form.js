// The page of a form: sends what was typed, shows what the server says of it. Keeps nothing.
"use strict";
document.documentElement.classList.add("js");

const form = document.getElementById("form");
if (form) start();

// A picture of a page that does not come is asked for again: there may have been too much to do.
document.addEventListener("error", (event) => {
  const image = event.target;
  if (!(image instanceof HTMLImageElement) || !image.classList.contains("page")) return;
  const tries = Number(image.dataset.tries ?? 0) + 1;
  if (tries > 8) return;
  image.dataset.tries = tries;
  const source = image.getAttribute("src");
  setTimeout(() => { if (image.getAttribute("src") === source) image.src = again(source, tries); }, 1000 * tries);
}, true);

function again(source, tries) {
  const address = new URL(source, location.href);
  address.searchParams.set("try", tries);
  return address.pathname + address.search;
}

function start() {
  const desk = document.getElementById("desk");
  const status = document.getElementById("status");
  const choices = document.getElementById("choices");
  const pages = document.getElementById("pages");
  const make = document.getElementById("make");
  const trouble = document.getElementById("trouble");
  const touched = new Set();
  let timer = 0;
  let under_way = false;
  let again = false;
  let stopped = false;

  const field = (name) => document.querySelector(`[data-field="${CSS.escape(name)}"]`);

  // One request at a time; what is typed meanwhile goes with the next one.
  async function send() {
    if (under_way || stopped) { again = true; return; }
    under_way = true;
    again = false;
    pages.classList.add("old");
    try {
      const body = new URLSearchParams(new FormData(form));
      const csrf = form.elements.csrf.value;
      const headers = { Accept: "application/json", "X-CSRF-Token": csrf };
      const answer = await fetch(form.action, { method: "POST", headers, body });
      const said = await answer.json();
      if (answer.ok) { show(said); } else { refuse(said, answer.status); }
    } catch {
      trouble.textContent = "countersign does not answer. Is it still running? What you typed is still here.";
      again = false;
      timer = setTimeout(send, 3000);
    }
    under_way = false;
    if (again) send();
  }

  function refuse(said, code) {
    trouble.textContent = `${said.says} ${said.hint}`;
    // Too much to do: try again. Anything else stays wrong until somebody reads it.
    if (code === 503) { timer = setTimeout(send, 1500); } else { stopped = true; }
  }

  function show(said) {
    trouble.textContent = "";
    form.elements.revision.value = said.revision;
    if (said.choices !== null) replaceChoices(said.choices);
    if (status.innerHTML !== said.status) {
      const open = status.querySelector("details")?.open;
      status.innerHTML = said.status;
      const details = status.querySelector("details");
      if (details && open) details.open = true;
    }
    make.setAttribute("aria-disabled", String(!said.complete));
    showFindings(said.findings);
    showPages(said);
  }

  // The part that had the focus keeps it.
  function replaceChoices(html) {
    const had = document.activeElement;
    const name = had && choices.contains(had) ? had.name : "";
    const value = name ? had.value : "";
    choices.innerHTML = html;
    const same = [...choices.querySelectorAll("input, select")].filter((it) => it.name === name);
    (same.find((it) => it.value === value) ?? same[0])?.focus();
  }

  function showFindings(findings) {
    for (const says of document.querySelectorAll(".says")) {
      const wrong = [];
      const name = says.closest("[data-field]").dataset.field;
      for (const it of findings) {
        if (it.field !== name || it.is_warning || (it.is_missing && !touched.has(name))) continue;
        wrong.push(it.is_missing ? "Please fill this in." : `${it.says} ${it.hint}`.trim());
      }
      const text = wrong.join(" ");
      if (says.textContent !== text) says.textContent = text;
      for (const input of says.closest("[data-field]").querySelectorAll("input, select, textarea")) {
        if (wrong.length) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
      }
    }
  }

  // A page is exchanged once its new picture is there, in its place: nothing jumps or flickers.
  function showPages(said) {
    if (!said.complete) {
      pages.classList.toggle("old", pages.querySelector("img") !== null);
      return;
    }
    pages.querySelector(".note")?.remove();
    const shown = [...pages.querySelectorAll("img")];
    for (const extra of shown.slice(said.pages.length)) extra.remove();
    for (const page of said.pages) {
      const old = shown[page.number - 1];
      if (!old) {
        const image = new Image();
        image.className = `page ${said.paper}`;
        image.alt = `Page ${page.number} as it will be printed`;
        image.loading = "lazy";
        image.src = page.source;
        pages.append(image);
      } else if (isNear(old)) {
        exchange(old, page.source);
      } else {
        old.dataset.next = page.source;
      }
    }
    pages.classList.remove("old");
  }

  function exchange(image, source) {
    delete image.dataset.next;
    image.dataset.wanted = source;
    delete image.dataset.tries;
    const next = new Image();
    next.onload = () => { if (image.dataset.wanted === source) image.src = source; };
    // Shown as one that does not come, which is asked for again.
    next.onerror = next.onload;
    next.src = source;
  }

  function isNear(image) {
    const box = image.getBoundingClientRect();
    return box.bottom > -300 && box.top < window.innerHeight + 300;
  }

  function catchUp() {
    for (const image of pages.querySelectorAll("img[data-next]")) {
      if (isNear(image)) exchange(image, image.dataset.next);
    }
  }
  pages.addEventListener("scroll", catchUp, { passive: true });
  window.addEventListener("scroll", catchUp, { passive: true });

  function soon(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }
  form.addEventListener("input", (event) => {
    if (event.target === operation) return;
    soon(250);
  });
  form.addEventListener("focusout", (event) => {
    const name = event.target.closest("[data-field]")?.dataset.field;
    if (name && !touched.has(name)) { touched.add(name); soon(250); }
  });
  form.addEventListener("submit", (event) => {
    const wants = event.submitter?.value;
    if (wants === "make" && make.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      const first = status.querySelector("[data-to]");
      if (first) go(first.dataset.to);
      return;
    }
    // Enter in a line is no wish to leave the page.
    if (!wants || !event.submitter.matches(":focus")) { event.preventDefault(); soon(0); return; }
    if (under_way) {
      event.preventDefault();
      const wait = setInterval(() => { if (!under_way) { clearInterval(wait); form.requestSubmit(event.submitter); } }, 50);
      return;
    }
    clearTimeout(timer);
    stopped = true;
  });
  // Coming back by the browser's way shows an old page: the draft may be further on.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // From a line of the report to its field.
  function go(name) {
    const place = field(name);
    if (!place) return;
    const fold = place.closest("details");
    if (fold) fold.open = true;
    const input = place.querySelector("input:not([type=hidden]), select, textarea");
    place.scrollIntoView({ block: "center" });
    input?.focus();
  }
  status.addEventListener("click", (event) => {
    const link = event.target.closest("[data-to]");
    if (!link) return;
    event.preventDefault();
    go(link.dataset.to);
  });

  // Operations by any of their names.
  const operation = document.getElementById("procedure-pack");
  const list = document.getElementById("operations");
  const pack = document.getElementById("pack");
  const lay = document.getElementById("operation-lay");
  let at = -1;
  let asked = 0;

  async function find() {
    const mine = ++asked;
    const answer = await fetch(`/operations?q=${encodeURIComponent(operation.value)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    const { operations } = await answer.json();
    list.replaceChildren(...operations.map(entry));
    if (!operations.length) {
      const none = document.createElement("li");
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = "No operation has such a name.";
      list.append(none);
    }
    at = -1;
    open(true);
  }

  function entry(it, index) {
    const line = document.createElement("li");
    line.id = `operation-${index}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.id = it.id;
    line.dataset.lay = it.lay;
    line.dataset.name = it.name;
    line.append(it.name);
    const small = document.createElement("small");
    small.textContent = it.matched ? `${it.lay} · ${it.matched}` : it.lay;
    line.append(small);
    return line;
  }

  function open(is) {
    list.hidden = !is;
    operation.setAttribute("aria-expanded", String(is));
    if (!is) operation.removeAttribute("aria-activedescendant");
  }

  function point(to) {
    const lines = [...list.querySelectorAll("li[data-id]")];
    if (!lines.length) return;
    at = (to + lines.length) % lines.length;
    lines.forEach((line, index) => line.setAttribute("aria-selected", String(index === at)));
    operation.setAttribute("aria-activedescendant", lines[at].id);
    lines[at].scrollIntoView({ block: "nearest" });
  }

  function choose(line) {
    operation.value = line.dataset.name;
    pack.value = line.dataset.id;
    lay.textContent = line.dataset.lay;
    touched.add("procedure.pack");
    open(false);
    soon(0);
  }

  operation.addEventListener("input", () => {
    // What is typed is no operation until one is chosen.
    if (pack.value) { pack.value = ""; lay.textContent = ""; soon(250); }
    find();
  });
  operation.addEventListener("click", () => { if (list.hidden) { operation.select(); findAll(); } });
  function findAll() { if (pack.value) { showAll(); } else { find(); } }
  async function showAll() {
    const typed = operation.value;
    operation.value = "";
    const done = find();
    operation.value = typed;
    operation.select();
    await done;
  }
  operation.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { findAll(); } else { point(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1)); }
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const lines = list.querySelectorAll("li[data-id]");
      if (at >= 0) { choose(lines[at]); } else if (lines.length === 1) { choose(lines[0]); }
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    }
  });
  operation.addEventListener("blur", () => setTimeout(() => open(false), 150));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const line = event.target.closest("li[data-id]");
    if (line) choose(line);
  });

  if (desk && location.hash === "") operation.value || operation.focus();
  soon(0);
}
