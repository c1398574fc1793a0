"""The report's figures, drawn by plotly in black and grey, told apart by shape and label (the only file that imports plotly)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from eval.scoring import BY_NAME, Measure

SYMBOLS = ("circle", "square-open", "triangle-up-open", "diamond-open", "x-thin-open", "star-open")
INK, GREY, LIGHT = "#1a1a1a", "#777777", "#dddddd"
WIDTH, LEFT, ROW = 720, 300, 21
FONT = {"family": "system-ui, Liberation Sans, sans-serif", "size": 12, "color": INK}

Figures = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a figure: its label, a value with the bounds of its interval, and what to show when pointed at."""

    label: str
    value: float
    low: float
    high: float
    note: str = ""


def script() -> str:
    """Plotly's own script, to stand once in the page before the figures."""
    return f"<script>{get_plotlyjs()}</script>"


def forest(systems: Mapping[str, Figures], measures: Sequence[Measure]) -> str:
    """Each measure's value and 95 % interval on a line from 0 to 1, one mark per system; `systems` by name."""
    shown = [m for m in measures if any(m.name in figures for figures in systems.values())]
    series = {
        name: [
            Point(measure_label(m), f["value"], f["low"], f["high"], f"n = {f['n']:.0f}")
            for m in shown
            if (f := figures.get(m.name))
        ]
        for name, figures in systems.items()
    }
    return intervals("headline", "Headline figures with their intervals", series)


def by_group(name: str, groups: Mapping[str, Any], measure: str) -> str:
    """One measure's value and 95 % interval in each group of questions."""
    points = [
        Point(f"{group} ({figures['questions']})", f["value"], f["low"], f["high"])
        for group, figures in groups.items()
        if (f := figures["measures"].get(measure))
    ]
    title = f"{BY_NAME[measure].title}, by {name}"
    return intervals(f"group-{name}", title, {BY_NAME[measure].title: points})


def differences(
    key: str, title: str, rows: Mapping[str, Mapping[str, Any]], *, mark: float | None = None
) -> str:
    """Paired differences with their 95 % intervals around 0, by label; `mark` draws one more line."""
    points = [
        Point(label, paired["difference"], paired["low"], paired["high"]) for label, paired in rows.items()
    ]
    largest = max([0.05, *(abs(v) for p in points for v in (p.low, p.high))])
    lines = [0.0] if mark is None else [0.0, mark]
    return intervals(key, title, {"difference": points}, span=(-largest * 1.1, largest * 1.1), lines=lines)


def intervals(
    key: str,
    title: str,
    series: Mapping[str, Sequence[Point]],
    *,
    span: tuple[float, float] = (-0.02, 1.02),
    lines: Sequence[float] = (),
) -> str:
    """Rows of values with their intervals, one mark per series, the first row on top."""
    labels = list(dict.fromkeys(point.label for points in series.values() for point in points))
    rows = {label: len(labels) - number for number, label in enumerate(labels)}
    traces = []
    for number, (name, points) in enumerate(series.items()):
        shift = (len(series) - 1) / 2 - number
        traces.append(
            go.Scatter(
                x=[p.value for p in points],
                y=[rows[p.label] + 0.8 * shift / max(1, len(series)) for p in points],
                error_x={
                    "array": [p.high - p.value for p in points],
                    "arrayminus": [p.value - p.low for p in points],
                    "thickness": 1,
                    "width": 3,
                    "color": INK if number == 0 else GREY,
                },
                customdata=[(escape(p.label), p.low, p.high, p.note) for p in points],
                hovertemplate="%{customdata[0]}: %{x:.3f} (%{customdata[1]:.3f} to %{customdata[2]:.3f}) %{customdata[3]}",
                name=escape(name),
                mode="markers",
                marker=_marker(number),
            )
        )
    height = len(labels) * (ROW + 9 * (len(series) - 1)) + 60 + 30 * (len(series) > 1)
    figure = _figure(traces, height, legend=len(series) > 1)
    figure.update_xaxes(range=span, zeroline=False, gridcolor=LIGHT, side="bottom")
    figure.update_yaxes(
        tickvals=list(rows.values()),
        ticktext=[escape(label) for label in labels],
        range=(0.3, len(labels) + 0.7),
        gridcolor=LIGHT,
        zeroline=False,
    )
    for number, x in enumerate(lines):
        figure.add_vline(x=x, line={"color": INK, "width": 1, "dash": "dot" if number else "solid"})
    return _html(figure, key, title)


