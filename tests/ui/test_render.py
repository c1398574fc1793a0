"""What the page shows, as markup: escaping, marks, chips, outcomes."""

from __future__ import annotations

import json
import re
import string
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from corpus.passage import Passage, Validity
from server.answer import Outcome
from ui.history import Asked, Exchange
from ui.markup import safe_url, text
from ui.render import answer_html, answer_text, exchanges_html
from ui.render_evidence import Around, Card, Turn, card_html, evidence_html, marked_html
from ui.render_frame import page_words
from ui.render_quality import document_html
from ui.words import EXAMPLES, WORDS, day_word, word

STATIC = Path(__file__).parents[2] / "ui" / "static"
PASSAGE = Passage(
    id="a:en:s1",
    document_id="a",
    language="en",
    kind="statute",
    authority="official",
    title="Harbour Act",
    text="The board shall meet.\nIt may sit at night.",
    start=0,
    end=43,
    ordinal=0,
    address="s. 1 (2)",
    validity=Validity(date(2006, 3, 28), date(2021, 4, 1)),
    url="https://example.org/act",
)


class Shape(HTMLParser):
    """Collects tags and text, and fails on a tag that is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("input", "br", "link", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def shape(html: str) -> Shape:
    """The tags and words of a piece of HTML, which must be well formed."""
    found = Shape()
    found.feed(html)
    found.close()
    assert found.open == []
    return found


def answer(**changes: object) -> dict[str, object]:
    """An answer as JSON."""
    citation = {
        "number": 1,
        "passage_id": PASSAGE.id,
        "title": PASSAGE.title,
        "address": PASSAGE.address,
        "quote": "It may sit at night.",
        "start": 22,
        "end": 42,
        "language": "en",
        "url": PASSAGE.url,
        "status": "repealed",
    }
    return {
        "answer": "The board sits at night. [1]",
        "outcome": "answered",
        "language": "en",
        "as_of": "2026-11-21",
        "trace_id": "t1",
        "citations": [citation],
        "warnings": [],
        "statements": [],
        "related": [],
        **changes,
    }


def turn(**changes: object) -> Turn:
    """One exchange with its passage."""
    exchange = Exchange(Asked("When?"), answer(**changes))
    return Turn(1, exchange, {PASSAGE.id: Around(PASSAGE)})


@given(
    st.text(st.characters(exclude_characters="\r\x00\x0c"), max_size=80),
    st.integers(0, 80),
    st.integers(0, 80),
)
@settings(max_examples=60)
def test_marking_keeps_every_word_and_escapes_it(passage: str, start: int, end: int) -> None:
    found = shape(marked_html(passage, (start, end)))
    assert "".join(found.words.split()) == "".join(passage.split())
    assert {tag for tag, _ in found.tags} <= {"p", "mark"}


@given(st.text(alphabet="<>&\"'*[]1 abé\n-", max_size=60))
@settings(max_examples=80)
def test_an_answer_never_becomes_markup_of_its_own(words: str) -> None:
    html = answer_html(words, answer()["citations"], turn(), "en")  # type: ignore[arg-type]
    assert {tag for tag, _ in shape(html).tags} <= {
        "div",
        "p",
        "ul",
        "li",
        "strong",
        "em",
        "button",
        "span",
    }


def test_a_mark_is_a_button_that_names_its_card() -> None:
    page = exchanges_html([turn()], "en") + evidence_html([turn()], "en")
    tag, mark = next((tag, attrs) for tag, attrs in shape(page).tags if attrs.get("class") == "cite")
    assert (tag, mark["data-cite"]) == ("button", "ev-1-1")
    assert 'id="ev-1-1"' in page
    assert "Harbour Act, s. 1 (2)" in str(mark["aria-label"])


def test_the_quoted_words_are_marked() -> None:
    assert "<mark>It may sit at night.</mark>" in evidence_html([turn()], "en")


def test_a_number_without_a_source_stays_text() -> None:
    assert "[7]" in answer_html("As in [7].", answer()["citations"], turn(), "en")  # type: ignore[arg-type]


def test_a_hostile_question_and_title_are_shown_as_text() -> None:
    evil = "<img src=x onerror=alert(1)>"
    passage = replace(PASSAGE, title=evil, text=evil, url="javascript:alert(1)")
    page = exchanges_html([Turn(1, Exchange(Asked(evil), answer()))], "en")
    page += card_html(Around(passage), Card("c"), "en")
    assert "img" not in {tag for tag, _ in shape(page).tags}
    assert "javascript:" not in page


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "", "http://[", None]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) == ""


def test_repealed_law_says_so_in_words() -> None:
    words = shape(card_html(Around(PASSAGE), Card("c", status="repealed"), "fr")).words
    assert "Plus en vigueur depuis le 1er avril 2021" in words
    assert "Texte officiel" in words


def test_a_card_says_the_language_of_its_words() -> None:
    card = card_html(Around(replace(PASSAGE, language="fr")), Card("c"), "en")
    assert any(tag == "blockquote" and attrs["lang"] == "fr" for tag, attrs in shape(card).tags)


@pytest.mark.parametrize(
    "outcome", ["answered", "partial", "not_in_corpus", "out_of_scope", "needs_clarification", "unavailable"]
)
def test_every_outcome_has_a_word_and_an_icon(outcome: Outcome) -> None:
    page = exchanges_html([turn(outcome=outcome)], "fr")
    assert text(word(outcome, "fr")) in page
    assert f"banner-{outcome}" in page


def test_warnings_stand_before_the_text() -> None:
    page = exchanges_html([turn(warnings=[{"code": "repealed", "message": "Gone since 2021."}])], "en")
    assert page.index("Gone since 2021.") < page.index("The board sits at night.")


def test_a_part_without_an_answer_stands_alone_and_first() -> None:
    warnings = [
        {"code": "brief_only", "message": "Restated."},
        {"code": "partial", "message": "No fee is known."},
    ]
    page = exchanges_html([turn(outcome="partial", warnings=warnings)], "en")
    assert page.index(word("missing_part", "en")) < page.index("No fee is known.") < page.index("Restated.")
    assert page.count("No fee is known.") == 1
    assert page.index("No fee is known.") < page.index("The board sits at night.")


def test_choices_are_buttons_that_ask_within_the_same_limits() -> None:
    exchange = Exchange(
        Asked("When?", as_of="2015-06-01"),
        answer(outcome="needs_clarification", citations=[], choices=["In 2006?", "<b>Today?"]),
    )
    page = exchanges_html([Turn(1, exchange, {})], "en")
    forms = [json.loads(str(a["data-form"])) for _, a in shape(page).tags if a.get("data-act") == "ask"]
    assert {"question": "In 2006?", "as_of": "2015-06-01"} in forms
    assert {"question": "<b>Today?", "as_of": "2015-06-01"} in forms
    assert word("choices", "en") in page
    assert word("choices", "en") not in exchanges_html([turn()], "en")


def test_the_sources_are_footnotes_with_standing_and_address() -> None:
    page = exchanges_html([turn()], "en")
    notes = shape(page[page.index('class="footnotes"') - 9 :].split("</section>")[0] + "</section>").words
    for part in (
        "Harbour Act, s. 1 (2)",
        "No longer law since April 1, 2021",
        "It may sit at night.",
        PASSAGE.url,
    ):
        assert part in notes


@given(st.text(alphabet="ab <&[]1", max_size=40))
def test_a_mark_stays_with_the_word_before_it_and_loses_nothing(words: str) -> None:
    html = answer_html(words, answer()["citations"], turn(), "en")  # type: ignore[arg-type]
    plain = re.sub(r"\s?\[1+\]", lambda m: m[0].strip(" []") if int(m[0].strip(" []")) == 1 else m[0], words)
    assert "".join(shape(html).words.split()) == "".join(plain.split())


def test_an_official_page_opens_at_the_quoted_words() -> None:
    card = card_html(Around(PASSAGE), Card("c", span=(22, 42)), "en")
    assert "https://example.org/act#:~:text=It%20may%20sit%20at%20night." in card
    brief = card_html(Around(replace(PASSAGE, authority="brief")), Card("c", span=(22, 42)), "en")
    assert "#:~:text" not in brief


def test_a_report_in_markdown_becomes_a_page_without_markup_of_its_own() -> None:
    page = document_html("# Title\n\n| a | b |\n|--|--|\n| 1 | <script>x</script> |\n", "<T>")
    assert "<td>1</td>" in page
    assert "<script" not in page
    assert "<title>&lt;T&gt;</title>" in page


def test_the_age_of_a_policy_stands_on_its_card() -> None:
    card = card_html(Around(PASSAGE, dated="2015-03"), Card("c"), "fr")
    assert "Daté\u00a0: mars 2015" in card


def test_the_copy_carries_its_sources() -> None:
    copied = answer_text(answer())
    assert "[1] Harbour Act, s. 1 (2) https://example.org/act" in copied


def test_quotes_only_shows_no_words_of_its_own() -> None:
    exchange = Exchange(Asked("When?", mode="quotes"), answer())
    page = exchanges_html([Turn(1, exchange, {})], "en")
    assert "It may sit at night." in page
    assert "The board sits at night." not in shape(page).words


def test_while_searching_the_reply_is_busy_and_says_so() -> None:
    page = exchanges_html([Turn(1, Exchange(Asked("When?")), state="searching")], "en")
    assert 'aria-busy="true"' in page
    assert word("searching", "en") in page


def test_every_word_has_two_languages_and_the_same_places() -> None:
    for key, (english, french) in WORDS.items():
        assert english.strip(), key
        assert french.strip(), key
        assert _places(english) == _places(french), key
    assert all(len(questions["en"]) == len(questions["fr"]) for questions in EXAMPLES.values())


def _places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_days_are_written_in_the_language() -> None:
    assert day_word("2021-04-01", "fr") == "1er avril 2021"
    assert day_word("2021-04-01T10:00:00+00:00", "en") == "April 1, 2021"
    assert day_word("2015", "en") == "2015"


def test_the_scripts_have_every_word_they_say() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    said = set(re.findall(r'say\("(\w+)"', scripts))
    words = page_words("fr")["words"]
    assert isinstance(words, dict)
    assert said <= set(words)
