"""The web page: Gradio blocks in English and French, mounted on the service's own application."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, cast

from fastapi import FastAPI
from starlette.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

from corpus.passage import Language
from server.assembly import Workplace
from server.errors import NotHeld
from server.service import Service
from server.typed_day import typed_day
from ui.completions import completions
from ui.handlers import STATEMENT_PAUSE, Desk, Screen
from ui.handlers_library import Shelf
from ui.handlers_pack import Packs
from ui.handlers_tools import Tools
from ui.quality import own_quality, recorded_quality
from ui.render import examples_html, log_html
from ui.render_evidence import evidence_frame_html
from ui.render_frame import (
    PATHS,
    ask_form_html,
    conversations_html,
    header_html,
    loading_html,
    page_words,
    status_html,
)
from ui.render_quality import document_html
from ui.shell import Shell
from ui.words import day_word, word

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is imported: it asks at import

import gradio as gr

STATIC = Path(__file__).parent / "static"
ASSETS = "/page"
LANGUAGES: tuple[Language, ...] = ("fr", "en")  # "/" takes every path, so it is mounted last
FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica", "Arial", "sans-serif")
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
BRIDGE = (
    "element.dataset.bridge = '1';"
    "element.addEventListener('lhsia', (e) => { e.stopPropagation(); trigger(e.detail.event, e.detail.data); });"
)
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def mount_page(app: FastAPI, workplace: Workplace, pause: float = STATEMENT_PAUSE) -> FastAPI:
    """Add the page in both languages to the service's application: English at "/", French at "/fr/".

    `pause` is the time in seconds between two statements of an answer.
    """
    service = cast(Service, app.state.service)
    for path, endpoint in (
        ("names/{language}", completion_route(service)),
        ("evaluation/{which}", report_route(service)),
        ("day/{language}", read_day),
    ):
        app.add_api_route(f"{ASSETS}/{path}", endpoint, include_in_schema=False)
    app.mount(ASSETS, StaticFiles(directory=STATIC), name="page")
    app.add_middleware(Shell, pages={PATHS[lang]: (lang, head(lang)) for lang in LANGUAGES})
    for language in LANGUAGES:
        app = gr.mount_gradio_app(
            app,
            build_page(service, language, pause),
            PATHS[language].rstrip("/") or "/",
            footer_links=[],
            run_history=False,
            show_error=False,
            max_file_size="1kb",  # files come through POST /v1/documents
            ssr_mode=False,
            mcp_server=False,
            enable_monitoring=False,
            theme=theme(),
        )
    return app


def theme() -> gr.themes.Base:
    """Gradio's plainest theme on the system's own fonts."""
    return gr.themes.Base(font=FONTS, font_mono=("ui-monospace", "Consolas", "monospace"))


def head(language: Language) -> str:
    """What the page's head carries: the words of page.js, and page.js."""
    words = json.dumps(page_words(language), ensure_ascii=False)
    words = words.replace("<", "\\u003c")
    title = word("title", language)
    return (
        f"<title>{title}</title>"
        f'<link rel="icon" href="{ASSETS}/icon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{ASSETS}/page.css">'
        f'<script type="application/json" id="page-words">{words}</script>'
        f'<script type="module" src="{ASSETS}/page.js"></script>'
    )


def completion_route(service: Service) -> Callable[[Language], JSONResponse]:
    """The endpoint of the names that page.js completes."""

    def names(language: Language) -> JSONResponse:
        terms = service.workplace.knowledge.glossary
        return JSONResponse(completions(service.snapshot(), terms, language))

    return names


def read_day(language: Language, text: str) -> dict[str, str]:
    """The endpoint by which days.js reads a day: as ISO, and as the page says it."""
    day = typed_day(text)
    return {"day": day.isoformat(), "words": word("day_read", language, day=day_word(day, language))}


def report_route(service: Service) -> Callable[[Literal["recorded", "own"]], HTMLResponse]:
    """The endpoint of the evaluation's reports: the one that ships, and that of this installation."""

    def report(which: Literal["recorded", "own"]) -> HTMLResponse:
        found = recorded_quality()[0] if which == "recorded" else own_quality(service.workplace.settings.home)
        if found is None or found.report is None:
            raise NotHeld(
                "There is no report of an evaluation here; `lhsia eval` makes one.",
                "Il n'y a pas ici de rapport d'évaluation; `lhsia eval` en fait un.",
            )
        written = found.report.read_text(encoding="utf-8")
        shown = document_html(written, "Evaluation") if found.report.suffix == ".md" else written
        return HTMLResponse(shown, headers={"Content-Security-Policy": REPORT_POLICY})

    return report


def build_page(service: Service, language: Language, pause: float) -> gr.Blocks:
    """The blocks of one language."""
    with gr.Blocks(title=word("title", language), analytics_enabled=False, fill_width=True) as page:
        piece(header_html(language), "masthead")
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
            with tab("ask", language):
                build_ask(Desk(service, language, pause), page)
            shelf, tools = Shelf(service, language), Tools(service, language)
            with tab("library", language):
                build_library(shelf)
            with tab("timeline", language):
                build_tool(shelf.timeline, "timeline", language)
            for name in ("obligations", "concordance", "walk", "deadlines", "changes", "saved"):
                with tab(name, language):
                    build_tool(getattr(tools, name), name, language)
            with tab("pack", language):
                build_packs(Packs(service, language))
            with tab("quality", language):
                filled("quality", tools.quality, language)
        piece('<p id="page-notice" class="toast" role="status" hidden></p>', "notice")
    return cast(gr.Blocks, page)


