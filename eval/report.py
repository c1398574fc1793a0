"""The report of a run: one HTML file that needs nothing else (plotly's script stands in it), and a Markdown summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from eval import figures as draw
from eval.records import DIMENSIONS, Record
from eval.robustness import ALLOWED_FALL
from eval.run import Run
from eval.scoring import BY_NAME, HEADLINE
from eval.summary import COMPARED_MEASURES
from eval.tables import (
    Table,
    ablation_table,
    breakdown_tables,
    comparison_table,
    headline_table,
    latency_rows,
    latency_table,
    quotes_table,
    retrieval_table,
    robustness_table,
    statements_table,
)

PAGE = Path(__file__).parent / "report.html"
WORST = 25
LISTED = 40


def write_report(run: Run) -> tuple[Path, Path]:
    """Write report.html and summary.md into the run's folder; give their paths."""
    page, summary = run.folder / "report.html", run.folder / "summary.md"
    page.write_text(html_report(run), encoding="utf-8")
    summary.write_text(markdown_summary(run), encoding="utf-8")
    return page, summary


def html_report(run: Run) -> str:
    """The whole report as one page, without anything from elsewhere."""
    scores = run.scores
    sections = [
        _opening(run),
        _gate(scores),
        draw.script(),
        _section("Headline", _table(headline_table(scores)), _figures(scores)),
        _breakdown(scores),
        _calibration(scores),
        _section("Search", _table(retrieval_table(scores))) if "success_1" in scores["measures"] else "",
        _ablation(scores),
        _comparisons(scores),
        _robustness(scores),
        _judge(scores),
        _latency(scores),
        _worst(run.records),
        _configuration(run.config),
    ]
    body = "\n".join(section for section in sections if section)
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        title=f"Evaluation of {escape(scores['system'])}", body=body
    )


def markdown_summary(run: Run) -> str:
    """The tables of the report in Markdown."""
    scores = run.scores
    tables = [
        headline_table(scores),
        *breakdown_tables(scores),
        retrieval_table(scores),
        latency_table(scores),
    ]
    tables += [comparison_table(name, figures) for name, figures in scores.get("comparisons", {}).items()]
    if scores.get("ablation"):
        tables.append(ablation_table(scores["ablation"]))
    if scores.get("robustness"):
        tables += [
            robustness_table(scores["robustness"]["changes"]),
            quotes_table(scores["robustness"]["quotes"]),
            statements_table(scores["robustness"]["statements"]),
        ]
    parts = [f"# Evaluation of {scores['system']}", _counts(scores)]
    parts += [f"- Gate: {failure}" for failure in scores.get("gate") or ()]
    return "\n\n".join([*parts, *(_markdown(table) for table in tables if table.rows)]) + "\n"


def worst_records(records: Sequence[Record], count: int = WORST) -> list[Record]:
    """The answers that most need a person's eye: wrong ones with the gravest faults first."""

    def gravity(record: Record) -> tuple[float, ...]:
        scores = record.scores
        return (
            -scores.get("wrong_date", 0.0),
            -(1.0 - scores.get("quotes_exact", 1.0)),
            -scores.get("forbidden_said", 0.0),
            scores["correct"],
            scores.get("facts_partial", 0.0),
            scores.get("supported", 1.0),
        )

    faulty = [record for record in records if record.scores["correct"] < 1 or record.evidence]
    return sorted(faulty, key=lambda record: (*gravity(record), record.id))[:count]


def _opening(run: Run) -> str:
    started = run.config.get("started_at", "")
    return f"<h1>Evaluation of {escape(run.scores['system'])}</h1>\n<p class='lead'>{escape(_counts(run.scores))} Started {escape(started)}.</p>"


def _counts(scores: Mapping[str, Any]) -> str:
    outcomes = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in scores["outcomes"].items())
    return (
        f"{scores['questions']} questions: {outcomes}. Figures are means over the questions that a measure applies to, "
        "those that got nothing included; brackets hold 95 % bootstrap intervals."
    )


def _gate(scores: Mapping[str, Any]) -> str:
    if "gate" not in scores:
        return ""
    failures = scores["gate"]
    body = _list(failures) if failures else "<p>Every floor is held.</p>"
    body += f"<p class='note'>{escape(scores['gate_note'])}</p>" if "gate_note" in scores else ""
    return f"<div class='gate'><strong>Gate: {'closed' if failures else 'open'}</strong>{body}</div>"


