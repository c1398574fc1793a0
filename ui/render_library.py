"""The library as HTML: the list of documents, one document to read, adding and deleting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.document import Document
from corpus.passage import Language, Passage
from server.currency import law_ended, standing_on
from server.service import Holding
from server.words import written_address
from ui.markup import button, chip, document_href, source_link, text
from ui.render_evidence import ORIGINS, Around, Card, card_html, paragraphs, standing_chips
from ui.words import dates_word, kind_word, number_word, word

PAGE = 150


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as it is read: the passages of one page of it, and the one that was asked for."""

    holding: Holding
    document: Document
    passages: Sequence[Passage]
    first: int
    target: str
    day_iso: str


def library_html(holdings: Sequence[Holding], language: Language) -> str:
    """The list of documents, and the search over their passages."""
    count = word("library_count", language, n=number_word(len(holdings), language))
    rows = "".join(_row(h, language) for h in sorted(holdings, key=lambda h: h.title(language).lower()))
    heads = "".join(
        f'<th scope="col" role="columnheader">{text(word(name, language))}</th>'
        for name in (
            "col_title",
            "col_kind",
            "col_origin",
            "col_date",
            "col_status",
            "col_languages",
            "col_passages",
        )
    )
    return (
        f'<section class="shelf"><h2>{text(word("tab_library", language))}</h2><p>{text(count)}</p>'
        f'<div class="shelf-tools">{find_form("", language)}'
        f'<label class="field find"><span>{text(word("filter", language))}</span>'
        '<input type="search" data-filter="#holdings" autocomplete="off"></label></div>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(word("tab_library", language))}">'
        f'<table id="holdings" role="table"><thead role="rowgroup"><tr role="row">{heads}<th scope="col" role="columnheader"><span class="sr">{text(word("delete", language))}</span></th></tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div></section>'
    )


def _row(holding: Holding, language: Language) -> str:
    shown = holding.to_json()
    origins = " ".join(chip(word(a, language), a, ORIGINS[a]) for a in shown["authorities"])
    status = word(f"status_{shown['status']}", language) if shown["status"] else ""
    link = (
        f'<a href="{document_href(holding.id)}" data-act="open" data-document="{text(holding.id)}">'
        f"{text(holding.title(language))}</a>"
    )
    delete = _delete(holding, language) if "upload" in shown["authorities"] else ""
    cells = (
        ("", text(kind_word(shown["kind"], language))),
        ("", origins),
        ("", text(dates_word(shown["date"], language))),
        ("", text(status)),
        ("col_languages", text(", ".join(word(name, language) for name in shown["languages"]))),
        ("col_passages", number_word(holding.passages, language)),
    )
    plain = "".join(_cell(word(label, language) if label else "", html) for label, html in cells)
    return f'<tr role="row"><th scope="row" role="rowheader">{link}</th>{plain}<td role="cell">{delete}</td></tr>'


def _cell(label: str, html: str) -> str:
    """A cell of the list; the label is shown where the list has no head, on a phone."""
    named = f' data-label="{text(label)}"' if label else ""
    return f'<td role="cell"{named}>{html}</td>'


def _delete(holding: Holding, language: Language) -> str:
    dialog = f"delete-{text(holding.id)}"
    title = holding.title(language)
    sure = word("delete_sure", language, title=title)
    return (
        f'<button type="button" class="button danger" data-act="confirm" data-dialog="{dialog}">'
        f'{text(word("delete", language))}<span class="sr"> {text(title)}</span></button>'
        f'<dialog id="{dialog}" aria-label="{text(sure)}"><p>{text(sure)}</p><div class="row">'
        f"{button(word('delete_yes', language), 'remove', 'danger', document=holding.id)}"
        f"{button(word('delete_no', language), 'cancel')}</div></dialog>"
    )


def find_form(document_id: str, language: Language) -> str:
    """A search for passages, in one document or in all."""
    label = word("find_in" if document_id else "find_passages", language)
    return (
        '<form class="find" data-act="form" data-component="library" data-event="submit" role="search">'
        f'<input type="hidden" name="document" value="{text(document_id)}">'
        f'<label class="field"><span>{text(label)}</span><input type="search" name="query" required autocomplete="off"></label>'
        f'<button class="button" type="submit">{text(word("find", language))}</button></form>'
    )