def tab(name: str, language: Language) -> gr.Tab:
    """A tab with its name in the page's language."""
    return gr.Tab(word(f"tab_{name}", language), id=name, elem_id=f"tab-{name}", render_children=True)


def filled(name: str, content: Callable[[], str], language: Language) -> gr.HTML:
    """A component that page.js asks to be filled when its tab is first opened."""
    shown = piece(loading_html(language), name)
    shown.expand(content, None, [shown], **QUIET)
    return shown


def build_library(shelf: Shelf) -> None:
    """The tab where documents are listed and read."""
    shown = filled("library", shelf.list, shelf.language)
    piece(shelf.upload(), "uploads")

    def on_open(event: gr.EventData) -> str:
        return shelf.open(event._data)

    def on_find(event: gr.EventData) -> str:
        return shelf.find(event._data)

    shown.select(on_open, None, [shown], **QUIET)
    shown.submit(on_find, None, [shown], **QUIET)


def build_tool(act: Callable[[object], str], name: str, language: Language) -> None:
    """A tab that is one form and its result."""
    shown = filled(name, lambda: act({}), language)

    def on_submit(event: gr.EventData) -> str:
        return act(event._data)

    shown.submit(on_submit, None, [shown], **QUIET)


def build_packs(packs: Packs) -> None:
    """The tab where evidence packs are made and checked; packs.js sends the conversation when the tab is opened."""
    making, made = piece(loading_html(packs.language), "pack"), piece("", "pack-made")
    piece(packs.check(), "pack-check")
    checked = piece("", "pack-checked")

    def on_open(event: gr.EventData) -> str:
        return packs.make(event._data)

    def on_made(event: gr.EventData) -> str:
        return packs.made(event._data)

    def on_checked(event: gr.EventData) -> str:
        return packs.checked(event._data)

    making.select(on_open, None, [making], **QUIET)
    made.submit(on_made, None, [made], trigger_mode="multiple", **QUIET)
    checked.submit(on_checked, None, [checked], trigger_mode="multiple", **QUIET)


def piece(value: str, elem_id: str) -> gr.HTML:
    """A component of our own markup whose clicks and forms arrive as events."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=BRIDGE, apply_default_css=False)


def build_ask(desk: Desk, page: gr.Blocks) -> None:
    """The tab where questions are asked."""
    service, language = desk.service, desk.language
    with gr.Row(elem_id="ask-columns"):
        with gr.Column(elem_id="history-column"):
            piece(conversations_html(language), "conversations")
        with gr.Column(elem_id="ask-column"):
            piece(log_html(language), "log")
            exchanges = piece("", "live")
            form = piece(ask_form(service, language), "ask-form")
            piece(examples_html(language), "examples")
            status = piece(status_html(), "status")
            thanks = piece("", "thanks")
            kept = piece("", "kept")
        with gr.Column(elem_id="evidence-column"), gr.Column(elem_id="evidence-panel"):
            piece(evidence_frame_html(language), "evidence-frame")
            evidence = piece(desk.nothing_cited(), "evidence")
    shown = [exchanges, evidence, status, kept]

    def on_ask(event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        for screen in desk.ask(event._data):
            yield updates(screen)

    def on_stop(event: gr.EventData) -> tuple[Any, ...]:
        return updates(desk.stop(event._data))

    def on_open(event: gr.EventData) -> tuple[Any, ...]:
        return updates(desk.open(event._data))

    def on_feedback(event: gr.EventData) -> str:
        return desk.feedback(event._data)

    asking = form.submit(on_ask, None, shown, trigger_mode="multiple", concurrency_limit=4, **QUIET)
    form.stop(on_stop, None, shown, cancels=[asking], queue=False, **QUIET)
    form.select(on_open, None, shown, cancels=[asking], queue=False, **QUIET)
    thanks.submit(on_feedback, None, [thanks], **QUIET)
    asking.failure(lambda shown: updates(desk.broken(shown)), [status], shown, queue=False, **QUIET)
    opened = page.load(lambda: ask_form(service, language), None, [form], **QUIET)
    opened.then(None, None, None, js=READY, **QUIET)


READY = "() => { const wait = () => window.lhsiaReady ? window.lhsiaReady() : setTimeout(wait, 50); wait(); return []; }"


def ask_form(service: Service, language: Language) -> str:
    """The question form over what is held now."""
    limit = service.workplace.settings.max_question_chars
    holdings = list(service.snapshot().holdings.values())
    return ask_form_html(holdings, service.today(), limit, language)


def updates(screen: Screen) -> tuple[Any, ...]:
    """A screen as the values of its components; what did not change is skipped."""
    parts = (screen.exchanges, screen.evidence, screen.status, screen.kept)
    return tuple(gr.skip() if part is None else part for part in parts)
