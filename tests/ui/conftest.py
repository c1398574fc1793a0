"""A real server and a real browser for the tests of the page; a small home of its own for each test of a command."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from corpus.store import Store
from ingest.encoder import HashingEncoder
from server.app import create_app
from server.assembly import Workplace, build_assistant
from server.knowledge import shipped_knowledge
from server.library import Library
from server.settings import Settings
from ui.cli import run
from ui.handlers import STATEMENT_PAUSE
from ui.opening import Held, Opener
from ui.page import mount_page

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = (1280, 800)

OpenPage = Callable[..., Page]
expect.set_options(timeout=20_000)


@dataclass
class Site:
    """A service with its page that can be stopped and started again at the same address."""

    workplace: Workplace
    pause: float = STATEMENT_PAUSE
    port: int = 0
    server: uvicorn.Server | None = None
    thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        app = mount_page(create_app(self.workplace), self.workplace, self.pause)
        config = uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="error")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 60
        while not self.server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        assert self.server.started

    def stop(self) -> None:
        assert self.server is not None
        assert self.thread is not None
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(timeout=20)


@pytest.fixture(scope="session")
def site(real_workplace: Workplace) -> Iterator[str]:
    """The address of a running service with its page."""
    running = Site(real_workplace)
    running.start()
    yield running.address
    running.stop()


@pytest.fixture
def slow_site(real_workplace: Workplace) -> Iterator[Site]:
    """A service that takes seconds for each statement of an answer, so that it can be stopped; may be restarted."""
    running = Site(real_workplace, pause=3.0)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it."""
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is not installed at {CHROMIUM}")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Open the page at a path, in a fresh browser profile, of a given size; wait until it can be used."""
    contexts = []

    def open_at(
        path: str = "/",
        size: tuple[int, int] = DESKTOP,
        ready: str = "#question",
        at: str = site,
        colours: Literal["light", "dark"] = "light",
    ) -> Page:
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            permissions=["clipboard-read", "clipboard-write"],
            color_scheme=colours,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(at + path)
        page.wait_for_selector(ready)
        page.wait_for_function("() => window.lhsiaStarted === true")
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Save a screenshot under LHSIA_SCREENSHOTS when it is set."""

    def take(page: Page, name: str) -> None:
        folder = os.environ.get("LHSIA_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take


@dataclass
class SmallOpener(Opener):
    """Opens a small home with an encoder that needs no model, and leaves out the rest of the corpus that ships."""

    home: Path
    opened: list[Store] = field(default_factory=list)

    def settings(self) -> Settings:
        return Settings(home=self.home, today="2026-11-21", reader=False)

    def store(self) -> Store:
        self.opened.append(Store(self.home))
        return self.opened[-1]

    def held(self) -> Held:
        return Held(self.store(), shipped_knowledge(), date(2026, 11, 21))

    def library(self) -> Library:
        return Library(self.store(), self.home / "index", HashingEncoder(), 1024 * 1024)

    def workplace(self) -> Workplace:
        library, knowledge = self.library(), shipped_knowledge()
        assistant = build_assistant(library, knowledge, self.settings())
        return Workplace(self.settings(), library, knowledge, assistant)


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    status: int
    out: str
    err: str


RunCommand = Callable[..., Ran]


@pytest.fixture
def opener(workplace: Workplace, tmp_path: Path) -> Iterator[SmallOpener]:
    """A copy of the small home, to read and to change."""
    home = tmp_path / "home"
    shutil.copytree(workplace.settings.home, home)
    found = SmallOpener(home)
    yield found
    for store in found.opened:
        store.close()


@pytest.fixture
def lhsia(opener: SmallOpener, capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """Run a command as typed; give its exit status and what it printed."""

    def typed(*arguments: object) -> Ran:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments], opener)
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return typed