def upload_form(limit_mb: int, *, key: bool, language: Language) -> str:
    """The form to add documents; with a field for the editor key where one is set."""
    secret = (
        f'<label class="field"><span>{text(word("key", language))}</span>'
        '<input type="password" name="editor_key" autocomplete="off"></label>'
        if key
        else ""
    )
    return (
        f'<form class="upload" data-act="upload"><h3>{text(word("add", language))}</h3>'
        f"<p>{text(word('add_hint', language, limit=limit_mb))}</p>{secret}"
        f'<p><label class="button pick">{text(word("files", language))}'
        '<input type="file" class="sr" multiple required accept=".txt,.md,.html,.htm,.pdf,.docx,.eml"></label></p>'
        f'<label class="tick"><input type="checkbox" name="replace" value="yes"> {text(word("replace", language))}</label>'
        f'<p><button class="button go" type="submit">{text(word("upload_do", language))}</button></p>'
        '<ul class="results" aria-live="polite"></ul></form>'
    )


def found_html(query: str, found: Sequence[Around], statuses: Sequence[str], language: Language) -> str:
    """The passages that a search of the library found."""
    back = button(word("close", language), "close-document", "quiet")
    head = f"<p>{back}</p><h2>{text(word('search_outcome', language))}: {text(query)}</h2>"
    if not found:
        return f'<section>{head}<p class="empty">{text(word("search_none", language))}</p></section>'
    cards = "".join(
        card_html(around, Card(f"found-{n}", n, status=status), language)
        for n, (around, status) in enumerate(zip(found, statuses, strict=True), 1)
    )
    return f'<section class="found" data-shown="{text(query)}">{head}<ol class="cards">{cards}</ol></section>'


# Reading one document


def reader_html(reading: Reading, language: Language) -> str:
    """One document: what it is, its contents, and its passages in order."""
    holding, document = reading.holding, reading.document
    title = document.title
    return (
        f'<article class="reader" data-shown="{text(f"{document.id} {document.language} {document.version} {reading.first}")}"><p>{button(word("close", language), "close-document", "quiet")}</p>'
        f'<h2 lang="{document.language}">{text(title)}</h2>{_about(holding, document, language)}'
        f"{_versions(reading, language)}{find_form(holding.id, language)}"
        f'<div class="sheet">{_contents(reading, language)}<div class="pages" lang="{document.language}">'
        f"{_passages(reading, language)}{_paging(reading, language)}</div></div></article>"
    )


def _about(holding: Holding, document: Document, language: Language) -> str:
    shown = holding.to_json()
    rows = [
        (word("col_kind", language), kind_word(shown["kind"], language)),
        (word("publisher", language), shown["publisher"]),
        (word("citation", language), shown["citation"]),
        (word("col_date", language), dates_word(shown["date"], language)),
        (
            word("col_status", language),
            word(f"status_{shown['status']}", language) if shown["status"] else "",
        ),
        (word("file", language), shown["file_name"] if document.authority == "upload" else ""),
    ]
    note = ""
    if holding.entry:
        note = holding.entry.status_note_fr if language == "fr" else holding.entry.status_note_en
    facts = "".join(f"<div><dt>{text(k)}</dt><dd>{text(v)}</dd></div>" for k, v in rows if v)
    remark = f"<p>{text(note)}</p>" if note else ""
    origin = chip(word(document.authority, language), document.authority, ORIGINS[document.authority])
    url = holding.entry.official_url(language) if holding.entry else document.url
    return f'<p class="chips">{origin}</p><dl class="about">{facts}</dl>{remark}<p>{source_link(url, language)}</p>'


