// Behaviour of the page's own markup: clicks and forms become events of the components, nothing else talks to the server
// except downloads, uploads and deletions, which use the API.

import { calm, notice, say, send, settings, wide } from "./bridge.js";
import * as completion from "./completion.js";
import * as conversations from "./conversations.js";
import * as days from "./days.js";
import * as library from "./library.js";
import * as packs from "./packs.js";
import { download } from "./files.js";

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
const TAKEN_MS = 8000;
const WATCH_MS = 3000;
let last = {};
let shelved = () => {};
const question = () => document.getElementById("question");
const busy = () => document.querySelector('[role=status][data-state="busy"]') !== null;
const all = (selector) => [...document.querySelectorAll(selector)];

const ask = (data) => {
  if (!data.question?.trim() || busy() || waiting) return;
  last = {
    ...data,
    conversation: conversations.current(),
    before: conversations.before(),
    number: all("#ask-column .exchange").length + 1,
  };
  selectTab("ask");
  completion.hide();
  shelved = shelve();
  send("ask-form", "submit", last);
  waiting = setTimeout(() => { waiting = 0; checkService(); }, TAKEN_MS);
};

// What was said so far is moved out of the components, so that answering leaves it as it is.
const shelve = () => {
  const past = all("#live .exchange").map((one) => one.cloneNode(true));
  const evidence = all("#evidence .evidence-turn").map((one) => one.cloneNode(true));
  return () => {
    document.getElementById("past").append(...past);
    document.getElementById("evidence-past").append(...evidence);
    for (const one of all("#evidence-past .evidence-turn")) one.hidden = true;
    shelved = () => {};
  };
};

// The service has taken the question: the box is free for the next one, and the new exchange comes into view.
let waiting = 0;
const taken = () => {
  if (!waiting || !busy()) return;
  clearTimeout(waiting);
  waiting = 0;
  setTimeout(watchAnswer, WATCH_MS);
  shelved();
  if (question()?.value.trim() === last.question.trim()) question().value = "";
  draft("");
  all("#live .exchange").pop()?.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
};

const draft = (text) => {
  try {
    if (text === undefined) return sessionStorage.getItem(DRAFT) || "";
    if (text) sessionStorage.setItem(DRAFT, text);
    else sessionStorage.removeItem(DRAFT);
  } catch { /* without storage a draft does not outlive the page */ }
  return "";
};

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

// Conversations

const showConversation = (id) => {
  conversations.choose(id);
  clearTimeout(waiting);
  waiting = 0;
  document.getElementById("past").replaceChildren();
  document.getElementById("evidence-past").replaceChildren();
  send("ask-form", "select", { exchanges: conversations.exchanges(id) });
  conversations.show();
  closeSheet();
};

const newConversation = () => {
  showConversation(conversations.startNew());
  question()?.focus();
};

const recall = (id) => {
  showConversation(id);
  if (!matchMedia("(min-width: 75rem)").matches) document.querySelector(".conversations details").open = false;
};

let doomed = [];
const confirmForget = (ids, text) => {
  doomed = ids;
  const dialog = document.querySelector(".conversations dialog");
  dialog.querySelector("p").textContent = text;
  dialog.setAttribute("aria-label", text);
  dialog.showModal();
};

const forgetDoomed = () => {
  document.querySelector(".conversations dialog").close();
  const shown = conversations.current();
  for (const id of doomed) conversations.forget(id);
  notice(say("conversation_gone"));
  if (doomed.includes(shown)) newConversation();
  doomed = [];
};

// Where the reader is: the address names the page, the document or the passage, and the browser's Back works

const HOME = "ask";
let shown = location.search;

const addressOf = (place) => {
  const url = new URL(location.pathname, location.origin);
  for (const [key, value] of Object.entries(place)) if (value) url.searchParams.set(key, value);
  return url;
};

const remember = (place) => {
  const url = addressOf(place);
  if (url.search === location.search) return;
  history.pushState(null, "", url);
  shown = url.search;
};

const selectTab = (name) => {
  const button = document.getElementById(`tab-${name}-button`);
  if (button && button.getAttribute("aria-selected") !== "true") button.click();
  setTimeout(() => button?.scrollIntoView({ block: "nearest", inline: "center" }));
  document.title = name === HOME || !button ? say("title") : `${button.textContent.trim()} – ${say("title")}`;
};

// A tab's content is made when the tab is first opened.
const filled = new Set([HOME]);
const fillTab = (name) => {
  if (name === "pack") return packs.open();
  if (filled.has(name)) return;
  filled.add(name);
  send(name, "expand");
};

const PLACE = ["document", "passage", "language", "version", "first"];
const open = (data) => {
  const place = Object.fromEntries(PLACE.filter((key) => data[key]).map((key) => [key, data[key]]));
  filled.add("library");
  selectTab("library");
  send("library", "select", place);
  remember(place);
};

