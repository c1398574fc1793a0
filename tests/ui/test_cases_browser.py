"""The three worked cases of docs/compliance.md in Chromium: walk-through, dates, checklist files, and a pack that verifies."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from server.verify import verify_pack

OpenPage = Callable[..., Page]
Picture = Callable[[Page, str], None]

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@dataclass(frozen=True)
class Case:
    """One case: whose checklist, under the law of which day, the answers given, the day known, and what must come out."""

    name: str
    role: str
    as_of: str
    choices: tuple[str, ...]
    event: tuple[str, str]
    title: str
    shown: tuple[str, ...]
    question: str


CASES = (
    Case(
        "two-hospitals-2015",
        "provider",
        "2015-03-02",
        ("Yes", "No", "Yes", "The providers, on their own initiative"),
        ("date of notice to the LHIN", "2015-03-02"),
        "Voluntary integration with notice (s. 27)",
        ("May 1, 2015", "May 2, 2015", "provider: must not"),
        "How many days does the LHIN have to stop a voluntary integration?",
    ),
    Case(
        "two-hospitals-today",
        "provider",
        "2026-11-21",
        ("Yes", "Yes", "The providers or the team, on their own initiative"),
        ("date of notice", "2026-11-21"),
        "Integration by providers or teams (s. 35)",
        ("the length of the period (the corpus does not hold it)",),
        "What notice must a provider give today before a voluntary integration?",
    ),
    Case(
        "a-lhin-requires-2014",
        "funder",
        "2014-03-03",
        ("Yes", "No", "Yes", "The LHIN wants to require it of a provider", "No"),
        ("date of publication of the proposed decision", "2014-03-03"),
        "Integration required by a LHIN (s. 26)",
        ("April 2, 2014", "LHIN: must"),
        "How long do people have to comment on a LHIN's proposed decision to require an integration?",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_walked_dated_saved_and_packed(
    case: Case, open_page: OpenPage, picture: Picture, tmp_path: Path
) -> None:
    page = open_page()
    page.click("#tab-walk-button")
    page.select_option("#walk [name=role]", case.role)
    page.fill("#walk [name=as_of]", case.as_of)
    page.click("#walk .go")
    for number, choice in enumerate(case.choices, 1):
        page.locator("#walk .suggestion").filter(has_text=choice).first.click()
        expect(page.locator("#walk .path > div")).to_have_count(number)
    expect(page.locator("#walk .banner")).to_contain_text(case.title)
    label, day = case.event
    page.get_by_label(label, exact=True).fill(day)
    page.locator("#walk form .go").click()
    for words in case.shown:
        expect(page.locator("#walk .checklist")).to_contain_text(words)
    picture(page, f"case-{case.name}")
    items = page.locator("#walk .checklist > li").count()
    check_files(page, items, tmp_path)
    check_pack(page, case, tmp_path)


def check_files(page: Page, items: int, folder: Path) -> None:
    """The checklist as Word and as CSV holds every item that the page shows."""
    tables = []
    for name in ("Checklist as Word", "Checklist as CSV"):
        with page.expect_download() as saving:
            page.locator("#walk").get_by_role("button", name=name).click()
        target = folder / saving.value.suggested_filename
        saving.value.save_as(target)
        tables.append(target)
    (table,) = Document(str(tables[0])).tables
    with tables[1].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [[cell.text for cell in row.cells] for row in table.rows] == rows
    assert len(rows) == items + 1


def check_pack(page: Page, case: Case, folder: Path) -> None:
    """The question of the case, answered under its law, gives a pack that verifies."""
    page.click("#tab-ask-button")
    page.locator("form.ask details summary").first.click()
    page.fill("form.ask [name=as_of]", case.as_of)
    page.fill("#question", case.question)
    page.press("#question", "Enter")
    page.wait_for_selector('[role=status][data-state="done"]', state="attached")
    expect(page.locator("#turn-1 .banner-answered")).to_be_visible()
    with page.expect_download() as saving:
        page.locator("#turn-1 [data-act=pack]").click()
    target = folder / "pack.zip"
    saving.value.save_as(target)
    assert verify_pack(target) == []
