"""Answers and evidence as HTML: pure functions from plain values to markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.passage import Language, Passage
from server.words import written_address
from ui.history import Asked, Exchange
from ui.markup import ICONS, button, chip, document_href, safe_url, source_link, text
from ui.words import EXAMPLES, day_word, kind_word, word

MARK = re.compile(r"\s?\[(\d+)\]")
STRONG = re.compile(r"\*\*(.+?)\*\*")
EMPHASIS = re.compile(r"(?<![*\w])\*(?!\s)([^*]+?)(?<!\s)\*(?![*\w])")


@dataclass(frozen=True, slots=True)
class Around:
    """A cited passage as it stands: its whole text, its lead-in, and its neighbours."""

    passage: Passage
    before: Sequence[Passage] = ()
    after: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange with all that is shown of it; `state` is "searching", "writing", "stopped" or "done"."""

    number: int
    exchange: Exchange
    around: Mapping[str, Around] = field(default_factory=dict)
    also: Sequence[Passage] = ()
    state: str = "done"
    blocks: int | None = None


# The answer's text


def answer_html(markdown: str, citations: Sequence[Mapping[str, Any]], turn: Turn, language: Language) -> str:
    """An answer's Markdown as HTML, its marks as links to the evidence; only `turn.blocks` of it while it comes in."""
    known = {int(c["number"]): c for c in citations}
    blocks = [block for block in markdown.split("\n\n") if block.strip()][: turn.blocks]
    return "".join(_block(block, known, turn, language) for block in blocks)


def _block(block: str, known: Mapping[int, Mapping[str, Any]], turn: Turn, language: Language) -> str:
    lines = block.split("\n")
    first = [line for line in lines if not line.lstrip().startswith(("- ", "* "))]
    items = [line.lstrip()[2:] for line in lines if line.lstrip().startswith(("- ", "* "))]
    numbers = [int(n) for n in MARK.findall(block) if int(n) in known]
    foreign = {str(known[n].get("language", "")) for n in numbers} - {turn.exchange.answer.get("language")}
    lang = f' lang="{text(foreign.pop())}"' if len(foreign) == 1 else ""
    body = f"<p>{_inline(' '.join(first), known, turn, language)}</p>" if first else ""
    if items:
        rows = "".join(f"<li>{_inline(item, known, turn, language)}</li>" for item in items)
        body += f"<ul>{rows}</ul>"
    return f'<div class="statement"{lang}>{body}</div>'


def _inline(line: str, known: Mapping[int, Mapping[str, Any]], turn: Turn, language: Language) -> str:
    marked = STRONG.sub(r"<strong>\1</strong>", text(line))
    marked = EMPHASIS.sub(r"<em>\1</em>", marked)

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        return cite_link(known[number], turn.number, language) if number in known else match[0]

    return MARK.sub(link, marked)


def cite_link(citation: Mapping[str, Any], turn: int, language: Language) -> str:
    """A numbered mark that opens its passage in the evidence panel."""
    number = int(citation["number"])
    label = word("source_n", language, n=number, place=place_of(citation, language))
    return (
        f'<a class="cite" role="button" href="#ev-{turn}-{number}" data-cite="ev-{turn}-{number}" '
        f'aria-label="{text(label)}" title="{text(label)}">{number}</a>'
    )


def place_of(citation: Mapping[str, Any], language: Language) -> str:
    """Title and pinpoint of a citation."""
    parts = (str(citation.get("title", "")), written_address(str(citation.get("address") or ""), language))
    return ", ".join(part for part in parts if part)


# One exchange


def exchange_html(turn: Turn, language: Language) -> str:
    """A question with its reply."""
    asked = turn.exchange.asked
    busy = "true" if turn.state in ("searching", "writing") else "false"
    head = (
        f'<h3 class="asked" id="q-{turn.number}"><span class="sr">{text(word("you_asked", language))}: </span>'
        f"{text(asked.question)}</h3>{_scope_line(asked, language)}"
    )
    return (
        f'<article class="exchange" id="turn-{turn.number}" aria-labelledby="q-{turn.number}">{head}'
        f'<div class="reply" aria-busy="{busy}">{_reply(turn, language)}</div></article>'
    )


