"""How good the answers are, as HTML: in plain words first, then in figures."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.passage import Language
from ingest.markdown import markdown_html
from ui.markup import text
from ui.quality import Figure, Quality
from ui.words import MEASURES, day_word, number_word, percent_word, word

REPORTS = "/page/evaluation"  # where the page serves the reports
SAID = ("refusal_recall", "false_refusal", "quotes_exact", "wrong_date")


def quality_html(every: Quality, reported: Quality, own: Quality | None, language: Language) -> str:
    """The figures on record in sentences and in a table, and the evaluation of this installation if there is one."""
    said = "".join(
        f"<li>{text(word(f'said_{name}', language, share=percent_word(reported.figures[name].mean, language)))}</li>"
        for name in SAID
        if name in reported.figures
    )
    return (
        f'<section class="quality"><h2>{text(word("tab_quality", language))}</h2>'
        f'<p class="headline">{text(_headline("quality_head", reported, language))}</p>'
        f"<p>{text(_headline('quality_all', every, language))} {text(word('quality_right', language))}</p><ul>{said}</ul>"
        f"<p>{text(word('quality_date', language, day=day_word(every.day, language)))} "
        f"{_report_link(every, 'recorded', language)}</p>"
        f"{_table([('quality_reported', reported), ('quality_every', every)], language)}"
        f"{_own(own, language)}</section>"
    )


def _headline(key: str, found: Quality, language: Language) -> str:
    share = percent_word((found.right or 0) / max(1, found.questions), language)
    counts = {"n": number_word(found.questions, language), "right": number_word(found.right or 0, language)}
    return word(key, language, share=share, **counts)


def _own(own: Quality | None, language: Language) -> str:
    head = f"<h3>{text(word('quality_own', language))}</h3>"
    if own is None:
        return f'{head}<p class="empty">{text(word("quality_none", language))}</p>'
    return (
        f"{head}<p>{text(_headline('quality_own_head', own, language))} "
        f"{text(word('quality_own_date', language, day=day_word(own.day, language)))} {_report_link(own, 'own', language)}</p>"
        f"{_table([('quality_own', own)], language)}"
    )


def _report_link(found: Quality, name: str, language: Language) -> str:
    if found.report is None:
        return ""
    label = text(word("quality_report", language))
    return f'<a href="{REPORTS}/{name}" target="_blank" rel="noopener">{label}<span class="sr"> {text(word("new_tab", language))}</span></a>'


def _table(columns: Sequence[tuple[str, Quality]], language: Language) -> str:
    """Every measure with a name, its interval below the value; a column for each evaluation."""
    names = [name for name in MEASURES if any(name in found.figures for _, found in columns)]
    heads = "".join(f'<th scope="col">{text(word(key, language))}</th>' for key, _ in columns)
    rows = "".join(
        f'<tr><th scope="row">{text(MEASURES[name][language == "fr"])}</th>'
        f"{''.join(_cell(found.figures.get(name), language) for _, found in columns)}</tr>"
        for name in names
    )
    first = text(word("measure", language))
    label = text(word("tab_quality", language))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="figures">'
        f'<thead><tr><th scope="col">{first}</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cell(figure: Figure | None, language: Language) -> str:
    if figure is None:
        return "<td>–</td>"
    low, high = percent_word(figure.low, language), percent_word(figure.high, language)
    note = word("quality_interval", language, low=low, high=high, n=number_word(figure.questions, language))
    return f"<td><strong>{percent_word(figure.mean, language)}</strong> <small>{text(note)}</small></td>"


def document_html(markdown: str, title: str) -> str:
    """A document of the project as a page of its own; raw HTML in it stays text."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{text(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid #c3cad2;padding:.3rem .6rem;text-align:left}"
        f"code{{background:#f3f5f7}}</style></head><body><main>{markdown_html(markdown)}</main></body></html>"
    )
