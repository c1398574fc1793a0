"""Obligations, deadlines, walk-through and changes as HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from textwrap import shorten
from urllib.parse import urlencode

from corpus.passage import Language
from ingest.obligations import Obligation
from server.answer import Citation
from server.changes import Change, Changes
from server.checklist import Checklist, ChecklistItem, duty
from server.concordance import Piece
from server.deadlines import Deadline, DeadlineRule, Step as CountStep, deadline_rule
from server.obligations import RegisterQuery
from server.walkthrough import Step
from server.words import written_address
from ui.markup import button, chip, choice, day_field, document_href, field, safe_url, text
from ui.words import day_word, number_word, word

SHOWN = 200
LONGEST_LABEL = 110
ACTORS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("hsp", ("providers", "les fournisseurs")),
    ("lhin", ("LHINs", "les RLISS")),
    ("ontario_health", ("Ontario Health", "Santé Ontario")),
    ("minister", ("the Minister", "le ministre")),
)


def form_html(component: str, body: str, submit: str, event: str = "submit") -> str:
    """A form whose values go to a component's event."""
    return (
        f'<form class="tool" data-act="form" data-component="{component}" data-event="{event}">{body}'
        f'<button class="button go" type="submit">{text(submit)}</button></form>'
    )


def passage_link(passage_id: str, label: str) -> str:
    """A link that opens a passage in the library."""
    return (
        f'<a href="{document_href("", passage_id)}" data-act="open" data-passage="{text(passage_id)}">'
        f"{text(label)}</a>"
    )


def citation_link(citation: Citation, language: Language) -> str:
    """A link to the passage that a citation quotes."""
    passage = citation.passage
    parts = (passage.title, written_address(passage.address, language))
    return passage_link(passage.id, ", ".join(part for part in parts if part))


# Obligations


def obligations_html(
    query: RegisterQuery, rows: Sequence[Obligation], laws: Sequence[tuple[str, str]], language: Language
) -> str:
    """The filters, and the rules that pass them."""
    return (
        f"<section><h2>{text(word('tab_obligations', language))}</h2>"
        f"<p>{text(word('obligations_note', language))}</p>{_filters(query, laws, language)}"
        f"{_rules(query, rows, language)}</section>"
    )


def _filters(query: RegisterQuery, laws: Sequence[tuple[str, str]], language: Language) -> str:
    french = language == "fr"
    actors = [("", word("everyone", language)), *((key, names[french]) for key, names in ACTORS)]
    modes = [("", word("all", language))]
    modes += [(m, word(m, language)) for m in ("must", "must_not", "may", "need_not")]
    documents = [("", word("all_laws", language)), *laws]
    scopes = [("", word("rules_binding", language)), ("all", word("rules_all", language))]
    as_of = query.as_of.isoformat() if query.as_of else ""
    ticked = " checked" if query.has_deadline else ""
    body = (
        f'<div class="fields">{choice("actor", word("actor", language), actors, query.actor)}'
        f"{choice('modality', word('modality', language), modes, query.modality)}"
        f"{choice('document', word('law_document', language), documents, query.document)}"
        f"{day_field('obligations', 'as_of', word('as_of', language), language, as_of)}"
        f"{choice('kind', word('rules_from', language), scopes, query.kind)}"
        f"{field('text', word('words_in', language), 'search', query.text)}</div>"
        f'<label class="tick"><input type="checkbox" name="has_deadline" value="yes"{ticked}> '
        f"{text(word('deadline_only', language))}</label>"
    )
    return form_html("obligations", body, word("show", language))