def _scope_line(asked: Asked, language: Language) -> str:
    parts = []
    if asked.as_of:
        parts.append(word("as_of_line", language, day=day_word(asked.as_of, language)))
    only = [kind_word(kind, language) for kind in asked.kinds] + ([asked.document] if asked.document else [])
    if only:
        parts.append(word("scope_line", language, what=", ".join(only)))
    return f'<p class="scope-line">{text(" · ".join(parts))}</p>' if parts else ""


def _reply(turn: Turn, language: Language) -> str:
    exchange = turn.exchange
    if exchange.error:
        return banner("unavailable", word("unavailable", language), exchange.error)
    if turn.state == "searching":
        return f'<p class="progress">{text(word("searching", language))}</p>'
    if exchange.asked.mode == "search":
        return _found(turn, language) + _actions(turn, language)
    if not exchange.answer:
        return f'<p class="progress">{text(word("stopped", language))}</p>' + _actions(turn, language)
    answer = exchange.answer
    parts = [outcome_banner(answer, language), warnings_html(answer["warnings"], answer["language"], language)]
    if exchange.asked.mode == "quotes" and answer["citations"]:
        parts.append(quotes_html(answer["citations"], turn.number, language))
    else:
        body = answer_html(answer["answer"], answer["citations"], turn, language)
        parts.append(f'<div class="text" lang="{text(answer["language"])}">{body}</div>')
    if turn.state == "stopped":
        parts.append(f'<p class="progress">{text(word("stopped", language))}</p>')
    if turn.state == "done":
        parts += [_actions(turn, language), feedback_html(answer, language), related_html(answer, language)]
    return "".join(parts)


def banner(look: str, label: str, detail: str) -> str:
    """What became of a question: an icon, a word, and what else is worth knowing at once."""
    return (
        f'<p class="banner banner-{look}"><span class="icon" aria-hidden="true">{ICONS[look]}</span>'
        f"<strong>{text(label)}</strong> <span>{text(detail)}</span></p>"
    )


def outcome_banner(answer: Mapping[str, Any], language: Language) -> str:
    """The outcome of an answer, with the number of its sources and the day it holds for."""
    outcome = str(answer["outcome"])
    look = outcome if outcome in ICONS else "unavailable"
    count = len(answer["citations"])
    parts = [sources_word(count, language)] if outcome in ("answered", "partial") else []
    parts.append(word("as_of_line", language, day=day_word(str(answer["as_of"]), language)))
    return banner(look, word(look, language), " · ".join(parts))


def sources_word(count: int, language: Language) -> str:
    """How many sources, in words."""
    return word("source_one" if count == 1 else "sources_count", language, n=count)


def warnings_html(warnings: Sequence[Mapping[str, Any]], lang: str, language: Language) -> str:
    """What a reader must know before the text; "" when there is nothing."""
    if not warnings:
        return ""
    rows = "".join(
        f'<li class="note-{text(w.get("code", ""))}">{text(w.get("message", ""))}</li>' for w in warnings
    )
    head = word("warnings", language)
    return f'<div class="notes" role="note" aria-label="{text(head)}"><ul lang="{text(lang)}">{rows}</ul></div>'


def quotes_html(citations: Sequence[Mapping[str, Any]], turn: int, language: Language) -> str:
    """Only the quoted words, each with its place."""
    return "".join(
        f'<figure class="quote"><blockquote lang="{text(c["language"])}">{paragraphs(str(c["quote"]))}</blockquote>'
        f"<figcaption>{text(place_of(c, language))} {cite_link(c, turn, language)}</figcaption></figure>"
        for c in citations
    )


