"""The frame of the page as HTML: header, question form, status line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.passage import Language
from server.service import Holding
from ui.markup import button, choice, day_field, text
from ui.words import KINDS, day_word, kind_word, word

PATHS: dict[Language, str] = {"en": "/", "fr": "/fr/"}


def header_html(language: Language) -> str:
    """Name, purpose, the other language, and the standing line."""
    other: Language = "en" if language == "fr" else "fr"
    return (
        f'<a class="skip" href="#question">{text(word("skip", language))}</a>'
        f'<div class="masthead"><div><h1>{text(word("title", language))}</h1>'
        f"<p>{text(word('tagline', language))}</p></div>"
        f'<a class="switch" data-act="language" href="{PATHS[other]}" hreflang="{other}" lang="{other}">'
        f"{text(word('switch', language))}</a></div>"
        f'<p class="standing">{text(word("standing", language))}</p>'
    )


def ask_form_html(holdings: Sequence[Holding], today: date, limit: int, language: Language) -> str:
    """The question box with its limits; the limits are folded away until they are wanted."""
    hint = word("question_hint", language, limit=limit)
    return (
        '<form class="ask" data-act="send">'
        f'<label class="field" for="question"><span>{text(word("question", language))}</span></label>'
        f'<textarea id="question" name="question" rows="2" maxlength="{limit}" required '
        'aria-describedby="question-hint"></textarea>'
        f'<div class="completing"><ul id="completions" aria-label="{text(word("completions", language))}" hidden></ul></div>'
        '<p class="sr" role="status" id="completions-found"></p>'
        f'<div class="row"><small id="question-hint">{text(hint)}</small><span class="grow"></span>'
        f'<button type="button" class="button quiet" data-act="new">{text(word("new", language))}</button>'
        f'<button type="button" class="button stop" data-act="stop">{text(word("stop", language))}</button>'
        f'<button type="submit" class="button go">{text(word("ask", language))}</button></div>'
        f'{_mode(language)}<details class="scope"><summary>{text(word("scope", language))}</summary>'
        f"{_scope(holdings, today, language)}</details></form>"
    )


def _mode(language: Language) -> str:
    rows = "".join(
        f'<label class="tick"><input type="radio" name="mode" value="{mode}"{" checked" if mode == "answer" else ""}> '
        f"{text(word(f'mode_{mode}', language))}</label>"
        for mode in ("answer", "quotes", "search")
    )
    return f'<fieldset class="modes"><legend>{text(word("mode", language))}</legend>{rows}</fieldset>'


def _scope(holdings: Sequence[Holding], today: date, language: Language) -> str:
    languages = [("", word("auto", language)), ("en", word("en", language)), ("fr", word("fr", language))]
    hint = word("as_of_hint", language, day=day_word(today, language))
    present = {holding.main.kind for holding in holdings}
    kinds = "".join(
        f'<label class="tick"><input type="checkbox" name="kinds" value="{kind}"> '
        f"{text(kind_word(kind, language))}</label>"
        for kind in KINDS
        if kind in present
    )
    return (
        f'<div class="fields">{day_field("ask", "as_of", word("as_of", language), language, hint=hint)}'
        f"{choice('language', word('answer_language', language), languages)}"
        f"{choice('document', word('document', language), document_choices(holdings, language))}</div>"
        f"<fieldset><legend>{text(word('kinds', language))}</legend>{kinds}"
        f"<small>{text(word('kinds_hint', language))}</small></fieldset>"
    )


def document_choices(holdings: Sequence[Holding], language: Language) -> list[tuple[str, str]]:
    """Every document by title, after "all"."""
    named = sorted((holding.title(language), holding.id) for holding in holdings)
    return [("", word("any_document", language)), *((key, title) for title, key in named)]


def loading_html(language: Language) -> str:
    """What stands in a page until its content comes."""
    return f'<p class="progress" role="status">{text(word("loading", language))}</p>'


def status_html(message: str = "", state: str = "idle") -> str:
    """The line that a screen reader speaks, and the state that the Stop button follows."""
    return f'<p class="sr" role="status" aria-live="polite" data-state="{state}">{text(message)}</p>'


def conversations_html(language: Language) -> str:
    """The conversations of this browser; page.js fills the list."""
    head = text(word("conversations", language))
    return (
        f'<nav class="conversations" aria-label="{head}"><details><summary>{head} <span class="count"></span></summary>'
        f"{button(word('new', language), 'new', 'quiet')}<ul></ul>"
        f"<p><small>{text(word('conversations_kept', language))}</small></p>"
        f"<p>{button(word('conversations_clear', language), 'forget-all', 'plain')}</p></details>"
        f'<dialog class="sure"><p></p><div class="row">{button(word("delete_yes", language), "forget-sure", "danger")}'
        f"{button(word('delete_no', language), 'cancel')}</div></dialog></nav>"
    )


def page_words(language: Language) -> dict[str, object]:
    """What page.js says, in the page's language."""
    keys = (
        "copied",
        "saving",
        "saved",
        "failed",
        "offline",
        "unreachable",
        "sending",
        "added",
        "updated",
        "unchanged",
        "deleted",
        "reading",
        "slow",
        "conversation_delete",
        "conversation_sure",
        "conversations_sure",
        "conversation_gone",
        "storage_full",
        "storage_none",
        "completions_found",
        "title",
        "pack_none",
        "pack_making",
        "pack_joining",
        "pack_listing",
        "pack_left_out",
        "pack_ready",
        "pack_no_file",
        "pack_too_large",
        "pack_sending",
    )
    words = {key: raw_word(key, language) for key in keys}
    return {"words": words, "language": language}


def raw_word(key: str, language: Language) -> str:
    """A word with its places left open, for page.js to fill."""
    values = {name: "{" + name + "}" for name in ("name", "n", "total", "reason", "size", "limit")}
    return word(key, language, **values)
