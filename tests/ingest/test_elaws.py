"""e-Laws pages become provisions with addresses, days and history, and no visible word is lost."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from corpus.address import parse
from corpus.document import Node
from corpus.passage import Validity
from ingest.clean import clean
from ingest.elaws import ElawsReading, is_elaws, match_editions, read_elaws
from ingest.elaws_page import ROLES
from ingest.elaws_passages import NOT_PROCLAIMED

PAGES = Path(__file__).parents[1] / "laws" / "elaws"
URL = "https://www.ontario.ca/laws/statute/11l90"


def read(source: str, url: str = URL) -> ElawsReading:
    return read_elaws(source, document_id="lantern-act-2011", url=url, retrieved_at="2024-01-02")


def page(name: str) -> ElawsReading:
    return read((PAGES / f"{name}.html").read_text(encoding="utf-8"))


def law(
    *paragraphs: tuple[str, str],
    period: str = "Consolidation Period: From May 1, 2022 to the e-Laws currency date.",
) -> ElawsReading:
    lines = [("ConsolidationPeriod", period), *paragraphs]
    return read("".join(f'<p class="{name}">{html.escape(text)}</p>' for name, text in lines))


@pytest.fixture(scope="module")
def act() -> ElawsReading:
    return page("lantern_act_en")


def text_at(reading: ElawsReading, address: str) -> str:
    return next(p.text for p in reading.passages if p.address == address)


class Visible(HTMLParser):
    """What a browser would show of a page, found without the reader under test."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in ("script", "style", "head")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "head")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def visible(source: str) -> str:
    parser = Visible()
    parser.feed(source)
    return "".join(clean("".join(parser.words)).replace("|", "").split())


def shown(reading: ElawsReading) -> str:
    return "".join(reading.document.text.replace("|", "").split())


def check_tree(node: Node) -> None:
    at = node.start
    for child in node.children:
        assert at <= child.start <= child.end <= node.end
        at = child.end
        check_tree(child)


@pytest.mark.parametrize("name", ["lantern_act_en", "lantern_act_fr", "lantern_reg_en"])
def test_all_visible_text_of_a_page_is_in_the_tree(name: str) -> None:
    source = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    reading = read(source)
    assert shown(reading) == visible(source)
    assert (reading.document.root.start, reading.document.root.end) == (0, len(reading.document.text))
    check_tree(reading.document.root)


CLASSES = st.sampled_from(
    [*ROLES, "Ysection", "Ysubsection-f", "section-e", "clause-f", "neverseen", "toc", ""]
)
MARKED = st.sampled_from(
    [
        "",
        "1 ",
        "2 (1) ",
        "(1) ",
        "(a) ",
        "b) ",
        "1. ",
        "i. ",
        "“oil” ",
        "Note: On May 1, 2031, section 2 is repealed. ",
        "3-5 Repealed: ",
        "PART II ",
    ]
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)
PARAGRAPHS = st.tuples(
    st.sampled_from(["p", "div", "h2", "li", "td", "loose", "span"]), CLASSES, MARKED, WORDS
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PARAGRAPHS, max_size=14))
def test_no_markup_loses_text_or_breaks_the_tree(paragraphs: list[tuple[str, str, str, str]]) -> None:
    parts = []
    for tag, name, mark, words in paragraphs:
        inner = html.escape(mark + words)
        block = f'<{tag} class="{name}">{inner}</{tag}>'
        parts.append(
            f"<table><tr>{block}<td>x</td></tr></table>"
            if tag == "td"
            else inner
            if tag == "loose"
            else block
        )
    source = f"<html><body>{''.join(parts)}</body></html>"
    reading = read(source)
    assert shown(reading) == visible(source)
    check_tree(reading.document.root)
    addresses = [node.address for node in reading.document.root.walk() if node.address]
    assert len(addresses) == len(set(addresses))
    assert all(reading.document.text[p.start : p.end] == p.text for p in reading.passages)
    assert len({p.id for p in reading.passages}) == len(reading.passages)