def _found(turn: Turn, language: Language) -> str:
    passages = [turn.around[key].passage for key in turn.exchange.found if key in turn.around]
    if not passages:
        return banner("search", word("search_outcome", language), word("search_none", language))
    cards = "".join(
        card_html(turn.around[p.id], Card(f"hit-{turn.number}-{n}", n), language)
        for n, p in enumerate(passages, 1)
    )
    head = banner("search", word("search_outcome", language), str(len(passages)))
    return f'{head}<ol class="cards">{cards}</ol>'


def _actions(turn: Turn, language: Language) -> str:
    asked = turn.exchange.asked
    form = {k: v for k, v in _form_values(asked).items() if v}
    parts = []
    if turn.exchange.answer:
        parts.append(button(word("copy", language), "copy", "quiet", text=answer_text(turn.exchange.answer)))
    parts += [
        button(word("share", language), "share", "quiet", form=json.dumps(form)),
        button(word("retry", language), "ask", "quiet", form=json.dumps(form)),
        button(word("edit", language), "edit", "quiet", form=json.dumps(form)),
        button(word("print", language), "print", "quiet"),
    ]
    if turn.exchange.answer and turn.exchange.answer["citations"]:
        body = json.dumps(_question_json(asked))
        parts.append(
            button(word("pack", language), "download", "quiet", url="/v1/evidence-packs", body=body)
        )
    return f'<div class="actions">{"".join(parts)}</div>'


def _form_values(asked: Asked) -> dict[str, Any]:
    return {
        "question": asked.question,
        "mode": asked.mode if asked.mode != "answer" else "",
        "as_of": asked.as_of,
        "language": asked.language,
        "kinds": list(asked.kinds),
        "document": asked.document,
    }


def _question_json(asked: Asked) -> dict[str, Any]:
    return {
        "question": asked.question,
        "as_of": asked.as_of or None,
        "language": asked.language or None,
        "kinds": list(asked.kinds),
        "documents": [asked.document] if asked.document else [],
    }


def answer_text(answer: Mapping[str, Any]) -> str:
    """An answer as plain text with its sources, for the clipboard."""
    language: Language = "fr" if answer["language"] == "fr" else "en"
    body = EMPHASIS.sub(r"\1", STRONG.sub(r"\1", str(answer["answer"])))
    lines = [
        " ".join(part for part in (f"[{c['number']}]", place_of(c, language), safe_url(c.get("url"))) if part)
        for c in answer["citations"]
    ]
    return "\n".join([body, "", *lines, "", word("standing", language)])


def feedback_html(answer: Mapping[str, Any], language: Language) -> str:
    """Ways to say whether an answer helped, and what is wrong with it."""
    trace = text(answer["trace_id"])
    reasons = "".join(
        f'<label class="tick"><input type="checkbox" name="reasons" value="{key}"> {text(word(key, language))}</label>'
        for key in ("wrong_provision", "out_of_date", "incomplete", "wrong_citation", "other")
    )
    return (
        f'<div class="feedback">{button(word("helpful", language), "helpful", "quiet", trace=answer["trace_id"])}'
        f'<details><summary>{text(word("feedback", language))}</summary>'
        f'<form data-act="feedback" data-trace="{trace}"><fieldset><legend>{text(word("reasons", language))}</legend>'
        f'{reasons}</fieldset><label class="field"><span>{text(word("comment", language))}</span>'
        f'<textarea name="comment" rows="2" maxlength="4000"></textarea></label>'
        f'<button class="button" type="submit">{text(word("send", language))}</button></form></details></div>'
    )


def related_html(answer: Mapping[str, Any], language: Language) -> str:
    """Follow-up questions as buttons; "" when there are none."""
    if not answer["related"]:
        return ""
    buttons = "".join(ask_button(str(question), str(answer["language"])) for question in answer["related"])
    return f'<div class="related"><h4>{text(word("related", language))}</h4>{buttons}</div>'


def ask_button(question: str, lang: str) -> str:
    """A button that asks a question."""
    form = json.dumps({"question": question})
    return (
        f'<button type="button" class="suggestion" data-act="ask" lang="{text(lang)}" '
        f'data-form="{text(form)}">{text(question)}</button>'
    )


# The whole column


