"""The last evaluation as HTML."""

from __future__ import annotations

from corpus.passage import Language
from ui.markup import text
from ui.quality import Figure, Quality
from ui.words import MEASURES, day_word, number_word, percent_word, word


def quality_html(found: Quality | None, language: Language) -> str:
    """The headline in one sentence, and the measures behind it."""
    head = f"<h2>{text(word('tab_quality', language))}</h2>"
    if found is None:
        return f'<section>{head}<p class="empty">{text(word("quality_none", language))}</p></section>'
    parts = [head]
    if found.correct is not None:
        share = percent_word(found.correct, language)
        count = number_word(found.questions, language)
        parts.append(f'<p class="headline">{text(word("quality_head", language, n=count, share=share))}</p>')
    parts.append(f"<p>{text(word('quality_date', language, day=day_word(found.day, language)))}</p>")
    names = ("measure", "value", "interval", "questions_n")
    heads = "".join(f'<th scope="col">{text(word(name, language))}</th>' for name in names)
    rows = "".join(_row(figure, language) for figure in found.figures if figure.name in MEASURES)
    return f"<section>{''.join(parts)}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"


def _row(figure: Figure, language: Language) -> str:
    interval = f"{percent_word(figure.low, language)} – {percent_word(figure.high, language)}"
    label = MEASURES[figure.name][language == "fr"]
    return (
        f'<tr><th scope="row">{text(label)}</th><td>{percent_word(figure.mean, language)}</td>'
        f"<td>{interval}</td><td>{number_word(figure.questions, language)}</td></tr>"
    )