def _rules(query: RegisterQuery, rows: Sequence[Obligation], language: Language) -> str:
    values = {
        "actor": query.actor,
        "modality": query.modality,
        "document": query.document,
        "text": query.text,
    }
    values |= {"language": query.language, "kind": query.kind}
    if query.as_of:
        values["as_of"] = query.as_of.isoformat()
    if query.has_deadline:
        values["has_deadline"] = "true"
    asked = urlencode({k: v for k, v in values.items() if v})
    links = "".join(
        f'<a class="button quiet" href="{text(f"/v1/obligations?{asked}&{ending}")}" download="{name}">'
        f"{text(word(label, language))}</a>"
        for label, ending, name in (
            ("csv", "format=csv", "obligations.csv"),
            ("json", f"limit={max(1, len(rows))}", "obligations.json"),
        )
    )
    key = "rules_first" if len(rows) > SHOWN else "rules_count"
    count = word(key, language, n=number_word(len(rows), language), k=SHOWN)
    heads = "".join(
        f'<th scope="col">{text(word(name, language))}</th>'
        for name in ("actor", "modality", "col_rule", "col_when", "col_where")
    )
    body = "".join(_rule(row, language) for row in rows[:SHOWN])
    label = text(word("tab_obligations", language))
    return (
        f'<div class="row"><p role="status">{text(count)}</p>'
        f"{links}</div>"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="rules">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _rule(row: Obligation, language: Language) -> str:
    place = ", ".join(part for part in (row.title, written_address(row.address, language)) if part)
    when = row.deadline
    until = day_word(row.validity.end, language)
    ended = f" {chip(word('held_until', language, end=until), 'ended')}" if until else ""
    lead = f'<span class="lead-in">{text(row.lead_in)} </span>' if row.lead_in else ""
    return (
        f'<tr><td lang="{row.language}">{text(row.actor or "–")}</td><td>{text(word(row.modality, language))}</td>'
        f'<td lang="{row.language}">{lead}{text(row.quote)}</td><td lang="{row.language}">{text(when)}</td>'
        f"<td>{passage_link(row.passage_id, place)}{ended}</td></tr>"
    )


# Deadlines


def deadlines_html(
    rules: Sequence[DeadlineRule], chosen: str, trigger: str, found: Deadline | None, language: Language
) -> str:
    """The rule and its first day, and how the deadline is counted from it."""
    choices = [(rule.id, shorten(rule.title(language), LONGEST_LABEL, placeholder=" …")) for rule in rules]
    body = (
        f'<div class="fields wide">{choice("rule", word("deadline_rule", language), choices, chosen)}'
        f"{day_field('deadlines', 'trigger', word('trigger', language), language, trigger)}</div>"
    )
    result = deadline_html(found, language) if found else ""
    return (
        f"<section><h2>{text(word('tab_deadlines', language))}</h2>"
        f'{form_html("deadlines", body, word("count", language))}<div role="status">{result}</div></section>'
    )


def deadline_html(found: Deadline, language: Language) -> str:
    """The end of a period with its counting, or what is missing."""
    lines = "".join(f"<li>{text(step.text)}{_step_source(step)}</li>" for step in found.steps)
    cites = " · ".join(citation_link(c, language) for c in found.citations)
    notes = "".join(f"<li>{text(warning)}</li>" for warning in found.warnings)
    parts = [f"<h3>{text(found.title)}</h3>"]
    if found.day:
        end = word("ends", language, day=day_word(found.day, language))
        parts.append(f'<p class="banner banner-answered"><strong>{text(end)}</strong></p>')
    if found.missing:
        lacking = word("missing", language, what="; ".join(found.missing))
        parts.append(f'<p class="banner banner-partial"><strong>{text(lacking)}</strong></p>')
    if notes:
        parts.append(f'<div class="notes"><ul>{notes}</ul></div>')
    if lines:
        parts.append(f"<h4>{text(word('steps', language))}</h4><ol>{lines}</ol>")
    parts.append(f"<p>{text(word('rests_on', language))}: {cites}</p>")
    if found.day and found.trigger:
        body = {"rule": found.rule_id, "trigger": found.trigger.isoformat(), "language": language}
        url = "/v1/deadlines?format=ics"
        parts.append(button(word("ics", language), "download", url=url, body=json.dumps(body)))
    return "".join(parts)


def _step_source(step: CountStep) -> str:
    link = f'<a href="{text(safe_url(step.url))}">{text(step.provision)}</a>' if safe_url(step.url) else ""
    return f" <small>({link or text(step.provision)})</small>"


# Walk-through


def walk_start_html(as_of: str, role: str, language: Language) -> str:
    """Who asks, and the law of which day is followed."""
    roles = [(r, word(f"role_of_{r}", language)) for r in ("provider", "funder")]
    body = (
        f'<div class="fields">{choice("role", word("role", language), roles, role)}'
        f"{day_field('walk', 'as_of', word('as_of', language), language, as_of)}</div>"
    )
    return (
        f"<section><h2>{text(word('tab_walk', language))}</h2><p>{text(word('walk_intro', language))}</p>"
        f"{form_html('walk', body, word('begin', language))}</section>"
    )


def walk_step_html(step: Step, state: Mapping[str, object], language: Language) -> str:
    """The next question with its answers as buttons."""
    answers = state["answers"]
    assert isinstance(answers, list)
    buttons = "".join(
        f'<button type="button" class="suggestion" data-act="step" data-component="walk" '
        f'data-form="{text(json.dumps({**state, "answers": [*answers, branch.id]}))}">{text(branch.text)} '
        f"<small>{text(written_address(branch.citation.passage.address, language))}</small></button>"
        for branch in step.choices
    )
    return (
        f"<section><h2>{text(word('tab_walk', language))}</h2>{_path(step.path, language)}"
        f'<div class="walk" role="group" aria-labelledby="walk-question"><h3 id="walk-question">{text(step.text)}</h3>'
        f"{buttons}<p><small>{text(word('rests_on', language))}: {citation_link(step.citation, language)}</small></p></div>"
        f"{_restart(language)}</section>"
    )


def _path(path: Sequence[tuple[str, str]], language: Language) -> str:
    if not path:
        return ""
    rows = "".join(f"<div><dt>{text(q)}</dt><dd>{text(a)}</dd></div>" for q, a in path)
    return f'<h3>{text(word("so_far", language))}</h3><dl class="path">{rows}</dl>'


def _restart(language: Language) -> str:
    return (
        '<p><button type="button" class="button quiet" data-act="step" data-component="walk" data-form="{}">'
        f"{text(word('restart', language))}</button></p>"
    )


def checklist_html(found: Checklist, state: Mapping[str, object], language: Language) -> str:
    """What to do, by when, and what to keep."""
    rows = "".join(_item(item, language) for item in found.items)
    body = {**state, "role": found.role, "as_of": found.as_of.isoformat(), "language": language}
    save = "".join(
        button(
            word(f"checklist_{format_}", language),
            "download",
            url=f"/v1/walk-throughs?format={format_}",
            body=json.dumps(body),
        )
        for format_ in ("docx", "csv")
    )
    return (
        f"<section><h2>{text(word('tab_walk', language))}</h2>{_path(found.path, language)}"
        f'<p class="banner banner-answered" role="status"><strong>{text(found.title)}</strong></p>'
        f'<h3>{text(word("checklist", language))}</h3><ol class="checklist">{rows}</ol>{_dates_form(found, state, language)}{save}{_restart(language)}</section>'
    )


def _item(item: ChecklistItem, language: Language) -> str:
    notes = [duty(item.rules, language), word("keep", language, what=item.evidence) if item.evidence else ""]
    lines = "".join(f"<p>{text(note)}</p>" for note in notes if note)
    warnings = "".join(f"<li>{text(warning)}</li>" for warning in item.warnings)
    return (
        f"<li><p><strong>{text(item.text)}</strong></p>{_by(item.deadline, language)}{lines}"
        + (f'<div class="notes"><ul>{warnings}</ul></div>' if warnings else "")
        + f"<p><small>{citation_link(item.citation, language)}</small></p></li>"
    )


def _dates_form(found: Checklist, state: Mapping[str, object], language: Language) -> str:
    """The days from which the checklist's periods run, one for each event."""
    events: dict[str, str] = {}
    for item in found.items:
        if item.deadline:
            rule = deadline_rule(item.deadline.rule_id)
            events.setdefault(rule.trigger(language), rule.id)
    if not events:
        return ""
    dates = state.get("dates")
    known = dates if isinstance(dates, dict) else {}
    fields = "".join(
        day_field("walk", f"date:{rule}", label, language, known.get(rule, ""))
        for label, rule in events.items()
    )
    kept = f'<input type="hidden" name="state" value="{text(json.dumps(state))}">'
    return form_html("walk", f'<div class="fields">{fields}</div>{kept}', word("fill_dates", language))


def _by(deadline: Deadline | None, language: Language) -> str:
    if deadline is None:
        return ""
    if deadline.day:
        return f"<p>{text(word('by', language, day=day_word(deadline.day, language)))}</p>"
    lacking = word("missing", language, what="; ".join(deadline.missing))
    return f"<p>{text(deadline.title)}. {text(lacking)}</p>"


# What changed


def changes_html(values: Mapping[str, str], found: Changes | None, language: Language) -> str:
    """Two days and an actor, and what differs between the days."""
    french = language == "fr"
    actors = [("", word("everyone", language)), *((key, names[french]) for key, names in ACTORS)]
    body = (
        f'<div class="fields">{day_field("changes", "from", word("from", language), language, values.get("from", ""))}'
        f"{day_field('changes', 'to', word('to', language), language, values.get('to', ''))}"
        f"{choice('actor', word('actor', language), actors, values.get('actor', ''))}</div>"
    )
    result = _differences(found, language) if found else ""
    return (
        f"<section><h2>{text(word('tab_changes', language))}</h2>"
        f"{form_html('changes', body, word('compare', language))}{result}</section>"
    )


def _differences(found: Changes, language: Language) -> str:
    head = word(
        "changes_head",
        language,
        added=len(found.added),
        changed=len(found.changed),
        gone=len(found.gone),
        same=found.unchanged,
    )
    groups = (
        ("added_rules", [_short_rule(row, language) for row in found.added]),
        ("changed_rules", [_change(change, language) for change in found.changed]),
        ("gone_rules", [_short_rule(row, language) for row in found.gone]),
    )
    body = "".join(_group(name, rows, language) for name, rows in groups)
    return f'<p role="status"><strong>{text(head)}</strong></p>{body}'


def _group(name: str, rows: Sequence[str], language: Language) -> str:
    head = f"<h3>{text(word(name, language))} ({len(rows)})</h3>"
    if not rows:
        return f'{head}<p class="empty">{text(word("nothing", language))}</p>'
    more = f"<p>{text(word('first_shown', language, k=SHOWN))}</p>" if len(rows) > SHOWN else ""
    return f'{head}{more}<ul class="diffs">{"".join(rows[:SHOWN])}</ul>'


def _short_rule(row: Obligation, language: Language) -> str:
    place = ", ".join(part for part in (row.title, written_address(row.address, language)) if part)
    return f'<li><p lang="{row.language}">{text(row.quote)}</p><p><small>{passage_link(row.passage_id, place)}</small></p></li>'


def _change(change: Change, language: Language) -> str:
    words = difference_html(change.pieces)
    links = [
        passage_link(
            row.passage_id, ", ".join(p for p in (row.title, written_address(row.address, language)) if p)
        )
        for row in (change.before, change.after)
    ]
    return f'<li><p lang="{change.after.language}">{words}</p><p><small>{" → ".join(links)}</small></p></li>'


def difference_html(pieces: Sequence[Piece]) -> str:
    """Words that went as deleted, words that came as inserted."""
    return " ".join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    tags = {"same": "", "removed": "del", "added": "ins"}
    tag = tags[piece.kind]
    return f"<{tag}>{text(piece.text)}</{tag}>" if tag else text(piece.text)
