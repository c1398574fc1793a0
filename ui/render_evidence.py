"""Evidence as HTML: the passages that an answer rests on, with the quoted words marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from corpus.passage import Language, Passage
from server.service import Holding
from server.words import written_address
from ui.history import Exchange
from ui.markup import button, chip, document_href, safe_url, source_link, text
from ui.words import dates_word, day_word, kind_word, number_word, word

ITEM = "- "  # how a passage's text begins the item of a list
TRUST = (
    "trust_quotes",
    "trust_held",
    "trust_official",
    "trust_uploads",
    "trust_dates",
    "trust_refusal",
    "trust_local",
)
FRAGMENT_WORDS = 8  # of a quote, in the link that opens an official page at it
ORIGINS = {"official": "§", "brief": "✎", "upload": "⇪"}


@dataclass(frozen=True, slots=True)
class Around:
    """A cited passage as it stands, its neighbours, the date of a document that is no law, the end of a law as a whole, and
    as HTML what replaced it.
    """

    passage: Passage
    before: Sequence[Passage] = ()
    after: Sequence[Passage] = ()
    dated: str = ""
    law_ended: date | None = None
    replaced: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange with all that is shown of it; `state` is "searching", "writing", "stopped" or "done"."""

    number: int
    exchange: Exchange
    around: Mapping[str, Around] = field(default_factory=dict)
    also: Sequence[Passage] = ()
    state: str = "done"
    blocks: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """How a passage is shown: its element id, number (0 for none), the words to mark, where the answer is."""

    id: str
    number: int = 0
    span: tuple[int, int] = (0, 0)
    status: str = ""
    back: str = ""


def place_of(citation: Mapping[str, Any], language: Language) -> str:
    """Title and pinpoint of a citation."""
    parts = (str(citation.get("title", "")), written_address(str(citation.get("address") or ""), language))
    return ", ".join(part for part in parts if part)


def evidence_html(turns: Sequence[Turn], language: Language) -> str:
    """The evidence of exchanges, the last one shown, cited passages first."""
    return "".join(_evidence_of(turn, language, shown=turn is turns[-1]) for turn in turns)


def evidence_frame_html(language: Language) -> str:
    """The head of the evidence panel, and the place to which page.js moves the evidence of earlier exchanges."""
    close = button(word("close_evidence", language), "close-evidence", "quiet close")
    head = f'<h2 id="evidence-head" tabindex="-1">{text(word("evidence", language))}</h2>'
    return f'<div class="evidence-top">{head}{close}</div><div id="evidence-past"></div>'


def no_evidence_html(holdings: Sequence[Holding], language: Language) -> str:
    """What the assistant rests on, before anything was asked."""
    official = sum("official" in h.to_json()["authorities"] for h in holdings)
    uploads = sum("upload" in h.to_json()["authorities"] for h in holdings)
    counts = {"n": number_word(len(holdings), language), "official": official, "uploads": uploads}
    rows = "".join(
        f"<li>{text(word(key, language, **counts))}</li>"
        for key in TRUST
        if counts.get(key.removeprefix("trust_"), 1)
    )
    return (
        f'<div class="trust"><p class="empty">{text(word("evidence_empty", language))}</p>'
        f"<h3>{text(word('trust', language))}</h3><ul>{rows}</ul></div>"
    )


def _evidence_of(turn: Turn, language: Language, *, shown: bool) -> str:
    citations = turn.exchange.answer.get("citations", []) if turn.exchange.answer else []
    cards = "".join(_cited_card(c, turn, language) for c in citations)
    body = (
        f'<ol class="cards">{cards}</ol>'
        if cards
        else f'<p class="empty">{text(word("evidence_none", language))}</p>'
    )
    if turn.also:
        rows = "".join(
            card_html(Around(p), Card(f"also-{turn.number}-{n}"), language)
            for n, p in enumerate(turn.also, 1)
        )
        label = word("also_found", language, n=len(turn.also))
        body += (
            f'<details class="also"><summary>{text(label)}</summary><ol class="cards">{rows}</ol></details>'
        )
    asked = word("evidence_for", language, question=turn.exchange.asked.question)
    hidden = "" if shown else " hidden"
    return f'<div class="evidence-turn" id="evidence-{turn.number}"{hidden}><p class="for">{text(asked)}</p>{body}</div>'


def _cited_card(citation: Mapping[str, Any], turn: Turn, language: Language) -> str:
    number = int(citation["number"])
    around = turn.around.get(str(citation["passage_id"]))
    span = (int(citation["start"]), int(citation["end"]))
    card = Card(
        f"ev-{turn.number}-{number}", number, span, str(citation.get("status", "")), f"#turn-{turn.number}"
    )
    if around is None:
        place = text(place_of(citation, language))
        quoted = f"<mark>{text(citation['quote'])}</mark>"
        return (
            f'<li class="card" id="{card.id}" tabindex="-1"><h3><span class="number">{number}</span> {place}</h3>'
            f'<blockquote lang="{text(citation["language"])}"><p>{quoted}</p></blockquote></li>'
        )
    return card_html(around, card, language)