const listLibrary = () => {
  send("library", "expand");
  remember({ tab: "library" });
};

const go = (name) => {
  remember(name === HOME ? {} : { tab: name });
  route();
  if (name === HOME) focusQuestion();
};

// A tab is shown a moment after it was chosen; what is not shown cannot have the focus.
const focusQuestion = (tries = 20) => {
  question()?.focus();
  if (document.activeElement !== question() && tries) setTimeout(() => focusQuestion(tries - 1), 50);
};

const route = () => {
  shown = location.search;
  const query = Object.fromEntries(new URLSearchParams(location.search));
  if (query.passage || query.document) return open(query);
  const name = document.getElementById(`tab-${query.tab}-button`) ? query.tab : HOME;
  if (name === "library" && document.querySelector("#library .reader, #library .found")) send("library", "expand");
  fillTab(name);
  selectTab(name);
};

// Evidence: a panel beside the answer on a wide screen, a sheet from below on a narrow one

let opener = "";
const showEvidence = (id, focus) => {
  const card = document.getElementById(id);
  const turn = card?.closest(".evidence-turn");
  if (!turn) return;
  for (const other of all(".evidence-turn")) other.hidden = other !== turn;
  for (const other of all(".card.near")) other.classList.remove("near");
  card.classList.add("near");
  const panel = document.getElementById("evidence-panel");
  if (focus) {
    opener = id;
    if (!wide()) document.body.classList.add("sheet");
    card.focus({ preventScroll: true });
  }
  if (panel.scrollHeight > panel.clientHeight) {
    panel.scrollTop += card.getBoundingClientRect().top - panel.getBoundingClientRect().top - 56;
  }
};

const closeSheet = () => document.body.classList.remove("sheet");

const backToMark = (id = opener) => {
  closeSheet();
  const mark = document.querySelector(`.cite[data-cite="${id}"]`);
  mark?.focus();
};

// Copying and saving

const copyByHand = (text) => {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("aria-hidden", "true");
  area.className = "sr";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
};

// The clipboard of the browser is open to safe addresses only; the older way works everywhere.
const copy = async (text) => {
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else if (!copyByHand(text)) throw new Error("copy");
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

// A report stays in its form until it is kept.
let reported = null;
const noted = () => {
  if (!reported) return;
  reported.closest("details").open = false;
  reported.reset();
  reported = null;
};

// One listener per kind of event for the whole page

const acts = {
  ask: (el) => ask(JSON.parse(el.dataset.form)),
  edit: (el) => { fill(JSON.parse(el.dataset.form)); },
  new: newConversation,
  stop: () => send("ask-form", "stop", last),
  recall: (el) => recall(el.dataset.id),
  forget: (el) => {
    const name = conversations.titleOf(el.dataset.id);
    confirmForget([el.dataset.id], say("conversation_sure", { name }));
  },
  "forget-all": () => {
    const ids = conversations.all().map((one) => one.id);
    confirmForget(ids, say("conversations_sure", { n: ids.length }));
  },
  "forget-sure": forgetDoomed,
  copy: (el) => copy(el.dataset.text),
  share: (el) => copy(link(JSON.parse(el.dataset.form))),
  print: () => print(),
  download: (el) => download(el.dataset.url, el.dataset.body),
  pack: (el) => packs.saveOne(JSON.parse(el.dataset.body), Number(el.dataset.turn)),
  "pack-save": packs.save,
  go: (el) => go(el.dataset.tab),
  helpful: (el) => { el.disabled = true; send("thanks", "submit", { trace: el.dataset.trace, helpful: true }); },
  back: (el) => backToMark(el.dataset.cite),
  "close-evidence": () => backToMark(),
  open: (el) => { closeSheet(); open({ ...el.dataset }); },
  "close-document": listLibrary,
  language: (el) => { location.href = el.getAttribute("href") + location.search; },
  confirm: (el) => document.getElementById(el.dataset.dialog)?.showModal(),
  cancel: (el) => el.closest("dialog")?.close(),
  remove: (el) => library.remove(el.dataset.document),
  step: (el) => send(el.dataset.component, "submit", JSON.parse(el.dataset.form)),
  "copy-link": (el) => copy(new URL(el.dataset.href, location.href).href),
};

document.addEventListener("click", (event) => {
  const cite = event.target.closest(".cite");
  if (cite) return showEvidence(cite.dataset.cite, true);
  const tab = event.target.closest("[role=tab][id^=tab-]");
  if (tab) {
    const name = tab.id.replace(/^tab-|-button$/g, "");
    fillTab(name);
    if (event.isTrusted) {
      remember(name === HOME ? {} : { tab: name });
      setTimeout(() => selectTab(name));
    }
  }
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
  days.settled(form).then((good) => good && submitted(form, act, event.submitter));
});

const submitted = (form, act, submitter) => {
  if (act === "send") return ask(values(form));
  if (act === "upload") return library.upload(form);
  if (act === "pack-make") return packs.make(form);
  if (act === "pack-check") return packs.check(form);
  if (act === "feedback") {
    reported = form;
    return send("thanks", "submit", { ...values(form), trace: form.dataset.trace });
  }
  if (act === "form") {
    const pressed = submitter?.name ? { [submitter.name]: submitter.value } : {};
    send(form.dataset.component, form.dataset.event || "submit", { ...values(form), ...pressed });
  }
};

for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const cite = event.target.closest?.(".cite");
    if (cite && wide()) showEvidence(cite.dataset.cite, false);
  });
}

