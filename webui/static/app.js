// What makes work quicker; everything also works without it. No library, no build step.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const csrf = () => $('meta[name="csrf"]')?.content ?? "";

function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/* rows and keys */

function rows() {
  return $$("[data-href]").filter((row) => row.offsetParent !== null);
}

let at = -1;

function choose(step) {
  const all = rows();
  if (!all.length) return;
  at = Math.max(0, Math.min(all.length - 1, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step));
  for (const row of all) row.classList.remove("at");
  all[at].classList.add("at");
  const link = $("a", all[at]);
  if (link) link.focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

function typing(element) {
  return element.matches?.("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
}

let jumping = 0;

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return leave(event);
  if (typing(event.target)) return;
  if (Date.now() - jumping < 1500) {
    jumping = 0;
    const link = $(`[data-key="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  const deeds = {
    "/": () => ($(".finder input") ?? $("#find"))?.focus(),
    "?": () => $("#keys")?.showModal(),
    j: () => choose(1),
    k: () => choose(-1),
    n: () => $('[data-go="n"]')?.click(),
    p: () => $('[data-go="p"]')?.click(),
    g: () => { jumping = Date.now(); },
  };
  if (deeds[event.key]) { event.preventDefault(); deeds[event.key](); }
}

function leave(event) {
  const open = $$("details[open].who, details[open].decider");
  if (open.length) { open.forEach((d) => { d.open = false; }); return; }
  if (typing(event.target)) { event.target.blur(); return; }
  $("[data-close]")?.click();
}

function onClick(event) {
  const target = event.target;
  if (!(target instanceof Element)) return;
  for (const open of $$("details[open].who, details[open].decider")) if (!open.contains(target)) open.open = false;
  if (target.closest("[data-keys]")) { $("#keys")?.showModal(); return; }
  if (target.closest("[data-print]")) { window.print(); return; }
  const offer = target.closest("[data-fill]");
  if (offer) {
    const field = document.getElementById(offer.dataset.fill);
    if (field) { field.value = offer.dataset.value; field.focus(); }
    return;
  }
  const drawer = target.closest("a[data-drawer], a[data-close]");
  if (drawer && $("#results") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(drawer.href, true);
    return;
  }
  const row = target.closest("[data-href]");
  if (row && !target.closest("a, button, input, select, label, summary, details, form") && !String(getSelection())) {
    const link = $("a[data-drawer]", row);
    if (link) link.click(); else location.assign(row.dataset.href);
  }
}

/* search drawer: the address says what is open */

async function show(href, remember) {
  const answer = await fetch(href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok) { location.assign(href); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const results = $("#results", page);
  if (!results) { location.assign(href); return; }
  const scrolled = window.scrollY;
  $("#results").replaceWith(results);
  if (remember) history.pushState({}, "", href);
  window.scrollTo(0, scrolled);
  at = rows().findIndex((row) => row.classList.contains("at"));
  reveal();
}

/* the marked place comes into sight */
function reveal() {
  const mark = $(".facsimile .found rect");
  const picture = mark?.closest(".facsimile")?.querySelector("img");
  if (!mark || !picture) return;
  const scroll = () => {
    const room = mark.closest(".drawer");
    const box = mark.getBoundingClientRect();
    if (room) room.scrollTop += box.top - room.getBoundingClientRect().top - room.clientHeight / 3;
    else if (box.bottom > innerHeight || box.top < 60) window.scrollTo({ top: scrollY + box.top - innerHeight / 3 });
  };
  if (picture.complete) scroll(); else picture.addEventListener("load", scroll, { once: true });
}

/* live parts */

function poll(holder, first = 1500) {
  const busy = () => $("[data-busy]", holder) !== null;
  if (!busy() && holder.id !== "progress-live") return;
  const again = async () => {
    try {
      const answer = await fetch(holder.dataset.poll, { credentials: "same-origin" });
      if (answer.ok) holder.innerHTML = await answer.text();
    } catch { /* the next try may reach it */ }
    if (busy()) setTimeout(again, document.hidden ? 8000 : 2000);
    else if (holder.id === "progress-live") setTimeout(again, 10000);
  };
  setTimeout(again, busy() ? first : 10000);
}

/* upload: batches of files, each acknowledged with a receipt */

const BATCH_FILES = 200;
const BATCH_BYTES = 256 * 1024 ** 2;

function upload(form) {
  const list = [];
  const box = $("#sending");
  const totals = { received: 0, new: 0, duplicate: 0, rejected: 0 };
  let running = false, sentBytes = 0, started = 0;

  $$("[data-script]").forEach((part) => { part.hidden = false; });
  $$("[data-noscript]", form).forEach((part) => { part.hidden = true; });
  $$(".picker", form).forEach((part) => part.classList.add("quiet"));

  function add(files) {
    const fresh = [...files].map(([file, path]) => ({ file, path, row: rowFor(file, path) }));
    list.push(...fresh);
    if (!running) run();
  }

  function rowFor(file, path) {
    const row = document.createElement("tr");
    const name = document.createElement("td");
    name.className = "break";
    name.textContent = path;
    const bytes = document.createElement("td");
    bytes.className = "num";
    bytes.textContent = size(file.size);
    const progress = document.createElement("td");
    const bar = document.createElement("progress");
    bar.max = file.size || 1;
    bar.value = 0;
    progress.append(bar);
    const state = document.createElement("td");
    state.textContent = form.dataset.waiting;
    row.append(name, bytes, progress, state);
    $("#sending-rows").append(row);
    return { bar, state };
  }

  async function run() {
    running = true;
    started = Date.now();
    box.hidden = false;
    box.scrollIntoView({ block: "nearest" });
    window.addEventListener("beforeunload", warn);
    let next = 0;
    while (next < list.length) {
      const batch = [];
      let bytes = 0;
      while (next < list.length && batch.length < BATCH_FILES && (!batch.length || bytes + list[next].file.size <= BATCH_BYTES)) {
        bytes += list[next].file.size;
        batch.push(list[next++]);
      }
      await send(batch);
    }
    list.length = 0;
    running = false;
    window.removeEventListener("beforeunload", warn);
  }

  function warn(event) { event.preventDefault(); }

  function send(batch) {
    const data = new FormData(form);
    data.delete("files");
    data.set("key", crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`);
    for (const { file, path } of batch) data.append("files", file, path);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRF-Token", csrf());
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => advance(batch, event.loaded));
      request.addEventListener("loadend", () => {
        if (request.status === 200 && request.response) kept(batch, request.response);
        else for (const { row } of batch) { row.state.textContent = form.dataset.failed; row.state.className = "missing"; }
        sentBytes += batch.reduce((sum, { file }) => sum + file.size, 0);
        done();
      });
      request.send(data);
    });
  }

  function advance(batch, loaded) {
    let before = 0;
    for (const { file, row } of batch) {
      const part = Math.max(0, Math.min(file.size, loaded - before));
      row.bar.value = part;
      if (part > 0) row.state.textContent = form.dataset.sending;
      before += file.size;
    }
    const all = list.reduce((sum, { file }) => sum + file.size, 0) || 1;
    const done = sentBytes + Math.min(loaded, before);
    const seconds = (Date.now() - started) / 1000;
    const rate = done / Math.max(seconds, 0.1);
    $("#sending-all").max = all;
    $("#sending-all").value = Math.min(all, done);
    const left = Math.ceil((all - done) / Math.max(rate, 1));
    $("#sending-rate").textContent = fill(form.dataset.rate, {
      done: list.filter(({ file, row }) => row.bar.value >= file.size).length,
      all: list.length, rate: size(rate), left: left > 90 ? `${Math.ceil(left / 60)} min` : `${left} s`,
    });
  }

  function kept(batch, receipt) {
    for (const { file, row } of batch) {
      row.bar.value = file.size || 1;
      row.state.textContent = form.dataset.kept;
      row.state.className = "complete";
    }
    for (const name of Object.keys(totals)) totals[name] += receipt[name];
    $("#sending-balance").textContent = fill(form.dataset.done, totals);
    $("#sending-all").value = $("#sending-all").max;
    $("#sending-rate").textContent = "";
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.className = "button";
    link.href = receipt.url;
    link.textContent = `${form.dataset.open} ${receipt.receipt}`;
    line.append(link);
    const live = document.createElement("div");
    live.dataset.poll = `${receipt.url}?part=rows`;
    live.innerHTML = "<div data-busy></div>";
    $("#sending-receipts").prepend(line, live);
    poll(live, 0);
  }

  const handIn = (event) => {
    event.preventDefault();
    const chosen = [...$("#files").files].map((file) => [file, file.name]);
    const folder = [...$("#folder").files].map((file) => [file, file.webkitRelativePath || file.name]);
    if (chosen.length + folder.length) add([...chosen, ...folder]);
    $("#files").value = "";
    $("#folder").value = "";
  };
  form.addEventListener("submit", handIn);
  for (const input of [$("#files"), $("#folder")]) input.addEventListener("change", handIn);

  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("dragging");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dragging");
  });
  document.addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.body.classList.remove("dragging");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = entries.length ? await walk(entries) : [...event.dataTransfer.files].map((file) => [file, file.name]);
    if (found.length) add(found);
  });
}

