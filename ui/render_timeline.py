"""The timeline as HTML: which law held when, and the events of bodies and laws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.passage import Language, Passage
from server.service import Holding
from server.timeline import Event
from server.words import written_address
from ui.completions import address_order
from ui.markup import chip, day_field, document_href, source_link, text
from ui.render_tools import form_html
from ui.words import day_word, word

FIRST_YEAR = 2006
LAWS = ("statute", "regulation")


@dataclass(frozen=True, slots=True)
class Held:
    """When something was law: its name, the passage that shows it, its days (None: open), the days it changed.

    `law_ended` is the day on which the law as a whole ended, for a provision with no end of its own on record.
    """

    name: str
    passage_id: str
    start: date | None
    end: date | None
    changes: tuple[date, ...] = ()
    law_ended: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The years that the bars show, from the first of FIRST_YEAR to today, and the day that is asked about."""

    today: date
    day: date

    def share(self, day: date) -> float:
        """Where a day lies, from 0 to 100."""
        first, last = date(FIRST_YEAR, 1, 1).toordinal(), self.today.toordinal()
        return min(100.0, max(0.0, (day.toordinal() - first) / max(1, last - first) * 100))


def provisions_held(passages: Iterable[Passage], law_ended: date | None) -> list[Held]:
    """Each provision of a law with its days, in the law's order: from the first to the last that its passages know."""
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        if (
            passage.address
            and ";" not in passage.address
            and (passage.validity.start or passage.validity.end)
        ):
            groups.setdefault(passage.address, []).append(passage)
    return [_provision(address, groups[address], law_ended) for address in sorted(groups, key=address_order)]


def _provision(address: str, passages: Sequence[Passage], law_ended: date | None) -> Held:
    starts = [p.validity.start for p in passages]
    ends = [p.validity.end for p in passages]
    start = None if None in starts else min(day for day in starts if day)
    end = None if None in ends else max(day for day in ends if day)
    inner = {day for day in (*starts, *ends) if day and day not in (start, end)}
    return Held(address, passages[0].id, start, end, tuple(sorted(inner)), None if end else law_ended)


def timeline_html(
    events: Sequence[Event],
    holdings: Sequence[Holding],
    provisions: Mapping[str, Sequence[Held]],
    span: Span,
    language: Language,
) -> str:
    """Bars of the laws and their provisions over time, with a day to look at, then the events year by year."""
    when = day_field("timeline", "day", word("law_on", language), language, span.day.isoformat())
    return (
        f'<section class="timeline"><h2>{text(word("law_over_time", language))}</h2>'
        f"{form_html('timeline', when, word('show', language))}"
        f"{validity_html(holdings, provisions, span, language)}"
        f"<h2>{text(word('events', language))}</h2>{_events(events, language)}</section>"
    )


def validity_html(
    holdings: Sequence[Holding], provisions: Mapping[str, Sequence[Held]], span: Span, language: Language
) -> str:
    """One bar for each law with known dates, the same in words beside it, and its provisions below."""
    laws = [h for h in holdings if h.entry and h.entry.kind in LAWS and h.entry.in_force_from]
    laws.sort(key=lambda h: (h.entry.in_force_from if h.entry else None) or span.today)
    years = range(FIRST_YEAR, span.today.year + 1, 5)
    marks = "".join(f'<span style="left:{span.share(date(y, 1, 1)):.1f}%">{y}</span>' for y in years)
    rows = "".join(_law(law, provisions.get(law.id, ()), span, language) for law in laws)
    day = text(word("law_on_day", language, day=day_word(span.day, language)))
    return f'<div class="bars"><p role="status">{day}</p><div class="years" aria-hidden="true">{marks}</div><ul>{rows}</ul></div>'


def _law(holding: Holding, provisions: Sequence[Held], span: Span, language: Language) -> str:
    entry = holding.entry
    assert entry is not None  # the caller keeps laws with an entry
    held = Held(entry.title(language), "", entry.in_force_from, entry.in_force_to)
    rows = "".join(
        f"<li>{_bar(row, _passage_link(row, language), span, language)}</li>" for row in provisions
    )
    label = word("law_provisions", language, n=len(provisions))
    inside = f"<details><summary>{text(label)}</summary><ul>{rows}</ul></details>" if rows else ""
    note = entry.status_note_fr if language == "fr" else entry.status_note_en
    link = (
        f'<a href="{document_href(holding.id)}" data-act="open" data-document="{text(holding.id)}">'
        f"{text(held.name)}</a>"
    )
    remark = f'<small class="note">{text(note)}</small>' if note else ""
    return f'<li class="law">{_bar(held, link, span, language)}{remark}{inside}</li>'


def _passage_link(row: Held, language: Language) -> str:
    return (
        f'<a href="{document_href("", row.passage_id)}" data-act="open" data-passage="{text(row.passage_id)}">'
        f"{text(written_address(row.name, language))}</a>"
    )


def _bar(held: Held, link: str, span: Span, language: Language) -> str:
    start, end = held.start, held.end
    key = "held" if start and end else "held_from" if start else "held_until"
    when = word(key, language, start=day_word(start, language), end=day_word(end, language))
    if held.changes:
        days = ", ".join(day_word(day, language) for day in held.changes)
        when += f"; {word('law_changed', language, days=days)}"
    state, icon = _state(held, span.day)
    look = state.removeprefix("day_")
    return (
        f'{link} {chip(word(state, language), f"day-{look}", icon)}<span class="when">{text(when)}</span>'
        f'<span class="track" aria-hidden="true">{_marks(held, look, span)}</span>'
    )


def _state(held: Held, day: date) -> tuple[str, str]:
    """Whether something was law on a day, as the key of a word and an icon."""
    if held.start and held.start > day:
        return "day_later", "…"
    if held.end and held.end <= day:
        return "day_past", "✕"
    if held.law_ended and held.law_ended <= day:
        return "day_unsure", "?"
    return "day_held", "✓"


def _marks(held: Held, look: str, span: Span) -> str:
    """The bar of the days held, what is unsure of it, the days of changes, and the day asked about."""
    left = span.share(held.start) if held.start else 0.0
    right = span.share(held.end) if held.end else 100.0
    sure = min(right, span.share(held.law_ended)) if held.law_ended else right
    parts = [_part(f"bar {look}", left, max(sure - left, 0.8))]
    if sure < right:
        parts.append(_part("bar unsure", sure, right - sure))
    parts += [_part("change", span.share(day)) for day in held.changes]
    return "".join([*parts, _part("day", span.share(span.day))])


def _part(look: str, left: float, width: float | None = None) -> str:
    wide = f";width:{width:.1f}%" if width is not None else ""
    return f'<span class="{look}" style="left:{left:.1f}%{wide}"></span>'


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
