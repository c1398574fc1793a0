"""The page in Chromium, through the address that a user opens."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from server.assembly import Workplace
from server.verify import verify_pack

OpenPage = Callable[..., Page]
Picture = Callable[[Page, str], None]


class Site(Protocol):
    """A service that can be stopped and started again."""

    pause: float

    @property
    def address(self) -> str: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


pytestmark = [pytest.mark.slow, pytest.mark.browser]

QUESTION = "Who identified integration opportunities under LHSIA s. 24?"
FRENCH = "Combien de dirigeants des soins cliniques ont été recrutés?"
TABS = (
    "ask", "library", "timeline", "obligations", "concordance", "walk", "deadlines", "changes", "saved", "pack", "quality",
)  # fmt: skip
SIZES = {"desktop": (1280, 800), "tablet": (768, 1024), "phone": (390, 844)}


def ask(page: Page, question: str) -> None:
    """Type a question, send it with Enter, and wait until the answer is complete."""
    page.fill("#question", question)
    asked = page.locator(".exchange").count()
    page.press("#question", "Enter")
    page.wait_for_function("(asked) => document.querySelectorAll('.exchange').length > asked", arg=asked)
    finished(page)


def finished(page: Page) -> None:
    """Wait until the answer is complete and the browser keeps it."""
    page.wait_for_selector('[role=status][data-state="done"]', state="attached")
    page.wait_for_function(
        """() => { const kept = document.querySelector('#kept [data-kept]');
        return kept && kept.dataset.number === String(document.querySelectorAll('.exchange').length); }"""
    )


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


@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [("/", "15 mars 2017", "That is March 15, 2017."), ("/fr/", "March 15, 2017", "C’est le 15 mars 2017.")],
)
def test_a_day_in_words_is_put_in_figures(open_page: OpenPage, path: str, typed: str, words: str) -> None:
    page = open_page(path)
    open_tab(page, "obligations")
    field = page.locator("#obligations-as_of")
    assert field.get_attribute("type") == "text"  # a native field would follow the browser's language
    field.fill(typed)
    field.blur()
    expect(page.locator("#obligations-as_of-read")).to_have_text(words)
    expect(field).to_have_value("2017-03-15")


@pytest.mark.parametrize(
    ("path", "wrong"),
    [("/", "“03/04/2017” can be read in two ways"), ("/fr/", "peut se lire de deux façons")],
)
def test_what_is_no_day_is_said_below_its_field(
    open_page: OpenPage, picture: Picture, path: str, wrong: str
) -> None:
    page = open_page(path)
    page.click(".scope summary")
    page.fill("#ask-as_of", "03/04/2017")
    page.click(".scope summary")
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    expect(page.locator("#ask-as_of-read")).to_contain_text(wrong)
    expect(page.locator("#ask-as_of")).to_be_focused()
    expect(page.locator("#ask-as_of")).to_have_attribute("aria-invalid", "true")
    picture(page, f"wrong-day-{'fr' if path == '/fr/' else 'en'}")
    assert violations(page) == []
    expect(page.locator(".exchange")).to_have_count(0)
    page.fill("#ask-as_of", "2015-06-01")
    page.press("#ask-as_of", "Enter")
    expect(page.locator(".scope-line")).to_contain_text("2015")


def test_a_follow_up_and_a_reload_keep_the_conversation(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.locator(".suggestion:visible").first.click()
    expect(page.locator(".exchange")).to_have_count(2)
    finished(page)
    page.reload()
    expect(page.locator(".exchange")).to_have_count(2)
    page.locator("#turn-1 .cite").first.click()
    expect(page.locator("#ev-1-1")).to_be_visible()
    page.click("#conversations [data-act=new]")
    expect(page.locator(".exchange")).to_have_count(0)


def test_several_conversations_are_kept_reopened_and_deleted(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.click("#conversations [data-act=new]")
    expect(page.locator(".exchange")).to_have_count(0)
    ask(page, "What replaced s. 27 of LHSIA?")
    expect(page.locator(".conversations li")).to_have_count(2)
    page.reload()
    expect(page.locator(".asked")).to_contain_text("What replaced s. 27 of LHSIA?")
    page.locator(".recall", has_text=QUESTION).click()
    expect(page.locator(".asked")).to_contain_text(QUESTION)
    ask(page, "And when did it end?")
    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator(".conversations li")).to_have_count(2)
    page.locator(".conversations li", has_text="s. 27").locator(".forget").click()
    page.click("[data-act=forget-sure]")
    expect(page.locator(".conversations li")).to_have_count(1)
    expect(page.locator(".exchange")).to_have_count(2)
    page.click("[data-act=forget-all]")
    page.click("[data-act=forget-sure]")
    expect(page.locator(".conversations li")).to_have_count(0)
    expect(page.locator(".exchange")).to_have_count(0)
    page.reload()
    expect(page.locator(".conversations li")).to_have_count(0)


def test_an_answer_can_be_stopped_and_asked_again(open_page: OpenPage, slow_site: Site) -> None:
    page = open_page(at=slow_site.address)
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    expect(page.locator("#turn-1 .statement")).to_have_count(1)
    page.click("[data-act=stop]")
    expect(page.locator("#turn-1 .progress")).to_contain_text("Stopped")
    expect(page.locator(".button.stop")).to_be_hidden()
    page.reload()
    expect(page.locator("#turn-1 .asked")).to_contain_text(QUESTION)
    page.click("#turn-1 [data-act=ask]")
    expect(page.locator("#turn-2 .statement").first).to_be_visible()


def test_the_page_goes_on_after_the_service_was_away(open_page: OpenPage, slow_site: Site) -> None:
    slow_site.pause = 0.0
    page = open_page(at=slow_site.address)
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    expect(page.locator("#turn-1 .statement")).to_have_count(1)
    slow_site.stop()
    expect(page.locator("#page-notice")).to_contain_text("cannot be reached")
    slow_site.start()
    page.wait_for_function("() => window.lhsiaStarted === true && !document.querySelector('.exchange')")
    expect(page.locator("#question")).to_have_value(QUESTION)
    page.press("#question", "Enter")
    finished(page)
    expect(page.locator(".banner-answered")).to_be_visible()


def test_nothing_moves_while_an_answer_is_written(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate(
        """() => { window.moved = 0; new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
        }).observe({ type: "layout-shift" }); }"""
    )
    ask(page, QUESTION)
    ask(page, "And when did it end?")
    assert float(page.evaluate("window.moved")) < 0.02  # 0.1 is what browsers call good


def test_the_first_useful_paint_takes_less_than_two_seconds(open_page: OpenPage) -> None:
    page = open_page()
    times = []
    for _ in range(3):
        page.reload()
        page.wait_for_selector("#question")
        times.append(float(page.evaluate("performance.now()")))
    assert min(times) < 2000


def test_the_browser_goes_back_to_the_answer(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.locator(".cite").first.click()
    page.locator("#ev-1-1 .links [data-act=open]").click()
    expect(page.locator(".passage.target")).to_be_in_viewport()
    assert "?passage=lhsia-2006" in page.url
    page.go_back()
    expect(page.locator("#turn-1")).to_be_visible()
    open_tab(page, "timeline")
    assert page.url.endswith("?tab=timeline")
    assert page.title().startswith("Timeline")
    page.reload()
    expect(page.locator("#timeline section")).to_be_visible()
    page.click(".switch")
    expect(page.locator("#timeline section h2").first).to_contain_text("Quelle loi")


def test_on_a_phone_the_evidence_comes_up_as_a_sheet(open_page: OpenPage, picture: Picture) -> None:
    page = open_page(size=SIZES["phone"])
    ask(page, QUESTION)
    page.locator(".cite").first.click()
    expect(page.locator("#ev-1-1")).to_be_focused()
    expect(page.locator("#ev-1-1 mark")).to_be_in_viewport()
    picture(page, "sheet-en-phone")
    assert violations(page) == []
    page.click("[data-act=close-evidence]")
    expect(page.locator(".cite").first).to_be_focused()


def test_a_question_can_be_edited(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.click('[data-act="edit"]')
    assert page.input_value("#question") == QUESTION
    ask(page, QUESTION)
    expect(page.locator("#turn-2 .banner-answered")).to_be_visible()


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
    page.uncheck('.feedback [value="out_of_date"]')
    page.fill(".feedback [name=comment]", " ")
    page.click(".feedback [type=submit]")
    expect(page.locator("#thanks")).to_contain_text("Tick a reason")
    page.check('.feedback [value="out_of_date"]')
    page.fill(".feedback [name=comment]", "from a test")
    page.click(".feedback [type=submit]")
    expect(page.locator("#thanks")).to_contain_text("Thank you")
    expect(page.locator(".feedback form")).to_be_hidden()
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


def test_names_and_provisions_are_completed_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#question").press_sequentially("What replaced LHS")
    page.locator(".completion", has_text="LHSIA").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#question") == "What replaced LHSIA "
    page.locator("#question").press_sequentially("s. 24")
    expect(page.locator(".completion").first).to_contain_text("Identifying integration opportunities")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#completions")).to_be_hidden()
    expect(page.locator("#question")).to_be_focused()


def test_the_timeline_tells_the_law_of_a_day(open_page: OpenPage) -> None:
    page = open_page("/?tab=timeline", ready="#timeline section")
    law = page.locator(".bars .law", has_text="Local Health System Integration Act, 2006")
    expect(law.locator(".chip").first).to_contain_text("no longer")
    page.fill("#timeline [name=day]", "2015-06-01")
    page.click("#timeline .go")
    expect(law.locator(".chip").first).to_contain_text("held")
    law.locator("summary").click()
    law.get_by_role("link", name="s. 24", exact=True).click()
    expect(page.locator(".passage.target")).to_contain_text("s. 24")


def test_the_quality_page_opens_its_report(open_page: OpenPage) -> None:
    page = open_page("/?tab=quality", ready="#quality section")
    expect(page.locator("#quality .headline")).to_contain_text("test questions")
    with page.expect_popup() as opened:
        page.click("#quality a[target=_blank] >> nth=0")
    expect(opened.value.locator("h1")).to_contain_text("Evaluation")


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
    table = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert table.startswith("actor,")


def test_an_evidence_pack_is_saved(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    with page.expect_download() as download:
        page.click("#turn-1 [data-act=pack]")
    with zipfile.ZipFile(download.value.path()) as pack:
        assert json.loads(pack.read("answer.json"))["question"] == QUESTION
    assert verify_pack(Path(download.value.path())) == []


def test_the_pack_of_a_follow_up_is_that_of_the_answer_shown(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "And when did it end?")
    with page.expect_download() as download:
        page.click("#turn-2 [data-act=pack]")
    with zipfile.ZipFile(download.value.path()) as pack:
        kept = json.loads(pack.read("answer.json"))
    assert kept["question"] == "And when did it end?"
    assert kept["standalone_question"] != kept["question"]
    stored = page.evaluate(
        "() => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('lhsia-conv'))[1]).exchanges[1].answer"
    )
    assert kept["answer"] == stored["answer"]


def make_pack(page: Page, folder: Path) -> Path:
    """Make a pack of what is ticked, by keyboard, and save it."""
    page.locator("#pack form .go").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pack-made .pack-result")).to_be_focused()
    with page.expect_download() as download:
        page.click("[data-act=pack-save]")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.parametrize(("path", "size"), [("/", "desktop"), ("/fr/", "phone")])
def test_packs_are_made_listed_saved_and_checked(
    open_page: OpenPage, picture: Picture, tmp_path: Path, path: str, size: str
) -> None:
    french = path == "/fr/"
    page = open_page(path, SIZES[size])
    for question in (FRENCH,) if french else (QUESTION, "What replaced s. 27 of LHSIA?"):
        ask(page, question)
    open_tab(page, "pack")
    assert page.url.endswith("tab=pack")
    pack = make_pack(page, tmp_path)
    assert verify_pack(pack) == []
    expect(page.locator("#pack-made .banner")).to_contain_text("prêt" if french else "ready")
    if not french:
        assert page.locator("#pack-made details").count() == 2
        page.locator("#pack-made summary").first.click()
    expect(page.locator("#pack-made .files").first).to_contain_text("question.txt")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, f"pack-made-{'fr' if french else 'en'}-{size}")
    page.set_input_files("#pack-check [type=file]", pack)
    expect(page.locator("#pack-checked .banner")).to_contain_text("Intact" if french else "Unchanged")
    altered = tmp_path / "altered.zip"
    altered.write_bytes(without_one_file(pack))
    page.set_input_files("#pack-check [type=file]", altered)
    expect(page.locator("#pack-checked .banner")).to_contain_text("Modifié" if french else "Altered")
    row = page.locator("#pack-checked .files").last.locator("tr", has_text="README.txt")
    expect(row).to_contain_text("manquant" if french else "missing")
    expect(page.locator("#pack-checked .pack-result")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []
    picture(page, f"pack-altered-{'fr' if french else 'en'}-{size}")


def without_one_file(pack: Path) -> bytes:
    """The pack without its README."""
    out = io.BytesIO()
    with zipfile.ZipFile(pack) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != "README.txt":
                new.writestr(name, old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("/", b"", "The file is empty."),
        ("/", b"PK\x03\x04 and no more", "damaged or cut short"),
        ("/fr/", b"hello", "n'est pas un dossier de preuve"),
    ],
)
def test_what_is_no_pack_is_one_sentence(
    open_page: OpenPage, tmp_path: Path, path: str, content: bytes, said: str
) -> None:
    page = open_page(f"{path}?tab=pack", ready="#pack-check form")
    file = tmp_path / "given.zip"
    file.write_bytes(content)
    page.click("#pack-check [type=submit]")
    expect(page.locator("#pack-check .bad")).to_be_visible()
    page.set_input_files("#pack-check [type=file]", file)
    expect(page.locator("#pack-checked .banner")).to_contain_text(said)
    expect(page.locator("#pack-checked .files")).to_have_count(0)


def test_a_file_too_large_is_not_sent_and_one_that_is_dropped_is_checked(open_page: OpenPage) -> None:
    page = open_page("/?tab=pack", ready="#pack-check form")
    drop = """([content, size]) => {
        const data = new DataTransfer();
        const file = new File([content], "dropped.zip");
        if (size) Object.defineProperty(file, "size", { value: size });
        data.items.add(file);
        const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data });
        if (size) Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], files: [file] } });
        document.querySelector("#pack-check form").dispatchEvent(event);
    }"""
    page.evaluate(drop, ["hello", 0])
    expect(page.locator("#pack-checked .banner")).to_contain_text("a pack is a ZIP file")
    page.evaluate(drop, ["hello", 500_000_000])
    expect(page.locator("#pack-checked .banner")).to_contain_text("dropped.zip has 477 MB")


def test_without_answers_the_page_of_packs_leads_to_a_question(open_page: OpenPage) -> None:
    page = open_page("/?tab=pack", ready="#pack-check form")
    page.wait_for_selector("#pack section")
    page.click("#pack form .go")
    expect(page.locator("#pack .bad")).to_contain_text("Tick at least one answer")
    page.click("#pack [data-act=go]")
    expect(page.locator("#question")).to_be_focused()


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
    keep_report(path, found)
    assert found == []


def test_the_dark_page_has_contrast_enough(open_page: OpenPage, picture: Picture) -> None:
    page = open_page(colours="dark")
    ask(page, QUESTION)
    picture(page, "ask-en-dark")
    found = violations(page)
    open_tab(page, "timeline")
    page.locator(".bars summary").first.click()
    assert found + violations(page) == []


def keep_report(path: str, found: list[str]) -> None:
    """What axe found on every page of a language, beside the screenshots."""
    folder = os.environ.get("LHSIA_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        report = {"pages": TABS, "rules": "WCAG 2.1 A and AA", "violations": found}
        name = f"axe-{path.strip('/') or 'en'}.json"
        (Path(folder) / name).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


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
    page.keyboard.press("Escape")
    for name in TABS:
        open_tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_print_lays_out_the_sources_as_footnotes(open_page: OpenPage, picture: Picture) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.emulate_media(media="print")
    expect(page.locator(".ask")).to_be_hidden()
    expect(page.locator("#evidence-column")).to_be_hidden()
    note = page.locator(".footnotes li").first
    expect(note).to_contain_text("Local Health System Integration Act, 2006, s. 24")
    expect(note.locator(".address")).to_contain_text("http")
    picture(page, "print-en")
