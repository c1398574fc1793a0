// Fields for a day: what is typed is read by the service, the one place that knows how people write days. A day that is read is
// put back in figures with its words below; one that is not gets a sentence in the same place.

import { problemOf, reader, settings } from "./bridge.js";

const FIELDS = "input[data-day]";
const read = new WeakMap();  // by field, the text that was read last, and whether it is a day

const tell = (field, message, good) => {
  const place = document.getElementById(`${field.id}-read`);
  if (place) place.textContent = message;
  place?.classList.toggle("wrong", !good);
  if (good) field.removeAttribute("aria-invalid");
  else field.setAttribute("aria-invalid", "true");
};

const ask = async (text) => {
  const response = await fetch(`/page/day/${settings().language}?text=${encodeURIComponent(text)}`, { headers: reader() });
  return response.ok ? { good: true, ...(await response.json()) } : { good: false, words: problemOf(await response.text(), response.status) };
};

// Whether a field is empty or holds a day. When the service is away the field is let through: the form says so then.
const settle = async (field) => {
  const text = field.value.trim();
  if (read.get(field)?.text === text) return read.get(field).good;
  let found = { good: true, words: "" };
  try {
    if (text) found = await ask(text);
  } catch {
    return true;
  }
  if (field.value.trim() !== text) return settle(field);
  if (found.day) field.value = found.day;
  read.set(field, { text: field.value.trim(), good: found.good });
  tell(field, found.words, found.good);
  return found.good;
};

// Whether every day of a form can be read; the first that cannot gets the focus.
export const settled = async (form) => {
  const fields = [...form.querySelectorAll(FIELDS)];
  const good = await Promise.all(fields.map(settle));
  const wrong = fields[good.indexOf(false)];
  const folded = wrong?.closest("details");
  if (folded) folded.open = true;
  wrong?.focus();
  return !wrong;
};

export const changed = (field) => {
  if (field.matches(FIELDS)) settle(field);
};
