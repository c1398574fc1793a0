"""Evidence packs as HTML: choosing what goes in, what a pack contains, and whether it is as it was written."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.passage import Language
from server.saved import SavedQuestion
from server.verify import LATER
from server.wire_records import PackFileOut, PackSourceOut, VerifiedOut
from ui.markup import button, chip, day_field, source_link, text
from ui.render import sources_word
from ui.words import WORDS, day_word, number_word, size_word, word

STATES = {"unchanged": "✓", "altered": "✗", "missing": "∅", "extra": "+"}


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that may go into a pack, and the request that makes it again."""

    question: str
    as_of: str
    outcome: str
    sources: int
    body: Mapping[str, Any]


# Making


def make_html(answers: Sequence[Choice], saved: Sequence[SavedQuestion], language: Language) -> str:
    """The form that chooses what goes into a pack: answers of the conversation (ticked) and followed questions."""
    own = "".join(_tick(choice, True, language) for choice in answers)
    followed = "".join(_tick(_choice(question), False, language) for question in saved)
    empty = (
        f'<p class="empty">{text(word("pack_no_answers", language))} '
        f"{button(word('pack_ask', language), 'go', 'plain', tab='ask')}</p>"
    )
    none = f'<p class="empty">{text(word("pack_no_saved", language))}</p>'
    hint = word("pack_day_hint", language)
    return (
        f"<section><h2>{text(word('tab_pack', language))}</h2><p>{text(word('pack_intro', language))}</p>"
        f'<form class="tool" data-act="pack-make"><h3>{text(word("pack_make", language))}</h3>'
        f"<fieldset><legend>{text(word('pack_answers', language))}</legend>{own or empty}</fieldset>"
        f"<fieldset><legend>{text(word('pack_saved', language))}</legend>{followed or none}</fieldset>"
        f'<div class="fields wide">{day_field("pack", "as_of", word("pack_day", language), language, hint=hint)}</div>'
        f"<p><small>{text(word('pack_again', language))}</small></p>"
        f'<button class="button go" type="submit">{text(word("pack_do", language))}</button>'
        '<ul class="results" aria-live="polite"></ul></form></section>'
    )


def _choice(saved: SavedQuestion) -> Choice:
    day = saved.as_of.isoformat()
    body = {"question": saved.question, "as_of": day, "language": saved.language}
    return Choice(saved.question, day, saved.outcome, len(saved.cited), body)


def _tick(choice: Choice, ticked: bool, language: Language) -> str:
    told = word(
        "pack_row",
        language,
        day=day_word(choice.as_of, language),
        outcome=word(choice.outcome, language).lower(),
        count=sources_word(choice.sources, language),
    )
    return (
        f'<label class="tick choice"><input type="checkbox" name="pick" value="{text(json.dumps(choice.body))}"'
        f"{' checked' if ticked else ''}> <span>{text(choice.question)} <small>{text(told)}</small></span></label>"
    )


def made_html(report: VerifiedOut, language: Language) -> str:
    """A pack that was just made: what it contains, and the button to save it."""
    count, size = number_word(_count(report), language), size_word(report.size, language)
    said = word("pack_ready_long", language, n=count, size=size)
    save = button(word("pack_download", language), "pack-save", "go")
    head = _banner("answered", "✓", "", said)
    return _result("made", report.name, f"{head}<p>{save}</p>{_inside(report, language)}")


# Checking


def check_html(limit_mb: int, language: Language) -> str:
    """The form that checks a pack, which may be dropped on it."""
    return (
        f'<form class="tool drop" data-act="pack-check" data-limit="{limit_mb}"><h3>{text(word("pack_check", language))}</h3>'
        f"<p>{text(word('pack_check_hint', language))}</p>"
        f'<p><label class="button pick">{text(word("pack_choose", language))}'
        '<input type="file" class="sr" name="pack" accept=".zip,application/zip"></label> <span class="chosen"></span></p>'
        f'<label class="tick"><input type="checkbox" name="held" value="true"> {text(word("pack_held", language))}</label>'
        f'<div class="fields wide"><label class="field"><span>{text(word("pack_digest", language))}</span>'
        '<input type="text" name="digest" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="100"></label></div>'
        f'<button class="button" type="submit">{text(word("pack_recheck", language))}</button>'
        '<ul class="results" aria-live="polite"></ul></form>'
    )


def checked_html(report: VerifiedOut, language: Language) -> str:
    """A pack that was checked: the verdict in a word, what does not match, and every file."""
    body = _verdict(report, language) + _findings(report, language) + _inside(report, language)
    return _result("checked", report.name, body)


def refused_html(name: str, reason: str, language: Language) -> str:
    """A file that could not be checked at all."""
    return _result("checked", name, _banner("unavailable", "!", word("pack_unreadable", language), reason))


def _verdict(report: VerifiedOut, language: Language) -> str:
    faults = [finding for finding in report.findings if finding.code not in LATER]
    total = number_word(_count(report), language)
    if not faults:
        return _banner(
            "answered", "✓", word("pack_whole", language), word("pack_whole_long", language, n=total)
        )
    if not report.files:
        key = "pack_other" if faults[0].code == "digest" else "pack_unreadable"
        return _banner("unavailable", "!", word(key, language), faults[0].message)
    bad = sum(file.state != "unchanged" for one in (report, *report.packs) for file in one.files)
    key = "pack_altered_one" if bad == 1 else "pack_altered_long"
    detail = word(key, language, k=number_word(bad, language), n=total) if bad else faults[0].message
    return _banner("unavailable", "✗", word("pack_altered", language), detail)