def reliability_curve(bins: Sequence[Mapping[str, float]]) -> str:
    """How often the confidence was earned against the confidence, one mark per bin with its count; the diagonal is perfect.

    The bars are Wilson's 95 % intervals of each share (Wilson, 1927).
    """
    bounds = [wilson(b["right"], int(b["n"])) for b in bins]
    points = go.Scatter(
        x=[b["confidence"] for b in bins],
        y=[b["right"] for b in bins],
        error_y={
            "array": [high - b["right"] for b, (_, high) in zip(bins, bounds, strict=True)],
            "arrayminus": [b["right"] - low for b, (low, _) in zip(bins, bounds, strict=True)],
            "thickness": 1,
            "width": 3,
            "color": INK,
        },
        text=[f"  {b['n']:.0f}" for b in bins],
        textposition="middle right",
        hovertemplate="confidence %{x:.2f}, earned %{y:.2f}, questions%{text}<extra></extra>",
        mode="lines+markers+text",
        line={"color": GREY, "width": 1},
        marker=_marker(0),
        cliponaxis=False,
    )
    diagonal = go.Scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": GREY, "dash": "dash", "width": 1}, hoverinfo="skip"
    )
    figure = _figure([diagonal, points], 420, width=470, left=60)
    figure.update_xaxes(
        range=(-0.02, 1.02), title="confidence of the answer", gridcolor=LIGHT, zeroline=False
    )
    figure.update_yaxes(
        range=(-0.06, 1.05), title="share in which it was earned", gridcolor=LIGHT, zeroline=False
    )
    return _html(figure, "reliability", "Reliability of the confidence")


def latency(systems: Sequence[tuple[str, Mapping[str, float]]]) -> str:
    """Median, 95th percentile and longest time of each system in milliseconds, on a logarithmic scale."""
    traces = []
    names = [escape(name) for name, _ in systems]
    for number, (key, label) in enumerate(
        (("p50", "median"), ("p95", "95th percentile"), ("max", "longest"))
    ):
        traces.append(
            go.Scatter(
                x=[max(figures.get(key, 0.0), 0.1) for _, figures in systems],
                y=names,
                mode="markers",
                name=label,
                marker=_marker(number),
                hovertemplate="%{y}, " + label + ": %{x:.1f} ms<extra></extra>",
            )
        )
    figure = _figure(traces, 100 + 28 * len(systems), legend=True)
    figure.update_xaxes(type="log", title="milliseconds", gridcolor=LIGHT, dtick="D2")
    figure.update_yaxes(autorange="reversed", gridcolor=LIGHT)
    return _html(figure, "latency", "Time to an answer")


def measure_label(measure: Measure) -> str:
    """A measure's title, with a word where less of it is better."""
    return f"{measure.title} (lower is better)" if measure.better == "low" else measure.title


def wilson(share: float, n: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval of a share of n (Wilson, 1927)."""
    if not n:
        return 0.0, 1.0
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return min(share, middle - half), max(share, middle + half)


def _marker(number: int) -> dict[str, Any]:
    return {
        "symbol": SYMBOLS[number % len(SYMBOLS)],
        "color": INK,
        "size": 8,
        "line": {"color": INK, "width": 1.4},
    }


def _figure(
    traces: Sequence[Any], height: float, *, width: int = WIDTH, left: int = LEFT, legend: bool = False
) -> Any:
    figure = go.Figure(traces)
    figure.update_layout(
        template="none",
        width=width,
        height=height,
        font=FONT,
        margin={"l": left, "r": 30, "t": 12, "b": 42 + 30 * legend},
        showlegend=legend,
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.02,
            "yanchor": "top",
            "yref": "container",
            "xref": "paper",
        },
        hoverlabel={"bgcolor": "white", "font": FONT},
    )
    if legend:
        figure.update_layout(legend={"y": 0.01, "yanchor": "bottom"})
    return figure


def _html(figure: Any, key: str, title: str) -> str:
    """The figure as markup: a drawing with a name for those who do not see it."""
    drawing = figure.to_html(
        full_html=False,
        include_plotlyjs=False,
        div_id=f"figure-{key}".replace(" ", "-"),
        config={"displayModeBar": False, "responsive": False, "staticPlot": False},
    )
    return f"<div class='scroll' role='img' aria-label='{escape(title, quote=True)}'>{drawing}</div>"