def _figures(scores: Mapping[str, Any]) -> str:
    systems = {scores["system"]: scores["measures"]}
    systems |= {name: figures["measures"] for name, figures in scores.get("baselines", {}).items()}
    return _drawn(draw.forest(systems, HEADLINE), "Value and 95 % interval, on a scale from 0 to 1.")


def _breakdown(scores: Mapping[str, Any]) -> str:
    parts = []
    for name, table in zip(DIMENSIONS, breakdown_tables(scores), strict=True):
        groups = scores["breakdown"][name]
        title = f"<h3>{escape(table.title)}</h3>"
        drawing = draw.by_group(name, groups, "correct")
        untitled = Table("", table.heads, table.rows)
        caption = "Handled rightly, with 95 % intervals; in brackets the number of questions."
        parts.append(f"<div class='group'>{title}{_drawn(drawing, caption)}</div>{_table(untitled)}")
    return _section("Breakdown", *parts)


def _calibration(scores: Mapping[str, Any]) -> str:
    calibration = scores["calibration"]
    caption = (
        "Each mark is a tenth of the confidence scale with its number of questions and the 95 % interval of its share; "
        "on the dashed line confidence is earned as often as it says: the corpus has the answer, and what was answered "
        f"states every fact. Calibration error {calibration['error']:.3f}."
    )
    bins = calibration["bins"]
    rows = tuple(
        (f"{b['low']:.1f} to {b['high']:.1f}", f"{b['n']:.0f}", f"{b['confidence']:.3f}", f"{b['right']:.3f}")
        for b in bins
    )
    heads = ("Confidence", "Questions", "Mean confidence", "Share earned")
    return _section(
        "Confidence", _drawn(draw.reliability_curve(bins), caption), _table(Table("", heads, rows))
    )


def _ablation(scores: Mapping[str, Any]) -> str:
    rows = scores.get("ablation")
    if not rows:
        return ""
    changes = {row["name"]: row["difference"]["correct"] for row in rows if "difference" in row}
    caption = "Change in questions handled rightly when a part is switched off and nothing is fitted again, with 95 % intervals."
    drawing = draw.differences("ablation", "What each part is worth", changes)
    return _section("Variants", _drawn(drawing, caption), _table(ablation_table(rows)))


def _comparisons(scores: Mapping[str, Any]) -> str:
    parts = []
    for number, (name, figures) in enumerate(scores.get("comparisons", {}).items()):
        measured = figures["measures"]
        rows = {
            draw.measure_label(BY_NAME[key]): measured[key] for key in COMPARED_MEASURES if key in measured
        }
        drawing = draw.differences(f"difference-{number}", f"Differences to {name}", rows)
        parts.append(f"<h3>{escape(f'Compared with {name}')}</h3>")
        parts.append(_drawn(drawing, f"Ours less theirs on {figures['questions']} questions."))
        table = comparison_table(name, figures)
        parts.append(_table(Table("", table.heads, table.rows)))
        parts += [_differences(figures["differences"], label) for label in ("lost", "won")]
    note = "<p class='note'>Differences are ours less theirs; p is from a sign-flip permutation test.</p>"
    return _section("Differences", note, *parts) if parts else ""


def _differences(differences: Sequence[Mapping[str, Any]], label: str) -> str:
    """The questions won or lost, each with what either side said."""
    chosen = [item for item in differences if item["label"] == label]
    if not chosen:
        return ""
    more = f", the first {LISTED} shown" if len(chosen) > LISTED else ""
    cases = [
        f"<details class='difference'><summary>{escape(item['id'])}: {escape(item['question'])}</summary><dl>"
        + "".join(
            f"<dt>{side}</dt><dd>{escape(item[side]['outcome'])}{_share(item[side]['facts'])}\n{escape(item[side]['answer'])}</dd>"
            for side in ("ours", "theirs")
        )
        + "</dl></details>"
        for item in chosen[:LISTED]
    ]
    return f"<h4>Questions {label}: {len(chosen)}{more}</h4>" + "\n".join(cases)


def _share(facts: float | None) -> str:
    return "" if facts is None else f", {100 * facts:.0f} % of the facts"


def _robustness(scores: Mapping[str, Any]) -> str:
    figures = scores.get("robustness")
    if not figures:
        return ""
    rows = {
        name: change["facts_partial"]
        for name, change in figures["changes"].items()
        if "facts_partial" in change
    }
    caption = "Change in the share of facts stated, with 95 % intervals; left of the dotted line is more than the three points allowed."
    drawing = draw.differences("robustness", "The same questions asked otherwise", rows, mark=-ALLOWED_FALL)
    failures = figures["failures"]
    return _section(
        "Robustness",
        _drawn(drawing, caption),
        _table(robustness_table(figures["changes"])),
        _list(failures) if failures else "<p>Nothing falls by more than is allowed.</p>",
        _table(quotes_table(figures["quotes"])),
        _table(statements_table(figures["statements"])),
    )


