"""Questions and answers as HTML: pure functions from plain values to markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.passage import Language
from ui.history import Asked
from ui.markup import ICONS, button, safe_url, text
from ui.render_evidence import Card, Turn, card_html, paragraphs, place_of, standing_words
from ui.words import EXAMPLES, day_word, kind_word, word

PARTIAL = "partial"  # the code of a warning that names a part without an answer
MARKS = re.compile(r"([^\s<>\[\]]{0,24})((?:\s?\[\d+\])+)")  # with the word before, to stay on its line
MARK = re.compile(r"\s?\[(\d+)\]")
STRONG = re.compile(r"\*\*(.+?)\*\*")
EMPHASIS = re.compile(r"(?<![*\w])\*(?!\s)([^*]+?)(?<!\s)\*(?![*\w])")


# The answer's text


def answer_html(markdown: str, citations: Sequence[Mapping[str, Any]], turn: Turn, language: Language) -> str:
    """An answer's Markdown as HTML, its marks as buttons that open the evidence; only `turn.blocks` of it while it comes in."""
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

    def tied(match: re.Match[str]) -> str:
        return f'<span class="tied">{match[1]}{MARK.sub(link, match[2])}</span>'

    return MARKS.sub(tied, marked)


def cite_link(citation: Mapping[str, Any], turn: int, language: Language) -> str:
    """A numbered mark that opens its passage in the evidence panel."""
    number = int(citation["number"])
    label = word("source_n", language, n=number, place=place_of(citation, language))
    return (
        f'<button type="button" class="cite" data-cite="ev-{turn}-{number}" '
        f'aria-label="{text(label)}" title="{text(label)}">{number}</button>'
    )


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
        return banner("unavailable", word("no_answer", language), exchange.error)
    if turn.state == "searching":
        return f'<p class="progress">{text(word("searching", language))}</p>'
    if exchange.asked.mode == "search":
        return _found(turn, language) + _actions(turn, language)
    if not exchange.answer:
        return f'<p class="progress">{text(word("stopped", language))}</p>' + _actions(turn, language)
    answer = exchange.answer
    parts = [
        outcome_banner(answer, language),
        missing_html(answer["warnings"], answer["language"], language),
        warnings_html(answer["warnings"], answer["language"], language),
    ]
    if exchange.asked.mode == "quotes" and answer["citations"]:
        parts.append(quotes_html(answer["citations"], turn.number, language))
    else:
        body = answer_html(answer["answer"], answer["citations"], turn, language)
        parts.append(f'<div class="text" lang="{text(answer["language"])}">{body}</div>')
    parts.append(choices_html(turn, language))
    if turn.state == "done":
        parts += [footnotes_html(turn, language), _actions(turn, language)]
        parts += [feedback_html(answer, language), related_html(turn, language)]
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
    """What a reader must know before the text, but for parts without an answer; "" when there is nothing."""
    told = [w for w in warnings if w.get("code") != PARTIAL]
    if not told:
        return ""
    rows = "".join(
        f'<li class="note-{text(w.get("code", ""))}">{text(w.get("message", ""))}</li>' for w in told
    )
    head = word("warnings", language)
    return (
        f'<div class="notes" role="note" aria-label="{text(head)}"><ul lang="{text(lang)}">{rows}</ul></div>'
    )


def missing_html(warnings: Sequence[Mapping[str, Any]], lang: str, language: Language) -> str:
    """The parts of the question that have no answer, each in a box of its own; "" when there are none."""
    head = word("missing_part", language)
    return "".join(
        f'<p class="banner banner-partial missing"><span class="icon" aria-hidden="true">{ICONS["partial"]}</span>'
        f'<strong>{text(head)}</strong> <span lang="{text(lang)}">{text(w.get("message", ""))}</span></p>'
        for w in warnings
        if w.get("code") == PARTIAL
    )


def choices_html(turn: Turn, language: Language) -> str:
    """What the reader may have meant, as buttons that ask it; "" when nothing is to be chosen."""
    answer = turn.exchange.answer
    choices = answer.get("choices")
    if not isinstance(choices, list) or not choices:
        return ""
    scope, lang = _scope_values(turn.exchange.asked), str(answer["language"])
    buttons = "".join(ask_button(str(choice), lang, scope) for choice in choices)
    head = text(word("choices", language))
    return f'<div class="choices" role="group" aria-label="{head}"><h4>{head}</h4>{buttons}</div>'


