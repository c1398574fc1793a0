// Evidence packs: made answer by answer, put together, checked and listed before they are saved; and packs checked here.

import * as conversations from "./conversations.js";
import { notice, say, send } from "./bridge.js";
import { asFile, download, good, reasonOf, saveFile, sendFiles, sendJson } from "./files.js";

const PACKS = "/v1/evidence-packs";
const MEGABYTE = 1024 * 1024;

// The form is made anew whenever the tab is opened: the conversation may have gone on.
export const open = () => send("pack", "select", { exchanges: conversations.exchanges() });

const line = (list, className, text) => {
  const row = document.createElement("li");
  row.className = className;
  row.textContent = text;
  list.append(row);
  return row;
};

const progressLine = (list) => {
  const row = line(list, "pending", "");
  const label = document.createElement("span");
  const bar = document.createElement("progress");
  label.id = `${list.closest("form").dataset.act}-progress`;
  bar.setAttribute("aria-labelledby", label.id);
  row.append(label, bar);
  const show = (text, share) => {
    label.textContent = text;
    if (share === undefined) bar.removeAttribute("value");
    else bar.value = share;
  };
  return { row, show };
};

// The report goes on to the page's component as text: Gradio takes an object with a `path` for a file of its own.
const report = async (file, options = []) =>
  (await good(await sendFiles(`${PACKS}/verify`, [["pack", file, file.name], ...options]))).text();

// A result is taken out of sight until the next one takes its place.
const withdraw = (place) => document.querySelector(`#${place} .pack-result`)?.setAttribute("hidden", "");

// Making

let made = null;

const makeEach = async (bodies, list, show) => {
  const packs = [];
  for (const [number, body] of bodies.entries()) {
    const name = body.question;
    show(say("pack_making", { n: number + 1, total: bodies.length, name }), number / bodies.length);
    try {
      packs.push(await asFile(await sendJson(PACKS, JSON.stringify(body))));
    } catch (error) {
      line(list, "bad", say("pack_left_out", { name, reason: reasonOf(error) }));
    }
  }
  return packs;
};

const join = async (packs) => {
  if (packs.length === 1) return packs[0];
  return asFile(await sendFiles(`${PACKS}/bundle`, packs.map((pack) => ["packs", pack, pack.name])));
};

export const make = async (form) => {
  const list = form.querySelector(".results");
  const submit = form.querySelector("[type=submit]");
  const day = form.querySelector("[data-day]").value.trim();
  const bodies = [...form.querySelectorAll("[name=pick]:checked")].map((box) => JSON.parse(box.value));
  list.replaceChildren();
  made = null;
  withdraw("pack-made");
  if (!bodies.length) {
    line(list, "bad", say("pack_none"));
    form.querySelector("[name=pick]")?.focus();
    return;
  }
  submit.disabled = true;
  const { row, show } = progressLine(list);
  try {
    const packs = await makeEach(bodies.map((body) => ({ ...body, as_of: day || body.as_of })), list, show);
    if (packs.length) {
      show(say("pack_joining", { total: packs.length }));
      made = await join(packs);
      show(say("pack_listing"));
      send("pack-made", "submit", { report: await report(made) });
      notice(say("pack_ready"));
    }
  } catch (error) {
    line(list, "bad", reasonOf(error));
  }
  row.remove();
  submit.disabled = false;
};

export const save = () => made && saveFile(made);

// One answer's pack at once, from the button below it, with what was said before the question.
export const saveOne = (body, turn) => {
  const history = conversations.historyOf(turn, body.question);
  download(PACKS, JSON.stringify({ ...body, history }));
};

// Checking

let picked = null;

const checkedBy = async (form, file) => {
  const size = Math.ceil(file.size / MEGABYTE);
  const limit = Number(form.dataset.limit);
  if (size > limit) return { name: file.name, reason: say("pack_too_large", { name: file.name, size, limit }) };
  const { digest, held } = form.elements;
  try {
    return { report: await report(file, [["digest", digest.value.replace(/\s/g, "")], ["held", held.checked]]) };
  } catch (error) {
    return { name: file.name, reason: reasonOf(error) };
  }
};

export const check = async (form, file = picked) => {
  const list = form.querySelector(".results");
  list.replaceChildren();
  if (!file) {
    line(list, "bad", say("pack_no_file"));
    form.querySelector("[type=file]").focus();
    return;
  }
  picked = file;
  form.querySelector(".chosen").textContent = file.name;
  withdraw("pack-checked");
  const { row, show } = progressLine(list);
  show(say("pack_sending", { name: file.name }));
  send("pack-checked", "submit", await checkedBy(form, file));
  row.remove();
};

// A file dropped anywhere on the page of packs is checked; one dropped elsewhere does not take the page away.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const form = event.target.closest?.(".tabitem")?.querySelector("form.drop");
    form?.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && form && event.dataTransfer.files.length) check(form, event.dataTransfer.files[0]);
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector("form.drop.over")?.classList.remove("over");
});
