// What every part of the page needs: its words, its components, its messages.

export const settings = () => JSON.parse(document.getElementById("page-words")?.textContent || "{}");

export const say = (key, values = {}) =>
  Object.entries(values).reduce((s, [k, v]) => s.replaceAll(`{${k}}`, v), settings().words?.[key] || key);

// A component of a tab that was never opened comes a moment after the tab: then the event waits for it.
export const send = (component, event, data = {}, tries = 100) => {
  const root = document.querySelector(`#${component} [data-bridge]`);
  if (root) root.dispatchEvent(new CustomEvent("lhsia", { detail: { event, data } }));
  else if (tries) setTimeout(() => send(component, event, data, tries - 1), 50);
};

export const notice = (message, lasting = false) => {
  const place = document.getElementById("page-notice");
  if (!place) return;
  place.textContent = message;
  place.hidden = !message;
  clearTimeout(notice.timer);
  if (!lasting) notice.timer = setTimeout(() => { place.hidden = true; }, 6000);
};

// A request to the API, whose sentences come in the page's language.
export const reader = () => ({ "Accept-Language": settings().language });

// Why the API refused.
export const problemOf = (text, status) => {
  try {
    return JSON.parse(text).detail || `${status}`;
  } catch {
    return `${status}`;
  }
};

export const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export const wide = () => matchMedia("(min-width: 64rem)").matches;