def test_the_head_of_the_page_gives_title_kind_version_and_days(act: ElawsReading) -> None:
    document = act.document
    assert (document.title, document.language, document.kind) == (
        "Lantern Keepers Act, 2011",
        "en",
        "statute",
    )
    assert (document.version, document.validity) == ("2022-05-01", Validity(date(2022, 5, 1), None))
    assert (document.authority, document.status, act.warnings) == ("official", "in_force", ())


def test_a_historical_regulation_ends_the_day_after_its_period() -> None:
    reading = page("lantern_reg_en")
    assert (reading.document.kind, reading.document.status) == ("regulation", "historical")
    assert reading.document.validity == Validity(date(2014, 3, 28), date(2015, 10, 31))
    assert text_at(reading, "s. 1 (1)").endswith("(ii) filtered. O. Reg. 912/13, s. 1 (1).")


def test_a_subsection_is_one_passage_with_its_list_and_its_closing_words(act: ElawsReading) -> None:
    passage = next(p for p in act.passages if p.id.endswith("en:s-2-1"))
    assert passage.text.startswith("(1) Each shore town shall name a keeper who,\n(a) lives")
    assert "The town shall post the name within 30 days." in passage.text
    assert [passage.text[a:b] for a, b in passage.items][:3] == [
        "lives in the town;",
        "has passed,",
        "the lamp test, or",
    ]
    assert passage.heading_path == ("PART I FIRST THINGS", "Keeping of lanterns")


def test_clauses_and_paragraphs_have_addresses_in_reading_order(act: ElawsReading) -> None:
    addresses = [n.address for n in act.document.root.walk() if n.address.startswith("s. 2 ")]
    assert "s. 2 (1) (b) (ii)" in addresses
    assert "s. 2 (2), par. 2 ii" in addresses
    assert addresses == [str(a) for a in sorted(map(parse, addresses))]


def test_a_definition_stands_alone_with_the_words_that_introduce_it(act: ElawsReading) -> None:
    passage = next(p for p in act.passages if p.address == 's. 1 (1) "keeper"')
    assert passage.lead_in == "In this Act,"
    assert passage.text.endswith("(b) a night keeper; (“gardien”)")


def test_table_rows_and_schedule_lists_stay_with_their_provision(act: ElawsReading) -> None:
    assert "2 | Large lamp | $9" in text_at(act, "s. 6")
    assert text_at(act, "sched. 1, par. 1-2").startswith("1. Greywater.\n2. Pinebank.")


def test_amendments_are_kept_as_data_with_the_day_in_force(act: ElawsReading) -> None:
    rows = {(a.address, a.citation): (a.in_force, a.status) for a in act.amendments}
    assert rows["s. 1", "2016, c. 8, s. 1"] == (date(2016, 12, 8), "in_force")
    assert rows["s. 2", "2023, c. 44, Sched. 2, s. 1"] == (None, "not_in_force")


def test_words_hold_from_the_last_amendment_of_their_section(act: ElawsReading) -> None:
    passage = next(p for p in act.passages if p.address == "s. 1 (2)")
    assert passage.validity == Validity(date(2016, 12, 8), None)


def test_a_repealed_provision_ends_on_the_day_of_its_amendment(act: ElawsReading) -> None:
    gone = next(p for p in act.provisions if p.address == "s. 2 (3)")
    assert (gone.state, gone.rule, gone.sources) == (
        "repealed",
        Validity(None, date(2021, 4, 1)),
        ("2021, c. 7, s. 3",),
    )
    line = next(p for p in act.passages if p.address == "s. 2 (3)")
    assert line.validity == Validity(date(2021, 4, 1), None)


def test_a_spent_provision_and_a_repealed_run_are_told(act: ElawsReading) -> None:
    states = {p.address: p.state for p in act.provisions}
    assert (states["s. 7"], states["ss. 3-5"]) == ("spent", "repealed")


def test_text_substituted_on_a_day_ends_the_old_words_and_begins_the_new(act: ElawsReading) -> None:
    now, ahead = (p for p in act.passages if p.address == "s. 2 (1)")
    assert (now.validity.end, ahead.validity) == (date(2030, 7, 1), Validity(date(2030, 7, 1), None))
    assert ahead.text.startswith("(1) Each shore town shall name two keepers.")
    assert ahead.lead_in.startswith("Note: On July 1, 2030")