def footnotes_html(turn: Turn, language: Language) -> str:
    """The sources as they stand below the answer on paper; on a screen the evidence panel has them."""
    rows = "".join(_footnote(c, turn, language) for c in turn.exchange.answer["citations"])
    if not rows:
        return ""
    return f'<section class="footnotes"><h4>{text(word("sources", language))}</h4><ol>{rows}</ol></section>'


def _footnote(citation: Mapping[str, Any], turn: Turn, language: Language) -> str:
    around = turn.around.get(str(citation["passage_id"]))
    standing = ""
    if around:
        standing = f" ({text(standing_words(around, str(citation.get('status', '')), language))})"
    url = safe_url(citation.get("url"))
    address = f' <span class="address">{text(url)}</span>' if url else ""
    lang = text(citation["language"])
    return (
        f'<li value="{int(citation["number"])}"><span lang="{lang}"><strong>{text(place_of(citation, language))}</strong></span>'
        f'{standing}: <q lang="{lang}">{text(citation["quote"])}</q>{address}</li>'
    )


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
        body = json.dumps(question_json(asked))
        parts.append(button(word("pack", language), "pack", "quiet", turn=turn.number, body=body))
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


def _scope_values(asked: Asked) -> dict[str, Any]:
    """The limits of a question, for a question that follows from it."""
    values = {
        "as_of": asked.as_of,
        "language": asked.language,
        "kinds": list(asked.kinds),
        "document": asked.document,
    }
    return {name: value for name, value in values.items() if value}


def question_json(asked: Asked) -> dict[str, Any]:
    """The question as the API takes it, without what was said before it."""
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
        f"<details><summary>{text(word('feedback', language))}</summary>"
        f'<form data-act="feedback" data-trace="{trace}"><fieldset><legend>{text(word("reasons", language))}</legend>'
        f'{reasons}</fieldset><label class="field"><span>{text(word("comment", language))}</span>'
        f'<textarea name="comment" rows="2" maxlength="4000"></textarea></label>'
        f'<button class="button" type="submit">{text(word("send", language))}</button></form></details></div>'
    )


def related_html(turn: Turn, language: Language) -> str:
    """Follow-up questions as buttons; "" when there are none."""
    answer = turn.exchange.answer
    if not answer["related"]:
        return ""
    scope, lang = _scope_values(turn.exchange.asked), str(answer["language"])
    buttons = "".join(ask_button(str(question), lang, scope) for question in answer["related"])
    return f'<div class="related"><h4>{text(word("related", language))}</h4>{buttons}</div>'


def ask_button(question: str, lang: str, scope: Mapping[str, Any] | None = None) -> str:
    """A button that asks a question, within the limits of the one before it."""
    form = json.dumps({"question": question, **(scope or {})})
    return (
        f'<button type="button" class="suggestion" data-act="ask" lang="{text(lang)}" '
        f'data-form="{text(form)}">{text(question)}</button>'
    )


# The whole column


def exchanges_html(turns: Sequence[Turn], language: Language) -> str:
    """Exchanges, oldest first."""
    return "".join(exchange_html(turn, language) for turn in turns)


def log_html(language: Language) -> str:
    """The frame of a conversation, into which page.js moves each exchange when the next one begins."""
    return f'<h2 class="sr">{text(word("conversation", language))}</h2><div id="past"></div>'


def kept_html(turn: Turn, data: object) -> str:
    """An exchange for page.js to keep in the browser, with the conversation that the form named."""
    named = data.get("conversation") if isinstance(data, dict) else None
    conversation = named if isinstance(named, str) else ""
    exchange = json.dumps(turn.exchange.to_json(), ensure_ascii=False)
    return (
        f'<div hidden data-conversation="{text(conversation)}" data-number="{turn.number}" '
        f'data-kept="{text(exchange)}"></div>'
    )


def examples_html(language: Language) -> str:
    """Questions to start with, for the two kinds of users."""
    groups = "".join(
        f"<div><h4>{text(word(role, language))}</h4>"
        f"{''.join(ask_button(question, language) for question in questions[language])}</div>"
        for role, questions in EXAMPLES.items()
    )
    return f'<div class="examples"><h3>{text(word("examples", language))}</h3><div class="pair">{groups}</div></div>'
