// Adding, deleting and filtering documents; these go to the API, because a file may be large.

import { notice, plain, problemOf, reader, say, send } from "./bridge.js";

const headers = () => {
  const key = document.querySelector('[name="editor_key"]')?.value;
  return { ...reader(), ...(key ? { Authorization: `Bearer ${key}` } : {}) };
};

// A request whose sending can be watched; gives the status and the body.
const post = (url, body, sent) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open("POST", url);
  for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", (event) => event.lengthComputable && sent(event.loaded / event.total));
  request.addEventListener("load", () => resolve(request));
  request.addEventListener("error", reject);
  request.send(body);
});

const resultOf = (request) => {
  if (request.status >= 300) return { outcome: "failed", reason: problemOf(request.responseText, request.status) };
  return JSON.parse(request.responseText).files[0];
};

const fileResult = (result) =>
  result.outcome === "failed" ? result.reason : say(result.outcome, { name: result.file_name, n: result.passages });

const addRow = (list, file) => {
  const row = document.createElement("li");
  const label = document.createElement("span");
  const bar = document.createElement("progress");
  label.textContent = say("sending", { name: file.name });
  label.id = `file-${list.children.length}`;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-labelledby", label.id);
  row.className = "pending";
  row.append(label, bar);
  list.append(row);
  return { row, label, bar };
};

const sendFile = async (form, file, { row, label, bar }) => {
  const body = new FormData();
  body.append("files", file);
  body.append("replace", form.querySelector('[name="replace"]').checked);
  const sent = (share) => {
    bar.value = share;
    if (share < 1) return;
    bar.removeAttribute("value");
    label.textContent = say("reading", { name: file.name });
  };
  try {
    const result = resultOf(await post("/v1/documents", body, sent));
    row.className = result.outcome === "failed" ? "bad" : "good";
    label.textContent = fileResult(result);
  } catch {
    row.className = "bad";
    label.textContent = say("unreachable");
  }
  bar.remove();
};

export const upload = async (form) => {
  const list = form.querySelector(".results");
  const submit = form.querySelector("[type=submit]");
  list.replaceChildren();
  submit.disabled = true;
  const rows = [...form.querySelector("[type=file]").files].map((file) => [file, addRow(list, file)]);
  for (const [file, row] of rows) await sendFile(form, file, row);
  form.querySelector("[type=file]").value = "";
  submit.disabled = false;
  send("library", "expand");
};

export const chosen = (input) => {
  const rows = [...input.files].map((file) => {
    const row = document.createElement("li");
    row.textContent = file.name;
    return row;
  });
  input.form.querySelector(".results").replaceChildren(...rows);
};

export const remove = async (id) => {
  try {
    const response = await fetch(`/v1/documents/${encodeURIComponent(id)}`, { method: "DELETE", headers: headers() });
    notice(response.ok ? say("deleted") : say("failed", { reason: problemOf(await response.text(), response.status) }));
  } catch {
    notice(say("unreachable"));
  }
  document.querySelector("dialog[open]")?.close();
  send("library", "expand");
};

export const filter = (input) => {
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  for (const row of document.querySelectorAll(`${input.dataset.filter} tbody tr`)) {
    const text = plain(row.textContent);
    row.hidden = !words.every((word) => text.includes(word));
  }
};