def conversation_html(turns: Sequence[Turn], language: Language) -> str:
    """Every exchange, oldest first; examples when there is none yet."""
    body = "".join(exchange_html(turn, language) for turn in turns) if turns else examples_html(language)
    return (
        f'<section class="log" aria-label="{text(word("conversation", language))}">'
        f'<h2 class="sr">{text(word("conversation", language))}</h2>{body}</section>'
    )


def examples_html(language: Language) -> str:
    """Questions to start with, for the two kinds of users."""
    groups = "".join(
        f"<div><h4>{text(word(role, language))}</h4>"
        f'{"".join(ask_button(question, language) for question in questions[language])}</div>'
        for role, questions in EXAMPLES.items()
    )
    return f'<div class="examples"><h3>{text(word("examples", language))}</h3><div class="pair">{groups}</div></div>'


# Evidence


@dataclass(frozen=True, slots=True)
class Card:
    """How a passage is shown: its element id, number (0 for none), the words to mark, where the answer is."""

    id: str
    number: int = 0
    span: tuple[int, int] = (0, 0)
    status: str = ""
    back: str = ""


def evidence_html(turns: Sequence[Turn], language: Language) -> str:
    """The evidence of every exchange, the last one shown, cited passages first."""
    sections = "".join(
        _evidence_of(turn, language, shown=turn is turns[-1]) for turn in turns if turn.state != "searching"
    )
    body = sections or f'<p class="empty">{text(word("evidence_empty", language))}</p>'
    return (
        f'<section class="evidence" id="evidence-panel" aria-labelledby="evidence-head" tabindex="-1">'
        f'<h2 id="evidence-head">{text(word("evidence", language))}</h2>{body}</section>'
    )


def _evidence_of(turn: Turn, language: Language, *, shown: bool) -> str:
    citations = turn.exchange.answer.get("citations", []) if turn.exchange.answer else []
    cards = "".join(_cited_card(c, turn, language) for c in citations)
    body = f'<ol class="cards">{cards}</ol>' if cards else f'<p class="empty">{text(word("evidence_none", language))}</p>'
    if turn.also:
        rows = "".join(
            card_html(Around(p), Card(f"also-{turn.number}-{n}"), language) for n, p in enumerate(turn.also, 1)
        )
        label = word("also_found", language, n=len(turn.also))
        body += f'<details class="also"><summary>{text(label)}</summary><ol class="cards">{rows}</ol></details>'
    asked = word("evidence_for", language, question=turn.exchange.asked.question)
    hidden = "" if shown else " hidden"
    return f'<div class="evidence-turn" id="evidence-{turn.number}"{hidden}><p class="for">{text(asked)}</p>{body}</div>'


def _cited_card(citation: Mapping[str, Any], turn: Turn, language: Language) -> str:
    number = int(citation["number"])
    around = turn.around.get(str(citation["passage_id"]))
    span = (int(citation["start"]), int(citation["end"]))
    card = Card(f"ev-{turn.number}-{number}", number, span, str(citation.get("status", "")), f"#turn-{turn.number}")
    if around is None:
        place = text(place_of(citation, language))
        quote = f"<mark>{text(citation['quote'])}</mark>"
        return (
            f'<li class="card" id="{card.id}" tabindex="-1"><h3><span class="number">{number}</span> {place}</h3>'
            f'<blockquote lang="{text(citation["language"])}"><p>{quote}</p></blockquote></li>'
        )
    return card_html(around, card, language)


