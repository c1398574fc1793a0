"""The report's tables as rows of text: one source for the page, the Markdown summary and the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.records import DIMENSIONS
from eval.scoring import BY_NAME, HEADLINE, MEASURES, Measure
from eval.summary import BREAKDOWN_MEASURES, COMPARED_MEASURES


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the heads of the columns, and rows of as many texts."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figure_text(measure: Measure, value: float) -> str:
    """A value as it is written: shares in per cent, other figures with three places."""
    if measure.name == "words":
        return f"{value:.0f}"
    return f"{100 * value:.1f} %" if measure.share else f"{value:.3f}"


def interval_text(measure: Measure, figure: Mapping[str, float]) -> str:
    """A value with its interval, e.g. "85.2 % (79.4 to 90.3)"."""
    low, high = (figure_text(measure, figure[key]).removesuffix(" %") for key in ("low", "high"))
    return f"{figure_text(measure, figure['value'])} ({low} to {high})"


def headline_table(scores: Mapping[str, Any]) -> Table:
    """The run's headline figures, with those of the baselines beside them."""
    return _measure_table("Headline figures", scores, HEADLINE)


def retrieval_table(scores: Mapping[str, Any]) -> Table:
    """The figures of the search alone."""
    shown = MEASURES[[m.name for m in MEASURES].index("success_1") :]
    return _measure_table("Search, before any answer is written", scores, shown)


def breakdown_tables(scores: Mapping[str, Any]) -> list[Table]:
    """One table for each way of grouping the questions."""
    measures = [BY_NAME[name] for name in BREAKDOWN_MEASURES]
    tables = []
    for dimension in DIMENSIONS:
        groups = scores["breakdown"][dimension]
        rows = [
            (group, str(figures["questions"]), *(_cell(measure, figures["measures"]) for measure in measures))
            for group, figures in groups.items()
        ]
        heads = (dimension, "questions", *(measure.title for measure in measures))
        tables.append(Table(f"By {dimension}", heads, tuple(rows)))
    return tables


def comparison_table(name: str, comparison: Mapping[str, Any]) -> Table:
    """Our figures less another run's, question by question."""
    rows = []
    for key in COMPARED_MEASURES:
        if (paired := comparison["measures"].get(key)) is not None:
            rows.append((
                BY_NAME[key].title + (" (lower is better)" if BY_NAME[key].better == "low" else ""),
                f"{paired['difference']:+.3f} ({paired['low']:+.3f} to {paired['high']:+.3f})",
                f"{paired['wins']} / {paired['losses']} / {paired['ties']}",
                f"{paired['p']:.4f}",
            ))  # fmt: skip
    heads = ("Measure", "Difference (95 % interval)", "Won / lost / same", "p")
    return Table(f"Compared with {name}", heads, tuple(rows))


def latency_table(scores: Mapping[str, Any]) -> Table:
    """Milliseconds from question to answer."""
    rows = [(name, *_latency_cells(figures)) for name, figures in latency_rows(scores)]
    return Table(
        "Time to an answer, in milliseconds",
        ("System", "Mean", "Median", "95th percentile", "Longest"),
        tuple(rows),
    )


def latency_rows(scores: Mapping[str, Any]) -> list[tuple[str, Mapping[str, float]]]:
    """Latency figures by system, ours first."""
    others = [(name, figures["latency_ms"]) for name, figures in scores.get("baselines", {}).items()]
    return [(scores["system"], scores["latency_ms"]), *others]


def robustness_table(figures: Mapping[str, Any]) -> Table:
    """What asking otherwise does to the facts stated."""
    rows = []
    for name, change in figures.items():
        facts = change.get("facts_partial")
        if facts is not None:
            rows.append((
                name,
                str(change["questions"]),
                f"{100 * facts['before']:.1f} %",
                f"{100 * facts['difference']:+.1f} ({100 * facts['low']:+.1f} to {100 * facts['high']:+.1f})",
                str(len(change["broken"])),
                str(len(change["changed"])),
            ))  # fmt: skip
    heads = (
        "Asked with",
        "Questions",
        "Facts stated before",
        "Change in points",
        "Questions that lose a fact",
        "Answers not the same",
    )
    return Table("The same questions asked otherwise", heads, tuple(rows))


def quotes_table(figures: Mapping[str, Mapping[str, int]]) -> Table:
    """Altered quotes tried, and rejected by the quote check."""
    rows = [(kind, str(count["tried"]), str(count["rejected"])) for kind, count in figures.items()]
    return Table(
        "Altered quotes that the quote check rejects", ("Alteration", "Tried", "Rejected"), tuple(rows)
    )


def statements_table(figures: Mapping[str, Mapping[str, int]]) -> Table:
    """Altered quotes tried as statements, and those in which the support check found a fault."""
    rows = [
        (kind, str(c["tried"]), str(c["rejected"]), f"{100 * c['rejected'] / c['tried']:.1f} %")
        for kind, c in figures.items()
    ]
    return Table(
        "Altered statements in which the support check finds a fault",
        ("Alteration", "Tried", "Found", "Share"),
        tuple(rows),
    )


def ablation_table(ablation: Sequence[Mapping[str, Any]]) -> Table:
    """Variants of the system, each with its headline figures; `ablation` holds "name" and "measures"."""
    names = [name for name in ("correct", "facts_partial", "document_first", "pinpoint", "refusal_recall", "false_refusal", "ndcg_10")
             if any(name in row["measures"] for row in ablation)]  # fmt: skip
    rows = [
        (str(row["name"]), *(_cell(BY_NAME[name], row["measures"]) for name in names)) for row in ablation
    ]
    return Table("Variants of the system", ("Variant", *(BY_NAME[name].title for name in names)), tuple(rows))


def _measure_table(title: str, scores: Mapping[str, Any], measures: Sequence[Measure]) -> Table:
    systems = [scores["measures"], *(figures["measures"] for figures in scores.get("baselines", {}).values())]
    rows = []
    for measure in measures:
        if any(measure.name in figures for figures in systems):
            better = {"high": "", "low": " (lower is better)", "neither": ""}[measure.better]
            n = next(figures[measure.name]["n"] for figures in systems if measure.name in figures)
            rows.append(
                (measure.title + better, str(n), *(_cell(measure, figures, full=True) for figures in systems))
            )
    return Table(title, ("Measure", "n", scores["system"], *scores.get("baselines", {})), tuple(rows))


def _cell(measure: Measure, figures: Mapping[str, Mapping[str, float]], *, full: bool = False) -> str:
    if measure.name not in figures:
        return "-"
    figure = figures[measure.name]
    return interval_text(measure, figure) if full else figure_text(measure, figure["value"])


def _latency_cells(figures: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(f"{figures.get(key, 0.0):.1f}" for key in ("mean", "p50", "p95", "max"))
