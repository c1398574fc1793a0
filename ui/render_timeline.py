"""The timeline as HTML: which law held when, and the events of bodies and laws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.passage import Language
from server.service import Holding
from server.timeline import Event
from ui.markup import chip, document_href, source_link, text
from ui.words import day_word, word

FIRST_YEAR = 2006
LAWS = ("statute", "regulation")


def timeline_html(
    events: Sequence[Event], holdings: Sequence[Holding], today: date, language: Language
) -> str:
    """Bars of the laws over time, then the events year by year."""
    return (
        f'<section class="timeline"><h2>{text(word("law_over_time", language))}</h2>'
        f"{validity_html(holdings, today, language)}"
        f"<h2>{text(word('events', language))}</h2>{_events(events, language)}</section>"
    )


def validity_html(holdings: Sequence[Holding], today: date, language: Language) -> str:
    """One bar for each law with known dates; the same in words beside it."""
    laws = [h for h in holdings if h.entry and h.entry.kind in LAWS and h.entry.in_force_from]
    laws.sort(key=lambda h: (h.entry.in_force_from if h.entry else None) or today)
    years = range(FIRST_YEAR, today.year + 1, 5)
    marks = "".join(f'<span style="left:{_share(date(y, 1, 1), today):.1f}%">{y}</span>' for y in years)
    rows = "".join(_bar(law, today, language) for law in laws)
    return f'<div class="bars"><div class="years" aria-hidden="true">{marks}</div><ul>{rows}</ul></div>'


def _bar(holding: Holding, today: date, language: Language) -> str:
    entry = holding.entry
    assert entry is not None  # the caller keeps laws with an entry
    assert entry.in_force_from is not None
    start, end = entry.in_force_from, entry.in_force_to
    left, right = _share(start, today), _share(end or today, today)
    key = "held" if end else "held_from"
    when = word(key, language, start=day_word(start, language), end=day_word(end, language))
    look = "past" if end and end <= today else "now"
    return (
        f'<li><a href="{document_href(holding.id)}" data-act="open" data-document="{text(holding.id)}">'
        f'{text(entry.title(language))}</a><span class="when">{text(when)}</span>'
        f'<span class="track" aria-hidden="true"><span class="bar {look}" '
        f'style="left:{left:.1f}%;width:{max(right - left, 0.8):.1f}%"></span></span></li>'
    )


def _share(day: date, today: date) -> float:
    """Where a day lies between the first year and today, from 0 to 100."""
    first, last = date(FIRST_YEAR, 1, 1).toordinal(), today.toordinal()
    return min(100.0, max(0.0, (day.toordinal() - first) / max(1, last - first) * 100))


def _events(events: Sequence[Event], language: Language) -> str:
    parts, period = [], ""
    for event in events:
        heading = event.passage.heading_path[-1] if event.passage.heading_path else ""
        if heading != period:
            parts.append(f"{'</ol>' if period else ''}<h3>{text(heading)}</h3><ol>")
            period = heading
        parts.append(_event(event, language))
    return "".join(parts) + ("</ol>" if period else "")


def _event(event: Event, language: Language) -> str:
    passage = event.passage
    confidence = passage.confidence or "seen"
    mark = chip(word(confidence, language), confidence, "?") if confidence != "seen" else ""
    return (
        f'<li><span class="year">{text(event.year)}</span><div><p lang="{passage.language}">{text(passage.text)}</p>'
        f'<p class="links">{mark} <a href="{document_href(passage.document_id, passage.id)}" data-act="open" '
        f'data-passage="{text(passage.id)}">{text(word("go_library", language))}</a> '
        f"{source_link(passage.url, language)}</p></div></li>"
    )