def test_text_waiting_for_a_proclamation_is_never_current(act: ElawsReading) -> None:
    ahead = next(p for p in act.passages if p.address == "s. 2.2")
    assert ahead.validity.start == NOT_PROCLAIMED
    assert not ahead.validity.holds_on(date(2090, 1, 1))
    assert next(p.state for p in act.provisions if p.address == "s. 2.2") == "not_yet_in_force"
    assert ahead.heading_path == ("PART I FIRST THINGS", "Day work")


def test_new_text_that_is_not_shaded_is_still_told_from_the_old() -> None:
    reading = law(
        ("section", "1 Lamps are lit."),
        (
            "Pnote",
            "Note: On July 1, 2031, section 1 of the Act is repealed and the following substituted: (See: 2024, c. 2, s. 1)",
        ),
        ("section", "1 Lamps are out."),
    )
    now, ahead = reading.passages
    assert (now.validity.end, ahead.validity.start) == (date(2031, 7, 1), date(2031, 7, 1))
    assert ahead.text == "1 Lamps are out."


def test_an_older_notice_that_a_section_is_not_in_force_is_heeded() -> None:
    reading = law(
        ("section", "1 Lamps are lit."),
        (
            "note",
            "Note: Section 1 comes into force on a day to be named by proclamation of the Lieutenant Governor.",
        ),
    )
    assert reading.provisions[0].state == "not_yet_in_force"
    assert reading.passages[0].validity.start == NOT_PROCLAIMED


def test_a_repealed_act_ends_on_its_day() -> None:
    reading = law(
        ("Pnote", "Note: This Act was repealed on June 30, 2023. (See: 2023, c. 1, s. 2)"),
        ("section", "1 Lamps."),
    )
    assert reading.document.status == "repealed"
    assert reading.document.validity == Validity(date(2022, 5, 1), date(2023, 6, 30))


def test_a_clause_between_notices_keeps_its_own_address() -> None:
    reading = law(
        ("section", "4 A keeper shall,"),
        ("paragraph", "(a) sweep; and"),
        ("Pnote", "Note: On July 1, 2031, clause 4 (a) of the Act is repealed. (See: 2024, c. 2, s. 3)"),
        ("paragraph", "(b) polish."),
    )
    assert [p.address for p in reading.passages] == ["s. 4", "s. 4 (b)"]
    assert reading.passages[1].lead_in == "A keeper shall,"
    assert {p.address: p.rule.end for p in reading.provisions}["s. 4 (a)"] == date(2031, 7, 1)


def test_a_long_list_is_cut_between_its_clauses() -> None:
    clauses = [("paragraph", f"{number}. {'Oil the hinge of the lamp. ' * 30}") for number in range(1, 9)]
    reading = law(("section", "9 A keeper shall do this:"), *clauses)
    assert len(reading.passages) > 1
    assert all(len(p.text) <= 3000 for p in reading.passages)
    assert reading.passages[-1].address.startswith("s. 9, par.")
    assert reading.passages[-1].lead_in == "A keeper shall do this:"


def test_a_remark_on_a_past_repeal_ends_nothing() -> None:
    reading = law(
        ("section", "1 Repealed rules of July 1, 2031 are listed in the Schedule."),
        ("note", "Note: Despite its repeal on July 1, 2031, section 1 applies to old lamps."),
    )
    assert (reading.provisions[0].state, reading.provisions[0].rule.end) == ("in_force", None)


def test_a_regulation_is_titled_with_its_number() -> None:
    assert page("lantern_reg_en").document.title == "ONTARIO REGULATION 912/13: LAMP OIL"


def test_a_preamble_is_one_passage_under_its_heading() -> None:
    reading = law(
        ("heading1", "Preamble"),
        ("MsoNormal", "The shore is dark."),
        ("paragraph", "(a) Lamps help."),
        ("section", "1 Lamps."),
    )
    assert text_at(reading, "Preamble") == "The shore is dark.\n(a) Lamps help."


def test_unknown_marks_become_plain_text_with_a_warning() -> None:
    reading = page("lantern_reg_en")
    assert any("signnote-e" in warning for warning in reading.warnings)
    assert text_at(reading, "s. 2").endswith("The sign must be blue.")


