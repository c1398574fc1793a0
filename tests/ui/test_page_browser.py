"""The page in Chromium, through the address that a user opens."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from server.assembly import Workplace

OpenPage = Callable[..., Page]
Picture = Callable[[Page, str], None]

pytestmark = [pytest.mark.slow, pytest.mark.browser]

QUESTION = "Who identified integration opportunities under LHSIA s. 24?"
FRENCH = "Combien de dirigeants des soins cliniques ont été recrutés?"
TABS = ("ask", "library", "timeline", "obligations", "walk", "deadlines", "changes", "quality")
SIZES = {"desktop": (1280, 800), "tablet": (768, 1024), "phone": (390, 844)}


def ask(page: Page, question: str) -> None:
    """Type a question, send it with Enter, and wait until the answer is complete."""
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.wait_for_selector('[role=status][data-state="done"]', state="attached")


def open_tab(page: Page, name: str) -> None:
    """Choose a tab and wait until it has its content."""
    page.click(f"#tab-{name}-button")
    if name != "ask":
        page.wait_for_selector(f"#{name} section")


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA, as lines to read."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {node['target']} {node['html'][:160]}" for v in found for node in v["nodes"]]


def test_an_answer_opens_its_sources(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator(".banner-answered")).to_be_visible()
    expect(page.locator(".notes")).to_contain_text("April 1, 2021")
    page.locator(".cite").first.click()
    card = page.locator("#ev-1-1")
    expect(card).to_be_focused()
    expect(card.locator("mark")).to_contain_text("LHIN")
    expect(card.locator(".chip-ended")).to_contain_text("No longer law since April 1, 2021")
    card.locator(".around summary").click()
    expect(card.locator(".around li").first).to_be_visible()


def test_the_keyboard_is_enough(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#question").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector('[role=status][data-state="done"]', state="attached")
    page.locator(".cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ev-1-1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cite").first).to_be_focused()


def test_what_is_outside_the_field_is_refused(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "What is the tax rate on capital gains?")
    expect(page.locator(".banner-out_of_scope, .banner-not_in_corpus")).to_be_visible()
    expect(page.locator(".banner-answered")).to_have_count(0)


def test_the_page_is_french_under_its_own_address(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    assert page.locator("html").get_attribute("lang") == "fr"
    ask(page, FRENCH)
    expect(page.locator(".banner-answered")).to_contain_text("Répondu")
    expect(page.locator(".text")).to_have_attribute("lang", "fr")
    expect(page.locator(".text")).to_contain_text("120")
    page.click(".switch")
    page.wait_for_selector("html[lang=en] .exchange")
    expect(page.locator(".asked")).to_contain_text(FRENCH)


def test_the_day_of_the_law_changes_the_answer(open_page: OpenPage) -> None:
    page = open_page()
    page.click(".scope summary")
    page.fill("[name=as_of]", "2015-06-01")
    ask(page, QUESTION)
    expect(page.locator(".scope-line")).to_contain_text("June 1, 2015")
    expect(page.locator("#ev-1-1 .chip-in-force")).to_contain_text("In force")


def test_a_follow_up_and_a_reload_keep_the_conversation(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.locator(".suggestion:visible").first.click()
    expect(page.locator(".exchange")).to_have_count(2)
    page.wait_for_selector('[role=status][data-state="done"]', state="attached")
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.locator(".exchange")).to_have_count(2)
    page.locator("#turn-1 .cite").first.click()
    expect(page.locator("#ev-1-1")).to_be_visible()
    page.click('[data-act="new"]')
    expect(page.locator(".exchange")).to_have_count(0)


def test_a_question_can_be_edited(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.click('[data-act="edit"]')
    assert page.input_value("#question") == QUESTION
    ask(page, QUESTION)
    expect(page.locator(".banner-answered")).to_be_visible()


def test_a_question_half_typed_survives_a_reload(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#question").press_sequentially("What notice")
    page.reload()
    page.wait_for_function("() => window.lhsiaStarted === true")
    expect(page.locator("#question")).to_have_value("What notice")


def test_copying_and_sharing_carry_everything_needed(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.click('[data-act="copy"]')
    expect(page.locator("#page-notice")).to_be_visible()
    assert "[1] Local Health System Integration Act, 2006" in page.evaluate("navigator.clipboard.readText()")
    page.click('[data-act="share"]')
    page.wait_for_timeout(200)
    link = str(page.evaluate("navigator.clipboard.readText()"))
    shared = open_page(link[link.index("/", 8) :])
    expect(shared.locator(".asked")).to_contain_text(QUESTION)


def test_feedback_is_kept_with_the_answer(open_page: OpenPage, real_workplace: Workplace) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.click(".feedback summary")
    page.check('.feedback [value="out_of_date"]')
    page.fill(".feedback [name=comment]", "from a test")
    page.click(".feedback [type=submit]")
    expect(page.locator("#thanks")).to_contain_text("Thank you")
    record = real_workplace.store.records("feedback")[-1]
    assert (record["reasons"], record["comment"]) == (["out_of_date"], "from a test")
    assert record["answer"]["question"] == QUESTION


def test_quotes_only_and_search_only(open_page: OpenPage) -> None:
    page = open_page()
    page.check('[name=mode][value="quotes"]')
    ask(page, QUESTION)
    expect(page.locator(".quote blockquote").first).to_be_visible()
    page.check('[name=mode][value="search"]')
    page.fill("#question", "notice of integration")
    page.press("#question", "Enter")
    expect(page.locator("#turn-2 .card").first).to_be_visible()


def test_names_are_completed_while_typing(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#question").press_sequentially("What replaced LHS")
    page.locator(".completion", has_text="LHSIA").first.click()
    assert page.input_value("#question") == "What replaced LHSIA "


def test_a_passage_has_an_address_of_its_own(open_page: OpenPage, picture: Picture) -> None:
    page = open_page("/?passage=lhsia-2006%3Aen%3As24.1", ready=".reader")
    expect(page.locator(".passage.target")).to_contain_text("LHSIA s. 24")
    expect(page.locator(".passage.target")).to_be_in_viewport()
    picture(page, "reader-en-desktop")


def test_a_document_is_added_cited_and_deleted(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    open_tab(page, "library")
    note = tmp_path / "harbour-minutes.txt"
    note.write_text(
        "The harbour committee meets on the third Friday of each month at noon.", encoding="utf-8"
    )
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4")
    page.set_input_files("[type=file]", [note, broken])
    page.click('.upload [type="submit"]')
    expect(page.locator(".results .good")).to_contain_text("harbour-minutes.txt")
    expect(page.locator(".results .bad")).to_contain_text("broken.pdf")
    row = page.locator("#holdings tr", has_text="harbour")
    expect(row).to_be_visible()
    expect(page.locator(".results .bad")).to_be_visible()
    row.locator('[data-act="confirm"]').click()
    page.locator("dialog[open] .danger").click()
    expect(page.locator("#holdings tr", has_text="harbour")).to_have_count(0)


def test_obligations_are_filtered_and_downloaded(open_page: OpenPage) -> None:
    page = open_page()
    open_tab(page, "obligations")
    page.select_option("#obligations [name=modality]", "must")
    page.fill("#obligations [name=as_of]", "2015-06-01")
    page.click("#obligations .go")
    page.wait_for_selector('#obligations a[href*="modality=must"]')
    assert set(page.locator("#obligations tbody td:nth-child(2)").all_inner_texts()) == {"must"}
    with page.expect_download() as download:
        page.click("#obligations a[download]")
    table = Path(download.value.path()).read_text(encoding="utf-8")
    assert table.startswith("actor,")


def test_an_evidence_pack_is_saved(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    with page.expect_download() as download:
        page.click('[data-act="download"]')
    with zipfile.ZipFile(download.value.path()) as pack:
        assert json.loads(pack.read("answer.json"))["question"] == QUESTION


def test_a_deadline_and_a_walk_through(open_page: OpenPage) -> None:
    page = open_page()
    open_tab(page, "deadlines")
    page.fill("#deadlines [name=trigger]", "2014-01-24")
    page.click("#deadlines .go")
    expect(page.locator("#deadlines .banner")).to_contain_text("March 25, 2014")
    open_tab(page, "walk")
    page.click("#walk .go")
    page.locator("#walk .suggestion").first.click()
    expect(page.locator("#walk .path")).to_be_visible()


def test_the_browser_asks_no_other_site(open_page: OpenPage, site: str) -> None:
    page = open_page()
    foreign: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            foreign.append(request.url)

    page.on("request", note)
    page.reload()
    page.wait_for_selector("#question")
    page.wait_for_function("() => window.lhsiaStarted === true")
    ask(page, QUESTION)
    for name in TABS:
        open_tab(page, name)
    assert foreign == []


@pytest.mark.parametrize("path", ["/", "/fr/"])
def test_every_tab_is_accessible(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    found = violations(page)
    ask(page, QUESTION if path == "/" else FRENCH)
    page.click(".feedback summary")
    for name in TABS:
        open_tab(page, name)
        page.wait_for_timeout(200)
        found += [f"{name}: {line}" for line in violations(page)]
    assert found == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/", "/fr/"])
def test_nothing_is_wider_than_the_window(
    open_page: OpenPage, picture: Picture, path: str, size: str
) -> None:
    page = open_page(path, SIZES[size])
    language = "fr" if path == "/fr/" else "en"
    picture(page, f"empty-{language}-{size}")
    ask(page, QUESTION if language == "en" else FRENCH)
    for name in TABS:
        open_tab(page, name)
        picture(page, f"{name}-{language}-{size}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_at_400_percent_everything_is_still_reached(open_page: OpenPage) -> None:
    page = open_page("/", (320, 256))  # 1280 by 1024 at 400 %
    ask(page, QUESTION)
    page.locator(".cite").first.click()
    expect(page.locator("#ev-1-1")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_print_lays_out_the_sources(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.emulate_media(media="print")
    expect(page.locator(".ask")).to_be_hidden()
    expect(page.locator("#ev-1-1 blockquote")).to_be_visible()
