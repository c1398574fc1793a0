"""The smallest pieces of HTML: escaping, links, chips, fields. Everything that comes from outside is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote, urlsplit

from corpus.passage import Language
from ui.words import word

# The shape and the word carry the meaning; the colour only repeats it.
ICONS = {
    "answered": "✓",
    "partial": "◐",
    "not_in_corpus": "∅",
    "out_of_scope": "⊘",
    "needs_clarification": "?",
    "unavailable": "!",
    "search": "≡",
}


def text(value: object) -> str:
    """A value as text in HTML, never as markup."""
    return escape(str(value), quote=True)


def safe_url(url: object) -> str:
    """A web address that may stand in a link; "" for anything that is not http or https."""
    address = str(url or "").strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def source_link(url: object, language: Language) -> str:
    """A link to a source, which says where it leads and that it opens in a new tab; "" when there is none."""
    address = safe_url(url)
    if not address:
        return ""
    host = urlsplit(address).netloc.removeprefix("www.")
    label = word("go_source", language, host=host)
    return (
        f'<a href="{text(address)}" target="_blank" rel="noopener noreferrer">{text(label)}'
        f'<span class="sr"> {text(word("new_tab", language))}</span>'
        '<span aria-hidden="true"> ↗</span></a>'
    )


def chip(label: str, look: str, icon: str = "") -> str:
    """A small label with an icon."""
    mark = f'<span aria-hidden="true">{icon}</span> ' if icon else ""
    return f'<span class="chip chip-{look}">{mark}{text(label)}</span>'


def button(label: str, act: str, look: str = "", **data: object) -> str:
    """A button that page.js acts on."""
    values = "".join(f' data-{name.replace("_", "-")}="{text(value)}"' for name, value in data.items())
    return f'<button type="button" class="button {look}" data-act="{act}"{values}>{text(label)}</button>'


def options(choices: Iterable[tuple[str, str]], chosen: str = "") -> str:
    """The options of a choice, as (value, label)."""
    return "".join(
        f'<option value="{text(value)}"{" selected" if value == chosen else ""}>{text(label)}</option>'
        for value, label in choices
    )


def choice(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str = "") -> str:
    """A labelled choice of one."""
    return (
        f'<label class="field"><span>{text(label)}</span>'
        f'<select name="{name}">{options(choices, chosen)}</select></label>'
    )


def field(name: str, label: str, kind: str = "text", value: str = "", hint: str = "") -> str:
    """A labelled field for a line of text or a password."""
    note = f"<small>{text(hint)}</small>" if hint else ""
    return (
        f'<label class="field"><span>{text(label)}</span>'
        f'<input type="{kind}" name="{name}" value="{text(value)}" autocomplete="off">{note}</label>'
    )


def day_field(place: str, name: str, label: str, language: Language, value: str = "", hint: str = "") -> str:
    """A labelled field for a day, typed in figures or in words; `place` is the form that it stands in.

    Below it stands how to write a day; days.js puts what is wrong with it, or the day in words, in its place.
    """
    key = re.sub(r"[^\w-]", "-", f"{place}-{name}")
    note = " ".join(part for part in (word("day_hint", language), hint) if part)
    return (
        f'<div class="field"><label for="{key}">{text(label)}</label>'
        f'<input type="text" id="{key}" name="{text(name)}" value="{text(value)}" data-day autocomplete="off" '
        f'autocapitalize="off" spellcheck="false" maxlength="60" aria-describedby="{key}-hint {key}-read">'
        f'<small id="{key}-hint">{text(note)}</small><small class="read" id="{key}-read" aria-live="polite"></small></div>'
    )


def document_href(document_id: str, passage_id: str = "") -> str:
    """The page's own address of a document, or of a passage in it."""
    if passage_id:
        return f"?passage={quote(passage_id, safe='')}"
    return f"?document={quote(document_id, safe='')}"