def test_a_page_without_marks_becomes_plain_text_with_a_warning() -> None:
    reading = read("<html><body><h1>News</h1><p>Lamps are cheap.</p></body></html>")
    assert "plain text" in reading.warnings[0]
    assert reading.document.text == "News\nLamps are cheap."


def test_two_provisions_with_one_number_keep_their_text() -> None:
    reading = law(("section", "1 Lamps are lit."), ("section", "1 Lamps are out."))
    assert any("two provisions “s. 1”" in warning for warning in reading.warnings)
    assert "Lamps are out." in reading.document.text


def test_the_json_behind_the_page_reads_like_the_page(act: ElawsReading) -> None:
    source = (PAGES / "lantern_act_en.html").read_text(encoding="utf-8")
    envelope = json.dumps(
        {"alias": "statute/11l90", "actName": {"en": "Lantern Keepers Act, 2011"}, "content": source}
    )
    assert [p.text for p in read(envelope).passages] == [p.text for p in act.passages]


def test_the_json_gives_the_days_that_its_page_leaves_out() -> None:
    content = '<p class="section"><b>1 </b>Lamps are lit.</p>'
    envelope = {"dateFrom": "2014-03-28T00:00:00Z", "dateTo": "2015-10-30", "content": content}
    assert read(json.dumps(envelope)).document.validity == Validity(date(2014, 3, 28), date(2015, 10, 31))


def test_the_empty_page_given_to_programs_is_known_for_what_it_is() -> None:
    assert not is_elaws(
        "<html><body><noscript>Please turn on scripts.</noscript><div id='root'></div></body></html>"
    )
    assert is_elaws((PAGES / "lantern_act_en.html").read_text(encoding="utf-8"))


def test_editions_match_by_address_and_definitions_by_their_other_term(act: ElawsReading) -> None:
    pairs = {pair.address: pair for pair in match_editions(act, page("lantern_act_fr"))}
    keeper = pairs['s. 1 (1) "keeper"']
    assert keeper.french is not None
    assert keeper.french.text.startswith("«gardien»")
    assert pairs["s. 2 (2)"].french is not None
    assert pairs["s. 6"].french is None


def test_spans_left_open_by_the_export_do_not_exhaust_the_reader() -> None:
    source = "<p class=section><b>1 </b>Lamps.</p>" + "<span>" * 3000 + "<p class=section><b>2 </b>Oil.</p>"
    assert [p.address for p in read(source).passages] == ["s. 1", "s. 2"]


@pytest.mark.parametrize(
    "seed",
    ["{", "", "<", "{}", '{"content": 5}', "\ufeff", "<table><table><tr><td>x", "<p class=Ysection>2 Oil"],
)
def test_broken_pages_are_read_without_failing(seed: str) -> None:
    assert isinstance(read(seed), ElawsReading)


def test_the_page_as_the_publisher_serves_it_today() -> None:
    """Broken script tags in the header, unmarked banners, a formula, runs that are revoked, inserted sections."""
    source = (PAGES / "harbour_regulation_today.html").read_text(encoding="utf-8")
    reading = read(source, "https://www.ontario.ca/laws/regulation/160946")
    assert reading.warnings == ()
    assert (reading.document.title, reading.document.kind) == (
        "O. Reg. 946/16: HARBOUR PROCEEDINGS",
        "regulation",
    )
    assert reading.document.validity == Validity(date(2020, 1, 1))
    assert text_at(reading, "s. 2 (1)").endswith("A = B − C\nwhere,\nA = the net amount,")
    found = [node.address for node in reading.document.root.walk() if node.address]
    assert found == [
        "s. 1", 's. 1 "lamp"', "s. 2", "s. 2 (1)", "s. 2 (2)", "s. 2 (2) (a)", "s. 2 (2) (b)", "s. 2 (2) (c)-(d)",
        "s. 2.0.1", "s. 2.0.1 (1)", "s. 2.0.1 (1), par. 1", "s. 2.0.1 (1), par. 1 i", "s. 2.0.1 (1), par. 1 ii",
        "s. 5", "s. 2.2.1.1",
    ]  # fmt: skip
    assert shown(reading) == visible(re.sub(r"<script<img[^>]*>\s*</script>", "", source))
