// Conversations, kept in this browser only: each under a key of its own, so that two windows do not overwrite each other.
// Which one a window shows is kept in its sessionStorage, which outlives a reload.

import { notice, say, settings } from "./bridge.js";

const PREFIX = "lhsia-conversation:";
const OPEN = "lhsia-open";
const LONGEST = 50;
const REMEMBERED = 10;

const newId = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 8);

const read = (id) => {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + id));
    return found && typeof found.title === "string" && Array.isArray(found.exchanges) ? found : null;
  } catch { return null; }
};

export const all = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
      .map((key) => ({ id: key.slice(PREFIX.length), ...read(key.slice(PREFIX.length)) }))
      .filter((one) => one.exchanges).sort((a, b) => (a.at < b.at ? 1 : -1));
  } catch { return []; }
};

let here = "";  // where sessionStorage is switched off, the window remembers for itself
export const current = () => {
  try { here = sessionStorage.getItem(OPEN) || here; } catch { /* kept in `here` */ }
  return here || choose(newId());
};

export const choose = (id) => {
  here = id;
  try { sessionStorage.setItem(OPEN, id); } catch { /* kept in `here` */ }
  return id;
};

export const startNew = () => choose(newId());

export const exchanges = (id = current()) => read(id)?.exchanges || [];

// What was said before, for the next question; a question that was stopped is no part of it.
export const before = () => exchanges().filter((one) => one.answer?.answer || one.error)
  .slice(-REMEMBERED).map((one) => [one.asked.question, one.answer?.answer || ""]);

// What was said before an exchange of the conversation shown, as the API takes it.
export const historyOf = (number, question) => {
  const kept = exchanges();
  const asked = (at) => kept[at]?.asked.question === question;
  const at = asked(number - 1) ? number - 1 : kept.findLastIndex((_, place) => asked(place));
  return kept.slice(Math.max(0, at - REMEMBERED), Math.max(0, at)).flatMap((one) => [
    { role: "user", content: one.asked.question },
    ...(one.answer?.answer ? [{ role: "assistant", content: one.answer.answer }] : []),
  ]);
};

const write = (id, value) => {
  const text = JSON.stringify(value);
  for (;;) {
    try {
      localStorage.setItem(PREFIX + id, text);
      return;
    } catch (error) {
      const others = all().filter((one) => one.id !== id);
      if (error.name !== "QuotaExceededError" || !others.length) return notice(say("storage_none"));
      localStorage.removeItem(PREFIX + others[others.length - 1].id);
      notice(say("storage_full"));
    }
  }
};

export const keep = (node) => {
  const { conversation, kept } = node.dataset;
  const id = conversation || current();
  const found = read(id);
  const exchange = JSON.parse(kept);
  write(id, {
    title: found?.title || exchange.asked.question,
    at: new Date().toISOString(),
    exchanges: [...(found?.exchanges || []), exchange].slice(-LONGEST),
  });
  show();
};

export const forget = (id) => {
  localStorage.removeItem(PREFIX + id);
  show();
};

export const titleOf = (id) => read(id)?.title || "";

// The list

const button = (className, act, id, text) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.dataset.act = act;
  made.dataset.id = id;
  made.textContent = text;
  return made;
};

const item = (one, day) => {
  const row = document.createElement("li");
  const open = button("recall", "recall", one.id, "");
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = one.title;
  if (one.id === current()) open.setAttribute("aria-current", "true");
  const when = document.createElement("small");
  when.textContent = day.format(new Date(one.at));
  open.append(name, when);
  const gone = button("forget", "forget", one.id, "×");
  gone.setAttribute("aria-label", say("conversation_delete", { name: one.title }));
  row.append(open, gone);
  return row;
};

export const show = () => {
  const place = document.querySelector(".conversations");
  if (!place) return;
  const kept = all();
  const day = new Intl.DateTimeFormat(`${settings().language}-CA`, { dateStyle: "long" });
  place.querySelector("[data-act=forget-all]").hidden = kept.length === 0;
  place.querySelector(".count").textContent = `(${kept.length})`;
  place.querySelector("ul").replaceChildren(...kept.map((one) => item(one, day)));
};
