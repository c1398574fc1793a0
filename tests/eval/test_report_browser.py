"""The report opened in Chromium: every figure is drawn, nothing is asked of a network, and it prints."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from eval.commands import Bench, Options, evaluate
from eval.questions import Question

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"Chromium is not installed at {CHROMIUM}"),
]


@pytest.fixture
def report(tmp_path: Path, bench: Bench, questions: list[Question]) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(dict(q.raw)) + "\n" for q in questions), encoding="utf-8")
    full = replace(bench, variants=lambda: {"the same again": bench.system})
    options = Options(
        questions=path,
        out=tmp_path / "run",
        baselines=("bm25",),
        robustness=True,
        ablation=True,
        progress=False,
    )
    assert evaluate(options, lambda: full) == 0
    return tmp_path / "run" / "report.html"


def test_every_figure_is_drawn_and_nothing_is_fetched(report: Path, tmp_path: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(report.as_uri())
        page.wait_for_function("document.querySelectorAll('.main-svg').length > 0")
        assert (asked, wrong) == ([report.as_uri()], [])
        check_figures(page)
        narrow = browser.new_page(viewport={"width": 390, "height": 800})
        narrow.goto(report.as_uri())
        assert narrow.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.pdf(path=tmp_path / "report.pdf", format="A4")
        browser.close()
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def check_figures(page: Page) -> None:
    """Each figure has its marks, none is coloured, and no label runs out of its drawing."""
    figures = page.locator(".plotly-graph-div")
    assert figures.count() >= 12
    assert page.locator(".plotly-graph-div .main-svg .scatterlayer").count() == figures.count()
    colours = page.evaluate(
        "[...document.querySelectorAll('.scatterlayer path, .scatterlayer text')]"
        ".flatMap(e => [getComputedStyle(e).stroke, getComputedStyle(e).fill])"
    )
    numbers = [colour[4:-1].split(", ") for colour in colours if colour.startswith("rgb(")]
    assert numbers
    assert all(len(set(triple)) == 1 for triple in numbers)
    cut = page.evaluate(
        "[...document.querySelectorAll('.plotly-graph-div')].filter(d => [...d.querySelectorAll('.ytick text')]"
        ".some(t => t.getBoundingClientRect().left < d.getBoundingClientRect().left)).map(d => d.id)"
    )
    assert cut == []
