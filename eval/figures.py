"""The report's figures as small SVG drawings: told apart by shape and label, so that they print without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from eval.scoring import BY_NAME

SHAPES = ("circle", "square", "triangle", "diamond", "cross")
ROW = 22
LEFT, WIDTH, RIGHT = 270, 380, 60


def forest(systems: Mapping[str, Mapping[str, Mapping[str, float]]], measures: Sequence[str]) -> str:
    """Each measure's value and 95 % interval on a line from 0 to 1, one mark per system; `systems` by name."""
    lines: list[str] = []
    y = 30
    for name in measures:
        present = [(i, s[name]) for i, s in enumerate(systems.values()) if name in s]
        if not present:
            continue
        lines.append(
            f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(BY_NAME[name].title)}</text>'
        )
        lines.append(f'<line class="grid" x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y}" y2="{y}"/>')
        for place, (index, figure) in enumerate(present):
            lines.append(
                _interval(figure, y + (place - (len(present) - 1) / 2) * 6, SHAPES[index % len(SHAPES)])
            )
        y += ROW + 6 * (len(systems) - 1)
    return _svg(LEFT + WIDTH + RIGHT, y + 24, [*_scale(y), *lines, *_legend(list(systems), y + 14)])


def reliability_curve(bins: Sequence[Mapping[str, float]]) -> str:
    """How often the confidence was earned, against the confidence, one disc per bin labelled with its count; the diagonal is perfect."""
    size, margin = 300, 50

    def at(x: float, y: float) -> tuple[float, float]:
        return margin + x * size, margin / 2 + (1 - y) * size

    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    lines = [
        f'<rect class="frame" x="{x0}" y="{y1}" width="{size}" height="{size}"/>',
        f'<line class="dashed" x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}"/>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        (tx, _), (_, ty) = at(tick, 0), at(0, tick)
        lines.append(f'<text x="{tx}" y="{y0 + 16}" text-anchor="middle">{tick:g}</text>')
        lines.append(f'<text x="{x0 - 6}" y="{ty + 4}" text-anchor="end">{tick:g}</text>')
    points = [at(b["confidence"], b["right"]) for b in bins]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    lines.append(f'<polyline class="curve" points="{path}"/>')
    for (x, y), b in zip(points, bins, strict=True):
        lines.append(f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
        lines.append(f'<text x="{x + 7:.1f}" y="{y - 6:.1f}">{int(b["n"])}</text>')
    lines.append(
        f'<text x="{x0 + size / 2}" y="{y0 + 34}" text-anchor="middle">confidence of the answer</text>'
    )
    lines.append(
        f'<text transform="translate(12,{y0 - size / 2}) rotate(-90)" text-anchor="middle">share in which it was earned</text>'
    )
    return _svg(size + margin + 40, size + margin / 2 + 45, lines)


def bars(rows: Sequence[tuple[str, float]], unit: str) -> str:
    """Horizontal bars with their values written beside them."""
    top = max((value for _, value in rows), default=0.0) or 1.0
    lines = []
    for number, (name, value) in enumerate(rows):
        y = 10 + number * ROW
        length = value / top * (WIDTH - 60)
        lines.append(f'<text x="{LEFT - 12}" y="{y + 12}" text-anchor="end">{escape(name)}</text>')
        lines.append(f'<rect class="bar" x="{LEFT}" y="{y}" width="{length:.1f}" height="14"/>')
        lines.append(f'<text x="{LEFT + length + 6:.1f}" y="{y + 12}">{value:g} {escape(unit)}</text>')
    return _svg(LEFT + WIDTH + RIGHT, 14 + len(rows) * ROW, lines)


def mark(shape: str, x: float, y: float) -> str:
    """One of the five shapes, centred."""
    points: dict[str, Any] = {
        "triangle": ((0, -5), (5, 4), (-5, 4)),
        "diamond": ((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)),
    }
    if shape == "circle":
        return f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    if shape == "square":
        return f'<rect class="hollow" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'
    if shape == "cross":
        return f'<path class="curve" d="M{x - 4:.1f} {y - 4:.1f}l8 8m0-8l-8 8"/>'
    corners = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in points[shape])
    return f'<polygon class="hollow" points="{corners}"/>'


def _interval(figure: Mapping[str, float], y: float, shape: str) -> str:
    low, value, high = (LEFT + WIDTH * min(1.0, max(0.0, figure[key])) for key in ("low", "value", "high"))
    whisker = f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
    return whisker + mark(shape, value, y)


def _scale(bottom: float) -> list[str]:
    lines = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = LEFT + WIDTH * tick
        lines.append(f'<line class="grid" x1="{x}" x2="{x}" y1="16" y2="{bottom - 8}"/>')
        lines.append(f'<text x="{x}" y="11" text-anchor="middle">{tick:g}</text>')
    return lines


def _legend(names: Sequence[str], y: float) -> list[str]:
    lines, x = [], 20.0
    for index, name in enumerate(names):
        lines.append(mark(SHAPES[index % len(SHAPES)], x, y - 4))
        lines.append(f'<text x="{x + 10}" y="{y}">{escape(name)}</text>')
        x += 30 + 7.5 * len(name)
    return lines


def _svg(width: float, height: float, lines: Sequence[str]) -> str:
    body = "\n".join(lines)
    return f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" role="img">\n{body}\n</svg>'
