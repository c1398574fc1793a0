// Completion of instruments, provisions and terms while a question is typed.

import { plain, say, settings } from "./bridge.js";

const MOST = 6;
const PROVISION = /(?:^|[\s(,])((?:ss?\.|art\.|sections?|articles?)\s*([\d.]*\d?(?:\s*\([^)\s]*\)?)*))$/i;

let known = null;
const load = async () => {
  known ||= fetch(`/page/names/${settings().language}`).then((r) => (r.ok ? r.json() : null)).catch(() => null);
  const found = await known;
  if (!found) known = null;  // asked again with the next letter
  return found;
};

const box = () => document.getElementById("question");
const list = () => document.getElementById("completions");
const tidy = (address) => address.replace(/\s+/g, "").toLowerCase();

// The law named last before the provision, or every law.
const lawsFor = (laws, before) => {
  const text = plain(before);
  const places = laws.map((law) => ({ law, at: Math.max(...law.names.map((name) => text.lastIndexOf(plain(name)))) }));
  const last = places.filter((one) => one.at >= 0).sort((a, b) => b.at - a.at)[0];
  return last ? { named: true, laws: [last.law] } : { named: false, laws };
};

const provisions = (found, before) => {
  const match = PROVISION.exec(before);
  if (!match) return null;
  const [, typed, number] = match;
  const { named, laws } = lawsFor(found.laws, before.slice(0, before.length - typed.length));
  const items = laws.flatMap((law) => law.provisions
    .filter(([address]) => tidy(address.replace(/^\D+/, "")).startsWith(tidy(number)))
    .map(([address, hint]) => ({ text: named ? address : `${law.name}, ${address}`, hint, typed })));
  return items.length ? items : null;
};

// Names that begin with the last words before the caret, the shortest first.
const names = (found, before) => {
  const words = before.match(/[^\s(]+\s?/g) || [];
  const items = new Map();
  for (let take = Math.min(5, words.length); take > 0; take -= 1) {
    const typed = words.slice(-take).join("").trimStart();
    const least = /^\p{Lu}/u.test(typed) ? 2 : 4;
    if (typed.trim().length < least || /\s$/.test(before) && take === 1) continue;
    for (const [text, hint] of found.names) {
      if (text !== typed.trim() && plain(text).startsWith(plain(typed))) items.set(text, { text, hint, typed });
    }
  }
  return [...items.values()].sort((a, b) => a.text.length - b.text.length);
};

export const hide = () => {
  if (list()) list().hidden = true;
};

const choose = ({ text, typed }) => {
  const field = box();
  const end = field.selectionStart;
  field.setRangeText(`${text} `, end - typed.length, end, "end");
  hide();
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const row = (one) => {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.className = "completion";
  button.textContent = one.text;
  if (one.hint) {
    const hint = document.createElement("small");
    hint.textContent = one.hint;
    button.append(hint);
  }
  button.addEventListener("click", () => choose(one));
  item.append(button);
  return item;
};

export const complete = async () => {
  const found = await load();
  const field = box();
  if (!found || !field || document.activeElement !== field) return;
  const before = field.value.slice(0, field.selectionStart);
  const items = (provisions(found, before) || names(found, before)).slice(0, MOST);
  list().replaceChildren(...items.map(row));
  const appeared = list().hidden && items.length > 0;
  list().hidden = items.length === 0;
  const told = document.getElementById("completions-found");
  if (appeared) told.textContent = say("completions_found", { n: items.length });
  else if (!items.length) told.textContent = "";
};

// Arrow keys go from the question into the list and through it; true when the key was used.
export const steer = (event) => {
  if (!list() || list().hidden || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return false;
  const inside = [box(), ...list().querySelectorAll("button")];
  const at = inside.indexOf(document.activeElement);
  if (at < 0 || (at === 0 && event.key === "ArrowUp")) return false;
  event.preventDefault();
  if (event.key === "Escape") hide();
  const next = event.key === "Escape" ? 0 : Math.min(inside.length - 1, at + (event.key === "ArrowDown" ? 1 : -1));
  inside[next].focus();
  return true;
};

// The list goes when the focus leaves question and list.
export const left = (event) => {
  const to = event.relatedTarget;
  if (event.target === box() || list()?.contains(event.target)) {
    if (to !== box() && !list()?.contains(to)) setTimeout(hide, 150);
  }
};