def _findings(report: VerifiedOut, language: Language) -> str:
    if not report.files:
        return ""
    parts = []
    for key, later in (("pack_findings", False), ("pack_later", True)):
        rows = [f"<li>{text(f.message)}</li>" for f in report.findings if (f.code in LATER) == later]
        head = f"<h4>{text(word(key, language))}</h4>"
        parts.append(f'<div class="notes">{head}<ul>{"".join(rows)}</ul></div>' if rows else "")
    return "".join(parts)


# What both show


def _result(place: str, name: str, body: str) -> str:
    """A result by itself, which page.js brings into view; `place` tells that of making from that of checking.

    The stamp makes it new also when it says the same as before.
    """
    stamp = time.monotonic_ns()
    return (
        f'<section class="pack-result" tabindex="-1" aria-labelledby="{place}-name" data-shown="{stamp}">'
        f'<h3 id="{place}-name">{text(name)}</h3>{body}</section>'
    )


def _banner(look: str, icon: str, label: str, detail: str) -> str:
    strong = f"<strong>{text(label)}</strong> " if label else ""
    return (
        f'<p class="banner banner-{look}" role="status"><span class="icon" aria-hidden="true">{icon}</span>'
        f"{strong}<span>{text(detail)}</span></p>"
    )


def _count(report: VerifiedOut) -> int:
    return sum(len(one.files) for one in (report, *report.packs))


def _inside(report: VerifiedOut, language: Language) -> str:
    """What a pack says of itself, its sources and its files; the answers of several are folded under their questions."""
    facts = [(word("pack_size", language), size_word(report.size, language))]
    if report.created:
        facts.insert(0, (word("pack_made_on", language), day_word(report.created, language)))
    digest = (
        f'<p class="digest"><strong>{text(word("pack_sha", language))}</strong> <code>{text(report.sha256)}</code> '
        f"{button(word('pack_copy_sha', language), 'copy', 'plain', text=report.sha256)} "
        f"<small>{text(word('pack_sha_hint', language))}</small></p>"
    )
    if not report.packs:
        return _about(report, facts, language) + digest + _contents(report, language)
    head = word("pack_packs", language, n=number_word(len(report.packs), language))
    each = "".join(_folded(pack, language) for pack in report.packs)
    return f"{_facts(facts)}{digest}<h4>{text(head)}</h4>{each}{_files(report.files, language)}"


def _folded(pack: VerifiedOut, language: Language) -> str:
    bad = "" if pack.whole else f" {chip(word('pack_altered', language), 'ended', STATES['altered'])}"
    return (
        f"<details><summary>{text(pack.question or pack.name)}{bad}</summary>"
        f"{_about(pack, [], language)}{_contents(pack, language)}</details>"
    )


def _about(report: VerifiedOut, facts: Sequence[tuple[str, str]], language: Language) -> str:
    own = list(facts)
    if report.as_of:
        own.insert(0, (word("pack_law", language), day_word(report.as_of, language)))
    if report.outcome in WORDS:
        own.insert(1, (word("pack_outcome", language), word(report.outcome, language)))
    asked = (
        f'<p class="asked" lang="{text(report.language)}">{text(report.question)}</p>'
        if report.question
        else ""
    )
    return asked + _facts(own)


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in facts)
    return f'<dl class="about">{rows}</dl>' if facts else ""


def _contents(report: VerifiedOut, language: Language) -> str:
    return _sources(report.sources, language) + _files(report.files, language)


def _sources(sources: Sequence[PackSourceOut], language: Language) -> str:
    head = word("pack_sources", language, n=number_word(len(sources), language))
    rows = "".join(f"<li>{_source(source, language)}</li>" for source in sources)
    return f"<h4>{text(head)}</h4><ul>{rows}</ul>" if sources else ""


def _source(source: PackSourceOut, language: Language) -> str:
    origin = chip(word(source.authority, language), source.authority) if source.authority in WORDS else ""
    day = word("pack_source_day", language, day=day_word(source.retrieved_at, language))
    dated = f" <small>{text(day)}</small>" if source.retrieved_at else ""
    name = source.title or source.document_id
    return f'<span lang="{text(source.language)}">{text(name)}</span> {origin}{dated} {source_link(source.url, language)}'


def _files(files: Sequence[PackFileOut], language: Language) -> str:
    if not files:
        return ""
    label = text(word("pack_files", language, n=number_word(len(files), language)))
    heads = "".join(
        f'<th scope="col" role="columnheader">{text(word(key, language))}</th>'
        for key in ("pack_file", "pack_state", "pack_what", "pack_size")
    )
    rows = "".join(_file(file, language) for file in files)
    return (
        f'<h4>{label}</h4><div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="files" role="table"><thead role="rowgroup"><tr role="row">{heads}'
        f'<th scope="col" role="columnheader">SHA-256</th></tr></thead><tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _file(file: PackFileOut, language: Language) -> str:
    look = "in-force" if file.state == "unchanged" else "ended"
    state = chip(word(f"state_{file.state}", language), look, STATES[file.state])
    cells = "".join(
        f'<td role="cell">{cell}</td>'
        for cell in (
            state,
            text(_what(file.path, language)),
            text(size_word(file.size, language)),
            f"<code>{text(file.sha256)}</code>",
        )
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{text(file.path)}</th>{cells}</tr>'


def _what(path: str, language: Language) -> str:
    if path.startswith("passages/"):
        return word("file_passage", language)
    key = "file_pack" if path.endswith(".zip") else f"file_{path}"
    return word(key, language) if key in WORDS else ""