def card_html(around: Around, card: Card, language: Language) -> str:
    """A passage with its place, its standing, the marked words, its neighbours and the ways to its source."""
    passage = around.passage
    number = f'<span class="number">{card.number}</span> ' if card.number else ""
    pinpoint = pinpoint_of(passage, language)
    lead = f'<p class="lead-in">{text(passage.lead_in)}</p>' if passage.lead_in else ""
    back = button(word("back", language), "back", "plain", cite=card.id) if card.back else ""
    library = (
        f'<a href="{document_href(passage.document_id, passage.id)}" data-act="open" data-passage="{text(passage.id)}">'
        f"{text(word('go_library', language))}</a>"
    )
    chips = chips_html(around, card.status, language)
    if around.dated:
        chips += f" {chip(word('dated', language, day=dates_word(around.dated, language)), 'plain')}"
    return (
        f'<li class="card" id="{card.id}" tabindex="-1"><h3>{number}<span lang="{passage.language}">{text(passage.title)}</span></h3>'
        f'<p class="pinpoint" lang="{passage.language}">{text(pinpoint)}</p><p class="chips">{chips}</p>'
        f'<blockquote lang="{passage.language}">{lead}{marked_html(passage.text, card.span)}</blockquote>'
        f"{_neighbours(around, language)}{around.replaced}"
        f'<p class="links">{source_link(_marked_url(passage, card.span), language)} {library} {back}</p>{_more_sources(passage, language)}</li>'
    )


def _marked_url(passage: Passage, span: tuple[int, int]) -> str:
    """The address of an official page, made to open at the quoted words; any other address as it is."""
    words = passage.text[slice(*span)].split("\n")[0].split()[:FRAGMENT_WORDS]
    if passage.authority != "official" or not words or not safe_url(passage.url) or "#" in passage.url:
        return passage.url
    return f"{passage.url}#:~:text={quote(' '.join(words), safe='').replace('-', '%2D')}"


def pinpoint_of(passage: Passage, language: Language) -> str:
    """Where a passage stands in its document: its address and the heading above it."""
    address = written_address(passage.address, language)
    heading = passage.heading_path[-1] if passage.heading_path else ""
    if address and heading.casefold().startswith(address.casefold()):
        return heading
    return " · ".join(part for part in (address, heading) if part)


def chips_html(around: Around, status: str, language: Language) -> str:
    """What kind of text it is, whether it is law, when it held, and how surely it is known."""
    passage = around.passage
    look = passage.authority
    parts = [
        chip(word(look, language), look, ORIGINS[look]),
        chip(kind_word(passage.kind, language), "plain"),
    ]
    return " ".join([*parts, *standing_chips(passage, status, language, around.law_ended)])


def standing_words(around: Around, status: str, language: Language) -> str:
    """The same as its chips in one line, for paper."""
    marks = standing(around.passage, status, language, around.law_ended)
    return "; ".join([word(around.passage.authority, language), *(label for label, _, _ in marks)])


def standing_chips(passage: Passage, status: str, language: Language, ended: date | None = None) -> list[str]:
    """Whether a passage is law, when it held, how surely it is known, how old it is."""
    return [chip(label, look, icon) for label, look, icon in standing(passage, status, language, ended)]


def standing(
    passage: Passage, status: str, language: Language, ended: date | None = None
) -> list[tuple[str, str, str]]:
    """A passage's standing as (words, look, icon); `ended` is the day on which its law as a whole ended.

    A provision that has no end of its own on record is not called "in force" once its law as a whole has ended.
    """
    parts = []
    start, end = day_word(passage.validity.start, language), day_word(passage.validity.end, language)
    if status == "repealed":
        parts.append((word("repealed_on", language, day=end), "ended", "✕"))
    elif status == "not_in_force":
        parts.append((word("not_in_force_until", language, day=start), "ended", "…"))
    elif status == "end_unknown":
        parts.append((word("unsure_end", language, day=day_word(ended, language)), "unsure", "?"))
    elif status == "in_force":
        parts.append((word("in_force", language), "in-force", "✓"))
    if start or end:
        key = "held" if start and end else "held_from" if start else "held_until"
        parts.append((word(key, language, start=start, end=end), "plain", ""))
    if passage.confidence:
        icon = {"seen": "✓", "recalled": "?", "open": "○"}[passage.confidence]
        parts.append((word(passage.confidence, language), passage.confidence, icon))
    if passage.retrieved_at:
        retrieved = word("retrieved", language, day=day_word(passage.retrieved_at, language))
        parts.append((retrieved, "plain", ""))
    return parts


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
        rows.append((row, line.startswith(ITEM)))
        offset += len(line) + 1
    return "".join(_line(row, listed) for row, listed in rows if row)


def paragraphs(value: str) -> str:
    """Text in paragraphs, one to a line."""
    return "".join(_line(text(line), line.startswith(ITEM)) for line in value.split("\n") if line.strip())


def _line(html: str, listed: bool) -> str:
    return f'<p class="item">{html}</p>' if listed else f"<p>{html}</p>"


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
