// Behaviour of the page's own markup: clicks and forms become events of the components, nothing else talks to the server
// except downloads, uploads and deletions, which use the API.
(() => {
  "use strict";
  const settings = () => JSON.parse(document.getElementById("page-words")?.textContent || "{}");
  const say = (key, values = {}) =>
    Object.entries(values).reduce((s, [k, v]) => s.replaceAll(`{${k}}`, v), settings().words?.[key] || key);

  // Components

  // A component of a tab that was never opened comes a moment after the tab: then the event waits for it.
  const send = (component, event, data = {}, tries = 100) => {
    const root = document.querySelector(`#${component} [data-bridge]`);
    if (root) root.dispatchEvent(new CustomEvent("lhsia", { detail: { event, data } }));
    else if (tries) setTimeout(() => send(component, event, data, tries - 1), 50);
  };

  const notice = (message) => {
    const place = document.getElementById("page-notice");
    if (!place) return;
    place.textContent = message;
    place.hidden = !message;
    clearTimeout(notice.timer);
    notice.timer = setTimeout(() => { place.hidden = true; }, 6000);
  };

  const values = (form) => {
    const data = {};
    for (const [key, value] of new FormData(form)) {
      if (value instanceof File) continue;
      if (form.querySelectorAll(`[type=checkbox][name="${key}"]`).length > 1) (data[key] ||= []).push(value);
      else data[key] = value;
    }
    return data;
  };

  // Asking

  const DRAFT = "lhsia-draft";
  let last = {};
  const question = () => document.getElementById("question");
  const busy = () => document.querySelector('[role=status][data-state="busy"]') !== null;

  const ask = (data) => {
    if (!data.question?.trim() || busy() || waiting) return;
    last = data;
    selectTab("ask");
    send("ask-form", "submit", data);
    waiting = setTimeout(() => { waiting = 0; notice(say("offline")); }, 8000);
  };

  // The service has taken the question: the box is free for the next one, and the new exchange comes into view.
  let waiting = 0;
  const taken = () => {
    if (!waiting || !busy()) return;
    clearTimeout(waiting);
    waiting = 0;
    if (question()?.value.trim() === last.question.trim()) question().value = "";
    sessionStorage.removeItem(DRAFT);
    const all = document.querySelectorAll(".exchange");
    all[all.length - 1]?.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  };

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  const fill = (data) => {
    const form = document.querySelector("form.ask");
    if (!form) return;
    form.reset();
    for (const [name, value] of Object.entries(data)) {
      for (const control of form.querySelectorAll(`[name="${name}"]`)) {
        if (control.type === "checkbox" || control.type === "radio") control.checked = [value].flat().includes(control.value);
        else control.value = value;
      }
    }
    if (data.as_of || data.language || data.document || data.kinds?.length) form.querySelector("details").open = true;
    question().focus();
  };

  const selectTab = (name) => {
    const button = document.getElementById(`tab-${name}-button`);
    if (button && button.getAttribute("aria-selected") !== "true") button.click();
  };

  // A tab's content is made when the tab is first opened.
  const filled = new Set(["ask"]);
  const fillTab = (name) => {
    if (filled.has(name)) return;
    filled.add(name);
    send(name, "expand");
  };

  const open = (data) => {
    filled.add("library");
    selectTab("library");
    send("library", "select", data);
  };

  // Evidence

  const showEvidence = (id, focus) => {
    const card = document.getElementById(id);
    const turn = card?.closest(".evidence-turn");
    if (!turn) return;
    for (const other of document.querySelectorAll(".evidence-turn")) other.hidden = other !== turn;
    for (const other of document.querySelectorAll(".card.near")) other.classList.remove("near");
    card.classList.add("near");
    if (focus) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    } else {
      const panel = document.getElementById("evidence-panel");
      if (panel.scrollHeight > panel.clientHeight) panel.scrollTop = card.offsetTop - panel.offsetTop - 8;
    }
  };

  // Copying and saving

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      notice(say("copied"));
    } catch (error) {
      notice(say("failed", { reason: error.message }));
    }
  };

  const link = (data) => {
    const url = new URL(location.pathname, location.origin);
    for (const [key, value] of Object.entries(data)) {
      for (const one of [value].flat()) if (one) url.searchParams.append(key === "question" ? "q" : key, one);
    }
    return url.href;
  };

  const reasonOf = async (response) => {
    try { return (await response.json()).detail; } catch { return `${response.status}`; }
  };

  const save = async (url, body) => {
    notice(say("saving"));
    try {
      const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (!response.ok) return notice(say("failed", { reason: await reasonOf(response) }));
      const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "")?.[1] || "download";
      const anchor = document.createElement("a");
      anchor.href = URL.createObjectURL(await response.blob());
      anchor.download = name;
      anchor.click();
      setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
      notice(say("saved"));
    } catch {
      notice(say("offline"));
    }
  };

  // Library

  const keyHeader = () => {
    const key = document.querySelector('[name="editor_key"]')?.value;
    return key ? { Authorization: `Bearer ${key}` } : {};
  };

  const fileResult = (result) =>
    result.outcome === "failed" ? result.reason : say(result.outcome, { name: result.file_name, n: result.passages });

  const upload = async (form) => {
    const list = form.querySelector(".results");
    list.replaceChildren();
    for (const file of form.querySelector("[type=file]").files) {
      const row = document.createElement("li");
      row.textContent = say("sending", { name: file.name });
      row.className = "pending";
      list.append(row);
      const body = new FormData();
      body.append("files", file);
      body.append("replace", form.querySelector('[name="replace"]').checked);
      try {
        const response = await fetch("/v1/documents", { method: "POST", body, headers: keyHeader() });
        const result = response.ok ? (await response.json()).files[0] : { outcome: "failed", reason: await reasonOf(response) };
        row.className = result.outcome === "failed" ? "bad" : "good";
        row.textContent = fileResult(result);
      } catch {
        row.className = "bad";
        row.textContent = say("offline");
      }
    }
    form.querySelector("[type=file]").value = "";
    send("library", "expand");
  };

  const remove = async (id) => {
    try {
      const response = await fetch(`/v1/documents/${encodeURIComponent(id)}`, { method: "DELETE", headers: keyHeader() });
      notice(response.ok ? say("deleted") : say("failed", { reason: await reasonOf(response) }));
    } catch {
      notice(say("offline"));
    }
    document.querySelector("dialog[open]")?.close();
    send("library", "expand");
  };

  const filter = (input) => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    for (const row of document.querySelectorAll(`${input.dataset.filter} tbody tr`)) {
      const text = plain(row.textContent);
      row.hidden = !words.every((word) => text.includes(word));
    }
  };

  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  // Completion of names and provisions while a question is typed

  const complete = () => {
    const list = document.getElementById("completions");
    const box = question();
    const before = box.value.slice(0, box.selectionStart);
    const typed = /(?:^|[\s(])((?:ss?\.|art\.)\s*[\d.]+|[^\s(]{2,})$/i.exec(before)?.[1] || "";
    const names = Object.entries(settings().names || {});
    const found = typed.length > 1 ? names.filter(([name]) => plain(name).startsWith(plain(typed))).slice(0, 5) : [];
    list.replaceChildren(...found.filter(([name]) => name !== typed).map(([name, hint]) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "completion";
      button.textContent = name;
      button.title = hint;
      button.addEventListener("click", () => {
        const start = box.selectionStart - typed.length;
        box.setRangeText(`${name} `, start, box.selectionStart, "end");
        list.hidden = true;
        box.focus();
      });
      item.append(button);
      return item;
    }));
    list.hidden = list.children.length === 0;
  };

  // One listener per kind of event for the whole page

  const acts = {
    ask: (el) => ask(JSON.parse(el.dataset.form)),
    edit: (el) => { fill(JSON.parse(el.dataset.form)); },
    new: () => { send("ask-form", "clear"); question()?.focus(); },
    stop: () => send("ask-form", "stop", last),
    copy: (el) => copy(el.dataset.text),
    share: (el) => copy(link(JSON.parse(el.dataset.form))),
    print: () => print(),
    download: (el) => save(el.dataset.url, el.dataset.body),
    helpful: (el) => { el.disabled = true; send("log", "submit", { trace: el.dataset.trace, helpful: true }); },
    open: (el) => open({ ...el.dataset }),
    "close-document": () => send("library", "expand"),
    confirm: (el) => document.getElementById(el.dataset.dialog)?.showModal(),
    cancel: (el) => el.closest("dialog")?.close(),
    remove: (el) => remove(el.dataset.document),
    step: (el) => send(el.dataset.component, "submit", JSON.parse(el.dataset.form)),
    "copy-link": (el) => copy(new URL(el.dataset.href, location.href).href),
  };

  document.addEventListener("click", (event) => {
    const cite = event.target.closest(".cite");
    if (cite) {
      event.preventDefault();
      return showEvidence(cite.dataset.cite, true);
    }
    const tab = event.target.closest("[role=tab][id^=tab-]");
    if (tab) fillTab(tab.id.replace(/^tab-|-button$/g, ""));
    const el = event.target.closest("[data-act]");
    if (!el || el.tagName === "FORM" || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (el.dataset.act in acts) {
      event.preventDefault();
      acts[el.dataset.act](el);
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const act = form.dataset?.act;
    if (!act) return;
    event.preventDefault();
    if (act === "send") return ask(values(form));
    if (act === "upload") return upload(form);
    if (act === "feedback") {
      send("log", "submit", { ...values(form), trace: form.dataset.trace });
      form.closest("details").open = false;
      return form.reset();
    }
    if (act === "form") {
      const pressed = event.submitter?.name ? { [event.submitter.name]: event.submitter.value } : {};
      send(form.dataset.component, form.dataset.event || "submit", { ...values(form), ...pressed });
    }
  });

  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const cite = event.target.closest?.(".cite");
      if (cite && matchMedia("(min-width: 64rem)").matches) showEvidence(cite.dataset.cite, false);
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.id === "question") {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
    if (event.key === "Escape") {
      const list = document.getElementById("completions");
      if (list && !list.hidden) { list.hidden = true; return question()?.focus(); }
      const card = event.target.closest?.(".card[id^=ev-]");
      const mark = card && document.querySelector(`.cite[data-cite="${card.id}"]`);
      if (mark) mark.focus();
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.id === "question") {
      sessionStorage.setItem(DRAFT, event.target.value);
      complete();
    }
    if (event.target.dataset?.filter) filter(event.target);
  });

  document.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const rows = [...event.target.files].map((file) => {
      const row = document.createElement("li");
      row.textContent = file.name;
      return row;
    });
    event.target.form.querySelector(".results").replaceChildren(...rows);
  });

  // The page's address: a shared question, a document or a passage

  const start = () => {
    const draft = sessionStorage.getItem(DRAFT);
    if (draft && question() && !question().value) question().value = draft;
    const query = new URLSearchParams(location.search);
    if (query.get("passage") || query.get("document")) {
      open({ passage: query.get("passage") || "", document: query.get("document") || "" });
    } else if (query.get("q")) {
      const data = { question: query.get("q"), kinds: query.getAll("kinds") };
      for (const key of ["mode", "as_of", "language", "document"]) data[key] = query.get(key) || "";
      ask(data);
      history.replaceState(null, "", location.pathname);
    }
  };

  // A document comes into view when it arrives, at the passage asked for if there is one.
  const seen = new WeakSet();
  const watch = () => {
    taken();
    const page = document.querySelector("#library .reader, #library .found");
    if (page && !seen.has(page)) {
      seen.add(page);
      if (!page.querySelector(".target")) page.scrollIntoView({ block: "start" });
    }
    const target = document.querySelector(".reader .target");
    if (target && !seen.has(target)) {
      seen.add(target);
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    }
  };

  // Gradio sets the document's language from the browser's; the page's own language holds.
  const keepLanguage = () => {
    const root = document.documentElement;
    if (root.lang !== settings().language) root.lang = settings().language;
  };
  keepLanguage();
  new MutationObserver(keepLanguage).observe(document.documentElement, { attributeFilter: ["lang"] });

  window.lhsiaReady = () => {
    if (window.lhsiaStarted) return;
    window.lhsiaStarted = true;
    new MutationObserver(watch).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-state"] });
    start();
  };
})();