async function walk(entries) {
  const found = [];
  const waiting = [...entries];
  while (waiting.length) {
    const entry = waiting.shift();
    if (entry.isFile) {
      const file = await new Promise((yes, no) => entry.file(yes, no)).catch(() => null);
      if (file) found.push([file, entry.fullPath.replace(/^\//, "")]);
    } else if (entry.isDirectory) {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((yes, no) => reader.readEntries(yes, no)).catch(() => []);
        if (!some.length) break;
        waiting.push(...some);
      }
    }
  }
  return found;
}

/* suggestions while typing */

function suggest(input) {
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const typed = input.value.trim();
    if (!typed) return;
    waiting = setTimeout(async () => {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed.slice(0, 100))}`, { credentials: "same-origin" });
      if (!answer.ok) return;
      const { suggestions } = await answer.json();
      $("#suggestions").replaceChildren(...suggestions.map((text) => {
        const option = document.createElement("option");
        option.value = text;
        return option;
      }));
    }, 180);
  });
}

/* start */

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
window.addEventListener("popstate", () => { if ($("#results")) show(location.href, false); });
for (const form of $$("form[data-auto]")) {
  $$("[data-noscript]", form).forEach((button) => { button.hidden = true; });
  form.addEventListener("change", () => form.submit());
}
for (const holder of $$("[data-poll]")) poll(holder);
for (const box of $$("[data-all]")) {
  box.addEventListener("change", () => { for (const one of $$('input[name="document"]', box.closest("table"))) one.checked = box.checked; });
}
for (const input of $$("[data-suggest]")) suggest(input);
const form = $("#upload");
if (form) upload(form);
reveal();
