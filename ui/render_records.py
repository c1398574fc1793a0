"""The concordance and the saved questions as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from corpus.catalogue import Replacement
from corpus.passage import Language
from server.answer import Citation
from server.concordance import KIND_WORDS, Correspondence, SideBySide
from server.saved import Affected, CitedPassage, PassageChange, SavedQuestion
from server.words import written_address
from ui.markup import choice, day_field, field, text
from ui.render_tools import difference_html, form_html, passage_link
from ui.words import day_word, word

Names = Mapping[str, str]  # what the page calls a document, by id


# Concordance


def concordance_html(
    values: Mapping[str, str],
    laws: Sequence[tuple[str, str]],
    pairs: Sequence[SideBySide] | None,
    rows: Sequence[Replacement],
    language: Language,
) -> str:
    """The provision asked about with both texts side by side, or every row of the concordance."""
    names = dict(laws)
    ways = [(way, word(way, language)) for way in ("replaced_by", "replaces")]
    body = (
        f'<div class="fields">{choice("document", word("law_document", language), laws, values.get("document", ""))}'
        f"{field('address', word('provision', language), 'text', values.get('address', ''), word('provision_hint', language))}"
        f"{choice('direction', word('direction', language), ways, values.get('direction', ''))}</div>"
    )
    if pairs is None:
        found = _table(rows, names, language)
    else:
        found = "".join(side_by_side_html(pair, names, language) for pair in pairs)
        found = found or f'<p class="empty">{text(word("no_row", language))}</p>'
    return (
        f"<section><h2>{text(word('tab_concordance', language))}</h2><p>{text(word('concordance_note', language))}</p>"
        f'{form_html("concordance", body, word("show", language))}<div role="status">{found}</div></section>'
    )


def _table(rows: Iterable[Replacement], names: Names, language: Language) -> str:
    heads = "".join(
        f'<th scope="col">{text(word(name, language))}</th>'
        for name in ("col_topic", "col_old", "col_new", "col_change")
    )
    body = "".join(_row(row, names, language) for row in rows)
    label = text(word("tab_concordance", language))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="rules">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Replacement, names: Names, language: Language) -> str:
    french = language == "fr"
    topic, change = (row.topic_fr, row.change_fr) if french else (row.topic_en, row.change_en)
    old = _side(row.from_document, row.from_address, names, language)
    new = _side(row.to_document, row.to_address, names, language)
    kind = f"{KIND_WORDS[row.kind][language]} ({word(row.confidence, language)})"
    return f"<tr><td>{text(topic)}</td><td>{text(old)}</td><td>{text(new)}</td><td>{text(kind)}. {text(change)}</td></tr>"


def _side(document: str, places: Iterable[str], names: Names, language: Language) -> str:
    written = ", ".join(written_address(place, language) for place in places)
    if not written:
        return "–"
    return ", ".join(part for part in (names.get(document, document), written) if part)


def side_by_side_html(pair: SideBySide, names: Names, language: Language) -> str:
    """An old and a new provision beside each other, what changed, and where both are official text the words that did."""
    row = pair.correspondence
    heads = (
        _side(row.from_document, row.from_address, names, language),
        _side(row.to_document, row.to_address, names, language),
    )
    columns = "".join(f'<th scope="col">{text(head)}</th>' for head in heads)
    cells = "".join(
        f"<td>{''.join(_quote(c, language) for c in side) or text(word('not_held', language))}</td>"
        for side in (pair.old, pair.new)
    )
    note = f"<p>{text(pair.note)}</p>" if pair.note else ""
    return (
        f"<h3>{text(row.topic)}</h3><p>{text(_summary(row, language))}</p>{_repeal(pair, language)}"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(row.topic)}"><table class="rules">'
        f"<thead><tr>{columns}</tr></thead>"
        f"<tbody><tr>{cells}</tr></tbody></table></div>{note}{_words_changed(pair, language)}"
    )


def _repeal(pair: SideBySide, language: Language) -> str:
    """What the corpus says of the repeal, and how surely."""
    lines = (
        f"<p>{text(word('on_repeal', language))} {text(c.quote)} ({text(word(c.passage.confidence or 'official', language))}) "
        f"<small>{passage_link(c.passage.id, c.passage.title)}</small></p>"
        for c in pair.repeal
    )
    return "".join(lines)


def replaced_html(pairs: Sequence[SideBySide], names: Names, language: Language) -> str:
    """What took the place of a cited provision, folded under it; "" when nothing did."""
    if not pairs:
        return ""
    body = "".join(side_by_side_html(pair, names, language) for pair in pairs)
    return f'<details class="more replaced"><summary>{text(word("replaced_by_what", language))}</summary>{body}</details>'


def _summary(row: Correspondence, language: Language) -> str:
    parts = []
    if row.repealed_on:
        parts.append(word("repealed_on", language, day=day_word(row.repealed_on, language)))
    if row.replaced_from:
        parts.append(word("replaced_from", language, day=day_word(row.replaced_from, language)))
    parts.append(f"{KIND_WORDS[row.kind][language]} ({word(row.confidence, language)})")
    return f"{'; '.join(parts)}. {row.difference}"


def _quote(citation: Citation, language: Language) -> str:
    passage = citation.passage
    place = written_address(passage.address, language) or passage.title
    doubt = f" ({text(word('recalled', language))})" if passage.confidence == "recalled" else ""
    link = f"<small>{passage_link(passage.id, place)}{doubt}</small>"
    return f'<p lang="{passage.language}">{link} {text(citation.quote)}</p>'


def _words_changed(pair: SideBySide, language: Language) -> str:
    """The difference by words: of official texts; two restatements in our words differ where the law may not."""
    if not pair.pieces:
        return ""
    if any(citation.passage.authority != "official" for citation in (*pair.old, *pair.new)):
        return f"<p><small>{text(word('own_words', language))}</small></p>"
    return f"<p>{text(word('words_changed', language))} {difference_html(pair.pieces)}</p>"


# Saved questions


def saved_html(saved: Sequence[SavedQuestion], touched: Sequence[Affected], language: Language) -> str:
    """The form to follow a question, the saved answers that a change touches, and all that are followed."""
    body = f'<div class="fields wide">{field("question", word("question", language))}{day_field("saved", "as_of", word("as_of", language), language)}</div>'
    hit = "".join(_affected(entry, language) for entry in touched)
    rows = "".join(_saved(question, language) for question in saved)
    nothing = f'<p class="empty">{text(word("nothing", language))}</p>'
    return (
        f"<section><h2>{text(word('tab_saved', language))}</h2><p>{text(word('saved_note', language))}</p>"
        f"{form_html('saved', body, word('follow', language))}"
        f'<div role="status"><h3>{text(word("affected", language))} ({len(touched)})</h3>{f"<ul>{hit}</ul>" if hit else nothing}</div>'
        f"<h3>{text(word('followed', language))} ({len(saved)})</h3>{f'<ul>{rows}</ul>' if rows else nothing}</section>"
    )


def _saved(saved: SavedQuestion, language: Language) -> str:
    day, kept = day_word(saved.as_of, language), day_word(saved.saved_at[:10], language)
    told = word("saved_line", language, day=day, kept=kept, n=len(saved.cited))
    outcome = word(saved.outcome, language)
    return f'<li lang="{text(saved.language)}">{text(saved.question)} <small>{text(outcome)}; {text(told)}</small></li>'


def _affected(entry: Affected, language: Language) -> str:
    changes = "".join(f"<li>{_change(change, language)}</li>" for change in entry.changes)
    return f"<li><strong>{text(entry.saved.question)}</strong><ul>{changes}</ul></li>"


def _change(change: PassageChange, language: Language) -> str:
    cited = change.cited
    place = ", ".join(part for part in (cited.title, written_address(cited.address, language)) if part)
    link = passage_link(change.now.id, place) if change.now else text(place)
    stands = "" if change.quote_stands else f" {text(word('quote_gone', language))}"
    body = difference_html(change.pieces)
    if change.kind == "standing" and change.now:
        body = f"{text(_standing(cited, language))} → {text(_standing(change.now, language))}"
    elif change.kind == "official_text" and change.now:
        body = f"<q>{text(change.now.text)}</q>"
    return f"{link}: {text(word(f'change_{change.kind}', language))}.{stands} {body}"


def _standing(cited: CitedPassage, language: Language) -> str:
    start, end, confidence = cited.standing
    dates = f"{day_word(start, language) or '…'} – {day_word(end, language) or '…'}"
    return f"{dates} ({word(confidence, language)})" if confidence else dates