def _judge(scores: Mapping[str, Any]) -> str:
    judge = scores.get("judge")
    if not judge:
        return ""
    rows = tuple((name, str(f["n"]), f"{100 * f['value']:.1f} %") for name, f in judge["measures"].items())
    note = f"<p class='note'>The opinion of the model {escape(str(judge['model']))}; no other figure depends on it.</p>"
    return _section("A model as judge", note, _table(Table("", ("Measure", "n", "Share"), rows)))


def _latency(scores: Mapping[str, Any]) -> str:
    drawing = draw.latency(latency_rows(scores))
    caption = (
        "Per question, on a logarithmic scale; the figures depend on the machine and on what else it does."
    )
    return _section("Time", _drawn(drawing, caption), _table(latency_table(scores)))


def _worst(records: Sequence[Record]) -> str:
    worst = worst_records(records)
    note = "<p class='note'>What was asked, said, expected and found, the gravest faults first.</p>"
    return _section("Answers to look at", note, *(_case(record) for record in worst)) if worst else ""


def _case(record: Record) -> str:
    question, answer = record.question, record.answer
    cited = [
        f"[{c['number']}] {c['document_id']} {c['address']}".strip() + f": “{c['quote']}”"
        for c in answer["citations"]
    ]
    found = [f"{hit['document_id']} {hit['address']}".strip() for hit in record.retrieved[:5]]
    expected = [fact["text"] for fact in question.get("facts") or ()] or ["a refusal"]
    places = ", ".join([*question.get("documents", ()), *question.get("pinpoints", ())])
    history = [f"{turn['role']}: {turn['content']}" for turn in question.get("history") or ()]
    rows = (
        ("before", _list(history)), ("expected", _list(expected)), ("from", escape(places)),
        ("outcome", escape(f"{answer['outcome']}, confidence {answer['confidence']}, as of {answer['as_of']}")),
        ("said", escape(answer["answer"])), ("faults", _list(_faults(record.evidence))),
        ("cited", _list(cited)), ("found first", _list(found)),
    )  # fmt: skip
    terms = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f"<details><summary>{escape(record.id)}: {escape(question['question'])}</summary><dl>{terms}</dl></details>"


def _faults(evidence: Mapping[str, Any]) -> list[str]:
    labels = {"missing": "not stated", "forbidden": "forbidden", "dates": "wrong day", "inexact": "quote not exact",
              "unknown_provisions": "provision not in the source"}  # fmt: skip
    lines = [f"{label}: {item}" for key, label in labels.items() for item in evidence.get(key, ())]
    return lines + [
        f"unsupported ({', '.join(u['why'])}): {u['text']}" for u in evidence.get("unsupported", ())
    ]


def _configuration(config: Mapping[str, Any]) -> str:
    names = ("version", "sha256", "code_sha256", "questions_sha256", "question_files", "manifest", "settings")
    terms = "".join(
        f"<dt>{name.replace('_', ' ')}</dt><dd><code>{escape(_short(config.get(name)))}</code></dd>"
        for name in names
    )
    return _section("How this run was made", f"<dl>{terms}</dl>")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 600 else f"{text[:600]}... (whole in config.json)"


def _drawn(drawing: str, caption: str) -> str:
    return f"<figure>{drawing}<figcaption>{escape(caption)}</figcaption></figure>"


def _section(title: str, *parts: str) -> str:
    return f"<section><h2>{escape(title)}</h2>\n" + "\n".join(parts) + "</section>"


def _table(table: Table) -> str:
    heads = "".join(f"<th scope='col'>{escape(head)}</th>" for head in table.heads)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_bracketed(cell)}</td>" for cell in row) + "</tr>\n" for row in table.rows
    )
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    return f"<div class='scroll'><table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"


def _bracketed(cell: str) -> str:
    value, bracket, rest = cell.partition(" (")
    small = bracket and rest[:1] in "+-0123456789"
    return f"{escape(value)} <small>({escape(rest)}</small>" if small else escape(cell)


def _list(items: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>" if items else ""


def _markdown(table: Table) -> str:
    rows = [table.heads, tuple("---" for _ in table.heads), *table.rows]
    lines = ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
    return f"## {table.title}\n\n" + "\n".join(lines)