def _versions(reading: Reading, language: Language) -> str:
    others = [d for d in reading.holding.documents if d is not reading.document]
    if not others:
        return ""
    links = "".join(
        f'<li><a href="{document_href(reading.holding.id)}" data-act="open" data-document="{text(reading.holding.id)}" '
        f'data-language="{d.language}" data-version="{text(d.version)}" lang="{d.language}">{text(d.title)} '
        f"({text(word(d.language, language))}{', ' + text(d.version) if d.version else ''}, "
        f"{text(word(d.authority, language))})</a></li>"
        for d in others
    )
    return f'<ul class="versions">{links}</ul>'


def _contents(reading: Reading, language: Language) -> str:
    """Links to the headings of the page; nothing for a document without any."""
    rows: list[str] = []
    before: tuple[str, ...] = ()
    for passage in reading.passages:
        path = passage.heading_path
        same = _shared(before, path)
        rows += [
            f'<li class="level-{min(depth, 2)}"><a href="#{text(anchor(passage.id))}">{text(name)}</a></li>'
            for depth, name in enumerate(path)
            if depth >= same
        ]
        before = path
    if len(rows) < 2:
        return ""
    links = "".join(rows)
    label = text(word("contents", language))
    return (
        f'<nav class="contents" aria-label="{label}"><details open><summary>{label}</summary>'
        f'<ol lang="{reading.document.language}">{links}</ol></details></nav>'
    )


def _passages(reading: Reading, language: Language) -> str:
    parts: list[str] = []
    before: tuple[str, ...] = ()
    for passage in reading.passages:
        if passage.heading_path != before:
            parts += _headings(before, passage.heading_path)
            before = passage.heading_path
        parts.append(_passage(passage, reading, language))
    return "".join(parts)


def _shared(before: tuple[str, ...], path: tuple[str, ...]) -> int:
    """How many headings two passages share, from the top."""
    same = 0
    while same < min(len(before), len(path)) and before[same] == path[same]:
        same += 1
    return same


def _headings(before: tuple[str, ...], path: tuple[str, ...]) -> list[str]:
    same = _shared(before, path)
    return [
        f"<h{min(depth + 3, 6)}>{text(name)}</h{min(depth + 3, 6)}>"
        for depth, name in enumerate(path)
        if depth >= same
    ]


def _passage(passage: Passage, reading: Reading, language: Language) -> str:
    address = written_address(passage.address, passage.language)
    day, entry = _day(reading.day_iso), reading.holding.entry
    chips = standing_chips(
        passage, standing_on(passage, day, entry), language, law_ended(passage, day, entry)
    )
    mark = " target" if passage.id == reading.target else ""
    head = f"<strong>{text(address)}</strong> " if address else ""
    copy = (
        f'<button type="button" class="linker" data-act="copy-link" data-href="{document_href("", passage.id)}">'
        f'<span aria-hidden="true">#</span><span class="sr">{text(word("copy_link", language))} {text(address or passage.ordinal)}</span></button>'
    )
    lead = f'<p class="lead-in">{text(passage.lead_in)}</p>' if passage.lead_in else ""
    return (
        f'<section class="passage{mark}" id="{text(anchor(passage.id))}" tabindex="-1" lang="{passage.language}">'
        f"{lead}<div>{head}{paragraphs(passage.text)}</div>"
        f'<p class="chips" lang="{language}">{" ".join(chips)} {copy}</p></section>'
    )


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


def _paging(reading: Reading, language: Language) -> str:
    total = reading.holding.passages
    last = reading.first + len(reading.passages)
    if reading.first == 0 and len(reading.passages) < PAGE:
        return ""
    shown = word("page_of", language, first=reading.first + 1, last=last, n=total)
    key, version = reading.holding.id, reading.document.version
    values = {"document": key, "language": reading.document.language, "version": version}
    earlier = (
        button(word("earlier", language), "open", first=max(0, reading.first - PAGE), **values)
        if reading.first
        else ""
    )
    later = (
        button(word("later", language), "open", first=last, **values) if len(reading.passages) == PAGE else ""
    )
    return f'<div class="row" lang="{language}"><p>{text(shown)}</p>{earlier}{later}</div>'


def anchor(passage_id: str) -> str:
    """A passage's element id in the reader."""
    return f"p-{passage_id}"