def card_html(around: Around, card: Card, language: Language) -> str:
    """A passage with its place, its standing, the marked words, its neighbours and the ways to its source."""
    passage = around.passage
    number = f'<span class="number">{card.number}</span> ' if card.number else ""
    pinpoint = " · ".join(
        part for part in (written_address(passage.address, language), *passage.heading_path[-1:]) if part
    )
    lead = f'<p class="lead-in">{text(passage.lead_in)}</p>' if passage.lead_in else ""
    back = f'<a class="back" href="{card.back}">{text(word("back", language))}</a>' if card.back else ""
    library = (
        f'<a href="{document_href(passage.document_id, passage.id)}" data-act="open" data-passage="{text(passage.id)}">'
        f"{text(word('go_library', language))}</a>"
    )
    return (
        f'<li class="card" id="{card.id}" tabindex="-1"><h3>{number}<span lang="{passage.language}">{text(passage.title)}</span></h3>'
        f'<p class="pinpoint" lang="{passage.language}">{text(pinpoint)}</p><p class="chips">{chips_html(passage, card.status, language)}</p>'
        f'<blockquote lang="{passage.language}">{lead}{marked_html(passage.text, card.span)}</blockquote>'
        f"{_neighbours(around, language)}"
        f'<p class="links">{source_link(passage.url, language)} {library} {back}</p>{_more_sources(passage, language)}</li>'
    )


def chips_html(passage: Passage, status: str, language: Language) -> str:
    """What kind of text it is, whether it is law, when it held, and how surely it is known."""
    look = passage.authority
    parts = [chip(word(look, language), look, {"official": "§", "brief": "✎", "upload": "⇪"}[look])]
    parts.append(chip(kind_word(passage.kind, language), "plain"))
    start, end = day_word(passage.validity.start, language), day_word(passage.validity.end, language)
    if status == "repealed":
        parts.append(chip(word("repealed_on", language, day=end), "ended", "✕"))
    elif status == "not_in_force":
        parts.append(chip(word("not_in_force_until", language, day=start), "ended", "…"))
    elif status == "in_force":
        parts.append(chip(word("in_force", language), "in-force", "✓"))
    if start or end:
        key = "held" if start and end else "held_from" if start else "held_until"
        parts.append(chip(word(key, language, start=start, end=end), "plain"))
    if passage.confidence:
        icon = {"seen": "✓", "recalled": "?", "open": "○"}[passage.confidence]
        parts.append(chip(word(passage.confidence, language), passage.confidence, icon))
    if passage.retrieved_at:
        parts.append(chip(word("retrieved", language, day=day_word(passage.retrieved_at, language)), "plain"))
    return " ".join(parts)


def marked_html(passage: str, span: tuple[int, int]) -> str:
    """A passage's text in paragraphs and list items, the words of the span marked."""
    start, end = span
    if not 0 <= start < end <= len(passage):
        return paragraphs(passage)
    rows, offset = [], 0
    for line in passage.split("\n"):
        low, high = max(start, offset), min(end, offset + len(line))
        if low < high:
            inside = f"<mark>{text(passage[low:high])}</mark>"
            row = f"{text(passage[offset:low])}{inside}{text(passage[high : offset + len(line)])}"
        else:
            row = text(line)
        rows.append(row)
        offset += len(line) + 1
    return "".join(f"<p>{row}</p>" for row in rows if row)


def paragraphs(value: str) -> str:
    """Text in paragraphs, one to a line."""
    return "".join(f"<p>{text(line)}</p>" for line in value.split("\n") if line.strip())


def _neighbours(around: Around, language: Language) -> str:
    if not around.before and not around.after:
        return ""
    before = "".join(_neighbour(p, language) for p in around.before)
    after = "".join(_neighbour(p, language) for p in around.after)
    own = f'<li class="own" lang="{around.passage.language}">{paragraphs(around.passage.text)}</li>'
    return (
        f'<details class="around"><summary>{text(word("around", language))}</summary>'
        f"<ol>{before}{own}{after}</ol></details>"
    )


def _neighbour(passage: Passage, language: Language) -> str:
    address = written_address(passage.address, language)
    head = f"<strong>{text(address)}</strong>" if address else ""
    return f'<li lang="{passage.language}">{head}{paragraphs(passage.text)}</li>'


def _more_sources(passage: Passage, language: Language) -> str:
    others = [url for url in passage.sources if url != passage.url and safe_url(url)]
    if not others:
        return ""
    rows = "".join(f"<li>{source_link(url, language)}</li>" for url in others)
    return f'<details class="more"><summary>{text(word("more_sources", language))} ({len(others)})</summary><ul>{rows}</ul></details>'
