// Files to and from the API: sending, and saving under the name that the service gives.

import { notice, problemOf, reader, say } from "./bridge.js";

export const sendJson = (url, body) =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json", ...reader() }, body });

export const sendFiles = (url, parts) => {
  const form = new FormData();
  for (const part of parts) form.append(...part);
  return fetch(url, { method: "POST", headers: reader(), body: form });
};

// A reply that is no error; the error's own sentence otherwise.
export const good = async (response) => {
  if (!response.ok) throw new Error(problemOf(await response.text(), response.status));
  return response;
};

export const asFile = async (response) => {
  const { headers } = await good(response);
  const name = /filename="([^"]+)"/.exec(headers.get("Content-Disposition") || "")?.[1] || "download";
  return new File([await response.blob()], name, { type: headers.get("Content-Type") });
};

// Why something did not work; the words of a broken connection are the browser's own.
export const reasonOf = (error) => (error instanceof TypeError ? say("unreachable") : error.message);

export const saveFile = (file) => {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(file);
  anchor.download = file.name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  notice(say("saved"));
};

export const download = async (url, body) => {
  notice(say("saving"));
  try {
    saveFile(await asFile(await sendJson(url, body)));
  } catch (error) {
    notice(say("failed", { reason: reasonOf(error) }));
  }
};