document.addEventListener("keydown", (event) => {
  if (completion.steer(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.id === "question") {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (event.key === "Escape") {
    const card = event.target.closest?.(".card[id^=ev-]");
    if (card) backToMark(card.id);
    else if (document.body.classList.contains("sheet")) backToMark();
  }
});

document.addEventListener("input", (event) => {
  if (event.target.id === "question") {
    draft(event.target.value);
    completion.complete();
  }
  if (event.target.dataset?.filter) library.filter(event.target);
});

document.addEventListener("focusout", completion.left);

document.addEventListener("change", (event) => {
  const drop = event.target.closest("form.drop");
  if (event.target.type === "file" && drop) packs.check(drop, event.target.files[0]);
  else if (event.target.type === "file") library.chosen(event.target);
  else days.changed(event.target);
});

// A link to a heading inside the page is no change of place.
window.addEventListener("popstate", () => { if (location.search !== shown) route(); });

// When the service is away the page says so and waits; once it answers, the page begins anew where the reader was, with
// the conversation, and with a question that got no answer back in the box.

const serviceAnswers = async () => {
  try {
    return (await fetch("/readyz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
};

let away = false;
const checkService = async () => {
  if (away) return;
  if (await serviceAnswers()) return notice(say("slow"));
  away = true;
  notice(say("offline"), true);
  if (busy() || question()?.value.trim() === last.question?.trim()) draft(last.question);
  while (!(await serviceAnswers())) await new Promise((resolve) => setTimeout(resolve, WATCH_MS / 2));
  location.reload();
};

const watchAnswer = async () => {
  if (!busy() || away) return;
  if (!(await serviceAnswers())) return checkService();
  setTimeout(watchAnswer, WATCH_MS);
};

// Where the page starts: a conversation kept, a shared question, a document, a passage or one of the pages

const start = () => {
  const text = draft();
  if (text && question() && !question().value) question().value = text;
  document.querySelector(".conversations details").open = matchMedia("(min-width: 75rem)").matches;
  const query = new URLSearchParams(location.search);
  if (query.get("q")) {
    const data = { question: query.get("q"), kinds: query.getAll("kinds") };
    for (const key of ["mode", "as_of", "language", "document"]) data[key] = query.get(key) || "";
    history.replaceState(null, "", location.pathname);
    conversations.startNew();
    ask(data);
  } else {
    if (conversations.exchanges().length) showConversation(conversations.current());
    if (location.search) route();
  }
  conversations.show();
};

// What arrives: an exchange to keep, a document that comes into view at the passage asked for. Gradio may write new content
// into the same node, so what is new is told by its content.
const seen = new Map();
const isNew = (name, content) => {
  if (seen.get(name) === content) return false;
  seen.set(name, content);
  return content !== "";
};

const watch = () => {
  taken();
  const kept = document.querySelector("#kept [data-kept]");
  if (isNew("kept", kept ? kept.dataset.number + kept.dataset.kept : "")) conversations.keep(kept);
  if (isNew("noted", document.querySelector("#thanks [data-noted]")?.dataset.noted || "")) noted();
  const page = document.querySelector("#library .reader, #library .found");
  const target = document.querySelector(".reader .target");
  if (isNew("page", page?.dataset.shown || "") && !target) page.scrollIntoView({ block: "start" });
  for (const place of ["pack-made", "pack-checked"]) {
    const result = document.querySelector(`#${place} .pack-result`);
    if (isNew(place, result?.dataset.shown || "")) result.focus();
  }
  if (isNew("target", target?.id || "")) {
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
  const panel = document.getElementById("evidence-panel");
  panel.setAttribute("role", "region");
  panel.setAttribute("aria-labelledby", "evidence-head");
  new MutationObserver(watch).observe(document.body, { childList: true, subtree: true, characterData: true, attributeFilter: ["data-state", "data-kept", "data-noted", "data-shown", "class"] });
  start();
};
